"""Computes what chapter 04 finds in data/: forget biases on one king and on many.

    python scripts/data/ch04.py

`search` tries three learning rates and writes forget_recall.csv and
forget_succession.csv; about five minutes on one core. `judge` trains sixteen other
seeds at the best rates and writes forget_recall_judged.csv and
forget_succession_judged.csv; two minutes. `return` trains the additive memory made by
hand after its weights were shrunk and disturbed: additive_return.csv; five minutes.
"""

import functools
import itertools

import numpy as np
from tables import compute, make

from lstmlib.course.ch04 import by_hand
from lstmlib.course.data import best_setting, read_table
from lstmlib.course.lab.recall import accuracy
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

# Infinity: the forget gate is held at 1. NaN: a plain RNN with about as many weights.
BIASES, RATES = (0.0, 1.0, 3.0, 5.0, np.inf, np.nan), (0.003, 0.01, 0.03)
SETTING = ["forget_bias", "learning_rate", "seed"]
ONE, MANY = ["right"], ["right_60", "right_400", "size_400"]


def fresh(bias, seed):
    """An untrained network of chapter 04: 8 units, no input and no output gate."""
    rng, fixed = np.random.default_rng(seed), {"i": 1, "o": 1}
    if np.isnan(bias):
        layer = RNN(8, 12, rng=rng)
    elif np.isinf(bias):
        layer = LSTM(8, 8, rng=rng, fixed_gates={"f": 1, **fixed})
    else:
        layer = LSTM(8, 8, rng=rng, forget_bias=bias, fixed_gates=fixed)
    return word_model(layer, len(king_streams.VOCABULARY), rng=rng)


@functools.cache
def recall_lessons(seed):
    rng = np.random.default_rng(seed)
    return [king_streams.recall_batch(rng, 32, 20) for _ in range(400)]


@functools.cache
def succession_lessons(seed, updates=600):
    rng = np.random.default_rng(seed)
    return [king_streams.succession_batch(rng, 32, 60) for _ in range(updates)]


@functools.cache
def long_and_short(seed):
    rng = np.random.default_rng(seed)
    return [king_streams.succession_batch(rng, 100, length) for length in (60, 400)]


def one_king(bias, rate, seed, lessons, test_seed):
    model = fresh(bias, seed)
    fit(model, recall_lessons(lessons), learning_rate=rate)
    asked = king_streams.recall_batch(np.random.default_rng(test_seed), 400, 20)
    return [(bias, rate, seed, f"{accuracy(model, *asked):.4g}")]


def many_kings(bias, rate, seed, lessons, test_seed):
    model = fresh(bias, seed)
    fit(model, succession_lessons(lessons), learning_rate=rate)
    near, far = long_and_short(test_seed)
    trace = model.forward(far[0])
    size = np.abs(getattr(trace, "c", trace.h)[:, -1]).mean()
    told = accuracy(model, *near), accuracy(model, *far), size
    return [(bias, rate, seed, *(f"{value:.4g}" for value in told))]


def make_search():
    """Every bias at three learning rates; one king with 16 seeds, many with 8."""
    for name, columns, work, seeds in (
        ("forget_recall.csv", ONE, one_king, 16),
        ("forget_succession.csv", MANY, many_kings, 8),
    ):
        jobs = itertools.product(BIASES, RATES, range(seeds), [0], [1])
        compute(name, SETTING + columns, work, list(jobs))


def make_judge():
    """The best rate of every bias, on 16 seeds, lessons and tests of their own."""
    for task, columns, work in (
        ("recall", ONE, one_king),
        ("succession", MANY, many_kings),
    ):
        table, jobs = read_table(f"forget_{task}.csv"), []
        for bias in BIASES:
            rows = table[np.isclose(table["forget_bias"], bias, equal_nan=True)]
            rate = float(best_setting(rows, columns[0])["learning_rate"][0])
            jobs += [(bias, rate, seed, 100 + seed, 2) for seed in range(20, 36)]
        compute(f"forget_{task}_judged.csv", SETTING + columns, work, jobs)


def come_back(scale, noise, updates, rate, seed):
    """The hand-made additive memory, shrunk and disturbed, before and after training.

    Every weight is `scale` times that of the hand, plus a normal number of standard
    deviation `noise`; at scale 0 nothing of the hand is left.
    """
    model, rng = by_hand.model(), np.random.default_rng(seed)
    for weights in model.params.values():
        weights[...] = scale * weights + noise * rng.standard_normal(weights.shape)
    words = np.eye(len(king_streams.VOCABULARY), dtype=np.float32)
    tests = [(words[tokens], targets) for tokens, targets in long_and_short(3)]
    told = [share_right(model, *test) for test in tests]
    lessons = [
        (words[tokens], targets)
        for tokens, targets in succession_lessons(100 + seed, updates)
    ]
    fit(model, lessons, learning_rate=rate)
    told += [share_right(model, *test) for test in tests]
    setting = scale, noise, updates, rate, seed
    return [(*setting, *(f"{value:.4g}" for value in told))]


def share_right(model, x, targets):
    asked = targets >= 0
    return np.mean(model.logits(x).argmax(axis=-1)[asked] == targets[asked])


RETURN = ["scale", "noise", "updates", "learning_rate", "seed"]
RETURN += ["before_60", "before_400", "right_60", "right_400"]


def make_return():
    """Three rates with two seeds each, then ten others at the best one."""
    starts = list(itertools.product((1.0, 0.5, 0.1, 0.0), (0.1, 0.3)))
    search = [
        (*start, 600, rate, seed)
        for start in starts
        for rate in RATES
        for seed in (40, 41)
    ]
    compute("additive_return_search.csv", RETURN, come_back, search)
    table, jobs = read_table("additive_return_search.csv"), []
    for scale, noise in starts:
        rows = table[(table["scale"] == scale) & (table["noise"] == noise)]
        rate = float(best_setting(rows, "right_60")["learning_rate"][0])
        for updates in (600, 1800):
            jobs += [(scale, noise, updates, rate, seed) for seed in range(20, 30)]
    compute("additive_return.csv", RETURN, come_back, jobs)


RESULTS = {"search": make_search, "judge": make_judge, "return": make_return}

if __name__ == "__main__":
    make("ch04")
