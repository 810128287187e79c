"""Chapter 01: one state by hand holds both kings, with a vote to spare."""

import numpy as np
import pytest

from lstmlib.course.ch01 import by_hand
from lstmlib.course.data import read_table
from lstmlib.course.drawing.plots import SOLVED
from lstmlib.course.lab.statistics import fisher_exact
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    pad,
    unseen_chronicles,
    write_chronicle,
)

VOCABULARY = chronicle_vocabulary()


@pytest.fixture(scope="module")
def model():
    return by_hand.write_network(VOCABULARY)


@pytest.mark.parametrize("filler", [0, 10, 100, 1000])
def test_it_answers_both_questions_at_any_distance(model, filler):
    stories = unseen_chronicles(np.random.default_rng(7), 30, filler)
    right, margins = by_hand.both_answers(model, stories, VOCABULARY)
    assert right.all() and margins.min() > 0.9 * by_hand.LOUD


@pytest.mark.parametrize("kings", [1, 2, 3])
@pytest.mark.parametrize("names", [3, 4])
def test_it_answers_for_any_number_of_kings(kings, names):
    rng, names = np.random.default_rng(8), by_hand.KINGS[:names]
    model = by_hand.write_network(VOCABULARY, names=names)
    stories = [
        write_chronicle(rng, kings=kings, names=names, ending=False) for _ in range(30)
    ]
    assert by_hand.both_answers(model, stories, VOCABULARY)[0].all()


def test_no_sum_of_votes_comes_nearer_to_0_than_half_a_vote(model):
    stories = unseen_chronicles(np.random.default_rng(9), 30, 20)
    h = model.forward(pad([story.words for story in stories], VOCABULARY)).h
    assert np.abs(h).min() >= np.tanh(by_hand.GAIN / 2) - 1e-9


def test_it_keeps_both_under_a_little_noise_and_not_under_much(model):
    stories = unseen_chronicles(np.random.default_rng(10), 30, 20)
    shares = [
        by_hand.both_answers(
            model, stories, VOCABULARY, noise, np.random.default_rng(0)
        )[0].mean()
        for noise in (0.05, 0.5)
    ]
    assert shares[0] > 0.95 and shares[1] < 0.6


def test_a_poet_is_no_king(model):
    words = "a modern story . in vatsa king hari rules . poet deva dies .".split()
    names = ("hari", "deva", "bala", "arjun")
    made = by_hand.write_network(VOCABULARY, names=names)
    story = read_chronicle(words)
    assert by_hand.both_answers(made, [story], VOCABULARY)[0].all()


def test_its_size_is_the_one_that_the_chapter_tells():
    votes = by_hand.unit_votes()
    assert len(votes) == 23 and sum(map(len, votes.values())) == 91


def test_the_three_rows_say_what_was_measured():
    possible = by_hand.measure()
    assert possible.right == possible.right_far == 1 and possible.right_noise > 0.95
    assert possible.margin == pytest.approx(by_hand.LOUD, rel=0.01)
    assert by_hand.found() == [(0, 8), (0, 9)]
    assert (possible.found, possible.tried) == (0, 8)
    assert possible.search.endswith("the best of 4 rates (0 of 9 at the others)")


def test_royal_is_turned_on_as_the_chapter_adds_it_up():
    royal = by_hand.unit_votes()["royal"]
    assert -royal["royal"] + royal["king"] + royal["bias"] == 1.5
    assert royal["king"] == royal["son"] == royal["grandson"]


def test_shares_of_the_loss_are_those_that_the_chapter_tells():
    ruler, first = 105_073, 23_152
    assert first + ruler == 128_225
    assert round(100 * first / (first + ruler)) == 18
    assert round(100 * 5.5 * first / (5.5 * first + ruler)) == 55


def test_with_half_of_the_loss_he_is_known_about_as_well_as_with_all():
    table = read_table("rnn_lessons.csv")
    at = table[table["filler"] == 20]
    half, alone = (
        at["first"][at["lesson"] == lesson]
        for lesson in ("first weighs more", "first alone")
    )
    # 2.1: of Student's t with 18 degrees of freedom, for 95 %.
    spread = 2.1 * np.sqrt((half.var(ddof=1) + alone.var(ddof=1)) / 10)
    assert abs(half.mean() - alone.mean()) < spread
    assert round(spread, 2) == 0.14


def test_from_near_the_hand_made_weights_six_of_ten_arrive():
    table = read_table("rnn_return.csv")
    right = np.minimum(table["current"], table["first"]) >= SOLVED
    near = (table["gain"] == 1) & (table["noise"] == 0.03)
    counts = [int(right[group].sum()) for group in (near, table["gain"] == 0)]
    assert counts == [6, 0]
    assert round(fisher_exact(6, 10, 0, 10), 2) == 0.01
