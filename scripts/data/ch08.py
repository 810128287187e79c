"""Computes what chapter 08 finds in data/: how far networks remember, and the ablation.

    python scripts/data/ch08.py [race] [ablation]

race      race_length.csv: RNN and LSTM on reigns that grow, a search and ten seeds
          (about fifteen minutes on one core)
ablation  ablation_search.csv and ablation.csv: five networks on the chronicles, each
          with a part more, a search for each and then 30 seeds (about twenty minutes)
"""

import itertools
from functools import lru_cache
from time import process_time

import numpy as np
from tables import make, new_table

from lstmlib.course.ch08.ablation import (
    STARTS,
    VARIANTS,
    Run,
    Setting,
    right_answers,
    train,
)
from lstmlib.course.ch08.race import growing_batches, name_kings
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

VOCABULARY = chronicle_vocabulary()

# ----------------------------------------------------------------------- the race

FILLERS = (0, 10, 20, 50, 100, 200)
# What is tried for each network: forget biases of the LSTM, first W_h of the RNN.
RACE_STARTS = {"LSTM": (3.0, 4.0), "RNN": ("orthogonal", "uniform")}
RACE_RATES = {"LSTM": (0.003, 0.01, 0.03), "RNN": (0.001, 0.003, 0.01)}
# What a run is called -> network, updates.
RACES = {
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


def train_contender(run, start, learning_rate, seed):
    """Train a network on the stories of this seed -> the model, and seconds of CPU."""
    network, updates = RACES[run]
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
    columns = "run stage start learning_rate seed seconds filler current first".split()
    with new_table("race_length.csv", columns) as write:

        def measure(run, stage, setting, seed):
            model, seconds = train_contender(run, *setting, seed)
            shares = [name_kings(model, test, VOCABULARY)[0] for test in tests]
            for filler, share in zip(FILLERS, shares, strict=True):
                told = [f"{seconds:.1f}", filler, *(f"{value:.2f}" for value in share)]
                write(run, stage, *setting, seed, *told)
            # Who was first, at 10 and 50 words.
            return shares[1][1] + shares[3][1]

        for run, (network, _) in RACES.items():
            found = {
                s: measure(run, "search", s, 20) + measure(run, "search", s, 21)
                for s in itertools.product(RACE_STARTS[network], RACE_RATES[network])
            }
            for stage, setting in settings_of(run, found).items():
                for seed in range(10):
                    measure(run, stage, setting, seed)


# ------------------------------------------------------------------- the ablation

SEEDS = 30
# 18 settings for each variant: where there is no bias to choose, there are more rates.
GATELESS = [
    Setting(rate, np.nan, start)
    for rate, start in itertools.product((5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2), STARTS)
]
GATED = [
    Setting(rate, bias, start)
    for rate, bias, start in itertools.product(
        (5e-3, 1e-2, 2e-2), (1.0, 3.0, 5.0), ("orthogonal", "small")
    )
]
SETTINGS = {
    variant: GATED if held is not None and "f" not in held else GATELESS
    for variant, held in VARIANTS.items()
}
COLUMNS = ("variant", *Setting._fields, *Run._fields[2:])


def ablation_run(write):
    """A function that trains one network, writes its row, and returns its first share.

    The share of stories after which both answers are right, at 10 filler words.
    """
    rng = np.random.default_rng(1)
    tests = [unseen_chronicles(rng, 200, filler) for filler in (10, 50)]
    batches = training_batches(np.random.default_rng(0), 1000, VOCABULARY)

    def run(variant, setting, seed):
        model = train(variant, setting, seed, batches, VOCABULARY)
        told = [right_answers(model, stories, VOCABULARY) for stories in tests]
        shares = [f"{share:.3f}" for share in itertools.chain(*told)]
        write(variant, *setting, seed, *shares)
        return told[0][0]

    return run


def search_variant(run, variant):
    """The best setting of a variant: 18 with one seed, the best four with two more.

    These seeds are not counted.
    """
    found = {setting: [run(variant, setting, 1000)] for setting in SETTINGS[variant]}
    for setting in sorted(found, key=lambda s: -found[s][0])[:4]:
        found[setting] += [run(variant, setting, seed) for seed in (1001, 1002)]
    tried = {s: np.mean(shares) for s, shares in found.items() if len(shares) == 3}
    return max(tried, key=tried.get)


def make_ablation():
    """Write ablation_search.csv, then ablation.csv: 30 seeds of each at its best."""
    with new_table("ablation_search.csv", COLUMNS) as write:
        run = ablation_run(write)
        best = {variant: search_variant(run, variant) for variant in VARIANTS}
    with new_table("ablation.csv", COLUMNS) as write:
        run = ablation_run(write)
        # Seed by seed, so that a run that is cut off has treated all variants alike.
        for seed, variant in itertools.product(range(SEEDS), VARIANTS):
            run(variant, best[variant], seed)


if __name__ == "__main__":
    make({"race": make_race, "ablation": make_ablation})
