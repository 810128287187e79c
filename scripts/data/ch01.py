"""Computes what chapter 01 finds in data/: the RNN of its widget, and longer trainings.

    python scripts/data/ch01.py [reader] [long]

reader  rnn_reader.npz (a few seconds)
long    rnn_long_search.csv: RNNs with twice the units and five times the updates
        (about five minutes on one core)
"""

import numpy as np
from tables import make, new_table

from lstmlib.course.data import DATA
from lstmlib.course.lab.recall import recall_table
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.layers import RNN
from lstmlib.models import word_model
from lstmlib.training import fit

DISTANCES = (0, 10, 20, 40, 80)


def train(batches, learning_rate, seed, units):
    """Train one RNN as chapter 01 does."""
    rng, words = np.random.default_rng(seed), len(chronicle_vocabulary())
    model = word_model(RNN(16, units, rng=rng), words, rng=rng)
    bar = progress_bar(f"{units} units, learning rate {learning_rate}, seed {seed}")
    fit(model, batches, learning_rate=learning_rate, progress=bar)
    return model


def make_reader():
    """Write data/rnn_reader.npz, trained exactly as in the chapter."""
    batches = training_batches(np.random.default_rng(0), 1000, chronicle_vocabulary())
    train(batches, 0.003, seed=0, units=32).save(DATA / "rnn_reader.npz")


def make_long():
    """Write data/rnn_long_search.csv: a row per network and distance."""
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(1)
    tests = [unseen_chronicles(rng, 200, filler) for filler in DISTANCES]
    batches = training_batches(np.random.default_rng(0), 5000, vocabulary)
    columns = ["learning_rate", "seed", "filler", "current", "first"]
    with new_table("rnn_long_search.csv", columns) as write:
        for learning_rate in (0.001, 0.003, 0.01):
            for seed in range(3):
                model = train(batches, learning_rate, seed, units=64)
                shares = [
                    recall_table([model], tests, vocabulary, kind)[0]
                    for kind in ("current", "first")
                ]
                for row in zip(DISTANCES, *shares, strict=True):
                    write(learning_rate, seed, *row)


if __name__ == "__main__":
    make({"reader": make_reader, "long": make_long})
