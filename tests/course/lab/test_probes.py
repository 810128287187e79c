"""Probes and what a unit carries; effect sizes and the intervals of few seeds."""

import numpy as np
import pytest

from lstmlib.course.lab import probes, statistics


def test_eta_squared_is_the_share_between_groups():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, (20, 50))
    values = np.array([3.0, -1.0, 0.5, 0.0])[labels]
    noise = rng.standard_normal(labels.shape)
    still = [np.full(labels.shape, value) for value in (0.0, 0.1, 1 / 3, -0.7)]
    states = np.stack([values, noise, values + noise, *still], axis=2)
    labels[:2] = -1
    states[:2] = 1e9
    known, none, half, *constant = probes.eta_squared(states, labels)
    assert known == pytest.approx(1) and none < 0.02 and constant == [0] * 4
    spread = values[2:].var()
    assert half == pytest.approx(spread / (spread + 1), abs=0.05)


def test_a_probe_reads_what_stands_in_plain_form_and_nothing_else():
    rng = np.random.default_rng(1)
    states = rng.standard_normal((2, 500, 6)) * [1, 1, 1, 1, 1000, 1e-3] + 5
    plain = np.stack([states[..., 0], 1e3 * (states[..., 5] - 5) + 5], -1).argmax(-1)
    assert 0.4 < plain.mean() < 0.6
    hidden = (states[..., 1] > 5) ^ (states[..., 2] > 5)
    for labels, low, high in ((plain, 0.9, 1), (hidden.astype(int), 0.35, 0.65)):
        plain_probe = probes.fit_probe(states[0], labels[0])
        assert low <= probes.probe_share(plain_probe, states[1], labels[1]) <= high


def test_what_is_not_asked_is_neither_fitted_nor_counted():
    states, labels = np.zeros((40, 1)), np.repeat([0, 1, -1, -1], 10)
    states[:20, 0], states[20:, 0] = labels[:20], np.linspace(-9e3, 9e3, 20)
    probe = probes.fit_probe(states, labels)
    assert probes.probe_share(probe, states, labels) == 1
    assert probe.read(np.array([[[0.0], [1.0]]])).tolist() == [[0, 1]]
    with pytest.raises(ValueError, match="expected at least one label of 0 or more"):
        probes.fit_probe(states, 0 * labels - 1)
    with pytest.raises(ValueError, match="states"):
        probes.fit_probe(states * np.nan, labels)


def test_a_unit_carries_a_fact_from_one_half_on_and_at_least_one_does():
    shares = [[0.2, 0.5, 0.9], [0.1, 0.3, 0.2]]
    assert probes.encoding_units(shares).tolist() == [[False, True, True]] + [
        [False, True, False]
    ]


def test_an_effect_is_measured_in_common_spreads():
    assert statistics.effect_size([3, 4, 5], [1, 2, 3]) == 2
    assert statistics.effect_size([1, 2, 3], [3, 4, 5]) == -2
    unequal = statistics.effect_size([0, 2], [5, 5, 5, 5, 5])
    assert unequal == pytest.approx(-4 / np.sqrt(2 / 5))
    with pytest.raises(ValueError, match="2 or more values on each side, got 1 and 3"):
        statistics.effect_size([1], [1, 2, 3])


def test_a_mean_of_few_seeds_has_students_interval():
    mean, low, high = statistics.mean_interval([1, 2, 3, 4, 5])
    assert mean == 3 and high == pytest.approx(3 + 2.776 * np.sqrt(0.5), abs=0.01)
    assert low == pytest.approx(6 - high)
    for values in ([1], [], range(14), [[1, 2]]):
        with pytest.raises(ValueError, match="expected 2 to 13 values, got shape"):
            statistics.mean_interval(values)


@pytest.mark.parametrize("freedom", range(1, 13))
def test_students_t_holds_95_per_cent(freedom):
    t = statistics.STUDENT[freedom - 1]
    angle = np.linspace(0, np.arctan(t / np.sqrt(freedom)), 20001)
    inside = np.trapezoid(np.cos(angle) ** (freedom - 1), angle)
    whole = np.linspace(0, np.pi / 2, 20001)
    share = inside / np.trapezoid(np.cos(whole) ** (freedom - 1), whole)
    assert share == pytest.approx(0.95, abs=0.0005)
