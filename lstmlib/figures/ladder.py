"""Chapter 08: what each part of the cell adds, from one state to the full LSTM."""

from itertools import pairwise

import numpy as np

from lstmlib.counting import share_interval
from lstmlib.figures.base import QUESTIONS
from lstmlib.ladder import RUNGS, count_learned
from lstmlib.style import LOOKS

RUNG_LOOKS = dict(zip(RUNGS, (LOOKS[part] for part in "hcfio"), strict=True))
"""A rung looks like the part it adds; the plain RNN like its one state."""


def draw_rungs(axes, climbs, filler=10, chance=0.25):
    """Seeds that learned, with intervals, beside a dot for each seed and question.

    climbs: rows of `ladder.read_climbs`, filler: words in each reign, 10 or 50;
    axes: three panels with one y axis.
    """
    counts = count_learned(climbs, filler)
    _draw_counts(axes[0], counts)
    for ax, kind in zip(axes[1:], ("current", "first"), strict=True):
        shares = {
            rung: [
                getattr(row, f"{kind}_{filler}") for row in climbs if row.rung == rung
            ]
            for rung in counts
        }
        _draw_seeds(ax, shares, chance)
        ax.set(xlabel=f"right: {QUESTIONS[kind][1]}")
    for ax in axes:
        ax.set(xlim=(0, 1), ylim=(len(counts) - 0.45, -0.55))
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    return _tell(counts)


def _draw_counts(ax, counts):
    for place, (rung, (learned, seeds)) in enumerate(counts.items()):
        look, ends = RUNG_LOOKS[rung], share_interval(learned, seeds)
        style = {"color": look.colour, "clip_on": False}
        ax.plot(ends, [place] * 2, linewidth=2.4, **style)
        ax.plot(learned / seeds, place, look.marker, markersize=8, **style)
    labels = [f"{rung}\n{n} of {seeds}" for rung, (n, seeds) in counts.items()]
    ax.set_yticks(range(len(counts)), labels, linespacing=1.1)
    ax.set(xlabel="seeds that learned both")


def _draw_seeds(ax, shares, chance):
    for place, (rung, runs) in enumerate(shares.items()):
        look, spread = RUNG_LOOKS[rung], np.linspace(-0.32, 0.32, len(runs))
        style = {"color": look.colour, "linestyle": "none", "clip_on": False}
        ax.plot(runs, place + spread, marker=look.marker, ms=3.5, alpha=0.7, **style)
    ax.axvline(chance, **(LOOKS["chance"].in_figure() | {"label": "_"}))


def _tell(counts):
    """The counts in words, and which rungs stand apart from the one before."""
    seeds = next(iter(counts.values()))[1]
    told = ", ".join(f"{rung} {learned}" for rung, (learned, _) in counts.items())
    clear, unclear = [], []
    for below, above in pairwise(counts):
        apart = _stand_apart(counts[below], counts[above])
        (clear if apart else unclear).append(above)
    steps = [
        f"{verdict}: {', '.join(rungs)}"
        for verdict, rungs in (("clear steps", clear), ("not clear", unclear))
        if rungs
    ]
    finding = f"Seeds of {seeds} that learn both kings: {told} ({'; '.join(steps)})"
    return finding.replace("+ ", "+")  # no line of a title ends with a plus


def _stand_apart(one, other):
    """Whether the intervals of two counts (successes, trials) do not overlap."""
    (low1, high1), (low2, high2) = share_interval(*one), share_interval(*other)
    return high1 < low2 or high2 < low1
