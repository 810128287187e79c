"""Chapter 08: two networks learn side by side, and how far they remember then."""

import numpy as np

from lstmlib.course.ch08.ablation import count_learned
from lstmlib.course.ch08.race import KINDS
from lstmlib.course.drawing.plots import (
    QUESTION_LABELS,
    label_ends,
    plot_chance,
    plot_line,
)
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.statistics import mean_interval, wilson_interval

# The look of each network of a race, by the first word of its name.
RACERS = {"LSTM": LOOKS["c"], "RNN": LOOKS["h"]}
MORE = (
    LOOKS["h"]._replace(colour="#8A5A2B", shade="#A9713A", dash="long", marker="D"),
    LOOKS["h"]._replace(colour="#5F6F1F", shade="#7F8F3F", dash="dash-dot", marker="^"),
)
KNOWN, CHANCE = 0.8, 0.25


def looks_of(names):
    """A look for each network, {name: Look}: the first two as in all pictures."""
    more = iter(MORE * len(names))
    return {name: RACERS.get(name) or next(more) for name in names}


def draw_race(axes, race, clock=False):
    """Three panels over updates, or with `clock` over seconds of learning.

    exp(-loss), the probability of the right word in training; then the share of right
    answers to both questions about unseen stories.
    """
    heads = ["exp(−loss) in training", *(QUESTION_LABELS[kind][1] for kind in KINDS)]
    values = [np.exp(-race.loss), *race.recall]
    looks = looks_of(race.models)
    for ax, head, lines in zip(axes, heads, values, strict=True):
        ends, last = [], race.seconds.max() if clock else race.total
        ax.set_title(head, loc="left", fontsize=10)
        ax.set(xlim=(0, max(last, 1e-9)), ylim=(0, 1.03))
        ax.set(xlabel="seconds of learning" if clock else "updates")
        for (name, look), seconds, line in zip(
            looks.items(), race.seconds, lines, strict=True
        ):
            xs = seconds if clock else race.updates
            ax.plot(xs, line, **(look.in_figure() | {"label": "_"}))
            ends.append((xs[-1], line[-1], name, look))
        ax.axhline(CHANCE, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        label_ends(ax, ends)
    done = race.updates[-1]
    of = "" if done == race.total else f" of {race.total}"
    return f"After {done}{of} updates {_who_knows(race)}"


def _who_knows(race):
    """Whom each network names in at least 80 % of the stories, in words."""
    # Whether the RNN's ruler is above the bar depends on the seeds, so it is not told.
    told = {
        (True, True): "knows both kings",
        (True, False): "does not know the first king",
        (False, True): "knows the first king, not the ruler",
        (False, False): "does not know the first king",
    }
    known = race.recall[:, :, -1] >= KNOWN
    words = [
        f"the {name} {told[tuple(which)]}"
        for name, which in zip(race.models, known.T.tolist(), strict=True)
    ]
    return " and ".join(words)


def draw_length(ax, fillers, curves, trained=20, kind="first"):
    """Recall over filler words per reign {name: (seeds, fillers)}, mean and interval.

    `trained` is the longest reign of the training stories.
    """
    fillers, ends = np.asarray(fillers), []
    looks = looks_of(curves)
    for name, shares in curves.items():
        mean, low, high = np.transpose([mean_interval(column) for column in shares.T])
        low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
        ax.fill_between(fillers, low, high, color=looks[name].colour, alpha=0.15, lw=0)
        plot_line(ax, fillers, mean, looks[name])
        ends.append((fillers[-1], mean[-1], name, looks[name]))
    ends.append(plot_chance(ax, CHANCE, fillers[-1], f"guessing: {CHANCE}"))
    ax.axvline(trained, color="#666666", linewidth=1)
    ax.text(trained + 2, 0.03, "longest reign in training", fontsize=9)
    ax.set(xlabel="filler words in each reign", ylabel="share of right answers")
    ax.set(xlim=(0, fillers[-1]), ylim=(0, 1.03))
    label_ends(ax, ends)
    return _tell_length(fillers[-1], curves, kind)


def _tell_length(longest, curves, kind):
    """What stands at the far end of two curves or more, LSTM and RNN among them."""
    ends = {name: mean_interval(shares[:, -1]) for name, shares in curves.items()}
    lstm, rnn = ends["LSTM"], ends["RNN"]
    king = {"first": "the first king", "current": "the ruler"}[kind]
    told = (
        f"With {longest} filler words in each reign the LSTM names {king} in "
        f"{100 * lstm[0]:.0f} % of the stories, the RNN in {100 * rnn[0]:.0f} %"
    )
    apart = lstm[1] > rnn[2] or rnn[1] > lstm[2]
    return (
        told if apart else f"{told}: {len(curves['RNN'])} seeds do not tell them apart"
    )


GROUPS = {
    "one state": ("RNN",),
    "open gates, or one gate alone": (
        "second path",
        "+ forget gate",
        "+ input gate",
        "+ output gate",
    ),
    "one gate left out, or none": (
        "no forget gate",
        "no input gate",
        "no output gate",
        "full LSTM",
    ),
}
"""The rows of the ablation, from both ends."""

# A variant looks like the gate that it adds or lacks.
VARIANT_LOOKS = {
    variant: LOOKS[variant.split()[1][0] if variant[0] in "+n" else "c"]
    for rows in GROUPS.values()
    for variant in rows
} | {"RNN": LOOKS["h"]}


def draw_ablation(axes, runs, fillers=(10, 50)):
    """How many seeds of each variant learned, in two groups -> the counts in words.

    runs: as from `ablation.read_runs`; axes: a panel for each number of filler words.
    """
    places, heads, y = {}, {}, 0.0
    for head, variants in GROUPS.items():
        heads[head] = y
        places |= {variant: y + 0.95 + k for k, variant in enumerate(variants)}
        y += len(variants) + 1.25
    for ax, filler in zip(axes, fillers, strict=True):
        counts = count_learned(runs, filler)
        for variant, place in places.items():
            _draw_count(ax, place, *counts[variant], VARIANT_LOOKS[variant])
        for head, place in heads.items():
            ax.text(0, place, head, va="center", fontweight="bold", fontsize=9.5)
        ax.set(xlim=(0, 1), ylim=(y - 0.7, -0.5), xticks=[0, 0.5, 1])
        ax.set_title(f"{filler} filler words", loc="left", fontsize=10)
        ax.set(xlabel="share of seeds that learned both kings")
        ax.grid(visible=False, axis="y")
    axes[0].set_yticks([*places.values()], [*places])
    return ". ".join(_tell(runs, filler) for filler in fillers)


def _draw_count(ax, place, learned, seeds, look):
    style = {"color": look.colour, "clip_on": False}
    ax.plot(wilson_interval(learned, seeds), [place] * 2, linewidth=2.4, **style)
    ax.plot(learned / seeds, place, look.marker, markersize=7, **style)
    at = {"xytext": (14, 0), "textcoords": "offset points", "va": "center"}
    ax.annotate(f"{learned} of {seeds}", (1, place), fontsize=9, **at)


def _tell(runs, filler):
    """The counts at one length in words, group by group."""
    counts = count_learned(runs, filler)
    told = [f"{v.replace('+ ', '+')} {counts[v][0]}" for rows in GROUPS.values()
            for v in rows]  # fmt: skip
    seeds = counts["RNN"][1]
    return f"Seeds of {seeds} that learn both kings, {filler} words: {', '.join(told)}"
