"""Asking a model: models whose answers are known, and real ones."""

import numpy as np
import pytest

from lstmlib.cells import RNNStep
from lstmlib.course.lab.recall import (
    QUESTIONS,
    answer_probabilities,
    ask,
    latest_king,
    recall,
    recall_table,
)
from lstmlib.course.stories.chronicle import CUES, NAMES, read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary, write_chronicle
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model

VOCABULARY = chronicle_vocabulary()
STORY = "in kosala king hari rules . king hari dies . son deva becomes king ."
KINDS = pytest.mark.parametrize("kind", CUES)


class Straight:
    """A read-out that says what h holds, ten times as loud."""

    def forward(self, h):
        return 10.0 * h


class Stub:
    """A model that says one of the words it heard: the last, or the last name."""

    def __init__(self, names_only):
        self.names_only, self.linear = names_only, Straight()

    def forward(self, tokens, state=None):
        N, T = tokens.shape
        h = np.zeros((N, T + 1, len(VOCABULARY)))
        h[:, 0] = 0 if state is None else state
        for t in range(T):
            heard = np.eye(len(VOCABULARY))[tokens[:, t]]
            counts = tokens[:, t] < (len(NAMES) if self.names_only else np.inf)
            h[:, t + 1] = np.where(counts[:, None], heard, h[:, t])
        return RNNStep(None, h[:, :-1], h[:, 1:])


def stories(count=4):
    """Stories of different lengths, so that some are padded."""
    rng = np.random.default_rng(0)
    return [write_chronicle(rng, kings=1 + n % 3, filler=4 * n) for n in range(count)]


def test_a_question_is_a_cue_up_to_its_blank():
    assert QUESTIONS == {
        "current": ("king",),
        "first": ("the", "statue", "of"),
        "era": ("soldiers", "fight", "with"),
        "kingdom": ("the", "flag", "of"),
    }


@KINDS
def test_a_model_is_asked_after_the_question_and_not_after_the_padding(kind):
    answers = ask(Stub(names_only=False), stories(), VOCABULARY, kind)
    assert answers == [QUESTIONS[kind][-1]] * 4


def test_a_model_that_keeps_the_last_name_answers_with_it():
    chronicles = stories()
    last = [[w for w in c.words if w in NAMES][-1] for c in chronicles]
    assert len(set(last)) > 1
    assert ask(Stub(names_only=True), chronicles, VOCABULARY, "first") == last


def test_recall_is_the_share_of_right_answers():
    """The last name of these stories is the current king's; who was the first?"""
    chronicles, model = stories(), Stub(names_only=True)
    assert recall(model, chronicles, VOCABULARY, "current") == 1.0
    one_king = [c.facts["first"] == c.facts["current"] for c in chronicles]
    assert one_king == [True, False, False, True]
    assert recall(model, chronicles, VOCABULARY, "first") == 0.5
    assert recall(model, chronicles[1:3], VOCABULARY, "first") == 0.0
    assert recall(model, chronicles, VOCABULARY, "kingdom") == 0.0


def test_a_table_of_recall_has_a_row_for_each_model_and_a_column_for_each_test():
    tests = [stories(), stories()[:2]]
    models = [Stub(names_only=False), Stub(names_only=True)]
    table = recall_table(models, tests, VOCABULARY, "first")
    assert table.tolist() == [[0.0, 0.0], [0.5, 0.5]]
    table = recall_table(models[1:], tests[:1], VOCABULARY, "current")
    assert table.tolist() == [[1.0]]


def test_probabilities_follow_what_a_model_would_say_after_each_word():
    words = STORY.split()
    shares = answer_probabilities(
        Stub(names_only=True), words, VOCABULARY, "current", ["hari", "deva", "bala"]
    )
    assert shares.shape == (len(words), 3)
    winner = np.where(shares.max(axis=1) > 0.9, shares.argmax(axis=1), -1)
    assert winner.tolist() == [-1] * 3 + [0] * 8 + [1] * 4
    e = np.exp(10)
    sure = [e / (e + len(VOCABULARY) - 1), 1 / (e + len(VOCABULARY) - 1)]
    np.testing.assert_allclose(shares[-1], [sure[1], sure[0], sure[1]], rtol=1e-12)
    np.testing.assert_allclose(shares[0], 1 / len(VOCABULARY), rtol=1e-12)


# --------------------------------------------------------------- real models


def random_model(layer_type):
    rng = np.random.default_rng(1)
    layer = layer_type(5, 7, rng=rng, dtype=float)
    return word_model(layer, len(VOCABULARY), rng=rng)


