"""The days of the treasury, and a treasurer made by hand."""

import numpy as np
import pytest

from lstmlib.course.ch05 import treasury
from lstmlib.layers import LSTM


@pytest.mark.parametrize("length", [2, 3, 30])
def test_one_gift_in_each_half_is_sealed_and_the_target_is_their_sum(length):
    x, y = treasury.treasury_batch(np.random.default_rng(0), 200, length)
    gold, sealed = x[:, :, treasury.GOLD], x[:, :, treasury.SEAL]
    half = length // 2
    assert (sealed[:, :half].sum(axis=1) == 1).all()
    assert (sealed[:, half:].sum(axis=1) == 1).all()
    assert np.isnan(y[:, :-1]).all()
    np.testing.assert_allclose(y[:, -1, 0], (gold * sealed).sum(axis=1), atol=1e-6)
    assert abs(gold).max() <= 1 and gold.min() < -0.9 and gold.max() > 0.9


def test_without_noise_only_sealed_gifts_hold_gold():
    x, _ = treasury.treasury_batch(np.random.default_rng(0), 50, 30, noise=0.0)
    assert (x[:, :, 0][x[:, :, 1] == 0] == 0).all()
    assert abs(x[:, :, 0][x[:, :, 1] == 1]).mean() > 0.3


def test_the_same_generator_gives_the_same_days():
    a, b = (treasury.treasury_batch(np.random.default_rng(3), 4, 9) for _ in range(2))
    np.testing.assert_array_equal(a[0], b[0])


@pytest.mark.parametrize(("size", "length"), [(0, 9), (3, 1), (3, 2.5)])
def test_a_day_needs_two_gifts(size, length):
    with pytest.raises(ValueError, match="expected"):
        treasury.treasury_batch(np.random.default_rng(0), size, length)


def test_share_right_counts_what_is_asked():
    targets = np.array([[[np.nan], [1.0]], [[np.nan], [-1.0]]])
    answers = np.array([[[9.0], [1.15]], [[1.0], [-0.8]]])
    assert treasury.share_within(answers, targets) == 0.5
    assert treasury.share_within(answers, targets, within=0.3) == 1
    with pytest.raises(ValueError, match="shape"):
        treasury.share_within(answers[0], targets)
    with pytest.raises(ValueError, match="only NaN"):
        treasury.share_within(answers, targets * np.nan)


def test_the_ledger_unit_is_the_one_that_writes_sealed_gold(day_with_gates):
    trace = day_with_gates(0.05)
    assert treasury.ledger_unit(trace, np.ones((3, 1))) == 1
    assert treasury.ledger_unit(trace, np.array([[50.0], [1], [99]])) == 0
    assert treasury.mean_input_gate(trace, 1) == pytest.approx((0.9, 0.05))


@pytest.mark.parametrize("length", [30, 1000])
def test_a_treasurer_by_hand_adds_up_days_of_any_length(length):
    layer = LSTM(2, 1, rng=np.random.default_rng(0), fixed_gates={"o": 1}, dtype=float)
    layer.params.update(treasury.treasurer_weights(20.0, 0.05))
    x, y = treasury.treasury_batch(np.random.default_rng(1), 200, length)
    assert treasury.share_within(layer.forward(x).h / 0.05, y, within=0.02) == 1
