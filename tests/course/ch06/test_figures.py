"""Chapter 06: its figures say what they show, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch06 import figures
from lstmlib.course.drawing import plots


@pytest.fixture
def axes():
    fig, axes = plots.new_figure(panels=2)
    yield axes
    plt.close(fig)


ASKED = np.array([False, True, False, True])


def stream(held, said):
    return np.where(ASKED, said, held), np.where(ASKED, said, 0.0)


@pytest.mark.parametrize(
    ("held", "said", "told"),
    [
        (1.5, 0.9, "the cell whispers; with one it holds and answers"),
        (0.2, 0.9, "much alike"),
        (1.5, 0.5, "much alike"),
    ],
)
def test_held_and_said_compares_the_cell_with_the_whisperer(axes, held, said, told):
    streams = {"without": stream(0.1, 0.5), "with": stream(held, said)}
    assert told in figures.draw_held_and_said(axes, streams, ASKED)
    for ax, name in zip(axes, streams, strict=True):
        assert ax.get_title("left") == name
        assert sorted(text.get_text() for text in ax.texts) == ["c", "h"]


def test_errors_counts_the_seeds_below_the_bar(axes):
    good, bad = np.full(8, 0.01), np.full(8, 0.4)
    half = np.where(np.arange(8) < 4, good, bad)
    speech = {0: {4: bad, 5: half}, 1: {4: good, 5: good}}
    linear = {0: {4: bad}, 1: {4: good}}
    by_hand = {"speech": (4, 0.07), "linear": (4, 0.03)}
    finding = figures.draw_errors(axes, {"speech": speech, "linear": linear}, by_hand)
    assert "h is the speech, 4 units: 0 of 8 without the gate, 8 of 8 with" in finding
    assert "h is the speech, 5 units: 4 of 8 without" in finding
    assert "a read-out speaks for h, 4 units: 0 of 8 without" in finding
    words = [text.get_text() for text in axes[0].texts]
    assert {"without o", "with o", "the bar", "by hand"} <= set(words)
