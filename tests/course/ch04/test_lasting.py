"""Chapter 04, exercise 4: what becomes of networks that begin with a forget bias."""

import numpy as np
import pytest

from lstmlib.course.ch04 import lasting


@pytest.mark.parametrize(
    ("bias", "told"),
    [
        (1.0, "half is gone early"),
        (5.0, "the networks learn"),
        (12.0, "the networks learn"),
        (40.0, "too little is written"),
    ],
)
def test_a_bias_is_judged_by_its_networks(bias, told):
    assert lasting.judged(bias, 100) == told


@pytest.mark.weekly
def test_too_small_and_too_large_are_far_from_the_bar():
    for bias in (3.0, 30.0):
        assert np.mean(lasting.right_from(bias, 100)) < lasting.BAR - 0.1
    assert np.mean(lasting.right_from(6.0, 100)) > lasting.BAR + 0.1
