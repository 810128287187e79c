"""Chapter 00: two networks hear a story that the reader may edit, and answer.

listen(models)    the widget; `draw_listeners` draws one picture of it
"""

from functools import lru_cache

import numpy as np

from lstmlib.course.ch00.listeners import KINDS, beliefs
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import choice, explore, text_area
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary
from lstmlib.course.stories.memory_game import STORY
from lstmlib.course.stories.reader_input import as_typed, story_reader

LOOKS_OF_KINGS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"])
QUESTIONS = {"current": "who rules?", "first": "who was first?"}
OWN = "your own story"
SHORT = (
    "an ancient story . in avanti king arjun rules . king arjun listens . king arjun "
    "goes to war . king arjun wins . king arjun dies . son bala becomes king ."
)
LONG = (
    "an ancient story . in magadha king arjun rules . general chandra becomes old "
    "and quiet . poet arjun dies at dawn . a hen sits in the basket of mangoes . "
    "poet chandra becomes a friend of the judge . king arjun goes to war . king "
    "arjun wins . king arjun dies . son bala becomes king . the singer begins again "
    ". the ducks listen when the old boat sings . poet chandra drinks tea in the "
    "garden . even the scarecrow looks happy . king bala wants revenge . king bala "
    "loses . king bala dies . grandson deva becomes king . the puddle waits for the "
    "moon . poet chandra drinks tea in the garden . the kite maker is happy when "
    "the leaves fall . minister arjun becomes rich ."
)
MOST_PLACES = 40
"""After so many sentences, at most, both are asked: a line needs no more points."""

STORIES = {
    "a short story": SHORT.split(),
    "the three kings": " ".join(STORY).split(),
    "a long story": LONG.split(),
}


def listen(models, story="a long story"):
    """Write a story; two networks answer after each of its sentences.

    models {"RNN": model, "LSTM": model}; story: the one at first, a key of STORIES.
    """
    read = story_reader(chronicle_vocabulary(), _whole_sentences)

    # The choice itself is no part of the picture: it moves the text.
    @lru_cache(maxsize=1)
    def picture(text):
        return draw_listeners(models, read(text))

    controls = {
        "preset": choice((*STORIES, OWN), story, label="choose"),
        "story": text_area(as_typed(STORIES[story]), label="the story"),
    }
    explorer = explore(lambda preset, story: picture(story), **controls)

    def tell(_):
        if controls["preset"].value != OWN:
            explorer.set(story=as_typed(STORIES[controls["preset"].value]))

    def let_go(_):
        told = STORIES.get(controls["preset"].value)
        if told and controls["story"].value != as_typed(told):
            controls["preset"].value = OWN

    controls["preset"].observe(tell, "value")
    controls["story"].observe(let_go, "value")
    return explorer


def _whole_sentences(words):
    """The words up to the last full stop, if they tell of a king."""
    if "." not in words:
        raise ValueError("expected a whole sentence, with a full stop at its end")
    whole = words[: len(words) - words[::-1].index(".")]
    if "first" not in read_chronicle(whole).facts:
        raise ValueError(
            "expected a story with a king in it, such as “in avanti king arjun rules.”"
        )
    return whole


def draw_listeners(models, told, length=None):
    """How sure each network is of each king, sentence by sentence, in a Chronicle.

    `length` is the number of words that the axis has room for; None: those told.
    """
    length = length or len(told.words)
    kings, after, every = _kings(told), _places(told.words), chronicle_vocabulary()
    chosen = every.encode(kings)
    held = {name: beliefs(m, told.words, after) for name, m in models.items()}
    says = {
        (name, kind): every.words[int(shares[-1].argmax())]
        for name, asked in held.items()
        for kind, shares in asked.items()
    }
    drawing = Drawing(720, 392, _told(says, models, told), title_lines=2)
    for column, name in enumerate(models):
        left = 44 + 358 * column
        drawing.text(left, 14, name, 18, weight="bold")
        for row, kind in enumerate(KINDS):
            box = (left, 66 + 172 * row, 236, 112)
            axes = Axes(drawing, box, (0, length), (0, 1.03))
            said = f"{QUESTIONS[kind]} “{says[name, kind]}”"
            right = _right(says[name, kind], kind, told)
            drawing.text(left, box[1] - 27, f"{'✓' if right else '✗'} {said}", 14)
            _draw_events(drawing, axes, told.events, box)
            looks = (*LOOKS_OF_KINGS[: len(kings)], LOOKS["chance"])
            shares = held[name][kind][:, chosen].T
            shares = [*shares, 1 - shares.sum(axis=0)]
            for look, king, share in zip(
                looks, (*kings, "others"), shares, strict=True
            ):
                axes.plot(after + 1, share, look, label=king)
    foot = "up: how sure it is · across: words heard · ♔ is crowned · † dies"
    drawing.text(44, 384, foot, 12)
    return drawing


def _kings(told):
    """The kings that have a line of their own: the first one and the latest two."""
    crowned = [event.name for event in told.events if event.kind == "crowned"]
    kings = list(dict.fromkeys(crowned))
    return kings if len(kings) <= 3 else [kings[0], *kings[-2:]]


def _places(words):
    """The places after which both are asked: ends of sentences, the last among them."""
    ends = np.flatnonzero([word == "." for word in words])
    few = np.linspace(0, len(ends) - 1, min(len(ends), MOST_PLACES))
    return ends[few.round().astype(int)]


def _draw_events(drawing, axes, events, box):
    _, top, _, height = box
    for event in events:
        x = float(axes.x(event.position + 1))
        drawing.line([x, x], [top, top + height], width=1, dash="dotted", opacity=0.6)
        drawing.text(x, top - 8, "†" if event.kind == "dies" else "♔", 12, "middle")


def _right(said, kind, told):
    return told.facts.get(kind) == said


def _told(says, models, told):
    sentences = []
    for kind in KINDS:
        heard = [
            f"{name} {says[name, kind]} "
            f"({'right' if _right(says[name, kind], kind, told) else 'wrong'})"
            for name in models
        ]
        truth = told.facts.get(kind, "nobody")
        sentences.append(f"{QUESTIONS[kind].capitalize()} {truth}: {', '.join(heard)}")
    return ". ".join(sentences)
