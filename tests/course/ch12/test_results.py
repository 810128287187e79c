"""Chapter 12: the committed trials are whole, fair, and what the chapter says."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib import load
from lstmlib.cells import sigmoid
from lstmlib.course.ch12 import figures, papers, reber, results, trials, widgets
from lstmlib.course.data import DATA, read_table
from lstmlib.course.drawing.plots import new_figure

TASKS = (
    "reber",
    "elman",
    "continual",
    "continual_rnn",
    "adding",
    "order",
    "copying",
)


@pytest.mark.parametrize("task", TASKS)
def test_every_network_has_ten_judged_seeds_and_the_same_search(task):
    judged = results.read_trials(task)
    search = read_table(f"paper_{task}_search.csv")
    for network, own in judged.items():
        assert [trial.seed for trial in own] == list(range(10))
        assert len({str(trial.setting) for trial in own}) == 1
        tried = search[(search["network"] == network) & (search["what"] == "solved")]
        assert len(tried) == 6 and set(tried["seed"]) == {100, 101}
        settings = {str(row.item()[1:3]) for row in tried}
        assert len(settings) == 3 and str(own[0].setting) in settings


def test_the_table_names_paper_count_and_deviation_in_every_row():
    rows = papers.table_rows()
    assert len(rows) == len(papers.ROWS)
    for _, paper, here, read, differs in rows:
        assert paper and differs and " of 10 (" in here
        assert read == "-" if here.startswith("0") else read[-1] == ")"


@pytest.mark.parametrize(
    ("number", "told"), [(5400, "5 400"), (13449, "13 000"), (9, "9"), (0.512, "0.51")]
)
def test_large_numbers_are_told_by_two_digits(number, told):
    assert results.round_number(number) == told


def trial(solved, read, **told):
    curves = {what: (np.array([1.0, read]), np.array(v)) for what, v in told.items()}
    return results.Trial((0.01, np.nan), 0, solved, read, curves)


def test_only_solved_trials_count_for_what_was_read():
    own = [trial(True, 10), trial(True, 30), trial(False, 100)]
    assert results.read_until_solved(own) == 20
    assert results.read_until_solved(own[2:]) is None
    assert results.solved_of(own) == (2, 3)
    assert results.quickest(own).read == 10


@pytest.fixture
def ax():
    fig, ax = new_figure()
    yield ax
    plt.close(fig)


def test_the_first_figure_counts_who_solved_it(ax):
    own = {"LSTM": [trial(True, 10, right=[0, 1])]}
    assert figures.draw_needed(ax, own, {}) == "Seeds that solve it: LSTM 1 of 1"


def test_curves_are_told_by_who_solved_it(ax):
    own = {"LSTM": [trial(True, 10, right=[0, 1]), trial(False, 10, right=[0, 0])]}
    assert figures.draw_curves(ax, own, key=True) == "LSTM 1 of 2"


def test_sizes_are_told_from_the_smallest_to_the_largest(ax):
    own = {"LSTM": [trial(True, 10, size=[1, 2]), trial(True, 10, size=[1, 3512])]}
    assert figures.draw_sizes(ax, own) == "with forget gate 2 to 3 500"


def test_every_choice_of_the_widget_has_a_picture():
    explorer = widgets.trial_explorer()
    findings = explorer.drive()
    assert len(findings) == 10 and len(set(findings)) == 10
    assert all("of 10 seeds" in finding for finding in findings)


def test_the_endless_network_of_1997_does_not_need_its_c():
    """Its output gates alone, with the signs of c, go on through the stream."""
    old = load(DATA / "weights" / "endless_1997.npz")
    stream = reber.Stream(np.random.default_rng(7), 5)
    h, c = trials.last_state(old.forward(stream.take(500)[0]))
    x, _, possible, _ = stream.take(500)
    theirs = old.forward(x, (h, c)).h
    W_x, W_h, b = (old.layer.params[name][..., 36:] for name in ("W_x", "W_h", "b"))
    right = []
    for t in range(500):
        h = np.sign(c) * sigmoid(x[:, t] @ W_x + h @ W_h + b)
        np.testing.assert_allclose(h, theirs[:, t], atol=1e-3)
        right.append(reber.all_above(old.linear.forward(h), possible[:, t]).all())
    assert abs(c).min() > 20 and all(right)
