"""The exercises of chapter 11: turn a unit, and find out which one decides."""

from functools import cache

import numpy as np

from lstmlib import load
from lstmlib.course.ch11 import hands, pronouns
from lstmlib.course.data import data_file
from lstmlib.course.notebook.grading import Exercise, check


def check_flip(flip):
    """flip(c, o, units) -> {"c", "h"} with these units' memory turned over."""
    check(FLIP, flip)


def _change(c, o, units, factor=-1.0, told=True):
    """c with these units multiplied, and the h that is (or is not) made from it."""
    turned = c.copy()
    turned[units] *= factor
    return {"c": turned, "h": o * np.tanh(turned if told else c)}


def _flip_cases():
    rng = np.random.default_rng(3)
    units = ([1], [0, 3], [], [4, 2, 1])
    return [(rng.normal(0, 1.5, 5), rng.random(5), chosen) for chosen in units]


FLIP = Exercise(
    "flip",
    _change,
    _flip_cases,
    (
        (
            lambda c, o, units: _change(c, o, units, 0.0),
            "that switches the units off: 0 says neither she nor he. Turn the sign.",
        ),
        (
            lambda c, o, units: _change(c, o, units, told=False),
            "h still tells of the old memory: make it again from the new c.",
        ),
        (
            lambda c, o, units: _change(c, o, slice(None)),
            "every unit is turned: change those in `units` alone.",
        ),
        (
            lambda c, o, units: {
                "c": _change(c, o, units)["c"],
                "h": o * _change(c, o, units)["c"],
            },  # fmt: skip
            "h is not o · c: before the output gate, c goes through tanh.",
        ),
        (
            lambda c, o, units: {"c": c, "h": _change(c, o, units)["h"]},
            "what is said has changed, but the memory has not: turn c itself.",
        ),
    ),
)


CLAIM_SEEDS = (0, 1, 3, 4, 5)
"""Five networks of 16 units in each of which one unit does clearly more than others."""


def check_claim(claim):
    """claim(seed) -> the unit that decides between she and he in this network."""
    check(CLAIM, claim)


@cache
def _network_and_memory(seed):
    """A network, and its memory before the pronoun in the texts of the chapter."""
    net = load(data_file(f"weights/pronouns_16_{seed}.npz"))
    texts = pronouns.test_texts(np.random.default_rng(1), 100, 20)
    return net, hands.before_pronoun(net, *pronouns.text_batch(texts))


def _decides(seed, change=hands.flipped):
    """The unit whose change alone leaves the fewest pronouns right."""
    net, before = _network_and_memory(seed)
    right = [
        hands.pronoun_accuracy(net, before, change(before.c, [unit]))
        for unit in range(before.c.shape[1])
    ]
    return int(np.argmin(right))


def _tells(seed):
    """The unit whose c goes together with the pronoun most closely."""
    _, before = _network_and_memory(seed)
    return int(np.argmax(abs(np.corrcoef(before.c.T, before.right)[-1, :-1])))


def _largest(seed):
    _, before = _network_and_memory(seed)
    return int(np.argmax(np.abs(before.c).mean(axis=0)))


CLAIM = Exercise(
    "claim",
    _decides,
    lambda: [(seed,) for seed in CLAIM_SEEDS],
    (
        (
            lambda seed: _decides(seed, hands.switched_off),
            "switched off, hardly any unit is missed, so this picks one by chance: "
            "turn its sign.",
        ),
        (
            _tells,
            "that unit tells she from he best, but it does not decide: a hand on it "
            "changes little. Turn each unit, and count.",
        ),
        (
            _largest,
            "a large c may be about something else: turn each unit, and count.",
        ),
        (
            lambda seed: _decides(seed) + 1,
            "that is one too many: units are counted from 0.",
        ),
        (
            lambda seed: 14,
            "one unit for all networks: each seed numbers its units in its own way.",
        ),
    ),
)
