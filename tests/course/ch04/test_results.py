"""Chapter 04: its committed results are whole and show what it says."""

import itertools

import numpy as np
import pytest

from lstmlib.course.ch04 import figures
from lstmlib.course.data import DATA
from lstmlib.course.drawing import plots


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
