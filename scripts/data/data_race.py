"""Results of chapter 08: how far RNN and LSTM remember, trained on growing reigns."""

import csv
from functools import lru_cache
from itertools import product
from time import process_time

import numpy as np

from lstmlib.course.ch08.race import growing_batches, name_kings
from lstmlib.course.data import DATA
from lstmlib.course.stories.grammar import chronicle_vocabulary, unseen_chronicles
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

FILLERS = (0, 10, 20, 50, 100, 200)
VOCABULARY = chronicle_vocabulary()
# What is tried for each network: forget biases of the LSTM, first W_h of the RNN.
STARTS = {"LSTM": (3.0, 4.0), "RNN": ("orthogonal", "uniform")}
RATES = {"LSTM": (0.003, 0.01, 0.03), "RNN": (0.001, 0.003, 0.01)}
# What a run is called -> network, updates.
RUNS = {
    "LSTM": ("LSTM", 1600),
    "RNN": ("RNN", 1600),
    "RNN, twice the updates": ("RNN", 3200),
}


def contender(network, start, seed):
    """An untrained network of the race: 32 units of an LSTM, or 80 of an RNN."""
    rng = np.random.default_rng(seed)
    if network == "LSTM":
        layer = LSTM(16, 32, rng=rng, forget_bias=start)
    else:
        layer = RNN(16, 80, rng=rng)
    W_h = layer.params["W_h"]
    if start == "uniform":
        W_h[...] = rng.uniform(-1, 1, W_h.shape) / np.sqrt(len(W_h))
    return word_model(layer, len(VOCABULARY), rng=rng)


@lru_cache(3)
def stories_to_learn(updates, seed):
    """The batches of a run, kept for the next network that learns from them."""
    return growing_batches(np.random.default_rng(seed), updates, VOCABULARY)


def train(run, start, learning_rate, seed):
    """Train a network on the stories of this seed -> the model, and seconds of CPU."""
    network, updates = RUNS[run]
    batches = stories_to_learn(updates, seed)
    model, begin = contender(network, start, seed), process_time()
    fit(model, batches, learning_rate=learning_rate)
    return model, process_time() - begin


def settings_of(run, found):
    """Which settings get ten seeds -> {stage: setting}, by what the search found.

    Those with the most right answers to "who was first?": one for the LSTM, and two
    for an RNN, where the choice is close.
    """
    ranked = sorted(found, key=found.get, reverse=True)
    stages = ("best", "second")[: 1 if run == "LSTM" else 2]
    return dict(zip(stages, ranked, strict=False))


def make_race():
    """Write data/race_length.csv: two seeds per setting, then ten with the best."""
    rng = np.random.default_rng(1)
    tests = [unseen_chronicles(rng, 100, filler) for filler in FILLERS]
    with open(DATA / "race_length.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        first = "run stage start learning_rate seed seconds filler current first"
        table.writerow(first.split())

        def measure(run, stage, setting, seed):
            model, seconds = train(run, *setting, seed)
            shares = [name_kings(model, test, VOCABULARY)[0] for test in tests]
            for filler, share in zip(FILLERS, shares, strict=True):
                told = [f"{seconds:.1f}", filler, *(f"{value:.2f}" for value in share)]
                table.writerow([run, stage, *setting, seed, *told])
            file.flush()
            # Who was first, at 10 and 50 words.
            return shares[1][1] + shares[3][1]

        for run, (network, _) in RUNS.items():
            found = {
                s: measure(run, "search", s, 20) + measure(run, "search", s, 21)
                for s in product(STARTS[network], RATES[network])
            }
            for stage, setting in settings_of(run, found).items():
                for seed in range(10):
                    measure(run, stage, setting, seed)
