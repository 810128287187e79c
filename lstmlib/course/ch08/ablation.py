"""From one state to the full LSTM: five networks, each with one part more.

The first has one state. The second has the second path, which nothing guards; then
come the forget gate, the input gate and the output gate. All read the chronicles.
"""

import csv
from typing import NamedTuple

import numpy as np

from lstmlib.course.lab.recall import ask
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

VARIANTS = {
    "RNN": None,
    "second path": {"f": 1, "i": 1, "o": 1},
    "+ forget gate": {"i": 1, "o": 1},
    "+ input gate": {"o": 1},
    "full LSTM": {},
}
"""Every rung with the gates that are held open; None is the plain RNN."""

INPUTS, RNN_UNITS, CELL_UNITS = 16, 80, 32
"""Sizes: the RNN gets more weights (7 760) than the full LSTM layer (6 272)."""

STARTS = ("orthogonal", "uniform", "small")
"""How W_h may start; uniform is PyTorch's way, small a tenth of the orthogonal one."""

LEARNED = 0.9
"""Share of stories, both answers right, from which on a network counts as learned."""


class Setting(NamedTuple):
    """What the search of a rung may choose; a forget gate that is held has no bias."""

    learning_rate: float
    forget_bias: float  # nan where there is no forget gate
    start: str  # of W_h, one of STARTS


class Run(NamedTuple):
    """One trained network: shares of right answers, 0..1, after 10 and 50 words."""

    rung: str
    setting: Setting
    seed: int
    both_10: float  # share of stories after which both answers are right
    current_10: float
    first_10: float
    both_50: float
    current_50: float
    first_50: float


def untrained(rung, setting, seed, vocabulary_size):
    """An untrained network of this rung (a name of VARIANTS)."""
    if rung not in VARIANTS:
        raise ValueError(f"expected one of {', '.join(VARIANTS)}, got {rung!r}")
    rng, gates = np.random.default_rng(seed), VARIANTS[rung]
    if gates is None:
        layer = RNN(INPUTS, RNN_UNITS, rng=rng)
    else:
        bias = 0.0 if "f" in gates else setting.forget_bias
        layer = LSTM(INPUTS, CELL_UNITS, rng=rng, forget_bias=bias, fixed_gates=gates)
    _start(layer, setting.start, rng)
    return word_model(layer, vocabulary_size, rng=rng)


def _start(layer, start, rng):
    """Change W_h in place; a layer comes with an orthogonal one."""
    W_h, scale = layer.params["W_h"], 1 / np.sqrt(layer.hidden_size)
    if start not in STARTS:
        raise ValueError(f"expected one of {', '.join(STARTS)}, got {start!r}")
    if start == "uniform":
        W_h[...] = rng.uniform(-scale, scale, W_h.shape)
    elif start == "small":
        W_h *= 0.1


def train(rung, setting, seed, batches, vocabulary):
    """Train a fresh network of this rung on the batches -> its model."""
    model = untrained(rung, setting, seed, len(vocabulary))
    fit(model, batches, learning_rate=setting.learning_rate)
    return model


def right_answers(model, stories, vocabulary):
    """Shares of stories, 0..1: both answers right, current king right, first right."""
    current, first = (
        np.equal(
            ask(model, stories, vocabulary, kind), [s.facts[kind] for s in stories]
        )
        for kind in ("current", "first")
    )
    return float(np.mean(current & first)), float(current.mean()), float(first.mean())


def read_runs(path):
    """Read a table of trained networks (data/ablation.csv) -> a list of Climbs."""
    with open(path, newline="", encoding="utf-8") as file:
        _, *rows = csv.reader(file)
    return [_climb(*row) for row in rows]


def _climb(rung, rate, bias, start, seed, *shares):
    setting = Setting(float(rate), float(bias), start)
    return Run(rung, setting, int(seed), *map(float, shares))


def count_learned(climbs, filler=10):
    """How many networks of each rung learned: {rung: (that learned, networks)}.

    A network has learned when both its answers are right in at least LEARNED of the
    stories with `filler` words in each reign, 10 or 50.
    """
    runs = {rung: [row for row in climbs if row.rung == rung] for rung in VARIANTS}
    return {
        rung: (
            sum(getattr(row, f"both_{filler}") >= LEARNED for row in rows),
            len(rows),
        )
        for rung, rows in runs.items()
        if rows
    }