@KINDS
@pytest.mark.parametrize("layer_type", [RNN, LSTM])
def test_each_row_of_probabilities_equals_asking_after_that_word(layer_type, kind):
    model, words = random_model(layer_type), STORY.split()
    shares = answer_probabilities(model, words, VOCABULARY, kind, NAMES)
    assert shares.shape == (len(words), len(NAMES))
    assert (shares > 0).all() and (shares.sum(axis=1) < 1).all()
    for t in range(len(words)):
        text = [*words[: t + 1], *QUESTIONS[kind]]
        expected = model.probabilities(VOCABULARY.encode(text)[None])[0, -1]
        names = expected[VOCABULARY.encode(NAMES)]
        np.testing.assert_allclose(shares[t], names, rtol=1e-12)


@pytest.mark.parametrize("layer_type", [RNN, LSTM])
def test_the_last_probabilities_are_the_answer(layer_type):
    model = random_model(layer_type)
    for chronicle in stories():
        answer = ask(model, [chronicle], VOCABULARY, "first")
        shares = answer_probabilities(
            model, chronicle.words, VOCABULARY, "first", VOCABULARY.words
        )
        assert answer == [VOCABULARY.words[shares[-1].argmax()]]
        np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("layer_type", [RNN, LSTM])
def test_a_story_gets_the_same_answer_alone_and_among_longer_ones(layer_type):
    model, chronicles = random_model(layer_type), stories()
    alone = [ask(model, [c], VOCABULARY, "era")[0] for c in chronicles]
    assert ask(model, chronicles, VOCABULARY, "era") == alone


# ----------------------------------------------------------------- the rule


@pytest.mark.parametrize(
    ("text", "king"),
    [
        ("king hari rules .", "hari"),
        ("king hari dies . poet deva sings .", "hari"),
        ("king hari dies . son deva becomes king", "deva"),
        ("son deva becomes king . king bala dies . the king", "bala"),
        ("king hari dies . the baker becomes king .", "hari"),
    ],
)
def test_the_latest_king_is_the_one_last_called_so(text, king):
    assert latest_king(text.split()) == king


def test_the_latest_king_of_a_chronicle_rules():
    for story in stories(6):
        for t, ruler in enumerate(story.ruler):
            assert ruler is None or latest_king(story.words[: t + 1]) == ruler


@pytest.mark.parametrize("text", ["", "the king is old .", "poet deva sings . king"])
def test_a_story_without_a_named_king_gets_one_sentence(text):
    with pytest.raises(ValueError, match="expected words that name a king, got none"):
        latest_king(text.split())


# ------------------------------------------------------------------ refusals


def test_an_unknown_kind_of_question_gets_one_sentence():
    model, words = Stub(names_only=True), STORY.split()
    for call in (
        lambda: ask(model, stories(), VOCABULARY, "hero"),
        lambda: recall(model, stories(), VOCABULARY, "hero"),
        lambda: answer_probabilities(model, words, VOCABULARY, "hero", NAMES),
    ):
        with pytest.raises(ValueError, match="current, first, era.*got 'hero'"):
            call()


def test_no_stories_and_no_words_get_one_sentence():
    model = Stub(names_only=True)
    for call in (
        lambda: ask(model, [], VOCABULARY, "first"),
        lambda: recall(model, [], VOCABULARY, "first"),
        lambda: answer_probabilities(model, [], VOCABULARY, "first", NAMES),
    ):
        with pytest.raises(ValueError, match="at least one story of one word"):
            call()


def test_a_question_that_has_no_answer_gets_one_sentence():
    """The king is dead and nobody follows: who rules now?"""
    dead = read_chronicle("in kosala king hari rules . king hari dies .".split())
    with pytest.raises(ValueError, match="current"):
        recall(Stub(names_only=True), [dead], VOCABULARY, "current")


def test_an_unknown_candidate_is_named():
    with pytest.raises(ValueError, match="got 'nobody'"):
        answer_probabilities(
            Stub(names_only=True), STORY.split(), VOCABULARY, "first", ["nobody"]
        )


def test_probabilities_at_some_places_are_those_there():
    rng = np.random.default_rng(0)
    words = "in vatsa king hari rules . king hari wins .".split()
    vocabulary = chronicle_vocabulary()
    for layer in (RNN(3, 4, rng=rng), LSTM(3, 4, rng=rng)):
        model = word_model(layer, len(vocabulary), rng=rng)
        everywhere = answer_probabilities(
            model, words, vocabulary, "first", ["hari", "deva"]
        )
        some = answer_probabilities(
            model, words, vocabulary, "first", ["hari", "deva"], [5, 9]
        )
        np.testing.assert_allclose(some, everywhere[[5, 9]], atol=1e-6)
