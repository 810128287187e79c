"""The fast loops of `layers`: examples are columns, and a gate is one slab of memory.

S[t] = [x_t; h_(t-1); 1] is (D + H + 1, N). One product W @ S[t] gives the inputs of
all gates at once, and every later operation runs over memory without a gap. What does
not depend on the loop is done before or after it, for many steps at a time.

Inside the loops, functions have short local names and get `out` by position: on small
arrays NumPy spends more time on finding and reading arguments than on numbers. Large
arrays come from `empty`, the method of a layer's `Buffers`.
"""

import numpy as np

from lstmlib._fast.products import multiplier

# The backward pass prepares as many steps at a time as fit beside the weights in a
# processor's second-level cache.
BLOCK_BYTES = 1_000_000


def to_columns(x):
    """(N, T, D) -> (T, D, N), a view."""
    return x.transpose(1, 2, 0)


def to_rows(s):
    """(T, D, N) -> (N, T, D), a view."""
    return s.transpose(2, 0, 1)


def _stack(x, h0, empty):
    """S (T + 1, D + H + 1, N), filled but for the later hidden states."""
    (N, T, D), H = x.shape, h0.shape[1]
    S = empty((T + 1, D + H + 1, N), x.dtype)
    S[:T, :D] = to_columns(x)
    S[0, D:-1] = h0.T
    S[:, -1] = 1
    return S


def _stacked_weights(params):
    """[W_x; W_h; b] as (gates H, D + H + 1), a view."""
    return np.concatenate([params["W_x"], params["W_h"], params["b"][None]]).T


def _copy(view, dtype, empty):
    """The same numbers, laid out in memory in the order of the view's axes."""
    copied = empty(view.shape, dtype)
    copied[...] = view
    return copied


def _copy_columns(x, dtype, empty):
    """x (N, T, D) as columns (T, D, N), in memory without gaps."""
    rows = x.transpose(1, 0, 2)
    if not rows.flags.c_contiguous:  # to turn what lies far apart would be slow
        rows = _copy(rows, dtype, empty)
    return _copy(rows.transpose(0, 2, 1), dtype, empty)


def _hidden_rows(S, D, empty):
    """The hidden states inside S as rows (T + 1, N, H)."""
    return _copy(S[:, D:-1].transpose(0, 2, 1), S.dtype, empty)


def run_rnn(params, x, h0, empty):
    """All hidden states of a plain RNN as rows (T + 1, N, H), h0 first."""
    N, T, D = x.shape
    S, tanh = _stack(x, h0, empty), np.tanh
    multiply_W = multiplier(np.ascontiguousarray(_stacked_weights(params), x.dtype), N)
    for s, h in zip(S[:T], S[1:, D:-1], strict=True):
        multiply_W(s, h)
        tanh(h, h)
    return _hidden_rows(S, D, empty)


def _lstm_weights(params, dtype):
    """The stacked weights with the gates in the order o, i, f, g; o, i, f halved.

    sigmoid(a) = tanh(a / 2) / 2 + 1/2, so one tanh serves all four.
    """
    by_gate = _stacked_weights(params)
    H = len(by_gate) // 4
    W = np.empty(by_gate.shape, dtype)
    np.multiply(by_gate[3 * H :], 0.5, W[:H])
    np.multiply(by_gate[: 2 * H], 0.5, W[H : 3 * H])
    W[3 * H :] = by_gate[2 * H : 3 * H]
    return W


def run_lstm(params, x, h0, c0, fixed_gates, empty):
    """Run an LSTM -> A (T + 1, 5, H, N) and hidden states as rows (T + 1, N, H).

    A[t] holds o, i, f, g of step t and the cell state before it; A[T, 4] is the last.
    """
    (N, T, D), H, dtype = x.shape, h0.shape[1], x.dtype
    S, A = _stack(x, h0, empty), empty((T + 1, 5, H, N), dtype)
    A[0, 4] = c0.T
    fixed = [("oif".index(gate), value) for gate, value in fixed_gates.items()]
    parts, tanh_c = np.empty((2, H, N), dtype), np.empty((H, N), dtype)
    written, kept = parts
    half = np.array(0.5, parts.real.dtype)
    add, multiply, tanh = np.add, np.multiply, np.tanh
    multiply_W = multiplier(_lstm_weights(params, dtype), N)
    views = (S[:T], A[:T, :4].reshape(T, 4 * H, N), A[:T, :3], A[:T, 1:3], A[:T, 3:],
             A[1:, 4], A[:T, 0], S[1:, D:-1])  # fmt: skip
    for s, a, oif, i_f, g_c, c, o, h in zip(*views, strict=True):
        multiply_W(s, a)
        tanh(a, a)
        multiply(oif, half, oif)
        add(oif, half, oif)
        for k, value in fixed:
            oif[k] = value
        multiply(i_f, g_c, parts)
        add(written, kept, c)
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)
    return A, _hidden_rows(S, D, empty)


