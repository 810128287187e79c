"""Chapter 05: the treasury, its committed runs, its figures and the gate playground."""

from collections import Counter

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.cells import LSTMStep
from lstmlib.course.ch05 import figures, treasury, widgets
from lstmlib.course.ch05.widgets import PRESETS, PROPOSED
from lstmlib.course.data import DATA
from lstmlib.course.drawing import plots
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import fit

# ---------------------------------------------------------------- the treasury


@pytest.mark.parametrize("length", [2, 3, 30])
def test_one_gift_in_each_half_is_sealed_and_the_target_is_their_sum(length):
    x, y = treasury.treasury_batch(np.random.default_rng(0), 200, length)
    gold, sealed = x[:, :, treasury.GOLD], x[:, :, treasury.SEAL]
    half = length // 2
    assert (sealed[:, :half].sum(axis=1) == 1).all()
    assert (sealed[:, half:].sum(axis=1) == 1).all()
    assert np.isnan(y[:, :-1]).all()
    np.testing.assert_allclose(y[:, -1, 0], (gold * sealed).sum(axis=1), atol=1e-6)
    assert abs(gold).max() <= 1 and gold.min() < -0.9 and gold.max() > 0.9


def test_without_noise_only_sealed_gifts_hold_gold():
    x, _ = treasury.treasury_batch(np.random.default_rng(0), 50, 30, noise=0.0)
    assert (x[:, :, 0][x[:, :, 1] == 0] == 0).all()
    assert abs(x[:, :, 0][x[:, :, 1] == 1]).mean() > 0.3


def test_the_same_generator_gives_the_same_days():
    a, b = (treasury.treasury_batch(np.random.default_rng(3), 4, 9) for _ in range(2))
    np.testing.assert_array_equal(a[0], b[0])


@pytest.mark.parametrize(("size", "length"), [(0, 9), (3, 1), (3, 2.5)])
def test_a_day_needs_two_gifts(size, length):
    with pytest.raises(ValueError, match="expected"):
        treasury.treasury_batch(np.random.default_rng(0), size, length)


def test_share_right_counts_what_is_asked():
    targets = np.array([[[np.nan], [1.0]], [[np.nan], [-1.0]]])
    answers = np.array([[[9.0], [1.15]], [[1.0], [-0.8]]])
    assert treasury.share_within(answers, targets) == 0.5
    assert treasury.share_within(answers, targets, within=0.3) == 1
    with pytest.raises(ValueError, match="shape"):
        treasury.share_within(answers[0], targets)
    with pytest.raises(ValueError, match="only NaN"):
        treasury.share_within(answers, targets * np.nan)


def day_with_gates(openness):
    """A trace of 3 units; unit 1 writes the gold of sealed gifts through its door."""
    x, _ = treasury.treasury_batch(np.random.default_rng(0), 20, 10)
    gold, sealed = x[:, :, :1], x[:, :, 1:] == 1
    i = np.where(sealed, 0.9, openness) * np.ones(3)
    g = gold * np.array([0.1, 0.9, 0.0])
    zero = np.zeros_like(g)
    return LSTMStep(x, zero, zero, i, zero, g, zero, zero, zero)


def test_the_ledger_unit_is_the_one_that_writes_sealed_gold():
    trace = day_with_gates(0.05)
    assert treasury.ledger_unit(trace, np.ones((3, 1))) == 1
    assert treasury.ledger_unit(trace, np.array([[50.0], [1], [99]])) == 0
    assert treasury.mean_input_gate(trace, 1) == pytest.approx((0.9, 0.05))


@pytest.mark.parametrize("length", [30, 1000])
def test_a_treasurer_by_hand_adds_up_days_of_any_length(length):
    layer = LSTM(2, 1, rng=np.random.default_rng(0), fixed_gates={"o": 1}, dtype=float)
    layer.params.update(treasury.treasurer_weights(20.0, 0.05))
    x, y = treasury.treasury_batch(np.random.default_rng(1), 200, length)
    assert treasury.share_within(layer.forward(x).h / 0.05, y, within=0.02) == 1


# ------------------------------------------------------------ committed results


@pytest.fixture(scope="module")
def table():
    path = DATA / "treasury_search.csv"
    return np.loadtxt(path, delimiter=",", quotechar='"', skiprows=1, dtype=str)


def learned(table, name):
    rows = table[(table[:, 0] == name) & (table[:, 1] == "best")]
    return int((rows[:, 5].astype(float) >= 0.95).sum())


def test_every_run_has_its_search_and_ten_seeds_of_the_best_setting(table):
    for name in set(table[:, 0]):
        rows = table[table[:, 0] == name]
        search, best = (rows[rows[:, 1] == stage] for stage in ("search", "best"))
        shares = {}
        for *_, bias, rate, _, right, _, _ in search:
            shares.setdefault((bias, rate), []).append(float(right))
        assert {len(pair) for pair in shares.values()} == {2}
        assert Counter(map(tuple, best[:, 2:4])).popitem() == (
            max(shares, key=lambda setting: round(np.mean(shares[setting]), 6)),
            10,
        )
        assert sorted(best[:, 4].astype(int)) == [*range(10, 20)]


