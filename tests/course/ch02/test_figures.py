"""Chapter 02: its findings are computed from what is drawn, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib import RNN, word_model
from lstmlib.course.ch02 import figures
from lstmlib.course.lab import gradient_flow
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    pad,
    write_chronicle,
)


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
    low, high = np.full(60, 1e-3), np.full(60, 1e15)
    finding = figures.draw_bound(ax, low, high)
    assert finding == "50 words back the bound is over 10¹⁰ times too high"
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


def test_the_bound_of_the_chapter_is_as_much_too_high_as_it_says(ax):
    vocabulary = chronicle_vocabulary()
    story = write_chronicle(np.random.default_rng(3), filler=14)
    rng = np.random.default_rng(0)
    layer = RNN(16, 32, rng=rng, dtype=np.float64)
    model = word_model(layer, len(vocabulary), rng=rng)
    h = model.forward(pad([story.words[:100]], vocabulary)).h[0, -1]
    factor = (1 - h**2)[:, None] * layer.params["W_h"].T
    assert np.linalg.norm(factor, 2) == pytest.approx((1 - h**2).max())
    W = np.random.default_rng(0).normal(size=(32, 32))
    layer.params["W_h"][...] = gradient_flow.with_spectral_radius(W, 0.9)
    trace = model.forward(pad([story.words[:100]], vocabulary))
    bound = gradient_flow.gradient_bound(layer, trace)
    measured = gradient_flow.gradient_norms(layer, trace)
    assert "is over 10¹⁰ times too high" in figures.draw_bound(ax, measured, bound)


def test_powers_just_below_1_that_the_chapter_tells():
    assert round(0.95**99, 3) == 0.006 and round(0.97**99, 2) == 0.05
