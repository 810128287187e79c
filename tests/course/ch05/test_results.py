"""Chapter 05: its committed results are whole and show what it says."""

from collections import Counter

import numpy as np
import pytest

from lstmlib.course.ch05 import treasury
from lstmlib.course.data import DATA, read_table
from lstmlib.course.lab.disturbed import disturbed
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import fit


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


def test_training_comes_back_to_the_three_units_from_near_and_not_from_afar():
    table = read_table("treasury_return.csv").reshape(5, 2, 10)  # start, rate, seed
    learned = (table["after"] >= 0.95).sum(axis=2)
    assert learned[0, 0] == 10 > learned[0, 1] and learned[1, 0] > learned[1, 1]
    assert (learned[2:] == 0).all()
    assert (table["scale"][4] == 0).all() and table["before"][:2].max() < 0.1
    mean = table["after"].mean(axis=2)[:, 0]
    assert (np.diff(mean) < 0).all() and mean[4] < 0.25


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
        h = disturbed(model.layer, x, 0.01, np.random.default_rng(0))[1]
        noisy = treasury.share_within(model.linear.forward(h), y)
        assert noisy > 0.75 or bias == 0, "trained with a gate, most survives noise"
