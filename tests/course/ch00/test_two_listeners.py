"""Two networks hear what a reader types: whatever it is, a picture or a sentence."""

import html
import time
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lstmlib.course.ch00 import listeners, two_listeners
from lstmlib.course.ch00.two_listeners import OWN, STORIES, listen
from lstmlib.course.data import best_setting, read_table
from lstmlib.course.drawing.svg import Text
from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary, unseen_chronicles
from lstmlib.course.stories.reader_input import as_typed

VOCABULARY = chronicle_vocabulary()
START = "in avanti king arjun rules. "


@pytest.fixture(scope="module")
def models():
    return listeners.load_listeners()


@pytest.fixture
def widget(models):
    return listen(models)


# -------------------------------------------------------- what they are and say


def test_both_have_as_many_weights_in_their_layers_to_one_in_a_hundred():
    rows = {row[0]: row for row in listeners.ten_of_each()}
    layers = [int(row[1].split(",")[0].replace(" ", "")) for row in rows.values()]
    assert max(layers) <= 1.01 * min(layers)


def test_both_had_the_same_search_and_the_same_number_of_settings():
    tried = {n: listeners.STARTS[n] for n in listeners.UNITS}
    assert {len(tried[n]) * len(listeners.RATES[n]) for n in tried} == {6}


def test_the_committed_listeners_know_what_their_rows_say(models):
    """The fifth of ten stands between the best and the worst, on new stories, too."""
    told = unseen_chronicles(np.random.default_rng(77), 100, 10)
    shares = {n: listeners.right_answers(m, told) for n, m in models.items()}
    assert shares["LSTM"][1] > 0.9 and shares["LSTM"][1] > shares["RNN"][1] + 0.3
    assert min(shares["LSTM"][0], shares["RNN"][0]) > 0.8


def test_the_counts_are_those_that_the_chapter_tells():
    rnn, lstm = listeners.ten_of_each()
    assert rnn[2].startswith("9 of 10") and rnn[3].startswith("0 of 10")
    assert lstm[2].startswith("10 of 10") and lstm[3].startswith("10 of 10")
    assert rnn[4].endswith("to 0.61)"), "the best RNN names him in 6 of 10 stories"


@pytest.mark.parametrize("network", listeners.UNITS)
def test_the_weights_are_those_of_the_fifth_best_of_ten(models, network):
    table = read_table("listeners.csv")
    runs = table[table["network"] == network]
    means = {seed: runs["mean"][runs["seed"] == seed].mean() for seed in range(10)}
    fifth = runs[runs["seed"] == sorted(means, key=means.get, reverse=True)[4]]
    told = unseen_chronicles(np.random.default_rng(1), 200, 0)
    shares = listeners.right_answers(models[network], told)
    row = fifth[fifth["filler"] == 0][0]
    # Another processor may round an answer to the other side, here and there.
    assert shares == pytest.approx([row["current"], row["first"]], abs=0.02)


def test_the_setting_is_the_best_one_of_a_search_on_other_seeds():
    search, ten = read_table("listeners_search.csv"), read_table("listeners.csv")
    assert not {*search["seed"]} & {*ten["seed"]}
    for network in listeners.UNITS:
        tried = search[search["network"] == network]
        assert len({(r["start"], r["learning_rate"]) for r in tried}) == 6
        best = best_setting(tried, "mean", ("start", "learning_rate"))[0]
        used = ten[ten["network"] == network]
        assert {*used["start"]} == {best["start"]}
        assert {*used["learning_rate"]} == {best["learning_rate"]}


def test_beliefs_are_shares_of_all_words(models):
    words = STORIES["a short story"]
    told = listeners.beliefs(models["RNN"], words, np.array([9, len(words) - 1]))
    for shares in told.values():
        assert shares.shape == (2, len(VOCABULARY))
        assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    answers = listeners.answers(models["RNN"], read_chronicle(words))
    last = {k: VOCABULARY.words[int(s[-1].argmax())] for k, s in told.items()}
    assert answers == last


# ----------------------------------------------------------------- the stories


