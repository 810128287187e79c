"""Chapter 02: its findings are computed from what is drawn, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch02 import figures


def test_fading_says_how_little_is_left_of_the_largest(ax):
    for most, words in ((9e-4, "less than a thousandth"), (2e-3, "a hundredth"),
                        (0.5, "more")):  # fmt: skip
        fresh, trained = np.full((2, 60), 2e-6), np.full(60, 3e-4)
        fresh[1] = most
        plt.cla()
        assert f"{words} of" in figures.draw_fading(ax, fresh, trained)


def test_radii_are_sorted_by_what_all_or_most_networks_do(ax):
    ends = {0.5: [1e-9, 1e-9], 1.5: [1e-9, 1.0], 3.0: [1e9, 1e9], 4.0: [1e9, 1e5]}
    flows = {r: np.array([[1, end] for end in each]) for r, each in ends.items()}
    assert figures.draw_radii(ax, flows) == (
        "All fade at radius 0.5, most explode at radius 3.0 and 4.0"
    )


def test_a_bound_that_is_exceeded_is_told(ax):
    low, high = np.full(60, 1e-3), np.full(60, 1e4)
    finding = figures.draw_bound(ax, low, high)
    assert finding == "50 words back the bound is over 10⁷ times too high"
    assert "far from" in figures.draw_bound(ax, low, low * 10)
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
