"""Chapter 09: write a story, read all gates, hold them, and hear the answers change."""

from functools import lru_cache

import numpy as np

from lstmlib.course.ch09.gate_picture import ALL, Hands, Scene, draw_reader
from lstmlib.course.lab.interventions import Hold
from lstmlib.course.lab.questions import ask_all, check_reader
from lstmlib.course.notebook.controls import (
    choice,
    explore,
    slider,
    text_area,
    text_box,
)
from lstmlib.course.stories import memory_game
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import write_chronicle
from lstmlib.course.stories.reader_input import as_typed, units_of, words_of

NOTHING = "nothing"
HOLDS = {
    NOTHING: lambda value: {},
    "the forget gate f": lambda value: {"f": value},
    "the input gate i": lambda value: {"i": value},
    "the output gate o": lambda value: {"o": value},
    "f, and i at 1 − f": lambda value: {"f": value, "i": 1 - value},
}
OWN = "my own settings"
START = "no one forgets"
CHAPTER_00 = tuple(" ".join(memory_game.STORY).split())


def _first_death(chronicle):
    """The word, counted from 1, at which the first king dies; 1 if none does."""
    deaths = [event.position for event in chronicle.events if event.kind == "dies"]
    return deaths[0] + 1 if deaths else 1


def _last_word(chronicle):
    return len(chronicle.words)


def _long_story():
    rng = np.random.default_rng(20)
    return write_chronicle(rng, filler=28, split="test", ending=False).words


# A wish in words: what is held, at which value, from which word on.
WISHES = {
    "no hand at all": (NOTHING, 1.0, _last_word),
    "no one forgets": ("the forget gate f", 1.0, _first_death),
    "let the first king live": ("f, and i at 1 − f", 1.0, _first_death),
    "no one new may enter": ("the input gate i", 0.0, _first_death),
    "every word erases all": ("the forget gate f", 0.0, _first_death),
    "the memory may not speak": ("the output gate o", 0.0, _last_word),
}
STORIES = {"the story of chapter 00": lambda: CHAPTER_00, "a long story": _long_story}


def read_scene(model, vocabulary, words, hands, name=ALL, plain=None):
    """Let the model read the story without and with the hands -> Scene.

    plain: what came of the story without a hand, if that is known already.
    """
    units = None if hands.unit is None else [hands.unit]
    # The hands stay while the questions are asked, so no last step is named.
    places = range(hands.start, len(words) + 99)
    holds = [Hold(g, value, units, places) for g, value in hands.gates.items()]
    off = dict.fromkeys(hands.off, hands.start)
    plain = plain or ask_all(model, vocabulary, words)
    held = plain if hands.rest else ask_all(model, vocabulary, words, holds, off)
    return Scene(words, read_chronicle(words).facts, plain, held, hands, name)


def gate_reader(model, vocabulary, story=CHAPTER_00, *, units=None, wish=START):
    """Write a story and see all gates; hold them, switch units off, hear the answers.

    model       a SequenceModel that reads words with an LSTM and answers with words
    vocabulary  the words it knows, a Vocabulary with those of the chronicles
    story       the story at first, a list of words
    units       {name: index} of the units that may be chosen; by default all of them
    wish        the wish that is granted at first, a key of WISHES
    Raises ValueError for another model, an unknown word or unit or wish.
    """
    check_reader(model, vocabulary)
    size = model.layer.hidden_size
    units = units or {f"unit {unit}": unit for unit in range(size)}
    _check_settings(size, units, wish)
    # The blank says that the last word is a whole one.
    words = words_of(as_typed(story) + " ", vocabulary)

    @lru_cache(maxsize=1)
    def plainly(words):
        return ask_all(model, vocabulary, words)

    @lru_cache(maxsize=1)
    def picture(story, unit, hold, value, start, off):
        words = tuple(words_of(story, vocabulary))
        # A story that became shorter must not leave the hand behind its end.
        at, gates = min(start, len(words)) - 1, HOLDS[hold](value)
        hands = Hands(gates, units.get(unit), at, units_of(off, size))
        scene = read_scene(model, vocabulary, words, hands, unit, plainly(words))
        return draw_reader(scene, vocabulary)

    # The wish itself is no part of the picture: it moves the other controls.
    controls = _controls(words, units, wish)
    explorer = explore(lambda wish, **rest: picture(*rest.values()), **controls)
    _Wishes(explorer, vocabulary)
    return explorer


def _check_settings(size, units, wish):
    if not all(unit in range(size) for unit in units.values()):
        raise ValueError(f"expected units in 0..{size - 1}, got {units}")
    if wish not in WISHES:
        raise ValueError(f"expected a wish, one of {list(WISHES)}, got {wish!r}")


def _controls(words, units, wish):
    first = _granted(wish, words)
    return {
        "wish": choice((*WISHES, *STORIES, OWN), wish),
        "story": text_area(as_typed(words), label="your story"),
        "unit": choice((ALL, *units), label="show and hold"),
        "hold": choice(tuple(HOLDS), first["hold"]),
        "value": slider(0.0, 1.0, first["value"], step=0.05, label="at the value"),
        "start": slider(1, max(2, len(words)), first["start"], label="from word"),
        "off": text_box("", label="switch units off"),
    }


def _granted(wish, words):
    """What the other controls show when this wish is granted for a story."""
    if wish in STORIES:
        told = STORIES[wish]()
        return {"story": as_typed(told)} | _granted(START, told) | {"hold": NOTHING}
    hold, value, start = WISHES[wish]
    return {"hold": hold, "value": value, "start": start(read_chronicle(words))}


class _Wishes:
    """Lets a wish move the other controls, and lets go of it when they are moved."""

    def __init__(self, explorer, vocabulary):
        self.explorer, self.controls = explorer, explorer.controls
        self.vocabulary, self.granting = vocabulary, False
        self.controls["wish"].observe(self.grant, "value")
        self.controls["story"].observe(self.read_on, "value")
        for name in ("hold", "value", "start"):
            self.controls[name].observe(self.let_go, "value")

    def grant(self, _=None):
        """Move the controls as the wish says; a story that cannot be read stays."""
        wish, words = self.controls["wish"].value, self.words()
        if self.granting or wish == OWN or (words is None and wish in WISHES):
            return
        self.granting = True
        try:
            settings = _granted(wish, words)
            if "story" in settings:
                self.explorer.set(story=settings.pop("story"))
                self.make_room()
            self.explorer.set(**settings)
        finally:
            self.granting = False

    def read_on(self, _):
        """A wish about the story holds for the new one, from the right word on."""
        if self.granting:
            return
        if self.controls["wish"].value in STORIES:
            self.let_go()
        self.granting = True
        self.make_room()
        self.granting = False
        self.grant()

    def let_go(self, _=None):
        if not self.granting:
            self.controls["wish"].value = OWN

    def words(self):
        """The story in the field, or None: then the page says why it is none."""
        try:
            return words_of(self.controls["story"].value, self.vocabulary)
        except ValueError:
            return None

    def make_room(self):
        """Let the slider reach to the end of the story."""
        words = self.words()
        if words is not None:
            self.controls["start"].max = max(2, len(words))
