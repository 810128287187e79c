"""Chapter 09: she or he over a distance, and how many units hold the answer."""

import csv

import numpy as np

from lstmlib.counting import in_words
from lstmlib.flips import units_needed
from lstmlib.style import LOOKS

RIGHT = 0.97
"""Share of right pronouns from which on a network counts as knowing the topic."""

CELLS = {"LSTM": LOOKS["c"], "RNN": LOOKS["h"]}


def pronoun_table(path, networks=("LSTM", "RNN", "RNN longer")):
    """Read data/pronouns.csv -> {network: {learning rate: (seeds, fillers)}}.

    Only texts that mention people of both genders; the fillers rise.
    """
    table = {}
    for row in _rows(path):
        if row["network"] in networks and row["misleading"] == "0":
            rates = table.setdefault(row["network"], {})
            seeds = rates.setdefault(float(row["learning_rate"]), {})
            seeds.setdefault(row["seed"], []).append(float(row["right"]))
    return {
        network: {rate: np.array([*seeds.values()]) for rate, seeds in rates.items()}
        for network, rates in table.items()
    }


def flip_table(path, network, learning_rate, change="flip"):
    """Read data/pronoun_flips.csv -> right pronouns after 0..H units: (seeds, H + 1).

    `change` is "flip" or "off", what was done to the units.
    """
    wanted, seeds = (network, learning_rate, change), {}
    for row in _rows(path):
        if (row["network"], float(row["learning_rate"]), row["change"]) == wanted:
            seeds.setdefault(row["seed"], []).append(float(row["right"]))
    if not seeds:
        raise ValueError(f"expected rows of {wanted} in {path}, got none")
    return np.array([*seeds.values()])


def _rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def at_best(rates):
    """The runs (seeds, fillers) of the learning rate with the best mean of them all."""
    return max(rates.values(), key=np.mean)


def draw_pronouns(axes, runs, fillers, at=100):
    """Share of right pronouns over the distance: a panel per network, a line per seed.

    runs: {words: (seeds, fillers)}, the LSTM first; fillers: words before the pronoun,
    of which `at` is one.
    """
    told = []
    for ax, (words, shares) in zip(axes, runs.items(), strict=True):
        look = CELLS[words.split()[0]]
        for seed, line in enumerate(shares):
            # A little apart, so that seeds that are all right can be counted.
            xs = np.arange(len(fillers)) + 0.06 * (seed - (len(shares) - 1) / 2)
            ax.plot(xs, line, color=look.colour, linewidth=0.9, alpha=0.5)
            ax.plot(xs, line, look.marker, color=look.colour, markersize=3)
        ax.axhline(0.5, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        good = int(np.sum(shares[:, fillers.index(at)] >= RIGHT))
        ax.set_title(f"{words}: {good} of {len(shares)}", loc="left", fontsize=10)
        ax.set(ylim=(0.3, 1.03))
        ax.set_xticks(range(len(fillers)), fillers)
        told.append(f"{in_words(good, len(shares))} of the {words}")
    axes[len(axes) // 2].set(xlabel="words before the pronoun")
    axes[0].set(ylabel="share of right pronouns")
    share = f"{100 * RIGHT:.0f} % of the pronouns are right"
    return f"After {at} words at least {share} in {', '.join(told)}"


def draw_flips(axes, flipped, off):
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
        f"In {len(counts)} of {len(right)} seeds flipped units turn the pronoun: "
        f"{units} of {right.shape[1] - 1}, one alone in {counts.count(1)}"
    )


def _emptied(right):
    turned = sum(units_needed(line) is not None for line in right)
    kept = int(np.sum(right[:, 1] >= 0.9))
    return f"Switched off, they turn it in {turned}, and {kept} do not miss the first"
