"""Forecasts of a series of numbers, and how far off they are.

A forecaster knows values[:cut] when it learns. Then, from the last known value on, one
year (or day, or hour) after the other becomes known up to values[:end], and each time
it says what the next `ahead` values will be:

    forecasts = linear(values, cut, end, ahead, lags=9)     (end - cut, ahead)
    errors(forecasts, values, cut)                          (ahead,)

Row k is made when values[:cut + k] are known; its column h is about h + 1 steps later.
NaN stands for a gap: what touches one is not learned from, and not judged.
"""

from typing import NamedTuple

import numpy as np

from lstmlib._validate import check_sizes
from lstmlib.course.beyond.stacked import Bidirectional, Stacked
from lstmlib.layers import LSTM, RNN, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import fit

LAYERS = {
    "LSTM": lambda units, rng: LSTM(1, units, rng=rng),
    "RNN": lambda units, rng: RNN(1, units, rng=rng),
    "two floors": lambda units, rng: Stacked(
        LSTM(1, units, rng=rng), LSTM(units, units, rng=rng)
    ),
    "both ways": lambda units, rng: Bidirectional(
        LSTM(1, units, rng=rng), LSTM(1, units, rng=rng)
    ),
}
"""The recurrent layers that learn a series here: of `units` units each."""


class Scale(NamedTuple):
    """What makes numbers small for a network, and large again."""

    mean: float
    spread: float

    def small(self, values):
        """Values, in their own unit -> about -2 to 2."""
        return (values - self.mean) / self.spread

    def large(self, z):
        """The way back, into the unit of the values."""
        return z * self.spread + self.mean


def past_scale(values, cut):
    """The Scale of values[:cut]: nothing later is looked at.

    Raises ValueError for a past that never changes, or holds fewer than two numbers.
    """
    known = values[:cut][~np.isnan(values[:cut])]
    if len(known) < 2 or known.min() == known.max():
        raise ValueError(
            "expected a past with two different numbers or more, got "
            f"{np.unique(known).tolist()}"
        )
    return Scale(float(known.mean()), float(known.std()))


def windows(values, origins, window):
    """The last `window` values up to each origin, that one included: (N, window)."""
    return values[np.asarray(origins)[:, None] + np.arange(1 - window, 1)]


def lessons(values, cut, window, ahead, every_step=True):
    """What values[:cut] teach -> inputs (N, window, 1), targets (N, window, ahead).

    Both are scaled by the past. A target is NaN, so not asked, where it is not known
    before the cut, and with every_step=False at all steps but the last.
    Raises ValueError for a past that is too short for one lesson.
    """
    check_sizes(window=window, ahead=ahead)
    if cut < window + ahead:
        raise ValueError(
            f"expected at least window + ahead = {window + ahead} values to learn "
            f"from, got {cut}"
        )
    past = past_scale(values, cut).small(values[:cut])
    origins = np.arange(window - 1, cut - 1)
    inputs = windows(past, origins, window)
    # Behind the cut stands NaN, whatever the values are there.
    unknown = np.concatenate([past, np.full(ahead, np.nan)])
    later = np.stack([windows(unknown, origins + h, window) for h in steps(ahead)], -1)
    if not every_step:
        later[:, :-1] = np.nan
    asks = ~np.isnan(later).any(axis=-1)
    whole = ~np.isnan(inputs).any(axis=1) & asks.any(axis=1)
    if not whole.any():
        raise ValueError(f"expected {window + ahead} values in a row without a gap")
    return (inputs[whole, :, None].astype("f4"), later[whole].astype("f4"))


def steps(ahead):
    """1, 2, ... ahead: how many steps later."""
    return np.arange(1, ahead + 1)


def batches(inputs, targets, updates, size, rng):
    """Lessons drawn by chance: pairs for `fit`."""
    size = min(size, len(inputs))
    draws = [rng.choice(len(inputs), size, replace=False) for _ in range(updates)]
    return [(inputs[rows], targets[rows]) for rows in draws]


class Recipe(NamedTuple):
    """How a network is made and taught."""

    window: int = 11  # years that it reads before it is asked
    units: int = 16
    learning_rate: float = 0.003
    updates: int = 300
    batch: int = 16  # windows in an update
    every_step: bool = True  # asked at every step of a window, or at the last
    cell: str = "LSTM"  # one of LAYERS
    seed: int = 0


