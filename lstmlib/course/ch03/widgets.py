"""Chapter 03: how many kings a memory that only adds can hold."""

import functools
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.cells import lstm_step
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import explore, slider

KNOWN, MOST_KINGS, MOST_UNITS = 40, 20, 128
"""Names the court knows, how many of them can be kings, units at most."""

OPEN = 99.0
"""A bias with which a gate is 1 to the last digit."""


class Scores(NamedTuple):
    """How strongly a memory answers to each of the known names."""

    kings: int  # the first so many names have been written, in this order
    names: ndarray  # (KNOWN,) 1 for a name that is alone in the memory, about 0 if not
    found: int  # kings among the `kings` highest scores


@functools.cache
def _codes():
    """A row of -1 and 1 for each name (KNOWN, MOST_UNITS)."""
    rng = np.random.default_rng(0)
    return rng.choice([-1.0, 1.0], size=(KNOWN, MOST_UNITS))


def king_scores(kings, units):
    """Write kings into a second path one after another, and ask it for every name.

    kings 1..40, units 1..128 -> Scores. Each name is a fixed random row of -1 and 1;
    the cell is `lstm_step` with all gates open, whose candidate is 0.9 times that row.
    What answers is its hidden state h = tanh(c).
    """
    if not (1 <= kings <= KNOWN and 1 <= units <= MOST_UNITS):
        most = f"1 to {KNOWN} kings and 1 to {MOST_UNITS} units"
        raise ValueError(f"expected {most}, got {kings} and {units}")
    codes = _codes()[:, :units]
    W_x, W_h = np.zeros((KNOWN, 4 * units)), np.zeros((units, 4 * units))
    W_x[:, 2 * units : 3 * units] = np.arctanh(0.9 * codes)
    b = np.repeat([OPEN, OPEN, 0.0, OPEN], units)
    h = c = np.zeros((1, units))
    for name in np.eye(KNOWN)[:kings]:
        c, h = lstm_step(name[None], h, c, W_x, W_h, b)[-2:]
    # Rounded, so that equal answers are equal on every machine.
    scores = np.round(codes @ h[0] / (units * np.tanh(0.9)), 9)
    best = np.argsort(-scores, kind="stable")[:kings]
    return Scores(kings, scores, int(np.sum(best < kings)))


def draw_kings(scores, units):
    """One column per name: the kings in the order of their reigns, then strangers."""
    kings, loudest = scores.kings, int(np.argmax(scores.names))
    name = f"king {loudest + 1}" if loudest < kings else "a stranger"
    drawing = Drawing(
        720,
        312,
        f"{kings} {'king' if kings == 1 else 'kings'} in {units} units: the memory "
        f"finds {scores.found} of {kings}. The loudest is {name}, "
        f"the last to come was king {kings}",
    )
    limits, box = ((0.2, KNOWN + 0.8), (-1.05, 1.05)), (50, 28, 640, 190)
    labels = "number of the name", "answer of the memory to each name"
    axes = Axes(drawing, box, *limits, *labels)
    lowest = float(axes.y(np.sort(scores.names)[-kings]))
    drawing.line([50, 690], [lowest] * 2, LOOKS["chance"].shade, 1.6, "dotted")
    _draw_names(drawing, axes, scores)
    drawing.text(50, 276, f"squares: kings 1 to {kings}, as they came", 13)
    drawing.text(50, 298, "circles: strangers, who were never written", 13)
    drawing.text(690, 276, f"loudest {kings}: dotted line and above", 13, "end")
    return drawing


def _draw_names(drawing, axes, scores):
    places, kings = np.arange(1, KNOWN + 1), scores.kings
    king = LOOKS["king 1"]._replace(marker="s")
    for look, own in ((king, places <= kings), (LOOKS["chance"], places > kings)):
        # All columns of one look are one path, which is quicker than a line for each.
        tops = zip(axes.x(places[own]), axes.y(scores.names[own]), strict=True)
        columns = "".join(f"M{x:.1f} {axes.y(0):.1f}L{x:.1f} {y:.1f}" for x, y in tops)
        drawing.path(columns, look.shade, 5 if look is king else 2)
        axes.points(places[own], scores.names[own], look, 5)


def kings_explorer():
    """Sliders for the number of kings written and for the units of the memory."""

    def draw(kings, units):
        return draw_kings(king_scores(kings, units), units)

    return explore(
        draw,
        kings=slider(1, MOST_KINGS, 4, label="kings written"),
        units=slider(8, MOST_UNITS, 32, step=8, label="units"),
    )
