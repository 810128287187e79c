"""Computes what chapter 11 finds in data/: networks that say she or he.

    python scripts/data/ch11.py [pronouns] [units]

pronouns  pronouns_search.csv: each network with three learning rates on four seeds;
          pronouns.csv: the best of them on sixteen other seeds (about twelve minutes
          on one core)
units     unit_ablation.csv and weights/pronouns_*.npz: networks whose units are turned
          or emptied, and two RNNs (about three minutes)
"""

from functools import lru_cache

import numpy as np
from tables import WEIGHTS, compute, make

from lstmlib.course.ch11 import hands, pronouns
from lstmlib.course.lab.priced_gates import PricedGates
from lstmlib.course.lab.recall import accuracy
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

FILLERS = (0, 10, 20, 50, 100, 200)
# Network -> units, updates, price on open gates. The RNN has as many weights in its
# cell as the LSTM of 16 units, and once three times its updates.
NETWORKS = {
    "LSTM": (16, 2500, 0.0),
    "RNN": (40, 2500, 0.0),
    "RNN longer": (40, 7500, 0.0),
    "LSTM small": (4, 2500, 0.03),
}
RATES = {
    "LSTM": (0.003, 0.01, 0.03),
    "RNN": (0.001, 0.003, 0.01),
    "RNN longer": (0.001, 0.003, 0.01),
}
# The rate is chosen on some seeds and judged on others.
SEARCHED, JUDGED = range(100, 104), range(16)


@lru_cache(1)
def batches():
    """The texts that all networks learn from."""
    return pronouns.text_batches(np.random.default_rng(0), 7500)


@lru_cache(2)
def tests(seed):
    """What they are asked: (filler, misleading, tokens and targets), seven times."""
    rng = np.random.default_rng(seed)
    asked = [(words, 0, pronouns.test_texts(rng, 200, words)) for words in FILLERS]
    asked += [(20, 1, pronouns.test_texts(rng, 200, 20, misleading=True))]
    return [(*where, pronouns.text_batch(texts)) for *where, texts in asked]


def trained(network, rate, seed):
    """A network of one of the kinds above; its forget gates start at bias 2."""
    units, updates, price = NETWORKS[network]
    rng = np.random.default_rng(seed)
    if network.startswith("RNN"):
        layer = RNN(16, units, rng=rng)
    else:
        layer = LSTM(16, units, rng=rng, forget_bias=2.0)
    model = word_model(layer, len(pronouns.VOCABULARY), rng=rng)
    learner = PricedGates(model, price) if price else model
    fit(learner, batches()[:updates], learning_rate=rate)
    return model


PRONOUN_COLUMNS = "network learning_rate seed filler misleading right".split()


def pronoun_rows(network, rate, seed, texts):
    """Train one network -> its share of right pronouns in each test of `texts`."""
    model = trained(network, rate, seed)
    return [
        (network, rate, seed, *where, f"{accuracy(model, *questions):.4g}")
        for *where, questions in tests(texts)
    ]


def best_rate(rows, network):
    """The learning rate with the most right pronouns; among equals the first."""
    means = {
        rate: np.mean([float(r[-1]) for r in rows if r[:2] == [network, str(rate)]])
        for rate in RATES[network]
    }
    return max(means, key=means.get)


def make_pronouns():
    """Write data/pronouns_search.csv, then data/pronouns.csv."""
    jobs = [(n, rate, s, 2) for n in RATES for rate in RATES[n] for s in SEARCHED]
    rows = compute("pronouns_search.csv", PRONOUN_COLUMNS, pronoun_rows, jobs)
    jobs = [(n, best_rate(rows, n), seed, 1) for n in RATES for seed in JUDGED]
    compute("pronouns.csv", PRONOUN_COLUMNS, pronoun_rows, jobs)


def unit_rows(network, rate, seed, name):
    """Train and keep one network -> right pronouns after 0, 1, 2, ... units changed."""
    model = trained(network, rate, seed)
    model.save(WEIGHTS / name)
    if isinstance(model.layer, RNN):
        return []
    before = hands.before_pronoun(model, *tests(1)[2][-1])
    changes = {"flip": hands.flipped, "off": hands.switched_off}
    return [
        (network, rate, seed, change, units, f"{share:.4g}")
        for change, hand in changes.items()
        for units, share in enumerate(hands.turn_curve(model, before, hand)[1])
    ]


def make_units():
    """Write data/unit_ablation.csv and data/weights/pronouns_*.npz.

    Of the RNNs one that has not learned to replace a topic, and one that has.
    """
    WEIGHTS.mkdir(exist_ok=True)
    jobs = [("LSTM", 0.01, seed, f"pronouns_16_{seed}.npz") for seed in range(8)]
    jobs += [("LSTM small", 0.02, seed, f"pronouns_4_{seed}.npz") for seed in range(8)]
    jobs += [("RNN", 0.001, 1, "pronouns_rnn_1.npz")]
    jobs += [("RNN longer", 0.001, 0, "pronouns_rnn_longer_0.npz")]
    columns = "network learning_rate seed change units right".split()
    compute("unit_ablation.csv", columns, unit_rows, jobs)


RESULTS = {"pronouns": make_pronouns, "units": make_units}

if __name__ == "__main__":
    make("ch11")
