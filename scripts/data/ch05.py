"""Computes what chapter 05 finds in data/: cells with and without an input gate.

    python scripts/data/ch05.py

It writes treasury_search.csv, the treasury and the succession of kings, in about eight
minutes on one core.
"""

import itertools

import numpy as np
from tables import make, new_table

from lstmlib.course.ch05 import treasury
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


def make_treasury():
    """Write one row per run: two seeds per setting, then ten more of the best one."""
    first = "run stage forget_bias learning_rate seed right sealed other".split()
    with new_table("treasury_search.csv", first) as write:

        def share(name, stage, setting, seed):
            task, *recipe, _ = RUNS[name]
            model = train(task, *recipe, *setting, seed)
            measured = measure(task, model)
            told = [f"{value:.3f}" for value in measured]
            write(name, stage, *setting, seed, *told)
            return measured[0]

        for name, (*_, settings) in RUNS.items():
            found = [share(name, "search", s, 0) + share(name, "search", s, 1)
                     for s in settings]  # fmt: skip
            best = settings[int(np.argmax(found))]
            for seed in range(10, 20):
                share(name, "best", best, seed)


if __name__ == "__main__":
    make({"treasury": make_treasury})
