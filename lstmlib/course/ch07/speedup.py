"""One LSTM layer computed in four ways, each with one trick more than the one before.

A version is a function (params, x, dh) -> gradients {"x", "W_x", "W_h",
"b"}: it runs the layer over x (N, T, D) from a state of zeros and carries dh (N, T, H)
back. All return the same numbers. The first uses `cells`, the last works as `layers`.
"""

from random import sample
from time import perf_counter

import numpy as np

from lstmlib._fast import kernels
from lstmlib._validate import check_sequence, check_shape, check_sizes
from lstmlib.cells import lstm_state, lstm_step, lstm_step_backward, sigmoid

# So many steps are prepared at a time; what they need stays in the processor's cache.
BLOCK = 8


def by_the_book(params, x, dh):
    """The steps of `cells`, one after the other; their gradients are added up."""
    dh_next = dc = h = c = np.zeros_like(dh[:, 0])
    steps, dx, weights = [], np.empty_like(x), (params["W_x"], params["W_h"])
    for t in range(x.shape[1]):
        steps.append(lstm_step(x[:, t], h, c, **params))
        c, h = steps[-1].c, steps[-1].h
    total = {name: np.zeros_like(w) for name, w in params.items()}
    for t in reversed(range(x.shape[1])):
        dh_t = dh[:, t] + dh_next
        back, grads = lstm_step_backward(dh_t, dc, steps[t], *weights)
        dx[:, t], dh_next, dc = back
        for name in total:
            total[name] += grads[name]
    return {"x": dx} | total


def columns(params, x, dh):
    """Examples stand as columns: a step is one product, and a gate is one slab."""
    W, S, A, C = _forward(params, x)
    dh, dc, dS, dW = _by_step(dh), 0, np.zeros_like(S), np.zeros_like(W)
    for t in reversed(range(len(A))):
        i, f, g, o = A[t]
        dh_t, tanh_c = dh[t] + dS[t + 1, x.shape[2] : -1], np.tanh(C[t + 1])
        dc = dc + dh_t * o * (1 - tanh_c**2)
        da_i, da_f = dc * g * i * (1 - i), dc * C[t] * f * (1 - f)
        da_g, da_o = dc * i * (1 - g**2), dh_t * tanh_c * o * (1 - o)
        da = np.concatenate([da_i, da_f, da_g, da_o])
        dS[t], dc = W.T @ da, dc * f
        dW += da @ S[t].T
    return _named(dS, dW, x)


def in_bulk(params, x, dh):
    """What does not need the loop is done for many steps, before it or after it."""
    W, S, A, C = _forward(params, x)
    dh, dc, dS, dA = _by_step(dh), 0, np.zeros_like(S), np.empty_like(A)
    for t, c_per_h, ifg_per_c, o_per_h in _local_derivatives(A, C):
        dh_t = dh[t] + dS[t + 1, x.shape[2] : -1]
        dc = dc + c_per_h * dh_t
        dA[t, :3], dA[t, 3] = ifg_per_c * dc, o_per_h * dh_t
        dS[t], dc = W.T @ dA[t].reshape(len(W), -1), dc * A[t, 1]
    dA, R = dA.reshape(len(A), len(W), -1).swapaxes(0, 1), S[:-1].swapaxes(1, 2)
    dW = dA.reshape(len(W), -1) @ R.reshape(-1, len(W.T))
    return _named(dS, dW, x)


def in_place(params, x, dh):
    """One tanh for all gates, and every result is written where it belongs."""
    state = np.zeros_like(dh[:, 0])
    trace = kernels.run_lstm(params, x, state, state, {})
    dx, grads = kernels.lstm_backward(params, dh, trace, {})
    return {"x": dx} | grads


def versions():
    """The four versions by name."""
    return {
        "by the book": by_the_book,
        "columns": columns,
        "in bulk": in_bulk,
        "in place": in_place,
    }


def time_versions(versions, params, x, dh, rounds=50):
    """Time the versions {name: function}, round by round -> {name: seconds at best}.

    On a busy machine a run stands still now and then, in step with the clock; so each
    round has an order of its own. Raises ValueError for a wrong shape or number.
    """
    check_sizes(rounds=rounds)
    check_sequence(x, len(params["W_x"]))
    check_shape("dh", dh, (*x.shape[:2], len(params["W_h"])))
    times = {name: [] for name in versions}
    for _ in range(rounds):
        for name in sample(list(versions), len(versions)):
            start = perf_counter()
            versions[name](params, x, dh)
            times[name].append(perf_counter() - start)
    return {name: min(taken) for name, taken in times.items()}


def _forward(params, x):
    """W (4H, D + H + 1), S (T + 1, D + H + 1, N), gates (T, 4, H, N), c (T + 1, H, N).

    S[t] is [x_t; h_(t-1); 1], so that W @ S[t] holds the inputs of all gates of step t.
    """
    (N, T, D), H = x.shape, len(params["W_h"])
    W = np.concatenate([params["W_x"], params["W_h"], params["b"][None]]).T.copy()
    S, A = np.zeros((T + 1, len(W.T), N), x.dtype), np.empty((T, 4, H, N), x.dtype)
    S[:T, :D], S[:, -1] = _by_step(x), 1
    C = np.zeros((T + 1, H, N), x.dtype)
    for t in range(T):
        a = (W @ S[t]).reshape(4, H, N)
        A[t, :2], A[t, 2], A[t, 3] = sigmoid(a[:2]), np.tanh(a[2]), sigmoid(a[3])
        C[t + 1], S[t + 1, D:-1] = lstm_state(*A[t], C[t])
    return W, S, A, C


def _local_derivatives(A, C):
    """Yield t and what step t multiplies by on the way back, the last step first."""
    for start in reversed(range(0, len(A), BLOCK)):
        steps = slice(start, start + BLOCK)
        (i, f, g, o), c_prev = A[steps].swapaxes(0, 1), C[:-1][steps]
        tanh_c = np.tanh(C[1:][steps])
        da_i, da_f, da_g = g * i * (1 - i), c_prev * f * (1 - f), i * (1 - g**2)
        c_per_h, o_per_h = o * (1 - tanh_c**2), tanh_c * o * (1 - o)
        ifg_per_c = np.stack([da_i, da_f, da_g], axis=1)
        local = zip(range(len(A))[steps], c_per_h, ifg_per_c, o_per_h, strict=True)
        yield from reversed(list(local))


def _by_step(rows):
    return np.ascontiguousarray(rows.transpose(1, 2, 0))


def _named(dS, dW, x):
    D, dW = x.shape[2], dW.T
    dx = np.ascontiguousarray(dS[:-1, :D].transpose(2, 0, 1))
    return {"x": dx, "W_x": dW[:D], "W_h": dW[D:-1], "b": dW[-1]}
