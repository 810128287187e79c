"""Chapter 09: blame on its way back through a story, word by word."""

import numpy as np

from lstmlib.course.ch09.blame import ask_back
from lstmlib.course.drawing.shapes import GREY
from lstmlib.course.drawing.style import LOOKS, TEXT
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import choice, explore, slider

QUESTIONS = {"the statue of …": "first", "king …": "current"}
PATHS = {"both paths": True, "upper path only": False}
LEAST = 1e-8
"""What is less is drawn as if it were that much."""


def draw_blame(blame, back):
    """The words that the blame has passed, so many words back, and what is left of it.

    A bar below a word: how much of the blame on words passed so far it has.
    """
    place = len(blame.words) - 1 - back
    passed = blame.word[place:]
    heaviest = place + int(np.argmax(passed))
    left = blame.cell / blame.cell[-1]
    finding = (
        f"{back} words back, at “{blame.words[place]}”, {_percent(left[place])} of the "
        f"blame on the cell is left; so far “{blame.words[heaviest]}” has most itself"
    )
    rows = _rows(blame.words)
    top = 34 * len(rows) + 36
    drawing = Drawing(720, top + 160, finding)
    _draw_words(drawing, blame, rows, place)
    axes = Axes(drawing, (60, top, 600, 110), (0, len(left) - 1), (LEAST, 10.0),
                "words back", "share of the blame on c", log_y=True)  # fmt: skip
    line = np.maximum(left[place:][::-1], LEAST)
    axes.plot(np.arange(back + 1), line, LOOKS["c"], label="")
    axes.points([back], line[-1:], LOOKS["c"])
    return drawing


def _percent(share):
    """A share in words."""
    if share >= 0.01:
        return f"{100 * share:.0f} %"
    return "less than 1 %" if share >= 1e-4 else "less than a ten-thousandth"


def _rows(words, width=700):
    """Where each word stands: rows of (number, left edge, width), in pixels."""
    rows, x = [[]], 0
    for n, word in enumerate(words):
        wide = 7.6 * len(word) + 4
        if x + wide > width:
            rows.append([])
            x = 0
        rows[-1].append((n, x, wide))
        x += wide + 7
    return rows


def _draw_words(drawing, blame, rows, place):
    most = max(blame.word[place:].max(), 1e-300)
    for k, row in enumerate(rows):
        y = 8 + 34 * k
        for n, x, wide in row:
            weight = "bold" if n == place else "normal"
            # Words that the blame has not reached yet stand back.
            colour = TEXT if n >= place else GREY
            drawing.text(x, y, blame.words[n], 13, weight=weight, colour=colour)
            height = 12 * blame.word[n] / most
            if n >= place and height >= 0.3:
                drawing.rect(x, y + 10, wide - 4, height, 0, "none", 0, TEXT)


def blame_explorer(models, story, vocabulary):
    """Controls: which network {name: model}, which question, which path, how far."""
    walks = {
        (name, question, path): ask_back(model, story, vocabulary, kind, through_h)
        for name, model in models.items()
        for question, kind in QUESTIONS.items()
        for path, through_h in PATHS.items()
    }
    far = max(len(blame.words) for blame in walks.values()) - 1

    def draw(network, question, path, back):
        blame = walks[network, question, path]
        return draw_blame(blame, min(back, len(blame.words) - 1))

    return explore(
        draw,
        network=choice([*models], label="network"),
        question=choice([*QUESTIONS], label="asked"),
        path=choice([*PATHS], label="blame travels on"),
        back=slider(0, far, far, label="words back"),
    )
