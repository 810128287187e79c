"""Chapter 05: who learns to choose, how far the doors open, what is written."""

import numpy as np

from lstmlib.course.ch05.treasury import GOLD, SEAL
from lstmlib.course.drawing.plots import SOLVED
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.statistics import in_words

GIFTS = {"no seal": LOOKS["chance"], "sealed": LOOKS["king 1"]}


def draw_runs(ax, runs, guess=None):
    """A row of points per kind of cell: {words: shares of right answers, one a run}.

    The finding counts the runs that have learned; `guess` is the share of a guesser.
    """
    looks = [LOOKS["h" if "no " in words else "i"] for words in runs]
    rows = np.arange(len(runs))[::-1]
    for row, look, shares in zip(rows, looks, runs.values(), strict=True):
        places = row + _apart(shares)
        ax.plot(shares, places, look.marker, color=look.colour, markersize=6, alpha=0.8)
        learned = int(np.sum(np.asarray(shares) >= SOLVED))
        ax.text(1.05, row, in_words(learned, len(shares)), va="center", fontsize=9)
    ax.axvline(SOLVED, color="#666666", linewidth=1)
    ax.text(SOLVED - 0.008, len(runs) - 0.55, "learned", ha="right", va="top")
    if guess is not None:
        ax.axvline(guess, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        ax.text(guess + 0.012, len(runs) - 0.55, "guessing", va="top")
    ax.set(yticks=rows, yticklabels=list(runs), xlim=(0, 1.03))
    ax.set_xlabel("share of right answers, one point per run")
    ax.set_ylim(-0.5, len(runs) - 0.5)
    return _who_learned(runs)


def _who_learned(runs):
    told = [f"{words} {np.sum(np.asarray(shares) >= SOLVED)} of {len(shares)}"
            for words, shares in runs.items()]  # fmt: skip
    return "Runs that learned: " + "; ".join(told)


def _apart(shares, width=0.05, reach=0.3):
    """How far up to move each point, so that none hides another of its share."""
    shares = np.asarray(shares, float)
    up = np.zeros(len(shares))
    for k in range(len(shares)):
        up[k] = width * np.sum(np.abs(shares[:k] - shares[k]) < 0.012)
    return np.minimum(up - up.max() / 2, reach)


def draw_input_gates(ax, sealed, other):
    """How far the input gate is open: means at sealed gifts and at others, per run."""
    aside = np.linspace(-0.06, 0.06, len(other))  # so that equal marks can be told
    for x, low, high in zip(aside, other, sealed, strict=True):
        ax.plot([x, 1 + x], [low, high], color="#BBBBBB", linewidth=1, zorder=1)
    style = {"color": LOOKS["i"].colour, "linestyle": "", "markersize": 7}
    marker = LOOKS["i"].marker
    ax.plot(aside, other, marker, markerfacecolor="white", **style)
    ax.plot(1 + aside, sealed, marker, **style)
    ax.set(xticks=[0, 1], xticklabels=["at gifts without a seal", "at sealed gifts"])
    ax.set(xlim=(-0.5, 1.5), ylim=(0, 1), ylabel="mean input gate i")
    wider = int(np.sum(np.asarray(sealed) > 2 * np.asarray(other)))
    count = in_words(wider, len(sealed))
    return f"The door is more than twice as far open at sealed gifts: {count}"


def draw_additions(axes, cells):
    """What one unit adds to its memory, i * g, against the gold of each gift.

    cells: {words: (trace, unit)}, a panel for each. The finding compares how far the
    written numbers scatter at gifts without a seal and at sealed ones.
    """
    sorts = {"little": [], "much": []}
    for ax, (words, (trace, unit)) in zip(axes, cells.items(), strict=True):
        sealed = trace.x[:, :, SEAL] == 1
        gold, written = trace.x[:, :, GOLD], (trace.i * trace.g)[:, :, unit]
        for look, chosen in zip(GIFTS.values(), (~sealed, sealed), strict=True):
            style = {"color": look.colour, "markersize": 3, "alpha": 0.6}
            marker = "." if look is LOOKS["chance"] else "D"
            ax.plot(gold[chosen][:400], written[chosen][:400], marker, **style)
        ax.set(xlim=(-1, 1), ylim=(-1.05, 1.05), xlabel="gold in the gift")
        ax.text(0.5, 1.02, words, transform=ax.transAxes, ha="center", weight="bold")
        quiet = written[~sealed].std() < written[sealed].std() / 2
        sorts["little" if quiet else "much"].append(words)
    axes[0].set_ylabel("written: i · g")
    for y, (words, look) in zip((-0.8, 0.8), GIFTS.items(), strict=True):
        axes[0].text(-0.95, y, words, color=look.colour, va="center", weight="bold")
    told = [f"{sort} is written {' and '.join(w)}" for sort, w in sorts.items() if w]
    return "At gifts without a seal " + ", ".join(told)
