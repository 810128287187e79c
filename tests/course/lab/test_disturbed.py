"""A disturbed memory is that of the layer, plus noise that is handed on."""

import numpy as np
import pytest

from lstmlib.course.lab.disturbed import disturbed
from lstmlib.layers import LSTM, RNN


@pytest.mark.parametrize("kind", [RNN, LSTM])
def test_without_noise_it_is_the_memory_of_the_layer(kind):
    rng = np.random.default_rng(0)
    layer, x = kind(3, 4, rng=rng, dtype=float), rng.normal(size=(2, 9, 3))
    trace = layer.forward(x)
    memory = trace.h if kind is RNN else trace.c
    kept, said = disturbed(layer, x, 0, rng)
    np.testing.assert_allclose(kept, memory)
    np.testing.assert_allclose(said, trace.h)


def test_on_a_path_that_keeps_everything_noise_adds_up():
    rng = np.random.default_rng(0)
    layer = LSTM(1, 1, rng=rng, fixed_gates={"f": 1, "i": 1, "o": 1}, dtype=float)
    for weights in layer.params.values():
        weights[...] = 0
    c, said = disturbed(layer, np.zeros((2000, 100, 1)), 0.01, rng)
    np.testing.assert_allclose(c[:, [0, -1], 0].std(axis=0), [0.01, 0.1], rtol=0.1)
    np.testing.assert_allclose(said, np.tanh(c))
    layer.fixed_gates["o"] = 0.5
    c, said = disturbed(layer, np.zeros((2, 9, 1)), 0.01, rng)
    np.testing.assert_allclose(said, 0.5 * np.tanh(c))
