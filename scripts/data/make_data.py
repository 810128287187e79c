"""Make the committed results of trainings that take too long for a chapter.

    python scripts/make_data.py [rnn] [long] [silent] [forgetting] [second_path]
                                [writing] [recall] [trackers] [ladder]
                                [race] [pronouns] [checksums]

rnn    data/rnn_reader.npz: the RNN that the widget of chapter 01 looks into, trained
       exactly as in the chapter (a few seconds)
long   data/rnn_long_search.csv: RNNs with twice the units and five times the updates
       (about five minutes on one core)
forgetting  data/forget_recall.csv and data/forget_succession.csv: the forget biases of
       chapter 04 on one king and on many (about five minutes on one core)
silent data/silent_streams_search.csv: cells with and without an output gate, silent
       unless asked, and data/silent_cell.npz, one of them (about ten minutes on one
       core)
second_path  data/second_path_recall.csv and data/second_path_succession.csv: one state
       and a second path, on one king and on many (about ten minutes on one core)
writing data/treasury_search.csv: cells with and without an input gate, in the treasury
       and on the succession of kings (about eight minutes on one core)
race   data/race_length.csv: how far LSTM and RNN remember in chapter 08, a search and
       ten seeds (about fifteen minutes on one core)
ladder data/ablation_search.csv and data/ablation.csv: the five networks of chapter 08,
       a search for each and then 30 seeds (about twenty minutes on one core)
recall data/weights/recall_0.npz to recall_4.npz: the next-word readers of chapter 09
       (about two minutes on one core)
trackers  data/weights/tracker_0.npz to tracker_priced_4.npz: its trackers, without and
       with a price on gates (about a minute on one core)
pronouns  data/pronouns.csv, data/unit_ablation.csv and data/weights/pronouns_*.npz: its
       networks for she and he (about twenty minutes on one core)

At its end it writes data/SHA256SUMS, the checksums of all trained networks.
"""

import csv
import itertools
import sys

import data_ladder
import data_minds
import data_pronouns
import data_race
import numpy as np

from lstmlib.course.ch05 import treasury
from lstmlib.course.ch06 import silent_streams
from lstmlib.course.data import DATA
from lstmlib.course.lab.recall import accuracy, recall_table
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.course.stories import king_streams
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.layers import LSTM, RNN, Linear
from lstmlib.models import SequenceModel, word_model
from lstmlib.training import fit

DISTANCES = (0, 10, 20, 40, 80)


def train(batches, learning_rate, seed, units):
    """Train one RNN as chapter 01 does."""
    rng, words = np.random.default_rng(seed), len(chronicle_vocabulary())
    model = word_model(RNN(16, units, rng=rng), words, rng=rng)
    bar = progress_bar(f"{units} units, learning rate {learning_rate}, seed {seed}")
    fit(model, batches, learning_rate=learning_rate, progress=bar)
    return model


def make_rnn():
    """Write the network of chapter 01's widget."""
    batches = training_batches(np.random.default_rng(0), 1000, chronicle_vocabulary())
    train(batches, 0.003, seed=0, units=32).save(DATA / "rnn_reader.npz")


