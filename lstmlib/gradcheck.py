"""Is a gradient right? Compare it with one computed from the loss alone."""

import numpy as np

from lstmlib._validate import as_numbers, check, check_arrays


def numerical_gradient(loss, params):
    """The gradient of loss() by changing one weight at a time: {name: array}.

    `loss` takes nothing and returns a number computed from the arrays in `params`,
    which are changed in place, entry by entry, and put back. Real arrays get central
    differences, good to about 1e-9. Complex arrays get the complex step, which is
    exact to rounding (Squire and Trapp 1998) but needs functions that accept them.
    Raises ValueError for arrays of another dtype than float64 and complex128.
    """
    check(callable(loss), "loss as a function", loss)
    check_arrays(params, "biufc")
    grads = {}
    for name, array in params.items():
        fine = array.dtype in (np.float64, np.complex128)
        check(fine, f"{name} as float64 or complex128, fine enough to step", array)
        slope = _complex_step if np.iscomplexobj(array) else _central_difference
        grads[name] = np.empty(array.shape)
        for index in np.ndindex(array.shape):
            grads[name][index] = slope(loss, array, index)
    return grads


def _central_difference(loss, array, index, step=1e-5):
    above = _with(loss, array, index, array[index] + step)
    below = _with(loss, array, index, array[index] - step)
    return (above - below) / (2 * step)


def _complex_step(loss, array, index, step=1e-30):
    # f'(x) = Im f(x + ih) / h subtracts nothing, so h may be as small as you like.
    return np.imag(_with(loss, array, index, array[index] + 1j * step)) / step


def _with(loss, array, index, value):
    """loss() with one entry changed, which is put back whatever happens."""
    before, array[index] = array[index], value
    try:
        real = array.dtype.kind != "c"
        return as_numbers("the loss", loss(), (), real, FloatingPointError)
    finally:
        array[index] = before


def relative_error(actual, expected):
    """Largest difference, relative to the largest expected entry (0 if both are 0).

    Both of one shape, or ValueError -> a number without unit; not finite if they are.
    """
    expected = as_numbers("the gradient", expected, error=None)
    actual = as_numbers("the gradient", actual, expected.shape, error=None)
    difference = np.max(np.abs(actual - expected), initial=0.0)
    scale = np.max(np.abs(expected), initial=0.0)
    return float(difference / scale) if scale > 0 else float(difference)
