"""Computes what chapter 06 finds in data/: cells that are silent unless asked.

    python scripts/data/ch06.py

It writes silent_streams_search.csv, with and without an output gate, in about ten
minutes on one core, silent_streams.csv, new seeds of the best settings of that search,
in three more, and one of the cells, silent_cell.npz.
"""

import itertools

import numpy as np
from tables import compute, make

from lstmlib.course.ch06 import silent_streams
from lstmlib.course.data import DATA, read_table
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import fit

KINDS = [("speech", units) for units in (4, 5, 6, 8)] + [("linear", 4), ("linear", 8)]
SETTINGS = ((0.01, 1.0), (0.03, 1.0), (0.1, 1.0), (0.3, 1.0), (0.03, 3.0))
SEARCH, JUDGED = range(8), range(10, 20)
COLUMNS = "readout units output_gate learning_rate forget_bias seed".split()
COLUMNS += silent_streams.SpeechScore._fields
# The cell of the widget.
KEPT = ("speech", 4, 1, 0.03, 1.0, 0)


def silent_model(readout, units, output_gate, seed, forget_bias=1.0):
    """A fresh cell of chapter 06: h is the speech, or a linear read-out speaks."""
    rng, fixed = np.random.default_rng(seed), {} if output_gate else {"o": 1.0}
    sizes = len(king_streams.VOCABULARY), units
    layer = LSTM(*sizes, rng=rng, forget_bias=forget_bias, fixed_gates=fixed)
    if readout == "speech":
        return silent_streams.Speaker(layer)
    return SequenceModel(None, layer, Linear(units, len(king_streams.KINGS), rng=rng))


def train(readout, units, gate, rate, bias, seed, streams):
    """Train one cell on 1 500 batches of the streams of that seed -> its model."""
    rng = np.random.default_rng(streams)
    batches = [silent_streams.silent_batch(rng, 16, 30) for _ in range(1500)]
    model = silent_model(readout, units, gate, seed, bias)
    fit(model, batches, learning_rate=rate)
    return model


def searched(*cell):
    """The row of one cell of the search: all of them see the same streams."""
    return [_row(cell, train(*cell, streams=0), heard_on=1)]


def judged(*cell):
    """The row of one cell with streams of its own, heard on others than the search."""
    return [_row(cell, train(*cell, streams=cell[-1]), heard_on=2)]


def _row(cell, model, heard_on):
    rng = np.random.default_rng(heard_on)
    score = silent_streams.score_speech(
        model, *silent_streams.silent_batch(rng, 300, 60)
    )
    return [*cell, *(f"{value:.3g}" for value in score)]


def make_search():
    """Write a row per kind of cell, setting and seed of the search."""
    grid = itertools.product(KINDS, (0, 1), SETTINGS, SEARCH)
    jobs = [(*kind, gate, *setting, seed) for kind, gate, setting, seed in grid]
    compute("silent_streams_search.csv", COLUMNS, searched, jobs)


def make_judged():
    """Write a row per kind and new seed, each kind with its best setting."""
    search = read_table("silent_streams_search.csv")
    errors = search["error"].reshape(len(KINDS), 2, len(SETTINGS), len(SEARCH))
    best = np.median(errors, axis=-1).argmin(axis=-1)
    jobs = [
        (*kind, gate, *SETTINGS[best[k, gate]], seed)
        for k, kind in enumerate(KINDS)
        for gate in (0, 1)
        for seed in JUDGED
    ]
    compute("silent_streams.csv", COLUMNS, judged, jobs)


def make_cell():
    """Write the cell of chapter 06's widget, with an identity as its read-out."""
    layer, units = train(*KEPT, streams=0).layer, KEPT[1]
    mouth = Linear(units, units, rng=np.random.default_rng(0))
    mouth.params["W"][...] = np.eye(units)
    SequenceModel(None, layer, mouth).save(DATA / "silent_cell.npz")


RESULTS = {"search": make_search, "judged": make_judged, "cell": make_cell}

if __name__ == "__main__":
    make("ch06")
