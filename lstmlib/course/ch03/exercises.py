"""The exercises of chapter 03: a memory that only adds, and how a king leaves it."""

import numpy as np

from lstmlib.course.notebook.grading import Exercise, check


def check_additive_memory(additive_memory):
    """additive_memory(g, c0) -> the cell states c (T, H) after each step."""
    check(ADDITIVE_MEMORY, additive_memory)


def _memory_cases():
    rng = np.random.default_rng(3)
    sizes = ((5, 3), (1, 2), (4, 4))
    return [(rng.normal(size=(T, H)), rng.normal(size=H)) for T, H in sizes]


ADDITIVE_MEMORY = Exercise(
    "additive_memory",
    lambda g, c0: c0 + np.cumsum(g, axis=0),
    _memory_cases,
    (
        (
            lambda g, c0: np.cumsum(g, axis=0),
            "what stood in the memory before the first word is lost: begin with c0.",
        ),
        (
            lambda g, c0: c0 + g,
            "every step starts from c0: hand each step's c to the next.",
        ),
        (
            lambda g, c0: c0 + np.cumsum(g, axis=0) - g,
            "that is c before each step: add g first, then keep c.",
        ),
        (
            lambda g, c0: np.tanh(c0 + np.cumsum(g, axis=0)),
            "that is h = tanh(c): nothing squeezes the upper path itself.",
        ),
    ),
)


def check_succeed(succeed):
    """succeed(reigns, codes) -> candidates g (K, H), one row per king."""
    check(SUCCEED, succeed)


def _succeed(reigns, codes):
    written = codes[reigns]
    return np.diff(written, axis=0, prepend=0 * written[:1])


def _succeed_cases():
    rng = np.random.default_rng(4)
    reigns = ([2, 0, 1], [1], [0, 3, 0, 2, 3])
    return [(np.array(kings), rng.normal(size=(4, 5))) for kings in reigns]


SUCCEED = Exercise(
    "succeed",
    _succeed,
    _succeed_cases,
    (
        (
            lambda reigns, codes: codes[reigns],
            "the dead kings stay in the memory: subtract what the last one wrote.",
        ),
        (
            lambda reigns, codes: codes[reigns] + np.roll(codes[reigns], 1, axis=0)
            * (np.arange(len(reigns)) > 0)[:, None],
            "the dead king is added once more: what removes him has a minus sign.",
        ),
        (
            lambda reigns, codes: codes[reigns] - np.roll(codes[reigns], 1, axis=0),
            "before the first king the memory is empty: there is nobody to subtract.",
        ),
        (
            lambda reigns, codes: 2 * codes[reigns] - np.cumsum(codes[reigns], axis=0),
            "each dead king is subtracted again and again: once is enough.",
        ),
    ),
)  # fmt: skip
