"""Chapter 04: its figures say what they show, either way."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch04 import figures
from lstmlib.course.drawing import plots
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM


@pytest.fixture
def axes():
    fig, axes = plots.new_figure(panels=2)
    yield axes
    plt.close(fig)


def test_drift_tells_growth_from_standing_still(axes):
    grows, stands = np.linspace(1, 400, 400), np.full(400, 3.0)
    told = figures.draw_drift(axes[0], {"additive": [grows], "forget": [stands]})
    assert told.startswith("Without a forget gate the cell state grows")
    for runs in ([grows], [stands, grows]):
        told = figures.draw_drift(axes[1], {"additive": [grows], "forget": runs})
        assert "does not tell" in told


def handover(axes, f_of_kings, f_of_others):
    rng = np.random.default_rng(0)
    tokens, _ = king_streams.succession_batch(rng, 4, 40)
    trace = LSTM(3, 4, rng=rng, dtype=float).forward(rng.normal(size=(4, 40, 3)))
    f = np.where(tokens < 4, f_of_kings, f_of_others)[..., None] * np.ones(4)
    return figures.draw_handover(
        axes, [trace._replace(f=f), trace._replace(f=f)], tokens,
        king_streams.VOCABULARY,
    )  # fmt: skip


def test_handover_looks_at_what_stays_when_a_king_is_named(axes):
    assert "name less than two thirds" in handover(axes, 0.3, 0.9)
    words = [label.get_text() for label in axes[1].get_xticklabels()]
    tokens, _ = king_streams.succession_batch(np.random.default_rng(0), 4, 40)
    named = sum(word in king_streams.KINGS for word in words)
    assert named == (tokens < 4).sum(axis=1).max(), "the stream with the most names"
    for gates in ((0.9, 0.3), (0.7, 0.9), (0.3, 0.7)):
        assert "does not stand out" in handover(axes, *gates)


def test_bias_flow_tells_the_power_of_each_line(axes):
    fades, lasts = [np.full(60, 2e-7)] * 2, [np.full(60, 1.2)] * 2
    between = [np.full(60, 0.02)] * 2
    lines = {"bias 0": fades, "bias 1": between, "bias 3": lasts, "open": lasts}
    assert figures.draw_bias_flow(axes[0], lines) == (
        "50 words back the gradient is about 10⁻⁷ with bias 0, "
        "below 1 with bias 1, at least 1 with bias 3, open"
    )
    late = [np.where(np.arange(60) > 55, 1.0, 2e-7)]
    told = figures.draw_bias_flow(axes[1], {"bias 0": late})
    assert told == "50 words back the gradient is about 10⁻⁷ with bias 0"
    told = figures.draw_bias_flow(axes[1], {"bias 0": fades})
    assert told == "50 words back the gradient is about 10⁻⁷ with bias 0"


def table_of(bias_0, bias_3, held):
    values = {"0": bias_0, "3": bias_3, "open": held, "RNN": 0.25}
    return {start: np.full(4, value) for start, value in values.items()}


@pytest.mark.parametrize(
    ("one", "many", "told"),
    [
        ((0.3, 0.8, 0.9), (1, 1, 0.4), ("better", "worse")),
        ((0.9, 0.9, 0.9), (1, 1, 0.95), ("no better", "no worse")),
    ],
)
def test_the_sweep_says_what_each_task_wants(axes, one, many, told):
    tables = (table_of(*one), table_of(*many))
    assert figures.draw_bias_sweep(axes, tables, ("one", "many")) == (
        f"One king is kept {told[0]} by a gate held open than by one that begins half "
        f"open; a line of kings is followed {told[1]} by it than by a gate that can "
        "close"
    )
    labels = [t.get_text() for t in axes[0].get_xticklabels()]
    assert labels == ["0", "3", "open", "RNN"]