def test_the_committed_runs_show_what_chapter_05_says(table):
    counts = {name: learned(table, name) for name in set(table[:, 0])}
    assert counts["treasury, input gate"] == 10
    assert counts["treasury, no input gate"] == counts["large, no input gate"] == 0
    assert (counts["quiet, input gate"], counts["quiet, no input gate"]) == (10, 5)
    assert (counts["kings, input gate"], counts["kings, no input gate"]) == (9, 3)
    assert counts["patient kings, no input gate"] == 10
    rows = (table[:, 0] == "treasury, input gate") & (table[:, 1] == "best")
    sealed, other = table[rows][:, 6:].astype(float).T
    assert (sealed > 2 * other).all()


def test_one_run_of_each_kind_ends_as_its_kind_does():
    """Trained anew: 12 is a seed of the file."""
    for gates, bias, rate, low, high in (
        ({"o": 1.0}, 1.0, 0.01, 0.8, 1.0),
        ({"o": 1.0, "i": 1.0}, 0.0, 0.003, 0.0, 0.5),
    ):
        rng = np.random.default_rng(12)
        layer = LSTM(2, 16, rng=rng, forget_bias=bias, fixed_gates=gates)
        model = SequenceModel(None, layer, Linear(16, 1, rng=rng))
        batches = (treasury.treasury_batch(rng, 32, 30) for _ in range(800))
        fit(model, batches, learning_rate=rate)
        x, y = treasury.treasury_batch(np.random.default_rng(99), 500, 30)
        assert low <= treasury.share_within(model.logits(x), y) <= high


# ----------------------------------------------------------------- the figures


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


def test_additions_tells_a_door_from_none(axes):
    cells = {"door": (day_with_gates(0.05), 1), "none": (day_with_gates(0.9), 1)}
    finding = figures.draw_additions(axes, cells)
    assert "little is written door, much is written none" in finding
    plt.cla()
    finding = figures.draw_additions(axes, {"a": cells["none"], "b": cells["none"]})
    assert finding.endswith("much is written a and b")


# -------------------------------------------------------------- the playground


def test_additions_is_the_sum_of_what_passes_the_gates():
    rng = np.random.default_rng(0)
    i, g = rng.random(10), rng.uniform(-1, 1, 10)
    c = 0.0
    for k, now in enumerate(widgets.write_by_hand(i, g).c):
        c = c + i[k] * g[k]
        assert now == pytest.approx(c)


def test_the_memory_is_right_within_a_quarter():
    g = np.array([0.25, 0.5, 0, 0.5, 0.25, 0, 0, 0, 0, 0])  # c: 0.25, 0.75, 1.25, 1.5
    near = widgets.write_by_hand(np.ones(10), g).near
    assert near.tolist() == [True, True, True, True] + [False] * 6


def test_the_playground_keeps_what_was_set_at_each_word():
    play = widgets.gate_playground()
    play.set(gate=0.25)
    play.set(word=5)
    assert play.values()["gate"] == 1 and play.values()["proposal"] == -1
    play.set(proposal=0.5)
    play.set(word=2)
    assert play.values()["gate"] == 0.25 and play.values()["proposal"] == 1
    i, g = np.ones(10), PROPOSED.copy()
    i[1], g[4] = 0.25, 0.5
    assert play.drawing.finding == widgets.draw_playground(i, g, 2).finding
    play.set(preset="all closed")
    assert "ends at +0.00" in play.drawing.finding
    play.set(word=5)
    assert play.values()["proposal"] == -1, "a preset puts the candidates back"


def test_a_hand_that_moves_one_slider_after_another_changes_one_word_only():
    """As in the browser, where each slider redraws for itself."""
    play = widgets.gate_playground()
    play.controls["gate"].value = 0.5
    for word in (5, 9, 2):
        play.controls["word"].value = word
    i = PRESETS["all open"].copy()
    i[1] = 0.5
    assert play.drawing.finding == widgets.draw_playground(i, PROPOSED, 2).finding


def test_every_corner_of_the_playground_has_its_own_finding():
    play = widgets.gate_playground()
    assert len(set(play.drive())) == len(play.extremes()) == 32
    for name in ("word", "gate", "proposal"):
        ends = []
        for value in (play.controls[name].min, play.controls[name].max):
            play.set(**{name: value})
            ends.append(play.drawing.finding)
        assert ends[0] != ends[1]


def test_the_answers_under_the_playground():
    play = widgets.gate_playground()
    play.set(preset="open at names")
    assert "right after 10 of 10" not in play.drawing.finding
    for word in (5, 9):
        play.set(word=word)
        play.set(gate=0.0)
    assert "right after 10 of 10" in play.drawing.finding
    for word in (5, 9):
        play.set(word=word)
        play.set(gate=1.0)
    assert "right after 10 of 10" not in play.drawing.finding
    for word in (5, 9):
        play.set(word=word)
        play.set(proposal=0.0)
    assert "right after 10 of 10" in play.drawing.finding


def test_the_picture_tells_the_numbers_of_the_word():
    drawing = widgets.draw_playground(np.full(10, 0.35), np.full(10, -0.5), 4)
    assert "At word 4, “poet”: i = 0.35 and g = −0.50" in drawing.finding
    assert "ends at −1.75" in drawing.finding
