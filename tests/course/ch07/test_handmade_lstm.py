"""The LSTMs written by hand: exact at any length, and what their votes mean."""

import numpy as np
import pytest

from lstmlib.cells import lstm_step
from lstmlib.course.ch07 import handmade_lstm
from lstmlib.course.ch07.handmade_weights import write_weights
from lstmlib.course.lab.interventions import ClampGate, edited_trace
from lstmlib.course.lab.recall import ask, recall
from lstmlib.course.stories.chronicle import CUES, NAMES, read_chronicle
from lstmlib.course.stories.grammar import (
    batch,
    chronicle_vocabulary,
    pad,
    unseen_chronicles,
    write_chronicle,
)

VOCABULARY = chronicle_vocabulary()
KINDS = tuple(CUES)


def stories(filler, count, **options):
    rng = np.random.default_rng(filler)
    return [
        write_chronicle(rng, filler=filler, split="test", **options)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    "filler", [0, 10, 100, pytest.param(1000, marks=pytest.mark.weekly)]
)
def test_500_stories_of_any_length_are_followed_without_one_mistake(filler):
    """Ten exams with seeds of their own, so that no batch is larger than it must be."""
    throne, teller = (
        handmade_lstm.throne(VOCABULARY),
        handmade_lstm.storyteller(VOCABULARY),
    )
    every = {"names": NAMES, "kinds": KINDS}
    for least in range(filler, filler + 10):
        exam = handmade_lstm.exam(throne, VOCABULARY, least)
        assert exam.right == exam.asked == 9 * 50
        exam = handmade_lstm.exam(teller, VOCABULARY, least, **every)
        assert exam.right == exam.asked == 12 * 50 and exam.farthest > 2.5 * filler


def test_single_precision_is_enough():
    model = handmade_lstm.storyteller(VOCABULARY, dtype=np.float32)
    for filler, count in ((0, 100), (1000, 10)):
        exam = handmade_lstm.exam(
            model, VOCABULARY, filler, names=NAMES, kinds=KINDS, stories=count
        )
        assert exam.right == exam.asked == 12 * count


def test_the_storyteller_says_nothing_of_a_throne_that_is_empty():
    model = handmade_lstm.storyteller(VOCABULARY)
    words = "in vatsa king hari rules . king hari dies .".split()
    story = read_chronicle(words)
    assert ask(model, [story], VOCABULARY, "current") == ["."]
    assert ask(model, [story], VOCABULARY, "first") == ["hari"]


def test_the_topic_ends_with_its_sentence():
    model = handmade_lstm.storyteller(VOCABULARY)
    words = [["statue", "of", ".", "of", "flag", "of", ".", "of"]]
    topic = model.forward(pad(words, VOCABULARY)).c[0, :, -1]
    np.testing.assert_allclose(topic, [1, 1, 0, 0, -1, -1, 0, 0], atol=1e-6)


def test_it_answers_cues_between_all_other_words():
    model = handmade_lstm.storyteller(VOCABULARY)
    tests = stories(30, 200, names=NAMES, kinds=KINDS, cue_rate=0.3)
    tokens, targets = batch(tests, VOCABULARY)
    asked = targets >= 0
    assert asked.sum() > 3000
    answers = model.linear.forward(model.forward(tokens).h[asked]).argmax(axis=-1)
    np.testing.assert_array_equal(answers, targets[asked])


@pytest.mark.parametrize("kind", KINDS)
def test_it_answers_when_it_is_asked_in_the_middle_of_a_reign(kind):
    model = handmade_lstm.storyteller(VOCABULARY)
    assert recall(model, unseen_chronicles(np.random.default_rng(0), 40, 30),
                  VOCABULARY, kind) == 1  # fmt: skip


