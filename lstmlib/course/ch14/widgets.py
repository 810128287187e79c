"""Chapter 14: the forecast explorer."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.course.ch14 import forecasts
from lstmlib.course.ch14.figures import MODEL_LOOKS, TRUE
from lstmlib.course.ch14.results import (
    AHEAD,
    BLOCK,
    FIRST,
    JUDGED,
    best,
    explored,
    sunspots,
)
from lstmlib.course.data import read_table
from lstmlib.course.drawing.style import TEXT, as_text
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import choice, explore, slider

WINDOWS, UNITS = (11, 22, 33), (1, 4, 16)
YEARS = np.arange(JUDGED[0], JUDGED[-1] + BLOCK)


class Told(NamedTuple):
    """What everyone forecasts from each year 1889 to 2008, (120, 11) each."""

    values: ndarray  # the whole series (309,)
    others: dict  # {forecaster: forecasts} that have no window and no units
    lstm: dict  # {(window, units): forecasts}


def read_told():
    """The forecasts of all sizes from a file; the others are made here -> Told."""
    values, cut = sunspots(), JUDGED[0] - FIRST
    lags = best(read_table("sunspots_search.csv"), "linear")[0]
    blocks = [(year - FIRST, year - FIRST + BLOCK, AHEAD) for year in JUDGED]
    lines = [forecasts.linear(values, *block, lags=lags) for block in blocks]
    where = cut, len(values), AHEAD
    return Told(
        values,
        {
            "linear": np.concatenate(lines),
            "eleven years ago": forecasts.repeat_season(values, *where),
            "last value": forecasts.repeat_last(values, *where),
        },
        {(w, u): explored(w, u) for w in WINDOWS for u in UNITS},
    )


def draw_forecast(told, window, units, ahead):
    """Above: 120 years, and what was said of them. Below: who errs how much."""
    cut = JUDGED[0] - FIRST
    said = {"LSTM": told.lstm[window, units], **told.others}
    off = {
        name: forecasts.errors(forecast, told.values, cut)[ahead - 1]
        for name, forecast in said.items()
    }
    drawing = Drawing(720, 440, _finding(off, window, units, ahead), title_lines=2)
    axes = Axes(drawing, (48, 34, 560, 200), (1888, 2008), (0, 200), "year", "sunspots")
    axes.plot(YEARS, told.values[cut:], TRUE, label="what came")
    for name in ("linear", "LSTM"):
        line = np.clip(said[name][: len(YEARS) - ahead + 1, ahead - 1], 0, 200)
        axes.plot(YEARS[ahead - 1 :], line, MODEL_LOOKS[name], label=name)
    _draw_bars(drawing, off)
    return drawing


def _finding(off, window, units, ahead):
    years = f"{ahead} year" + "s" * (ahead > 1)
    unit = f"{units} unit" + "s" * (units > 1)
    least = min(off, key=off.get)
    lead = sorted(off.values())[1] - off[least]
    return (
        f"With a window of {window} years and {unit}, {years} ahead: LSTM "
        f"{off['LSTM']:.0f}, linear {off['linear']:.0f} sunspots of error; least "
        f"errs “{least}”, by {lead:.1f}"
    )


def _draw_bars(drawing, off):
    drawing.text(48, 298, "error, in sunspots", 13)
    for row, (name, error) in enumerate(off.items()):
        y, look = 326 + 30 * row, MODEL_LOOKS[name]
        drawing.text(180, y, name, 13, "end", "bold", as_text(look.shade))
        fill = TEXT if look.shade == TEXT else look.shade
        drawing.rect(190, y - 8, 4 * float(error), 16, colour=fill, fill=fill)
        drawing.text(200 + 4 * float(error), y, f"{error:.0f}", 13)


def forecast_explorer(told):
    """Choices of window and units, and a slider for the years ahead."""

    def draw(window, units, ahead):
        return draw_forecast(told, window, units, ahead)

    return explore(
        draw,
        window=choice(WINDOWS, 11, label="window"),
        units=choice(UNITS, 4, label="LSTM units"),
        ahead=slider(1, AHEAD, 1, label="years ahead"),
    )
