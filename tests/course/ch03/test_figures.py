"""Chapter 03: its figures say what they show, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch03 import figures
from lstmlib.course.drawing import plots


@pytest.fixture
def panels():
    """Two stacked panels of a figure that is closed again."""
    fig, axes = plots.new_figure(panels=2, stacked=True)
    yield axes
    plt.close(fig)


def test_learned_counts_the_seeds_at_every_distance(panels):
    near, far = np.array([1, 0.95, 0.94, 0.2]), np.array([0.2] * 4)
    right = {"RNN": {7: far, 9: far}, "second path": {7: near, 9: far}}
    assert figures.draw_learned(panels, right) == (
        "Seeds that know the king: after 7 words RNN 0 of 4, second path 2 of 4; "
        "after 9 words RNN 0 of 4, second path 0 of 4"
    )
    assert [t.get_text() for t in panels[0].texts] == ["0 of 4", "2 of 4"]
    dots = [line for line in panels[0].lines if len(line.get_xdata()) == 1]
    assert [float(dot.get_xdata()[0]) for dot in dots] == [0, 0.5]


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((1.0, 0.25), "the RNN knows who rules and the second path guesses"),
        ((0.3, 0.95), "the RNN guesses and the second path knows who rules"),
        ((0.6, 0.95), "the RNN knows it often and the second path knows who rules"),
    ],
)
def test_the_line_of_kings_tells_who_follows(panels, ends, told):
    shares = {
        memory: [[0.9, end]] * 3
        for memory, end in zip(("RNN", "second path"), ends, strict=True)
    }
    finding = figures.draw_line_of_kings(panels, [20, 400], shares, shares)
    assert finding.startswith(f"After 400 words {told}. ")
    texts = [t for t in panels[0].texts if t.get_text() != "guessing"]
    heights = [t.get_position()[1] for t in texts]
    assert (heights[0] > heights[1]) == (ends[0] > ends[1]), "labels at their lines"


@pytest.mark.parametrize(
    ("last", "told"),
    [(210.0, "about as fast as"), (30.0, "more slowly"), (12.0, "keep their size")],
)
def test_growth_is_told_from_rest(panels, last, told):
    sizes = {"RNN": [[0.5, 0.5]], "second path": [[10.0, last]]}
    assert told in figures.draw_line_of_kings(panels, [20, 400], sizes, sizes)


def test_no_line_hides_another(panels):
    """The quiet RNN's line is wider than the RNN's, which lies on it."""
    shares = {"RNN": [[1, 1]], "quiet RNN": [[1, 1]], "second path": [[1, 0]]}
    figures.draw_line_of_kings(panels, [20, 400], shares, shares)
    widths = [line.get_linewidth() for line in panels[0].lines[:2]]
    assert widths[1] > 2 * widths[0]


def test_roads_are_told_by_what_reaches_the_end(ax):
    roads = {"RNN": [[1, 1e-9]] * 2, "second path": [[1, 1e3]], "path alone": [[1, 1]]}
    assert figures.draw_roads(ax, roads) == (
        "1 words back the gradient fades on the RNN, explodes on the second path "
        "and carries on the path alone"
    )
