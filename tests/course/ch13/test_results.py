"""Chapter 13: the committed results say what the chapter says of them."""

import numpy as np
import pytest

from lstmlib import load
from lstmlib.course.ch13 import corpus, freely, readers
from lstmlib.course.ch13.ngrams import fit_ngrams
from lstmlib.course.data import DATA, read_table
from lstmlib.course.stories.grammar import chronicle_vocabulary

VOCABULARY = chronicle_vocabulary()


@pytest.fixture(scope="module")
def writers():
    return readers.read_writers()


@pytest.fixture(scope="module")
def five():
    grams = fit_ngrams(corpus.heap("learn"), corpus.heap("choose"), len(VOCABULARY))
    return corpus.bits_per_word(grams.surprises(corpus.heap("judge"), 5))


def test_ten_seeds_of_each_school_at_the_rate_that_the_search_chose(writers):
    table, search = read_table("writers.csv"), read_table("writers_search.csv")
    for school in corpus.SCHOOLS:
        own = table[table["school"] == school]
        tried = search[search["school"] == school]
        best = tried["learning_rate"][tried["bits"].argmin()]
        assert set(own["learning_rate"]) == {best} and len(tried) == 4
        assert tried["learning_rate"].min() < best < tried["learning_rate"].max()
        assert sorted(set(own["seed"])) == list(range(10))
        assert not set(own["seed"]) & set(tried["seed"])
        assert all(len(values) == 10 for values in writers[school].values())


def test_both_schools_expect_better_than_the_5_gram(writers, five):
    for own in writers.values():
        assert own["bits, known sentences", 0].max() < five


def test_the_first_kings_name_is_known_where_facts_were_asked_first(writers):
    alone, facts = (writers[school] for school in corpus.SCHOOLS)
    for where in ("read", "own"):
        assert alone[f"{where}, first", 200].mean() < 0.5
        assert facts[f"{where}, first", 200].mean() > 0.7
    assert facts["bits, first", 0].mean() < 0.5 < 1 < alone["bits, first", 0].mean()


@pytest.mark.parametrize("updates", [60, 300, 2000])
def test_a_moment_is_better_than_the_one_before(updates):
    told = corpus.heap("judge")[:60]
    before = {60: 9.0, 300: 3.0, 2000: 1.5}[updates]
    model = load(DATA / "weights" / f"chronicler_{updates}.npz")
    costs = corpus.surprises(model, told, VOCABULARY)
    assert before / 5 < corpus.bits_per_word(costs) < before


def test_the_shown_networks_are_of_their_schools():
    opening = "an ancient story . in kosala king arjun rules .".split()
    right = {}
    for name in ("2000", "facts"):
        model = load(DATA / "weights" / f"chronicler_{name}.npz")
        rng = np.random.default_rng(5)
        own = freely.write_texts(model, [opening] * 40, VOCABULARY, rng, 100)
        counts = [freely.facts_named(opening, words).get("first") for words in own]
        yes, named = np.sum([c for c in counts if c], axis=0)
        right[name] = yes / named
    assert right["2000"] < 0.6 < 0.9 < right["facts"]


def test_the_small_text_is_spoiled_by_too_many_updates_without_dropout():
    small = readers.read_small()
    assert len(small) == 4 and all(len(s.judge) == 10 for s in small.values())
    _, best, last = readers.stopped_early(small[0.0, 0.02])
    assert (last > best + 0.3).all()
    _, best, last = readers.stopped_early(small[0.5, 0.02])
    assert (last < best + 0.3).all()
    for runs in small.values():
        assert (runs.learned[:, -1] < runs.judge[:, -1]).all()
