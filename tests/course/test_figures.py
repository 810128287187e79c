"""The figures: their findings are computed from what they draw, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch00 import figures as figures_00
from lstmlib.course.ch01 import figures as figures_01
from lstmlib.course.ch02 import figures as figures_02
from lstmlib.course.ch04 import figures as figures_04
from lstmlib.course.drawing import plots
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import write_chronicle


@pytest.fixture
def ax():
    fig, ax = plots.new_figure()
    yield ax
    plt.close(fig)


def test_reach_counts_the_answers_inside_a_memory(ax):
    words = "in vatsa king hari rules . king hari wins . the statue of hari shines ."
    story = read_chronicle(words.split())
    finding = figures_00.draw_reach(ax, [story], range(0, 21))
    (near,) = [c.distance for c in story.cues if c.kind == "current"]
    (far,) = [c.distance for c in story.cues if c.kind == "first"]
    assert f"takes {near} words; for" in finding and f"takes {far} words" in finding


def test_reach_says_so_when_no_memory_is_long_enough(ax):
    stories = [write_chronicle(np.random.default_rng(0), filler=30)]
    finding = figures_00.draw_reach(ax, stories, range(0, 11))
    assert "takes more than 10" in finding


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
    assert told in figures_01.draw_recall(ax, [0, 10, 80], scores, chance=0.25)
    labels = [text.get_text() for text in ax.texts]
    assert "guessing: 0.25" in labels and "who was first?" in labels


def test_answers_are_sorted_by_king():
    story = read_chronicle(
        "in vatsa king hari rules . king hari dies . son deva becomes king .".split()
    )
    shares = figures_01.whom_they_name(["hari", "deva", "deva", "bala"], [story] * 4)
    np.testing.assert_array_equal(shares, [0.25, 0.5, 0, 0.25])


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([[0.1, 0.2, 0.6, 0.1]], "From 10 words on, the RNN most often names the king"),
        ([[0.6, 0.2, 0.1, 0.1]], "does not always name the king who lives now"),
    ],
)
def test_named_says_whom(ax, shares, told):
    assert told in figures_01.draw_named(ax, [20], shares)
    assert len(ax.patches) == 4


def test_fading_says_how_little_is_left_of_the_largest(ax):
    fresh, trained = np.full((2, 60), 2e-6), np.full(60, 3e-4)
    fresh[1] = 3e-4
    assert "less than 1 part in 1 000 of" in figures_02.draw_fading(ax, fresh, trained)
    plt.cla()
    fresh[1] = 2e-6
    assert "less than 1 part in 100 000 of" in figures_02.draw_fading(
        ax, fresh, trained
    )


def test_radii_are_sorted_by_what_they_do(ax):
    flows = {0.5: [1, 1e-9], 1.0: [1, 1.0], 3.0: [1, 1e9], 4.0: [1, 1e10]}
    assert figures_02.draw_radii(ax, {r: np.array(n) for r, n in flows.items()}) == (
        "The gradient fades at radius 0.5 and carries at radius 1.0 "
        "and explodes at radius 3.0, 4.0"
    )


def test_a_bound_that_is_exceeded_is_told(ax):
    low, high = np.full(60, 1e-3), np.full(60, 1e4)
    finding = figures_02.draw_bound(ax, low, high)
    assert "The bound holds" in finding and "10^7 times too high" in finding
    assert "one of the two is wrong" in figures_02.draw_bound(ax, high, low)


@pytest.mark.parametrize(
    ("raw", "clipped", "told"),
    [(8.0, 0.5, "without a limit none"), (0.4, 0.5, "does not decide")],
)
def test_descent_says_who_learns(ax, raw, clipped, told):
    def runs(end):
        return [np.concatenate([[6.0], np.full(39, end)])]

    losses = {"no limit": runs(raw), "clipped": runs(clipped)}
    assert told in figures_02.draw_descent(ax, losses)


@pytest.mark.parametrize(
    ("norm", "words"), [(2e-5, "about 10^-5"), (1.4, "about 1"), (8e9, "about 10^10")]
)
def test_power_is_the_nearest_power_of_ten(norm, words):
    assert plots.power(norm) == words


def test_labels_at_line_ends_do_not_hide_each_other(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    look = figures_01.NAMED_LOOKS[0]
    plots.label_ends(ax, [(1, 0.5, "a", look), (1, 0.5, "b", look), (1, 2, "c", look)])
    heights = sorted(text.get_position()[1] for text in ax.texts)
    assert min(np.diff(heights)) > 0.08 and 0 <= heights[0] and heights[-1] <= 1


def test_more_lines_than_looks_get_one_sentence():
    flows = {f"network {k}": np.ones((1, 5)) for k in range(9)}
    with pytest.raises(ValueError, match="expected at most 5 lines, got 9"):
        figures_04.draw_bias_flow(plots.new_figure()[1], flows)
