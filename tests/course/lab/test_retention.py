"""Half-lives of gates, and what is left after many of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.lab import retention
from lstmlib.layers import LSTM


@pytest.mark.parametrize(
    ("f", "steps"),
    [
        (0.5, 1),
        (0.25, 0.5),
        (0.7311, 2.213),
        (0.9, 6.579),
        (0.99, 68.97),
        (0.999, 692.8),
    ],
)
def test_half_life_of_known_gates(f, steps):
    assert retention.half_life(f) == pytest.approx(steps, rel=1e-3)


@given(st.floats(0.001, 0.9999))
def test_after_a_half_life_half_is_left(f):
    assert f ** retention.half_life(f) == pytest.approx(0.5, rel=1e-9)


def test_the_two_ends_have_words():
    assert retention.half_life(0) == 0 and retention.half_life(1) == np.inf
    assert retention.half_life_in_words(0) == "nothing is left after one step"
    assert retention.half_life_in_words(1.0) == "a memory never halves"


@pytest.mark.parametrize(
    ("f", "told"),
    [(0.01, "0.151"), (0.5, "1.00"), (0.9, "6.58"), (0.99, "69.0"), (0.995, "138")]
    + [(0.999, "693"), (0.9999, "6931"), (2 ** (-1 / 999.7), "1000")],
)
def test_half_life_in_words_has_three_digits(f, told):
    assert retention.half_life_in_words(f) == f"half is gone after {told} steps"


@pytest.mark.parametrize("f", [-0.1, 1.01, np.nan])
def test_no_gate_outside_0_to_1(f):
    with pytest.raises(ValueError, match="expected a forget gate in 0..1, got"):
        retention.half_life(f)
    with pytest.raises(ValueError, match="expected a forget gate in 0..1, got"):
        retention.share_left([0.5, f])


def test_retention_is_the_product_and_for_a_constant_gate_the_power():
    np.testing.assert_allclose(retention.share_left([0.5, 0.2, 1.0]), [0.5, 0.1, 0.1])
    powers = 0.9 ** np.arange(1, 31)
    np.testing.assert_allclose(
        retention.share_left(np.full(30, 0.9)), powers, rtol=1e-12
    )
    gates = np.random.default_rng(0).random((5, 3))
    np.testing.assert_allclose(retention.share_left(gates)[-1], gates.prod(axis=0))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 4))
def test_carry_is_the_sum_of_what_is_left_of_every_write(seed, T, H):
    rng = np.random.default_rng(seed)
    f, writes = rng.random((T, H)), rng.normal(size=(T, H))
    left = [writes[t] * f[t + 1 :].prod(axis=0) for t in range(T)]
    np.testing.assert_allclose(retention.carry(f, writes)[-1], sum(left), atol=1e-12)


def test_carry_is_the_cell_of_the_chapter():
    rng = np.random.default_rng(1)
    layer = LSTM(3, 4, rng=rng, fixed_gates={"i": 1, "o": 1}, dtype=float)
    trace = layer.forward(rng.normal(size=(1, 12, 3)))
    c = retention.carry(trace.f[0], trace.g[0])
    np.testing.assert_allclose(c, trace.c[0], rtol=1e-12)


def test_kept_weighs_every_unit_by_what_it_holds():
    rng = np.random.default_rng(2)
    trace = LSTM(3, 4, rng=rng, dtype=float).forward(rng.normal(size=(2, 5, 3)))
    share = retention.share_kept(trace)
    assert np.isnan(share[:, 0]).all(), "nothing is there before the first step"
    old, f = np.abs(trace.c_prev[1, 3]), trace.f[1, 3]
    assert share[1, 3] == pytest.approx((f * old).sum() / old.sum())
    held = LSTM(3, 4, rng=rng, fixed_gates={"f": 0.25}).forward(trace.x)
    np.testing.assert_allclose(retention.share_kept(held)[:, 1:], 0.25, rtol=1e-6)
