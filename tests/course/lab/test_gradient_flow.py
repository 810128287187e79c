"""Gradients through time: equal to products of Jacobians, and below their bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.lab.gradient_flow import (
    fate,
    gradient_bound,
    gradient_norms,
    largest_singular_value,
    spectral_radius,
    with_spectral_radius,
)
from lstmlib.layers import LSTM, RNN

SEED = st.integers(0, 2**32 - 1)
SIZES = st.tuples(*[st.integers(1, 4)] * 4)  # N, T, D, H
FIXED = [{}, {"f": 1.0}, {"i": 1, "f": 1, "o": 1}, {"f": 0.5}, {"i": 0.5, "o": 0.3}]


def make(layer_type, sizes, seed, **settings):
    N, T, D, H = sizes
    rng = np.random.default_rng(seed)
    layer = layer_type(D, H, rng=rng, dtype=float, **settings)
    return layer, rng.normal(size=(N, T, D)), rng


def rotation(radius, angle=0.7):
    """A matrix that turns the plane and stretches it by `radius`."""
    c, s = np.cos(angle), np.sin(angle)
    return radius * np.array([[c, -s], [s, c]])


# ------------------------------------------------------------------ matrices


def test_spectral_radius_and_singular_value_of_known_matrices():
    assert spectral_radius(rotation(0.8)) == pytest.approx(0.8, rel=1e-14)
    assert largest_singular_value(rotation(0.8)) == pytest.approx(0.8, rel=1e-14)
    shear = np.array([[-2.0, 100.0], [0.0, 0.5]])
    assert spectral_radius(shear) == pytest.approx(2, rel=1e-14)
    assert largest_singular_value(np.diag([1.0, -3.0])) == pytest.approx(3, rel=1e-14)
    assert largest_singular_value(shear) > 100


@settings(max_examples=20, deadline=None)
@given(SEED, st.integers(1, 6), st.floats(0.01, 3))
def test_with_spectral_radius_gives_that_radius_and_the_same_direction(seed, H, radius):
    W = np.random.default_rng(seed).normal(size=(H, H))
    kept, scaled = W.copy(), with_spectral_radius(W, radius)
    assert spectral_radius(scaled) == pytest.approx(radius, rel=1e-9)
    np.testing.assert_allclose(scaled * W[0, 0], W * scaled[0, 0], atol=1e-12)
    assert scaled[0, 0] * W[0, 0] > 0
    np.testing.assert_array_equal(W, kept)


@pytest.mark.filterwarnings("error")
def test_a_matrix_that_no_factor_can_scale_gets_one_sentence():
    """Its eigenvalues are all 0, so any multiple has the spectral radius 0 again."""
    with pytest.raises(ValueError, match="spectral radius"):
        with_spectral_radius(np.zeros((2, 2)), 0.9)


# ----------------------------------------------------------------------- RNN


@settings(max_examples=25, deadline=None)
@given(SIZES, SEED)
def test_flow_of_an_rnn_is_a_product_of_jacobians(sizes, seed):
    layer, x, rng = make(RNN, sizes, seed)
    trace, W_h = layer.forward(x), layer.params["W_h"]
    sequence = int(rng.integers(len(x)))
    # Row vectors: dh_t/dh_(t-1) is W_h, its columns multiplied by the slopes.
    J, expected = np.eye(len(W_h)), [1.0]
    for h in trace.h[sequence, :0:-1]:
        J = W_h @ np.diag(1 - h**2) @ J
        expected.append(np.linalg.norm(J, 2))
    flow = gradient_norms(layer, trace, sequence)
    np.testing.assert_allclose(flow, expected, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(SIZES, SEED, st.floats(0.1, 3))
def test_flow_of_an_rnn_is_never_above_its_bound(sizes, seed, radius):
    layer, x, _ = make(RNN, sizes, seed)
    layer.params["W_h"][...] = with_spectral_radius(layer.params["W_h"], radius)
    trace = layer.forward(x)
    flow, bound = gradient_norms(layer, trace), gradient_bound(layer, trace)
    assert flow.shape == bound.shape == (x.shape[1],)
    assert flow[0] == bound[0] == 1
    assert (flow <= bound * (1 + 1e-12)).all()


@settings(max_examples=25, deadline=None)
@given(SEED, st.integers(2, 8), st.floats(0.2, 1.5))
def test_the_bound_of_one_unit_is_its_flow(seed, T, weight):
    """With one unit nothing can be lost between the two."""
    layer, x, _ = make(RNN, (2, T, 1, 1), seed)
    layer.params["W_h"][...] = -weight
    trace = layer.forward(x)
    np.testing.assert_allclose(
        gradient_norms(layer, trace, 1), gradient_bound(layer, trace, 1), rtol=1e-12
    )


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.25])
def test_a_silent_rnn_fades_carries_or_explodes_by_its_radius(radius):
    """Without input h stays 0, where tanh is a straight line of slope 1."""
    layer, _, _ = make(RNN, (1, 1, 1, 2), 0)
    layer.params["W_h"][...] = rotation(radius)
    trace = layer.forward(np.zeros((1, 20, 1)))
    expected = radius ** np.arange(20.0)
    np.testing.assert_allclose(gradient_norms(layer, trace), expected, rtol=1e-12)
    np.testing.assert_allclose(gradient_bound(layer, trace), expected, rtol=1e-12)


def test_loud_input_saturates_an_rnn_and_cuts_its_memory():
    layer, x, _ = make(RNN, (1, 10, 3, 4), 0)
    quiet = gradient_norms(layer, layer.forward(0.1 * x))
    loud = gradient_norms(layer, layer.forward(10 * x))
    assert loud[-1] < 1e-3 * quiet[-1]


@pytest.mark.parametrize(
    ("norm", "word"),
    [
        (0.0, "fades"),
        (0.0099, "fades"),
        (0.0101, "carries"),
        (1.0, "carries"),
        (99.0, "carries"),
        (101.0, "explodes"),
        (np.inf, "explodes"),
    ],
)
def test_a_gradient_has_one_of_three_fates(norm, word):
    assert fate(norm) == word


# ---------------------------------------------------------------------- LSTM


def flow_by_complex_step(layer, x):
    """Norms of dc_T/dc_t by lag, from runs that go on from a changed state."""
    layer.params = {name: w + 0j for name, w in layer.params.items()}
    trace = layer.forward(x)
    T, H = trace.c.shape[1:]
    norms = []
    for t in reversed(range(T)):
        J = np.empty((H, H))
        for unit in range(H):
            c = trace.c[:, t].copy()
            c[0, unit] += 1e-30j
            h = trace.o[:, t] * np.tanh(c)
            last = layer.forward(x[:, t + 1 :], (h, c)).c[0, -1] if t < T - 1 else c[0]
            J[unit] = last.imag / 1e-30
        norms.append(np.linalg.norm(J, 2))
    return norms


@pytest.mark.parametrize("fixed_gates", FIXED, ids=str)
@pytest.mark.parametrize("sizes", [(1, 6, 2, 3), (1, 1, 1, 1), (1, 5, 3, 1)])
def test_flow_of_an_lstm_is_the_jacobian_of_its_last_cell_state(sizes, fixed_gates):
    layer, x, _ = make(LSTM, sizes, 8, fixed_gates=fixed_gates)
    flow = gradient_norms(layer, layer.forward(x))
    assert flow[0] == 1
    np.testing.assert_allclose(flow, flow_by_complex_step(layer, x), rtol=1e-12)


@pytest.mark.parametrize("f", [1.0, 0.9])
def test_without_the_road_through_h_only_the_forget_gate_counts(f):
    """The constant error carousel of 1997, and its leak: f to the power of the lag."""
    layer, x, _ = make(LSTM, (1, 30, 2, 3), 1, fixed_gates={"f": f})
    layer.params["W_h"][...] = 0
    flow = gradient_norms(layer, layer.forward(x))
    np.testing.assert_allclose(flow, f ** np.arange(30.0), rtol=1e-12)


@pytest.mark.parametrize("layer_type", [RNN, LSTM])
def test_each_sequence_of_a_batch_has_its_own_flow(layer_type):
    layer, x, _ = make(layer_type, (3, 7, 2, 4), 2)
    whole = layer.forward(x)
    for n in range(3):
        alone = gradient_norms(layer, layer.forward(x[n : n + 1]))
        np.testing.assert_allclose(gradient_norms(layer, whole, n), alone, rtol=1e-12)
    np.testing.assert_array_equal(
        gradient_norms(layer, whole), gradient_norms(layer, whole, 0)
    )
    if layer_type is RNN:
        alone = gradient_bound(layer, layer.forward(x[2:]))
        np.testing.assert_allclose(gradient_bound(layer, whole, 2), alone, rtol=1e-12)


def test_what_has_no_meaning_gets_one_sentence():
    with pytest.raises(ValueError, match="a norm of 0 or more, got nan"):
        fate(np.nan)
    lstm = LSTM(2, 3, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="the trace of an RNN, got a LSTMStep"):
        gradient_bound(lstm, lstm.forward(np.zeros((1, 4, 2))))


@pytest.mark.parametrize(
    ("norm", "word"), [(0.0099, "fades"), (1.0, "carries"), (101.0, "explodes")]
)
def test_the_fate_of_a_gradient(norm, word):
    assert fate(norm) == word
