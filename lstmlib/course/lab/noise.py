"""Does it keep? A network whose short-term memory is disturbed at every step."""

import numpy as np


def noisy_states(layer, x, noise, rng):
    """The h (N, T, H) of an LSTM layer over x (N, T, D) with noise on its state.

    At every step each number of h is moved by a normal number of standard deviation
    `noise`, and so handed on; c is not touched.
    """
    if not noise:
        return layer.forward(x).h
    state, heard = None, []
    for t in range(x.shape[1]):
        step = layer.forward(x[:, t : t + 1], state)
        h = step.h[:, 0] + noise * rng.standard_normal(step.h[:, 0].shape)
        state = h, step.c[:, 0]
        heard.append(h)
    return np.stack(heard, axis=1)
