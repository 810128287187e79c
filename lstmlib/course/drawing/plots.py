"""What the figures of all chapters share: a canvas, lines, and labels at their ends."""

import contextlib

import numpy as np
from matplotlib import pyplot as plt

from lstmlib.course.drawing.style import FIGURE, LOOKS, spaced

# How each question of the chronicles looks and what stands at the end of its line.
QUESTION_LABELS = {
    "current": (LOOKS["king 3"], "who rules now?"),
    "first": (LOOKS["king 1"], "who was first?"),
    "era": (LOOKS["king 2"], "ancient or modern?"),
}

SOLVED = 0.95
"""Share of right answers from which on a network counts as having learned its task."""


def in_our_look():
    """A context in which a figure looks as in this course, whatever the reader has set.

    A style that was chosen before, or a matplotlibrc, counts neither in it nor for what
    it draws, and is there again after it.
    """
    return plt.style.context(["default", FIGURE])


# The look that a figure was begun in, until it is shown.
_begun = contextlib.ExitStack()


def new_figure(panels=1, height=3.2, stacked=False):
    """A figure in the course's style -> fig, ax (or an array of its panels).

    Panels stand side by side with one y axis, or are stacked with one x axis. What is
    drawn has this style, too, until `end_of_figure`, which `display.show` calls.
    """
    end_of_figure()
    _begun.enter_context(in_our_look())
    size = (FIGURE["figure.figsize"][0], height)
    if stacked:
        return plt.subplots(panels, 1, sharex=True, figsize=size)
    return plt.subplots(1, panels, sharey=True, figsize=size)


def end_of_figure():
    """Give the reader's own style back."""
    _begun.close()


def with_looks(things, looks):
    """Pair each line of a figure with a look of its own: [(thing, look), ...].

    Raises ValueError when there are more lines than looks.
    """
    things = list(things)
    if len(things) > len(looks):
        raise ValueError(f"expected at most {len(looks)} lines, got {len(things)}")
    return list(zip(things, looks, strict=False))


def label_ends(ax, ends):
    """Write a label beside the last point of each line, so that none hides another.

    ends: a list of (x, y, words, Look), in data units; call it when the limits stand.
    """
    to_axes = ax.transData + ax.transAxes.inverted()
    points = [to_axes.transform((x, y)) for x, y, _, _ in ends]
    heights = spaced([np.clip(y, 0, 1) for _, y in points], 0.085, 0, 1)
    for (x, _), height, (_, _, words, look) in zip(points, heights, ends, strict=True):
        place = {"transform": ax.transAxes, "va": "center", "fontweight": "bold"}
        ax.text(x + 0.02, height, words, color=look.colour, clip_on=False, **place)


def plot_line(ax, xs, ys, look):
    """Draw a line with markers; `label_ends` names it."""
    style = look.in_figure() | {"label": "_"}
    ax.plot(xs, ys, marker=look.marker, markersize=5, **style)


def plot_chance(ax, level, x, words):
    """Draw the dotted line of guessing -> its end, for `label_ends`."""
    ax.axhline(level, **(LOOKS["chance"].in_figure() | {"label": "_"}))
    return x, level, words, LOOKS["chance"]


def raised(exponent):
    """A power of ten as it is written: "10⁻⁵"."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def power(norm):
    """A positive number as the nearest power of ten, in words: "about 10⁻⁵"."""
    exponent = round(float(np.log10(norm)))
    return f"about {raised(exponent)}" if exponent else "about 1"
