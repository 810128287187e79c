"""Chapter 03: who learns over a distance, and what a long succession does to c."""

import numpy as np

from lstmlib.course.drawing.plots import SOLVED, label_ends, plot_chance
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.gradient_flow import fate
from lstmlib.course.lab.statistics import wilson_interval

MEMORIES = {
    "RNN": LOOKS["h"],
    "quiet RNN": LOOKS["king 2"],
    "second path": LOOKS["c"],
}

# Where two lines lie on each other, the wide one is seen on both sides of the other.
WIDE = {"quiet RNN": {"linewidth": 7, "linestyle": "-", "alpha": 0.4, "marker": ""}}


def draw_learned(axes, right, learned="know the king"):
    """How many seeds learned, each with its interval; a panel for each distance.

    right {memory: {lag: (seeds,)}}, shares of right answers after `lag` words.
    """
    told = []
    for ax, lag in zip(axes, next(iter(right.values())), strict=True):
        counts = []
        for place, (memory, by_lag) in enumerate(right.items()):
            seeds, look = len(by_lag[lag]), MEMORIES[memory]
            count = int(np.sum(by_lag[lag] >= SOLVED))
            low, high = wilson_interval(count, seeds)
            ax.plot([low, high], [place] * 2, color=look.colour, lw=2.4)
            ax.plot(count / seeds, place, look.marker, color=look.colour, ms=8)
            middle = np.clip((low + high) / 2, 0.18, 0.82)
            ax.text(middle, place - 0.22, f"{count} of {seeds}", ha="center")
            counts.append(f"{memory} {count} of {seeds}")
        ax.set(xlim=(-0.03, 1.03), ylim=(len(right) - 0.6, -0.6))
        ax.set(title=f"after {lag} words", xlabel="share of seeds")
        told.append(f"after {lag} words {', '.join(counts)}")
    axes[0].set_yticks(range(len(right)), list(right))
    return f"Seeds that {learned}: {'; '.join(told)}"


def _listed(parts):
    return ", ".join(parts[:-1]) + f" and {parts[-1]}"


def draw_line_of_kings(axes, words, shares, sizes):
    """Above: share of right answers to “who rules now?” along a stream, chance 0.25.

    Below: mean size of the memory's numbers. shares, sizes {memory: (seeds, words)}:
    a line is the mean, its band goes from the worst seed to the best.
    """
    above, below = axes
    ends = _lines(above, words, shares)
    ends.append(plot_chance(above, 0.25, words[-1], "guessing"))
    above.set(ylabel="share right", ylim=(0, 1.03), xlim=(0, words[-1]))
    label_ends(above, ends)
    ends = _lines(below, words, sizes)
    below.set(xlabel="words read", ylabel="mean size of a unit", ylim=(0, None))
    label_ends(below, ends)
    told = [_follows(memory, np.mean(runs, axis=0)[-1])
            for memory, runs in shares.items()]  # fmt: skip
    growth = _growth(words, np.mean(sizes["second path"], axis=0))
    return f"After {words[-1]:.0f} words {_listed(told)}. {growth}"


def _growth(words, size):
    factor, longer = size[-1] / size[0], words[-1] / words[0]
    if factor < 2:
        return "The numbers on the second path keep their size"
    how = "about as fast as" if factor > longer / 2 else "more slowly than"
    return f"The numbers on the second path grow {how} the stream"


def _follows(memory, share):
    if share >= 0.9:
        return f"the {memory} knows who rules"
    return f"the {memory} {'knows it often' if share > 0.4 else 'guesses'}"


def _lines(ax, xs, values):
    """A line with its band for each memory -> the lines' ends, for `label_ends`."""
    ends = []
    for memory, runs in values.items():
        look, runs = MEMORIES[memory], np.asarray(runs)
        mean, style = runs.mean(axis=0), {"marker": look.marker, "markersize": 5}
        style |= look.in_figure() | {"label": "_"} | WIDE.get(memory, {})
        low, high = runs.min(axis=0), runs.max(axis=0)
        ax.fill_between(xs, low, high, color=look.colour, alpha=0.15, lw=0)
        ax.plot(xs, mean, **style)
        ends.append((xs[-1], mean[-1], memory, look))
    return ends


def draw_roads(ax, flows):
    """Gradient norms against lag: {words: (seeds, lags)}; bands hold all seeds."""
    ends, told = [], []
    for words, runs in flows.items():
        look = MEMORIES.get(words, LOOKS["king 1"])
        typical, lags = np.exp(np.log(runs).mean(axis=0)), np.arange(np.shape(runs)[1])
        low, high = np.min(runs, axis=0), np.max(runs, axis=0)
        ax.fill_between(lags, low, high, color=look.colour, alpha=0.15, lw=0)
        ax.plot(lags, typical, **(look.in_figure() | {"label": "_"}))
        ends.append((lags[-1], typical[-1], words, look))
        told.append(f"{fate(typical[-1])} on the {words}")
    ax.set(xlabel="lag: words back from the last one", ylabel="norm of the gradient")
    ax.set(yscale="log", xlim=(0, lags[-1]), ylim=(1e-12, 1e6))
    label_ends(ax, ends)
    return f"{lags[-1]} words back the gradient {_listed(told)}"
