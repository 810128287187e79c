"""Computes what chapter 03 finds in data/: one state and a second path.

    python scripts/data/ch03.py

It writes second_path_recall.csv (one king) and second_path_succession.csv (many), in
about ten minutes on one core.
"""

import itertools

import numpy as np
from tables import make, new_table

from lstmlib.course.lab.recall import accuracy
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

# Each with the factor on its word vectors.
SECOND_PATH = {"RNN": 1.0, "quiet RNN": 0.1, "second path": 1.0}


def second_path_model(memory, seed):
    """An untrained network of chapter 03: one state, or a second path without gates."""
    rng, open_gates = np.random.default_rng(seed), {"f": 1, "i": 1, "o": 1}
    if memory == "second path":
        layer = LSTM(8, 16, rng=rng, fixed_gates=open_gates)
    else:
        layer = RNN(8, 16, rng=rng)
    model = word_model(layer, len(king_streams.VOCABULARY), rng=rng)
    model.embedding.params["W"] *= SECOND_PATH[memory]
    return model


def second_path_table(name, columns, batches, measure):
    """Write what `measure(model)` says, row by row, for 3 x 3 x 10 trained networks.

    The RNNs get all batches, the second path the first third of them.
    """
    with new_table(name, ["memory", "learning_rate", "seed", *columns]) as write:
        for memory, rate in itertools.product(SECOND_PATH, (0.001, 0.003, 0.01)):
            bar = progress_bar(f"{name}, {memory}, learning rate {rate}", runs=10)
            share = batches[: len(batches) // 3] if "path" in memory else batches
            for seed in range(10):
                model = second_path_model(memory, seed)
                fit(model, share, learning_rate=rate, progress=bar)
                for row in measure(model):
                    write(memory, rate, seed, *(f"{v:.4g}" for v in row))


def make_second_path():
    """Write both tables of chapter 03; it repeats a few of their rows live."""
    rng, test = np.random.default_rng(0), np.random.default_rng(1)
    batches = [king_streams.recall_batch(rng, 32, 40) for _ in range(1800)]
    asked = {lag: king_streams.recall_batch(test, 200, lag) for lag in (40, 80, 160)}

    def measure_recall(model):
        return [(lag, accuracy(model, *asked[lag])) for lag in asked]

    columns = ["lag", "right"]
    second_path_table("second_path_recall.csv", columns, batches, measure_recall)
    batches = [king_streams.succession_batch(rng, 32, 60) for _ in range(1800)]
    tokens, targets = king_streams.succession_batch(test, 200, 400)

    def measure_succession(model):
        trace = model.forward(tokens)
        hits = model.linear.forward(trace.h).argmax(-1) == targets
        size = np.abs(getattr(trace, "c", trace.h)).mean(axis=(0, 2))
        for end in (20, 60, 100, 200, 300, 400):
            part = np.s_[:, end - 20 : end]
            yield end, hits[part][targets[part] >= 0].mean(), size[end - 1]

    columns, name = ["words", "right", "size"], "second_path_succession.csv"
    second_path_table(name, columns, batches, measure_succession)


if __name__ == "__main__":
    make({"second_path": make_second_path})
