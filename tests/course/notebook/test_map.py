"""Every chapter has a map of its own, with its text."""

from pathlib import Path

import pytest

from lstmlib.course.drawing.svg import Text
from lstmlib.course.notebook.map import STAGES, map_of, show_map

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"


def test_every_chapter_has_a_map_of_its_own():
    chapters = [int(path.name[:2]) for path in NOTEBOOKS.glob("*.ipynb")]
    assert sorted(STAGES) == sorted(chapters)
    told = [map_of(chapter).finding for chapter in STAGES]
    drawn = [map_of(chapter).to_svg() for chapter in STAGES]
    assert len(set(told)) == len(set(drawn)) == len(chapters)


def test_a_map_says_what_is_new(capsys):
    show_map(4)
    told = "The cell so far: two paths and the forget gate, which is new.\n"
    assert capsys.readouterr().out.endswith(told)
    texts = [s.words for s in map_of(4).shapes if isinstance(s, Text)]
    assert "new: forget gate f" in texts


@pytest.mark.parametrize("chapter", [-1, 99, "04", None])
def test_no_other_chapter_has_a_map(chapter):
    with pytest.raises(ValueError, match="expected a chapter in 0"):
        show_map(chapter)
