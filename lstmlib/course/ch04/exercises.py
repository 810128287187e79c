"""The exercises of chapter 04: a memory that forgets, and how long it lasts."""

import numpy as np

from lstmlib.course.lab.retention import carry, half_life
from lstmlib.course.notebook.grading import Exercise, check


def check_forgetful_memory(forgetful_memory):
    """forgetful_memory(f, g) -> all cell states (T, H), from c = 0."""
    check(FORGETFUL_MEMORY, forgetful_memory)


def _scaled_sum(f, g):
    c, states = np.zeros(f.shape[1:]), []
    for f_t, g_t in zip(f, g, strict=True):
        c = f_t * (c + g_t)
        states.append(c)
    return np.stack(states)


def _memory_cases():
    rng = np.random.default_rng(4)
    sizes = ((5, 3), (1, 2), (8, 1))
    return [(rng.random(size), rng.uniform(-1, 1, size)) for size in sizes]


FORGETFUL_MEMORY = Exercise(
    "forgetful_memory",
    carry,
    _memory_cases,
    (
        (
            lambda f, g: np.cumsum(g, axis=0),
            "nothing is ever removed: did f multiply the old c?",
        ),
        (
            lambda f, g: carry(1 - f, g),
            "the gate works backwards: 1 keeps everything, 0 lets everything go.",
        ),
        (
            _scaled_sum,
            "the new g is forgotten at once, too: f multiplies the old c alone.",
        ),
        (
            lambda f, g: g + 0 * f,
            "every step starts from an empty memory: hand each step's c to the next.",
        ),
    ),
)


def check_half_life(half_life):
    """half_life(f) -> steps until f, between 0 and 1, has halved a memory."""
    check(HALF_LIFE, half_life)


HALF_LIFE = Exercise(
    "half_life",
    half_life,
    lambda: [(f,) for f in (0.5, 0.9, 0.99, 0.2)],
    (
        (
            lambda f: float(np.log(2) / np.log(f)),
            "a half-life is positive: the logarithm of f is below 0.",
        ),
        (
            lambda f: float(-np.log(f) / np.log(2)),
            "that is upside down: how many half-lives fit into one step.",
        ),
        (
            lambda f: float(-1 / np.log(f)),
            "after that many steps 37 % is left: you solved f**n = 1/e, not 1/2.",
        ),
        (
            lambda f: 0.5 / (1 - f),
            "that takes the same amount away at every step, not the same share.",
        ),
    ),
)


def check_share_left(share_left):
    """share_left(f, t) -> how much of what was written at step t is left at the end."""
    check(SHARE_LEFT, share_left)


def _share_cases():
    gates = np.random.default_rng(5).uniform(0.3, 1, 6)
    return [(gates, t) for t in (0, 3, 4, 5)]


SHARE_LEFT = Exercise(
    "share_left",
    lambda f, t: float(np.prod(f[t + 1 :])),
    _share_cases,
    (
        (
            lambda f, t: float(np.prod(f[t:])),
            "one factor too many: f[t] acts on the old memory, before the write.",
        ),
        (
            lambda f, t: float(np.prod(f[: t + 1])),
            "those are the gates up to step t; a write is forgotten by the later ones.",
        ),
        (
            lambda f, t: float(np.mean(f) ** (len(f) - 1 - t)),
            "a power of the average is not the product: multiply the gates themselves.",
        ),
        (
            lambda f, t: float(np.prod(f)),
            "those are the gates of all steps; only the later ones act on the write.",
        ),
    ),
)
