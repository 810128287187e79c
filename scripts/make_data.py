"""Make the committed results of trainings that take too long for a chapter.

    python scripts/make_data.py [rnn] [long]

rnn    data/rnn_reader.npz: the RNN that the widget of chapter 01 looks into, trained
       exactly as in the chapter (a few seconds)
long   data/rnn_long_search.csv: RNNs with twice the units and five times the updates
       (about five minutes on one core)
"""

import csv
import sys

import numpy as np

from lstmlib.explorer import progress_bar
from lstmlib.layers import RNN
from lstmlib.models import word_model
from lstmlib.recall import recall_table
from lstmlib.story import (
    DATA,
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.training import fit

DISTANCES = (0, 10, 20, 40, 80)


def train(batches, learning_rate, seed, units):
    """Train one RNN as chapter 01 does."""
    rng, words = np.random.default_rng(seed), len(chronicle_vocabulary())
    model = word_model(RNN(16, units, rng=rng), words, rng=rng)
    bar = progress_bar(f"{units} units, learning rate {learning_rate}, seed {seed}")
    fit(model, batches, learning_rate=learning_rate, progress=bar)
    return model


def make_rnn():
    """Write the network of chapter 01's widget."""
    batches = training_batches(np.random.default_rng(0), 1000, chronicle_vocabulary())
    train(batches, 0.003, seed=0, units=32).save(DATA / "rnn_reader.npz")


def make_long():
    """Write one row per network and distance."""
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(1)
    tests = [unseen_chronicles(rng, 200, filler) for filler in DISTANCES]
    batches = training_batches(np.random.default_rng(0), 5000, vocabulary)
    with open(DATA / "rnn_long_search.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["learning_rate", "seed", "filler", "current", "first"])
        for learning_rate in (0.001, 0.003, 0.01):
            for seed in range(3):
                model = train(batches, learning_rate, seed, units=64)
                shares = [
                    recall_table([model], tests, vocabulary, kind)[0]
                    for kind in ("current", "first")
                ]
                for row in zip(DISTANCES, *shares, strict=True):
                    table.writerow([learning_rate, seed, *row])
                file.flush()


if __name__ == "__main__":
    jobs = {"rnn": make_rnn, "long": make_long}
    for name in sys.argv[1:] or jobs:
        if name not in jobs:
            sys.exit(f"expected one of {', '.join(jobs)}, got {name}")
        jobs[name]()
