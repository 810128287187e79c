"""The cell as a computer and as in textbooks: every part is there, and can be read."""

from xml.etree import ElementTree

import pytest

from lstmlib.course.drawing import textbook
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Path, Text


def texts(drawing):
    return [shape for shape in drawing.shapes if isinstance(shape, Text)]


def test_the_computer_has_three_inputs_two_updates_and_two_outputs():
    said = {text.words: text for text in texts(textbook.draw_computer())}
    assert all(said[name].x < 100 for name in ("c_prev", "h_prev", "x"))
    assert all(said[name].x > 600 for name in ("c", "h"))
    edit, speak = said["c = f · c_prev + i · g"], said["h = o · tanh(c)"]
    assert edit.y < speak.y


def test_each_number_stands_in_both_cells_and_in_the_key():
    drawing = textbook.draw_translation()
    for mark, words in textbook.PARTS.items():
        places = [text.x for text in texts(drawing) if text.words == mark]
        assert len(places) == 3 and words in [t.words for t in texts(drawing)]
        ours, book = min(places[:2]), max(places[:2])
        assert ours < 340 and book > textbook.BOOK


def test_the_textbook_has_a_sigma_and_a_times_for_each_gate():
    said = [text.words for text in texts(textbook.draw_translation())]
    assert said.count("σ") == said.count("×") == 3
    assert said.count("tanh") == 2 and said.count("+") == 1
    inks = [s.colour for s in textbook.draw_translation().shapes if isinstance(s, Path)]
    assert all(LOOKS[part].shade in inks for part in "figo")


@pytest.mark.parametrize("draw", [textbook.draw_computer, textbook.draw_translation])
def test_no_words_leave_the_picture(draw):
    drawing = draw()
    ElementTree.fromstring(drawing.to_svg())
    assert len(drawing.finding.split()) <= 18
    for text in texts(drawing):
        share = {"start": 0, "middle": 0.5, "end": 1}[text.anchor]
        length = 0.6 * text.size * len(text.words)
        assert text.x - share * length >= -4
        assert text.x + (1 - share) * length <= drawing.width + 4
        assert text.y <= drawing.height - 4
