"""Computes what chapter 10 finds in data/: the networks whose minds it reads.

    python scripts/data/ch10.py [networks] [probes]

networks  weights/recall_0.npz to recall_4.npz, next-word readers of the chronicles, and
          weights/tracker_0.npz to tracker_priced_4.npz, who is king at every word; and
          gate_moments.csv: how far their gates stand open at the moments of a story,
          with eight recall networks more (about seven minutes on one core)
probes    probes.csv: what probes read in the recall networks, in twenty as they are
          before training, and in the ten trackers (half a minute)
"""

from functools import lru_cache

import numpy as np
from tables import WEIGHTS, compute, make

from lstmlib.course.ch10.moments import (
    EVENT_OF_QUESTION,
    MOMENTS,
    gate_effects,
    gate_values,
)
from lstmlib.course.ch10.reader import (
    reader_chronicles,
    train_reader,
    untrained_reader,
)
from lstmlib.course.ch10.tracker import PRICE, train_tracker
from lstmlib.course.lab.probes import Facts, probe_table
from lstmlib.models import load

KINDS, SEEDS = ("recall", "tracker", "tracker_priced"), range(5)
COUNTED, UNTRAINED = range(13), range(20)


@lru_cache(1)
def stories():
    """The stories of chapter 10: half of them are for fitting probes."""
    return reader_chronicles(np.random.default_rng(9), 200)


def moment_rows(kind, seed):
    """Train one network -> its gates at each moment; the weights of five are kept."""
    if kind == "recall":
        model = train_reader(seed)
    else:
        model = train_tracker(seed, price=PRICE if kind == "tracker_priced" else 0.0)
    if seed in SEEDS:
        WEIGHTS.mkdir(exist_ok=True)
        model.save(WEIGHTS / f"{kind}_{seed}.npz")
    return effect_rows(model, kind, seed)


def effect_rows(model, kind, seed):
    """The rows of one network; only recall networks are asked something."""
    wanted = [(*moment, "current") for moment in MOMENTS]
    if kind == "recall":
        asked = EVENT_OF_QUESTION.items()
        wanted += [("o", event, "other words", fact) for fact, event in asked]
    rows = []
    for gate, here, there, fact in wanted:
        values = gate_values(model, stories(), fact)
        told = [values[gate][event].mean() for event in (here, there)]
        told += gate_effects([values], gate, here, there).tolist()
        row = (kind, seed, gate, here, there)
        rows.append((*row, *(f"{number:.3f}" for number in told)))
    return rows


def make_networks():
    """Write data/gate_moments.csv, and the weights of fifteen networks."""
    columns = "network seed gate here there at_here at_there effect".split()
    jobs = [("recall", seed) for seed in COUNTED]
    jobs += [(kind, seed) for kind in KINDS[1:] for seed in SEEDS]
    compute("gate_moments.csv", columns, moment_rows, jobs)


def probe_rows(network, seed):
    """What probes read in one network: a row for each state and fact."""
    if network == "trained":
        model = load(WEIGHTS / f"recall_{seed}.npz")
    elif network in KINDS:
        model = load(WEIGHTS / f"{network}_{seed}.npz")
    else:
        model = untrained_reader(seed)
    table = probe_table([model], stories()[:100], stories()[100:])
    return [
        (network, seed, state, fact, f"{share:.3f}")
        for state, rows in table.items()
        for fact, share in zip(Facts._fields, rows[0], strict=True)
    ]


def make_probes():
    """Write data/probes.csv."""
    jobs = [("trained", seed) for seed in SEEDS]
    jobs += [("untrained", seed) for seed in UNTRAINED]
    jobs += [(kind, seed) for kind in KINDS[1:] for seed in SEEDS]
    compute("probes.csv", "network seed state fact right".split(), probe_rows, jobs)


RESULTS = {"networks": make_networks, "probes": make_probes}

if __name__ == "__main__":
    make("ch10")
