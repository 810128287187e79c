"""Chapter 00: what its figure says of answers and distances."""

import numpy as np

from lstmlib.course.ch00 import figures
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import write_chronicle


def test_reach_counts_the_answers_inside_a_memory(ax):
    words = "in vatsa king hari rules . king hari wins . the statue of hari shines ."
    story = read_chronicle(words.split())
    finding = figures.draw_reach(ax, [story], range(0, 21))
    (near,) = [c.distance for c in story.cues if c.kind == "current"]
    (far,) = [c.distance for c in story.cues if c.kind == "first"]
    assert f"takes {near} words; for" in finding and f"takes {far} words" in finding


def test_reach_says_so_when_no_memory_is_long_enough(ax):
    stories = [write_chronicle(np.random.default_rng(0), filler=30)]
    finding = figures.draw_reach(ax, stories, range(0, 11))
    assert "takes more than 10" in finding
