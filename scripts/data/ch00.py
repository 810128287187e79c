"""Computes what chapter 00 finds in data/: two listeners, and how ten of each did.

    python scripts/data/ch00.py [search] [listeners]

search     listeners_search.csv: six settings of each network, two seeds each
listeners  listeners.csv: the best setting of each, on ten other seeds, and the weights
           of the fifth best of them, listener_rnn.npz and listener_lstm.npz
           (both together about fifteen minutes on one core)
"""

import itertools

import numpy as np
from tables import compute, make

from lstmlib.course.ch00.listeners import KINDS, RATES, STARTS, right_answers, train
from lstmlib.course.data import DATA, best_setting, read_table
from lstmlib.course.stories.grammar import unseen_chronicles

FILLERS = (0, 10, 20, 50)
COLUMNS = ("network", "start", "learning_rate", "seed", "filler", *KINDS, "mean")
SEARCH_SEEDS, SEEDS = (100, 101), range(10)
# The stories of the search are not those of the ten seeds.
SEARCH_STORIES, STORIES = 2, 1


def tests(seed):
    """200 unseen stories for each length of the reigns, the same for all networks."""
    rng = np.random.default_rng(seed)
    return [unseen_chronicles(rng, 200, filler) for filler in FILLERS]


def rows_of(model, stories, *setting):
    """A row for each length of the reigns."""
    for filler, told in zip(FILLERS, tests(stories), strict=True):
        shares = right_answers(model, told)
        numbers = [f"{share:.3f}" for share in (*shares, np.mean(shares))]
        yield *setting, filler, *numbers


def try_out(network, start, learning_rate, seed):
    """Train one listener of the search -> its rows."""
    setting = network, start, learning_rate, seed
    return list(rows_of(train(*setting), SEARCH_STORIES, *setting))


def listen(network, start, learning_rate, seed):
    """Train one of the ten listeners, keep its weights for now -> its rows."""
    setting = network, start, learning_rate, seed
    model = train(*setting)
    model.save(_weights(network, seed))
    return list(rows_of(model, STORIES, *setting))


def _weights(network, seed):
    return DATA / f"listener_{network.lower()}_{seed}.npz"


def make_search():
    """Write data/listeners_search.csv."""
    jobs = [
        (network, start, rate, seed)
        for network in STARTS
        for start, rate in itertools.product(STARTS[network], RATES[network])
        for seed in SEARCH_SEEDS
    ]
    compute("listeners_search.csv", COLUMNS, try_out, jobs)


def make_listeners():
    """Write data/listeners.csv, and keep the fifth best network of each kind."""
    found, jobs = read_table("listeners_search.csv"), []
    for network in STARTS:
        rows = found[found["network"] == network]
        best = best_setting(rows, "mean", ("start", "learning_rate"))[0]
        start = str(best["start"])
        start = float(start) if network == "LSTM" else start
        jobs += [(network, start, float(best["learning_rate"]), s) for s in SEEDS]
    compute("listeners.csv", COLUMNS, listen, jobs)
    table = read_table("listeners.csv")
    for network in STARTS:
        means = {
            seed: table["mean"][(table["network"] == network) & (table["seed"] == seed)]
            for seed in SEEDS
        }
        fifth = sorted(means, key=lambda seed: -means[seed].mean())[4]  # noqa: B023
        _weights(network, fifth).replace(DATA / f"listener_{network.lower()}.npz")
        for seed in set(SEEDS) - {fifth}:
            _weights(network, seed).unlink()


RESULTS = {"search": make_search, "listeners": make_listeners}

if __name__ == "__main__":
    make("ch00")
