"""Chapter 01: its findings are computed from what is drawn, either way."""

import numpy as np
import pytest

from lstmlib.course.ch01 import figures
from lstmlib.course.stories.chronicle import read_chronicle

RULER = [[1, 0.95, 0.9]]
RECALL = [
    ({"current": RULER, "first": [[0.9, 0.3, 0.2]]}, "at least twice as often"),
    (
        {"current": RULER, "first": [[0.9, 0.8, 0.4]]},
        "with distance it loses the first",
    ),
    ({"current": RULER, "first": [[0.9, 0.8, 0.8]]}, "about as often as the ruler"),
    ({"current": [[0.3] * 3], "first": [[0.9] * 3]}, "about as often as the ruler"),
    ({"first": [[1, 0.7, 0.5], [0.9, 0.5, 0.3]]}, "fades with distance"),
    ({"first": [[1, 0.9, 0.9], [0.9, 0.9, 1]]}, "does not fade with distance"),
]


@pytest.mark.parametrize(("scores", "told"), RECALL)
def test_recall_says_what_the_means_say(ax, scores, told):
    assert told in figures.draw_recall(ax, [0, 10, 80], scores, chance=0.25)
    labels = [text.get_text() for text in ax.texts]
    assert "guessing: 0.25" in labels and "who was first?" in labels


def test_answers_are_sorted_by_king():
    story = read_chronicle(
        "in vatsa king hari rules . king hari dies . son deva becomes king .".split()
    )
    shares = figures.whom_they_name(["hari", "deva", "deva", "bala"], [story] * 4)
    np.testing.assert_array_equal(shares, [0.25, 0.5, 0, 0.25])


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([[0.1, 0.2, 0.6, 0.1]], "From 10 words on, the RNN most often names the king"),
        ([[0.6, 0.2, 0.1, 0.1]], "does not always name the king who lives now"),
    ],
)
def test_named_says_whom(ax, shares, told):
    assert told in figures.draw_named(ax, [20], shares)
    assert len(ax.patches) == 4
