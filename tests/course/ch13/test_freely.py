"""Chapter 13: texts that are written, and what holds in them."""

import numpy as np
import pytest

from lstmlib import LSTM, load, word_model
from lstmlib.course.ch13 import freely
from lstmlib.course.ch13.corpus import START, heap
from lstmlib.course.data import DATA
from lstmlib.course.lab.writing import tempered, write_on
from lstmlib.course.stories.grammar import chronicle_vocabulary

VOCABULARY = chronicle_vocabulary()
OPENING = "an ancient story . in kosala king arjun rules .".split()


@pytest.fixture(scope="module")
def author():
    return load(DATA / "weights" / "chronicler_facts.npz")


def test_every_sentence_of_the_grammar_is_possible():
    told = heap("learn")
    whole = [words[: len(words)] for words in told]
    assert freely.share_possible(whole) == 1
    assert freely.share_possible(heap("new")) < 0.8, "new sentences are none of them"


def test_an_impossible_sentence_is_counted_at_its_place():
    words = "king arjun listens . the statue of rain shines . king bala dies .".split()
    assert freely.sentences_of(words)[1] == (4, tuple(words[4:10]))
    assert np.isclose(freely.share_possible([words]), 2 / 3)
    assert freely.share_possible([words], 4, 10) == 0
    assert np.isnan(freely.share_possible([words], 20, 30))


def test_texts_written_together_are_those_written_alone(author):
    rng = np.random.default_rng(0)
    openings = [OPENING, OPENING[:4], OPENING[:7]]
    together = freely.write_texts(author, openings, VOCABULARY, rng, 12)
    draws = np.random.default_rng(0).random((12, 3))
    for k, opening in enumerate(openings):
        words = list(opening)
        for draw in draws[:, k]:
            heard = VOCABULARY.encode([START, *words])[None]
            h = author.forward(heard).h[0, -1:]
            upto = np.cumsum(tempered(author.linear.forward(h)[0].astype(float)))
            words += VOCABULARY.decode([np.searchsorted(upto, draw * upto[-1])])
        assert words[len(opening) :] == together[k]


def test_a_low_temperature_takes_the_likeliest_word_and_a_high_one_any(author):
    rng = np.random.default_rng
    cold = [freely.write_texts(author, [OPENING] * 3, VOCABULARY, rng(s), 20, 0.01)
            for s in (0, 1)]  # fmt: skip
    assert cold[0] == cold[1] and cold[0][0] == cold[0][2]
    hot = freely.write_texts(author, [OPENING] * 20, VOCABULARY, rng(0), 40, 50.0)
    assert len({word for words in hot for word in words}) > 350


@pytest.mark.parametrize("temperature", [0, -1, np.nan])
def test_another_temperature_gets_one_sentence(temperature):
    with pytest.raises(ValueError, match="expected a temperature above 0"):
        tempered(np.zeros(3), temperature)


def test_tempered_probabilities_sum_to_1_and_cannot_overflow():
    logits = np.array([[1e4, 0, -1e4], [1.0, 2.0, 3.0]])
    for temperature in (0.01, 1, 100):
        np.testing.assert_allclose(tempered(logits, temperature).sum(axis=-1), 1)


def test_facts_are_counted_against_the_text_itself():
    told = "king arjun listens . king bala listens . the statue of arjun shines . "
    told += "soldiers fight with guns . king arjun dies . son bala becomes king . "
    told += "king bala listens . the statue of bala shines ."
    counts = freely.facts_named(OPENING, told.split())
    assert counts == {"current": (3, 4), "first": (1, 2), "era": (0, 1)}
    assert freely.facts_named(OPENING, []) == {}


def test_a_text_ends_at_its_last_full_stop():
    assert freely.whole_sentences("a b . c d".split()) == ["a", "b", "."]
    assert freely.whole_sentences("a b .".split()) == ["a", "b", "."]


def test_after_true_words_a_network_that_knows_nothing_writes_no_sentence():
    rng = np.random.default_rng(0)
    model = word_model(LSTM(4, 4, rng=rng), len(VOCABULARY), rng=rng)
    told = heap("judge")[:5]
    assert freely.after_true_words(model, told, VOCABULARY, rng, 0, 50) == 0


def test_the_author_writes_possible_sentences_and_right_facts(author):
    rng = np.random.default_rng(7)
    own = freely.write_texts(author, [OPENING] * 30, VOCABULARY, rng, 100)
    assert freely.share_possible(own) > 0.5
    counts = [freely.facts_named(OPENING, words) for words in own]
    right, named = np.sum([c for each in counts for c in each.values()], axis=0)
    assert right / named > 0.9
    assert write_on(author, OPENING, VOCABULARY, rng, 5).margin > 0
