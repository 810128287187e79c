"""Chapter 03: its figures say what they show, either way."""

import pytest

from lstmlib.course.ch03 import figures


def test_learned_counts_the_seeds_of_the_best_rate(ax):
    one, two = [[0.2] * 4, [1, 1, 0.94, 0.2]], [[1] * 4, [0.3] * 4]
    shares = {"RNN": one, "second path": two}
    assert figures.draw_learned(ax, shares, (0.1, 0.2), lag=7) == (
        "Seeds that learn a king over 7 words: RNN 2 of 4, second path 4 of 4"
    )
    assert [t.get_text() for t in ax.texts] == ["0 of 4", "2 of 4", "4 of 4", "0 of 4"]
    dots = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [float(dot.get_xdata()[0]) for dot in dots] == [0, 0.5, 1, 0]
    shares = {"RNN": two, "second path": one}
    told = figures.draw_learned(ax, shares, (0.1, 0.2), lag=7)
    assert told.endswith("RNN 4 of 4, second path 2 of 4")


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((1.0, 0.25), "the RNN knows who rules and the second path guesses"),
        ((0.3, 0.95), "the RNN guesses and the second path knows who rules"),
        ((0.6, 0.95), "the RNN knows it often and the second path knows who rules"),
    ],
)
def test_the_line_of_kings_tells_who_follows(ax, ends, told):
    shares = {
        memory: [[0.9, end]] * 3
        for memory, end in zip(("RNN", "second path"), ends, strict=True)
    }
    finding = figures.draw_line_of_kings(ax, [20, 400], shares)
    assert finding == f"After 400 words {told}"
    heights = [t.get_position()[1] for t in ax.texts if t.get_text() != "guessing"]
    assert (heights[0] > heights[1]) == (ends[0] > ends[1]), "labels at their lines"


@pytest.mark.parametrize(
    ("last", "told"),
    [(210.0, "about as fast as"), (30.0, "more slowly"), (12.0, "keep their size")],
)
def test_growth_is_told_from_rest(ax, last, told):
    sizes = {"RNN": [[0.5, 0.5]], "second path": [[10.0, last]]}
    assert told in figures.draw_growth(ax, [20, 400], sizes)


def test_roads_are_told_by_what_reaches_the_end(ax):
    roads = {"RNN": [[1, 1e-9]] * 2, "second path": [[1, 1e3]], "path alone": [[1, 1]]}
    assert figures.draw_roads(ax, roads) == (
        "1 words back the gradient fades on the RNN, explodes on the second path "
        "and carries on the path alone"
    )
