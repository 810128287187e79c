"""Checks of what comes in: one clear sentence says what was expected and what came."""

import numpy as np


def check_sizes(**sizes):
    """Raise ValueError unless every named size is an integer of 1 or more."""
    for name, size in sizes.items():
        whole = isinstance(size, int | np.integer) and not isinstance(size, bool)
        if not whole or size < 1:
            raise ValueError(f"expected {name} as a whole number > 0, got {size!r}")


def check_dtype(dtype):
    """Raise ValueError unless weights of this dtype can learn: floats, or complex."""
    if np.dtype(dtype).kind not in "fc":
        raise ValueError(f"expected a dtype of floats, got {np.dtype(dtype)}")


def check_shape(name, array, shape):
    """Raise ValueError unless the array has this shape."""
    if np.shape(array) != shape:
        raise ValueError(f"expected {name} of shape {shape}, got {np.shape(array)}")


def check_sequence(x, size):
    """Return x as an array; ValueError unless it is (N, T, size), filled and finite."""
    x = np.asarray(x)
    if np.ndim(x) != 3 or np.shape(x)[2] != size:
        raise ValueError(f"expected x of shape (N, T, {size}), got {np.shape(x)}")
    if np.size(x) == 0:
        raise ValueError(
            f"expected at least one sequence of one step, got x of shape {np.shape(x)}"
        )
    check_finite("x", x)
    return x


def check_finite(name, array):
    """Raise ValueError unless all numbers are finite."""
    if not np.isfinite(array).all():
        raise ValueError(f"expected finite numbers in {name}, got NaN or infinity")


def check_state(name, state, shape):
    """Return a layer's state as an array; zeros for None. ValueError if it is wrong."""
    if state is None:
        return np.zeros(shape)
    check_shape(name, state, shape)
    check_finite(name, state)
    return np.asarray(state)


def check_tokens(tokens, vocabulary_size, name="tokens"):
    """Return tokens as an array; ValueError unless integers (N, T) in 0..V - 1."""
    tokens = np.asarray(tokens)
    if tokens.ndim != 2 or not np.issubdtype(tokens.dtype, np.integer):
        raise ValueError(
            f"expected {name} as integers of shape (N, T), "
            f"got {tokens.dtype} of shape {tokens.shape}"
        )
    if tokens.size == 0:
        raise ValueError(
            f"expected at least one token, got {name} of shape {tokens.shape}"
        )
    for token in (tokens.min(), tokens.max()):
        if not 0 <= token < vocabulary_size:
            raise ValueError(
                f"expected {name} in 0..{vocabulary_size - 1}, got {token}"
            )
    return tokens


def check_fixed_gates(fixed_gates):
    """Raise ValueError unless each entry gives gate i, f or o a value in 0..1."""
    for gate, value in fixed_gates.items():
        number = isinstance(value, int | float | np.number)
        if gate not in ("i", "f", "o") or not number or not 0 <= value <= 1:
            raise ValueError(
                "expected fixed_gates to give i, f or o a value in 0..1, "
                f"got {gate!r}: {value!r}"
            )
