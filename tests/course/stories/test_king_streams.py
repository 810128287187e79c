"""The tasks of chapters 03 and 04: what is asked has one answer, and it is there."""

import numpy as np
import pytest

from lstmlib.course.lab import recall
from lstmlib.course.stories import king_streams

WHO = king_streams.VOCABULARY.encode(["who?"])[0]


def told(tokens, targets):
    """Walk through one stream as a perfect memory does -> the answers it gives."""
    ruler, answers = None, []
    for token in tokens:
        if token < len(king_streams.KINGS):
            assert token != ruler, "a king does not follow himself"
            ruler = token
        answers.append(ruler if token == WHO else -1)
    return answers


def test_the_kings_have_the_first_numbers():
    assert king_streams.VOCABULARY.decode(range(4)) == list(king_streams.KINGS)
    assert (
        len(king_streams.VOCABULARY)
        == len(king_streams.KINGS) + len(king_streams.NOISE) + 1
    )


@pytest.mark.parametrize("lag", [0, 1, 40])
def test_recall_asks_once_for_the_only_king(lag):
    tokens, targets = king_streams.recall_batch(np.random.default_rng(0), 50, lag)
    assert tokens.shape == targets.shape == (50, lag + 2)
    assert ((tokens < 4).sum(axis=1) == 1).all() and ((tokens == WHO).sum(1) == 1).all()
    assert set(tokens[:, 0]) == {0, 1, 2, 3}
    for row, answers in zip(tokens, targets, strict=True):
        assert told(row, answers) == answers.tolist()


@pytest.mark.parametrize("length", [2, 60])
def test_succession_asks_for_the_king_named_last(length):
    tokens, targets = king_streams.succession_batch(
        np.random.default_rng(0), 50, length
    )
    assert tokens.shape == targets.shape == (50, length)
    assert (tokens[:, 0] < 4).all() and (targets[:, -1] >= 0).all()
    for row, answers in zip(tokens, targets, strict=True):
        assert told(row, answers) == answers.tolist()


def test_kings_and_questions_come_as_often_as_they_should():
    rng = np.random.default_rng(0)
    tokens, targets = king_streams.succession_batch(
        rng, 200, 500, new_king=0.02, ask=0.3
    )
    assert (tokens < 4).mean() == pytest.approx(0.02, abs=0.005)
    assert (targets >= 0).mean() == pytest.approx(0.3, abs=0.01)
    counts = np.bincount(tokens.ravel(), minlength=len(king_streams.VOCABULARY))
    assert counts[:4].min() > 0.8 * counts[:4].max(), "all four come about as often"
    assert counts[4:-1].min() > 0.9 * counts[4:-1].max(), "and so does every noise"


class AlwaysSays:
    """A model that gives one answer to everything."""

    def __init__(self, king):
        self.king = king

    def logits(self, tokens):
        return np.tile(
            np.eye(len(king_streams.VOCABULARY))[self.king], (*tokens.shape, 1)
        )


def test_share_right_counts_the_questions_alone():
    tokens, targets = king_streams.succession_batch(np.random.default_rng(0), 20, 30)
    shares = [recall.accuracy(AlwaysSays(k), tokens, targets) for k in range(5)]
    counts = [(targets == k).sum() for k in range(5)]
    np.testing.assert_allclose(shares, np.array(counts) / (targets >= 0).sum())


def test_a_share_of_no_questions_is_refused():
    tokens, targets = king_streams.succession_batch(np.random.default_rng(0), 2, 9)
    with pytest.raises(ValueError, match="expected at least one question, got none"):
        recall.accuracy(AlwaysSays(0), tokens, np.full_like(targets, -1))
    with pytest.raises(ValueError, match="expected targets of shape"):
        recall.accuracy(AlwaysSays(0), tokens, targets[:, :5])


@pytest.mark.parametrize(
    "task", [king_streams.recall_batch, king_streams.succession_batch]
)
def test_the_same_generator_gives_the_same_batch(task):
    one, two = (task(np.random.default_rng(7), 4, 9) for _ in range(2))
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(
    ("call", "got"),
    [
        (
            lambda rng: king_streams.recall_batch(rng, 4, -1),
            "lag of 0 or more .*, got -1",
        ),
        (lambda rng: king_streams.recall_batch(rng, 4, 2.5), "whole words, got 2.5"),
        (lambda rng: king_streams.recall_batch(rng, 0, 5), "got"),
        (
            lambda rng: king_streams.succession_batch(rng, 4, 1),
            "length of 2 or more, got 1",
        ),
        (
            lambda rng: king_streams.succession_batch(rng, 4, 9.5),
            "length as a whole number",
        ),
        (
            lambda rng: king_streams.succession_batch(rng, 4, 9, ask=0.99),
            "up to 1, got",
        ),
        (
            lambda rng: king_streams.succession_batch(rng, 4, 9, ask=np.nan),
            "up to 1, got",
        ),
        (
            lambda rng: king_streams.succession_batch(rng, 4, 9, new_king=-0.1),
            "got new_king",
        ),
    ],
)
def test_bad_input_gets_one_sentence(call, got):
    with pytest.raises(ValueError, match=got):
        call(np.random.default_rng(0))
