"""Checks of what comes in: one clear sentence says what was expected and what came."""

import reprlib

import numpy as np


def check(fine, wanted, thing):
    """Raise ValueError unless it is fine: `wanted` was expected, and `thing` came."""
    if not fine:
        raise ValueError(f"expected {wanted}, got {told(thing)}")


def told(thing):
    """What came, in one short line."""
    if isinstance(thing, np.ndarray):
        return f"{thing.dtype} of shape {thing.shape}"
    return " ".join(reprlib.repr(thing).split())[:100]


def is_pair(thing):
    """Whether it is a tuple or a list of two. An array of two rows is none."""
    return isinstance(thing, tuple | list) and len(thing) == 2


def check_number(wanted, number, low=5e-324, high=1.79e308):
    """Raise ValueError unless it is one real number in low..high: above 0, finite."""
    real = isinstance(number, int | float | np.integer | np.floating)
    check(real and type(number) is not bool and low <= number <= high, wanted, number)


def check_sizes(**sizes):
    """Raise ValueError unless every named size is an integer of 1 or more."""
    for name, size in sizes.items():
        whole = isinstance(size, int | np.integer) and size is not True
        check(whole and 0 < size < 2**31, f"{name} as a whole number > 0", size)


def check_draw(rng, **sizes):
    """Raise ValueError unless so many things can be drawn."""
    check_sizes(**sizes)
    check(isinstance(rng, np.random.Generator), "rng as a np.random.Generator", rng)


def check_layer(rng, dtype, **sizes):
    """Raise ValueError unless weights of these sizes, floats or complex, can be."""
    check_draw(rng, **sizes)
    try:
        kind = np.dtype(dtype).kind
    except Exception:  # NumPy has several
        kind = None
    check(kind in ("f", "c"), "a dtype of floats", dtype)


def as_numbers(name, numbers, shape=None, real=False, error=ValueError):
    """Return numbers as an array: of this shape, real or complex, finite."""
    try:
        array = np.asarray(numbers)
    except Exception:  # such as rows of unequal lengths
        array = np.array(None)
    if array.dtype.kind not in ("biuf" if real else "biufc"):
        check(False, f"{name} as an array of {'real ' * real}numbers", numbers)
    if shape not in (None, array.shape):
        check_shape(name, array, shape)
    if error:
        check_finite(name, array, error)
    return array


def check_shape(name, array, shape):
    """Raise ValueError unless the array has this shape."""
    check(np.shape(array) == shape, f"{name} of shape {shape}", np.shape(array))


def check_finite(name, array, error=ValueError):
    """Raise ValueError, or another error, unless all numbers are finite."""
    if not np.isfinite(array).all():
        raise error(f"expected finite numbers in {name}, got NaN or infinity")


def check_arrays(arrays, kinds="iuf", like=()):
    """Raise ValueError unless it is {name: array}, of these kinds, and as in `like`."""
    check(isinstance(arrays, dict) and arrays, "arrays by name, {name: array}", arrays)
    check(arrays.keys() >= set(like), "a gradient of every weight", list(arrays))
    for name, array in arrays.items():
        good = isinstance(array, np.ndarray) and array.dtype.kind in kinds
        check(good, f"{name} as an array of real numbers", array)
        if name in like:
            check_shape(f"the gradient of {name}", array, like[name].shape)


def check_sequence(x, size):
    """Return x as an array; ValueError unless it is (N, T, size), filled and finite."""
    x = as_numbers("x", x)
    check(x.ndim == 3 and x.shape[2] == size, f"x of shape (N, T, {size})", x.shape)
    check(x.size, "at least one sequence of one step", x.shape)
    return x


def check_state(name, state, shape):
    """Return a layer's state as an array; zeros for None. ValueError if it is wrong."""
    return np.zeros(shape) if state is None else as_numbers(name, state, shape)


def check_trace(trace, kind, layer):
    """Return the trace. ValueError if no such layer can have made it."""
    sizes = layer.input_size, layer.hidden_size
    fits = isinstance(trace, kind) and trace.x.shape[2:] + trace.h.shape[2:] == sizes
    check(fits, f"a trace of {kind.__name__} from a layer of sizes {sizes}", trace)
    check_finite("the last h", trace.h[:, -1], FloatingPointError)
    return trace


def check_tokens(tokens, vocabulary_size, name="tokens", axes="N, T"):
    """Return tokens as an array; ValueError unless integers in 0..V - 1."""
    tokens = as_numbers(name, tokens, error=None)
    whole = tokens.dtype.kind in "iu" and tokens.ndim == len(axes.split())
    check(whole, f"{name} as integers of shape ({axes})", tokens)
    check(tokens.size, f"at least one token in {name}", tokens)
    low, high = int(tokens.min()), int(tokens.max())
    if low < 0 or high >= vocabulary_size:
        check(False, f"{name} in 0..{vocabulary_size - 1}", low if low < 0 else high)
    return tokens


def check_fixed_gates(fixed_gates):
    """Return a copy; {} for None. ValueError unless {i, f or o: a value in 0..1}."""
    wanted = "fixed_gates to give i, f or o a value in 0..1"
    fixed_gates = {} if fixed_gates is None else fixed_gates
    check(isinstance(fixed_gates, dict), wanted, fixed_gates)
    for gate, value in fixed_gates.items():
        check(gate in ("i", "f", "o"), wanted, {gate: value})
        check_number(wanted, value, 0, 1)
    return dict(fixed_gates)
