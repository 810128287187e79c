"""Chapter 02: its findings are computed from what is drawn, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch02 import figures


def test_fading_says_how_little_is_left_of_the_largest(ax):
    fresh, trained = np.full((2, 60), 2e-6), np.full(60, 3e-4)
    fresh[1] = 3e-4
    assert "less than 1 part in 1 000 of" in figures.draw_fading(ax, fresh, trained)
    plt.cla()
    fresh[1] = 2e-6
    assert "less than 1 part in 100 000 of" in figures.draw_fading(ax, fresh, trained)


def test_radii_are_sorted_by_what_they_do(ax):
    flows = {0.5: [1, 1e-9], 1.0: [1, 1.0], 3.0: [1, 1e9], 4.0: [1, 1e10]}
    assert figures.draw_radii(ax, {r: np.array(n) for r, n in flows.items()}) == (
        "The gradient fades at radius 0.5 and carries at radius 1.0 "
        "and explodes at radius 3.0, 4.0"
    )


def test_a_bound_that_is_exceeded_is_told(ax):
    low, high = np.full(60, 1e-3), np.full(60, 1e4)
    finding = figures.draw_bound(ax, low, high)
    assert "The bound holds" in finding and "10^7 times too high" in finding
    assert "one of the two is wrong" in figures.draw_bound(ax, high, low)


@pytest.mark.parametrize(
    ("raw", "clipped", "told"),
    [(8.0, 0.5, "without a limit none"), (0.4, 0.5, "does not decide")],
)
def test_descent_says_who_learns(ax, raw, clipped, told):
    def runs(end):
        return [np.concatenate([[6.0], np.full(39, end)])]

    losses = {"no limit": runs(raw), "clipped": runs(clipped)}
    assert told in figures.draw_descent(ax, losses)
