"""Computes what chapter 03 finds in data/: one state and a second path.

    python scripts/data/ch03.py

`search` tries three learning rates, with seeds 0 to 9, and writes
second_path_recall.csv (one king) and second_path_succession.csv (the line of kings);
about ten minutes on one core. `judge` trains twenty other seeds at the best rate of
each network and writes second_path_recall_judged.csv and
second_path_succession_judged.csv; about seven minutes.
"""

import functools
import itertools

import numpy as np
from tables import compute, make

from lstmlib.course.data import best_setting, read_table
from lstmlib.course.lab.recall import accuracy
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

# Each with the factor on its word vectors.
MEMORIES = {"RNN": 1.0, "quiet RNN": 0.1, "second path": 1.0}
COLUMNS = ["memory", "learning_rate", "seed"]
LAGS, STRETCHES = (40, 80, 160), (20, 60, 100, 200, 300, 400)


def fresh(memory, seed):
    """An untrained network of chapter 03: one state, or a second path without gates."""
    rng, open_gates = np.random.default_rng(seed), {"f": 1, "i": 1, "o": 1}
    if memory == "second path":
        layer = LSTM(8, 16, rng=rng, fixed_gates=open_gates)
    else:
        layer = RNN(8, 16, rng=rng)
    model = word_model(layer, len(king_streams.VOCABULARY), rng=rng)
    model.embedding.params["W"] *= MEMORIES[memory]
    return model


@functools.cache
def recall_lessons(seed):
    rng = np.random.default_rng(seed)
    return [king_streams.recall_batch(rng, 32, 40) for _ in range(1800)]


@functools.cache
def succession_lessons(seed):
    rng = np.random.default_rng(seed)
    return [king_streams.succession_batch(rng, 32, 60) for _ in range(1800)]


def trained(memory, rate, seed, lessons):
    """The RNNs get all lessons, the second path the first third of them."""
    model = fresh(memory, seed)
    share = lessons[:600] if memory == "second path" else lessons
    fit(model, share, learning_rate=rate)
    return model


def recalled(model, test_seed):
    """Share of right answers after each lag -> rows (lag, right)."""
    rng = np.random.default_rng(test_seed)
    for lag in LAGS:
        asked = king_streams.recall_batch(rng, 200, lag)
        yield lag, f"{accuracy(model, *asked):.4g}"


def followed(model, test_seed):
    """Answers and the memory's size along a stream -> rows (words, right, size)."""
    rng = np.random.default_rng(test_seed)
    tokens, targets = king_streams.succession_batch(rng, 200, STRETCHES[-1])
    trace = model.forward(tokens)
    hits = model.linear.forward(trace.h).argmax(-1) == targets
    size = np.abs(getattr(trace, "c", trace.h)).mean(axis=(0, 2))
    for end in STRETCHES:
        part = np.s_[:, end - 20 : end]
        right = hits[part][targets[part] >= 0].mean()
        yield end, f"{right:.4g}", f"{size[end - 1]:.4g}"


def search_recall(memory, rate, seed):
    model = trained(memory, rate, seed, recall_lessons(0))
    return [(memory, rate, seed, *row) for row in recalled(model, 1)]


def search_succession(memory, rate, seed):
    model = trained(memory, rate, seed, succession_lessons(0))
    return [(memory, rate, seed, *row) for row in followed(model, 1)]


def judge_recall(memory, rate, seed):
    model = trained(memory, rate, seed, recall_lessons(100 + seed))
    return [(memory, rate, seed, *row) for row in recalled(model, 2)]


def judge_succession(memory, rate, seed):
    model = trained(memory, rate, seed, succession_lessons(100 + seed))
    return [(memory, rate, seed, *row) for row in followed(model, 2)]


def make_search():
    """Three learning rates, ten seeds each."""
    jobs = list(itertools.product(MEMORIES, (0.001, 0.003, 0.01), range(10)))
    columns = [*COLUMNS, "lag", "right"]
    compute("second_path_recall.csv", columns, search_recall, jobs)
    columns = [*COLUMNS, "words", "right", "size"]
    compute("second_path_succession.csv", columns, search_succession, jobs)


def best_jobs(rows):
    """Twenty seeds that the search has not seen, at the best rate of each network."""
    for memory in MEMORIES:
        rate = best_setting(rows[rows["memory"] == memory], "right")["learning_rate"][0]
        yield from ((memory, float(rate), seed) for seed in range(10, 30))


def make_judge():
    """The best rates of the search, on other seeds, lessons and tests."""
    table = read_table("second_path_recall.csv")
    jobs = list(best_jobs(table[table["lag"] == 40]))
    columns = [*COLUMNS, "lag", "right"]
    compute("second_path_recall_judged.csv", columns, judge_recall, jobs)
    jobs = list(best_jobs(read_table("second_path_succession.csv")))
    columns = [*COLUMNS, "words", "right", "size"]
    compute("second_path_succession_judged.csv", columns, judge_succession, jobs)


RESULTS = {"search": make_search, "judge": make_judge}

if __name__ == "__main__":
    make("ch03")
