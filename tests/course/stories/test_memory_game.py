"""The game of chapter 00: what the boxes hold, and what they can answer."""

import json

import pytest

from lstmlib.course.stories.chronicle import read_chronicle
from lstmlib.course.stories.grammar import chronicle_vocabulary
from lstmlib.course.stories.memory_game import (
    CHOICES,
    OPENING,
    PASS,
    QUIZ,
    STORY,
    answered,
    fill_boxes,
    save_choices,
)


def test_the_story_is_a_chronicle_of_three_kings():
    story = read_chronicle(" ".join(STORY).split())
    assert [e.name for e in story.events if e.kind == "crowned"] == [
        "arjun",
        "bala",
        "deva",
    ]
    chronicle_vocabulary().encode(story.words)


def test_the_answers_of_the_quiz_are_those_of_the_story():
    facts = read_chronicle(" ".join(STORY).split()).facts
    answers = {question: answer for question, answer, _ in QUIZ}
    assert answers["Who is the hero now?"] == facts["current"]
    assert answers["Who was the first king?"] == facts["first"]
    assert answers["Swords or guns?"] == facts["era"]


def test_writing_into_a_place_removes_what_stood_there():
    assert fill_boxes(["long-term 1", PASS, "long-term 1"]) == {"long-term 1": 3}


def test_empty_boxes_answer_nothing_and_four_places_can_answer_all():
    assert sum(answered({})) == 0
    best = {"long-term 1": 1, "long-term 2": 2, "long-term 3": 10, "short-term": 15}
    assert all(answered(best))


def test_the_death_of_a_poet_answers_nothing():
    assert sum(answered({"short-term": STORY.index("poet chandra dies .") + 1})) == 0


def test_wrong_choices_get_one_sentence():
    with pytest.raises(ValueError, match="expected one of .*, got 'the attic'"):
        fill_boxes(["the attic"])
    with pytest.raises(ValueError, match="at most 15 choices, got 16"):
        fill_boxes([PASS] * 16)


def test_choices_are_saved_and_boxes_that_nobody_filled_are_not(tmp_path, capsys):
    path = tmp_path / "my_memory.json"
    for nothing in ([PASS] * len(STORY), list(OPENING)):
        save_choices(nothing, path)
        assert not path.exists() and "nothing was saved" in capsys.readouterr().out
    choices = [CHOICES[2], *[PASS] * 13, CHOICES[1]]
    save_choices(choices, path)
    assert json.loads(path.read_text(encoding="utf-8"))["choices"] == choices
    assert "answer 3 of 5" in capsys.readouterr().out
