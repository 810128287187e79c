"""Checks of what comes in: one clear sentence says what was expected and what came."""

import numpy as np


def check_sizes(**sizes):
    """Raise ValueError unless every named size is an integer of 1 or more."""
    for name, size in sizes.items():
        if not isinstance(size, int | np.integer) or size < 1:
            raise ValueError(f"expected {name} to be 1 or more, got {size!r}")


def check_shape(name, array, shape):
    """Raise ValueError unless the array has this shape."""
    if np.shape(array) != shape:
        raise ValueError(f"expected {name} of shape {shape}, got {np.shape(array)}")


def check_sequence(x, size):
    """Raise ValueError unless x is (N, T, size), not empty, and finite."""
    if np.ndim(x) != 3 or np.shape(x)[2] != size:
        raise ValueError(f"expected x of shape (N, T, {size}), got {np.shape(x)}")
    if np.size(x) == 0:
        raise ValueError(
            f"expected at least one sequence of one step, got x of shape {np.shape(x)}"
        )
    if not np.isfinite(x).all():
        raise ValueError("expected finite numbers in x, got NaN or infinity")


def check_tokens(tokens, vocabulary_size):
    """Raise ValueError unless tokens are integers (N, T) in 0..vocabulary_size - 1."""
    tokens = np.asarray(tokens)
    if tokens.ndim != 2 or not np.issubdtype(tokens.dtype, np.integer):
        raise ValueError(
            "expected tokens as integers of shape (N, T), "
            f"got {tokens.dtype} of shape {tokens.shape}"
        )
    if tokens.size == 0:
        raise ValueError(
            f"expected at least one token, got tokens of shape {tokens.shape}"
        )
    for token in (tokens.min(), tokens.max()):
        if not 0 <= token < vocabulary_size:
            raise ValueError(
                f"expected tokens in 0..{vocabulary_size - 1}, got {token}"
            )


def check_fixed_gates(fixed_gates):
    """Raise ValueError unless each entry gives gate i, f or o a value in 0..1."""
    for gate, value in fixed_gates.items():
        if gate not in ("i", "f", "o") or not 0 <= value <= 1:
            raise ValueError(
                "expected fixed_gates to give i, f or o a value in 0..1, "
                f"got {gate!r}: {value!r}"
            )
