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


def draw_learned(ax, shares, rates, lag):
    """How many seeds learned, with the interval of the true share, at every rate.

    shares {memory: (rates, seeds)}, each a share of right answers after `lag` words.
    """
    rows, told = [], []
    for memory, runs in shares.items():
        counts = (np.asarray(runs) >= SOLVED).sum(axis=1)
        seeds, look = np.shape(runs)[1], MEMORIES[memory]
        for rate, count in zip(rates, counts, strict=True):
            place, (low, high) = len(rows), wilson_interval(count, seeds)
            ax.plot([low, high], [place] * 2, color=look.colour, lw=2.4)
            ax.plot(count / seeds, place, look.marker, color=look.colour, ms=8)
            ax.text(1.04, place, f"{count} of {seeds}", va="center", clip_on=False)
            rows.append(f"{memory}, rate {rate:g}")
        told.append(f"{memory} {counts.max()} of {seeds}")
    ax.set_yticks(range(len(rows)), rows)
    ax.set(xlim=(-0.02, 1.02), xlabel="share of seeds that learned")
    ax.invert_yaxis()
    return f"Seeds that learn a king over {lag} words: {', '.join(told)}"


def _listed(parts):
    return ", ".join(parts[:-1]) + f" and {parts[-1]}"


def draw_line_of_kings(ax, words, shares):
    """Share of right answers to “who rules now?” along a stream, chance 0.25.

    shares {memory: (seeds, words)}: the line is the mean, the band goes from the worst
    to the best seed.
    """
    ends = _lines(ax, words, shares)
    ends.append(plot_chance(ax, 0.25, words[-1], "guessing"))
    ax.set(xlabel="words read", ylabel="share of right answers", ylim=(0, 1.03))
    ax.set(xlim=(0, words[-1]))
    label_ends(ax, ends)
    far = {memory: np.mean(runs, axis=0)[-1] for memory, runs in shares.items()}
    told = [_follows(*pair) for pair in far.items()]
    return f"After {words[-1]:.0f} words {_listed(told)}"


def _follows(memory, share):
    if share >= 0.9:
        return f"the {memory} knows who rules"
    return f"the {memory} {'knows it often' if share > 0.4 else 'guesses'}"


def _lines(ax, xs, values):
    """A line with its band for each memory -> the lines' ends, for `label_ends`."""
    ends = []
    for memory, runs in values.items():
        look, runs = MEMORIES[memory], np.asarray(runs)
        mean, style = runs.mean(axis=0), look.in_figure() | {"label": "_"}
        low, high = runs.min(axis=0), runs.max(axis=0)
        ax.fill_between(xs, low, high, color=look.colour, alpha=0.15, lw=0)
        ax.plot(xs, mean, marker=look.marker, markersize=5, **style)
        ends.append((xs[-1], mean[-1], memory, look))
    return ends


def draw_growth(ax, words, sizes):
    """Mean size of the memory's numbers along a stream: {memory: (seeds, words)}."""
    ends = _lines(ax, words, sizes)
    ax.set(xlabel="words read", ylabel="mean size of a unit", xlim=(0, words[-1]))
    ax.set(ylim=(0, None))
    label_ends(ax, ends)
    growth = np.mean(sizes["second path"], axis=0)
    factor, longer = growth[-1] / growth[0], words[-1] / words[0]
    if factor < 2:
        return "The numbers on the second path keep their size"
    how = "about as fast as" if factor > longer / 2 else "more slowly than"
    return f"The numbers on the second path grow {how} the stream"


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
