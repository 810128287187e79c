"""The tasks of chapter 15 ask what they say, and what is made by hand answers."""

import numpy as np
import pytest

from lstmlib.course.beyond.gru import GRU
from lstmlib.course.ch15 import limits
from lstmlib.course.stories.grammar import chronicle_vocabulary, unseen_chronicles
from lstmlib.layers import LSTM
from lstmlib.models import word_model


@pytest.mark.parametrize("facts", [1, 5, 16])
def test_every_office_is_told_once_and_one_is_asked(facts):
    inputs, targets = limits.facts_batch(np.random.default_rng(0), 50, facts)
    assert inputs.shape == (50, facts + 1, 20) and inputs.dtype == np.float32
    offices, holders = inputs[..., :16], inputs[..., 16:]
    assert (offices.sum(axis=2) == 1).all() and (offices[:, :-1].sum(axis=1) <= 1).all()
    assert (holders[:, :-1].sum(axis=2) == 1).all() and not holders[:, -1].any()
    where = (offices[:, :-1] * offices[:, -1:]).sum(axis=2).argmax(axis=1)
    assert (offices[np.arange(50), where] == offices[:, -1]).all(), "it was told"
    assert (holders[np.arange(50), where].argmax(axis=1) == targets[:, -1]).all()
    assert (targets[:, :-1] == -1).all()


def test_more_facts_than_offices_are_refused():
    with pytest.raises(ValueError, match="at most 16 facts, got 17"):
        limits.facts_batch(np.random.default_rng(0), 2, 17)


@pytest.mark.parametrize("facts", [1, 2, 9, 16])
def test_sixteen_drawers_made_by_hand_hold_sixteen_facts(facts):
    told = limits.facts_batch(np.random.default_rng(facts), 500, facts)
    assert limits.right_at_the_end(limits.clerk_by_hand(), *told) == 1


def test_gaps_are_no_longer_than_told():
    lessons = limits.gap_batches(np.random.default_rng(0), 60, size=3, longest=5)
    lengths = {tokens.shape for tokens, _ in lessons}
    assert lengths == {(3, words) for words in range(2, 8)}


def test_what_is_right_at_the_end_is_counted_in_parts():
    told = limits.facts_batch(np.random.default_rng(0), 70, 4)
    clerk = limits.clerk_by_hand()
    told[1][:35, -1] = (told[1][:35, -1] + 1) % 4
    for at_once in (1, 33, 1000):
        assert limits.right_at_the_end(clerk, *told, at_once=at_once) == 0.5


@pytest.mark.parametrize("kind", [LSTM, GRU])
def test_a_stream_is_read_on_and_its_questions_leave_no_trace(kind):
    """The state before the second story is that after the first one alone."""
    rng, vocabulary = np.random.default_rng(0), chronicle_vocabulary()
    model = word_model(kind(8, 6, rng=rng), len(vocabulary), rng=rng)
    streams = [unseen_chronicles(rng, 3, 5) for _ in range(4)]
    right = limits.endless_recall(model, streams, vocabulary)
    assert right.shape == (2, 3) and ((0 <= right) & (right <= 1)).all()
    words = [" ".join(" ".join(s.words) for s in stream).split() for stream in streams]
    own = limits._after(model, words, vocabulary, None)
    state = None
    for stories in zip(*streams, strict=True):
        texts = [story.words for story in stories]
        state = limits._after(model, texts, vocabulary, state)
    np.testing.assert_allclose(np.stack(state), np.stack(own), atol=1e-5)
