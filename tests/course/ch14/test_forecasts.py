"""Forecasts: nothing of the future, right baselines, gaps left out, clear refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.ch14 import forecasts
from lstmlib.course.ch14.curved import curved_series
from lstmlib.course.ch14.forecasts import Recipe

SEED = st.integers(0, 2**32 - 1)


def series(seed=0, count=60):
    return np.random.default_rng(seed).gamma(2, 20, count)


@settings(max_examples=30)
@given(
    seed=SEED,
    window=st.integers(1, 8),
    ahead=st.integers(1, 6),
    every_step=st.booleans(),
)
def test_lessons_know_nothing_of_the_future(seed, window, ahead, every_step):
    values, cut = series(seed), 40
    moved = values.copy()
    moved[cut:] = np.random.default_rng(seed + 1).normal(size=len(values) - cut) * 1e6
    before = forecasts.lessons(values, cut, window, ahead, every_step)
    after = forecasts.lessons(moved, cut, window, ahead, every_step)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)
    assert forecasts.past_scale(values, cut) == forecasts.past_scale(moved, cut)


@settings(max_examples=20)
@given(seed=SEED, window=st.integers(1, 8), ahead=st.integers(1, 6))
def test_a_target_is_what_comes_so_many_steps_later(seed, window, ahead):
    values, cut = series(seed), 40
    inputs, targets = forecasts.lessons(values, cut, window, ahead)
    scale = forecasts.past_scale(values, cut)
    for row in range(len(inputs)):
        for step in range(window):
            known = inputs[row, step, 0]
            assert known == pytest.approx(scale.small(values[row + step]), abs=1e-5)
            for h in range(ahead):
                at, target = row + step + h + 1, targets[row, step, h]
                if at >= cut:
                    assert np.isnan(target)
                else:
                    assert target == pytest.approx(scale.small(values[at]), abs=1e-5)


def test_asked_at_the_last_step_alone():
    inputs, targets = forecasts.lessons(series(), 40, 5, 2, every_step=False)
    assert np.isnan(targets[:, :-1]).all() and not np.isnan(targets[:, -1]).any()
    assert len(inputs) == 40 - 5 - 2 + 1


FORECASTERS = {
    "last value": forecasts.repeat_last,
    "season": lambda *where: forecasts.repeat_season(*where, season=5),
    "linear": lambda *where: forecasts.linear(*where, lags=3),
    "LSTM": lambda *where: forecasts.network(*where, Recipe(5, 2, updates=5)),
}


@pytest.mark.parametrize("name", FORECASTERS)
def test_a_forecast_knows_only_what_came_before_it(name):
    values, forecast = series(), FORECASTERS[name]
    told = forecast(values, 40, 60, 4)
    assert told.shape == (20, 4) and np.isfinite(told).all()
    for known in (40, 47, 59):
        moved = values.copy()
        moved[known:] += 100
        again = forecast(moved, 40, 60, 4)
        rows = slice(0, known - 40 + 1)
        np.testing.assert_allclose(again[rows], told[rows], rtol=1e-6)


def test_the_baselines_repeat():
    values = np.arange(30.0)
    last = forecasts.repeat_last(values, 20, 30, 3)
    np.testing.assert_array_equal(last[0], [19, 19, 19])
    season = forecasts.repeat_season(values, 20, 30, 7, season=3)
    np.testing.assert_array_equal(season[0], [17, 18, 19, 17, 18, 19, 17])


def test_a_weighted_sum_finds_the_rule_that_made_the_series():
    rng = np.random.default_rng(0)
    values = np.zeros(4000)
    for t in range(2, len(values)):
        values[t] = 1.3 * values[t - 1] - 0.6 * values[t - 2] + rng.normal()
    told = forecasts.linear(values, 3000, 4000, 1, lags=2)
    assert forecasts.errors(told, values, 3000)[0] == pytest.approx(1, abs=0.05)
    straight = np.arange(50.0)
    told = forecasts.linear(straight, 40, 50, 3, lags=2)
    np.testing.assert_allclose(told[0], [40, 41, 42], rtol=1e-8)


def test_errors_judge_what_lies_before_the_end():
    values = np.arange(10.0)
    told = np.array([[6.0, 7], [7, 9], [8, 0], [9, 0]])
    told += [[0, 0], [0, 0], [2, 0], [0, 99]]
    first, second = forecasts.errors(told, values, 6)
    assert first == pytest.approx(1)  # one error of 2 in four forecasts
    assert second == pytest.approx(np.sqrt((0 + 1 + 81) / 3))


def test_a_gap_is_neither_learned_from_nor_judged():
    values = series()
    values[[10, 50]] = np.nan
    inputs, _ = forecasts.lessons(values, 40, 5, 2)
    assert np.isfinite(inputs).all() and len(inputs) < 40 - 5
    for name, forecast in FORECASTERS.items():
        told = forecast(values, 40, 60, 2)
        assert np.isfinite(told[0]).all(), name
        assert np.isfinite(forecasts.errors(told, values, 40)).all(), name
    filled = np.where(np.isnan(values), 1e9, values)
    with_gap = forecasts.linear(values, 40, 60, 2, lags=3)
    assert abs(with_gap[0]).max() < 1e3 < abs(filled).max()


def test_the_way_there_and_back():
    scale = forecasts.past_scale(series(), 40)
    np.testing.assert_allclose(scale.large(scale.small(series())), series())


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda v: forecasts.past_scale(np.ones(20), 15), "two different numbers"),
        (lambda v: forecasts.past_scale(np.full(20, np.nan), 15), "got \\[\\]"),
        (lambda v: forecasts.lessons(v, 6, 5, 3), "window \\+ ahead = 8"),
        (lambda v: forecasts.lessons(v, 40, 0, 3), "window"),
        (lambda v: forecasts.linear(v, 10, 12, 1, lags=8), "more than 8 windows"),
        (lambda v: forecasts.repeat_season(v, 4, 12, 1), "a past of 11"),
        (lambda v: forecasts.trained(v, 40, 1, Recipe(cell="GRU")), "a cell among"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(act, told):
    with pytest.raises(ValueError, match=told):
        act(series())


def test_a_past_of_gaps_has_no_lesson():
    values = series()
    values[::3] = np.nan
    with pytest.raises(ValueError, match="in a row without a gap"):
        forecasts.lessons(values, 40, 5, 2)


@pytest.mark.parametrize("cell", forecasts.LAYERS)
def test_every_layer_learns_a_wave(cell):
    wave = np.sin(np.arange(120) * 2 * np.pi / 11)
    recipe = Recipe(window=11, units=8, updates=150, every_step=False, cell=cell)
    told = forecasts.network(wave, 90, 120, 1, recipe)
    assert forecasts.errors(told, wave, 90)[0] < 0.35


def test_the_curved_series_has_its_noise_and_its_delay():
    rng = np.random.default_rng(3)
    plain = curved_series(400, 0.0, rng)
    assert plain.std() == pytest.approx(1) and abs(np.diff(plain)).max() < 0.8
    noisy = curved_series(400, 0.5, np.random.default_rng(3))
    assert 0.4 < (noisy - plain).std() < 0.6
