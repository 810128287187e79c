"""What if a hand held a gate, or switched a unit off? The same story, read again.

Hold("f", 1.0, [2], range(9, 40))           a hand on unit 2's forget gate
edited_trace(layer, x, [hold], {5: 9})      the trace with such hands and units off
held_trace(layer, x, "f", 2, 1.0, places)   the trace with one gate of one unit held
read_with(model, vocabulary, trace)         a trace and what the network says with it
"""

from typing import Any, NamedTuple

import numpy as np

from lstmlib._validate import check_fixed_gates
from lstmlib.cells import GATES, LSTMStep, sigmoid
from lstmlib.losses import log_softmax

LOUD = 0.3
"""The least probability of a word that counts as said."""


class Reading(NamedTuple):
    """What a network did with a story of T words."""

    trace: LSTMStep  # fields (1, T, H)
    answers: list  # T strings, as `answers_to` returns


class Hand(NamedTuple):
    """A hand that holds one gate, and what the network does with the story then."""

    gate: str  # i, f or o
    places: list  # the steps at which it is held
    reading: Reading


class Hold(NamedTuple):
    """A hand on one gate of some units, at some steps."""

    gate: str  # i, f or o
    value: float  # 0..1
    units: Any  # a list of the units; None for all of them
    places: Any  # the steps, such as range(9, 40)


def held_trace(layer, x, gate, unit, value, places):
    """The trace of an LSTM layer over x (N, T, D) while a hand holds one gate.

    `gate` i, f or o of the one unit has this value, 0..1, at the steps in `places`;
    all that follows from it follows. Raises ValueError for another gate, value or unit.
    """
    return edited_trace(layer, x, [Hold(gate, value, [unit], places)])


def edited_trace(layer, x, holds=(), off=None):
    """The trace of an LSTM layer over x (N, T, D) under several hands at once.

    `holds` is a list of Hold; of two on the same gate the later one counts. `off`
    gives units a step, {unit: step}: from that step on their c and h are 0. All that
    follows from it follows. Raises ValueError for another gate, value or unit.
    """
    off, places = off or {}, range(x.shape[1])
    _check_edits(layer.hidden_size, holds, off)
    fixed = [Hold(gate, v, None, places) for gate, v in layer.fixed_gates.items()]
    # What the words say to the gates, of all steps at once: that is much faster.
    said = x @ layer.params["W_x"] + layer.params["b"]
    h = c = np.zeros((len(x), layer.hidden_size), said.dtype)
    steps = []
    for t in places:
        hands = [hold for hold in (*fixed, *holds) if t in hold.places]
        silent = [unit for unit, start in off.items() if t >= start]
        a = said[:, t] + h @ layer.params["W_h"]
        steps.append((h, c, *_step(a, c, hands, silent)))
        c, h = steps[-1][-2:]
    return LSTMStep(x, *(np.stack(field, 1) for field in zip(*steps, strict=True)))


def _step(a, c, hands, silent):
    """One step of `cells.lstm_step` under these hands, from its sums a (N, 4H)."""
    gates = sigmoid(a).reshape(len(a), 4, -1)
    gates[:, GATES.index("g")] = np.tanh(a.reshape(gates.shape)[:, GATES.index("g")])
    for hold in hands:
        units = slice(None) if hold.units is None else hold.units
        gates[:, GATES.index(hold.gate), units] = hold.value
    i, f, g, o = gates.swapaxes(0, 1)
    c = f * c + i * g
    h = o * np.tanh(c)
    if silent:
        c[:, silent] = h[:, silent] = 0
    return i, f, g, o, c, h


def _check_edits(size, holds, off):
    units = list(off)
    for hold in holds:
        check_fixed_gates({hold.gate: hold.value})
        units += [] if hold.units is None else hold.units
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
