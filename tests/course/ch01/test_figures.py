"""Chapter 01: its findings are computed from what is drawn, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch01 import figures
from lstmlib.course.drawing.plots import new_figure
from lstmlib.course.stories.chronicle import read_chronicle

RULER = [[1, 0.95, 0.9]]
RECALL = [
    (
        {"current": RULER, "first": [[0.9, 0.3, 0.2]]},
        "names the ruler over twice as often",
    ),
    (
        {"current": RULER, "first": [[0.9, 0.8, 0.4]]},
        "far away mostly the ruler",
    ),
    ({"current": RULER, "first": [[0.9, 0.8, 0.8]]}, "about as often as the ruler"),
    ({"current": [[0.3] * 3], "first": [[0.9] * 3]}, "about as often as the ruler"),
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
        (
            [[0.1, 0.2, 0.6, 0.1]],
            "From 10 words on, it most often names the living king",
        ),
        ([[0.6, 0.2, 0.1, 0.1]], "does not always name the living king"),
    ],
)
def test_named_says_whom(ax, shares, told):
    assert told in figures.draw_named(ax, [20], shares)
    assert len(ax.patches) == 4


@pytest.mark.parametrize(
    ("ruler", "told"), [(0.1, "loses the ruler instead"), (0.9, "no other question")]
)
def test_lessons_say_whether_weight_moves_the_slate(ruler, told):
    def shares(current, first):
        return {"current": np.full((2, 3), current), "first": np.full((2, 3), first)}

    lessons = {"both": shares(0.8, 0.2), "first weighs more": shares(ruler, 0.5)}
    lessons["first alone"] = {"first": np.full((2, 3), 0.5)}
    fig, axes = new_figure(panels=2)
    assert told in figures.draw_lessons(axes, [0, 10, 80], lessons)
    words = [[text.get_text() for text in ax.texts] for ax in axes]
    assert "first alone" in words[1] and "first alone" not in words[0]
    plt.close(fig)
