"""Every widget, made by its chapter's own cells: a move costs one picture, little work.

Work is counted, not timed, so that a busy machine changes nothing.
"""

import sys

import pytest
from chapter_cells import CHAPTERS, run_widgets
from contrast import PAGES, contrast, rgb

from lstmlib.course.drawing.style import TEXT
from lstmlib.course.drawing.svg import Drawing, Path, Text

CALLS = 30_000
"""Calls of functions that a move may take; a quick machine makes them in 5 ms."""

LETTERS = 60_000
"""Letters of SVG that a picture may have; all of them travel to the page."""

TWICE = {"05_choose_what_to_write": ("preset", "word")}
"""Controls that move two others, and so draw a picture on the way."""


SHORTER = {"08": ("growing_batches(rng, 1600,", "growing_batches(rng, 40,")}
"""The replay of chapter 08 shows a race: here a short one."""


@pytest.fixture(scope="module", params=CHAPTERS, ids=lambda path: path.stem)
def explorers(request):
    """A chapter's name, and its explorers."""
    short = SHORTER.get(request.param.name[:2], ("", ""))
    return request.param.stem, list(run_widgets(request.param, short).values())


def moves(explorer):
    """Yield every control, set to every end or option that it has not."""
    for name, control in explorer.controls.items():
        ends = [control.min, control.max] if hasattr(control, "min") else []
        for value in [*ends, *getattr(control, "options", ())]:
            if value != control.value:
                yield name, value


def calls(act):
    """Return how many functions act() calls, those of C among them."""
    count = 0

    def tell(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tell)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


def test_a_chapter_has_a_widget_and_its_first_picture_says_something(explorers):
    _, found = explorers
    assert found and all(explorer.drawing.finding for explorer in found)


def test_a_move_draws_one_picture_with_little_work(explorers, monkeypatch):
    drawn, to_svg = [], Drawing.to_svg
    monkeypatch.setattr(Drawing, "to_svg", lambda d: drawn.append(d) or to_svg(d))
    chapter, found = explorers
    for explorer in found:
        for name, value in moves(explorer):
            drawn.clear()
            work = calls(lambda: explorer.set(**{name: value}))  # noqa: B023
            most = 2 if name in TWICE.get(chapter, ()) else 1
            assert 1 <= len(drawn) <= most, f"{name} at {value}: {len(drawn)} pictures"
            assert work <= CALLS, f"{name} at {value}: {work} calls"
            assert len(to_svg(explorer.drawing)) <= LETTERS


FAINT = 0.6
"""Lines that are as faint or fainter are no more than a help: a grid, a shadow."""


def test_words_and_lines_stand_out_on_light_and_dark_pages(explorers):
    words, lines = set(), set()
    for explorer in explorers[1]:
        for name, value in [*moves(explorer)]:
            explorer.set(**{name: value})
            for shape in explorer.drawing.shapes:
                if isinstance(shape, Text):
                    words.add(shape.colour)
                elif isinstance(shape, Path) and shape.width and shape.opacity > FAINT:
                    lines.add((shape.colour, shape.opacity))
    # Of words in another colour half is the page's (test_svg.py).
    assert [ink for ink in words - {TEXT} if not ink.startswith("color-mix(")] == []
    for colour, opacity in lines:
        for page in map(rgb, PAGES.values()):
            if colour.startswith("#"):
                seen = opacity * rgb(colour) + (1 - opacity) * page
                assert contrast(seen, page) >= 3, f"a line in {colour}, {opacity}"


def test_work_is_counted():
    assert calls(lambda: [abs(k) for k in range(100)]) >= 100
