"""Does it keep? A memory that is disturbed a little at every word."""

import numpy as np

from lstmlib.layers import RNN


def disturbed(layer, x, noise, rng):
    """Run a layer over x (N, T, D), its memory disturbed at every step -> memory, h.

    Both (N, T, H); the memory is c of an LSTM, h of an RNN. Each of its numbers is
    moved by a normal number of standard deviation `noise`, and so handed on; h of an
    LSTM is made with the moved c.
    """
    state, kept, said = None, [], []
    for t in range(x.shape[1]):
        step = layer.forward(x[:, t : t + 1], state)
        plain = isinstance(layer, RNN)
        memory = (step.h if plain else step.c)[:, 0]
        memory = memory + noise * rng.standard_normal(memory.shape)
        h = memory if plain else step.o[:, 0] * np.tanh(memory)
        state = h if plain else (h, memory)
        kept.append(memory)
        said.append(h)
    return np.stack(kept, axis=1), np.stack(said, axis=1)
