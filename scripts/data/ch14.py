"""Computes what chapter 14 finds in data/: forecasts of the sunspots, and where an
LSTM wins.

    python scripts/data/ch14.py [sunspots] [next] [sizes] [layers] [explorer] [curved]

sunspots  sunspots_search.csv: twelve settings of each model on four blocks of twenty
          years, 1809 to 1888; sunspots_judged.csv: the best of each on the six blocks
          after them, ten other seeds (about three minutes on one core)
next      sunspots_next_search.csv, sunspots_next_judged.csv: the same for models that
          learn to forecast the next year alone (two)
sizes     sunspots_sizes.csv: how many units, which batch, every step or the last (two)
layers    sunspots_layers.csv: two floors, and one that reads both ways (two)
explorer  sunspots_forecasts.csv: what the widget shows (two)
curved    curved_search.csv, curved_judged.csv: a series with a curved rule, more or
          less noise, few or many values (six)
"""

import itertools

import numpy as np
from tables import compute, make

from lstmlib.course.ch14 import curved, forecasts
from lstmlib.course.ch14.results import AHEAD, BLOCK, FIRST, best, sunspots
from lstmlib.course.data import read_table

SEARCHED, JUDGED = range(1809, 1889, BLOCK), range(1889, 2009, BLOCK)
SEARCH_SEEDS, JUDGED_SEEDS = range(100, 103), range(10)
NETWORKS = list(itertools.product((11, 22, 33), (4, 16), (0.003, 0.01)))
# As many settings as for a network.
LAGS = (1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 22, 33)
ERRORS = [f"ahead_{h}" for h in forecasts.steps(AHEAD)]
COLUMNS = "model window units learning_rate seed block".split()


def rounded(numbers):
    """Numbers as they stand in a table."""
    return [f"{number:.4g}" for number in numbers]


def block_errors(forecast, block, *settings):
    """What a forecaster errs in the twenty years from `block` on: (AHEAD,)."""
    values, cut = sunspots(), block - FIRST
    told = forecast(values, cut, cut + BLOCK, AHEAD, *settings)
    return rounded(forecasts.errors(told, values, cut))


def forecast_rows(model, window, units, rate, seed, block):
    """One model, one block -> a row."""
    where = (model, window, units, rate, seed, block)
    if model == "linear":
        return [(*where, *block_errors(forecasts.linear, block, window))]
    if model == "last value":
        return [(*where, *block_errors(forecasts.repeat_last, block))]
    if model == "eleven years ago":
        return [(*where, *block_errors(forecasts.repeat_season, block))]
    recipe = forecasts.Recipe(window, units, rate, cell=model, seed=seed)
    return [(*where, *block_errors(forecasts.network, block, recipe))]


def make_sunspots():
    """Write data/sunspots_search.csv, then data/sunspots_judged.csv."""
    nets = itertools.product(("LSTM", "RNN"), NETWORKS, SEARCH_SEEDS, SEARCHED)
    jobs = [(cell, *own, seed, block) for cell, own, seed, block in nets]
    jobs += [("linear", lags, 0, 0, 0, block) for lags in LAGS for block in SEARCHED]
    columns = [*COLUMNS, *ERRORS]
    compute("sunspots_search.csv", columns, forecast_rows, jobs)
    found = read_table("sunspots_search.csv")
    jobs = [("last value", 1, 0, 0, 0, block) for block in JUDGED]
    jobs += [("eleven years ago", 11, 0, 0, 0, block) for block in JUDGED]
    for model in ("linear", "RNN", "LSTM"):
        window, units, rate = best(found, model)
        seeds = [0] if model == "linear" else JUDGED_SEEDS
        jobs += [(model, window, units, rate, s, b) for s in seeds for b in JUDGED]
    compute("sunspots_judged.csv", columns, forecast_rows, jobs)


NEXT_COLUMNS = "model window units learning_rate seed block ahead_1".split()


def next_rows(model, window, units, rate, seed, block):
    """As `forecast_rows`, for a model that learns to forecast the next year alone."""
    values, cut = sunspots(), block - FIRST
    where = values, cut, cut + BLOCK, 1
    if model == "linear":
        told = forecasts.linear(*where, lags=window)
    else:
        recipe = forecasts.Recipe(window, units, rate, cell=model, seed=seed)
        told = forecasts.network(*where, recipe)
    off = rounded(forecasts.errors(told, values, cut))
    return [(model, window, units, rate, seed, block, *off)]


def make_next():
    """Write data/sunspots_next_search.csv, then data/sunspots_next_judged.csv."""
    nets = itertools.product(("LSTM", "RNN"), NETWORKS, SEARCH_SEEDS, SEARCHED)
    jobs = [(cell, *own, seed, block) for cell, own, seed, block in nets]
    jobs += [("linear", lags, 0, 0, 0, block) for lags in LAGS for block in SEARCHED]
    compute("sunspots_next_search.csv", NEXT_COLUMNS, next_rows, jobs)
    found, jobs = read_table("sunspots_next_search.csv"), []
    for model in ("linear", "RNN", "LSTM"):
        own = best(found, model)
        seeds = [0] if model == "linear" else JUDGED_SEEDS
        jobs += [(model, *own, seed, block) for seed in seeds for block in JUDGED]
    compute("sunspots_next_judged.csv", NEXT_COLUMNS, next_rows, jobs)


SIZE_COLUMNS = "units batch updates every_step seed block".split()
SIZES = [(units, 16, 300, 1) for units in (1, 2, 4, 8, 16, 32, 64)]
# As many windows read in all, then as many updates.
BATCHES = [(4, 1200), (64, 75), (4, 300), (64, 300)]


