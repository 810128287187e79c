"""Computes what chapter 05 finds in data/: cells with and without an input gate.

    python scripts/data/ch05.py

It writes treasury_search.csv, the treasury and the succession of kings, in about eight
minutes on one core, and treasury_return.csv, the three units made by hand, disturbed
and trained, in about eight more.
"""

import itertools

import numpy as np
from tables import compute, make

from lstmlib.course.ch05 import by_hand, treasury
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel, word_model
from lstmlib.training import fit

WITHOUT, WITH = {"i": 1.0, "o": 1.0}, {"o": 1.0}
WIDE = list(itertools.product((0.0, 1.0, 2.0, 3.0), (0.003, 0.01, 0.03)))
NARROW = list(itertools.product((1.0, 3.0), (0.003, 0.01)))
# What chapter 05 calls a run -> task, fixed gates, units, updates, settings to try.
RUNS = {
    "treasury, input gate": ("treasury", WITH, 16, 800, NARROW),
    "treasury, no input gate": ("treasury", WITHOUT, 16, 800, WIDE),
    "kings, input gate": ("kings", WITH, 8, 400, NARROW),
    "kings, no input gate": ("kings", WITHOUT, 8, 400, NARROW),
    "quiet, input gate": ("quiet", WITH, 16, 800, NARROW),
    "quiet, no input gate": ("quiet", WITHOUT, 16, 800, WIDE),
    "large, no input gate": ("treasury", WITHOUT, 32, 1600, NARROW),
    "patient kings, input gate": ("kings", WITH, 8, 1600, NARROW),
    "patient kings, no input gate": ("kings", WITHOUT, 8, 1600, NARROW),
}


def task_batch(task, rng, size):
    """One batch of a task of chapter 05, 30 steps long."""
    if task == "kings":
        return king_streams.succession_batch(rng, size, 30)
    return treasury.treasury_batch(rng, size, 30, noise=float(task == "treasury"))


def train(task, gates, units, updates, forget_bias, learning_rate, seed):
    """Train one cell of chapter 05 -> its model."""
    rng = np.random.default_rng(seed)
    sizes = (8 if task == "kings" else 2), units
    layer = LSTM(*sizes, rng=rng, forget_bias=forget_bias, fixed_gates=gates)
    if task == "kings":
        model = word_model(layer, len(king_streams.VOCABULARY), rng=rng)
    else:
        model = SequenceModel(None, layer, Linear(units, 1, rng=rng))
    batches = (task_batch(task, rng, 32) for _ in range(updates))
    fit(model, batches, learning_rate=learning_rate)
    return model


def measure(task, model):
    """Share of right answers on fresh sequences, and how far the input gate is open."""
    inputs, targets = task_batch(task, np.random.default_rng(99), 500)
    answers = model.logits(inputs)
    if task == "kings":
        asked = targets >= 0
        return (answers.argmax(axis=2) == targets)[asked].mean(), np.nan, np.nan
    trace = model.forward(inputs)
    ledger = treasury.ledger_unit(trace, model.linear.params["W"])
    return treasury.share_within(answers, targets), *treasury.mean_input_gate(
        trace, ledger
    )


def searched(name):
    """The rows of one run: two seeds per setting, then ten more of the best one."""
    task, *recipe, settings = RUNS[name]

    def row(stage, setting, seed):
        measured = measure(task, train(task, *recipe, *setting, seed))
        told = [f"{value:.3f}" for value in measured]
        return measured[0], [name, stage, *setting, seed, *told]

    search = [[row("search", setting, seed) for seed in (0, 1)] for setting in settings]
    shares = [sum(share for share, _ in pair) for pair in search]
    best = settings[int(np.argmax(shares))]
    rows = [told for pair in search for _, told in pair]
    return rows + [row("best", best, seed)[1] for seed in range(10, 20)]


def make_treasury():
    """Write the rows of every run."""
    columns = "run stage forget_bias learning_rate seed right sealed other".split()
    jobs = [(name,) for name in RUNS]
    compute("treasury_search.csv", columns, searched, jobs)


# Three units without an input gate, from weights near those made by hand: the part of
# them that is left, and the standard deviation of what is added to every weight. With
# nothing left they start as any layer does.
STARTS = [(1.0, 0.01), (1.0, 0.1), (0.5, 0.01), (0.25, 0.01), (0.0, 0.0)]


def disturbed(scale, noise, seed):
    """The three units made by hand, with weights scaled down and moved -> model."""
    rng = np.random.default_rng(seed)
    if not scale:
        layer = LSTM(2, 3, rng=rng, fixed_gates=WITHOUT)
        return SequenceModel(None, layer, Linear(3, 1, rng=rng))
    model = by_hand.three_units(dtype=np.float32)
    for weights in model.params.values():
        weights[...] = scale * weights + noise * rng.standard_normal(weights.shape)
    return model


def returned(scale, noise, learning_rate, seed):
    """How well the disturbed units do the treasury, before and after training."""
    model = disturbed(scale, noise, seed)
    x, sums = task_batch("treasury", np.random.default_rng(99), 500)
    before = treasury.share_within(model.logits(x), sums)
    rng = np.random.default_rng(seed)
    batches = (task_batch("treasury", rng, 32) for _ in range(1600))
    fit(model, batches, learning_rate=learning_rate)
    after = treasury.share_within(model.logits(x), sums)
    return [[scale, noise, learning_rate, seed, f"{before:.3f}", f"{after:.3f}"]]


def make_return():
    """Write a row per start, learning rate and seed."""
    columns = "scale noise learning_rate seed before after".split()
    grid = itertools.product(STARTS, (0.003, 0.01), range(10))
    jobs = [(*start, rate, seed) for start, rate, seed in grid]
    compute("treasury_return.csv", columns, returned, jobs)


RESULTS = {"treasury": make_treasury, "return": make_return}

if __name__ == "__main__":
    make("ch05")
