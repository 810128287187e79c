"""Chapter 00: what its figure says of answers and distances."""

import numpy as np
import pytest

from lstmlib.course.ch00 import figures
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import write_chronicle


def test_reach_counts_the_answers_inside_a_memory(ax):
    words = "in vatsa king hari rules . king hari wins . the statue of hari shines ."
    story = read_chronicle(words.split())
    finding = figures.draw_reach(ax, [story], range(0, 21))
    (near,) = [c.distance for c in story.cues if c.kind == "current"]
    (far,) = [c.distance for c in story.cues if c.kind == "first"]
    assert (
        f"takes about {near} words; for" in finding and f"about {far} words" in finding
    )


def test_reach_says_so_when_no_memory_is_long_enough(ax):
    stories = [write_chronicle(np.random.default_rng(0), filler=30)]
    finding = figures.draw_reach(ax, stories, range(0, 11))
    assert "takes more than 10" in finding


def test_a_curve_of_ones_own_is_drawn_and_measured(ax):
    stories = [write_chronicle(np.random.default_rng(0), filler=30)]
    plain = figures.draw_reach(ax, stories, range(0, 81, 5))
    drawn = figures.draw_reach(ax, stories, range(0, 81, 5), [1, 1, 1, 1])
    # Nothing was known of the first king at 20 words.
    assert drawn == plain + "; your curve is at most 1.00 from the real one"
    assert "your curve" in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("mine", ["abc", [1, 2], [0, 0, 0, 2], [0, 0, 0, "x"], 3])
def test_a_curve_that_is_none_is_told_in_one_sentence(ax, mine):
    with pytest.raises(ValueError, match="expected None or four numbers in 0..1"):
        figures.draw_reach(ax, [], range(3), mine)
