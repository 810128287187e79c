"""The versions of the layer give one result; the race times them all in turn."""

import numpy as np
import pytest

from lstmlib.course.ch07 import speedup
from lstmlib.layers import LSTM

VERSIONS = list(speedup.versions())


def task(N, T, D, H, dtype=np.float64):
    rng = np.random.default_rng(0)
    layer = LSTM(D, H, rng=rng, dtype=dtype)
    x, dh = rng.standard_normal((N, T, D)), rng.standard_normal((N, T, H))
    return layer, x.astype(dtype), dh.astype(dtype)


def assert_same(got, layer, x, dh, tolerance):
    dx, expected = layer.backward(dh, layer.forward(x))
    expected = {"x": dx} | expected
    assert got.keys() == expected.keys()
    for name, gradient in expected.items():
        assert got[name].dtype == gradient.dtype
        assert got[name].shape == gradient.shape
        scale = max(1, np.abs(gradient).max())
        assert np.abs(got[name] - gradient).max() <= tolerance * scale, name


SIZES = [(1, 1, 1, 1), (3, 7, 5, 2), (2, 8, 3, 4), (2, 17, 3, 4), (20, 40, 9, 24)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_the_gradients_of_the_layer(version, sizes):
    layer, x, dh = task(*sizes)
    assert_same(speedup.versions()[version](layer.params, x, dh), layer, x, dh, 1e-10)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_keeps_float32(version):
    layer, x, dh = task(4, 20, 5, 8, np.float32)
    assert_same(speedup.versions()[version](layer.params, x, dh), layer, x, dh, 1e-4)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_changes_nothing_and_no_later_call_changes_its_result(version):
    layer, x, dh = task(20, 40, 9, 24)
    run, inputs = speedup.versions()[version], [*layer.params.values(), x, dh]
    before = [a.copy() for a in inputs]
    kept = run(layer.params, x, dh)
    copies = {name: gradient.copy() for name, gradient in kept.items()}
    for _ in range(3):
        run(layer.params, -x, 2 * dh)
    for name, gradient in kept.items():
        np.testing.assert_array_equal(gradient, copies[name])
    for array, old in zip(inputs, before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_a_race_goes_round_by_round_and_gives_the_fastest_run(monkeypatch):
    clock, ran = [0.0], []
    lasts = {"a": iter([90, 2, 1, 6]), "b": iter([90, 30, 20, 10])}

    def runner(name):
        def run(params, x, dh):
            ran.append(name)
            clock[0] += next(lasts[name])

        return run

    monkeypatch.setattr(speedup, "perf_counter", lambda: clock[0])
    layer, x, dh = task(2, 3, 4, 5)
    versions = {name: runner(name) for name in lasts}
    seconds = speedup.time_versions(versions, layer.params, x, dh, rounds=4)
    assert list(seconds.items()) == [("a", 1), ("b", 10)]
    assert [{*ran[k : k + 2]} for k in range(0, 8, 2)] == [{"a", "b"}] * 4


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x": np.zeros((2, 3, 7))}, r"x of shape \(N, T, 4\)"),
        ({"dh": np.zeros((2, 3, 4))}, r"dh of shape \(2, 3, 5\)"),
        ({"rounds": 0}, "rounds as a whole number > 0, got 0"),
    ],
)
def test_a_race_says_what_it_expected(change, told):
    layer, x, dh = task(2, 3, 4, 5)
    start = {"x": x, "dh": dh, "rounds": 1} | change
    with pytest.raises(ValueError, match=told):
        speedup.time_versions(speedup.versions(), layer.params, **start)
