"""Chapter 02: a complaint that walks back, shrinks or grows, and says so."""

import pytest

from lstmlib.course.ch02 import widgets
from lstmlib.course.lab.gradient_flow import fate
from lstmlib.course.stories.chronicle import read_chronicle


def test_every_corner_has_a_picture_and_comes_back():
    explorer = widgets.blame_explorer()
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(findings) == len(explorer.extremes())
    assert len(set(findings)) > 3, "the finding must follow the sliders"
    assert explorer.drawing.finding == before


def test_the_complaint_walks_from_the_question_to_the_first_king():
    assert widgets.STORY[-3:] == ["the", "statue", "of"]
    story = read_chronicle(["king", *widgets.STORY])
    kings = [event.name for event in story.events if event.kind == "crowned"]
    assert kings == ["arjun", "bala", "deva"] and widgets.STORY[0] == kings[0]


@pytest.mark.parametrize("radius", [0.1, 0.95, 1.05, 3.0])
def test_without_input_the_radius_alone_decides(radius):
    sizes = widgets.walk_back(radius, 0.0)
    growth = (sizes[-1] / sizes[-31]) ** (1 / 30)
    assert growth == pytest.approx(radius, rel=0.06)


def test_the_answers_under_the_widget():
    sizes = widgets.walk_back(0.9, 0.5)
    first = next(k for k, size in enumerate(sizes) if size < 0.01)
    assert first == 24 and widgets.STORY[-1 - first] == "river"
    assert fate(widgets.walk_back(1.5, 0.0)[-1]) == "explodes"
    soft, middle, loud = (widgets.walk_back(1.5, s)[-1] for s in (0.05, 0.75, 2.0))
    assert {fate(size) for size in (soft, middle, loud)} == {"fades"}
    assert soft < middle > loud, "the way down is not smooth"


def test_the_picture_tells_what_is_left_and_each_factor():
    sizes = widgets.walk_back(0.9, 0.5)
    drawing = widgets.draw_walk(sizes, 12)
    assert drawing.finding == "12 words back, at “grandson”, 0.1 of it is left"
    words = [shape.words for shape in drawing.shapes if hasattr(shape, "words")]
    assert f"× {sizes[12] / sizes[11]:.2g}" in words
    assert widgets.draw_walk(sizes, 0).finding.endswith("is whole")


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1"), (0.0312, "0.031"), (126.4, "126"), (2e-9, "10⁻⁹"), (3e24, "10²⁴")],
)
def test_a_size_is_said_shortly(size, words):
    assert widgets.as_share(size) == words
