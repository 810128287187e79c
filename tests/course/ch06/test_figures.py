"""Chapter 06: its figures say what they show, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch06 import figures
from lstmlib.course.drawing import plots


@pytest.fixture
def axes():
    fig, axes = plots.new_figure(panels=2)
    yield axes
    plt.close(fig)


ASKED = np.array([False, True, False, True])


def stream(held, said):
    return np.where(ASKED, said, held), np.where(ASKED, said, 0.0)


@pytest.mark.parametrize(
    ("held", "said", "told"),
    [
        (1.5, 0.9, "the cell whispers; with one it holds and answers"),
        (0.2, 0.9, "much alike"),
        (1.5, 0.5, "much alike"),
    ],
)
def test_held_and_said_compares_the_cell_with_the_whisperer(axes, held, said, told):
    streams = {"without": stream(0.1, 0.5), "with": stream(held, said)}
    assert told in figures.draw_held_and_said(axes, streams, ASKED)
    for ax, name in zip(axes, streams, strict=True):
        assert ax.get_title() == name
        assert sorted(text.get_text() for text in ax.texts) == ["c", "h"]


GOOD, BAD = np.full(8, 1e-4), np.full(8, 1e-2)


HALF = np.where(np.arange(8) < 4, GOOD, BAD)


@pytest.mark.parametrize(
    ("four", "five", "eight", "told"),
    [
        (BAD, BAD, GOOD, "is needed at 4 and 5 units; behind a read-out, at"),
        (BAD, HALF, GOOD, "is needed at 4 units; behind a read-out, at"),
        (GOOD, GOOD, GOOD, "is needed at no number of units; behind"),
    ],
)
def test_errors_name_the_sizes_at_which_only_the_gate_succeeds(
    axes, four, five, eight, told
):
    speech = {0: {4: four, 5: five, 8: eight}, 1: {4: GOOD, 5: GOOD, 8: GOOD}}
    linear = {0: {4: BAD}, 1: {4: BAD}}
    errors = {"speech": speech, "linear": linear}
    finding = figures.draw_errors(axes, errors, silence=0.04)
    assert told in finding and finding.endswith("at no number of units")
    assert [text.get_text() for text in axes[0].texts][:2] == ["without o", "with o"]
