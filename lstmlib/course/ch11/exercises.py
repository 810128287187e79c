"""The exercises of chapter 11: what follows when a unit is turned."""

import numpy as np

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
