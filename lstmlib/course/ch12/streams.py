"""A network reads texts that do not end: how far it comes, and how large c grows."""

from typing import NamedTuple

import numpy as np

from lstmlib.course.ch12 import reber


def last_state(trace):
    """Where a run stopped: h (N, H) of an RNN, (h, c) of an LSTM."""
    ends = trace.h[:, -1], getattr(trace, "c", trace.h)[:, -1]
    return ends if hasattr(trace, "c") else ends[0]


class Reading(NamedTuple):
    """What happened when a network read ten streams."""

    outer: float  # share of the second T or P that were known, 0..1
    errors: int  # in all streams
    until_error: float  # symbols read before the first error, mean of the streams
    sizes: np.ndarray  # (windows,) mean |c| of a unit, or |h| of an RNN


def read_stream(model, rng, symbols=20000, streams=10, window=500, skip=100):
    """Read so many symbols in each of the streams, after the first `skip`."""
    stream = reber.Stream(rng, streams)
    state = last_state(model.forward(stream.take(skip)[0]))
    known, asked, sizes = 0, 0, []
    right = np.empty((streams, symbols), bool)
    for start in range(0, symbols, window):
        x, _, possible, outer = stream.take(window)
        trace = model.forward(x, state)
        state = last_state(trace)
        told = reber.all_above(model.linear.forward(trace.h), possible)
        right[:, start : start + window] = told
        known, asked = known + told[outer].sum(), asked + outer.sum()
        sizes.append(float(abs(getattr(trace, "c", trace.h)).mean()))
    first = np.where(right.all(axis=1), symbols, right.argmin(axis=1))
    return Reading(
        known / asked, int((~right).sum()), float(first.mean()), np.array(sizes)
    )
