"""The ladder of chapter 08: five networks on the chronicles, each with a part more.

Every rung gets the same search, on seeds that are not counted: 18 settings with one
seed each, then the best four with two more. The best of these is counted on 30 seeds.
"""

import csv
import itertools

import numpy as np

from lstmlib.course.ch08.ablation import (
    STARTS,
    VARIANTS,
    Run,
    Setting,
    right_answers,
    train,
)
from lstmlib.course.data import DATA
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)

UPDATES, STORIES, SEEDS = 1000, 200, 30
# 18 settings for each rung: where there is no bias to choose, there are more rates.
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
    rung: GATED if held is not None and "f" not in held else GATELESS
    for rung, held in VARIANTS.items()
}
COLUMNS = ("rung", *Setting._fields, *Run._fields[2:])


def ladder_run(file):
    """A function that trains one network, writes its row, and returns its first share.

    The share of stories after which both answers are right, at 10 filler words.
    """
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(1)
    tests = [unseen_chronicles(rng, STORIES, filler) for filler in (10, 50)]
    batches = training_batches(np.random.default_rng(0), UPDATES, vocabulary)
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)

    def run(rung, setting, seed):
        model = train(rung, setting, seed, batches, vocabulary)
        told = [right_answers(model, stories, vocabulary) for stories in tests]
        shares = [f"{share:.3f}" for share in itertools.chain(*told)]
        table.writerow([rung, *setting, seed, *shares])
        file.flush()
        return told[0][0]

    return run


def search_rung(run, rung):
    """The best setting of a rung: 18 with one seed, the best four with two more."""
    found = {setting: [run(rung, setting, 1000)] for setting in SETTINGS[rung]}
    for setting in sorted(found, key=lambda s: -found[s][0])[:4]:
        found[setting] += [run(rung, setting, seed) for seed in (1001, 1002)]
    tried = {s: np.mean(shares) for s, shares in found.items() if len(shares) == 3}
    return max(tried, key=tried.get)


def make_ladder():
    """Write ablation_search.csv, then ablation.csv: 30 seeds of every rung, at best."""
    with open(DATA / "ablation_search.csv", "w", newline="", encoding="utf-8") as file:
        run = ladder_run(file)
        best = {rung: search_rung(run, rung) for rung in VARIANTS}
    with open(DATA / "ablation.csv", "w", newline="", encoding="utf-8") as file:
        run = ladder_run(file)
        # Seed by seed, so that a run that is cut off has treated all rungs alike.
        for seed, rung in itertools.product(range(SEEDS), VARIANTS):
            run(rung, best[rung], seed)
