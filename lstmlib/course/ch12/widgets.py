"""Chapter 12: a memory that fades under a gate of the reader's choice."""

import numpy as np

from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.lab.retention import share_left
from lstmlib.course.notebook.controls import explore, slider

WORDS = 20


def left_over(f):
    """Share of a memory that a constant gate f, 0..1, leaves: (WORDS + 1,), from 1."""
    return np.concatenate([[1.0], share_left(np.full(WORDS, f))])


def draw_left_over(left, f):
    """The share that is left, word by word."""
    finding = f"At f = {f:.2f} the share {left[-1]:.2f} is left after {WORDS} words"
    drawing = Drawing(720, 240, finding)
    labels = "words", "share that is left"
    axes = Axes(drawing, (60, 20, 560, 160), (0, WORDS), (0, 1), *labels)
    axes.plot(np.arange(WORDS + 1), left, LOOKS["f"])
    return drawing


def left_over_explorer():
    """A slider for the forget gate."""

    def draw(f):
        return draw_left_over(left_over(f), f)

    return explore(draw, f=slider(0.0, 1.0, 0.97, step=0.01, label="forget gate f"))
