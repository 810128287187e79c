"""Sequences that are read in pieces: what is kept, and what learning loses."""

import numpy as np

from lstmlib._validate import check_sizes
from lstmlib.gradcheck import relative_error


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
