"""Does it keep? An LSTM whose memory is disturbed a little at every step."""

import numpy as np


def said_with_noise(layer, x, noise, rng):
    """The h (N, T, H) of an LSTM layer over x (N, T, D), its memory c disturbed.

    At every step each number of c is moved by a normal number of standard deviation
    `noise`, and so handed on; h is made with the moved c.
    """
    if not noise:
        return layer.forward(x).h
    state, said = None, []
    for t in range(x.shape[1]):
        step = layer.forward(x[:, t : t + 1], state)
        c = step.c[:, 0] + noise * rng.standard_normal(step.c[:, 0].shape)
        h = step.o[:, 0] * np.tanh(c)
        state = h, c
        said.append(h)
    return np.stack(said, axis=1)
