"""LSTMs whose every weight is written by hand, and an exam that any network can sit.

throne()        a seat for each king and a flag: knows who rules
storyteller()   seven units that answer every cue of the chronicles
exam()          every cue in chronicles that nobody has seen

Their weights are tables of votes; `handmade_weights` says how to read them.
"""

from typing import NamedTuple

import numpy as np

from lstmlib.course.ch07.handmade_weights import GATE_GAIN, write_weights
from lstmlib.course.stories.chronicle import KINGDOMS, NAMES, WEAPONS
from lstmlib.course.stories.grammar import batch, write_chronicle

# The words that tell that a sentence is about the royal house.
TITLES = ("king", "son", "grandson")


class Exam(NamedTuple):
    """The outcome of an exam."""

    right: int  # cues answered right
    asked: int  # cues in all
    farthest: int  # words between a cue and the place that gave its answer, at most

    @property
    def share(self):
        """The share of right answers, 0..1."""
        return self.right / self.asked


def exam(model, vocabulary, filler, *, names=NAMES[:4], kinds=("current",), stories=50):
    """Ask every cue of these kinds in unseen chronicles of three kings -> Exam.

    `filler` is the least number of filler words in each reign, and the seed.
    """
    if not kinds:
        raise ValueError("expected at least one kind of cue to ask, got none")
    rng, options = np.random.default_rng(filler), {"names": names, "kinds": kinds}
    tests = [
        write_chronicle(rng, filler=filler, split="test", **options)
        for _ in range(stories)
    ]
    tokens, targets = batch(tests, vocabulary, kinds)
    asked = targets >= 0
    answers = model.linear.forward(model.forward(tokens).h[asked]).argmax(axis=-1)
    gaps = [cue.distance for c in tests for cue in c.cues if cue.kind in kinds]
    return Exam(int((answers == targets[asked]).sum()), int(asked.sum()), max(gaps))


def royal(titles=TITLES):
    """Votes of the flag that is up from a title, such as "king", to the full stop."""
    return {
        "i": {"bias": -1} | dict.fromkeys(titles, 2),
        "f": {"bias": 1} | dict.fromkeys((*titles, "."), -2),
        "g": dict.fromkeys(titles, 1),
        "o": {"bias": 1},
    }


def seat(name):
    """Votes of the unit that is 1 while this king sits on the throne.

    In a royal sentence his name takes the seat and "dies" vacates it. A name that is
    said again replaces the 1 that stands there. The seat speaks at "king".
    """
    return {
        "i": {"bias": -1.5, "royal": 1, name: 1},
        "f": {"bias": 1.5, "royal": -1, name: -1, "dies": -1},
        "g": {name: 1},
        "o": {"bias": -1, "king": 2},
    }


def throne(vocabulary, *, names=NAMES[:4], seat=seat, royal=royal, gate_gain=GATE_GAIN):
    """One seat for each name and a royal flag: follows who rules -> SequenceModel.

    `seat(name)` and `royal()` return votes, as those of this module do.
    """
    units = {name_of(name): seat(name) for name in names} | {"royal": royal()}
    says = {name_of(name): {name: 1} for name in names}
    return write_weights(units, says, vocabulary, gate_gain)


def name_of(king):
    """The unit that is this king's seat."""
    return f"seat of {king}"


def throne_units(names=NAMES[:4]):
    """{unit: index} of `throne`."""
    return {name_of(name): k for k, name in enumerate(names)} | {"royal": len(names)}


def codes(words):
    """A value for each word, none near 0 and no two alike: {word: -0.95..0.95}."""
    half = np.linspace(0.95, 0.25, (len(words) + 1) // 2)
    values = np.concatenate([half, -half])[: len(words)]
    return {word: float(v) for word, v in zip(words, values, strict=True)}


def storyteller(vocabulary, *, names=NAMES, gate_gain=GATE_GAIN, dtype=np.float64):
    """Seven units that answer every cue of the chronicles -> SequenceModel.

    A name is kept as a number of its own, so that one unit holds any king.
    """
    kings, lands = codes(names), codes(KINGDOMS)
    weapons = dict(zip(WEAPONS.values(), (1, -1), strict=True))
    says = {"ruler": kings, "first king": kings, "era": weapons, "kingdom": lands}
    units = {
        "royal": royal(),
        "ruler": _ruler(kings),
        "first king": _first_king(kings),
        "founded": _founded(names),
    }
    units |= {"era": _era(), "kingdom": _kingdom(lands), "topic": _topic()}
    return write_weights(units, says, vocabulary, gate_gain, dtype)


def _ruler(kings):
    return {
        "i": {"bias": -1.5, "royal": 1} | dict.fromkeys(kings, 1),
        "f": {"bias": 1.5, "royal": -1, "dies": -1} | dict.fromkeys(kings, -1),
        "g": kings,
        "o": {"bias": -1, "king": 2},
    }


def _first_king(kings):
    """As the ruler, but only while nothing is founded; then it is never touched."""
    return {
        "i": {"bias": -1.5, "royal": 1, "founded": -2} | dict.fromkeys(kings, 1),
        "f": {"bias": 1},
        "g": kings,
        "o": {"bias": -1.5, "of": 1, "topic": 1},
    }


def _founded(names):
    """1 as soon as a first king has been named."""
    return {
        "i": {"bias": -1.5, "royal": 1} | dict.fromkeys(names, 1),
        "f": {"bias": 1.5, "royal": -1} | dict.fromkeys(names, -1),
        "g": dict.fromkeys(names, 1),
        "o": {"bias": 1},
    }


def _replaced_by(words, wiped_by=()):
    """Any of the words writes its value over what stands there."""
    return {
        "i": {"bias": -1} | dict.fromkeys(words, 2),
        "f": {"bias": 1} | dict.fromkeys((*words, *wiped_by), -2),
        "g": words,
    }


def _era():
    values = dict(zip(WEAPONS, (1, -1), strict=True))
    return _replaced_by(values) | {"o": {"bias": -1, "with": 2}}


def _kingdom(lands):
    return _replaced_by(lands) | {"o": {"bias": -1.5, "of": 1, "topic": -1}}


def _topic():
    """1 after "statue", -1 after "flag", until the full stop."""
    values = {"statue": 1, "flag": -1}
    return _replaced_by(values, wiped_by=["."]) | {"o": {"bias": 1}}
