"""The ablation from both ends: add one part to a bare cell, or leave one out.

Below stand an RNN with one state, and the second path with every gate held open. Then
each gate comes alone; then each is missing from a cell that has the two others. All
read the chronicles.
"""

from typing import NamedTuple

import numpy as np

from lstmlib.course.data import read_table
from lstmlib.course.lab.recall import ask
from lstmlib.course.lab.statistics import fisher_exact, holm
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

VARIANTS = {
    "RNN": None,
    "second path": {"f": 1, "i": 1, "o": 1},
    "+ forget gate": {"i": 1, "o": 1},
    "+ input gate": {"f": 1, "o": 1},
    "+ output gate": {"f": 1, "i": 1},
    "no forget gate": {"f": 1},
    "no input gate": {"i": 1},
    "no output gate": {"o": 1},
    "full LSTM": {},
}
"""Every variant with the gates that are held open; None is the plain RNN.

"no forget gate" is the cell of 1997.
"""

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
    """An untrained network: a name of VARIANTS, or the gates that it holds, {"f": 0.9}.

    Raises ValueError for another name, and for a gate or value that cannot be held.
    """
    if isinstance(variant, str) and variant not in VARIANTS:
        raise ValueError(f"expected one of {', '.join(VARIANTS)}, got {variant!r}")
    held = VARIANTS[variant] if isinstance(variant, str) else variant
    rng = np.random.default_rng(seed)
    if held is None:
        layer = RNN(INPUTS, RNN_UNITS, rng=rng)
    else:
        bias = 0.0 if "f" in held else setting.forget_bias
        layer = LSTM(INPUTS, CELL_UNITS, rng=rng, forget_bias=bias, fixed_gates=held)
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


def has_learned(run, filler=10):
    """Whether both answers are right in at least LEARNED of the stories.

    filler: words in each reign of these stories, 10 or 50.
    """
    return getattr(run, f"both_{filler}") >= LEARNED


def count_learned(runs, filler=10):
    """How many networks of each variant learned: {variant: (that learned, networks)}.

    Only variants of which there are runs are told.
    """
    each = {v: [run for run in runs if run.variant == v] for v in VARIANTS}
    return {
        variant: (sum(has_learned(row, filler) for row in rows), len(rows))
        for variant, rows in each.items()
        if rows
    }


BESIDE = {
    "+ forget gate": "second path",
    "+ input gate": "second path",
    "+ output gate": "second path",
    "no forget gate": "full LSTM",
    "no input gate": "full LSTM",
    "no output gate": "full LSTM",
}
"""Which variants are compared: those that differ in one gate."""


class Comparison(NamedTuple):
    """Two variants that differ in one gate, and how many of each learned."""

    variant: str
    beside: str
    filler: int
    learned: tuple  # (that learned, networks) of the variant
    others: tuple  # the same of the one beside it
    p: float  # Fisher's exact test, corrected for all comparisons (Holm)


def compare(runs, fillers=(10, 50)):
    """Every comparison of BESIDE, at every length of reigns -> list of Comparison."""
    found = []
    for filler in fillers:
        counts = count_learned(runs, filler)
        for variant, beside in BESIDE.items():
            two = counts[variant], counts[beside]
            found.append(
                (variant, beside, filler, *two, fisher_exact(*two[0], *two[1]))
            )
    corrected = holm([p for *_, p in found])
    return [Comparison(*told[:-1], p) for told, p in zip(found, corrected, strict=True)]
