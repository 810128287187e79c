"""Sequences of unequal length: filled up, and read no further than their ends."""

import numpy as np

from lstmlib._validate import check_shape


def padded(sequences, filling=0.0):
    """Sequences (T_n,) of numbers in one array (N, T, 1), filled up at the end.

    Returns it with the lengths (N,). Raises ValueError for none or an empty one.
    """
    lengths = np.array([len(sequence) for sequence in sequences])
    if not len(lengths) or lengths.min() < 1:
        raise ValueError(f"expected sequences with one value or more, got {lengths}")
    filled = np.full((len(lengths), lengths.max(), 1), filling, "f4")
    for row, sequence in zip(filled, sequences, strict=True):
        row[: len(sequence), 0] = sequence
    return filled, lengths


def last_states(h, lengths):
    """h (N, T, H) at each sequence's own last step -> (N, H)."""
    check_shape("lengths", lengths, h.shape[:1])
    return h[np.arange(len(h)), np.asarray(lengths) - 1]


def masked(targets, lengths):
    """A copy of targets (N, T, O) that asks for nothing behind each sequence's end."""
    asked = np.array(targets, dtype=float)
    asked[np.arange(asked.shape[1]) >= np.asarray(lengths)[:, None]] = np.nan
    return asked


def cycles(values, lowest=20.0):
    """A series cut at its minima, as astronomers count: a list of parts.

    A minimum is the lowest of the seven values around it, and below `lowest`.
    """
    at = [
        t
        for t in range(3, len(values) - 3)
        if values[t] < lowest and values[t] == values[t - 3 : t + 4].min()
    ]
    cuts = [t for t, before in zip(at, [-9, *at], strict=False) if t - before > 3]
    return [values[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]
