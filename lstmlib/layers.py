"""Cells over time: the same numbers as `cells`, computed fast.

`forward` returns a trace: the step's record with a time axis, so that `trace.h`
is (N, T, H). `backward` reads the trace, whose arrays are read-only: h and h_prev are
one array, and so are c and c_prev. A layer keeps its weights and nothing else. `_fast`
does the computing; the tests hold values and gradients equal to those of `cells`.
"""

import numpy as np

from lstmlib._fast.kernels import lstm_backward, rnn_backward, run_lstm, run_rnn
from lstmlib._validate import (
    check_dtype,
    check_finite,
    check_fixed_gates,
    check_sequence,
    check_shape,
    check_sizes,
    check_state,
    check_tokens,
)


def _orthogonal(rng, size):
    q, r = np.linalg.qr(rng.standard_normal((size, size)))
    return q * np.sign(np.diag(r))


def _initial_weights(rng, D, H, gates, dtype):
    """Uniform W_x (as PyTorch), an orthogonal W_h for each gate, zero b."""
    check_dtype(dtype)
    scale = 1 / np.sqrt(H)
    weights = {
        "W_x": rng.uniform(-scale, scale, (D, gates * H)),
        "W_h": np.hstack([_orthogonal(rng, H) for _ in range(gates)]),
        "b": np.zeros(gates * H),
    }
    return {name: w.astype(dtype) for name, w in weights.items()}


class RNN:
    """A layer of plain tanh units over sequences of shape (N, T, D) (Elman 1990).

    params: W_x (D, H), W_h (H, H), b (H,). `rng` is a np.random.Generator.
    W_h starts orthogonal (Saxe, McClelland & Ganguli 2014).
    Raises ValueError for sizes below 1 and a dtype that is not of floats.
    """

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float32):
        check_sizes(input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = _initial_weights(rng, input_size, hidden_size, 1, dtype)

    def forward(self, x, state=None):
        """Run over x (N, T, D) from state h (N, H), or zeros -> trace, an RNNStep.

        Raises ValueError for a wrong shape, an empty sequence or a NaN.
        """
        x = check_sequence(x, self.input_size)
        h0 = check_state("state h", state, (len(x), self.hidden_size))
        return run_rnn(self.params, x, h0)

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through time -> dx (N, T, D), gradients by name.

        Backpropagation through time (Werbos 1990). Raises ValueError for a wrong shape.
        """
        check_shape("dh", dh, trace.h.shape)
        return rnn_backward(self.params, dh, trace)


class LSTM:
    """A layer of LSTM units over sequences of shape (N, T, D).

    Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000).
    params: W_x (D, 4H), W_h (H, 4H), b (4H,), gate order i, f, g, o.
    `forget_bias` is the initial bias of the forget gate. `fixed_gates`, for
    example {"f": 1.0}, holds the gates i, f or o at a value in 0..1, untrained.
    Raises ValueError for sizes below 1, and for a gate, bias or dtype that cannot be.
    """

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        rng,
        forget_bias=1.0,
        fixed_gates=None,
        dtype=np.float32,
    ):
        check_sizes(input_size=input_size, hidden_size=hidden_size)
        check_fixed_gates(fixed_gates or {})
        check_finite("forget_bias", forget_bias)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.fixed_gates = dict(fixed_gates or {})
        self.params = _initial_weights(rng, input_size, hidden_size, 4, dtype)
        self.params["b"][hidden_size : 2 * hidden_size] = forget_bias

    def forward(self, x, state=None):
        """Run over x (N, T, D) from state (h, c), each (N, H), or zeros.

        Returns a trace, an LSTMStep whose fields are (N, T, H).
        Raises ValueError for a wrong shape, an empty sequence or a NaN.
        """
        x = check_sequence(x, self.input_size)
        shape = len(x), self.hidden_size
        state = (None, None) if state is None else state
        if len(state) != 2:
            raise ValueError(f"expected a state (h, c), got {len(state)} parts")
        h0 = check_state("state h", state[0], shape)
        c0 = check_state("state c", state[1], shape)
        return run_lstm(self.params, x, h0, c0, self.fixed_gates)

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through time -> dx (N, T, D), gradients by name.

        Raises ValueError for a wrong shape.
        """
        check_shape("dh", dh, trace.h.shape)
        return lstm_backward(self.params, dh, trace, self.fixed_gates)


class Linear:
    """An affine map of the last axis: y = x @ W + b, with W (D, O) and b (O,).

    Its methods, and sizes below 1, raise ValueError for what does not fit.
    """

    def __init__(self, input_size, output_size, *, rng, dtype=np.float32):
        check_sizes(input_size=input_size, output_size=output_size)
        check_dtype(dtype)
        scale = 1 / np.sqrt(input_size)
        W = rng.uniform(-scale, scale, (input_size, output_size))
        self.params = {"W": W.astype(dtype), "b": np.zeros(output_size, dtype)}

    def forward(self, x):
        """Map x (..., D) -> y (..., O)."""
        if np.ndim(x) == 0 or x.shape[-1] != len(self.params["W"]):
            D = len(self.params["W"])
            raise ValueError(f"expected x of shape (..., {D}), got {np.shape(x)}")
        # Gapless, because a product of a layer's columns, seen as rows, may be slow.
        return np.ascontiguousarray(x) @ self.params["W"] + self.params["b"]

    def backward(self, dy, x):
        """Carry dy (..., O) back, at x (..., D) -> dx (..., D), gradients by name."""
        check_shape("dy", dy, (*x.shape[:-1], len(self.params["b"])))
        flat_x, flat_dy = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
        grads = {"W": flat_x.T @ flat_dy, "b": flat_dy.sum(axis=0)}
        return dy @ self.params["W"].T, grads


class Embedding:
    """A row of W (V, D) for each of V tokens: what x @ W would be for one-hot x.

    Its methods, and sizes below 1, raise ValueError for what does not fit.
    """

    def __init__(self, vocabulary_size, size, *, rng, dtype=np.float32):
        check_sizes(vocabulary_size=vocabulary_size, size=size)
        check_dtype(dtype)
        self.params = {"W": rng.standard_normal((vocabulary_size, size)).astype(dtype)}

    def forward(self, tokens):
        """Look up tokens, integers (N, T) in 0..V-1 -> x (N, T, D)."""
        tokens = check_tokens(tokens, len(self.params["W"]))
        # In memory step by step, as the layers read it.
        return self.params["W"].take(tokens.T, axis=0).swapaxes(0, 1)

    def backward(self, dx, tokens):
        """Add up dx (N, T, D) over equal tokens (N, T) -> gradients by name."""
        tokens = check_tokens(tokens, len(self.params["W"]))
        check_shape("dx", dx, (*tokens.shape, self.params["W"].shape[1]))
        # Step by step, as the layers leave dx; small integers are sorted fast.
        flat = tokens.T.ravel().astype(np.min_scalar_type(len(self.params["W"])))
        order = np.argsort(flat, kind="stable")
        in_order = flat[order]
        starts = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
        dW = np.zeros(self.params["W"].shape, dx.dtype)
        rows = dx.swapaxes(0, 1).reshape(len(flat), -1).take(order, axis=0)
        dW[in_order[starts]] = np.add.reduceat(rows, starts)
        return {"W": dW}
