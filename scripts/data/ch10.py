"""Computes what chapter 10 finds in data/: the networks whose minds it reads.

    python scripts/data/ch10.py [recall] [trackers] [pronouns]

recall    weights/recall_0.npz to recall_4.npz: next-word readers of the chronicles
          (about two minutes on one core)
trackers  weights/tracker_0.npz to tracker_priced_4.npz: who is king, at every word,
          without and with a price on gates (about a minute)
pronouns  pronouns.csv, unit_ablation.csv and weights/pronouns_*.npz: networks for she
          and he (about twenty minutes)
"""

import numpy as np
from tables import WEIGHTS, make, new_table

from lstmlib.course.ch10 import pronouns, unit_ablation
from lstmlib.course.ch10.priced_gates import PricedGates
from lstmlib.course.ch10.tracker import PRICE, UPDATES, train_tracker
from lstmlib.course.lab.recall import accuracy
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.course.stories.chronicle import CUES
from lstmlib.course.stories.grammar import chronicle_vocabulary, training_batches
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

SEEDS = range(5)


def train_recall(seed, updates=4000):
    """Train one next-word reader on all four kinds of cues -> SequenceModel."""
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(seed)
    model = word_model(LSTM(16, 32, rng=rng, forget_bias=3.0), len(vocabulary), rng=rng)
    stories = np.random.default_rng(seed)
    batches = training_batches(stories, updates, vocabulary, kinds=tuple(CUES))
    bar = progress_bar(f"recall, seed {seed}")
    fit(model, batches, learning_rate=0.01, progress=bar)
    return model


def make_recall():
    """Write data/weights/recall_0.npz to recall_4.npz: about 20 seconds each."""
    WEIGHTS.mkdir(exist_ok=True)
    for seed in SEEDS:
        train_recall(seed).save(WEIGHTS / f"recall_{seed}.npz")


def make_trackers():
    """Write five trackers without a price on gates and five with one, 4 seconds each.

    They are data/weights/tracker_0.npz and tracker_priced_0.npz, and so on.
    """
    WEIGHTS.mkdir(exist_ok=True)
    for name, price in (("tracker", 0.0), ("tracker_priced", PRICE)):
        bar = progress_bar(f"{name}, {UPDATES} updates", runs=len(SEEDS))
        for seed in SEEDS:
            model = train_tracker(seed, price=price, progress=bar)
            model.save(WEIGHTS / f"{name}_{seed}.npz")


FILLERS = (0, 10, 20, 50, 100, 200)
PRONOUN_SEEDS = range(8)
# Network -> units, updates, learning rates to try, price on open gates. The RNN has as
# many weights in its cell as the LSTM of 16 units, and once three times its updates.
NETWORKS = {
    "LSTM": (16, 2500, (0.003, 0.01, 0.03), 0.0),
    "RNN": (40, 2500, (0.001, 0.003, 0.01), 0.0),
    "RNN longer": (40, 7500, (0.001, 0.003, 0.01), 0.0),
    "LSTM small": (4, 2500, (0.02,), 0.03),
}
# The runs whose weights are kept, and where; of the RNNs one that has not learned.
KEPT = {("LSTM", 0.01, seed): f"pronouns_16_{seed}.npz" for seed in PRONOUN_SEEDS}
KEPT |= {("LSTM small", 0.02, seed): f"pronouns_4_{seed}.npz" for seed in PRONOUN_SEEDS}
KEPT |= {("RNN", 0.001, 1): "pronouns_rnn_1.npz"}


def untrained(network, seed):
    """A fresh network of one of the kinds above; the forget gates start at bias 2."""
    units = NETWORKS[network][0]
    rng, kind = np.random.default_rng(seed), network.split()[0]
    if kind == "RNN":
        return word_model(RNN(16, units, rng=rng), len(pronouns.VOCABULARY), rng=rng)
    layer = LSTM(16, units, rng=rng, forget_bias=2.0)
    return word_model(layer, len(pronouns.VOCABULARY), rng=rng)


def make_pronouns():
    """Write data/pronouns.csv, data/unit_ablation.csv and some weights."""
    WEIGHTS.mkdir(exist_ok=True)
    batches = pronouns.text_batches(np.random.default_rng(0), 7500)
    rng = np.random.default_rng(1)
    tests = [(words, 0, pronouns.test_texts(rng, 200, words)) for words in FILLERS]
    tests += [(20, 1, pronouns.test_texts(rng, 200, 20, misleading=True))]
    tests = [(*where, pronouns.text_batch(texts)) for *where, texts in tests]
    run = ["network", "learning_rate", "seed"]
    with (
        new_table("pronouns.csv", [*run, "filler", "misleading", "right"]) as write,
        new_table("unit_ablation.csv", [*run, "change", "units", "right"]) as ablate,
    ):
        for run, model in trained(batches):
            for *where, questions in tests:
                write(*run, *where, f"{accuracy(model, *questions):.4g}")
            if run in KEPT:
                model.save(WEIGHTS / KEPT[run])
            if run in KEPT and isinstance(model.layer, LSTM):
                for row in ablation_rows(run, model, tests[2][-1]):
                    ablate(*row)


def trained(batches):
    """Train all networks at all rates from all seeds -> (network, rate, seed), it."""
    for network, (_, updates, rates, price) in NETWORKS.items():
        bar = progress_bar(network, runs=len(rates) * len(PRONOUN_SEEDS))
        for rate in rates:
            for seed in PRONOUN_SEEDS:
                model = untrained(network, seed)
                learner = PricedGates(model, price) if price else model
                fit(learner, batches[:updates], learning_rate=rate, progress=bar)
                yield (network, rate, seed), model


def ablation_rows(run, model, questions):
    """Rows of right pronouns after 0, 1, 2, ... units were flipped, or emptied."""
    before = unit_ablation.before_pronoun(model, *questions)
    changes = {"flip": unit_ablation.flipped, "off": unit_ablation.switched_off}
    for name, change in changes.items():
        _, right = unit_ablation.turn_curve(model, before, change)
        for units, share in enumerate(right):
            yield [*run, name, units, f"{share:.4g}"]


if __name__ == "__main__":
    make({"recall": make_recall, "trackers": make_trackers, "pronouns": make_pronouns})
