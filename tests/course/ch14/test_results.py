"""The tables of chapter 14: whole, made by the script, and told as they are."""

import json
from pathlib import Path

import numpy as np
import pytest

from lstmlib.course.ch14 import curved, forecasts, results
from lstmlib.course.ch14.forecasts import Recipe
from lstmlib.course.data import read_table
from lstmlib.course.lab.statistics import mean_interval

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "14_take_it_to_your_data.ipynb"
LEARNERS = ("LSTM", "RNN", "linear")


@pytest.fixture(scope="module")
def prose():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    return " ".join(" ".join(texts).split())


@pytest.mark.parametrize("name", ["sunspots", "sunspots_next"])
def test_settings_are_chosen_on_years_and_seeds_that_are_not_judged(name):
    search, judged = (read_table(f"{name}_{part}.csv") for part in ("search", "judged"))
    assert search["block"].max() + results.BLOCK <= judged["block"].min()
    for model in LEARNERS:
        own, then = (rows[rows["model"] == model] for rows in (search, judged))
        settings = set(zip(own["window"], own["units"], own["learning_rate"],
                           strict=True))  # fmt: skip
        assert len(settings) == 12, "as many settings for each"
        assert len(own) % 12 == 0 and {*own["block"]} == {1809, 1829, 1849, 1869}
        chosen = results.best(search, model)
        assert {(r["window"], r["units"], r["learning_rate"]) for r in then} == {chosen}
        assert sorted({*then["block"]}) == list(results.JUDGED)
        if model != "linear":
            assert len({*then["seed"]}) == 10
            assert not {*own["seed"]} & {*then["seed"]}


def test_the_curved_series_is_judged_on_other_seeds():
    search, judged = (read_table(f"curved_{part}.csv") for part in ("search", "judged"))
    assert not {*search["seed"]} & {*judged["seed"]}
    assert all(
        len(errors) == 10
        for models in results.curved().values()
        for errors in models.values()
    )
    for rows, each in ((search, 8), (judged, 10)):
        for model in ("LSTM", "linear"):
            assert np.sum(rows["model"] == model) == each * 8


def test_rows_are_made_again():
    """Where nothing is drawn they are the same; a network is one of the same kind."""
    values, rows = results.sunspots(), read_table("sunspots_judged.csv")
    for row in rows[rows["seed"] == 0][::5]:
        cut = int(row["block"]) - results.FIRST
        where = values, cut, cut + results.BLOCK, results.AHEAD
        model, window = str(row["model"]), int(row["window"])
        expected = [row[f"ahead_{h}"] for h in range(1, 12)]
        if model == "linear":
            told = forecasts.linear(*where, window)
        elif model == "last value":
            told = forecasts.repeat_last(*where)
        elif model == "eleven years ago":
            told = forecasts.repeat_season(*where)
        else:
            recipe = Recipe(window, int(row["units"]), float(row["learning_rate"]),
                            cell=model)  # fmt: skip
            off = forecasts.errors(forecasts.network(*where, recipe), values, cut)
            assert off.mean() == pytest.approx(np.mean(expected), rel=0.15)
            continue
        off = forecasts.errors(told, values, cut)
        np.testing.assert_allclose(off, expected, rtol=1e-3)


def test_a_curved_row_is_made_again():
    rows = read_table("curved_judged.csv")
    rows = rows[(rows["values"] == 309) & (rows["noise"] == 0.3)]
    for model in ("linear", "LSTM"):
        row = rows[rows["model"] == model][3]
        series = curved.curved_series(809, 0.3, np.random.default_rng([14, 3]))
        window, rate = int(row["window"]), float(row["learning_rate"])
        if model == "linear":
            told = forecasts.linear(series, 309, 809, 10, window)
        else:
            recipe = Recipe(window, 16, rate, 1000, seed=3)
            told = forecasts.network(series, 309, 809, 10, recipe)
        error = forecasts.errors(told, series, 309)[-1]
        assert error == pytest.approx(row["error"], rel=0.1)


def test_the_prose_tells_the_judged_errors(prose):
    alone = results.judged_errors("sunspots_next_judged.csv")
    found = results.judged_errors()
    _, low, high = mean_interval((alone["LSTM"] - alone["linear"]).mean(axis=(0, 2)))
    assert low < 0 < high
    assert (
        f"it errs by {alone['LSTM'].mean():.1f}, a weighted sum of nine years by "
        f"{alone['linear'].mean():.1f}, and the interval of the difference over six "
        f"blocks is {low:.1f} to {high:+.1f}"
    ) in prose
    _, low, high = mean_interval((found["LSTM"] - found["linear"]).mean(axis=(0, 2)))
    assert low < 0 < high
    assert (
        f"it errs by {found['LSTM'].mean():.1f} against {found['linear'].mean():.1f}, "
        f"also undecided ({low:.1f} to {high:+.1f})"
    ) in prose
    assert results.best(read_table("sunspots_next_search.csv"), "LSTM")[1] == 16


def test_the_prose_tells_the_sizes(prose):
    means = {size: errors.mean() for size, errors in results.sizes().items()}
    units = {size[0]: m for size, m in means.items() if size[1:] == (16, 300, 1)}
    assert min(units, key=units.get) == 4 and 3.5 < units[64] - units[4] < 4
    same = [means[4, batch, 300, 1] for batch in (4, 16, 64)]
    assert max(same) - min(same) < 0.75, "with equally many updates it hardly matters"
    many, few = means[4, 4, 1200, 1], means[4, 64, 75, 1]
    assert f"{many:.1f} with 1 200 times 4 windows, {few:.1f} with 75 times 64" in prose
    every, last = means[4, 16, 300, 1], means[4, 16, 300, 0]
    told = f"the LSTM errs by {every:.1f}, at the last one alone by {last:.1f}"
    assert told in prose


def test_the_prose_tells_of_the_curved_rule(prose):
    found = results.curved()

    def means(noise):
        return [found[309, noise][model].mean() for model in ("LSTM", "linear")]

    assert "errs by {:.2f} and the weighted sum by {:.2f}".format(*means(0.0)) in prose
    assert "with noise 0.3 it is {:.2f} against {:.2f}".format(*means(0.3)) in prose
    assert "With noise 1 both err by {:.2f}".format(*means(1.0)) in prose
    assert f"{means(1.0)[1]:.2f}" == f"{means(1.0)[0]:.2f}"


def test_the_layer_that_reads_both_ways_reads_its_answers():
    (one, _, floors, both) = results.layers().values()
    assert both[0].max() < 0.8 * one[0].min(), "best in its lessons"
    assert mean_interval(both[1])[1] > mean_interval(one[1])[2], "worst in forecasts"
    low, high = mean_interval(floors[1])[1:]
    assert low < one[1].mean() < high


def test_a_size_that_was_not_tried_is_told():
    with pytest.raises(ValueError, match="a size that was tried, got 11 and 5"):
        results.explored(11, 5)
