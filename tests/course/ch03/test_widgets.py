"""Chapter 03: the memory of many kings adds up."""

import numpy as np
import pytest

from lstmlib.course.ch03 import widgets


@pytest.mark.parametrize(
    ("kings_written", "units"),
    [(1, 8), (4, 8), (10, 8), (12, 16), (4, 32), (20, 128)],
)
def test_the_memory_of_the_widget_is_a_sum(kings_written, units):
    """Against the same memory built of LSTM and its fixed gates."""
    rng = np.random.default_rng(0)
    codes = rng.choice([-1.0, 1.0], size=(40, 128))[:, :units]
    c = 0.9 * codes[:kings_written].sum(axis=0)
    scores = codes @ np.tanh(c) / units / np.tanh(0.9)
    got = widgets.king_scores(kings_written, units)
    np.testing.assert_allclose(got.names, scores, atol=1e-8)
    best = sorted(range(40), key=lambda k: (-round(scores[k], 8), k))[:kings_written]
    assert got.found == sum(k < kings_written for k in best)


def test_the_dotted_line_marks_the_last_of_the_loudest():
    """In the picture: columns from -1.05 to 1.05 between 28 and 28 + 190 pixels."""
    scores = widgets.king_scores(4, 32)
    drawing = widgets.draw_kings(scores, 32)
    [line] = [s for s in drawing.shapes if getattr(s, "dash", "") == "dotted"]
    y = float(line.d.split()[-1])
    answer = 1.05 - 2.1 * (y - 28) / 190
    # Rounded to a tenth of a pixel; the fourth king ties with a stranger.
    assert answer == pytest.approx(np.sort(scores.names)[-4], abs=0.002)


def test_a_single_king_answers_with_1():
    scores = widgets.king_scores(1, 64)
    assert scores.names[0] == pytest.approx(1) and scores.found == 1


@pytest.mark.parametrize(("written", "units"), [(0, 8), (41, 8), (3, 0), (3, 129)])
def test_a_memory_that_cannot_be_is_told(written, units):
    with pytest.raises(ValueError, match="expected 1 to 40 kings and 1 to 128 units"):
        widgets.king_scores(written, units)


def test_every_end_of_a_slider_has_its_own_finding():
    explorer = widgets.kings_explorer()
    findings = explorer.drive()
    assert len(set(findings)) == len(findings) == 4
    for name, control in explorer.controls.items():
        start, told = control.value, []
        for value in (control.min, control.max):
            explorer.set(**{name: value})
            told.append(explorer.drawing.finding)
        explorer.set(**{name: start})
        assert told[0] != told[1]


@pytest.mark.weekly
def test_other_names_carry_as_many_kings_as_the_answer_says(monkeypatch):
    """40 draws of names: up to three kings in 32 units in 30, four to 13 in 128."""
    held = {32: [], 128: []}
    for draw in range(40):
        codes = np.random.default_rng(1000 * draw).choice([-1.0, 1.0], size=(40, 128))
        monkeypatch.setattr(widgets, "_codes", lambda codes=codes: codes)
        for units, most in held.items():
            lost = (k for k in range(1, 21) if widgets.king_scores(k, units).found < k)
            most.append(next(lost) - 1)
    assert sum(most <= 3 for most in held[32]) == 30
    assert (min(held[128]), max(held[128])) == (4, 13)


def test_the_answers_under_the_widget():
    """Three kings in 32 units, eight in 128; the loudest need not be the last."""
    for units, most in ((32, 3), (128, 8)):
        held = [widgets.king_scores(k, units).found == k for k in range(1, 21)]
        assert held[:most] == [True] * most and not held[most]
    fourth = widgets.king_scores(4, 32).names
    assert (fourth[4:] > fourth[:4].min() + 1e-6).sum() >= 2
    for written, loudest in ((5, 4), (6, 4), (8, 3)):
        assert widgets.king_scores(written, 128).names.argmax() == loudest
