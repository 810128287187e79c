"""How much of a memory is left while a forget gate works on it."""

import numpy as np


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


def share_left(f):
    """Share of a memory left after each step: products of a gate f (T, ...), in 0..1.

    A constant gate gives its powers.
    """
    f = np.asarray(f)
    if not np.all((f >= 0) & (f <= 1)):
        raise ValueError("expected a forget gate in 0..1, got a value outside")
    return np.cumprod(f, axis=0)


def share_kept(trace):
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