@pytest.mark.parametrize(("filler", "count"), [(0, 200), (100, 100), (1000, 10)])
def test_the_seats_hold_exactly_the_king_who_rules(filler, count):
    """From the word at which he is named; the truth crowns an heir two words later."""
    tests = stories(filler, count, cue_rate=0.2)
    model = handmade_lstm.throne(VOCABULARY)
    c = model.forward(pad([s.words for s in tests], VOCABULARY)).c[..., :4]
    for story, seats in zip(tests, c, strict=True):
        truth = np.array([[r == name for name in NAMES[:4]] for r in story.ruler])
        for event in story.events:
            if story.words[event.position] == "king":
                named = slice(event.position - 2, event.position)
                truth[named] = truth[event.position]
        np.testing.assert_allclose(seats[: len(truth)], truth, atol=1e-5)


def test_the_throne_names_the_ruler_and_nobody_when_nobody_rules():
    model = handmade_lstm.throne(VOCABULARY)
    assert handmade_lstm.exam(model, VOCABULARY, 10)[:2] == (450, 450)
    empty = read_chronicle("in vatsa king hari rules . poet deva dies .".split())
    assert ask(model, [empty], VOCABULARY, "current") == ["."]


def test_weak_votes_lose_the_king():
    """Share of rulers known after 100 filler words, with gains of 40, 4 and 2."""
    tests = unseen_chronicles(np.random.default_rng(0), 40, 100)
    strong, weak, weakest = (
        recall(
            handmade_lstm.throne(VOCABULARY, gate_gain=gain),
            tests,
            VOCABULARY,
            "current",
        )
        for gain in (40, 4, 2)
    )
    assert strong == 1 and 0 < weak < 1 and weakest == 0


def test_an_exam_tells_how_far_back_the_farthest_answer_is():
    model = handmade_lstm.throne(VOCABULARY)
    exam = handmade_lstm.exam(
        model, VOCABULARY, 20, kinds=("current", "first"), stories=9
    )
    assert exam.asked == 9 * 10 and exam.right == 9 * 9 and exam.share == 0.9
    assert 50 < exam.farthest < 200


def test_a_vote_stands_in_its_place_in_the_weights():
    units = {
        "seat": {
            "i": {"bias": -1.5, "king": 1},
            "f": {"mark": -1},
            "g": {"king": 0.5, "dies": -1},
            "o": {"bias": 0.25},
        },
        "mark": {"i": {}, "f": {}, "g": {}, "o": {"dies": 2}},
    }
    says = {"seat": {"hari": 1, "deva": -1}}
    model = write_weights(units, says, VOCABULARY, gate_gain=10)
    expected = np.zeros((4, 8))  # rows: king, dies, mark, bias; columns: i, f, g, o
    expected[0, [0, 4]] = 10, np.arctanh(0.5)
    expected[1, [4, 7]] = -10, 20
    expected[2, 2] = -10 / np.tanh(1)
    expected[3, [0, 6]] = -15, 2.5
    W_x, W_h, b = model.layer.params.values()
    np.testing.assert_allclose([*W_x, W_h[1], b], expected)
    assert not W_h[0].any()
    heard = model.embedding.params["W"]
    rows = VOCABULARY.encode(["king", "dies"])
    np.testing.assert_array_equal(heard[rows], np.eye(2))
    assert heard.sum() == 2
    answers = model.linear.forward(np.tanh([[1, 0], [-1, 0], [0, 0.0]])).argmax(-1)
    assert VOCABULARY.decode(answers) == ["hari", "deva", "."]


def test_the_candidate_is_the_value_that_stands_in_the_table():
    units = {"u": {"i": {"bias": 1}, "f": {"bias": -1}, "o": {"bias": 1},
                   "g": {"king": 0.3, "son": -0.95}}}  # fmt: skip
    model = write_weights(units, {}, VOCABULARY)
    c = model.forward(pad([["king", "son", "dies"]], VOCABULARY)).c[0, :, 0]
    np.testing.assert_allclose(c, [0.3, -0.95, 0], atol=1e-8)


def test_codes_are_far_from_zero_and_from_each_other():
    values = sorted(handmade_lstm.codes(NAMES).values())
    assert min(np.diff(values)) > 0.2 and min(map(abs, values)) >= 0.2


