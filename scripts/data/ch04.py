"""Computes what chapter 04 finds in data/: forget biases on one king and on many.

    python scripts/data/ch04.py

It writes forget_recall.csv and forget_succession.csv, in about five minutes on one
core.
"""

import numpy as np
from tables import make, new_table

from lstmlib.course.lab.recall import accuracy
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

# Infinity: the forget gate is held at 1. NaN: a plain RNN with about as many weights.
FORGET_BIASES = (0.0, 1.0, 3.0, 5.0, np.inf, np.nan)


def forget_model(bias, seed):
    """An untrained network of chapter 04: 8 units, no input and no output gate."""
    rng, fixed = np.random.default_rng(seed), {"i": 1, "o": 1}
    if np.isnan(bias):
        layer = RNN(8, 12, rng=rng)
    elif np.isinf(bias):
        layer = LSTM(8, 8, rng=rng, fixed_gates={"f": 1, **fixed})
    else:
        layer = LSTM(8, 8, rng=rng, forget_bias=bias, fixed_gates=fixed)
    return word_model(layer, len(king_streams.VOCABULARY), rng=rng)


def forget_table(name, columns, seeds, batches, measure):
    """Write a row per bias, learning rate and seed, with what `measure(model)` says."""
    columns = ["forget_bias", "learning_rate", "seed", *columns]
    with new_table(name, columns) as write:
        for bias in FORGET_BIASES:
            bar = progress_bar(f"{name}, forget bias {bias}", runs=3 * seeds)
            for learning_rate in (0.003, 0.01, 0.03):
                for seed in range(seeds):
                    model = forget_model(bias, seed)
                    fit(model, batches, learning_rate=learning_rate, progress=bar)
                    values = [f"{value:.4g}" for value in measure(model)]
                    write(bias, learning_rate, seed, *values)


def make_forget():
    """Write both tables of chapter 04; it repeats a few of their rows live."""
    rng, test = np.random.default_rng(0), np.random.default_rng(1)
    batches = [king_streams.recall_batch(rng, 32, 20) for _ in range(400)]
    asked = king_streams.recall_batch(test, 400, 20)
    forget_table(
        "forget_recall.csv", ["right"], 16, batches, lambda m: [accuracy(m, *asked)]
    )
    batches = [king_streams.succession_batch(rng, 32, 60) for _ in range(600)]
    near, far = (
        king_streams.succession_batch(test, 100, length) for length in (60, 400)
    )

    def measure(model):
        trace = model.forward(far[0])
        size = np.abs(getattr(trace, "c", trace.h)[:, -1]).mean()
        return accuracy(model, *near), accuracy(model, *far), size

    columns = ["right_60", "right_400", "size_400"]
    forget_table("forget_succession.csv", columns, 8, batches, measure)


if __name__ == "__main__":
    make({"forget": make_forget})
