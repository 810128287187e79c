"""The GRU: one state and two gates, beside the LSTM's two states and three.

Cho et al. (2014); here as PyTorch and Keras compute it, where the reset gate comes
after the product:

    r, z = sigmoid(x W_x + h_prev W_h + b)       reset gate, update gate
    n    = tanh(x W_x + b + r * (h_prev W_h + b_n))         candidate
    h    = z * h_prev + (1 - z) * n

Layout as in `cells`: row vectors, gate order r, z, n.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._validate import as_numbers, check_sequence, check_shape, check_state
from lstmlib.cells import sigmoid
from lstmlib.layers import RNN


class GRUStep(NamedTuple):
    """All that happened in one step of a GRU; `backward` reads it."""

    x: ndarray  # (N, D) input
    h_prev: ndarray  # (N, H) state before the step, -1..1
    r: ndarray  # (N, H) reset gate, 0..1
    z: ndarray  # (N, H) update gate, 0..1: how much is kept
    s: ndarray  # (N, H) what the old state says to the candidate, before r
    n: ndarray  # (N, H) candidate, -1..1
    h: ndarray  # (N, H) state after the step, -1..1


def _advance(x, from_x, h_prev, W_h, b_n):
    """One step, what the input says to all gates being known already."""
    x_r, x_z, x_n = np.split(from_x, 3, axis=1)
    h_r, h_z, h_n = np.split(h_prev @ W_h, 3, axis=1)
    r, z, s = sigmoid(x_r + h_r), sigmoid(x_z + h_z), h_n + b_n
    n = np.tanh(x_n + r * s)
    return GRUStep(x, h_prev, r, z, s, n, z * h_prev + (1 - z) * n)


class GRU:
    """A layer of GRU units over sequences (N, T, D); it reads like `lstmlib.LSTM`.

    params: W_x (D, 3H), W_h (H, 3H), b (3H,), b_n (H,), gate order r, z, n.
    `keep_bias` is the initial bias of the update gate z: the higher, the longer a unit
    keeps what it has. Raises ValueError for sizes below 1 and a dtype not of floats.
    """

    def __init__(
        self, input_size, hidden_size, *, rng, keep_bias=1.0, dtype=np.float32
    ):
        # Each gate starts as a layer of plain units does.
        gates = [RNN(input_size, hidden_size, rng=rng, dtype=dtype) for _ in "rzn"]
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = {
            name: np.concatenate([gate.params[name] for gate in gates], axis=-1)
            for name in ("W_x", "W_h", "b")
        }
        as_numbers("keep_bias", keep_bias, (), real=True)
        self.params["b"][hidden_size : 2 * hidden_size] = keep_bias
        self.params["b_n"] = np.zeros(hidden_size, dtype)

    def forward(self, x, state=None):
        """Run over x (N, T, D) from state h (N, H), or zeros -> trace, a GRUStep.

        Its fields are (N, T, H). Raises ValueError for a wrong shape, an empty
        sequence or a NaN.
        """
        x, p, steps = check_sequence(x, self.input_size), self.params, []
        h = check_state("state h", state, (len(x), self.hidden_size))
        # Complex x, with which gradients are checked, stays complex.
        dtype = np.result_type(p["b"], *([x] if np.iscomplexobj(x) else []))
        x, h = np.ascontiguousarray(x.swapaxes(0, 1), dtype), h.astype(dtype)
        for x_t, from_x in zip(x, x @ p["W_x"] + p["b"], strict=True):
            steps.append(_advance(x_t, from_x, h, p["W_h"], p["b_n"]))
            h = steps[-1].h
        fields = (np.stack(field).swapaxes(0, 1) for field in zip(*steps, strict=True))
        return GRUStep(*fields)

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through time -> dx (N, T, D), gradients by name.

        Raises ValueError for a wrong shape.
        """
        check_shape("dh", dh, trace.h.shape)
        p = self.params
        _, h_prev, r, z, s, n, _ = (np.moveaxis(field, 1, 0) for field in trace)
        # What does not depend on the way back, for all steps at once.
        to_n, keep = (1 - z) * (1 - n**2), z
        to_z, to_r = (h_prev - n) * z * (1 - z), s * r * (1 - r)
        da, ds = np.empty((*h_prev.shape[:2], p["b"].size), trace.h.dtype), r * 0
        H, dh_next, W_back = self.hidden_size, 0, p["W_h"].T
        for t in reversed(range(len(da))):
            now = dh[:, t] + dh_next
            da_n = now * to_n[t]
            ds[t] = da_n * r[t]
            da_r, da_z = da_n * to_r[t], now * to_z[t]
            dh_next = now * keep[t] + np.hstack([da_r, da_z, ds[t]]) @ W_back
            da[t, :, :H], da[t, :, H : 2 * H], da[t, :, 2 * H :] = da_r, da_z, da_n
        return self._gradients(trace, h_prev, da, ds)

    def _gradients(self, trace, h_prev, da, ds):
        """dx and the gradients of all weights, from those before the gates."""
        H = self.hidden_size
        dv = np.concatenate([da[:, :, : 2 * H], ds], axis=2)
        x = np.moveaxis(trace.x, 1, 0)
        grads = {"W_x": _summed(x, da), "W_h": _summed(h_prev, dv)}
        grads |= {"b": da.sum(axis=(0, 1)), "b_n": ds.sum(axis=(0, 1))}
        return (da @ self.params["W_x"].T).swapaxes(0, 1), grads


def _summed(inputs, da):
    """The gradient of a product's weights, added up over steps and examples."""
    return inputs.reshape(-1, inputs.shape[2]).T @ da.reshape(-1, da.shape[2])
