"""Chapter 04: its committed results are whole and show what it says."""

import itertools

import numpy as np
import pytest

from lstmlib.course.ch04 import figures
from lstmlib.course.data import DATA, best_setting, read_table
from lstmlib.course.drawing import plots
from lstmlib.course.lab.statistics import fisher_exact

BIASES = (0.0, 1.0, 3.0, 5.0, np.inf, np.nan)


@pytest.mark.parametrize(
    ("name", "columns"), [("forget_recall.csv", 4), ("forget_succession.csv", 6)]
)
def test_the_committed_tables_are_whole_grids(name, columns):
    table = np.loadtxt(DATA / name, delimiter=",", skiprows=1)
    seeds = len(np.unique(table[:, 2]))
    assert seeds >= 8 and table.shape == (18 * seeds, columns)
    grid = list(itertools.product(BIASES, (0.003, 0.01, 0.03), range(seeds)))
    np.testing.assert_array_equal(table[:, :3], grid)
    shares = table[:, 3 : 3 + (columns > 4) + 1]
    assert ((shares >= 0) & (shares <= 1)).all()


@pytest.mark.parametrize(
    ("task", "share"), [("recall", "right"), ("succession", "right_60")]
)
def test_rates_are_judged_on_seeds_that_the_search_has_not_seen(task, share):
    search, judged = (read_table(f"forget_{task}{end}.csv") for end in ("", "_judged"))
    assert not set(search["seed"]) & set(judged["seed"])
    for bias in BIASES:
        tried, runs = (
            t[np.isclose(t["forget_bias"], bias, equal_nan=True)]
            for t in (search, judged)
        )
        best = best_setting(tried, share)["learning_rate"][0]
        assert len(runs) == 16 and (runs["learning_rate"] == best).all()


def test_the_judged_tables_show_what_chapter_04_says():
    """An open gate is good for one king, and a line wants one that can close."""
    one, many = (
        figures.by_start(f"forget_{name}_judged.csv")
        for name in ("recall", "succession")
    )
    know = [
        {start: int((runs[:, -1] >= plots.SOLVED).sum()) for start, runs in t.items()}
        for t in (one, many)
    ]
    assert fisher_exact(know[0]["0"], 16, know[0]["3"], 16) < 0.01
    assert min(know[0][start] for start in ("3", "5", "open")) >= 11
    assert know[1]["open"] == 0 and know[0]["RNN"] == 0
    assert fisher_exact(know[1]["open"], 16, know[1]["1"], 16) < 0.01
    for start in ("0", "1"):
        assert fisher_exact(know[1][start], 16, know[1]["5"], 16) > 0.05
    assert 5 < know[1]["RNN"] < 16, "a plain RNN knows the last king, too"


def test_starts_are_read_with_all_their_shares():
    many = figures.by_start("forget_succession_judged.csv")
    assert list(many) == ["0", "1", "3", "5", "open", "RNN"]
    assert {runs.shape for runs in many.values()} == {(16, 2)}


def returned(updates, scale, noise):
    rows = read_table("additive_return.csv")
    keep = (rows["updates"] == updates) & (rows["scale"] == scale)
    return rows[keep & (rows["noise"] == noise)]


def test_nobody_comes_back_for_long_and_the_start_matters():
    rows = read_table("additive_return.csv")
    assert rows["right_400"].max() < plots.SOLVED
    assert rows["before_60"].mean() < 0.35
    for updates in (600, 1800):
        near, nothing = (returned(updates, s, 0.1)["right_60"] for s in (0.1, 0))
        assert len(near) == len(nothing) == 10
        assert near.mean() > nothing.mean() + 0.2
    back = {
        noise: sum((returned(1800, s, noise)["right_60"] >= plots.SOLVED).sum()
                   for s in (1, 0.5, 0.1, 0))
        for noise in (0.1, 0.3)
    }  # fmt: skip
    assert (returned(1800, 1, 0.1)["right_60"] >= plots.SOLVED).sum() >= 5
    assert back[0.3] < back[0.1]


def test_the_rates_of_the_return_were_chosen_with_other_seeds():
    search, rows = (read_table(f"additive_return{end}.csv") for end in ("_search", ""))
    assert not set(search["seed"]) & set(rows["seed"])
    for scale, noise in itertools.product((1, 0.5, 0.1, 0), (0.1, 0.3)):
        tried = search[(search["scale"] == scale) & (search["noise"] == noise)]
        best = best_setting(tried, "right_60")["learning_rate"][0]
        for updates in (600, 1800):
            assert (returned(updates, scale, noise)["learning_rate"] == best).all()


def test_the_box_on_intervals_is_where_the_link_goes():
    folder = DATA.parent / "notebooks"
    text = (folder / "03_open_a_second_path.ipynb").read_text(encoding="utf-8")
    assert "### How to read an interval" in text
    link = "(03_open_a_second_path.ipynb#How-to-read-an-interval)"
    assert link in (folder / "04_forget_on_purpose.ipynb").read_text(encoding="utf-8")
