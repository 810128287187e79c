"""Words and their numbers: a round trip, and a helpful refusal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.vocabulary import Vocabulary

WORDS = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=20)


def test_a_word_is_numbered_by_its_first_place():
    vocabulary = Vocabulary(["king", "dies", "king", ".", "dies"])
    assert vocabulary.words == ("king", "dies", ".")
    assert len(vocabulary) == 3
    assert vocabulary.encode([".", "king", "dies"]).tolist() == [2, 0, 1]


@settings(max_examples=25, deadline=None)
@given(WORDS)
def test_decode_undoes_encode(words):
    vocabulary = Vocabulary(words)
    tokens = vocabulary.encode(words)
    assert vocabulary.decode(tokens) == words
    assert np.issubdtype(tokens.dtype, np.integer) and tokens.shape == (len(words),)
    assert set(tokens.tolist()) == set(range(len(vocabulary)))


def test_any_iterable_of_words_will_do_and_later_changes_do_not_matter():
    words = ["king", "dies"]
    vocabulary, same = Vocabulary(words), Vocabulary(word for word in words)
    words.append("son")
    assert vocabulary.words == same.words == ("king", "dies")


def test_an_unknown_word_gets_one_sentence_with_the_nearest_known_word():
    vocabulary = Vocabulary(["king", "dies", "."])
    with pytest.raises(ValueError) as caught:
        vocabulary.encode(["king", "kings", "die"])
    assert str(caught.value) == (
        "expected words among the 3 of the vocabulary, got 'kings'; "
        "did you mean 'king'?"
    )


def test_a_word_like_no_other_gets_no_suggestion():
    with pytest.raises(ValueError) as caught:
        Vocabulary(["king", "dies", "."]).encode(["zebra"])
    assert str(caught.value).endswith("3 of the vocabulary, got 'zebra'")


def test_no_words_are_no_numbers():
    assert Vocabulary(["king"]).encode([]).shape == (0,)
    assert Vocabulary(["king"]).decode([]) == []


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_a_number_without_a_word_is_refused(number):
    with pytest.raises(ValueError, match=rf"0\.\.1, got {number}"):
        Vocabulary(["king", "dies"]).decode([0, number])
