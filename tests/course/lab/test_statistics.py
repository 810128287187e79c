"""Counts with an interval: against the score test that defines it, and at the ends."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmlib.course.lab.statistics import (
    at_least,
    at_most,
    fisher_exact,
    in_words,
    wilson_interval,
)


@st.composite
def counts(draw):
    trials = draw(st.integers(1, 500))
    return draw(st.integers(0, trials)), trials


@given(counts())
def test_each_end_is_1_96_standard_errors_of_itself_away(count):
    successes, trials = count
    share = successes / trials
    for end in wilson_interval(successes, trials):
        if 1e-9 < end < 1 - 1e-9:
            error = sqrt(end * (1 - end) / trials)
            assert abs(share - end) == pytest.approx(1.96 * error, rel=1e-6, abs=1e-9)


@given(counts())
def test_the_share_lies_inside_and_the_mirror_image_mirrors(count):
    successes, trials = count
    low, high = wilson_interval(successes, trials)
    tiny = 1e-12
    assert 0 <= low <= successes / trials + tiny
    assert successes / trials - tiny <= high <= 1
    mirrored = wilson_interval(trials - successes, trials)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_none_and_all_are_not_certain():
    assert wilson_interval(0, 8)[1] > 0.3
    assert wilson_interval(8, 8)[0] < 0.7


def test_in_words():
    assert in_words(7, 8) == "7 of 8 seeds (53-98 %)"


@pytest.mark.parametrize("count", [(1, 0), (-1, 3), (4, 3)])
def test_a_count_that_cannot_be_is_refused(count):
    with pytest.raises(ValueError, match="expected 0 <= successes <= trials"):
        wilson_interval(*count)


@pytest.mark.parametrize(
    ("counts", "p"),
    [
        ((3, 4, 1, 4), 34 / 70),  # Fisher's own tea: 1 + 16 ways are as rare, twice
        ((20, 30, 28, 30), 0.0211452),
        ((0, 10, 10, 10), 2 / 184756),
        ((5, 5, 5, 5), 1.0),
        ((0, 3, 0, 9), 1.0),
    ],
)
def test_fishers_exact_test(counts, p):
    assert fisher_exact(*counts) == pytest.approx(p, rel=1e-5)
    k, n, other_k, other_n = counts
    assert fisher_exact(other_k, other_n, k, n) == pytest.approx(p, rel=1e-5)
    assert fisher_exact(n - k, n, other_n - other_k, other_n) == pytest.approx(p, 1e-5)


def test_counts_that_cannot_be_are_refused_by_the_exact_test():
    with pytest.raises(ValueError, match="expected 0 <= successes <= trials"):
        fisher_exact(1, 2, 4, 3)


def test_bounds_are_the_nearest_bars():
    assert at_least([0.8, 0.71], (0.5, 0.7, 0.9)) == "at least 0.7"
    assert at_least([0.4, 0.9], (0.5, 0.7)) == "below 0.5"
    assert at_most([0.3, 0.45], (0.5, 0.7)) == "at most 0.5"
    assert at_most(0.8, (0.5, 0.7)) == "above 0.7"
