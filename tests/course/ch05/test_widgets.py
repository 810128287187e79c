"""Chapter 05: the playground of the input gate."""

import numpy as np
import pytest

from lstmlib.course.ch05 import widgets
from lstmlib.course.ch05.widgets import PRESETS, PROPOSED


def test_additions_is_the_sum_of_what_passes_the_gates():
    rng = np.random.default_rng(0)
    i, g = rng.random(10), rng.uniform(-1, 1, 10)
    c = 0.0
    for k, now in enumerate(widgets.write_by_hand(i, g).c):
        c = c + i[k] * g[k]
        assert now == pytest.approx(c)


def test_the_memory_is_right_within_a_quarter():
    g = np.array([0.25, 0.5, 0, 0.5, 0.25, 0, 0, 0, 0, 0])  # c: 0.25, 0.75, 1.25, 1.5
    near = widgets.write_by_hand(np.ones(10), g).near
    assert near.tolist() == [True, True, True, True] + [False] * 6


def test_the_playground_keeps_what_was_set_at_each_word():
    play = widgets.gate_playground()
    play.set(gate=0.25)
    play.set(word=5)
    assert play.values()["gate"] == 1 and play.values()["proposal"] == -1
    play.set(proposal=0.5)
    play.set(word=2)
    assert play.values()["gate"] == 0.25 and play.values()["proposal"] == 1
    i, g = np.ones(10), PROPOSED.copy()
    i[1], g[4] = 0.25, 0.5
    assert play.drawing.finding == widgets.draw_playground(i, g, 2).finding
    play.set(preset="all closed")
    assert "ends at +0.00" in play.drawing.finding
    play.set(word=5)
    assert play.values()["proposal"] == -1, "a preset puts the candidates back"


def test_a_hand_that_moves_one_slider_after_another_changes_one_word_only():
    """As in the browser, where each slider redraws for itself."""
    play = widgets.gate_playground()
    play.controls["gate"].value = 0.5
    for word in (5, 9, 2):
        play.controls["word"].value = word
    i = PRESETS["all open"].copy()
    i[1] = 0.5
    assert play.drawing.finding == widgets.draw_playground(i, PROPOSED, 2).finding


def test_every_corner_of_the_playground_has_its_own_finding():
    play = widgets.gate_playground()
    assert len(set(play.drive())) == len(play.extremes()) == 32
    for name in ("word", "gate", "proposal"):
        ends = []
        for value in (play.controls[name].min, play.controls[name].max):
            play.set(**{name: value})
            ends.append(play.drawing.finding)
        assert ends[0] != ends[1]


def test_the_answers_under_the_playground():
    play = widgets.gate_playground()
    play.set(preset="open at names")
    assert "right after 10 of 10" not in play.drawing.finding
    for word in (5, 9):
        play.set(word=word)
        play.set(gate=0.0)
    assert "right after 10 of 10" in play.drawing.finding
    for word in (5, 9):
        play.set(word=word)
        play.set(gate=1.0)
    assert "right after 10 of 10" not in play.drawing.finding
    for word in (5, 9):
        play.set(word=word)
        play.set(proposal=0.0)
    assert "right after 10 of 10" in play.drawing.finding


def test_the_picture_tells_the_numbers_of_the_word():
    drawing = widgets.draw_playground(np.full(10, 0.35), np.full(10, -0.5), 4)
    assert "At word 4, “poet”: i = 0.35 and g = −0.50" in drawing.finding
    assert "ends at −1.75" in drawing.finding
