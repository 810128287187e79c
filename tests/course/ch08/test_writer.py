"""Chapter 08: a first text that a network writes, and whom it calls king."""

import numpy as np
import pytest

from lstmlib.course.ch08 import race, writer
from lstmlib.course.data import DATA
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    unseen_chronicles,
    write_chronicle,
)
from lstmlib.models import load

VOCABULARY = chronicle_vocabulary()
OPENING = "an ancient story . in kosala king arjun rules .".split()


@pytest.fixture(scope="module")
def author():
    return load(DATA / "weights" / "writer.npz")


def test_every_next_word_is_asked_and_nothing_after_the_last():
    stories = [write_chronicle(np.random.default_rng(k), kings=k) for k in (1, 3)]
    tokens, targets = writer.next_words(stories, VOCABULARY)
    for story, read, asked in zip(stories, tokens, targets, strict=True):
        length = len(story.words)
        assert (asked[: length - 1] == read[1:length]).all()
        assert (asked[length - 1 :] == -1).all()


def test_batches_are_whole_chronicles():
    batches = writer.writing_batches(np.random.default_rng(0), 3, VOCABULARY, size=2)
    assert len(batches) == 3 and all(x.shape == y.shape for x, y in batches)


def test_it_writes_the_same_text_from_one_seed_and_with_a_margin(author):
    texts = [
        writer.write_on(author, OPENING, VOCABULARY, np.random.default_rng(seed), 60)
        for seed in (0, 0, 1)
    ]
    assert texts[0] == texts[1] and texts[0].words != texts[2].words
    # Another machine moves a probability by less than a millionth.
    assert len(texts[0].words) == 60 and texts[0].margin > 1e-4


def test_a_text_is_written_as_if_it_were_read(author):
    """Word by word, with the state carried on, or the whole text at once: one thing."""
    words = writer.write_on(
        author, OPENING, VOCABULARY, np.random.default_rng(0), 20
    ).words
    draws = np.random.default_rng(0).random(20)
    for n, draw in enumerate(draws):
        h = author.forward(VOCABULARY.encode([*OPENING, *words[:n]])[None]).h[0, -1]
        logits = author.linear.forward(h[None])[0].astype(float)
        upto = np.cumsum(np.exp(logits - logits.max()))
        token = np.array([np.searchsorted(upto / upto[-1], draw)])
        assert VOCABULARY.decode(token) == [words[n]]


def test_rulers_are_counted_in_what_was_written_alone():
    told = "king arjun dies . son bala becomes king . king bala wins . king deva wins ."
    assert writer.rulers_named(OPENING, told.split()) == (2, 3)
    assert writer.rulers_named(OPENING, ["the"]) == (0, 0)


def test_it_follows_its_own_rulers_and_has_lost_the_first_king(author):
    counts = [
        writer.rulers_named(
            OPENING,
            writer.write_on(
                author, OPENING, VOCABULARY, np.random.default_rng(seed), 100
            ).words,
        )
        for seed in range(100, 130)
    ]
    right, names = np.sum(counts, axis=0)
    assert names > 100 and right / names > 0.9
    stories = unseen_chronicles(np.random.default_rng(5), 100, 10)
    ruler, first = race.name_kings(author, stories, VOCABULARY)[0]
    assert ruler > 0.95 and first < 0.25
