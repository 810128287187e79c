"""What if a hand held a gate, or switched a unit off? The same story, read again.

ClampGate("f", 1.0, [2], range(9, 40))      a hand on unit 2's forget gate
edited_trace(layer, x, [clamp], {5: 9})     the trace under such hands, with units off
read_with(model, vocabulary, trace)         a trace and what the network says with it

The field calls this an intervention: one part is set, and all that follows is computed.
"""

from typing import Any, NamedTuple

import numpy as np

from lstmlib._validate import check_fixed_gates
from lstmlib.cells import GATES, LSTMStep, lstm_gates, lstm_state
from lstmlib.losses import log_softmax

LOUD = 0.3
"""The least probability of a word that counts as said."""


class Reading(NamedTuple):
    """What a network did with a story of T words."""

    trace: LSTMStep  # fields (1, T, H)
    answers: list  # T strings, as `answers_to` returns


class ClampGate(NamedTuple):
    """A hand on a gate: it has this value in some units, at some steps."""

    gate: str  # i, f or o
    value: float  # 0..1
    units: Any  # a list of the units; None for all of them
    places: Any  # the steps, such as range(9, 40)


def edited_trace(layer, x, clamps=(), off=None):
    """The trace of an LSTM layer over x (N, T, D) under several hands at once.

    `clamps` is a list of ClampGate; of two on the same gate the later one counts. `off`
    gives units a step, {unit: step}: from that step on their c and h are 0. All that
    follows from it follows. Raises ValueError for another gate, value or unit.
    """
    off, places = off or {}, range(x.shape[1])
    _check_edits(layer.hidden_size, clamps, off)
    fixed = [ClampGate(gate, v, None, places) for gate, v in layer.fixed_gates.items()]
    # What the words say to the gates, of all steps at once: that is much faster.
    said = x @ layer.params["W_x"] + layer.params["b"]
    h = c = np.zeros((len(x), layer.hidden_size), said.dtype)
    steps = []
    for t in places:
        gates = dict(
            zip(GATES, lstm_gates(said[:, t] + h @ layer.params["W_h"]), strict=True)
        )
        for clamp in (*fixed, *clamps):
            if t in clamp.places:
                units = slice(None) if clamp.units is None else clamp.units
                gates[clamp.gate][:, units] = clamp.value
        before = h, c
        c, h = lstm_state(**gates, c_prev=c)
        silent = [unit for unit, start in off.items() if t >= start]
        if silent:
            c[:, silent] = h[:, silent] = 0
        steps.append((*before, *gates.values(), c, h))
    return LSTMStep(x, *(np.stack(field, 1) for field in zip(*steps, strict=True)))


def _check_edits(size, clamps, off):
    units = list(off)
    for clamp in clamps:
        check_fixed_gates({clamp.gate: clamp.value})
        units += [] if clamp.units is None else clamp.units
    for unit in units:
        if unit not in range(size):
            raise ValueError(f"expected a unit in 0..{size - 1}, got {unit}")


def answers_to(model, vocabulary, trace):
    """What the network says after each word: "bala", "arjun or bala", or "".

    A word is said if it has at least LOUD of the probability.
    """
    shares = np.exp(log_softmax(model.linear.forward(trace.h[0])))
    loud = (np.flatnonzero(row >= LOUD) for row in shares)
    return [" or ".join(vocabulary.decode(tokens)) for tokens in loud]


def read_with(model, vocabulary, trace):
    """A trace (1, T, H) and the answers that a model reads off it -> Reading."""
    return Reading(trace, answers_to(model, vocabulary, trace))
