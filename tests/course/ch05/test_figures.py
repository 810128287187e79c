"""Chapter 05: its figures say what they show, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch05 import figures
from lstmlib.course.drawing import plots


@pytest.fixture
def axes():
    fig, axes = plots.new_figure(2)
    yield axes
    plt.close(fig)


def test_runs_counts_those_that_learned(axes):
    runs = {"input gate": [1, 0.96, 0.94], "no input gate": [0.1, 0.1, 0.2]}
    finding = figures.draw_runs(axes[0], runs, guess=0.15)
    told = "Runs that learned: input gate 2 of 3; no input gate 0 of 3"
    assert finding == told
    words = [text.get_text() for text in axes[0].texts]
    assert "2 of 3 seeds (21-94 %)" in words and "guessing" in words


def test_no_point_hides_another_of_its_share(axes):
    shares = [1.0, 1.0, 0.995, 0.3, 1.0]
    figures.draw_runs(axes[0], {"input gate": shares})
    xs, ys = axes[0].lines[0].get_data()
    assert list(xs) == shares
    apart = np.hypot((xs[:, None] - xs) / 0.01, (ys[:, None] - ys) / 0.04)
    assert (apart[~np.eye(5, dtype=bool)] > 1).all()


def test_input_gates_counts_those_that_open_wider(axes):
    finding = figures.draw_input_gates(axes[0], [0.8, 0.7, 0.5], [0.1, 0.4, 0.5])
    assert "1 of 3 seeds" in finding


def test_additions_tells_a_door_from_none(axes, day_with_gates):
    cells = {"door": (day_with_gates(0.05), 1), "none": (day_with_gates(0.9), 1)}
    finding = figures.draw_additions(axes, cells)
    assert "little is written door, much is written none" in finding
    plt.cla()
    finding = figures.draw_additions(axes, {"a": cells["none"], "b": cells["none"]})
    assert finding.endswith("much is written a and b")
