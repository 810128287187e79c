"""What tests of chapter 05 share."""

import numpy as np
import pytest

from lstmlib.cells import LSTMStep
from lstmlib.course.ch05 import treasury


@pytest.fixture(name="day_with_gates", scope="session")
def day_with_gates_fixture():
    """The function day_with_gates(openness)."""
    return day_with_gates


def day_with_gates(openness):
    """A trace of 3 units; unit 1 writes the gold of sealed gifts through its door."""
    x, _ = treasury.treasury_batch(np.random.default_rng(0), 20, 10)
    gold, sealed = x[:, :, :1], x[:, :, 1:] == 1
    i = np.where(sealed, 0.9, openness) * np.ones(3)
    g = gold * np.array([0.1, 0.9, 0.0])
    zero = np.zeros_like(g)
    return LSTMStep(x, zero, zero, i, zero, g, zero, zero, zero)
