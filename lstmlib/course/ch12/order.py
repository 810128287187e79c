"""Temporal order: which came first, X or Y, somewhere in a hundred other symbols?"""

import numpy as np

from lstmlib.losses import log_softmax

SYMBOLS = "abcdXYEB"
NEAR = 0.3
"""A row is right when each of the four outputs is nearer to its target than this."""


def order_batch(rng, N):
    """N rows of 100 to 110 symbols -> x (N, steps, 8), classes (N, steps) or -1.

    Task 6a of Hochreiter & Schmidhuber (1997): E, then a to d by chance, X or Y at one
    of the places 10 to 20 and at one of 50 to 60, and B at the end, where the class is
    asked: XX 0, XY 1, YX 2, YY 3.
    """
    lengths = rng.integers(100, 111, N)
    steps, rows = lengths.max(), np.arange(N)
    tokens = rng.integers(0, 4, (N, steps))
    tokens[:, 0] = SYMBOLS.index("E")
    places = rng.integers((10, 50), (21, 61), (N, 2))
    kinds = rng.integers(0, 2, (N, 2))
    tokens[rows[:, None], places] = SYMBOLS.index("X") + kinds
    tokens[rows, lengths - 1] = SYMBOLS.index("B")
    x = (tokens[..., None] == np.arange(len(SYMBOLS))).astype(np.float32)
    x[np.arange(steps) >= lengths[:, None]] = 0
    classes = np.full((N, steps), -1)
    classes[rows, lengths - 1] = 2 * kinds[:, 0] + kinds[:, 1]
    return x, classes


def share_near(model, x, classes):
    """The share of rows with all four probabilities nearer than NEAR, 0..1."""
    asked = classes >= 0
    told = np.exp(log_softmax(model.logits(x)[asked]))
    wanted = np.eye(4)[classes[asked]]
    return float(np.mean((abs(told - wanted) < NEAR).all(axis=1)))
