"""The exercises of chapter 03: a memory that only adds, and how a king leaves it."""

import numpy as np

from lstmlib.course.notebook.grading import Exercise, check


def check_additive_memory(additive_memory):
    """additive_memory(x, W_x, W_h, b) -> the cell states c (T, H) after each word."""
    check(ADDITIVE_MEMORY, additive_memory)


def _run(x, W_x, W_h, b, read=np.tanh, squeeze=np.tanh, keep=1, start=1):
    """The additive cell over x (T, D); the arguments at the end are for mistakes."""
    c, states = np.zeros(len(b)), []
    for word in x:
        g = squeeze(word @ W_x + read(c) @ W_h + start * b)
        c = keep * c + g
        states.append(c)
    return np.stack(states)


def _shifted(*args):
    c = _run(*args)
    return np.concatenate([0 * c[:1], c[:-1]])


def _squeezed_path(x, W_x, W_h, b):
    """h is handed on in place of c: h = tanh(h + g)."""
    h, states = np.zeros(len(b)), []
    for word in x:
        h = np.tanh(h + np.tanh(word @ W_x + h @ W_h + b))
        states.append(h)
    return np.stack(states)


def _memory_cases():
    rng = np.random.default_rng(3)
    sizes = ((5, 3, 2), (2, 2, 4), (6, 4, 3))
    return [
        (rng.normal(size=(T, D)), rng.normal(size=(D, H)), rng.normal(size=(H, H)),
         rng.normal(size=H))
        for T, D, H in sizes
    ]  # fmt: skip


ADDITIVE_MEMORY = Exercise(
    "additive_memory",
    _run,
    _memory_cases,
    (
        (
            lambda *args: _run(*args, read=lambda c: c),
            "the candidate reads h = tanh(c), the lower path; yours reads c itself.",
        ),
        (
            lambda *args: _run(*args, read=np.zeros_like),
            "the candidate does not hear the memory: where is h @ W_h?",
        ),
        (
            lambda *args: _run(*args, keep=0),
            "every step starts from 0: hand each step's c to the next.",
        ),
        (
            lambda *args: _run(*args, start=0),
            "the bias b is missing in the votes.",
        ),
        (
            lambda *args: _run(*args, squeeze=lambda votes: votes),
            "those are the votes: the candidate is their tanh.",
        ),
        (
            lambda *args: np.tanh(_run(*args)),
            "that is h = tanh(c); return what stands on the upper path.",
        ),
        (
            _squeezed_path,
            "you hand on tanh(c): on the upper path nothing is squeezed.",
        ),
        (_shifted, "that is c before each word: add g first, then keep c."),
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
