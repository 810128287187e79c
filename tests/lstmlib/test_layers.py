"""The layers over time: equal to the cells, right gradients, clear refusals."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib._fast import kernels
from lstmlib.cells import (
    LSTMStep,
    RNNStep,
    lstm_step,
    lstm_step_backward,
    rnn_step,
    rnn_step_backward,
    sigmoid,
)
from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.layers import LSTM, RNN

ROOT = Path(__file__).resolve().parents[2]
SIZES = st.tuples(*[st.integers(1, 4)] * 4)  # N, T, D, H
SEED = st.integers(0, 2**32 - 1)
LAYERS = pytest.mark.parametrize("layer_type", [RNN, LSTM])


def unroll(layer, x, state):
    """The same layer as a plain loop over `cells`: the list of its steps."""
    steps = []
    for t in range(x.shape[1]):
        if isinstance(layer, RNN):
            steps.append(rnn_step(x[:, t], state, **layer.params))
            state = steps[-1].h
        else:
            steps.append(lstm_step(x[:, t], *state, **layer.params))
            state = steps[-1].h, steps[-1].c
    return steps


def unroll_backward(layer, dh, steps):
    """Backpropagation through time as a plain loop over `cells`."""
    W = layer.params["W_x"], layer.params["W_h"]
    grads = {name: 0.0 for name in layer.params}
    dx, dh_next, dc_next = [], 0.0, 0.0
    for t in reversed(range(len(steps))):
        if isinstance(layer, RNN):
            (dx_t, dh_next), g = rnn_step_backward(dh[:, t] + dh_next, steps[t], *W)
        else:
            dh_t = dh[:, t] + dh_next
            back, g = lstm_step_backward(dh_t, dc_next, steps[t], *W)
            dx_t, dh_next, dc_next = back
        dx.insert(0, dx_t)
        grads = {name: grads[name] + g[name] for name in grads}
    return np.stack(dx, axis=1), grads


def make(layer_type, sizes, seed, dtype=np.float64, **settings):
    N, T, D, H = sizes
    rng = np.random.default_rng(seed)
    layer = layer_type(D, H, rng=rng, dtype=dtype, **settings)
    state = rng.normal(size=(2, N, H)).astype(dtype)
    state = state[0] if layer_type is RNN else tuple(state)
    x, dh = (rng.normal(size=(N, T, n)).astype(dtype) for n in (D, H))
    return layer, x, state, dh


@LAYERS
@settings(max_examples=40, deadline=None)
@given(SIZES, SEED)
def test_layers_equal_cells(layer_type, sizes, seed):
    layer, x, state, dh = make(layer_type, sizes, seed)
    trace, steps = layer.forward(x, state), unroll(layer, x, state)
    for name, field in zip(trace._fields, trace, strict=True):
        expected = np.stack([getattr(step, name) for step in steps], axis=1)
        assert field.shape == expected.shape
        np.testing.assert_allclose(field, expected, rtol=0, atol=1e-13, err_msg=name)
    dx, grads = layer.backward(dh, trace)
    expected_dx, expected = unroll_backward(layer, dh, steps)
    assert relative_error(dx, expected_dx) < 1e-12
    for name in expected:
        assert grads[name].shape == layer.params[name].shape
        assert relative_error(grads[name], expected[name]) < 1e-12, name


# Sizes at which the backward pass takes several blocks of steps.
LARGER = [(16, 9, 20, 64), (32, 70, 8, 24), (1, 300, 5, 40)]


@LAYERS
@pytest.mark.parametrize("sizes", LARGER)
@pytest.mark.parametrize("block_bytes", [1, 200_000])
@pytest.mark.parametrize(("dtype", "far"), [(np.float32, 2e-4), (np.float64, 1e-12)])
def test_larger_layers_equal_cells(
    layer_type, sizes, block_bytes, dtype, far, monkeypatch
):
    monkeypatch.setattr(kernels, "BLOCK_BYTES", block_bytes)
    layer, x, state, dh = make(layer_type, sizes, 4, dtype)
    trace, steps = layer.forward(x, state), unroll(layer, x, state)
    for name, field in zip(trace._fields, trace, strict=True):
        expected = np.stack([getattr(step, name) for step in steps], axis=1)
        np.testing.assert_allclose(field, expected, rtol=0, atol=far, err_msg=name)
    dx, grads = layer.backward(dh, trace)
    expected_dx, expected = unroll_backward(layer, dh, steps)
    for name, grad in {**grads, "x": dx}.items():
        assert relative_error(grad, {**expected, "x": expected_dx}[name]) < far, name


@LAYERS
@pytest.mark.parametrize(
    "sizes", [(1, 1, 1, 1), (1, 6, 3, 4), (3, 1, 2, 2), (2, 5, 3, 1)]
)
def test_gradients_of_layers_equal_the_complex_step(layer_type, sizes):
    layer, x, state, dh = make(layer_type, sizes, 7, dtype=complex)
    dx, grads = layer.backward(dh.real, layer.forward(x, state))
    expected = numerical_gradient(
        lambda: (layer.forward(x, state).h * dh.real).sum(), {**layer.params, "x": x}
    )
    for name, grad in {**grads, "x": dx}.items():
        assert relative_error(grad, expected[name]) < 1e-12, name


@pytest.mark.parametrize(
    "fixed", [{"f": 1.0}, {"i": 0.0}, {"o": 0.5}, {"i": 1.0, "f": 1.0, "o": 1.0}]
)
def test_a_fixed_gate_holds_its_value_and_is_not_trained(fixed):
    layer, x, state, dh = make(LSTM, (2, 5, 3, 4), 3, complex, fixed_gates=fixed)
    trace = layer.forward(x, state)
    _, grads = layer.backward(dh.real, trace)
    expected = numerical_gradient(
        lambda: (layer.forward(x, state).h * dh.real).sum(), layer.params
    )
    for gate, value in fixed.items():
        assert (getattr(trace, gate) == value).all()
    for name in grads:
        assert relative_error(grads[name], expected[name]) < 1e-12, name


def test_the_1997_cell_is_a_running_sum():
    """With all gates fixed open, c is the sum of the candidates, whatever they are."""
    layer, x, _, _ = make(LSTM, (2, 9, 3, 4), 5, fixed_gates={"i": 1, "f": 1, "o": 1})
    trace = layer.forward(x)
    np.testing.assert_allclose(trace.c, np.cumsum(trace.g, axis=1), atol=1e-14)


@LAYERS
def test_a_story_may_be_read_in_two_parts(layer_type):
    layer, x, state, _ = make(layer_type, (2, 7, 3, 4), 1)
    whole, first = layer.forward(x, state), layer.forward(x[:, :3], state)
    last = first.h[:, -1] if layer_type is RNN else (first.h[:, -1], first.c[:, -1])
    rest = layer.forward(x[:, 3:], last)
    np.testing.assert_allclose(rest.h, whole.h[:, 3:], atol=1e-14)


@LAYERS
def test_a_later_call_does_not_change_an_earlier_result(layer_type):
    layer, x, state, dh = make(layer_type, (2, 4, 3, 4), 2)
    trace = layer.forward(x, state)
    dx, grads = layer.backward(dh, trace)
    kept = [a.copy() for a in (*trace, dx, *grads.values())]
    layer.backward(-dh, layer.forward(2 * x, state))
    for before, now in zip(kept, (*trace, dx, *grads.values()), strict=True):
        np.testing.assert_array_equal(before, now)


@LAYERS
def test_a_trace_is_out_of_the_callers_reach(layer_type):
    layer, x, state, _ = make(layer_type, (2, 4, 3, 4), 2)
    trace, kept = layer.forward(x, state), x.copy()
    x[...] = 9
    np.testing.assert_array_equal(trace.x, kept)
    for field in trace:
        with pytest.raises(ValueError, match="read-only"):
            field[0] = 0


@LAYERS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_of_the_weights_is_kept(layer_type, dtype):
    layer, x, _, dh = make(layer_type, (2, 3, 2, 3), 0, dtype)
    trace = layer.forward(x)
    dx, grads = layer.backward(dh, trace)
    assert {a.dtype for a in (*trace, dx, *grads.values())} == {np.dtype(dtype)}


@LAYERS
def test_a_layer_computes_in_the_dtype_of_its_weights(layer_type):
    layer = layer_type(3, 4, rng=np.random.default_rng(0))
    trace = layer.forward(np.ones((2, 5, 3)))
    assert {field.dtype for field in trace} == {np.dtype(np.float32)}


@pytest.mark.parametrize(("layer_type", "record"), [(RNN, RNNStep), (LSTM, LSTMStep)])
def test_a_trace_is_the_record_of_the_step(layer_type, record):
    layer, x, _, _ = make(layer_type, (1, 1, 1, 1), 0)
    assert isinstance(layer.forward(x), record)


def test_initial_weights():
    rng = np.random.default_rng(0)
    lstm = LSTM(3, 4, rng=rng, forget_bias=2.5, dtype=np.float64)
    np.testing.assert_array_equal(lstm.params["b"], [0] * 4 + [2.5] * 4 + [0] * 8)
    for W in np.split(lstm.params["W_h"], 4, axis=1):
        np.testing.assert_allclose(W @ W.T, np.eye(4), atol=1e-14)
    f = lstm.forward(np.zeros((1, 1, 3))).f
    np.testing.assert_allclose(f, sigmoid(2.5), atol=1e-15)


@LAYERS
def test_input_weights_start_between_plus_and_minus_one_over_root_H(layer_type):
    W_x = layer_type(50, 4, rng=np.random.default_rng(0)).params["W_x"]
    assert -0.5 <= W_x.min() < -0.49 and 0.49 < W_x.max() <= 0.5
    assert abs(W_x.mean()) < 0.05


def test_every_orthogonal_matrix_is_as_likely_as_every_other():
    """Of one unit there are two, 1 and -1; of more, each entry is as often below 0."""
    layers = [RNN(1, 1, rng=np.random.default_rng(seed)) for seed in range(200)]
    first = [layer.params["W_h"][0, 0] for layer in layers]
    assert set(first) == {1, -1} and abs(np.mean(first)) < 0.2
    layers = [RNN(1, 3, rng=np.random.default_rng(seed)) for seed in range(200)]
    below = np.mean([layer.params["W_h"] < 0 for layer in layers], axis=0)
    assert (np.abs(below - 0.5) < 0.15).all()


def test_the_forget_gate_starts_with_a_bias_of_1():
    b = LSTM(2, 3, rng=np.random.default_rng(0)).params["b"]
    assert b.tolist() == [0] * 3 + [1] * 3 + [0] * 6


def test_the_library_gives_blas_one_thread_unless_told_otherwise():
    code = "import lstmlib, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    for told, expected in ({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2"):
        kept = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
        run = [sys.executable, "-c", code]
        done = subprocess.run(
            run, cwd=ROOT, env=kept | told, capture_output=True, text=True
        )
        assert done.stdout.strip() == expected, done.stderr


@LAYERS
@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((2, 3)), r"expected x of shape \(N, T, 3\), got \(2, 3\)"),
        (np.zeros((2, 5, 4)), r"expected x of shape \(N, T, 3\), got \(2, 5, 4\)"),
        (np.zeros((2, 0, 3)), "at least one sequence of one step"),
        (np.zeros((0, 5, 3)), "at least one sequence of one step"),
        (np.full((1, 2, 3), np.nan), "finite numbers in x, got NaN"),
    ],
)
def test_bad_input_gets_one_sentence(layer_type, x, message):
    layer = layer_type(3, 4, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=message) as caught:
        layer.forward(x)
    assert "\n" not in str(caught.value)


def test_bad_states_sizes_gates_and_gradients_get_one_sentence():
    rng = np.random.default_rng(0)
    lstm, x = LSTM(3, 4, rng=rng), np.zeros((2, 5, 3))
    with pytest.raises(ValueError, match=r"state h of shape \(2, 4\), got \(4,\)"):
        lstm.forward(x, (np.zeros(4), np.zeros((2, 4))))
    with pytest.raises(ValueError, match=r"state c of shape \(2, 4\), got \(2, 3\)"):
        lstm.forward(x, (np.zeros((2, 4)), np.zeros((2, 3))))
    with pytest.raises(ValueError, match=r"dh of shape \(2, 5, 4\), got \(2, 4\)"):
        lstm.backward(np.zeros((2, 4)), lstm.forward(x))
    with pytest.raises(ValueError, match="hidden_size as a whole number > 0, got 0"):
        RNN(3, 0, rng=rng)
    for fixed in ({"f": 1.5}, {"f": -0.5}, {"g": 1.0}, {"f": np.nan}):
        with pytest.raises(ValueError, match=r"i, f or o a value in 0\.\.1"):
            LSTM(3, 4, rng=rng, fixed_gates=fixed)


@LAYERS
def test_both_layers_refuse_sizes_and_gradients_that_do_not_fit(layer_type):
    rng = np.random.default_rng(0)
    for sizes in ((0, 4), (3, 0)):
        with pytest.raises(ValueError, match="a whole number > 0, got 0"):
            layer_type(*sizes, rng=rng)
    layer = layer_type(3, 4, rng=rng)
    with pytest.raises(ValueError, match=r"dh of shape \(2, 5, 4\), got \(2, 5, 1\)"):
        layer.backward(np.zeros((2, 5, 1)), layer.forward(np.zeros((2, 5, 3))))


def test_more_bad_input_of_layers_gets_one_sentence():
    rng = np.random.default_rng(0)
    lstm, x = LSTM(3, 4, rng=rng), np.zeros((2, 5, 3))
    with pytest.raises(ValueError, match=r"expected a state \(h, c\), got"):
        lstm.forward(x, (np.zeros((2, 4)),) * 3)
    with pytest.raises(ValueError, match="finite numbers in state h, got NaN"):
        RNN(3, 4, rng=rng).forward(x, np.full((2, 4), np.nan))
    for fixed in ({"f": np.ones(4)}, {"f": "1"}):
        with pytest.raises(ValueError, match=r"i, f or o a value in 0\.\.1"):
            LSTM(3, 4, rng=rng, fixed_gates=fixed)
    with pytest.raises(ValueError, match="a whole number > 0, got True"):
        RNN(3, True, rng=rng)


def test_a_layer_takes_lists():
    rnn = RNN(1, 2, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(
        rnn.forward([[[1.0], [2.0]]]).h, rnn.forward(np.array([[[1.0], [2.0]]])).h
    )
