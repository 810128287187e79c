"""The exercises of chapter 02: a long Jacobian, and clipping."""

import numpy as np

from lstmlib.course.notebook.grading import Exercise, check
from lstmlib.training import clip_grad_norm


def check_long_jacobian(long_jacobian):
    """long_jacobian(h, W_h) -> J (H, H) with J[k, j] = d h_T[k] / d h_0[j]."""
    check(LONG_JACOBIAN, long_jacobian)


def _factors(h, W_h):
    return [(1 - step**2)[:, None] * W_h.T for step in h]


def _product(factors):
    J = np.eye(len(factors[0]))
    for factor in factors:
        J = factor @ J
    return J


def _jacobian_cases():
    rng = np.random.default_rng(2)
    sizes = ((4, 3), (1, 2), (7, 5))
    return [
        (np.tanh(rng.normal(size=(T, H))), rng.normal(size=(H, H))) for T, H in sizes
    ]


LONG_JACOBIAN = Exercise(
    "long_jacobian",
    lambda h, W_h: _product(_factors(h, W_h)),
    _jacobian_cases,
    (
        (
            lambda h, W_h: _product(_factors(h, W_h)[::-1]),
            "the factors stand in the wrong order: each new one goes to the left.",
        ),
        (
            lambda h, W_h: np.linalg.matrix_power(W_h.T, len(h)),
            "the slopes of tanh are missing: multiply row k by 1 - h_t[k]**2.",
        ),
        (
            lambda h, W_h: _product([(1 - step**2)[:, None] * W_h for step in h]),
            "W_h needs its transpose: h_prev @ W_h sums over the rows of W_h.",
        ),
        (
            lambda h, W_h: _factors(h, W_h)[-1],
            "that is the last step alone: multiply the factors of all steps.",
        ),
    ),
)


def check_clip(clip):
    """clip(grads, max_norm) -> {name: gradient}, together no longer than max_norm."""
    check(CLIP, clip)


def _clip(grads, max_norm):
    return clip_grad_norm(grads, max_norm)[0]


def _clip_cases():
    grads = {"W": np.array([[3.0, 0.0], [0.0, 4.0]]), "b": np.array([12.0, 0.0])}
    return [(grads, 6.5), (grads, 100.0), ({"W": np.full((2, 2), 0.5)}, 0.1)]


CLIP = Exercise(
    "clip",
    _clip,
    _clip_cases,
    (
        (
            lambda grads, limit: {
                k: np.clip(g, -limit, limit) for k, g in grads.items()
            },
            "each number is cut on its own, which bends the direction: scale them all.",
        ),
        (
            lambda grads, limit: {k: _clip({k: g}, limit)[k] for k, g in grads.items()},
            "each array got a norm of its own; all of them together have one norm.",
        ),
        (
            lambda grads, limit: {
                k: g * limit / np.sqrt(sum((a**2).sum() for a in grads.values()))
                for k, g in grads.items()
            },
            "short gradients are stretched, too: leave them alone below max_norm.",
        ),
    ),
)
