"""The figures of chapter 07: their findings are computed from what they draw."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch07 import figures, handmade_lstm
from lstmlib.course.drawing import plots


@pytest.fixture
def ax():
    fig, ax = plots.new_figure()
    yield ax
    plt.close(fig)


def test_a_table_of_votes_shows_every_vote():
    fig, axes = plots.new_figure(2)
    votes = {"royal": handmade_lstm.royal(), "seat": handmade_lstm.seat("hari")}
    finding = figures.draw_votes(axes, votes)
    count = sum(len(v) for gates in votes.values() for v in gates.values())
    assert f": {count} numbers other than 0" in finding
    words = [text.get_text() for panel in axes for text in panel.texts]
    assert len([w for w in words if w != "·"]) == count
    rows = [label.get_text() for label in axes[0].get_yticklabels()]
    row, sources = rows.index("hari"), len(rows)
    assert rows[:2] == ["bias", "royal"]
    shown = words[4 * sources :][4 * row : 4 * row + 4]
    assert shown == ["+1", "−1", "+1", "·"]
    plt.close(fig)


WORDS = ["w"] * 6


@pytest.mark.parametrize(
    ("hari", "deva", "told"),
    [
        ([0, 0, 0, 0, 1, 1], [0, 1, 1, 0, 0, 0], "is taken: deva, then hari"),
        ([0, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0], "is taken: hari"),
        ([0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 0, 0], "Up to 2 seats are taken at once"),
        ([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0.3], "No seat is ever taken"),
    ],
)
def test_seats_say_who_sat_and_when(ax, hari, deva, told):
    seats = {"hari": np.array(hari), "deva": np.array(deva)}
    assert told in figures.draw_seats(ax, WORDS, seats)
    assert {text.get_text() for text in ax.texts} == {"hari", "deva"}


def test_strength_says_how_far_each_vote_reaches(ax):
    known = {40: [1, 1, 0.9], 4: [1, 0.8, 0], 3: [1, 0.8, 1], 2: [0, 0, 0]}
    assert figures.draw_strength(ax, [0, 10, 100], known) == (
        "Nine of ten rulers are known: gain 40 up to 100 words, gain 4 up to 0 words, "
        "gain 3 up to 0 words, gain 2 never"
    )
