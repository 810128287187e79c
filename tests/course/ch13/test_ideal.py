"""Chapter 13: the ideal reader's probabilities are those of the grammar's dice."""

from collections import Counter

import numpy as np
import pytest

from lstmlib.course.ch13 import ideal
from lstmlib.course.ch13.corpus import FILLER, START, bits_per_word, corpus, heap
from lstmlib.course.ch13.ngrams import fit_ngrams
from lstmlib.course.stories.grammar import chronicle_vocabulary


def following(before, split="train"):
    """The ideal reader's probability of every word after these: {word: p}."""
    words = chronicle_vocabulary().words
    told = {}
    for word in words:
        try:
            told[word] = 2.0 ** -ideal.surprises([*before, word], split)[-1]
        except ValueError:
            continue
    return told


@pytest.mark.parametrize("length", [0, 1, 3, 5, 6, 7, 9, 10, 12, 17, 30, 47, 60])
def test_the_probabilities_of_all_next_words_sum_to_1(length):
    story = max(corpus(np.random.default_rng(3), 20), key=len)
    assert np.isclose(sum(following(story[:length]).values()), 1)


def test_every_story_is_possible_and_costs_what_its_dice_cost():
    """The first two sentences and a coronation are counted by hand."""
    for words in corpus(np.random.default_rng(5), 30):
        bits = ideal.surprises(words)
        assert np.isfinite(bits).all() and (bits >= -1e-9).all()
        assert np.isclose(bits[:4].sum(), 1)  # ancient or modern
        assert np.isclose(bits[4:9].sum(), 4)  # one of 4 kingdoms, one of 4 kings
        for t, word in enumerate(words[1:], 1):
            if words[t - 1] == "son" and word != ".":
                assert np.isclose(bits[t], np.log2(3))
            if words[t - 1] == "grandson":
                assert np.isclose(bits[t], 1)
            if words[t - 2 : t] == ["statue", "of"]:
                assert np.isclose(bits[t], 0)


def test_it_expects_what_comes():
    """Of many stories, the shares of what follows are its probabilities."""
    rng = np.random.default_rng(0)
    counts, total = Counter(), 0
    for words in corpus(rng, 20000):
        if len(words) > 10:
            counts[words[10]] += 1
            total += 1
    expected = following("an ancient story . in kosala king arjun rules .".split())

    for word, p in sorted(expected.items(), key=lambda pair: -pair[1])[:8]:
        spread = np.sqrt(p * (1 - p) / total)
        assert abs(counts[word] / total - p) < 4 * spread, word


def test_a_reign_goes_on_as_its_dice_say():
    low, high = FILLER
    rng = np.random.default_rng(0)
    least = low + (rng.random(100_000) * (high - low + 1)).astype(int)
    for before, now in ((-1, 0), (0, 6), (6, 13), (30, 38), (38, 45)):
        own = least[least > before]
        share = np.mean(own > now)
        assert abs(share - ideal.still_telling(before, now)) < 0.01


def test_nobody_expects_better_than_the_ideal_reader():
    """Whoever moves a little of each probability to other words pays for it."""
    p = 2.0 ** -np.concatenate([ideal.surprises(words) for words in heap("judge")])
    bits = [-np.log2((1 - e) * p + e / 517).mean() for e in (0, 0.001, 0.01, 0.1)]
    assert bits == sorted(bits)
    grams = fit_ngrams(heap("learn"), heap("choose"), 517)
    assert bits_per_word(grams.surprises(heap("judge"), 5)) > 1.2 * bits[0]


def test_new_sentences_are_told_by_their_own_dice():
    words = heap("new")[0]
    assert np.isfinite(ideal.surprises(words, "test")).all()
    with pytest.raises(ValueError, match="expected a story of the grammar"):
        for other in heap("new")[:9]:
            ideal.surprises(other)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("an ancient poem .", "'poem' as word 3"),
        (
            "a modern story . in kosala king arjun rules . king bala",
            "'bala' as word 12",
        ),
        (START, "'.' as word 1"),
    ],
)
def test_what_the_grammar_cannot_tell_gets_one_sentence(text, word):
    with pytest.raises(
        ValueError, match=f"expected a story of the grammar, got {word}"
    ):
        ideal.surprises(text.split())
