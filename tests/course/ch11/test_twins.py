"""Twins: two stories that differ in the first king, and how far apart they are kept."""

import re

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch11 import figures
from lstmlib.course.ch11.twins import distances, kings_units, minimal_pair
from lstmlib.course.data import DATA
from lstmlib.course.drawing import plots
from lstmlib.course.stories import memory_game
from lstmlib.course.stories.chronicle import CUES, read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary, write_chronicle
from lstmlib.models import load

VOCABULARY = chronicle_vocabulary()
WORDS = " ".join(memory_game.STORY).split()


@pytest.fixture(scope="module")
def model():
    return load(DATA / "weights" / "recall_1.npz")


def test_a_minimal_pair_differs_in_the_first_king_only():
    before = (
        "in vatsa king arjun rules . poet arjun sings . the statue of arjun shines ."
    )
    after = "son bala becomes king . minister arjun dies . the statue of arjun shines ."
    words = f"{before} king arjun dies . {after} king arjun wins .".split()
    other = minimal_pair(words, "deva")
    at = [
        t for t, pair in enumerate(zip(words, other, strict=True)) if len(set(pair)) > 1
    ]
    assert [words[t - 1] for t in at] == ["king", "of", "king", "of"]
    assert {other[t] for t in at} == {"deva"}
    told = read_chronicle(other).facts
    assert told == read_chronicle(words).facts | {"first": "deva"}


@pytest.mark.parametrize(
    ("words", "name", "told"),
    [
        (WORDS, "bala", "expected another name, one of chandra, gopal"),
        (WORDS, "<b>", "got '<b>'"),
        (["king"], "bala", "expected a story of a king, got one in which nobody"),
    ],
)
def test_not_every_name_makes_a_minimal_pair(words, name, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        minimal_pair(words, name)


def test_distances_are_zero_until_the_stories_part(model):
    other, units = minimal_pair(WORDS, "chandra"), [3, 8]
    apart = distances(model, VOCABULARY, WORDS, other, units)
    assert apart.shape == (len(WORDS),)
    assert not apart[:7].any() and apart[7] > 0.01
    trace, second = (model.forward(VOCABULARY.encode(w)[None]) for w in (WORDS, other))
    gap = np.abs(np.tanh(trace.c) - np.tanh(second.c))[0, :, units].mean(axis=0)
    np.testing.assert_allclose(apart, gap, atol=1e-5)
    with pytest.raises(ValueError, match="expected 73 words of the other story"):
        distances(model, VOCABULARY, WORDS, other[1:], units)
    with pytest.raises(ValueError, match="one unit or more, got none"):
        distances(model, VOCABULARY, WORDS, other, [])


def test_the_rulers_units_meet_and_the_first_kings_stay_apart():
    other = minimal_pair(WORDS, "chandra")
    rng, kinds = np.random.default_rng(1), tuple(CUES)
    stories = [
        write_chronicle(rng, filler=15, split="test", cue_rate=0.2, kinds=kinds)
        for _ in range(60)
    ]
    for seed in range(5):
        model = load(DATA / "weights" / f"recall_{seed}.npz")
        ends = {
            king: figures.meeting(distances(model, VOCABULARY, WORDS, other, units))
            for king, units in kings_units(model, stories).items()
        }
        assert ends["first king"] is None and ends["ruler"] <= 70


LINE = np.array([0, 0, 1, 1, 0.1, 0.3, 0.1, 0.1])
FAR = LINE + 0.3 * (LINE > 0)


def test_the_figure_counts_who_meets_and_who_stays_apart():
    fig, axes = plots.new_figure(2, stacked=True)
    apart = {"first king": [FAR, FAR], "ruler": [LINE, FAR]}
    words = list("abcdefgh")
    told = figures.draw_minimal_pair(axes, apart, words, list("abXdefgh"))
    assert told == (
        "They part at word 3, “c” or “X”; in the units of the first king 0 of 2 "
        "networks meet again; in the units of the ruler 1 of 2 networks meet again, "
        "at the latest at word 7"
    )
    same = figures.draw_minimal_pair(axes, apart, words, words)
    assert same == "The two stories are one and the same"
    plt.close(fig)