def test_the_line_of_the_rnn_falls_at_the_death_of_the_first_king(models):
    for name, words in STORIES.items():
        death = read_chronicle(words).events[1].position
        ends = np.flatnonzero([word == "." for word in words])
        before, after = ends[ends < death][-1], ends[ends > death][0]
        places = np.array([before, after, ends[-1]])
        told = listeners.beliefs(models["RNN"], words, places)
        share = told["first"][:, VOCABULARY.words.index("arjun")]
        assert share[0] > 0.9 and share[1] < 0.5
        assert (share[2] > 0.5) == (name == "a short story")


def test_the_short_story_is_easy_for_both_and_the_long_one_for_one(models):
    said = {name: listen(models, name).drawing.finding for name in STORIES}
    assert said["a short story"].count("(right)") == 4
    long = said["a long story"]
    assert long.count("LSTM deva (right)") == 1 and "RNN" in long
    assert "(wrong)" in long.split("Who was first?")[1].split(",")[0]


@pytest.mark.parametrize("name", STORIES)
def test_a_story_that_is_chosen_is_told(widget, name):
    widget.set(preset=name)
    assert widget.values()["story"] == as_typed(STORIES[name])
    assert widget.problem is None


def test_a_story_that_is_edited_is_ones_own(widget):
    widget.set(story=START)
    assert widget.values()["preset"] == OWN
    assert "Who rules? arjun: " in widget.drawing.finding
    widget.set(preset="a short story")
    assert widget.values()["story"] == as_typed(STORIES["a short story"])


def test_nobody_rules_after_a_death(widget):
    widget.set(story=START + "king arjun dies.")
    assert "Who rules? nobody: " in widget.drawing.finding
    assert widget.drawing.finding.count("(wrong)") >= 2


def test_a_fourth_king_has_a_line_and_the_second_has_none(widget):
    text = START
    for king in ("bala", "deva", "chandra"):
        text += f"king {read_chronicle(text.replace('.', ' .').split()).ruler[-1]} "
        text += f"dies. son {king} becomes king. "
    widget.set(story=text)
    # The chapter says so: three kings are all that the LSTM has met in a story.
    assert widget.drawing.finding.endswith("LSTM deva (wrong)")
    said = [s.words for s in widget.drawing.shapes if isinstance(s, Text)]
    assert said.count("deva") == said.count("arjun") == 4 and "bala" not in said


# ------------------------------------------------------------ what people type

HOSTILE = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(VOCABULARY.words), max_size=60).map(" ".join),
    st.lists(st.sampled_from(["in", "avanti", "king", "arjun", "rules", "."]),
             max_size=40).map(" ".join),
)  # fmt: skip


@given(story=HOSTILE)
@example(story="<script>alert(1)</script>")
@example(story="in avanti king arjun rules . <img src=x onerror=alert(1)>")
@example(story="\u202e\x00\ufffe")
def test_whatever_is_typed_is_a_picture_or_one_sentence(story):
    widget = listen(listeners.load_listeners(), "a short story")
    widget.set(story=story)
    page = widget._picture.value
    if widget.problem:
        assert widget.problem.startswith("expected ") and "\n" not in widget.problem
        assert html.escape(widget.problem) in page
    assert "<script" not in page and "<img" not in page
    ElementTree.fromstring(page)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "at least one whole word"),
        ("in avanti king arjun rules", "a full stop at its end"),
        ("rain falls.", "a story with a king in it"),
        (START + "queen maya rules.", "“queen”"),
        (START * 60, "at most 300 words, got 360"),
    ],
)
def test_what_cannot_be_heard_is_told(widget, typed, told):
    widget.set(story=typed)
    assert told in widget.problem


def test_the_longest_story_is_drawn_in_a_moment_and_is_not_too_large(widget):
    text = START + "rain falls. " * 95
    begin = time.process_time()
    widget.set(story=text)
    assert time.process_time() - begin < 1
    assert widget.problem is None and len(widget.drawing.to_svg()) < 60_000
    places = two_listeners._places(text.replace(".", " .").split())
    assert len(places) == two_listeners.MOST_PLACES