def _blocks(T, bytes_per_step):
    """Slices of the steps, from the last block to the first."""
    size = min(T, max(1, BLOCK_BYTES // bytes_per_step))
    return [slice(t, min(t + size, T)) for t in range(0, T, size)][::-1]


def _from_last(*arrays):
    return zip(*(array[::-1] for array in arrays), strict=True)


def _input_weights(params, dtype):
    """[W_x; W_h] (D + H, gates H): what carries a gradient back through W."""
    return np.concatenate([params["W_x"], params["W_h"]], dtype=dtype)


def rnn_backward(params, dh, trace, empty):
    """dA (H, T, N), the gradient before each tanh, and dS (T + 1, D + H, N).

    dS[t] is the gradient of [x_t; h_(t-1)] as it comes from step t.
    """
    (N, T, H), dtype = dh.shape, trace.h.dtype
    W = _input_weights(params, dtype)
    dA, dS = empty((H, T, N), dtype), empty((T + 1, len(W), N), dtype)
    dS[T] = 0
    add, multiply, one = np.add, np.multiply, np.array(1, dtype)
    multiply_W = multiplier(W, N)
    for steps in _blocks(T, 2 * H * N * dtype.itemsize):
        slope = _copy_columns(trace.h[:, steps], dtype, empty)
        multiply(slope, slope, slope)
        np.subtract(one, slope, slope)
        above = _copy_columns(dh[:, steps], dtype, empty)
        later = dS[steps.start + 1 : steps.stop + 1, -H:]
        for a, dh_t, dh_next, ds in _from_last(slope, above, later, dS[steps]):
            add(dh_t, dh_next, dh_t)
            multiply(a, dh_t, a)
            multiply_W(a, ds)
        dA[:, steps] = slope.transpose(1, 0, 2)
    return dA, dS


def _local_derivatives(trace, steps, fixed_gates, K):
    """Fill K (steps, 6, H, N) with all that one step back multiplies by.

    K[:, 0] dc per dh; then da_o per dh; da_i, da_f, da_g per dc; dc_prev per dc.
    """
    c_prev, i, f, g, o, c = (to_columns(field[:, steps]) for field in trace[2:8])
    subtract, multiply, one = np.subtract, np.multiply, np.array(1, K.dtype)
    to_c, da_o, da_i, da_f, da_g, dc_prev = K.transpose(1, 0, 2, 3)
    tanh_c = np.tanh(c)
    for gate, other, slope in ((o, tanh_c, da_o), (i, g, da_i), (f, c_prev, da_f)):
        subtract(one, gate, slope)
        multiply(slope, gate, slope)
        multiply(slope, other, slope)
    for value, gate, slope in ((tanh_c, o, to_c), (g, i, da_g)):
        multiply(value, value, slope)
        subtract(one, slope, slope)
        multiply(slope, gate, slope)
    for gate in fixed_gates:
        K[:, 1 + "oif".index(gate)] = 0
    dc_prev[...] = f


def _through_steps(views, dc_next, multiply_W):
    """Carry dh and dc back through a block of steps -> dc; K becomes gradients."""
    add, multiply = np.add, np.multiply
    dh_now, dc_now = np.empty_like(dc_next), np.empty_like(dc_next)
    for dh_t, dh_next, to_c, da_o, ifg_c, dc_prev, a, ds in _from_last(*views):
        add(dh_t, dh_next, dh_now)
        multiply(to_c, dh_now, to_c)
        multiply(da_o, dh_now, da_o)
        add(dc_next, to_c, dc_now)
        multiply(ifg_c, dc_now, ifg_c)
        multiply_W(a, ds)
        dc_next = dc_prev
    return dc_next.copy()


def lstm_backward(params, dh, trace, fixed_gates, empty):
    """dA (4H, T, N), the gradient before the gates i, f, g, o, and dS as for an RNN."""
    (N, T, H), dtype = dh.shape, trace.h.dtype
    W = _input_weights(params, dtype)
    W = np.concatenate([W[:, 3 * H :], W[:, : 3 * H]], axis=1)  # columns o, i, f, g
    dA, dS = empty((4, H, T, N), dtype), empty((T + 1, len(W), N), dtype)
    dS[T] = 0
    dc, multiply_W = np.zeros((H, N), dtype), multiplier(W, N)
    blocks = _blocks(T, 6 * H * N * dtype.itemsize)
    room = empty((blocks[-1].stop, 6, H, N), dtype)  # that block starts at 0
    for steps in blocks:
        K = room[: steps.stop - steps.start]
        _local_derivatives(trace, steps, fixed_gates, K)
        above = _copy_columns(dh[:, steps], dtype, empty)
        later = dS[steps.start + 1 : steps.stop + 1, -H:]
        a = K[:, 1:5].reshape(len(K), 4 * H, N)
        views = above, later, K[:, 0], K[:, 1], K[:, 2:], K[:, 5], a, dS[steps]
        dc = _through_steps(views, dc, multiply_W)
        dA[:3, :, steps] = K[:, 2:5].transpose(1, 2, 0, 3)
        dA[3, :, steps] = K[:, 1].transpose(1, 0, 2)
    return dA.reshape(4 * H, T, N), dS


def gradients(dA, dS, trace, empty):
    """dx (N, T, D) and all weight gradients, as one product over all steps."""
    (G, T, N), D = dA.shape, trace.x.shape[2]
    R = empty((T, N, D + trace.h.shape[2] + 1), dA.dtype)
    R[:, :, :D] = trace.x.transpose(1, 0, 2)
    R[:, :, D:-1] = trace.h_prev.transpose(1, 0, 2)
    R[:, :, -1] = 1
    dW = np.dot(dA.reshape(G, T * N), R.reshape(T * N, -1)).T
    dx = np.ascontiguousarray(to_rows(dS[:T, :D]))
    return dx, {"W_x": dW[:D], "W_h": dW[D:-1], "b": dW[-1]}
