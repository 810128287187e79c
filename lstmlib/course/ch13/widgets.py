"""Chapter 13: a text at a temperature, and what one unit keeps along it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.course.ch13.corpus import START
from lstmlib.course.ch13.freely import facts_named, possible_sentences, sentences_of
from lstmlib.course.drawing.style import palette
from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.lab.writing import write_on
from lstmlib.course.notebook.controls import explore, slider

OPENING = "an ancient story . in kosala king arjun rules .".split()
LENGTH = 70
"""Words that are written after the opening."""

LETTER, GAP, LINE, WIDTH = 7.8, 9, 40, 720
"""Pixels of a letter, between words, of a line, of the picture."""


class Written(NamedTuple):
    """A text, and what a network kept at each of its T words."""

    words: list  # the opening, then what it wrote
    kept: ndarray  # (T, H) tanh(c), -1..1


def write_at(model, vocabulary, temperature, seed=1):
    """A text of 10 words told and 70 written at this temperature -> Written.

    The same seed draws the same numbers, whatever the temperature.
    """
    rng = np.random.default_rng(seed)
    own = write_on(model, [START, *OPENING], vocabulary, rng, LENGTH, temperature)
    words = [*OPENING, *own.words]
    trace = model.forward(vocabulary.encode([START, *words])[None])
    return Written(words, np.tanh(trace.c[0, 1:]))


def draw_written(written, temperature, unit):
    """The text with a bar under each word: what one unit keeps there -> Drawing."""
    kept, colours = written.kept[:, unit], palette("signed")
    places = _places(written.words)
    height = places[-1][1] + 66
    drawing = Drawing(WIDTH, height, _finding(written, temperature, unit), 2)
    for t, ((x, y), word) in enumerate(zip(places, written.words, strict=True)):
        width = LETTER * len(word) + 4
        shade = colours[round((kept[t] + 1) / 2 * (len(colours) - 1))]
        ink = "#" + bytes(shade.tolist()).hex()
        drawing.rect(x, y + 10, width, 8, colour=ink, line=0, fill=ink)
        weight = "bold" if t < len(OPENING) else "normal"
        drawing.text(x + width / 2, y, word, 13, "middle", weight)
    _draw_key(drawing, height - 16, unit)
    return drawing


def _places(words):
    """Where each word begins, so that no line is wider than the picture."""
    x, y, places = 0, 12, []
    for word in words:
        width = LETTER * len(word) + 4
        if x + width > WIDTH:
            x, y = 0, y + LINE
        places.append((x, y))
        x += width + GAP
    return places


def _draw_key(drawing, y, unit):
    drawing.text(0, y, f"under each word: tanh c of unit {unit}", 12)
    drawing.text(330, y, "−1", 12, "end")
    drawing.image(338, y - 5, 130, 10, np.linspace(-1, 1, 33)[None], -1, 1)
    drawing.text(476, y, "1", 12)
    drawing.text(WIDTH, y, "bold: told to it", 12, "end")


def _finding(written, temperature, unit):
    """How much of it the grammar could have written, and which names are right."""
    own = written.words[len(OPENING) :]
    told = sentences_of(own)
    possible = sum(sentence in possible_sentences() for _, sentence in told)
    counts = facts_named(OPENING, own).values()
    right, named = np.sum([*counts], axis=0) if counts else (0, 0)
    kept = written.kept[:, unit]
    return (
        f"Temperature {temperature:.1f}: {possible} of {len(told)} whole sentences are "
        f"possible, {right} of {named} facts right; unit {unit} goes from "
        f"{kept.min():.1f} to {kept.max():.1f}"
    ).replace("-", "−")


def writing_explorer(model, vocabulary, unit=0, text=1):
    """The temperature, the unit whose memory colours the text, and another text."""
    cached = lru_cache(maxsize=4)(write_at)

    def draw(temperature, unit, text):
        written = cached(model, vocabulary, temperature, text)
        return draw_written(written, temperature, unit)

    return explore(
        draw,
        temperature=slider(0.2, 2.0, 1.0, step=0.1),
        unit=slider(0, model.layer.hidden_size - 1, unit),
        text=slider(1, 20, text),
    )
