"""Cells over time: the same numbers as `cells`, computed fast.

`forward` returns a trace: the step's record with a time axis, so that `trace.h`
is (N, T, H). `backward` reads the trace; a layer keeps nothing but its weights.

Inside, examples are columns: S[t] = [x_t; h_(t-1); 1] is (D + H + 1, N), and one
product W @ S[t] gives the inputs of all gates, each gate in a slab of its own.
The tests hold values and gradients equal to those of `cells`.
"""

import numpy as np

from lstmlib.cells import GATES, LSTMStep, RNNStep
from lstmlib.validate import (
    check_dtype,
    check_finite,
    check_fixed_gates,
    check_sequence,
    check_shape,
    check_sizes,
    check_state,
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


def _to_columns(x):
    """(N, T, D) -> (T, D, N)."""
    return x.transpose(1, 2, 0)


def _to_rows(s):
    """(T, D, N) -> (N, T, D)."""
    return s.transpose(2, 0, 1)


def _read_only(view):
    """h and h_prev are one array, and so are c and c_prev: changing one hurts both."""
    view.flags.writeable = False
    return view


def _stack_inputs(x, h0, weights):
    """W (gates H, K) and S (T + 1, K, N), filled but for the later hidden states."""
    W = np.concatenate([weights["W_x"], weights["W_h"], weights["b"][None]]).T
    (N, T, D), K = x.shape, W.shape[1]
    S = np.ones((T + 1, K, N), np.result_type(x, W))
    W = np.ascontiguousarray(W, S.dtype)
    S[:T, :D] = _to_columns(x)
    S[0, D : K - 1] = h0.T
    return W, S


def _weight_gradients(dA, trace, W_x):
    """dx and all weight gradients from dA (T, gates H, N), as two large products."""
    T, G, N = dA.shape
    D = len(W_x)
    dA = dA.transpose(1, 2, 0).reshape(G, N * T)
    dW_x = trace.x.reshape(N * T, D).T @ dA.T
    dW_h = trace.h_prev.reshape(N * T, -1).T @ dA.T
    dx = (dA.T @ W_x.T).reshape(N, T, D)
    return dx, {"W_x": dW_x, "W_h": dW_h, "b": dA.sum(axis=1)}


class RNN:
    """A layer of plain tanh units over sequences of shape (N, T, D).

    params: W_x (D, H), W_h (H, H), b (H,). `rng` is a np.random.Generator.
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
        (N, T, D), H = x.shape, self.hidden_size
        h0 = check_state("state h", state, (N, H))
        W, S = _stack_inputs(x, h0, self.params)
        for t in range(T):
            np.tanh(W @ S[t], out=S[t + 1, D:-1])
        h = _read_only(_to_rows(S[:, D:-1]))
        return RNNStep(x, h[:, :-1], h[:, 1:])

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through time -> dx (N, T, D), gradients by name."""
        check_shape("dh", dh, trace.h.shape)
        W_h, h = self.params["W_h"], _to_columns(trace.h)
        dA = 1 - h * h
        dh, dh_next = np.ascontiguousarray(_to_columns(dh)), 0.0
        for t in reversed(range(len(dA))):
            dA[t] *= dh[t] + dh_next
            dh_next = W_h @ dA[t]
        return _weight_gradients(dA, trace, self.params["W_x"])


class LSTM:
    """A layer of LSTM units over sequences of shape (N, T, D).

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
        (N, T, D), H = x.shape, self.hidden_size
        state = (None, None) if state is None else state
        if len(state) != 2:
            raise ValueError(f"expected a state (h, c), got {len(state)} parts")
        h0 = check_state("state h", state[0], (N, H))
        c0 = check_state("state c", state[1], (N, H))
        W, S = _stack_inputs(x, h0, self.params)
        A = np.empty((T, 4, H, N), S.dtype)
        C = np.empty((T + 1, H, N), S.dtype)
        C[0] = c0.T
        self._run(W, S, A, C, D)
        i, f, g, o = (_read_only(_to_rows(A[:, k])) for k in range(4))
        c, h = _read_only(_to_rows(C)), _read_only(_to_rows(S[:, D:-1]))
        return LSTMStep(x, h[:, :-1], c[:, :-1], i, f, g, o, c[:, 1:], h[:, 1:])

    def _run(self, W, S, A, C, D):
        """Fill the gates A, the cell states C and the hidden states inside S."""
        T, _, H, N = A.shape
        # sigmoid(a) = tanh(a / 2) / 2 + 1/2, so one tanh serves all four slabs.
        scale = np.array([0.5, 0.5, 1.0, 0.5]).reshape(4, 1, 1)
        shift = np.array([0.5, 0.5, 0.0, 0.5]).reshape(4, 1, 1)
        scale, shift = scale.astype(W.real.dtype), shift.astype(W.real.dtype)
        W = W * np.repeat(scale.reshape(4), H)[:, None]
        fixed = [(GATES.index(gate), v) for gate, v in self.fixed_gates.items()]
        for t in range(T):
            a = A[t]
            np.tanh((W @ S[t]).reshape(4, H, N), out=a)
            a *= scale
            a += shift
            for k, value in fixed:
                a[k] = value
            i, f, g, o = a
            np.add(f * C[t], i * g, out=C[t + 1])
            np.multiply(o, np.tanh(C[t + 1]), out=S[t + 1, D:-1])

    def backward(self, dh, trace):
        """Carry dh (N, T, H) back through time -> dx (N, T, D), gradients by name."""
        check_shape("dh", dh, trace.h.shape)
        W_h = self.params["W_h"]
        f = _to_columns(trace.f)
        dA, dc_per_dh = self._local_derivatives(trace)
        dh, dh_next, dc = np.ascontiguousarray(_to_columns(dh)), 0.0, 0.0
        for t in reversed(range(len(dA))):
            dh_t = dh[t] + dh_next
            dc = dc + dh_t * dc_per_dh[t]
            dA[t, :3] *= dc
            dA[t, 3] *= dh_t
            dh_next = W_h @ dA[t].reshape(W_h.shape[1], -1)
            dc = dc * f[t]
        T, _, H, N = dA.shape
        return _weight_gradients(dA.reshape(T, 4 * H, N), trace, self.params["W_x"])

    def _local_derivatives(self, trace):
        """All steps at once: d(c)/d(a_i, a_f, a_g), d(h)/d(a_o), and d(c)/d(h)."""
        c_prev, i, f, g, o, c = (_to_columns(field) for field in trace[2:8])
        tanh_c = np.tanh(c)
        local = np.stack(
            [
                g * i * (1 - i),
                c_prev * f * (1 - f),
                i * (1 - g * g),
                tanh_c * o * (1 - o),
            ],
            axis=1,
        )
        for gate in self.fixed_gates:
            local[:, GATES.index(gate)] = 0
        return local, o * (1 - tanh_c * tanh_c)
