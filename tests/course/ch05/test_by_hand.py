"""The treasury without an input gate, by hand."""

import numpy as np
import pytest

from lstmlib.course.ch05 import by_hand, treasury
from lstmlib.course.ch05.by_hand import BIG, LEDGER, READER, SHADOW, SMALL


@pytest.mark.parametrize("length", [2, 3, 30, 1000])
def test_three_units_are_right_on_days_of_any_length(length):
    assert by_hand.misses(by_hand.three_units(), length, days=50).max() < 0.02
    assert by_hand.three_units().layer.fixed_gates == {"i": 1.0, "o": 1.0}


def test_the_weights_are_the_votes_of_the_exercise():
    x, _ = treasury.treasury_batch(np.random.default_rng(0), 5, 9)
    trace = by_hand.three_units().layer.forward(x)
    gold, seal = x[..., treasury.GOLD].astype(float), x[..., treasury.SEAL]
    votes = by_hand.helper_votes(gold, seal, BIG, SMALL)
    helpers = [READER, SHADOW]
    np.testing.assert_allclose(trace.g[..., helpers], np.tanh(votes), atol=1e-9)
    np.testing.assert_allclose(trace.c[..., helpers], np.tanh(votes), atol=1e-9)
    differ = trace.h[:, :-1, READER] - trace.h[:, :-1, SHADOW]
    np.testing.assert_allclose(trace.g[:, 1:, LEDGER], np.tanh(differ), atol=1e-9)
    assert abs(differ[seal[:, :-1] == 0]).max() < 1e-9


def test_it_is_possible_and_was_not_found():
    possible = by_hand.measure()
    assert possible.right == possible.right_far == 1 and possible.margin > 0.14
    assert (possible.found, possible.tried) == (0, 10)
    assert by_hand.found("large") == (0, 10) and "0 of 10" in possible.search
    assert possible.right_noise < 0.3


def test_noise_ruins_both_at_a_small_scale_and_a_guard_helps_with_weights():
    three, one = by_hand.three_units, by_hand.one_unit
    assert by_hand.share_right(one(), 30) == 1
    assert by_hand.share_right(one(), 30, noise=0.01) < 0.3
    assert 0.4 < by_hand.share_right(one(small=0.2), 30, noise=0.01) < 0.55
    assert by_hand.keep_when_moved(one, 0.001) == 20
    assert by_hand.keep_when_moved(three, 0.001) < 10