def make_long():
    """Write one row per network and distance."""
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(1)
    tests = [unseen_chronicles(rng, 200, filler) for filler in DISTANCES]
    batches = training_batches(np.random.default_rng(0), 5000, vocabulary)
    with open(DATA / "rnn_long_search.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["learning_rate", "seed", "filler", "current", "first"])
        for learning_rate in (0.001, 0.003, 0.01):
            for seed in range(3):
                model = train(batches, learning_rate, seed, units=64)
                shares = [
                    recall_table([model], tests, vocabulary, kind)[0]
                    for kind in ("current", "first")
                ]
                for row in zip(DISTANCES, *shares, strict=True):
                    table.writerow([learning_rate, seed, *row])
                file.flush()


SILENT = [("speech", units) for units in (4, 5, 6, 8)] + [("linear", 4), ("linear", 8)]
SILENT_SETTINGS = ((0.01, 1.0), (0.03, 1.0), (0.1, 1.0), (0.3, 1.0), (0.03, 3.0))


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
    with open(
        DATA / "silent_streams_search.csv", "w", newline="", encoding="utf-8"
    ) as file:
        table = csv.writer(file, lineterminator="\n")
        first = "readout units output_gate learning_rate forget_bias seed".split()
        table.writerow([*first, *silent_streams.SpeechScore._fields])
        jobs = itertools.product(SILENT, (0, 1), SILENT_SETTINGS, range(8))
        for (readout, units), gate, (rate, bias), seed in jobs:
            model = silent_model(readout, units, gate, seed, bias)
            fit(model, batches, learning_rate=rate)
            heard = [
                f"{value:.4g}"
                for value in silent_streams.score_speech(model, x, speech)
            ]
            table.writerow([readout, units, gate, rate, bias, seed, *heard])
            file.flush()
            if (readout, units, gate, rate, bias, seed) == SILENT_CELL:
                mouth = Linear(units, units, rng=rng)
                mouth.params["W"][...] = np.eye(units)
                SequenceModel(None, model.layer, mouth).save(DATA / "silent_cell.npz")


SILENT_CELL = ("speech", 4, 1, 0.03, 1.0, 0)


# Infinity: the forget gate is held at 1. NaN: a plain RNN with about as many weights.
FORGET_BIASES = (0.0, 1.0, 3.0, 5.0, np.inf, np.nan)


def forget_model(bias, seed):
    """An untrained network of chapter 04: 8 units, no input and no output gate."""
    rng, fixed = np.random.default_rng(seed), {"i": 1, "o": 1}
    if np.isnan(bias):
        layer = RNN(8, 12, rng=rng)
    elif np.isinf(bias):
        layer = LSTM(8, 8, rng=rng, fixed_gates={"f": 1, **fixed})
    else:
        layer = LSTM(8, 8, rng=rng, forget_bias=bias, fixed_gates=fixed)
    return word_model(layer, len(king_streams.VOCABULARY), rng=rng)


def forget_table(name, columns, seeds, batches, measure):
    """Write a row per bias, learning rate and seed, with what `measure(model)` says."""
    with open(DATA / name, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["forget_bias", "learning_rate", "seed", *columns])
        for bias in FORGET_BIASES:
            bar = progress_bar(f"{name}, forget bias {bias}", runs=3 * seeds)
            for learning_rate in (0.003, 0.01, 0.03):
                for seed in range(seeds):
                    model = forget_model(bias, seed)
                    fit(model, batches, learning_rate=learning_rate, progress=bar)
                    values = [f"{value:.4g}" for value in measure(model)]
                    table.writerow([bias, learning_rate, seed, *values])
            file.flush()


def make_forgetting():
    """Write both tables of chapter 04; it repeats a few of their rows live."""
    rng, test = np.random.default_rng(0), np.random.default_rng(1)
    batches = [king_streams.recall_batch(rng, 32, 20) for _ in range(400)]
    asked = king_streams.recall_batch(test, 400, 20)
    forget_table(
        "forget_recall.csv", ["right"], 16, batches, lambda m: [accuracy(m, *asked)]
    )
    batches = [king_streams.succession_batch(rng, 32, 60) for _ in range(600)]
    near, far = (
        king_streams.succession_batch(test, 100, length) for length in (60, 400)
    )

    def measure(model):
        trace = model.forward(far[0])
        size = np.abs(getattr(trace, "c", trace.h)[:, -1]).mean()
        return accuracy(model, *near), accuracy(model, *far), size

    columns = ["right_60", "right_400", "size_400"]
    forget_table("forget_succession.csv", columns, 8, batches, measure)


# Each with the factor on its word vectors.
SECOND_PATH = {"RNN": 1.0, "quiet RNN": 0.1, "second path": 1.0}


def second_path_model(memory, seed):
    """An untrained network of chapter 03: one state, or a second path without gates."""
    rng, open_gates = np.random.default_rng(seed), {"f": 1, "i": 1, "o": 1}
    if memory == "second path":
        layer = LSTM(8, 16, rng=rng, fixed_gates=open_gates)
    else:
        layer = RNN(8, 16, rng=rng)
    model = word_model(layer, len(king_streams.VOCABULARY), rng=rng)
    model.embedding.params["W"] *= SECOND_PATH[memory]
    return model


def second_path_table(name, columns, batches, measure):
    """Write what `measure(model)` says, row by row, for 3 x 3 x 10 trained networks.

    The RNNs get all batches, the second path the first third of them.
    """
    with open(DATA / name, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["memory", "learning_rate", "seed", *columns])
        for memory, rate in itertools.product(SECOND_PATH, (0.001, 0.003, 0.01)):
            bar = progress_bar(f"{name}, {memory}, learning rate {rate}", runs=10)
            share = batches[: len(batches) // 3] if "path" in memory else batches
            for seed in range(10):
                model = second_path_model(memory, seed)
                fit(model, share, learning_rate=rate, progress=bar)
                for row in measure(model):
                    table.writerow([memory, rate, seed, *(f"{v:.4g}" for v in row)])
            file.flush()


def make_second_path():
    """Write both tables of chapter 03; it repeats a few of their rows live."""
    rng, test = np.random.default_rng(0), np.random.default_rng(1)
    batches = [king_streams.recall_batch(rng, 32, 40) for _ in range(1800)]
    asked = {lag: king_streams.recall_batch(test, 200, lag) for lag in (40, 80, 160)}

    def measure_recall(model):
        return [(lag, accuracy(model, *asked[lag])) for lag in asked]

    columns = ["lag", "right"]
    second_path_table("second_path_recall.csv", columns, batches, measure_recall)
    batches = [king_streams.succession_batch(rng, 32, 60) for _ in range(1800)]
    tokens, targets = king_streams.succession_batch(test, 200, 400)

    def measure_succession(model):
        trace = model.forward(tokens)
        hits = model.linear.forward(trace.h).argmax(-1) == targets
        size = np.abs(getattr(trace, "c", trace.h)).mean(axis=(0, 2))
        for end in (20, 60, 100, 200, 300, 400):
            part = np.s_[:, end - 20 : end]
            yield end, hits[part][targets[part] >= 0].mean(), size[end - 1]

    columns, name = ["words", "right", "size"], "second_path_succession.csv"
    second_path_table(name, columns, batches, measure_succession)


WITHOUT, WITH = {"i": 1.0, "o": 1.0}, {"o": 1.0}
WIDE = list(itertools.product((0.0, 1.0, 2.0, 3.0), (0.003, 0.01, 0.03)))
NARROW = list(itertools.product((1.0, 3.0), (0.003, 0.01)))
# What chapter 05 calls a run -> task, fixed gates, units, updates, settings to try.
WRITERS = {
    "treasury, input gate": ("treasury", WITH, 16, 800, NARROW),
    "treasury, no input gate": ("treasury", WITHOUT, 16, 800, WIDE),
    "kings, input gate": ("kings", WITH, 8, 400, NARROW),
    "kings, no input gate": ("kings", WITHOUT, 8, 400, NARROW),
    "quiet, input gate": ("quiet", WITH, 16, 800, NARROW),
    "quiet, no input gate": ("quiet", WITHOUT, 16, 800, WIDE),
    "large, no input gate": ("treasury", WITHOUT, 32, 1600, NARROW),
    "patient kings, input gate": ("kings", WITH, 8, 1600, NARROW),
    "patient kings, no input gate": ("kings", WITHOUT, 8, 1600, NARROW),
}


def writing_batch(task, rng, size):
    """One batch of a task of chapter 05, 30 steps long."""
    if task == "kings":
        return king_streams.succession_batch(rng, size, 30)
    return treasury.treasury_batch(rng, size, 30, noise=float(task == "treasury"))


def train_writer(task, gates, units, updates, forget_bias, learning_rate, seed):
    """Train one cell of chapter 05 -> its model."""
    rng = np.random.default_rng(seed)
    sizes = (8 if task == "kings" else 2), units
    layer = LSTM(*sizes, rng=rng, forget_bias=forget_bias, fixed_gates=gates)
    if task == "kings":
        model = word_model(layer, len(king_streams.VOCABULARY), rng=rng)
    else:
        model = SequenceModel(None, layer, Linear(units, 1, rng=rng))
    batches = (writing_batch(task, rng, 32) for _ in range(updates))
    fit(model, batches, learning_rate=learning_rate)
    return model


def measure_writer(task, model):
    """Share of right answers on fresh sequences, and how far the doors are open."""
    inputs, targets = writing_batch(task, np.random.default_rng(99), 500)
    answers = model.logits(inputs)
    if task == "kings":
        asked = targets >= 0
        return (answers.argmax(axis=2) == targets)[asked].mean(), np.nan, np.nan
    trace = model.forward(inputs)
    ledger = treasury.ledger_unit(trace, model.linear.params["W"])
    return treasury.share_within(answers, targets), *treasury.mean_input_gate(
        trace, ledger
    )


def make_writing():
    """Write one row per run: two seeds per setting, then ten more of the best one."""
    first = "run stage forget_bias learning_rate seed right sealed other".split()
    with open(DATA / "treasury_search.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(first)

        def share(name, stage, setting, seed):
            task, *recipe, _ = WRITERS[name]
            model = train_writer(task, *recipe, *setting, seed)
            measured = measure_writer(task, model)
            told = [f"{value:.3f}" for value in measured]
            table.writerow([name, stage, *setting, seed, *told])
            file.flush()
            return measured[0]

        for name, (*_, settings) in WRITERS.items():
            found = [share(name, "search", s, 0) + share(name, "search", s, 1)
                     for s in settings]  # fmt: skip
            best = settings[int(np.argmax(found))]
            for seed in range(10, 20):
                share(name, "best", best, seed)


if __name__ == "__main__":
    jobs = {
        "rnn": make_rnn,
        "long": make_long,
        "silent": make_silent,
        "forgetting": make_forgetting,
        "second_path": make_second_path,
        "writing": make_writing,
        "ladder": data_ladder.make_ladder,
        "race": data_race.make_race,
        "recall": data_minds.make_recall,
        "trackers": data_minds.make_trackers,
        "checksums": data_minds.write_checksums,
        "pronouns": data_pronouns.make_pronouns,
    }
    for name in sys.argv[1:] or jobs:
        if name not in jobs:
            sys.exit(f"expected one of {', '.join(jobs)}, got {name}")
        jobs[name]()
    data_minds.write_checksums()
