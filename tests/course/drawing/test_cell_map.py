"""The map: what is built stands out, what is not is faint, what is new is lit."""

import re

import pytest

from lstmlib.course.drawing import cell_map, shapes
from lstmlib.course.drawing.cell_map import draw_map
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Path, Text


def words(drawing):
    return [shape.words for shape in drawing.shapes if isinstance(shape, Text)]


def paths(drawing):
    return [shape for shape in drawing.shapes if isinstance(shape, Path)]


@pytest.mark.parametrize("parts", ["c", "cf", "cfi", "cfio"])
def test_what_is_built_is_named_and_has_its_colour(parts):
    drawing = draw_map("so far", parts)
    for part in "fio":
        assert (part in words(drawing)) == (part in parts)
        inks = {path.colour for path in paths(drawing)}
        assert (LOOKS[part].shade in inks) == (part in parts)
    faint = [p for p in paths(drawing) if p.colour == shapes.GREY]
    assert faint and all(p.opacity <= cell_map.GHOST for p in faint)


@pytest.mark.parametrize("new", "cfio")
def test_what_is_new_is_lit_and_named(new):
    plain, lit = draw_map("so far", "cfio"), draw_map("so far", "cfio", new=new)
    assert f"new: {LOOKS[new].name} {new}" in words(lit)
    assert not any(w.startswith("new") for w in words(plain))
    assert len(paths(lit)) == len(paths(plain)) + 2  # the two rings of its glow


@pytest.mark.parametrize("mark", cell_map.MARKS)
def test_a_mark_adds_words_of_its_own(mark):
    marked = draw_map("so far", "cfio", mark=mark)
    assert set(words(marked)) - set(words(draw_map("so far", "cfio")))


@pytest.mark.parametrize("parts", ["", "h", "c", "cfio"])
def test_the_map_is_small_and_nothing_leaves_it(parts):
    drawing = draw_map("so far", parts)
    assert drawing.width < 330 and drawing.height + drawing.head < 170
    assert drawing.finding == "so far" and "so far" not in words(drawing)
    for path in paths(drawing):
        points = [float(n) for n in re.findall(r"-?[\d.]+", path.d)]
        assert -1 <= min(points) and max(points[::2]) <= drawing.width + 1
        assert max(points[1::2]) <= drawing.height + 1
    for text in (s for s in drawing.shapes if isinstance(s, Text)):
        share = {"start": 0, "middle": 0.5, "end": 1}[text.anchor]
        length = 8.2 * len(text.words)
        assert -8 <= text.x - share * length
        assert text.x + (1 - share) * length <= drawing.width + 8


@pytest.mark.parametrize(
    ("parts", "new", "mark"),
    [("x", "", None), ("f", "", None), ("c", "f", None), ("c", "", "ladder")],
)
def test_no_other_map_can_be_drawn(parts, new, mark):
    with pytest.raises(ValueError, match="expected"):
        draw_map("so far", parts, new, mark)
