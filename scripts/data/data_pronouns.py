"""The networks that learn she and he for chapter 09, and what they can do.

`scripts/make_data.py` runs `make_pronouns` and says how.
"""

import csv

import numpy as np

from lstmlib.course.ch09 import pronouns, unit_ablation
from lstmlib.course.data import DATA
from lstmlib.course.lab.recall import accuracy
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

WEIGHTS = DATA / "weights"
FILLERS = (0, 10, 20, 50, 100, 200)
SEEDS = range(8)
# Network -> units, updates, learning rates to try, price on open gates. The RNN has as
# many weights in its cell as the LSTM of 16 units, and once three times its updates.
NETWORKS = {
    "LSTM": (16, 2500, (0.003, 0.01, 0.03), 0.0),
    "RNN": (40, 2500, (0.001, 0.003, 0.01), 0.0),
    "RNN longer": (40, 7500, (0.001, 0.003, 0.01), 0.0),
    "LSTM small": (4, 2500, (0.02,), 0.03),
}
# The runs whose weights are kept, and where; of the RNNs one that has not learned.
KEPT = {("LSTM", 0.01, seed): f"pronouns_16_{seed}.npz" for seed in SEEDS}
KEPT |= {("LSTM small", 0.02, seed): f"pronouns_4_{seed}.npz" for seed in SEEDS}
KEPT |= {("RNN", 0.001, 1): "pronouns_rnn_1.npz"}


def untrained(network, seed):
    """A fresh network of one of the kinds above; the forget gates start at bias 2."""
    units, _, _, price = NETWORKS[network]
    rng, kind = np.random.default_rng(seed), network.split()[0]
    if kind == "RNN":
        return word_model(RNN(16, units, rng=rng), len(pronouns.VOCABULARY), rng=rng)
    layer = LSTM(16, units, rng=rng, forget_bias=2.0)
    return word_model(layer, len(pronouns.VOCABULARY), rng=rng, gate_price=price)


def make_pronouns():
    """Write data/pronouns.csv, data/unit_ablation.csv and some weights."""
    WEIGHTS.mkdir(exist_ok=True)
    batches = pronouns.text_batches(np.random.default_rng(0), 7500)
    rng = np.random.default_rng(1)
    tests = [(words, 0, pronouns.test_texts(rng, 200, words)) for words in FILLERS]
    tests += [(20, 1, pronouns.test_texts(rng, 200, 20, misleading=True))]
    tests = [(*where, pronouns.text_batch(texts)) for *where, texts in tests]
    with (
        open(DATA / "pronouns.csv", "w", newline="", encoding="utf-8") as table,
        open(DATA / "unit_ablation.csv", "w", newline="", encoding="utf-8") as turned,
    ):
        rights = csv.writer(table, lineterminator="\n")
        turns = csv.writer(turned, lineterminator="\n")
        run = ["network", "learning_rate", "seed"]
        rights.writerow([*run, "filler", "misleading", "right"])
        turns.writerow([*run, "change", "units", "right"])
        for run, model in trained(batches):
            for *where, questions in tests:
                rights.writerow([*run, *where, f"{accuracy(model, *questions):.4g}"])
            if run in KEPT:
                model.save(WEIGHTS / KEPT[run])
            if run in KEPT and isinstance(model.layer, LSTM):
                turns.writerows(turn_rows(run, model, tests[2][-1]))
            table.flush()


def trained(batches):
    """Train all networks at all rates from all seeds -> (network, rate, seed), it."""
    for network, (_, updates, rates, _) in NETWORKS.items():
        bar = progress_bar(network, runs=len(rates) * len(SEEDS))
        for rate in rates:
            for seed in SEEDS:
                model = untrained(network, seed)
                fit(model, batches[:updates], learning_rate=rate, progress=bar)
                yield (network, rate, seed), model


def turn_rows(run, model, questions):
    """Rows of right pronouns after 0, 1, 2, ... units were flipped, or emptied."""
    moment = unit_ablation.before_pronoun(model, *questions)
    changes = {"flip": unit_ablation.flipped, "off": unit_ablation.switched_off}
    for name, change in changes.items():
        _, right = unit_ablation.turn_curve(model, moment, change)
        for units, share in enumerate(right):
            yield [*run, name, units, f"{share:.4g}"]
