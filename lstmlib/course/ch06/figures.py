"""Chapter 06: what is held beside what is said, and whom the output gate helps."""

import numpy as np

from lstmlib.course.ch06.silent_streams import BAR
from lstmlib.course.drawing.plots import label_ends, plot_chance
from lstmlib.course.drawing.style import LOOKS


def draw_held_and_said(axes, streams, asked):
    """The ruling king's number in c and in h along one stream, for two cells.

    streams: {words: (c, h)}, first the cell without an output gate, then the one with
    it; each array is (T,). asked (T,): where somebody asks "who?".
    """
    asked, strengths = np.asarray(asked, bool), []
    for ax, (words, (c, h)) in zip(axes, streams.items(), strict=True):
        steps = np.arange(1, len(c) + 1)
        for place in steps[asked]:
            ax.axvline(place, color="#BBBBBB", linewidth=6, alpha=0.45, zorder=0)
        for name, values in (("c", c), ("h", h)):
            ax.plot(steps, values, **(LOOKS[name].in_figure() | {"label": "_"}))
        ends = [(len(v), v[-1], n, LOOKS[n]) for n, v in (("c", c), ("h", h))]
        ax.set(title=words, xlabel="word", xlim=(1, len(c)))
        strengths.append((np.mean(c[~asked]), np.mean(h[asked]), ends))
    axes[0].set(ylabel="strength of the ruling king")
    for ax, (_, _, ends) in zip(axes, strengths, strict=True):
        label_ends(ax, ends)
    (held0, said0, _), (held, said, _) = strengths
    if held > 3 * held0 and said > 1.3 * said0:
        return "Without an output gate the cell whispers; with one it holds and answers"
    return "With and without an output gate the cells hold and answer much alike"


def draw_errors(axes, errors, by_hand):
    """The error of each seed against the number of units, with and without the gate.

    errors: {readout: {output gate, 0 or 1: {units: (seeds,)}}} for the read-outs
    "speech" and "linear", one per panel, as shares of silence's error; whoever is below
    BAR has solved the task. by_hand: {readout: (units, error)} without the gate.
    """
    titles = {"speech": "h is the speech", "linear": "a read-out speaks for h"}
    for ax, (readout, arms) in zip(axes, errors.items(), strict=True):
        sizes = list(arms[0])
        ax.set(title=titles[readout], xlabel="units", xticks=sizes, yscale="log")
        ax.set(xlim=(min(sizes) - 0.6, max(sizes) + 0.5), ylim=(3e-5, 3))
        ends = [
            _draw_seeds(ax, arms[0], LOOKS["h"], "without o"),
            _draw_seeds(ax, arms[1], LOOKS["o"], "with o"),
            plot_chance(ax, 1, sizes[-1] + 0.5, "always silent"),
            plot_chance(ax, BAR, sizes[-1] + 0.5, "the bar"),
        ]
        units, error = by_hand[readout]
        look = {"color": LOOKS["h"].colour, "fontweight": "bold"}
        ax.plot(units, error, "D", markersize=8, color=LOOKS["h"].colour, zorder=3)
        beside = {"textcoords": "offset points", "xytext": (-2, -18)}
        ax.annotate("by hand", (units, error), **beside, **look)
        ax.grid(axis="x", visible=False)
        label_ends(ax, ends)
    axes[0].set(ylabel="error (silence = 1)")
    return "Seeds below the bar: " + "; ".join(
        f"{titles[readout]}, {units} units: {_solved(arms[0][units])} without the "
        f"gate, {_solved(arms[1][units])} with it"
        for readout, arms in errors.items()
        for units in arms[0]
    )


def _solved(errors):
    return f"{np.sum(np.asarray(errors) < BAR)} of {len(errors)}"


def _draw_seeds(ax, by_units, look, words):
    """A dot per seed and a line through the medians -> its end, for `label_ends`."""
    sizes = list(by_units)
    medians = [float(np.median(by_units[units])) for units in sizes]
    ax.plot(sizes, medians, **(look.in_figure() | {"label": "_"}))
    for units in sizes:
        seeds = np.sort(by_units[units])
        places = units + np.linspace(-0.14, 0.14, len(seeds))
        dots = {"marker": look.marker, "linestyle": "", "markersize": 3.5}
        ax.plot(places, seeds, color=look.colour, alpha=0.6, **dots)
    return sizes[-1] + 0.5, medians[-1], words, look
