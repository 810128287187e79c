"""What was computed before, read from data/: who errs how much, and how sure that is.

An error is a root mean squared error, in sunspots. It is that of one forecaster in one
block of twenty years, from one to eleven years ahead.
"""

import numpy as np

from lstmlib.course.data import read_table
from lstmlib.course.lab.statistics import mean_interval

FIRST, AHEAD, BLOCK = 1700, 11, 20
"""The first year; how many years ahead a forecast looks; years of a judged block."""
JUDGED = range(1889, 2009, BLOCK)
SHOWN = (1, 2, 5, 11)
"""The years ahead that a table has room for."""
SHOWN_AT = [h - 1 for h in SHOWN]


def sunspots():
    """The yearly number of sunspots, 1700 to 2008: (309,)."""
    return np.array(read_table("sunspots.csv")["sunspots"])


def ahead_errors(rows):
    """The errors of table rows, one to eleven years ahead, or one: (rows, 11 or 1)."""
    names = [name for name in rows.dtype.names if name.startswith("ahead_")]
    return np.stack([rows[name] for name in names], axis=1)


def best(rows, model):
    """The setting of a model with the least mean error -> window, units, rate."""
    rows, means = rows[rows["model"] == model], {}
    settings = [
        (int(r["window"]), int(r["units"]), float(r["learning_rate"])) for r in rows
    ]
    for setting in dict.fromkeys(settings):
        own = rows[[other == setting for other in settings]]
        means[setting] = ahead_errors(own).mean()
    return min(means, key=means.get)


def judged_errors(name="sunspots_judged.csv"):
    """Every model's errors on the judged blocks: {model: (seeds, blocks, 11)}.

    In sunspots_next_judged.csv models know one distance: (seeds, blocks, 1).
    """
    rows = read_table(name)
    errors = ahead_errors(rows)
    shape = -1, len(JUDGED), errors.shape[1]
    return {
        str(model): errors[rows["model"] == model].reshape(shape)
        for model in dict.fromkeys(rows["model"])
    }


def judged_rows(alone, found):
    """Rows for `show_table`: errors 1, 2, 5, 11 and all years ahead, against "linear".

    alone: errors of what learns the next year alone; found: of what learns all eleven.
    The last field is a mean difference and its 95 % interval over blocks.
    """
    nothing = ["-"] * len(SHOWN)
    return [
        *(
            [f"{model}, next year alone", f"{errors.mean():.1f}", *nothing,
             _more(alone, model)]
            for model, errors in alone.items()
        ),
        *(
            [model, *(f"{mean:.0f}" for mean in errors.mean(axis=(0, 1))[SHOWN_AT]),
             f"{errors.mean():.1f}", _more(found, model)]
            for model, errors in found.items()
        ),
    ]  # fmt: skip


def _more(found, model):
    """By how much a model errs more than the linear forecast: mean and interval."""
    if model == "linear":
        return "-"
    line, own = (found[name].mean(axis=(0, 2)) for name in ("linear", model))
    mean, low, high = mean_interval(own - line)
    return f"{mean:+.1f} ({low:+.1f} to {high:+.1f})"


def by_seed_and_block(errors):
    """errors (seeds, blocks, 11) -> the intervals of the mean over seeds, over blocks.

    Both are (mean, low, high): the first says how much another training would change,
    the second how much other years would.
    """
    means = errors.mean(axis=2)
    return mean_interval(means.mean(axis=1)), mean_interval(means.mean(axis=0))


def sizes():
    """The errors of each size tried: {(units, batch, updates, every step): (seeds,)}.

    A mean over the four blocks of the search and eleven years ahead.
    """
    rows, found = read_table("sunspots_sizes.csv"), {}
    names = "units batch updates every_step".split()
    for row, errors in zip(rows, ahead_errors(rows).mean(axis=1), strict=True):
        place = found.setdefault(tuple(int(row[name]) for name in names), {})
        place.setdefault(int(row["seed"]), []).append(errors)
    return {
        size: np.array([np.mean(errors) for errors in seeds.values()])
        for size, seeds in found.items()
    }


def layers():
    """Layers of another kind: {(cell, units): (learned, judged)}, (seeds,) each.

    learned: the error over the windows of the lesson at the end of training; judged:
    that over the four blocks of the search and eleven years ahead.
    """
    rows, found = read_table("sunspots_layers.csv"), {}
    for row, errors in zip(rows, ahead_errors(rows).mean(axis=1), strict=True):
        kind = str(row["cell"]), int(row["units"])
        seeds = found.setdefault(kind, {}).setdefault(int(row["seed"]), [])
        seeds.append((float(row["learned"]), float(errors)))
    return {
        kind: np.array([np.mean(runs, axis=0) for runs in seeds.values()]).T
        for kind, seeds in found.items()
    }


def curved():
    """Errors on the curved series: {(values, noise): {model: (seeds,)}}."""
    rows, found = read_table("curved_judged.csv"), {}
    for row in rows:
        place = found.setdefault((int(row["values"]), float(row["noise"])), {})
        place.setdefault(str(row["model"]), []).append(row["error"])
    return {
        place: {model: np.array(errors) for model, errors in models.items()}
        for place, models in found.items()
    }


def explored(window, units):
    """What LSTMs of this size forecast from each year 1889 to 2008: (120, 11).

    The median of ten networks, each of which has learned what came before its block of
    twenty years. Raises ValueError for a size that was not tried.
    """
    rows = read_table("sunspots_forecasts.csv")
    own = rows[(rows["window"] == window) & (rows["units"] == units)]
    if not len(own):
        raise ValueError(f"expected a size that was tried, got {window} and {units}")
    return ahead_errors(own[np.argsort(own["year"])])
