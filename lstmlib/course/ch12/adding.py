"""The adding problem: two marked numbers in a long row, and their sum at its end."""

import numpy as np

NEAR = 0.04
"""A row is right when the answer is nearer to the target than this."""


def adding_batch(rng, N, T=100):
    """N rows of T to 1.1 T pairs -> x (N, steps, 2), targets (N, steps, 1).

    As Hochreiter & Schmidhuber (1997) have it. A pair is a number in -1..1 and a
    marker: 1 for two pairs, one of the first ten and one of the first T/2 - 1; -1 for
    the first pair and the last one; else 0. The target stands at the last pair:
    1/2 + (X1 + X2) / 4. If the first pair is drawn, its X counts as 0.
    """
    lengths = rng.integers(T, T + T // 10 + 1, N)
    steps, rows = lengths.max(), np.arange(N)
    x = np.zeros((N, steps, 2), np.float32)
    x[..., 0] = rng.uniform(-1, 1, (N, steps))
    x[np.arange(steps) >= lengths[:, None]] = 0
    first = rng.integers(0, 10, N)
    # One of the others: the draw steps over the place that is taken.
    second = rng.integers(0, T // 2 - 2, N)
    second += second >= first
    marked = np.stack([first, second], axis=1)
    x[rows[:, None], marked, 1] = 1
    x[:, 0, 1] = x[rows, lengths - 1, 1] = -1
    numbers = np.where(marked > 0, x[rows[:, None], marked, 0], 0)
    targets = np.full((N, steps, 1), np.nan, np.float32)
    targets[rows, lengths - 1, 0] = 0.5 + numbers.sum(axis=1) / 4
    return x, targets


def share_near(model, x, targets):
    """The share of rows whose answer is nearer than NEAR to the target, 0..1."""
    asked = ~np.isnan(targets)
    return float(np.mean(abs(model.logits(x)[asked] - targets[asked]) < NEAR))