def size_rows(units, batch, updates, every_step, seed, block):
    """One LSTM of another size, batch or lesson -> a row."""
    window, _, rate = best(read_table("sunspots_search.csv"), "LSTM")
    recipe = forecasts.Recipe(
        window, units, rate, updates, batch, bool(every_step), seed=seed
    )
    told = block_errors(forecasts.network, block, recipe)
    return [(units, batch, updates, every_step, seed, block, *told)]


def make_sizes():
    """Write data/sunspots_sizes.csv, on the blocks of the search, other seeds."""
    _, units, _ = best(read_table("sunspots_search.csv"), "LSTM")
    settings = [*SIZES, *((units, *batch, 1) for batch in BATCHES), (units, 16, 300, 0)]
    jobs = itertools.product(settings, range(200, 210), SEARCHED)
    jobs = [(*own, seed, block) for own, seed, block in jobs]
    compute("sunspots_sizes.csv", [*SIZE_COLUMNS, *ERRORS], size_rows, jobs)


def layer_rows(cell, units, seed, block):
    """A layer of another kind -> its error in training, then in the block."""
    window, _, rate = best(read_table("sunspots_search.csv"), "LSTM")
    values, cut = sunspots(), block - FIRST
    recipe = forecasts.Recipe(window, units, rate, cell=cell, seed=seed)
    model, history = forecasts.trained(values, cut, AHEAD, recipe)
    learned = np.sqrt(history.loss[-50:].mean()) * forecasts.past_scale(values, cut)[1]
    told = forecasts.ask(model, values, cut, cut + BLOCK, window)
    off = forecasts.errors(told, values, cut)
    return [(cell, units, seed, block, *rounded([learned, *off]))]


def make_layers():
    """Write data/sunspots_layers.csv, on the blocks of the search, other seeds."""
    _, units, _ = best(read_table("sunspots_search.csv"), "LSTM")
    kinds = [("LSTM", units), ("LSTM", 2 * units)]
    kinds += [("two floors", units), ("both ways", units)]
    jobs = [(*k, s, b) for k in kinds for s in range(200, 210) for b in SEARCHED]
    columns = ["cell", "units", "seed", "block", "learned", *ERRORS]
    compute("sunspots_layers.csv", columns, layer_rows, jobs)


EXPLORED = list(itertools.product((11, 22, 33), (1, 4, 16)))


def explored_rows(window, units, block):
    """Ten LSTMs -> a row for each year from which they forecast.

    Of ten forecasts the one in the middle (their median).
    """
    _, _, rate = best(read_table("sunspots_search.csv"), "LSTM")
    values, cut = sunspots(), block - FIRST
    recipe = forecasts.Recipe(window, units, rate)
    told = [
        forecasts.network(values, cut, cut + BLOCK, AHEAD, recipe._replace(seed=seed))
        for seed in JUDGED_SEEDS
    ]
    return [
        (window, units, block + year, *(f"{v:.1f}" for v in said))
        for year, said in enumerate(np.median(told, axis=0))
    ]


def make_explorer():
    """Write data/sunspots_forecasts.csv."""
    jobs = [(*own, block) for own, block in itertools.product(EXPLORED, JUDGED)]
    columns = ["window", "units", "year", *ERRORS]
    compute("sunspots_forecasts.csv", columns, explored_rows, jobs)


CURVED_COLUMNS = "model values noise window learning_rate seed error".split()
COUNTS, NOISES = (309, 3000), (0.0, 0.1, 0.3, 1.0)
CURVED_LAGS = (10, 20, 40, 80)
CURVED_NETWORKS = list(itertools.product((20, 40), (0.003, 0.01)))
CURVED_UNITS, CURVED_AHEAD, CURVED_TEST = 16, 10, 500


def curved_rows(model, count, noise, window, rate, seed):
    """One model on a series of its own -> a row with its error ten steps ahead."""
    rng = np.random.default_rng([14, seed])
    values = curved.curved_series(count + CURVED_TEST, noise, rng)
    forecast, settings = forecasts.linear, window
    if model == "LSTM":
        forecast = forecasts.network
        settings = forecasts.Recipe(window, CURVED_UNITS, rate, 1000, seed=seed)
    said = forecast(values, count, len(values), CURVED_AHEAD, settings)
    error = forecasts.errors(said, values, count)[-1]
    return [(model, count, noise, window, rate, seed, f"{error:.4g}")]


def make_curved():
    """Write data/curved_search.csv, then data/curved_judged.csv."""
    places = list(itertools.product(COUNTS, NOISES))
    settings = [("LSTM", *own) for own in CURVED_NETWORKS]
    settings += [("linear", lags, 0) for lags in CURVED_LAGS]
    jobs = [
        (model, *place, *own, seed)
        for place in places
        for model, *own in settings
        for seed in (100, 101)
    ]
    compute("curved_search.csv", CURVED_COLUMNS, curved_rows, jobs)
    found, jobs = read_table("curved_search.csv"), []
    for (count, noise), model in itertools.product(places, ("LSTM", "linear")):
        here = (found["values"] == count) & (found["noise"] == noise)
        here &= found["model"] == model
        pairs = [(int(r["window"]), float(r["learning_rate"])) for r in found[here]]
        means = {
            own: np.mean([r["error"] for r, p in zip(found[here], pairs, strict=True)
                          if p == own])
            for own in pairs
        }  # fmt: skip
        own = min(means, key=means.get)
        jobs += [(model, count, noise, *own, seed) for seed in range(10)]
    compute("curved_judged.csv", CURVED_COLUMNS, curved_rows, jobs)


RESULTS = {
    "sunspots": make_sunspots,
    "next": make_next,
    "sizes": make_sizes,
    "layers": make_layers,
    "explorer": make_explorer,
    "curved": make_curved,
}

if __name__ == "__main__":
    make("ch14")
