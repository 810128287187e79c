"""From one state to the full LSTM: five networks, each with one part more.

The first has one state. The second has the second path, which nothing guards; then
come the forget gate, the input gate and the output gate. All read the chronicles.
"""

from typing import NamedTuple

import numpy as np

from lstmlib.course.data import read_table
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
"""Every variant with the gates that are held open; None is the plain RNN."""

INPUTS, RNN_UNITS, CELL_UNITS = 16, 80, 32
"""Sizes: the RNN gets more weights (7 760) than the full LSTM layer (6 272)."""

STARTS = ("orthogonal", "uniform", "small")
"""How W_h may start; uniform is PyTorch's way, small a tenth of the orthogonal one."""

LEARNED = 0.9
"""Share of stories, both answers right, from which on a network counts as learned."""


class Setting(NamedTuple):
    """What a variant's search may choose; a forget gate that is held has no bias."""

    learning_rate: float
    forget_bias: float  # nan where there is no forget gate
    start: str  # of W_h, one of STARTS


class Run(NamedTuple):
    """One trained network: shares of right answers, 0..1, after 10 and 50 words."""

    variant: str
    setting: Setting
    seed: int
    both_10: float  # share of stories after which both answers are right
    current_10: float
    first_10: float
    both_50: float
    current_50: float
    first_50: float


def untrained(variant, setting, seed, vocabulary_size):
    """An untrained network of this variant (a name of VARIANTS)."""
    if variant not in VARIANTS:
        raise ValueError(f"expected one of {', '.join(VARIANTS)}, got {variant!r}")
    rng, gates = np.random.default_rng(seed), VARIANTS[variant]
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


def train(variant, setting, seed, batches, vocabulary):
    """Train a fresh network of this variant on the batches -> its model."""
    model = untrained(variant, setting, seed, len(vocabulary))
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


def read_runs(name):
    """Read a table of trained networks, such as "ablation.csv" -> a list of Run."""
    return [_run(*row.item()) for row in read_table(name)]


def _run(variant, rate, bias, start, seed, *shares):
    return Run(variant, Setting(rate, bias, start), int(seed), *shares)


def count_learned(runs, filler=10):
    """How many networks of each variant learned: {variant: (that learned, networks)}.

    A network has learned when both its answers are right in at least LEARNED of the
    stories with `filler` words in each reign, 10 or 50.
    """
    each = {v: [run for run in runs if run.variant == v] for v in VARIANTS}
    return {
        variant: (
            sum(getattr(row, f"both_{filler}") >= LEARNED for row in rows),
            len(rows),
        )
        for variant, rows in each.items()
        if rows
    }
