"""The game of chapter 00: what the boxes hold, and what they can answer."""

import errno
import json
import os
import subprocess
import sys
import time

import pytest

from lstmlib import _files
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
    load_choices,
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


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_takes_no_file_does_not_stop_the_chapter(
    tmp_path, capsys, monkeypatch, code
):
    path, choices = tmp_path / "my_memory.json", [CHOICES[3], *[PASS] * 14]
    save_choices(choices, path)

    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(_files.os, "replace", refuse)
    capsys.readouterr()
    save_choices([CHOICES[1]] * 15, path)
    told = capsys.readouterr().out
    assert told.startswith("Not saved, so chapter 10 takes the boxes made there: ")
    assert os.strerror(code) in told and told.count("\n") == 1
    assert load_choices(path, {}) == choices


@pytest.mark.parametrize("wrong", ["", "gone/my_memory.json", "a\0b"])
def test_a_path_that_is_none_does_not_stop_the_chapter(tmp_path, capsys, wrong):
    save_choices([CHOICES[1]] * 15, tmp_path / wrong)
    assert capsys.readouterr().out.startswith("Not saved, so chapter 10 takes")
    assert load_choices(tmp_path / wrong, {1: CHOICES[2]})[0] == CHOICES[2]


def test_two_chapters_that_save_at_once_leave_one_whole_file(tmp_path):
    path = tmp_path / "my_memory.json"
    code = f"""
from lstmlib.course.stories.memory_game import CHOICES, save_choices
for n in range(50):
    save_choices([CHOICES[1 + n % 4]] * 15, {str(path)!r})
"""
    save_choices([CHOICES[1]] * 15, path)
    writers = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    while any(writer.poll() is None for writer in writers):
        time.sleep(0.002)
        kept = json.loads(path.read_text(encoding="utf-8"))["choices"]
        assert len(kept) == 15 and len(set(kept)) == 1
    assert [writer.returncode for writer in writers] == [0, 0]
    assert os.listdir(tmp_path) == ["my_memory.json"]
