"""Computes what chapter 06 finds in data/: cells that are silent unless asked.

    python scripts/data/ch06.py

It writes silent_streams_search.csv, with and without an output gate, and one of the
cells, silent_cell.npz, in about ten minutes on one core.
"""

import itertools

import numpy as np
from tables import make, new_table

from lstmlib.course.ch06 import silent_streams
from lstmlib.course.data import DATA
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import fit

KINDS = [("speech", units) for units in (4, 5, 6, 8)] + [("linear", 4), ("linear", 8)]
SETTINGS = ((0.01, 1.0), (0.03, 1.0), (0.1, 1.0), (0.3, 1.0), (0.03, 3.0))
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


def make_silent():
    """Write one row per cell, setting and seed, and the cell of chapter 06's widget."""
    rng = np.random.default_rng(0)
    batches = [silent_streams.silent_batch(rng, 16, 30) for _ in range(1500)]
    x, speech = silent_streams.silent_batch(np.random.default_rng(1), 300, 60)
    columns = "readout units output_gate learning_rate forget_bias seed".split()
    columns += silent_streams.SpeechScore._fields
    with new_table("silent_streams_search.csv", columns) as write:
        jobs = itertools.product(KINDS, (0, 1), SETTINGS, range(8))
        for (readout, units), gate, (rate, bias), seed in jobs:
            model = silent_model(readout, units, gate, seed, bias)
            fit(model, batches, learning_rate=rate)
            heard = [
                f"{value:.4g}"
                for value in silent_streams.score_speech(model, x, speech)
            ]
            write(readout, units, gate, rate, bias, seed, *heard)
            if (readout, units, gate, rate, bias, seed) == KEPT:
                mouth = Linear(units, units, rng=rng)
                mouth.params["W"][...] = np.eye(units)
                SequenceModel(None, model.layer, mouth).save(DATA / "silent_cell.npz")


if __name__ == "__main__":
    make({"silent_streams": make_silent})
