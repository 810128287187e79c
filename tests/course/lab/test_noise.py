"""A memory that is disturbed: by as much as is said, and handed on."""

import numpy as np

from lstmlib.course.lab.noise import said_with_noise
from lstmlib.layers import LSTM


def cell(**gates):
    """Two units that write nothing and forget nothing."""
    rng = np.random.default_rng(0)
    layer = LSTM(1, 2, rng=rng, fixed_gates=gates, dtype=float)
    for weights in layer.params.values():
        weights[...] = 0
    return layer


def test_without_noise_it_is_the_layer():
    rng = np.random.default_rng(1)
    layer, x = LSTM(3, 4, rng=rng), rng.normal(size=(2, 5, 3))
    np.testing.assert_array_equal(said_with_noise(layer, x, 0, rng), layer.forward(x).h)


def test_noise_adds_up_in_a_memory_that_forgets_nothing():
    layer, x = cell(f=1.0, o=1.0), np.zeros((4000, 9, 1))
    c = np.arctanh(said_with_noise(layer, x, 0.01, np.random.default_rng(2)))
    np.testing.assert_allclose(c[:, 0].std(), 0.01, rtol=0.05)
    np.testing.assert_allclose(c[:, 8].std(), 0.03, rtol=0.05)


def test_what_is_said_passes_the_output_gate():
    layer, x = cell(f=1.0, o=0.5), np.zeros((2, 3, 1))
    half = said_with_noise(layer, x, 0.1, np.random.default_rng(3))
    layer.fixed_gates["o"] = 1.0
    whole = said_with_noise(layer, x, 0.1, np.random.default_rng(3))
    np.testing.assert_allclose(2 * half, whole)
