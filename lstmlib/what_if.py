"""What if a hand held one gate of one unit? The same story, read again.

held_trace(layer, x, "f", 2, 1.0, places)   the trace with unit 2's forget gate held
read_with(model, vocabulary, trace)         a trace and what the network says with it
"""

from typing import NamedTuple

import numpy as np

from lstmlib.cells import LSTMStep, lstm_step
from lstmlib.losses import log_softmax
from lstmlib.validate import check_fixed_gates

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


def held_trace(layer, x, gate, unit, value, places):
    """The trace of an LSTM layer over x (N, T, D) while a hand holds one gate.

    `gate` i, f or o of the one unit has this value, 0..1, at the steps in `places`;
    all that follows from it follows. Raises ValueError for another gate, value or unit.
    """
    check_fixed_gates({gate: value})
    if unit not in range(layer.hidden_size):
        raise ValueError(f"expected a unit in 0..{layer.hidden_size - 1}, got {unit}")
    h = c = np.zeros((len(x), layer.hidden_size), layer.params["b"].dtype)
    steps = []
    for t in range(x.shape[1]):
        step = lstm_step(x[:, t], h, c, **layer.params)
        gates = {name: np.full_like(h, v) for name, v in layer.fixed_gates.items()}
        if t in places:
            gates.setdefault(gate, getattr(step, gate).copy())[:, unit] = value
        steps.append(_with_gates(step, gates))
        h, c = steps[-1].h, steps[-1].c
    return LSTMStep(*(np.stack(field, axis=1) for field in zip(*steps, strict=True)))


def _with_gates(step, gates):
    """The step with these gates in place of its own."""
    step = step._replace(**gates)
    c = step.f * step.c_prev + step.i * step.g
    return step._replace(c=c, h=step.o * np.tanh(c))


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
