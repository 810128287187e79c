"""How far back a gradient reaches: its norm from step to step, exactly."""

import numpy as np

from lstmlib._validate import as_numbers, check, check_number
from lstmlib.cells import GATES, RNNStep, lstm_step_backward, rnn_step_backward


def spectral_radius(W):
    """Largest absolute eigenvalue of a square matrix (H, H)."""
    return float(np.max(np.abs(np.linalg.eigvals(W))))


def largest_singular_value(W):
    """The most that a matrix can stretch a vector: its 2-norm."""
    return float(np.linalg.norm(W, 2))


def with_spectral_radius(W, radius):
    """A copy of W (H, H) scaled so that its spectral radius is `radius`."""
    check_number("a spectral radius of 0 or more", radius, 0)
    W = as_numbers("W", W)
    check(W.ndim == 2 and len(W) == W.shape[1], "W of shape (H, H)", W.shape)
    now = spectral_radius(W)
    if now == 0:
        raise ValueError("expected a matrix with a spectral radius above 0, got 0")
    return W * (radius / now)


def gradient_norms(layer, trace, sequence=0):
    """How strongly each step of one sequence still acts on the last memory.

    Runs the backward pass of `cells` from the last step T and returns (T,) norms, by
    lag 0..T-1: of dh_T/dh_(T-lag) for an RNN, of dc_T/dc_(T-lag) for an LSTM. Each is
    the 2-norm of an exact (H, H) Jacobian: the most that any change can be stretched.
    """
    if isinstance(trace, RNNStep):
        jacobians = _rnn_jacobians(layer.params, trace, sequence)
    else:
        jacobians = _lstm_jacobians(_free_weights(layer), trace, sequence)
    return np.linalg.norm(np.stack(list(jacobians)), 2, axis=(1, 2))


def gradient_bound(layer, trace, sequence=0):
    """What `gradient_norms` of an RNN can at most be, by lag: (T,).

    One step back multiplies by diag(1 - h^2) and W_h, so it stretches by at most
    max(1 - h^2) times the largest singular value of W_h (Pascanu et al. 2013).
    """
    if not isinstance(trace, RNNStep):
        raise ValueError(f"expected the trace of an RNN, got a {type(trace).__name__}")
    slopes = (1 - trace.h[sequence] ** 2).max(axis=1)[:0:-1]
    factors = slopes * largest_singular_value(layer.params["W_h"])
    return np.concatenate([[1.0], np.cumprod(factors)])


def fate(norm):
    """What became of a gradient that set out with norm 1, in one word."""
    if not norm >= 0:
        raise ValueError(f"expected a norm of 0 or more, got {norm}")
    return "fades" if norm < 1e-2 else "explodes" if norm > 1e2 else "carries"


def _steps_backward(trace, sequence):
    """The steps T, T-1, ..., 1, each repeated H times: one row per unit of memory."""
    T, H = trace.h.shape[1:]
    for t in reversed(range(T)):
        rows = (np.repeat(field[sequence, t][None], H, axis=0) for field in trace)
        yield type(trace)(*rows)


def _rnn_jacobians(params, trace, sequence):
    W_x, W_h = params["W_x"], params["W_h"]
    dh = np.eye(len(W_h))
    for step in _steps_backward(trace, sequence):
        yield dh
        (_, dh), _ = rnn_step_backward(dh, step, W_x, W_h)


def _free_weights(layer):
    """The weights of an LSTM, with 0 where they lead to a fixed gate."""
    free, H = np.ones(4 * layer.hidden_size), layer.hidden_size
    for gate in layer.fixed_gates:
        k = GATES.index(gate)
        free[k * H : (k + 1) * H] = 0
    return {name: layer.params[name] * free for name in ("W_x", "W_h")}


def _lstm_jacobians(params, trace, sequence):
    W_x, W_h = params["W_x"], params["W_h"]
    dh, dc = np.zeros((len(W_h),) * 2), np.eye(len(W_h))
    for step in _steps_backward(trace, sequence):
        # c acts on the future along two roads: directly, and through h.
        yield dc + dh * step.o * (1 - np.tanh(step.c) ** 2)
        (_, dh, dc), _ = lstm_step_backward(dh, dc, step, W_x, W_h)
