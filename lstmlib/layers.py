"""Cells over time: the same numbers as `cells`, computed fast.

`forward` returns a trace: the step's record with a time axis, so that `trace.h`
is (N, T, H). `backward` reads the trace, whose arrays are read-only: h and h_prev are
one array, and so are c and c_prev. A layer keeps its weights and nothing else. `_fast`
does the computing; the tests hold values and gradients equal to those of `cells`.

Everything raises ValueError for what does not fit, and FloatingPointError for a state
or a gradient that is not finite.
"""

import numpy as np

from lstmlib._fast.kernels import lstm_backward, rnn_backward, run_lstm, run_rnn
from lstmlib._validate import (
    as_numbers,
    check,
    check_fixed_gates,
    check_layer,
    check_sequence,
    check_state,
    check_tokens,
    check_trace,
    is_pair,
)
from lstmlib.cells import LSTMStep, RNNStep


def _orthogonal(rng, size):
    q, r = np.linalg.qr(rng.standard_normal((size, size)))
    return q * np.sign(np.diag(r))


def _initial_weights(rng, D, H, gates, dtype):
    """Uniform W_x (as PyTorch), an orthogonal W_h for each gate, zero b."""
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
    """

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float32):
        check_layer(rng, dtype, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = _initial_weights(rng, input_size, hidden_size, 1, dtype)

    def forward(self, x, state=None):
        """Run over x (N, T, D) from state h (N, H), or zeros -> trace, an RNNStep."""
        x = check_sequence(x, self.input_size)
        h0 = check_state("state h", state, (len(x), self.hidden_size))
        return check_trace(run_rnn(self.params, x, h0), RNNStep, self)

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through time -> dx (N, T, D), gradients by name.

        Backpropagation through time (Werbos 1990).
        """
        h = check_trace(trace, RNNStep, self).h
        dh = as_numbers("dh", dh, h.shape, h.dtype.kind != "c", FloatingPointError)
        return rnn_backward(self.params, dh, trace)


class LSTM:
    """A layer of LSTM units over sequences of shape (N, T, D).

    Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000).
    params: W_x (D, 4H), W_h (H, 4H), b (4H,), gate order i, f, g, o.
    `forget_bias` is the initial bias of the forget gate. `fixed_gates`, for
    example {"f": 1.0}, holds the gates i, f or o at a value in 0..1, untrained.
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
        check_layer(rng, dtype, input_size=input_size, hidden_size=hidden_size)
        self.fixed_gates = check_fixed_gates(fixed_gates)
        as_numbers("forget_bias", forget_bias, (), real=True)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = _initial_weights(rng, input_size, hidden_size, 4, dtype)
        self.params["b"][hidden_size : 2 * hidden_size] = forget_bias

    def forward(self, x, state=None):
        """Run over x (N, T, D) from state (h, c), each (N, H), or zeros.

        Returns a trace, an LSTMStep whose fields are (N, T, H).
        """
        x = check_sequence(x, self.input_size)
        shape = len(x), self.hidden_size
        state = (None, None) if state is None else state
        check(is_pair(state), "a state (h, c)", state)
        h0 = check_state("state h", state[0], shape)
        c0 = check_state("state c", state[1], shape)
        trace = run_lstm(self.params, x, h0, c0, self.fixed_gates)
        return check_trace(trace, LSTMStep, self)

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through time -> dx (N, T, D), gradients by name."""
        h = check_trace(trace, LSTMStep, self).h
        dh = as_numbers("dh", dh, h.shape, h.dtype.kind != "c", FloatingPointError)
        return lstm_backward(self.params, dh, trace, self.fixed_gates)


class Linear:
    """An affine map of the last axis: y = x @ W + b, with W (D, O) and b (O,)."""

    def __init__(self, input_size, output_size, *, rng, dtype=np.float32):
        check_layer(rng, dtype, input_size=input_size, output_size=output_size)
        scale = 1 / np.sqrt(input_size)
        W = rng.uniform(-scale, scale, (input_size, output_size))
        self.params = {"W": W.astype(dtype), "b": np.zeros(output_size, dtype)}

    def forward(self, x):
        """Map x (..., D) -> y (..., O)."""
        x = self._read(x)
        # Gapless, because a product of a layer's columns, seen as rows, may be slow.
        return np.ascontiguousarray(x) @ self.params["W"] + self.params["b"]

    def _read(self, x):
        x, D = as_numbers("x", x), len(self.params["W"])
        check(x.ndim and x.shape[-1] == D, f"x of shape (..., {D})", x.shape)
        return x

    def backward(self, dy, x):
        """Carry dy (..., O) back, at x (..., D) -> dx (..., D), gradients by name."""
        x, W = self._read(x), self.params["W"]
        shape, real = (*x.shape[:-1], W.shape[1]), x.dtype.kind != "c"
        dy = as_numbers("dy", dy, shape, real, FloatingPointError)
        flat_x, flat_dy = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
        grads = {"W": flat_x.T @ flat_dy, "b": flat_dy.sum(axis=0)}
        return dy @ W.T, grads


class Embedding:
    """A row of W (V, D) for each of V tokens: what x @ W would be for one-hot x."""

    def __init__(self, vocabulary_size, size, *, rng, dtype=np.float32):
        check_layer(rng, dtype, vocabulary_size=vocabulary_size, size=size)
        self.params = {"W": rng.standard_normal((vocabulary_size, size)).astype(dtype)}

    def forward(self, tokens):
        """Look up tokens, integers (N, T) in 0..V-1 -> x (N, T, D)."""
        tokens = check_tokens(tokens, len(self.params["W"]))
        # In memory step by step, as the layers read it.
        return self.params["W"].take(tokens.T, axis=0).swapaxes(0, 1)

    def backward(self, dx, tokens):
        """Add up dx (N, T, D) over equal tokens (N, T) -> gradients by name."""
        W = self.params["W"]
        tokens = check_tokens(tokens, len(W))
        dx = as_numbers("dx", dx, (*tokens.shape, W.shape[1]), error=FloatingPointError)
        # Step by step, as the layers leave dx; small integers are sorted fast.
        flat = tokens.T.ravel().astype(np.min_scalar_type(len(W)))
        order = np.argsort(flat, kind="stable")
        in_order = flat[order]
        starts = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
        dW = np.zeros(W.shape, dx.dtype)
        rows = dx.swapaxes(0, 1).reshape(len(flat), -1).take(order, axis=0)
        dW[in_order[starts]] = np.add.reduceat(rows, starts)
        return {"W": dW}
