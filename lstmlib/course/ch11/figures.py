"""Chapter 11: she or he along a text, after a distance, and under a hand; twins."""

import numpy as np

from lstmlib.course.ch11.hands import units_needed
from lstmlib.course.ch11.pronouns import gender
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.statistics import fisher_exact, in_words


def draw_replacement(axes, told, words, pronouns):
    """Whom networks would speak of after each word of one text: a panel each, stacked.

    told: {words: shares of "she" (T,)}, the networks; words: the T words of the text;
    pronouns: {place: "she" or "he"}, at which words memory must choose.
    """
    rows = np.arange(1, len(words) + 1)
    people = [t for t, word in enumerate(words) if gender(word) and t not in pronouns]
    for ax, (network, shares) in zip(axes, told.items(), strict=True):
        look = CELL_LOOKS[network.split()[0].rstrip(",")]
        ax.plot(rows, shares, **(look.in_figure() | {"label": "_"}))
        ax.axhline(0.5, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        for at, pronoun in pronouns.items():
            y = 1.0 if pronoun == "she" else 0.0
            ax.plot(at + 1, y, look.marker, color=look.colour, markersize=8,
                    markerfacecolor="white", clip_on=False)  # fmt: skip
        for t in people:
            ax.axvline(t + 1, color="#CCCCCC", linewidth=1, zorder=0)
        ax.set_title(network, fontsize=10)
        ax.set(ylim=(-0.08, 1.08), xlim=(0.5, len(words) + 0.5))
        ax.set_yticks([0, 1], ["he", "she"])
    axes[-1].set_xticks(rows, words, rotation=90, fontsize=8)
    axes[-1].tick_params(axis="x", length=0)
    for t, label in enumerate(axes[-1].get_xticklabels()):
        label.set_fontweight("bold" if t in people or t in pronouns else "normal")
    return "; ".join(
        f"{network}: {_right(shares, pronouns)} of {len(pronouns)} pronouns right, "
        f"{_turn(shares, words)}"
        for network, shares in told.items()
    )


def _right(shares, pronouns):
    """How many pronouns are right; "today" and all before it tell memory which."""
    return sum((shares[at - 2] > 0.5) == (p == "she") for at, p in pronouns.items())


def _turn(shares, words):
    """From which word on it is "he" for good."""
    she = np.flatnonzero(np.asarray(shares) > 0.5)
    at = she[-1] + 1 if len(she) else 0
    return f"he from “{words[at]}” on" if at < len(words) else "never he"


RIGHT = 0.97
"""Share of right pronouns from which on a network counts as knowing the topic."""

CELL_LOOKS = {"LSTM": LOOKS["c"], "RNN": LOOKS["h"]}


def draw_pronouns(axes, runs, fillers, at=100):
    """Share of right pronouns over the distance: a panel per network, a line per seed.

    runs: {words: (seeds, fillers)}, the LSTM first; fillers: words before the pronoun,
    of which `at` is one. The finding compares the first two by an exact test.
    """
    told, counts = [], []
    for ax, (words, shares) in zip(axes, runs.items(), strict=True):
        look = CELL_LOOKS[words.split()[0]]
        for seed, line in enumerate(shares):
            # A little apart, so that seeds that are all right can be counted.
            xs = np.arange(len(fillers)) + 0.025 * (seed - (len(shares) - 1) / 2)
            ax.plot(xs, line, color=look.colour, linewidth=0.9, alpha=0.5)
            ax.plot(xs, line, look.marker, color=look.colour, markersize=3)
        ax.axhline(0.5, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        good = int(np.sum(shares[:, fillers.index(at)] >= RIGHT))
        ax.set_title(f"{words}: {good} of {len(shares)}", loc="left", fontsize=10)
        ax.set(ylim=(0.3, 1.03))
        ax.set_xticks(range(len(fillers)), fillers)
        told.append(f"{in_words(good, len(shares))} of the {words}")
        counts += [good, len(shares)]
    axes[len(axes) // 2].set(xlabel="words before the pronoun")
    axes[0].set(ylabel="share of right pronouns")
    share = f"{100 * RIGHT:.0f} % of the pronouns are right"
    chance = (
        f"Fisher's exact test of the first two: p = {fisher_exact(*counts[:4]):.2f}"
    )
    return f"After {at} words at least {share} in {', '.join(told)}. {chance}"


def draw_unit_ablation(axes, flipped, off):
    """Right pronouns after 0..H units were flipped, and after they were emptied.

    flipped, off (seeds, H + 1): the unit whose flip does most goes first; axes: one
    panel for each. The line is the median of the seeds, the dots are the seeds.
    """
    panels = (("flipped", flipped), ("switched off", off))
    for ax, (words, right) in zip(axes, panels, strict=True):
        steps = np.arange(right.shape[1])
        for seed, line in enumerate(right):
            xs = steps + 0.07 * (seed - (len(right) - 1) / 2)
            ax.plot(xs, line, "o", color=LOOKS["c"].colour, markersize=3, alpha=0.55)
        ax.plot(steps, np.median(right, axis=0), color=LOOKS["c"].colour)
        ax.axhline(0.5, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        ax.set_title(words, loc="left", fontsize=10)
        ax.set(xlabel="units changed", xticks=steps[::2])
        ax.set(xlim=(-0.5, steps[-1] + 0.5), ylim=(-0.03, 1.03))
    axes[0].set(ylabel="share of right pronouns")
    return f"{_turned(flipped)}. {_emptied(off)}"


def _turned(right):
    needed = [units_needed(line) for line in right]
    counts = sorted(n for n in needed if n is not None)
    if not counts:
        return f"In none of {len(right)} seeds do flipped units turn the pronoun"
    few, many = counts[0], counts[-1]
    units = f"{few} to {many}" if few < many else f"{few}"
    return (
        f"In {len(counts)} of {len(right)} seeds units flipped by single "
        f"effect turn it: {units} of {right.shape[1] - 1}, "
        f"one alone in {counts.count(1)}"
    )


def _emptied(right):
    turned = sum(units_needed(line) is not None for line in right)
    kept = int(np.sum(right[:, 1] >= 0.9))
    return f"Switched off, they turn it in {turned}, and {kept} do not miss the first"


PAIR_LOOKS = {"first king": LOOKS["king 1"], "ruler": LOOKS["king 3"]}
APART = 0.25
"""Two states have met when from then on they are less than this share of their
farthest apart."""


def draw_minimal_pair(axes, apart, words, other):
    """How far apart two stories keep the units of each king; a line for each network.

    axes: two stacked panels; apart {group: (networks, T)}, of `PAIR_LOOKS` and as
    `twins.distances` returns; words, other: the T words of each story.
    """
    pairs = zip(words, other, strict=True)
    differ = np.flatnonzero([a != b for a, b in pairs])
    told = []
    for ax, (group, lines) in zip(axes, apart.items(), strict=True):
        meetings = [meeting(line) for line in lines]
        met = [at for at in meetings if at is not None]
        _draw_lines(ax, lines, PAIR_LOOKS[group], differ)
        counted = f"{len(met)} of {len(lines)} networks meet again"
        ax.set_title(f"units of the {group}: {counted}", fontsize=10)
        when = f", at the latest at word {max(met)}" if met else ""
        told.append(f"in the units of the {group} {counted}{when}")
    axes[-1].set_xlabel("words read; grey lines: words that differ")
    if not len(differ):
        return "The two stories are one and the same"
    at = differ[0]
    parts = f"They part at word {at + 1}, “{words[at]}” or “{other[at]}”"
    return f"{parts}; {'; '.join(told)}"


def _draw_lines(ax, lines, look, differ):
    for line in lines:
        ax.plot(range(1, len(line) + 1), line, color=look.colour, linewidth=1.2)
    for at in differ:
        ax.axvline(at + 1, color="#BBBBBB", linewidth=1, zorder=0)
    ax.set(xlim=(1, len(lines[0])), ylabel="distance")
    ax.set_ylim(0)


def meeting(values):
    """The word at which two states (T,) have met for good; None if they stay apart."""
    far = np.flatnonzero(values >= APART * values.max())
    at = far[-1] + 2
    return int(at) if at <= len(values) else None
