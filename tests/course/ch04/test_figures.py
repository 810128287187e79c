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


def test_succession_counts_who_follows_the_kings(axes):
    low, high = np.full((8, 2), 0.3), np.full((8, 2), 1.0)
    high[0] = 0.9
    shares = {"additive": low, "forget": high, "RNN": low}
    told = figures.draw_succession(axes, shares, (60, 400))
    assert "7 of 8 seeds (53-98 %) with one" in told
    assert "0 of 8 seeds (0-32 %) without a forget gate" in told
    swapped = {"additive": high, "forget": low, "RNN": high}
    told = figures.draw_succession(axes, swapped, (60, 400))
    assert "0 of 8 seeds (0-32 %) with one" in told


def test_succession_draws_every_length_in_its_panel(axes):
    near, far = np.linspace(0.1, 0.2, 8), np.linspace(0.8, 0.9, 8)
    figures.draw_succession(axes, {"forget": np.column_stack([near, far])}, (60, 400))
    for ax, expected in zip(axes, (near, far), strict=True):
        np.testing.assert_allclose(ax.lines[0].get_xdata(), expected)


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
        axes, trace._replace(f=f), tokens, king_streams.VOCABULARY
    )


def test_handover_looks_at_what_stays_when_a_king_is_named(axes):
    assert "at a new king less than half" in handover(axes, 0.3, 0.9).lower()
    words = [label.get_text() for label in axes[1].get_xticklabels()]
    tokens, _ = king_streams.succession_batch(np.random.default_rng(0), 4, 40)
    named = sum(word in king_streams.KINGS for word in words)
    assert named == (tokens < 4).sum(axis=1).max(), "the stream with the most names"
    for gates in ((0.9, 0.3), (0.6, 0.9), (0.3, 0.6)):
        assert "does not stand out" in handover(axes, *gates)


def test_bias_flow_tells_the_power_of_each_line(axes):
    fades, lasts = [np.full(60, 2e-7)] * 2, [np.full(60, 1.2)] * 2
    lines = {"bias 0": fades, "bias 3": lasts, "open": lasts}
    assert figures.draw_bias_flow(axes[0], lines) == (
        "50 words back the gradient is about 10⁻⁷ with bias 0, "
        "at least 1 with bias 3, open"
    )
    late = [np.where(np.arange(60) > 55, 1.0, 2e-7)]
    told = figures.draw_bias_flow(axes[1], {"bias 0": late})
    assert told == "50 words back the gradient is about 10⁻⁷ with bias 0"
    told = figures.draw_bias_flow(axes[1], {"bias 0": fades})
    assert told == "50 words back the gradient is about 10⁻⁷ with bias 0"


def table_of(bias_0, bias_3, held):
    values = (bias_0, bias_3, held, 0.25)
    return {
        b: np.full(4, v) for b, v in zip((0, 3, np.inf, np.nan), values, strict=True)
    }


@pytest.mark.parametrize(
    ("one", "many", "told"),
    [
        ((0.3, 0.8, 0.9), (1, 1, 0.4), ("better", "needs a gate that can close")),
        ((0.9, 0.9, 0.9), (1, 1, 0.95), ("no better", "does without one")),
    ],
)
def test_the_sweep_says_what_each_task_wants(axes, one, many, told):
    tables = (table_of(*one), table_of(*many))
    assert figures.draw_bias_sweep(axes, tables, ("one", "many")) == (
        f"One king is kept {told[0]} by a gate held open; a succession {told[1]}"
    )
    assert [t.get_text() for t in axes[0].get_xticklabels()] == [
        "0",
        "3",
        "open",
        "RNN",
    ]
