"""Chapter 00: the memory game keeps choices and tells the score at the end."""

import pytest

from lstmlib.course.ch00 import widgets
from lstmlib.course.stories import memory_game


def test_every_corner_of_the_game_has_a_picture():
    game = widgets.memory_game([memory_game.PASS] * len(memory_game.STORY))
    findings = game.drive()
    assert len(findings) == len(game.extremes())
    assert len(set(findings)) > 1, "the finding must follow the sliders"


def test_the_game_keeps_a_choice_for_each_sentence():
    choices = [memory_game.PASS] * len(memory_game.STORY)
    play = widgets.memory_game(choices)
    play.set(place_now="long-term 1")
    play.set(sentence=2)
    assert play.values() == {"sentence": 2, "place_now": memory_game.PASS}
    play.set(place_now="long-term 2")
    play.set(sentence=1)
    assert play.values() == {"sentence": 1, "place_now": "long-term 1"}
    assert choices[:3] == ["long-term 1", "long-term 2", memory_game.PASS]


def test_the_game_begins_with_a_place_filled():
    play = widgets.memory_game(list(memory_game.OPENING), start=2)
    assert play.drawing.finding == "Sentence 2 of 15: 1 of 4 places are full"
    assert f"1. {memory_game.STORY[0]}" in play.drawing.to_svg()
    play.set(sentence=1)
    assert play.values() == {"sentence": 1, "place_now": "long-term 1"}


def test_the_game_ends_with_the_score_of_the_boxes():
    choices = [memory_game.PASS] * len(memory_game.STORY)
    choices[0], choices[1], choices[9], choices[14] = (
        memory_game.BOXES[1:] + memory_game.BOXES[:1]
    )
    play = widgets.memory_game(choices)
    play.set(sentence=len(memory_game.STORY))
    assert "answer 5 of 5 questions" in play.drawing.finding
    svg = play.drawing.to_svg()
    for question, answer, _ in memory_game.QUIZ:
        assert question in svg and answer in svg


def test_the_quiz_is_hidden_until_the_story_is_over():
    svg = widgets.draw_game(14, [memory_game.PASS] * 15).to_svg()
    assert not any(question in svg for question, _, _ in memory_game.QUIZ)


def test_the_game_wants_a_choice_for_every_sentence():
    with pytest.raises(ValueError, match="expected 15 choices, got 2"):
        widgets.memory_game(["let it pass"] * 2)
