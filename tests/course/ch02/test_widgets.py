"""Chapter 02: the radius decides without input, and loud input changes that."""

import pytest

from lstmlib.course.ch02 import widgets
from lstmlib.course.lab.gradient_flow import fate


def test_every_corner_has_a_picture_and_comes_back():
    explorer = widgets.radius_explorer()
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(findings) == len(explorer.extremes())
    assert len(set(findings)) > 1, "the finding must follow the sliders"
    assert explorer.drawing.finding == before


@pytest.mark.parametrize("radius", [0.1, 0.95, 1.05, 3.0])
def test_without_input_the_radius_alone_decides(radius):
    """All states are 0, so the norm of the Jacobian grows as the power of W_h does."""
    norms = widgets.radius_flow(radius, 0.0)
    growth = (norms[-1] / norms[-31]) ** (1 / 30)
    assert growth == pytest.approx(radius, rel=0.05)


def test_loud_input_turns_an_exploding_gradient_into_a_fading_one():
    """The answer to a question under the widget."""
    assert fate(widgets.radius_flow(1.5, 0.0)[-1]) == "explodes"
    for strength, word in ((0.05, "fades"), (0.75, "carries"), (2.0, "fades")):
        assert fate(widgets.radius_flow(1.5, strength)[-1]) == word


def test_the_picture_tells_the_last_norm():
    norms = widgets.radius_flow(1.5, 0.3)
    drawing = widgets.draw_radius(norms, 1.5)
    assert f"{norms[-1]:.1e}" in drawing.finding
    assert fate(norms[-1]) in drawing.finding
