"""Does it keep? A memory that is disturbed a little at every word."""

import numpy as np

from lstmlib.layers import RNN


def disturbed(layer, x, noise, rng):
    """The memory (N, T, H) of a layer over x (N, T, D), disturbed at every step.

    The memory is c of an LSTM, h of an RNN. Each of its numbers is moved by a normal
    number of standard deviation `noise`, and so handed on; h of an LSTM is that of the
    moved c.
    """
    state, kept = None, []
    for t in range(x.shape[1]):
        step = layer.forward(x[:, t : t + 1], state)
        plain = isinstance(layer, RNN)
        memory = (step.h if plain else step.c)[:, 0]
        memory = memory + noise * rng.standard_normal(memory.shape)
        heard = 1 if plain else step.o[:, 0]
        state = memory if plain else (heard * np.tanh(memory), memory)
        kept.append(memory)
    return np.stack(kept, axis=1)
