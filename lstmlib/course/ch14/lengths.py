"""Sequences of unequal length, and sequences that are read in pieces."""

import numpy as np

from lstmlib._validate import check_shape, check_sizes
from lstmlib.gradcheck import relative_error


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


def read_in_pieces(layer, x, size, hand_on=True):
    """What an LSTM says along x (N, T, D), read `size` steps at a time: h (N, T, H).

    hand_on=False begins each piece from zeros.
    """
    check_sizes(size=size)
    said, state = [], None
    for start in range(0, x.shape[1], size):
        trace = layer.forward(x[:, start : start + size], state)
        state = (trace.h[:, -1], trace.c[:, -1]) if hand_on else None
        said.append(trace.h)
    return np.concatenate(said, axis=1)


def truncated_gradients(model, x, targets, size):
    """Gradients when the state is handed on, but blame ends where a piece begins.

    x (N, T, D), targets (N, T, O) -> {name: gradient} of the mean loss over all steps.
    """
    total, state, steps = {}, None, x.shape[1]
    for start in range(0, steps, size):
        piece = slice(start, start + size)
        trace = model.forward(x[:, piece], state)
        _, dh, grads = model.read_out(trace, targets[:, piece])
        own = {f"layer.{k}": g for k, g in model.layer.backward(dh, trace)[1].items()}
        share = len(range(*piece.indices(steps))) / steps
        for name, gradient in (own | grads).items():
            total[name] = total.get(name, 0.0) + share * gradient
        state = trace.h[:, -1], trace.c[:, -1]
    return total


def gradient_off(model, x, targets, sizes):
    """How far off the truncated gradient of W_h is, relative to the whole: (sizes,)."""
    whole = model.loss_and_gradients(x, targets)[1]["layer.W_h"]
    return np.array(
        [
            relative_error(
                truncated_gradients(model, x, targets, size)["layer.W_h"], whole
            )
            for size in sizes
        ]
    )
