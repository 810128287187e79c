"""Chapter 04: half-lives, products of gates, and the findings of its figures."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from lstmlib.course.ch04 import figures
from lstmlib.course.data import DATA
from lstmlib.course.drawing import plots
from lstmlib.course.lab import retention
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM

# ------------------------------------------------------------------ half-lives


@pytest.mark.parametrize(
    ("f", "steps"),
    [
        (0.5, 1),
        (0.25, 0.5),
        (0.7311, 2.213),
        (0.9, 6.579),
        (0.99, 68.97),
        (0.999, 692.8),
    ],
)
def test_half_life_of_known_gates(f, steps):
    assert retention.half_life(f) == pytest.approx(steps, rel=1e-3)


@given(st.floats(0.001, 0.9999))
def test_after_a_half_life_half_is_left(f):
    assert f ** retention.half_life(f) == pytest.approx(0.5, rel=1e-9)


def test_the_two_ends_have_words():
    assert retention.half_life(0) == 0 and retention.half_life(1) == np.inf
    assert retention.half_life_in_words(0) == "nothing is left after one step"
    assert retention.half_life_in_words(1.0) == "a memory never halves"


@pytest.mark.parametrize(
    ("f", "told"),
    [(0.01, "0.151"), (0.5, "1.00"), (0.9, "6.58"), (0.99, "69.0"), (0.995, "138")]
    + [(0.999, "693"), (0.9999, "6931"), (2 ** (-1 / 999.7), "1000")],
)
def test_half_life_in_words_has_three_digits(f, told):
    assert retention.half_life_in_words(f) == f"half is gone after {told} steps"


@pytest.mark.parametrize("f", [-0.1, 1.01, np.nan])
def test_no_gate_outside_0_to_1(f):
    with pytest.raises(ValueError, match="expected a forget gate in 0..1, got"):
        retention.half_life(f)
    with pytest.raises(ValueError, match="expected a forget gate in 0..1, got"):
        retention.share_left([0.5, f])


# -------------------------------------------------------------------- products


def test_retention_is_the_product_and_for_a_constant_gate_the_power():
    np.testing.assert_allclose(retention.share_left([0.5, 0.2, 1.0]), [0.5, 0.1, 0.1])
    powers = 0.9 ** np.arange(1, 31)
    np.testing.assert_allclose(
        retention.share_left(np.full(30, 0.9)), powers, rtol=1e-12
    )
    gates = np.random.default_rng(0).random((5, 3))
    np.testing.assert_allclose(retention.share_left(gates)[-1], gates.prod(axis=0))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 4))
def test_carry_is_the_sum_of_what_is_left_of_every_write(seed, T, H):
    rng = np.random.default_rng(seed)
    f, writes = rng.random((T, H)), rng.normal(size=(T, H))
    left = [writes[t] * f[t + 1 :].prod(axis=0) for t in range(T)]
    np.testing.assert_allclose(retention.carry(f, writes)[-1], sum(left), atol=1e-12)


def test_carry_is_the_cell_of_the_chapter():
    rng = np.random.default_rng(1)
    layer = LSTM(3, 4, rng=rng, fixed_gates={"i": 1, "o": 1}, dtype=float)
    trace = layer.forward(rng.normal(size=(1, 12, 3)))
    c = retention.carry(trace.f[0], trace.g[0])
    np.testing.assert_allclose(c, trace.c[0], rtol=1e-12)


def test_kept_weighs_every_unit_by_what_it_holds():
    rng = np.random.default_rng(2)
    trace = LSTM(3, 4, rng=rng, dtype=float).forward(rng.normal(size=(2, 5, 3)))
    share = retention.share_kept(trace)
    assert np.isnan(share[:, 0]).all(), "nothing is there before the first step"
    old, f = np.abs(trace.c_prev[1, 3]), trace.f[1, 3]
    assert share[1, 3] == pytest.approx((f * old).sum() / old.sum())
    held = LSTM(3, 4, rng=rng, fixed_gates={"f": 0.25}).forward(trace.x)
    np.testing.assert_allclose(retention.share_kept(held)[:, 1:], 0.25, rtol=1e-6)


# --------------------------------------------------------------------- figures


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
        "50 words back the gradient is about 10^-7 with bias 0, "
        "at least 1 with bias 3, open"
    )
    late = [np.where(np.arange(60) > 55, 1.0, 2e-7)]
    told = figures.draw_bias_flow(axes[1], {"bias 0": late})
    assert told == "50 words back the gradient is about 10^-7 with bias 0"
    told = figures.draw_bias_flow(axes[1], {"bias 0": fades})
    assert told == "50 words back the gradient is about 10^-7 with bias 0"


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


# ----------------------------------------------------------- committed results


@pytest.mark.parametrize(
    ("name", "columns"), [("forget_recall.csv", 4), ("forget_succession.csv", 6)]
)
def test_the_committed_tables_are_whole_grids(name, columns):
    table = np.loadtxt(DATA / name, delimiter=",", skiprows=1)
    seeds = len(np.unique(table[:, 2]))
    assert seeds >= 8 and table.shape == (18 * seeds, columns)
    biases = (0.0, 1.0, 3.0, 5.0, np.inf, np.nan)
    grid = list(itertools.product(biases, (0.003, 0.01, 0.03), range(seeds)))
    np.testing.assert_array_equal(table[:, :3], grid)
    shares = table[:, 3 : 3 + (columns > 4) + 1]
    assert ((shares >= 0) & (shares <= 1)).all()


def test_the_best_rate_is_that_of_the_length_trained_for(tmp_path):
    """Here 0.01 is best in the first column of shares, 0.003 in the second."""
    rows = [
        (bias, rate, seed, share, 1 - share, 0)
        for bias in (0.0, 1.0, 3.0, 5.0, np.inf, np.nan)
        for rate, share in ((0.003, 0.2), (0.01, 0.9), (0.03, 0.5))
        for seed in range(2)
    ]
    names = "forget_bias,learning_rate,seed,right_60,right_400,size_400"
    np.savetxt(tmp_path / "t.csv", rows, delimiter=",", header=names, comments="")
    best = figures.at_best_rate(tmp_path / "t.csv")
    assert len(best) == 6
    for runs in best.values():
        np.testing.assert_allclose(runs, [[0.9, 0.1]] * 2)


def test_the_committed_tables_show_what_chapter_04_says():
    """The more open the gate starts, the better for one king, the worse for many."""
    one, many = (
        figures.at_best_rate(f"forget_{name}.csv") for name in ("recall", "succession")
    )
    know = [
        {bias: int((runs[:, -1] >= plots.SOLVED).sum()) for bias, runs in t.items()}
        for t in (one, many)
    ]
    assert len(one[0]) == 16 and len(many[0]) == 8
    assert know[0][0] <= 4 and min(know[0][b] for b in (3, 5, np.inf)) >= 11
    assert know[1][np.inf] == know[1][5] == 0 and min(know[1][0], know[1][1]) >= 6
    assert 0 < know[1][np.nan] < 8, "a plain RNN knows the last king, too"