def test_the_step_of_the_lesson_computes_the_same():
    model = handmade_lstm.storyteller(VOCABULARY)
    trace = model.forward(pad([stories(10, 1)[0].words], VOCABULARY))
    h = c = np.zeros((1, 7))
    for t in range(trace.h.shape[1]):
        step = lstm_step(trace.x[:, t], h, c, **model.layer.params)
        h, c = step.h, step.c
        np.testing.assert_allclose(c, trace.c[:, t], atol=1e-12)
        np.testing.assert_allclose(h, trace.h[:, t], atol=1e-12)


TALE = (
    "an ancient story . in vatsa king arjun rules . poet bala dies . "
    "king arjun dies . son bala becomes king . king bala wins ."
).split()


@pytest.mark.parametrize(
    ("gate", "unit", "at", "seats"),
    [
        (None, 0, 0, {7: "arjun", 12: "arjun", 16: "", 19: "bala", 26: "bala"}),
        ("f", 0, 16, {16: "arjun", 19: "arjun bala", 26: "arjun bala"}),
        ("f", 4, 9, {9: "arjun", 11: "arjun bala", 12: "", 15: "arjun", 26: "bala"}),
    ],
)
def test_what_the_chapter_says_of_a_gate_held_by_hand(gate, unit, at, seats):
    """The answers under its widget: seats taken after these words, one gate at 1."""
    model = handmade_lstm.throne(VOCABULARY)
    x = model.embedding.forward(pad([TALE], VOCABULARY))
    trace = model.layer.forward(x)
    if gate:
        trace = edited_trace(model.layer, x, [ClampGate(gate, 1, [unit], [at])])
    for t, names in seats.items():
        taken = [n for n, c in zip(NAMES[:4], trace.c[0, t], strict=False) if c > 0.5]
        assert " ".join(taken) == names


GATES = {"i": {}, "f": {}, "g": {}, "o": {}}


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ({"u": 3}, "expected votes for i, f, g and o of u, got 3"),
        ({"u": {"i": {}}}, r"expected votes for i, f, g and o of u, got \['i'\]"),
        ({"u": GATES | {"g": [1]}}, "expected a dictionary of votes for g of u"),
        ({"u": GATES | {"i": {"emperor": 1}}}, "vocabulary, got 'emperor'"),
        ({"u": GATES | {"i": {"king": "x"}}}, "expected a number from king for i of u"),
        ({"u": GATES | {"g": {"king": 2}}}, "expected a value in -1..1 from king"),
        ({"king": GATES}, "expected units that are no words, got 'king'"),
        ({"u": GATES | {"i": {"king": np.nan}}}, "expected a number from king for i"),
        ({}, "expected at least one unit"),
        (["u"], r"expected units as {unit: votes}, got \['u'\]"),
    ],
)
def test_a_table_of_another_form_gets_one_clear_sentence(units, told):
    with pytest.raises(ValueError, match=told):
        write_weights(units, {}, VOCABULARY)


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"x": {"king": 1}}, "expected a dictionary of words for a unit, got 'x'"),
        ({"u": ["king"]}, "expected a dictionary of words for a unit, got 'u'"),
        ({"u": {"emperor": 1}}, "vocabulary, got 'emperor'"),
        ({"u": {"king": "1"}}, "expected one value in -1..1 for king, got '1' from u"),
        ({"u": {"king": np.nan}}, "expected one value in -1..1 for king, got nan"),
        ({"u": {"king": 2}}, "expected one value in -1..1 for king, got 2 from u"),
        ({"u": {"king": 1}, "v": {"king": -1}}, "for king, got -1 from v"),
    ],
)
def test_what_no_unit_can_say_gets_one_clear_sentence(says, told):
    with pytest.raises(ValueError, match=told):
        write_weights({"u": GATES, "v": GATES}, says, VOCABULARY)


def test_an_exam_without_cues_and_votes_without_size_get_one_sentence():
    units = {"u": {gate: {"bias": 1} for gate in "ifgo"}}
    with pytest.raises(ValueError, match="finite numbers in gate_gain"):
        write_weights(units, {}, VOCABULARY, gate_gain=np.nan)
    with pytest.raises(ValueError, match="at least one kind of cue to ask, got none"):
        handmade_lstm.exam(
            write_weights(units, {}, VOCABULARY), VOCABULARY, 10, kinds=()
        )
