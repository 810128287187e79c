"""Chapter 09: write a story, read all gates, hold them, and hear the answers change."""

from functools import lru_cache

import numpy as np

from lstmlib.course.ch10.gate_picture import ALL, Scene, draw_reader
from lstmlib.course.lab.interventions import ClampGate
from lstmlib.course.lab.questions import ask_all, check_reader
from lstmlib.course.notebook.controls import (
    choice,
    explore,
    slider,
    text_area,
    text_box,
)
from lstmlib.course.stories import memory_game
from lstmlib.course.stories.grammar import write_chronicle
from lstmlib.course.stories.reader_input import (
    LONGEST,
    as_typed,
    story_reader,
    units_of,
)

NOTHING = "nothing"
# What may be held: the first gate at the value, a second one at 1 − the value.
HELD = {
    NOTHING: "",
    "the forget gate f": "f",
    "the input gate i": "i",
    "the output gate o": "o",
    "f, and i at 1 − f": "fi",
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


def read_scene(model, vocabulary, told, clamps, off=(), *, start, unit=None,
               name=ALL, plain=None):  # fmt: skip
    """Let the model read a Chronicle without and with the hands -> Scene.

    clamps, a list of ClampGate, and the units `off` act from the word `start` on;
    unit, name: whose gates are shown; plain: what came of the story without a hand, if
    that is known already.
    """
    plain = held = plain or ask_all(model, vocabulary, told.words)
    if clamps or off:
        silent = dict.fromkeys(off, start)
        held = ask_all(model, vocabulary, told.words, clamps, silent)
    return Scene(told.words, told.facts, plain, held, clamps, off, unit, name, start)


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
    read = story_reader(vocabulary)
    # The blank says that the last word is a whole one.
    told = read(as_typed(story) + " ")

    @lru_cache(maxsize=1)
    def plainly(story):
        return ask_all(model, vocabulary, read(story).words)

    @lru_cache(maxsize=1)
    def picture(story, name, hold, value, start, off):
        told, unit = read(story), units.get(name)
        # A story that became shorter must not leave the hand behind its end.
        at = min(start, len(told.words)) - 1
        edits = _clamps(hold, value, unit, at), units_of(off, size)
        shown = {"start": at, "unit": unit, "name": name, "plain": plainly(story)}
        scene = read_scene(model, vocabulary, told, *edits, **shown)
        return draw_reader(scene, vocabulary)

    # The wish itself is no part of the picture: it moves the other controls.
    controls = _controls(told, units, wish)
    explorer = explore(lambda wish, **rest: picture(*rest.values()), **controls)
    _Wishes(explorer, read)
    return explorer


def _clamps(hold, value, unit, start):
    """The hands on the gates that a choice names, from the word `start` on."""
    units = None if unit is None else [unit]
    # They stay while the questions are asked, so the steps reach beyond the story.
    places = range(start, LONGEST + 99)
    values = zip(HELD[hold], (value, 1 - value), strict=False)
    return [ClampGate(gate, v, units, places) for gate, v in values]


def _check_settings(size, units, wish):
    if not all(unit in range(size) for unit in units.values()):
        raise ValueError(f"expected units in 0..{size - 1}, got {units}")
    if wish not in WISHES:
        raise ValueError(f"expected a wish, one of {list(WISHES)}, got {wish!r}")


def _controls(told, units, wish):
    first, words = _granted(wish, told), told.words
    return {
        "wish": choice((*WISHES, *STORIES, OWN), wish),
        "story": text_area(as_typed(words), label="your story"),
        "unit": choice((ALL, *units), label="show and hold"),
        "hold": choice(tuple(HELD), first["hold"]),
        "value": slider(0.0, 1.0, first["value"], step=0.05, label="at the value"),
        "start": slider(1, max(2, len(words)), first["start"], label="from word"),
        "off": text_box("", label="switch units off"),
    }


def _granted(wish, told):
    """What the other controls show when this wish is granted for a Chronicle."""
    hold, value, start = WISHES[wish]
    return {"hold": hold, "value": value, "start": start(told)}


class _Wishes:
    """Lets a wish move the other controls, and lets go of it when they are moved."""

    def __init__(self, explorer, read):
        self.explorer, self.controls = explorer, explorer.controls
        self.read, self.granting = read, False
        self.controls["wish"].observe(self.grant, "value")
        self.controls["story"].observe(self.read_on, "value")
        for name in ("hold", "value", "start"):
            self.controls[name].observe(self.let_go, "value")

    def grant(self, _=None):
        """Move the controls as the wish says; a story that cannot be read stays."""
        wish = self.controls["wish"].value
        if self.granting or wish == OWN:
            return
        self.granting = True
        try:
            if wish in STORIES:
                self.explorer.set(story=as_typed(STORIES[wish]()))
            told = self.make_room()
            if told is not None and wish in STORIES:
                self.explorer.set(**_granted(START, told) | {"hold": NOTHING})
            elif told is not None:
                self.explorer.set(**_granted(wish, told))
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

    def make_room(self):
        """Let the slider reach to the end of the story -> Chronicle.

        None for a story that cannot be read: then the page says why it is none.
        """
        try:
            told = self.read(self.controls["story"].value)
        except ValueError:
            return None
        self.controls["start"].max = max(2, len(told.words))
        return told
