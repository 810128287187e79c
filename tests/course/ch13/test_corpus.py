"""Chapter 13: the heaps of stories, the lessons from them, and bits."""

import numpy as np
import pytest

from lstmlib import LSTM, word_model
from lstmlib.course.ch13 import corpus
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary, sentences

VOCABULARY = chronicle_vocabulary()


@pytest.fixture(scope="module")
def texts():
    return corpus.corpus(np.random.default_rng(0), 40)


@pytest.fixture(scope="module")
def model():
    rng = np.random.default_rng(0)
    return word_model(LSTM(8, 8, rng=rng), len(VOCABULARY), rng=rng)


def test_heaps_do_not_share_stories_and_new_ones_have_new_sentences():
    heaps = {name: corpus.heap(name) for name in corpus.HEAPS}
    stories = [tuple(words) for told in heaps.values() for words in told]
    assert len(set(stories)) > 0.99 * len(stories)
    plain = {name: set(sentences(name)) for name in ("train", "test")}
    for name, split in (("judge", "train"), ("new", "test")):
        told = {s.strip() + " ." for w in heaps[name] for s in " ".join(w).split(" .")}
        other = plain["test" if split == "train" else "train"]
        assert told & plain[split] and not told & other


def test_another_heap_gets_one_sentence():
    with pytest.raises(ValueError, match="expected one of learn, choose, judge, new"):
        corpus.heap("test")


def test_every_word_of_a_story_is_to_be_said_and_nothing_after_it(texts):
    tokens, targets = corpus.as_lesson(texts[:5], VOCABULARY)
    for words, read, asked in zip(texts, tokens, targets, strict=False):
        assert VOCABULARY.decode(asked[: len(words)]) == words
        assert (asked[len(words) :] == -1).all()
        assert VOCABULARY.decode(read[: len(words)]) == [corpus.START, *words[:-1]]


def test_every_story_comes_once_before_any_comes_again(texts):
    rng = np.random.default_rng(1)
    for _ in range(2):
        told = corpus.lessons(rng, texts, 5, VOCABULARY, size=8)
        rows = [tuple(row[row >= 0]) for _, targets in told for row in targets]
        assert sorted(rows) == sorted(tuple(VOCABULARY.encode(w)) for w in texts)


def test_lessons_of_facts_ask_for_facts_alone_and_grow(texts):
    told = corpus.fact_lessons(
        np.random.default_rng(0), texts, 30, VOCABULARY, grow=True
    )  # noqa: E501
    lengths = [tokens.shape[1] for tokens, _ in told]
    assert np.mean(lengths[:5]) < 0.7 * np.mean(lengths[-5:])
    for tokens, targets in told:
        for row, asked in zip(tokens, targets, strict=True):
            words = VOCABULARY.decode(row)
            cues = {cue.position - 1 for cue in read_chronicle(words).cues}
            assert set(np.flatnonzero(asked >= 0)) <= cues


@pytest.mark.parametrize("school", corpus.SCHOOLS)
def test_both_schools_have_as_many_lessons(school, texts):
    rng = np.random.default_rng(0)
    told = corpus.curriculum(school, rng, texts, 40, VOCABULARY)
    every = [(targets >= 0).mean() > 0.5 for _, targets in told]
    assert len(told) == 40
    if school == "words alone":
        assert all(every)
    else:
        assert not any(every[:18]) and sum(every) == 17


def test_another_school_gets_one_sentence(texts):
    with pytest.raises(ValueError, match="expected one of words alone, facts first"):
        corpus.curriculum("none", np.random.default_rng(0), texts, 9, VOCABULARY)


def test_a_surprise_is_minus_log_2_of_the_probability(model, texts):
    costs = corpus.surprises(model, texts, VOCABULARY)
    words = texts[3]
    heard = VOCABULARY.encode([corpus.START, *words])[None]
    p = model.probabilities(heard)[0]
    alone = [-np.log2(p[t, VOCABULARY.encode([w])[0]]) for t, w in enumerate(words)]
    np.testing.assert_allclose(costs[3], alone, rtol=1e-4)
    assert [len(cost) for cost in costs] == [len(words) for words in texts]


def test_an_interval_holds_the_mean_and_narrows_with_stories():
    rng = np.random.default_rng(0)
    held, widths = 0, []
    for size in (50, 50, 800):
        for _ in range(100):
            lengths = rng.integers(20, 100, size)
            costs = [rng.exponential(1.5, n) for n in lengths]
            mean, low, high = corpus.bits_interval(costs)
            assert np.isclose(mean, corpus.bits_per_word(costs)) and low < mean < high
            held += low <= 1.5 <= high
        widths.append(high - low)
    assert held > 270 and widths[2] < widths[0] / 2


def test_facts_are_found_where_the_reader_knows_them(texts):
    asked = corpus.fact_words(texts)
    for kind, before in {"first": "of", "era": "with", "current": "king"}.items():
        assert asked[kind]
        assert all(texts[n][t - 1] == before for n, t in asked[kind])
    costs = [np.full(len(words), n) for n, words in enumerate(texts)]
    assert corpus.bits_at(costs, [(0, 0), (4, 2)]) == 2
