"""Chapter 13: n-grams are probabilities, and their trust is fitted."""

import numpy as np
import pytest

from lstmlib.course.ch13.corpus import bits_per_word, corpus
from lstmlib.course.ch13.ngrams import fit_ngrams

WORDS = ("a", "b", "c")


def told(seed, count=60):
    """Texts in which a word depends on the two before it."""
    rng = np.random.default_rng(seed)
    texts = []
    for _ in range(count):
        words = ["a", "b"]
        for _ in range(30):
            right = WORDS[(WORDS.index(words[-1]) + WORDS.index(words[-2])) % 3]
            words.append(right if rng.random() < 0.9 else WORDS[rng.integers(3)])
        texts.append(words)
    return texts


@pytest.fixture(scope="module")
def grams():
    return fit_ngrams(told(0), told(1), 3)


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("before", [["a", "b"], ["c"], [], ["c", "c", "a", "b", "a"]])
def test_the_probabilities_of_all_words_sum_to_1(grams, order, before):
    last = [grams.surprises([[*before, word]], order)[0][-1] for word in WORDS]
    assert np.isclose(np.sum(2.0 ** -np.array(last)), 1)


def test_order_3_finds_what_two_words_tell(grams):
    bits = [bits_per_word(grams.surprises(told(2), n)) for n in range(1, 6)]
    # The truth: a share of .9 + .1 / 3 is right, the rest is spread over two words.
    right = 0.9 + 0.1 / 3
    truth = -(right * np.log2(right) + (1 - right) * np.log2((1 - right) / 2))
    assert bits[0] > 1.4 and bits[1] > 1.4
    assert truth - 0.03 < bits[2] < truth + 0.03
    assert bits[4] < truth + 0.05, "longer counts do no harm where they know little"


def test_a_uniform_guess_is_left_where_nothing_was_ever_met():
    grams = fit_ngrams([["a"] * 9], [["a", "b"] * 9], 4)
    cost = grams.surprises([["b", "c"]], 5)[0]
    assert np.isfinite(cost).all() and (cost > 2).all()


def test_a_higher_order_is_not_worse_on_the_stories_it_was_fitted_to():
    learn, choose = (corpus(np.random.default_rng(k), 100) for k in (0, 1))
    grams = fit_ngrams(learn, choose, 517)
    bits = [bits_per_word(grams.surprises(choose, n)) for n in range(1, 6)]
    assert bits == sorted(bits, reverse=True)


def test_what_cannot_be_counted_gets_one_sentence(grams):
    with pytest.raises(ValueError, match="expected an order in 1..5, got 6"):
        grams.surprises([["a"]], 6)
    with pytest.raises(ValueError, match="expected stories to count in"):
        fit_ngrams([], [["a"]], 3)
    with pytest.raises(ValueError, match="expected order as a whole number"):
        fit_ngrams([["a"]], [["a"]], 3, order=0)
