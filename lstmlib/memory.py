"""How much of the past is still there: memory and gradients through time."""

import numpy as np

from lstmlib.cells import GATES, RNNStep, lstm_step_backward, rnn_step_backward


def half_life(f):
    """Steps until a constant forget gate f, 0..1, has halved a memory: -ln 2 / ln f.

    It is 0 for f = 0, where one step leaves nothing, and infinite for f = 1.
    """
    if not 0 <= f <= 1:
        raise ValueError(f"expected a forget gate in 0..1, got {f}")
    if f in (0, 1):
        return float("inf") if f else 0.0
    return float(-np.log(2) / np.log(f))


def half_life_in_words(f):
    """What a constant forget gate f does to a memory, with its half-life."""
    steps = half_life(f)
    if f in (0, 1):
        return "a memory never halves" if f else "nothing is left after one step"
    digits = f"{steps:#.3g}".rstrip(".") if steps < 999.5 else f"{steps:.0f}"
    return f"half is gone after {digits} steps"


def retention(f):
    """Share of a memory left after each step: products of a gate f (T, ...), in 0..1.

    A constant gate gives its powers.
    """
    f = np.asarray(f)
    if not np.all((f >= 0) & (f <= 1)):
        raise ValueError("expected a forget gate in 0..1, got a value outside")
    return np.cumprod(f, axis=0)


def kept(trace):
    """Share of its cell state that an LSTM keeps at each step: (N, T), 0..1.

    The mean of the forget gates, each unit counted as much as its |c| before the
    step; NaN where all of c is 0.
    """
    size = np.abs(trace.c_prev)
    with np.errstate(invalid="ignore"):
        return (trace.f * size).sum(axis=-1) / size.sum(axis=-1)


def carry(f, writes):
    """The cell state c_t = f_t * c_(t-1) + w_t over time, from c = 0.

    writes (T, ...): what each step adds. f: gates that broadcast to that shape.
    """
    writes = np.asarray(writes, float)
    f, c = np.broadcast_to(f, writes.shape), np.empty_like(writes)
    memory = np.zeros(writes.shape[1:])
    for t, write in enumerate(writes):
        memory = f[t] * memory + write
        c[t] = memory
    return c


def spectral_radius(W):
    """Largest absolute eigenvalue of a square matrix (H, H)."""
    return float(np.max(np.abs(np.linalg.eigvals(W))))


def largest_singular_value(W):
    """The most that a matrix can stretch a vector: its 2-norm."""
    return float(np.linalg.norm(W, 2))


def with_spectral_radius(W, radius):
    """A copy of W (H, H) scaled so that its spectral radius is `radius`."""
    if not radius >= 0:
        raise ValueError(f"expected a spectral radius of 0 or more, got {radius}")
    now = spectral_radius(W)
    if now == 0:
        raise ValueError("expected a matrix with a spectral radius above 0, got 0")
    return W * (radius / now)


def gradient_flow(layer, trace, sequence=0):
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
    """What `gradient_flow` of an RNN can at most be, by lag: (T,).

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
