"""The exercises of chapter 04: a memory that forgets, and how long it lasts."""

from numbers import Real

import numpy as np

from lstmlib.course.ch04.lasting import LAGS, judged, right_from
from lstmlib.course.lab.retention import carry
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
    """half_life(f) -> words until half or less is left under the gates f (T,)."""
    check(HALF_LIFE, half_life)


def _half_life(f):
    gone = np.flatnonzero(np.cumprod(f) <= 0.5)
    return int(gone[0]) + 1 if len(gone) else float("inf")


def _too_late(f):
    gone = np.flatnonzero(np.cumprod(f) < 0.5)
    return int(gone[0]) + 1 if len(gone) else float("inf")


def _first_place(f):
    return int(np.argmax(np.cumprod(f) <= 0.5))


HALF_LIFE = Exercise(
    "half_life",
    _half_life,
    lambda: [
        (np.array([0.5, 1.0, 0.9]),),
        (np.array([0.99, 0.6, 1.0, 0.9, 0.9, 0.2]),),
        (np.full(100, 0.9),),
        (np.full(60, 0.99),),
    ],
    (
        (
            lambda f: float(-np.log(2) / np.log(np.mean(f))),
            "that is the formula for a constant gate: these gates change.",
        ),
        (
            lambda f: _first_place(f) + 1,
            "where half is never gone, argmax finds no place and says 0.",
        ),
        (
            lambda f: _half_life(f) - 1,
            "that is the place, counted from 0: after f[0] one word has gone by.",
        ),
        (_first_place, "the place counts from 0, and argmax says 0 for “never”, too."),
        (_too_late, "exactly half counts, too: half *or less* is left."),
        (
            lambda f: _half_life(f) if np.prod(f) <= 0.5 else len(f),
            "if more than half is left after all gates, the answer is infinity.",
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


def check_forget_bias_for(forget_bias_for):
    """forget_bias_for(lag) -> a forget bias; networks are trained that begin with it.

    It takes a few seconds, once for each bias.
    """
    tried = []

    def outcome(lag):
        bias = _number(forget_bias_for(lag))
        tried.append((bias, lag))
        return None if bias is None else judged(bias, lag)

    def mistakes():
        # Asked for when all networks are trained: it tells what they have learned.
        told = "; ".join(_told(bias, lag) for bias, lag in tried)
        yield (
            lambda lag: "half is gone early",
            f"{told}: half of a king is gone long before the question.",
        )
        yield (
            lambda lag: "too little is written",
            f"{told}: so little is written at a name that these updates are too few.",
        )

    check(FORGET_BIAS_FOR._replace(mistakes=mistakes()), outcome)


FORGET_BIAS_FOR = Exercise(
    "forget_bias_for",
    lambda lag: "the networks learn",
    lambda: [(lag,) for lag in LAGS],
    (),
)


def _number(bias):
    """A learner's bias as a float, or None; ValueError for anything else."""
    if bias is None:
        return None
    if not isinstance(bias, Real) or not np.isfinite(bias):
        raise ValueError(f"expected one finite number, got a {type(bias).__name__}")
    return float(bias)


def _told(bias, lag):
    right = np.mean(right_from(bias, lag))
    return f"bias {bias:.3g}, {lag} words, on average {right:.2f} right"
