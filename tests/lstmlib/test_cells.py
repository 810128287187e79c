"""The cells: their gradients, and the formulas of the papers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.cells import (
    lstm_step,
    lstm_step_backward,
    rnn_step,
    rnn_step_backward,
    sigmoid,
)
from lstmlib.gradcheck import numerical_gradient, relative_error

SIZE = st.integers(1, 5)


def random_cell(seed, N, D, H, gates):
    """Inputs, states and weights of one step, complex so that checks are exact."""
    rng = np.random.default_rng(seed)
    shapes = {"x": (N, D), "h_prev": (N, H), "c_prev": (N, H)}
    shapes |= {"W_x": (D, gates * H), "W_h": (H, gates * H), "b": (gates * H,)}
    cell = {name: rng.normal(size=shape) + 0j for name, shape in shapes.items()}
    if gates == 1:
        del cell["c_prev"]
    return cell, rng


def agree(a, b, far):
    """Whether two gradients agree; a saturated unit's may be all but 0 (1 - h^2)."""
    return relative_error(a, b) < far or np.abs(a - b).max() < 1e-15


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), SIZE, SIZE, SIZE)
def test_rnn_step_backward_equals_the_complex_step(seed, N, D, H):
    cell, rng = random_cell(seed, N, D, H, gates=1)
    dh = rng.normal(size=(N, H))
    step = rnn_step(**cell)
    (dx, dh_prev), grads = rnn_step_backward(dh, step, cell["W_x"], cell["W_h"])
    grads |= {"x": dx, "h_prev": dh_prev}
    expected = numerical_gradient(lambda: (rnn_step(**cell).h * dh).sum(), cell)
    for name in expected:
        assert agree(grads[name], expected[name], 1e-11), name


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), SIZE, SIZE, SIZE)
def test_lstm_step_backward_equals_the_complex_step(seed, N, D, H):
    cell, rng = random_cell(seed, N, D, H, gates=4)
    dh, dc = rng.normal(size=(2, N, H))

    def loss():
        step = lstm_step(**cell)
        return (step.h * dh + step.c * dc).sum()

    step = lstm_step(**cell)
    inputs, grads = lstm_step_backward(dh, dc, step, cell["W_x"], cell["W_h"])
    grads |= dict(zip(("x", "h_prev", "c_prev"), inputs, strict=True))
    expected = numerical_gradient(loss, cell)
    for name in expected:
        assert agree(grads[name], expected[name], 1e-11), name


def test_lstm_step_equals_the_equations_written_out_by_hand():
    """One unit, one input, every number worked out with the scalar formulas."""
    x, h, c = 0.5, -0.25, 2.0
    W_x, W_h, b = [0.1, 0.2, 0.3, 0.4], [-0.5, 0.6, -0.7, 0.8], [0.0, 1.0, 0.1, -0.1]
    a = [wx * x + wh * h + bias for wx, wh, bias in zip(W_x, W_h, b, strict=True)]
    i, f, o = (1 / (1 + np.exp(-a[k])) for k in (0, 1, 3))
    new_c = f * c + i * np.tanh(a[2])
    state = (np.array([[v]]) for v in (x, h, c))
    step = lstm_step(*state, np.array([W_x]), np.array([W_h]), np.array(b))
    assert step.c[0, 0] == pytest.approx(new_c, abs=1e-15)
    assert step.h[0, 0] == pytest.approx(o * np.tanh(new_c), abs=1e-15)


def test_sigmoid_is_the_logistic_function_and_never_overflows():
    a = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(sigmoid(a), 1 / (1 + np.exp(-a)), atol=1e-15)
    with np.errstate(all="raise"):
        assert sigmoid(np.array([-1e4, 1e4])).tolist() == [0.0, 1.0]
