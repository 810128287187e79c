"""Chapter 15: its figures say what they show, its widget shows what is heard."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.beyond.attention import Attention
from lstmlib.course.ch15 import figures, limits, widgets
from lstmlib.course.data import read_table
from lstmlib.course.drawing.plots import new_figure
from lstmlib.course.drawing.svg import Text
from lstmlib.layers import Linear
from lstmlib.models import SequenceModel


@pytest.fixture
def panels():
    fig, axes = new_figure(panels=2)
    yield axes
    plt.close(fig)


def rows(columns, *lines):
    """A small table, its columns by name."""
    values = [np.array(column) for column in zip(*lines, strict=True)]
    return np.rec.fromarrays(values, names=columns.split())


def test_the_facts_are_told_with_their_last_shares(ax):
    lines = [
        (model, seed, facts, share + 0.02 * seed)
        for model, share in (("LSTM 8", 0.3), ("attention 8", 0.9))
        for seed in (0, 1)
        for facts in (2.0, 4.0)
    ]
    table = rows("model seed facts right", *lines)
    finding = figures.draw_facts(ax, table)
    assert finding == (
        "Of 4 facts the networks name, on average: LSTM 8 31 %, attention 8 91 %"
    )
    assert {t.get_text() for t in ax.texts} == {
        "LSTM 8",
        "attention 8",
        "guessing: 0.25",
    }


def test_the_gru_stands_beside_the_lstm(panels):
    lines = [
        (stage, after, model, seed, number, 0.9, share + 0.02 * seed)
        for stage, less in (("best", 0), ("second", 0.2))
        for after, numbers in (("filler", (10.0, 50.0)), ("story", (1.0, 2.0)))
        for model, share in (("LSTM", 0.5 - less), ("GRU", 0.8 - less))
        for seed in (0, 1)
        for number in numbers
    ]
    table = rows("stage after model seed number current first", *lines)
    assert figures.draw_gru(panels, table) == (
        "First king named with 50 filler words in each reign: LSTM 51 %, GRU 81 %, "
        "LSTM, second 31 %, GRU, second 61 % of the stories; in the last story of a "
        "stream: LSTM 51 %, GRU 81 %"
    )


def test_the_price_is_told_in_times(ax):
    lines = [
        (model, words, seconds * words**power)
        for model, seconds, power in (("LSTM", 1e-5, 1), ("attention", 1e-7, 2))
        for words in (50.0, 500.0)
    ]
    finding = figures.draw_cost(ax, rows("model words seconds", *lines))
    assert finding == (
        "A text that is 10 times as long takes the LSTM about 10 times as long and "
        "attention about 100 times"
    )
    assert [text.get_text() for text in ax.texts] == ["LSTM", "attention"]


@pytest.fixture(scope="module")
def models():
    rng = np.random.default_rng(0)
    head = Attention(limits.WIDTH, 8, rng=rng)
    return {
        "attention": SequenceModel(None, head, Linear(8, 4, rng=rng)),
        "LSTM": limits.clerk_by_hand(),
    }


def test_both_hear_the_same_list_and_looks_sum_to_one(models):
    heard = widgets.hear(models, 5, 3, 1)
    assert heard.asked == 2 and len(heard.offices) == 5 and heard.looks.shape == (6,)
    assert heard.looks.sum() == pytest.approx(1, abs=1e-5)
    assert heard.shares["LSTM"].argmax() == heard.holders[2]
    for shares in heard.shares.values():
        assert shares.sum() == pytest.approx(1, abs=1e-5)


def test_who_asks_beyond_the_list_asks_for_its_end(models):
    assert widgets.hear(models, 4, 16, 2).asked == 3
    shown = widgets.draw_hearing(widgets.hear(models, 1, 16, 2))
    assert shown.finding.startswith("After 1 fact, asked for number 1: ")


def test_the_picture_names_every_fact_and_both_networks(models):
    drawing = widgets.draw_hearing(widgets.hear(models, 16, 16, 3))
    words = [shape.words for shape in drawing.shapes if isinstance(shape, Text)]
    assert set(limits.OFFICES) <= set(words) and "the question itself" in words
    assert sum(w.startswith("attention ") for w in words) == 4
    assert all(s.y < drawing.height for s in drawing.shapes if isinstance(s, Text))


def test_the_explorer_draws_at_both_ends_of_every_control(models):
    explorer = widgets.looks_explorer(models)
    first = explorer.drawing.finding
    told = explorer.drive()
    assert len(set(told)) > 4 and explorer.drawing.finding == first


# ------------------------------------------------------------- the committed results


def mean(table, value="right", **where):
    """The mean of a column over the rows that `where` names, and their number."""
    own = np.ones(len(table), bool)
    for name, wanted in where.items():
        own &= table[name] == wanted
    return float(table[value][own].mean()), int(own.sum())


def test_units_run_out_and_looks_do_not():
    table = read_table("facts.csv")
    for model, low, high in (
        ("LSTM 8", 0.3, 0.6),
        ("LSTM 32", 0.5, 0.8),
        ("attention 8", 0.98, 1),
    ):
        right, seeds = mean(table, model=model, facts=16)
        assert seeds == 10 and low <= right <= high, model
    assert mean(table, model="LSTM 32", facts=4)[0] > 0.95


def test_exported_weights_give_the_same_numbers():
    table = read_table("exported.csv")
    assert set(table["tool"]) == {
        "PyTorch",
        "back from PyTorch",
        "Keras",
        "ONNX Runtime",
    }
    assert (table["difference"] <= 1e-5).all()
    exact = (table["dtype"] == "float64") & ~(
        (table["tool"] == "Keras") & (table["layer"] == "RNN")
    )
    assert exact.sum() == 11 and (table["difference"][exact] <= 1e-10).all()
