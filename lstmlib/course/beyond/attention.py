"""Attention: a memory that keeps every word, and looks back at all of them.

    q, k, v = x W_q, x W_k, x W_v      a question, a label and a content at every word
    a_t     = softmax over s <= t of q_t . k_s / sqrt(H)       where the question looks
    h_t     = sum over s of a_ts v_s                           what it finds there

One head, as in Vaswani et al. (2017), that sees the words up to its own and knows no
places: what stood where, it cannot tell.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._validate import check_sequence, check_shape
from lstmlib.layers import Linear
from lstmlib.losses import log_softmax


class Looks(NamedTuple):
    """All that happened when every word looked back."""

    x: ndarray  # (N, T, D) input
    q: ndarray  # (N, T, H) what each word asks
    k: ndarray  # (N, T, H) the label under which each word can be found
    v: ndarray  # (N, T, H) what is found there
    a: ndarray  # (N, T, T) where each word looks: rows that sum to 1
    h: ndarray  # (N, T, H) what each word has found


class Attention:
    """A layer of one head of attention over sequences (N, T, D).

    params: W_q, W_k, W_v (D, H). It has no state: it reads whole sequences.
    Raises ValueError for sizes below 1 and a dtype that is not of floats.
    """

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float32):
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = {
            name: Linear(input_size, hidden_size, rng=rng, dtype=dtype).params["W"]
            for name in ("W_q", "W_k", "W_v")
        }

    def forward(self, x, state=None):
        """Read x (N, T, D) -> Looks. Raises ValueError for another shape or a state."""
        x = check_sequence(x, self.input_size)
        if state is not None:
            raise ValueError("expected no state: attention keeps words, not a state")
        q, k, v = (x @ self.params[name] for name in ("W_q", "W_k", "W_v"))
        votes = q @ k.swapaxes(1, 2) / np.sqrt(self.hidden_size).astype(k.real.dtype)
        future = np.triu(np.ones(votes.shape[1:], bool), 1)
        # exp(-1e9) is 0: nobody looks at a word that is still to come.
        a = np.exp(log_softmax(np.where(future, votes.dtype.type(-1e9), votes)))
        return Looks(x, q, k, v, a, a @ v)

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back -> dx (N, T, D), gradients by name."""
        check_shape("dh", dh, trace.h.shape)
        x, q, k, v, a, _ = trace
        dv, da = a.swapaxes(1, 2) @ dh, dh @ v.swapaxes(1, 2)
        dvotes = a * (da - (a * da).sum(axis=2, keepdims=True))
        dvotes /= np.sqrt(self.hidden_size).astype(k.real.dtype)
        parts = {
            "W_q": dvotes @ k,
            "W_k": dvotes.swapaxes(1, 2) @ q,
            "W_v": dv,
        }
        dx = sum(part @ self.params[name].T for name, part in parts.items())
        flat = x.reshape(-1, x.shape[2])
        grads = {name: flat.T @ p.reshape(len(flat), -1) for name, p in parts.items()}
        return dx, grads
