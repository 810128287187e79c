"""Chapter 12: its figure says what it shows, and its widget adds up."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch12 import figures, widgets
from lstmlib.course.drawing.plots import new_figure


@pytest.fixture
def ax():
    fig, ax = new_figure()
    yield ax
    plt.close(fig)


@pytest.mark.parametrize(("end", "keep"), [(0.4, 1), (0.5, 2)])
def test_the_finding_counts_the_gates_that_keep_half(ax, end, keep):
    finding = figures.draw_left_over(ax, {0.9: [1, 0.7, end], 1.0: [1, 1, 1]})
    assert finding == f"After 2 words {keep} of 2 gates have kept half or more"
    assert [text.get_text() for text in ax.texts] == ["f = 0.9", "f = 1.0"]


def test_every_word_leaves_the_same_share_of_the_rest():
    left = widgets.left_over(0.5)
    assert left[0] == 1
    np.testing.assert_allclose(left[1:] / left[:-1], 0.5)


def test_a_gate_above_1_gets_one_sentence():
    with pytest.raises(ValueError, match="expected a forget gate in 0..1"):
        widgets.left_over(1.1)


def test_the_picture_follows_the_slider_and_comes_back():
    explorer = widgets.left_over_explorer()
    before = explorer.drawing.finding
    nothing, everything = explorer.drive()
    assert "0.00 is left" in nothing and "1.00 is left" in everything
    assert explorer.drawing.finding == before
