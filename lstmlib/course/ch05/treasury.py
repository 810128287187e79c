"""The adding problem at court: add up two marked gifts, pass over all the others."""

import numpy as np

from lstmlib._validate import check_draw, check_shape

GOLD, SEAL = 0, 1
"""The two numbers of a step: how much gold, and whether the gift bears the seal."""

WITHIN = 0.16
"""An answer that misses by less is right: the criterion of Hochreiter and Schmidhuber
(1997), 0.04 of their scale, for a sum in -2..2."""


def treasury_batch(rng, size, length, *, noise=1.0):
    """Draw sequences of gifts -> inputs (size, length, 2), targets (size, length, 1).

    A step holds an amount of gold in -1..1 and a seal, 0 or 1. One gift in each half
    of the sequence is sealed. The target is NaN but at the last step, where it is the
    sum of the two sealed amounts. `noise` scales the amounts without a seal. After
    Hochreiter and Schmidhuber (1997), with equal lengths. Raises ValueError for a
    length below 2.
    """
    check_draw(rng, size=size, length=length)
    if length < 2:
        raise ValueError(f"expected a length of 2 or more, got {length}")
    half, rows = length // 2, np.arange(size)
    gold = rng.uniform(-1, 1, (size, length))
    sealed = np.zeros((size, length), dtype=bool)
    sealed[rows, rng.integers(0, half, size)] = True
    sealed[rows, rng.integers(half, length, size)] = True
    gold = np.where(sealed, gold, noise * gold)
    targets = np.full((size, length, 1), np.nan, np.float32)
    targets[:, -1, 0] = (gold * sealed).sum(axis=1)
    return np.stack([gold, sealed], axis=2).astype(np.float32), targets


def share_within(answers, targets, *, within=WITHIN):
    """Share of the answers that miss their target by less than `within`; NaN is none.

    Raises ValueError when shapes differ or nothing is asked.
    """
    check_shape("answers", answers, np.shape(targets))
    asked = ~np.isnan(targets)
    if not asked.any():
        raise ValueError("expected at least one target, got only NaN")
    return float((np.abs(answers - targets)[asked] < within).mean())


def ledger_unit(trace, read_out):
    """The unit through which sealed gold moves the answer most: its number.

    trace is an LSTM's over inputs of `treasury_batch`, read_out (H, 1) the weights
    from the hidden state to the answer.
    """
    sealed = trace.x[:, :, SEAL] == 1
    written = (trace.i * trace.g)[sealed].std(axis=0)
    return int(np.argmax(written * np.abs(read_out[:, 0])))


def mean_input_gate(trace, unit):
    """How far a unit's input gate is open, on average: (at sealed gifts, at others)."""
    sealed = trace.x[:, :, SEAL] == 1
    i = trace.i[:, :, unit]
    return float(i[sealed].mean()), float(i[~sealed].mean())


def treasurer_weights(big, small):
    """Weights of one LSTM unit that adds up sealed gifts -> {"W_x", "W_h", "b"}.

    The input gate gets +big at a seal and -big without, the candidate small x gold,
    the forget gate big; the output gate is left to be fixed at 1.
    """
    W_x, b = np.zeros((2, 4)), np.array([-big, big, 0.0, 0.0])
    W_x[SEAL, 0], W_x[GOLD, 2] = 2 * big, small
    return {"W_x": W_x, "W_h": np.zeros((1, 4)), "b": b}