def trained(values, cut, ahead, recipe):
    """A network that has learned values[:cut] -> the model, and its History.

    Raises ValueError for a cell that is none of LAYERS.
    """
    if recipe.cell not in LAYERS:
        raise ValueError(
            f"expected a cell among {', '.join(LAYERS)}, got {recipe.cell!r}"
        )
    rng = np.random.default_rng(recipe.seed)
    inputs, targets = lessons(values, cut, recipe.window, ahead, recipe.every_step)
    layer = LAYERS[recipe.cell](recipe.units, rng)
    linear = Linear(layer.hidden_size, ahead, rng=rng)
    model = SequenceModel(None, layer, linear)
    drawn = batches(inputs, targets, recipe.updates, recipe.batch, rng)
    return model, fit(model, drawn, learning_rate=recipe.learning_rate)


def network(values, cut, end, ahead, recipe):
    """A network made by a Recipe, from each origin: (end - cut, ahead)."""
    model, _ = trained(values, cut, ahead, recipe)
    return ask(model, values, cut, end, recipe.window)


def ask(model, values, cut, end, window):
    """What a trained model forecasts from each origin -> (end - cut, ahead).

    NaN where a gap stands in the window.
    """
    scale = past_scale(values, cut)
    asked = windows(scale.small(values), np.arange(cut - 1, end - 1), window)
    whole = ~np.isnan(asked).any(axis=1)
    told = np.full((len(asked), len(model.linear.params["b"])), np.nan)
    if whole.any():
        inputs = asked[whole, :, None].astype("f4")
        told[whole] = scale.large(model.logits(inputs)[:, -1].astype(float))
    return told


# ------------------------------------------------------------- without a network


def repeat_last(values, cut, end, ahead):
    """Whatever comes will be as it is now."""
    return np.repeat(values[cut - 1 : end - 1, None], ahead, axis=1)


def repeat_season(values, cut, end, ahead, season=11):
    """It will be as it was `season` steps before; a longer way, two seasons, and so on.

    Raises ValueError for a past that is shorter than a season.
    """
    if cut < season:
        raise ValueError(f"expected a past of {season} values or more, got {cut}")
    back = -(-steps(ahead) // season) * season
    return values[np.arange(cut - 1, end - 1)[:, None] + steps(ahead) - back]


def linear(values, cut, end, ahead, lags):
    """A number plus a weighted sum of the last `lags` values, fitted by least squares.

    An autoregression (Yule 1927), fitted anew for each number of steps ahead. Raises
    ValueError for a past that is too short to fit it.
    """
    told = np.empty((end - cut, ahead))
    asked = windows(values, np.arange(cut - 1, end - 1), lags)
    for h in steps(ahead):
        origins = np.arange(lags - 1, cut - h)
        rows = windows(values, origins, lags)
        later = values[origins + h]
        whole = ~np.isnan(rows).any(axis=1) & ~np.isnan(later)
        if whole.sum() <= lags:
            raise ValueError(
                f"expected a past with more than {lags} windows of {lags} values, "
                f"got {whole.sum()}"
            )
        weights = np.linalg.lstsq(with_one(rows[whole]), later[whole], rcond=None)[0]
        told[:, h - 1] = with_one(asked) @ weights
    return told


def with_one(rows):
    """A column of ones before the others, for the number that is added."""
    return np.column_stack([np.ones(len(rows)), rows])


def errors(forecasts, values, cut):
    """Root mean squared error of each number of steps ahead, in the values' unit.

    forecasts (end - cut, ahead), as all forecasters return them; what would be true
    at `end` or later is not judged. NaN where nothing can be.
    """
    count, ahead = forecasts.shape
    true = np.full((count, ahead), np.nan)
    for h in range(ahead):
        true[: count - h, h] = values[cut + h : cut + count]
    squares = (forecasts - true) ** 2
    known = ~np.isnan(squares)
    total = np.where(known, squares, 0.0).sum(axis=0)
    return np.sqrt(total / np.where(known.any(axis=0), known.sum(axis=0), np.nan))
