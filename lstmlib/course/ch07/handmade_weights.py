"""From a table of votes to the weights of an LSTM.

A gate hears words and units. Each of them votes for opening it (+) or closing it (-),
the bias votes at every word, and the sum, times a gain, goes into the sigmoid: it is
the gate's pre-activation. With GATE_GAIN
at 40, half a vote is enough to open or close a gate to eight digits.

    units = {"royal": {"i": {"bias": -1, "king": 2}, "f": ..., "g": ..., "o": ...}}

At the candidate "g" stands no vote but the value that a word proposes, -1..1.
"""

from numbers import Real

import numpy as np

from lstmlib._validate import check_finite
from lstmlib.cells import GATES
from lstmlib.layers import LSTM, Embedding, Linear
from lstmlib.models import SequenceModel

GATE_GAIN = 40.0
# What a unit says when its cell state is 1 and its output gate is open.
FULL = np.tanh(1.0)
# How sharply the read-out tells two values of a unit apart.
READOUT_GAIN = 1000.0


def heard_words(units):
    """The words that have a vote in any gate of these units, in order."""
    sources = [s for gates in units.values() for votes in gates.values() for s in votes]
    return [s for s in dict.fromkeys(sources) if s != "bias" and s not in units]


def write_weights(units, says, vocabulary, gate_gain=GATE_GAIN, dtype=np.float64):
    """Write an LSTM from a table of votes -> SequenceModel.

    units       {unit: {gate: {source: votes}}}; a source is a word, a unit or "bias"
    says        {unit: {word: value}}: the word that an open unit says at this value
    vocabulary  a Vocabulary; a word without any vote is a row of zeros: not heard
    gate_gain         how much one vote counts
    Raises ValueError for a table of another form, or a word that is not known.
    """
    _check_votes(units, vocabulary)
    _check_says(says, units)
    check_finite("gate_gain", gate_gain)
    heard, rng = heard_words(units), np.random.default_rng(0)
    tokens, D = vocabulary.encode(heard), max(len(heard), 1)
    embedding = Embedding(len(vocabulary), D, rng=rng, dtype=dtype)
    embedding.params["W"][...] = 0
    embedding.params["W"][tokens, np.arange(len(heard))] = 1
    layer = LSTM(D, len(units), rng=rng, dtype=dtype)
    _write_layer(layer.params, units, heard, gate_gain)
    linear = Linear(len(units), len(vocabulary), rng=rng, dtype=dtype)
    _write_read_out(linear.params, list(units), says, vocabulary)
    return SequenceModel(embedding, layer, linear)


def _check_votes(units, vocabulary):
    if not units:
        raise ValueError("expected at least one unit, got none")
    if not isinstance(units, dict):
        raise ValueError(f"expected units as {{unit: votes}}, got {units!r}")
    for name, gates in units.items():
        if name in vocabulary.words:
            raise ValueError(f"expected units that are no words, got {name!r}")
        if not isinstance(gates, dict) or set(gates) != set(GATES):
            came = sorted(map(str, gates)) if isinstance(gates, dict) else repr(gates)
            raise ValueError(f"expected votes for i, f, g and o of {name}, got {came}")
        for gate, votes in gates.items():
            _check_gate(name, gate, votes)


def _check_gate(name, gate, votes):
    where = f"for {gate} of {name}"
    if not isinstance(votes, dict):
        raise ValueError(f"expected a dictionary of votes {where}, got {votes!r}")
    for source, vote in votes.items():
        came = f"from {source} {where}, got {vote!r}"
        if not isinstance(vote, Real) or not np.isfinite(vote):
            raise ValueError(f"expected a number {came}")
        if gate == "g" and abs(vote) > 1:
            raise ValueError(f"expected a value in -1..1 {came}")


def _check_says(says, units):
    """A word has one value: the read-out has one bias for it, whoever says it."""
    told = {}
    for name, values in says.items():
        if name not in units or not isinstance(values, dict):
            came = f"{name!r}: {values!r}"
            raise ValueError(f"expected a dictionary of words for a unit, got {came}")
        for word, value in values.items():
            same = isinstance(value, Real) and told.setdefault(word, value) == value
            if not same or abs(value) > 1:
                came = f"{value!r} from {name}"
                raise ValueError(f"expected one value in -1..1 for {word}, got {came}")


def _write_layer(params, units, heard, gate_gain):
    """Each vote goes to its place: a word's into W_x, a unit's into W_h, the bias."""
    for weights in params.values():
        weights[...] = 0
    names = list(units)
    for u, gates in enumerate(units.values()):
        for k, gate in enumerate(GATES):
            column = k * len(units) + u
            for source, votes in gates[gate].items():
                weight = (
                    _propose(votes, gate_gain) if gate == "g" else gate_gain * votes
                )
                if source == "bias":
                    params["b"][column] = weight
                elif source in units:
                    params["W_h"][names.index(source), column] = weight / FULL
                else:
                    params["W_x"][heard.index(source), column] = weight


def _propose(value, gate_gain):
    """The input at which tanh gives the value, as far as `gate_gain` reaches."""
    if abs(value) < 1:
        return min(gate_gain, max(-gate_gain, float(np.arctanh(value))))
    return float(np.sign(value)) * gate_gain


def _write_read_out(params, names, says, vocabulary):
    """The word whose value is nearest to h, and a full stop while all are silent."""
    for weights in params.values():
        weights[...] = 0
    params["b"][vocabulary.encode(["."])] = 1
    for unit, values in says.items():
        h = np.tanh(list(values.values()))
        words = vocabulary.encode(list(values))
        # -READOUT_GAIN (h - value)^2 without its h^2, which is the same for all.
        params["W"][names.index(unit), words] = 2 * READOUT_GAIN * h
        params["b"][words] = -READOUT_GAIN * h**2
