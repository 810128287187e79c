"""The figures and the widget of chapter 14 say what they show."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch14 import figures, results, widgets
from lstmlib.course.drawing import plots


@pytest.fixture
def two():
    fig, axes = plots.new_figure(2)
    yield axes
    plt.close(fig)


@pytest.fixture(scope="module")
def told():
    return widgets.read_told()


def race(**means):
    """Errors {model: (2, 6, 1)} whose blocks differ a little."""
    spread = np.linspace(-1, 1, 6)[None, :, None]
    return {name: np.full((2, 6, 1), mean) + spread for name, mean in means.items()}


def test_a_difference_is_decided_when_its_bar_leaves_out_zero(two):
    lost = race(LSTM=25.0, RNN=20.0, linear=20.0)
    lost["RNN"] = lost["RNN"] + np.array([3, -3, 2, -2, 4, -1.0])[None, :, None]
    lost["LSTM"] = lost["LSTM"] + np.array([0, 0.1, 0, 0.1, 0, 0.1])[None, :, None]
    finding = figures.draw_differences(two, {"near": lost, "far": lost})
    assert "LSTM 5.0 to 5.1, decided" in finding and "near: " in finding
    rnn = finding.split("RNN ")[1]
    assert not rnn.startswith("5") and "decided" not in rnn.split(".  ")[0][:14]


def test_the_series_has_three_tasks(ax):
    finding = figures.draw_series(ax, np.arange(1700, 2009), results.sunspots())
    assert "309 numbers from 0 to 190.2" in finding and "1809 to 1888" in finding


def test_blocks_tell_the_error_by_a_bar(two):
    values = results.sunspots()
    told = {
        start: {
            "LSTM": values[start - 1700 : start - 1680] + error,
            "linear": values[start - 1700 : start - 1680],
            "last value": values[start - 1701 : start - 1681],
        }
        for start, error in ((1949, 18), (1989, 99))
    }
    finding = figures.draw_blocks(two, values, told)
    assert "LSTM at most 35, of the linear forecast 0" in finding
    assert "LSTM above 35" in finding


def test_the_explorer_draws_every_corner_and_judges_as_the_table(told):
    explorer = widgets.forecast_explorer(told)
    found = explorer.drive()
    assert len(set(found)) == len(found) == 18
    assert "With a window of 33 years and 1 unit, 11 years ahead" in "".join(found)


def test_what_came_stands_where_it_was_forecast(told):
    """The forecast for 1957 made eleven years before stands at 1957."""
    drawing = widgets.draw_forecast(told, 11, 4, 11)
    assert "11 years ahead" in drawing.finding
    row = list(widgets.YEARS).index(1957) - 10
    season = told.others["eleven years ago"][row, 10]
    assert season == results.sunspots()[1946 - 1700]


def test_sizes_say_each_error(two):
    found = {(n, 16, 300, 1): np.array([n - 4.0, n - 4.2]) ** 2 for n in (1, 4, 64)}
    found[4, 64, 75, 1] = np.array([3.0, 3.2])
    finding = figures.draw_sizes(two, found)
    assert (
        finding.startswith("Error by units: 9.6 with 1, 0.0 with 4,")
        and "64 × 75 3.1" in finding
    )
