"""Chapter 05: the gate playground, a stream of words whose doors the reader sets."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.course.drawing.style import LOOKS, as_text
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import choice, explore, slider

STREAM = tuple("king arjun rules poet bala sings rain falls bala dies".split())
PROPOSED = np.array([0.3, 1.0, 0.2, -0.2, -1.0, 0.4, -0.3, 0.2, -1.0, 0.3])
"""What the candidate proposes at each word: +1 writes Arjun, -1 writes Bala."""

WANTED = np.array([0.0] + [1.0] * 9)
"""What the memory should hold after each word: Arjun, as soon as he is named."""

PRESETS = {
    "all open": np.ones(10),
    "all half open": np.full(10, 0.5),
    "open at names": np.isin(STREAM, ["arjun", "bala"]).astype(float),
    "all closed": np.zeros(10),
}
LEFT, COLUMN, NEAR = 70, 56, 0.25


class Written(NamedTuple):
    """What came of the doors that were set."""

    c: ndarray  # (T,) the memory after each word, with an open forget gate
    near: ndarray  # (T,) whether it is within 0.25 of what it should be


def write_by_hand(i, g):
    """Add up i * g, word by word; i and g are (T,) -> Written."""
    c = np.cumsum(np.asarray(i) * g)
    return Written(c, np.abs(c - WANTED) <= NEAR)


def draw_playground(i, g, at):
    """The stream, its doors i and candidates g (10,), and c below.

    `at`, counted from 1, is the word that the sliders move.
    """
    result, word = write_by_hand(i, g), STREAM[at - 1]
    drawing = Drawing(
        720,
        440,
        f"At word {at}, “{word}”: i = {i[at - 1]:.2f} and g = {_signed(g[at - 1])}. "
        f"c is right after {result.near.sum()} of 10 words; it ends at "
        f"{_signed(result.c[-1])} and should be +1, Arjun",
    )
    drawing.rect(LEFT + COLUMN * (at - 1) + 2, 0, COLUMN - 4, 150, radius=6)
    for k in range(len(STREAM)):
        draw_word(drawing, k, i[k], g[k])
    drawing.text(0, 56, "input", colour=as_text(LOOKS["i"].shade), weight="bold")
    drawing.text(0, 72, "gate i", colour=as_text(LOOKS["i"].shade), weight="bold")
    drawing.text(0, 112, "candi-", colour=as_text(LOOKS["g"].shade), weight="bold")
    drawing.text(0, 128, "date g", colour=as_text(LOOKS["g"].shade), weight="bold")
    _draw_memory(drawing, result)
    return drawing


def _signed(number):
    return f"{number:+.2f}".replace("-", "−")


def draw_word(drawing, k, i, g):
    """One column, k from 0: the word, its door as a bar, its candidate around 0."""
    middle = LEFT + COLUMN * (k + 0.5)
    drawing.text(middle, 14, STREAM[k], 13, "middle", "bold")
    for height, foot, look in ((40 * i, 84, LOOKS["i"]), (24 * g, 120, LOOKS["g"])):
        top = foot - max(height, 0)
        shade = look.shade
        if height:
            drawing.rect(middle - 14, top, 28, abs(height), 0, shade, 0, shade)
        drawing.line([middle - 18, middle + 18], [foot, foot], width=1, opacity=0.6)
    drawing.line([middle - 18, middle + 18], [44, 44], width=1, opacity=0.25)


def _draw_memory(drawing, result):
    """The memory after each word, and, dotted, what it should be."""
    steps, width = np.arange(1, len(STREAM) + 1), COLUMN * len(STREAM)
    box = (LEFT, 196, width, 200)
    axes = Axes(drawing, box, (0.5, 10.5), (-2.5, 2.5), "word", "")
    drawing.text(LEFT, 180, "cell state c: +1 is Arjun, −1 is Bala", 13)
    axes.plot(steps, WANTED, LOOKS["chance"], label="wanted")
    axes.plot(steps, np.clip(result.c, -9, 9), LOOKS["c"], label="c")
    if result.near.any():
        axes.points(steps[result.near], result.c[result.near], LOOKS["c"])


def gate_playground():
    """A preset for all doors, and sliders for i and g of the word that is chosen."""
    i, g = PRESETS["all open"].copy(), PROPOSED.copy()
    shown = "all open", 2
    doors = slider(0.0, 1.0, 1.0, step=0.05, label="input gate i of this word")
    candidate = slider(-1.0, 1.0, 1.0, step=0.1, label="candidate g of this word")

    def draw(preset, word, gate, proposal):
        nonlocal shown
        if (preset, word) == shown:
            i[word - 1], g[word - 1] = gate, proposal
            return draw_playground(i, g, word)
        if preset != shown[0]:
            i[:], g[:] = PRESETS[preset], PROPOSED
        shown = preset, word
        # Another word: show what was set for it. Each of the two sliders that moves
        # draws again, so both values are taken before the first one moves.
        doors.value, candidate.value = i[word - 1], g[word - 1]
        return draw_playground(i, g, word)

    return explore(
        draw,
        preset=choice(list(PRESETS), label="all doors"),
        word=slider(1, len(STREAM), 2, label="word"),
        gate=doors,
        proposal=candidate,
    )
