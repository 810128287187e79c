"""Computes what chapter 08 finds in data/: how far networks remember, and the ablation.

    python scripts/data/ch08.py [race] [ablation] [writer]

race      race_search.csv and race_length.csv: RNN and LSTM on reigns that grow, a
          search and ten seeds (about fifteen minutes on one core)
ablation  ablation_search.csv and ablation.csv: nine networks on the chronicles, from an
          RNN to the full LSTM, a search for each and then 30 seeds (about half an hour)
writer    weights/writer.npz: an LSTM that learned to answer, then to name every next
          word (half a minute)
"""

import itertools
from functools import lru_cache
from time import process_time

import numpy as np
from tables import WEIGHTS, compute, make

from lstmlib.course.ch08.ablation import (
    STARTS,
    VARIANTS,
    Run,
    Setting,
    read_runs,
    right_answers,
    train,
)
from lstmlib.course.ch08.race import growing_batches, name_kings
from lstmlib.course.ch08.writer import writing_batches
from lstmlib.course.data import read_table
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


RACE_COLUMNS = "run stage start learning_rate seed seconds filler current first".split()


@lru_cache(1)
def stories_of_the_race():
    """100 unseen stories for each number of filler words."""
    rng = np.random.default_rng(1)
    return [unseen_chronicles(rng, 100, filler) for filler in FILLERS]


def race_rows(run, stage, start, learning_rate, seed):
    """Train one network of the race -> a row for each length of the test stories."""
    model, seconds = train_contender(run, start, learning_rate, seed)
    told = [name_kings(model, test, VOCABULARY)[0] for test in stories_of_the_race()]
    job = run, stage, start, learning_rate, seed, f"{seconds:.1f}"
    return [
        (*job, filler, *(f"{share:.2f}" for share in shares))
        for filler, shares in zip(FILLERS, told, strict=True)
    ]


def make_race():
    """Write race_search.csv, two seeds per setting, then race_length.csv, ten seeds."""
    jobs = [
        (run, "search", *setting, seed)
        for run, (network, _) in RACES.items()
        for setting in itertools.product(RACE_STARTS[network], RACE_RATES[network])
        for seed in (20, 21)
    ]
    compute("race_search.csv", RACE_COLUMNS, race_rows, jobs)
    found = {run: {} for run in RACES}
    for run, _, start, rate, _, _, filler, _, first in read_table("race_search.csv"):
        if filler in (10, 50):
            # A number is a forget bias, a word the way W_h starts.
            setting = float(start) if run == "LSTM" else str(start), float(rate)
            found[run][setting] = found[run].get(setting, 0) + first
    jobs = [
        (run, stage, *setting, seed)
        for run in RACES
        for stage, setting in settings_of(run, found[run]).items()
        for seed in range(10)
    ]
    compute("race_length.csv", RACE_COLUMNS, race_rows, jobs)


# ------------------------------------------------------------------- the ablation

SEEDS = 30
SEARCH_SEEDS = (1000, 1001, 1002)
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


@lru_cache(3)
def lessons(seed):
    """The batches of a seed, kept for the next variant that learns from them."""
    return training_batches(np.random.default_rng(seed), 1000, VOCABULARY)


@lru_cache(2)
def stories_to_ask(seed):
    """Unseen stories with 10 and with 50 filler words in each reign."""
    rng = np.random.default_rng(seed)
    return [unseen_chronicles(rng, 200, filler) for filler in (10, 50)]


def ablation_row(variant, setting, seed, tests):
    """Train one network of this variant -> its row."""
    model = train(variant, setting, seed, lessons(seed), VOCABULARY)
    told = [right_answers(model, stories, VOCABULARY) for stories in tests]
    shares = [f"{share:.3f}" for share in itertools.chain(*told)]
    return variant, *setting, seed, *shares


def search_rows(variant):
    """18 settings with one seed, then the best four with two more -> rows.

    Neither these seeds nor these test stories are met again.
    """
    first, *more = SEARCH_SEEDS
    tests = stories_to_ask(2)
    rows = [ablation_row(variant, s, first, tests) for s in SETTINGS[variant]]
    both = COLUMNS.index("both_10")
    ranked = sorted(rows, key=lambda row: -float(row[both]))
    for row in ranked[:4]:
        setting = Setting(*row[1:4])
        rows += [ablation_row(variant, setting, seed, tests) for seed in more]
    return rows


def judged_rows(variant, rate, bias, start, seed):
    """The row of one judged network, in a list."""
    return [ablation_row(variant, Setting(rate, bias, start), seed, stories_to_ask(1))]


def best_settings(runs):
    """What each variant's search found -> {variant: Setting}, the best of three seeds.

    The best has the most stories with both answers right, at 10 filler words.
    """
    found = {}
    for run in runs:
        # As text, because a bias that is nan differs from itself.
        key = run.variant, str(run.setting)
        found.setdefault(key, (run.setting, []))[1].append(run.both_10)
    tried = {key: np.mean(own) for key, (_, own) in found.items() if len(own) == 3}
    best = sorted(tried, key=tried.get)  # of each variant the last one counts
    return {variant: found[variant, told][0] for variant, told in best}


def make_ablation():
    """Write ablation_search.csv, then ablation.csv: 30 seeds of each at its best."""
    jobs = [(variant,) for variant in VARIANTS]
    compute("ablation_search.csv", COLUMNS, search_rows, jobs)
    best = best_settings(read_runs("ablation_search.csv"))
    jobs = [(v, *best[v], seed) for seed in range(SEEDS) for v in VARIANTS]
    compute("ablation.csv", COLUMNS, judged_rows, jobs)


# --------------------------------------------------------------------- the writer


def make_writer():
    """Write weights/writer.npz: an LSTM that learned to answer, then to write."""
    rng = np.random.default_rng(0)
    model = word_model(LSTM(16, 48, rng=rng, forget_bias=3.0), len(VOCABULARY), rng=rng)
    fit(model, growing_batches(rng, 800, VOCABULARY), learning_rate=0.01)
    fit(model, writing_batches(rng, 1200, VOCABULARY), learning_rate=0.01)
    model.save(WEIGHTS / "writer.npz")


RESULTS = {"race": make_race, "ablation": make_ablation, "writer": make_writer}

if __name__ == "__main__":
    make("ch08")
