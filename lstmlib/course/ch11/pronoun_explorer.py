"""Chapter 11: turn units of a small network round, and read she or he off the rest."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.course.ch11.hands import (
    flipped,
    pronoun_shares,
    read_on,
    switched_off,
)
from lstmlib.course.ch11.pronouns import VOCABULARY, gender, write_text
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import choice, explore, slider

HANDS = ("left alone", "flipped", "off")
PLACES = ("after the topic", "before “today”")
TOPICS = ("ankita", "mrbeast")
UNIT_LOOKS = tuple(LOOKS[name] for name in ("king 1", "king 2", "king 3", "g"))
SIGNS = {"she": "♀", "he": "♂"}
TOPIC_WORDS = 6
"""Words of the topic sentence, its full stop included."""


class PronounReading(NamedTuple):
    """What a network keeps of a text of T words, and whom it would speak of."""

    words: list  # up to the full stop before "today"
    c: ndarray  # (T, H) cell state
    she: ndarray  # (T,) share of "she" if "today ___" came after this word


def pronoun_words(topic, filler):
    """A text about one topic up to "today", the same filler words for every topic."""
    text = write_text(
        np.random.default_rng(4), topics=(topic,), filler=filler, pronouns=1
    )
    return text.words[: text.blanks[0] - 1]


def read_pronoun(model, words, hands=(), when=PLACES[0]):
    """Read the words, with a hand on some units at one time -> PronounReading.

    hands: for each unit one of HANDS; () leaves all alone.
    Raises ValueError for another time, another hand, or a hand too many.
    """
    units = model.layer.hidden_size
    if when not in PLACES or len(hands) > units or not set(hands) <= set(HANDS):
        raise ValueError(
            f"expected up to {units} of {', '.join(HANDS)}, and {' or '.join(PLACES)},"
            f" got {hands} {when}"
        )
    turned, empty = (
        [unit for unit, hand in enumerate(hands) if hand == name] for name in HANDS[1:]
    )
    place = TOPIC_WORDS - 1 if when == PLACES[0] else len(words) - 1
    c, o = read_on(
        model,
        VOCABULARY.encode(words),
        place,
        lambda c: switched_off(flipped(c, turned), empty),
    )
    return PronounReading(words, c, pronoun_shares(model, c, o))


def draw_pronoun(own, reading, hands=()):
    """The pronoun at every word, and c of up to four units; pale what was left alone.

    own, reading: PronounReadings of one text, the first without a hand.
    """
    drawing = Drawing(720, 454, _finding(own, reading, hands))
    asked = _panel(drawing, 104, 104, len(own.words), (-0.03, 1.03))
    drawing.text(50, 92, "share of “she”, if “today …” came next", 13)
    most = 1.05 * max(np.abs(own.c).max(), np.abs(reading.c).max(), 1.0)
    cells = _panel(drawing, 252, 160, len(own.words), (-most, most), "words read")
    drawing.text(50, 238, "cell state c of the units", 13)
    _name_people(drawing, asked, own.words)
    drawing.line([50, 570], [asked.y(0.5)] * 2, width=1.5, dash="dotted", opacity=0.7)
    _plot(asked, own.she, reading.she, LOOKS["c"], _says(reading))
    for unit, look in enumerate(UNIT_LOOKS[: own.c.shape[1]]):
        hand = hands[unit] if unit < len(hands) else HANDS[0]
        name = f"unit {unit + 1}" + (f", {hand}" if hand != HANDS[0] else "")
        _plot(cells, own.c[:, unit], reading.c[:, unit], look, name)
    return drawing


def _panel(drawing, top, height, last, ylim, xlabel=""):
    return Axes(drawing, (50, top, 520, height), (1, last), ylim, xlabel)


def _plot(axes, own, changed, look, label):
    """A line with its label; below it, broad and pale, what it would be untouched."""
    steps = np.arange(1, len(own) + 1)
    if not np.array_equal(own, changed):
        axes.plot(steps, own, look._replace(dash="solid", width=6), "", opacity=0.3)
    axes.plot(steps, changed, look, label)


def _name_people(drawing, axes, words):
    """Above the picture every name and noun with its gender, the topic in bold."""
    met = [(float(axes.x(k)), word) for k, word in enumerate(words, 1) if gender(word)]
    for place, (x, word) in enumerate(met):
        weight = "normal" if place else "bold"
        label = f"{word} {SIGNS[gender(word)]}"
        drawing.text(x, 78, label, 12, "start", weight, turn=-90)
    lines = "".join(f"M{x} 104L{x} 208M{x} 252L{x} 412" for x, _ in met)
    drawing.path(lines, width=1, dash="dotted", opacity=0.4)


def _says(reading):
    return "today she" if reading.she[-1] > 0.5 else "today he"


def _finding(own, reading, hands):
    """What the network says at the end, and what the hand has changed."""
    touched = sum(hand != HANDS[0] for hand in hands)
    share = max(reading.she[-1], 1 - reading.she[-1])
    share = min(round(100 * share), 99)
    said = f"“{_says(reading)}” ({share} %)"
    start = f"{len(own.words) - TOPIC_WORDS} words after {own.words[0]}’s sentence"
    if not touched:
        return f"{start} the network says {said}"
    units = f"{touched} unit{'s' * (touched > 1)} changed"
    turned = (own.she[-1] > 0.5) != (reading.she[-1] > 0.5)
    effect = "the pronoun has turned" if turned else "the pronoun holds"
    if not reading.c[-1].any():
        effect = "the memory is empty, so that is a guess"
    return f"{start}, with {units}, the network says {said}: {effect}"


def pronoun_explorer(model):
    """The topic, the words on the way, and a hand for each of up to four units."""
    units = min(model.layer.hidden_size, len(UNIT_LOOKS))

    def draw(topic, filler, when, **by_unit):
        words, hands = pronoun_words(topic, filler), tuple(by_unit.values())
        own = reading = read_pronoun(model, words)
        if set(hands) != {HANDS[0]}:
            reading = read_pronoun(model, words, hands, when)
        return draw_pronoun(own, reading, hands)

    by_unit = {f"unit_{n}": _hands(f"unit {n}") for n in range(1, units + 1)}
    return explore(
        draw,
        topic=choice(TOPICS),
        filler=slider(0, 60, 24, label="words on the way"),
        when=choice(PLACES, label="the hand acts"),
        **by_unit,
    )


def _hands(label):
    buttons = choice(HANDS, label=label)
    buttons.style.button_width = "7.5em"  # so that three stand in one row
    return buttons
