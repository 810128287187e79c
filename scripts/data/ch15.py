"""Computes what chapter 15 finds in data/: where the LSTM ends, and what came after.

    python scripts/data/ch15.py [gru] [facts] [gaps] [order] [cost] [exported]

gru       gru_search.csv and gru.csv: LSTM and GRU on the chronicles, six settings each
          on four seeds and the best two of them on ten others, and what the same
          networks know of story after story (about nine minutes on one core)
facts     facts_search.csv, facts.csv: more and more facts for LSTMs of 8 and 32 units
          and for attention; six settings each on two seeds, ten others (ten minutes)
gaps      gaps_search.csv, gaps.csv: lessons with gaps of one length (three minutes)
order     order.csv: attention and LSTM, asked for the latest king (half a minute)
cost      attention_cost.csv: seconds of one core for texts that grow (a minute)
exported  exported.csv: the same weights in PyTorch, Keras and ONNX Runtime, where they
          are installed (some seconds)
"""

import importlib
import itertools
from functools import lru_cache
from time import process_time

import numpy as np
from tables import compute, make

from lstmlib.course.beyond.attention import Attention
from lstmlib.course.beyond.convert import from_torch, to_keras, to_onnx, to_torch
from lstmlib.course.beyond.gru import GRU
from lstmlib.course.beyond.stacked import Stacked
from lstmlib.course.ch15 import limits
from lstmlib.course.data import best_setting, read_table
from lstmlib.course.lab.recall import accuracy, recall
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.course.stories.king_streams import (
    VOCABULARY,
    recall_batch,
    succession_batch,
)
from lstmlib.gradcheck import relative_error
from lstmlib.layers import LSTM, RNN, Embedding, Linear
from lstmlib.models import SequenceModel, word_model
from lstmlib.training import fit

RATES = (0.003, 0.01, 0.03)


def chosen(rows, share, models):
    """The setting of each model with the best mean share -> {model: (rate, start)}."""
    best = {}
    for model in models:
        own = best_setting(
            rows[rows["model"] == model], share, ("learning_rate", "start")
        )
        best[model] = float(own["learning_rate"][0]), float(own["start"][0])
    return best


# ------------------------------------------------------------------- the chronicles

FILLERS = (10, 50, 200)
STORIES = 12
# Layers of about as many weights: 6 272 and 6 308.
UNITS = {"LSTM": 32, "GRU": 38}
STARTS = (2.0, 4.0)
KINDS = ("current", "first")


@lru_cache(2)
def lessons(seed):
    """1 000 batches of short chronicles, the same for both networks."""
    rng = np.random.default_rng(seed)
    return training_batches(rng, 1000, chronicle_vocabulary())


@lru_cache(2)
def chronicles(seed):
    """100 unseen stories for each number of filler words."""
    rng = np.random.default_rng(seed)
    return [unseen_chronicles(rng, 100, filler) for filler in FILLERS]


@lru_cache(1)
def streams():
    """50 streams of unseen stories, one after the other."""
    rng = np.random.default_rng(3)
    return [unseen_chronicles(rng, STORIES, 10) for _ in range(50)]


@lru_cache(1)
def reader(model, rate, start, seed):
    """A network that has learned from the chronicles; `start` is its bias to keep."""
    rng, vocabulary = np.random.default_rng(seed), chronicle_vocabulary()
    if model == "LSTM":
        layer = LSTM(16, UNITS[model], rng=rng, forget_bias=start)
    else:
        layer = GRU(16, UNITS[model], rng=rng, keep_bias=start)
    network = word_model(layer, len(vocabulary), rng=rng)
    fit(network, lessons(seed), learning_rate=rate)
    return network


GRU_COLUMNS = "model learning_rate start seed filler current first".split()


def gru_rows(model, rate, start, seed, texts):
    """Train one network -> its right answers at each number of filler words."""
    network, vocabulary = reader(model, rate, start, seed), chronicle_vocabulary()
    rows = []
    for filler, stories in zip(FILLERS, chronicles(texts), strict=True):
        told = (recall(network, stories, vocabulary, kind) for kind in KINDS)
        rows.append((model, rate, start, seed, filler, *(f"{r:.2f}" for r in told)))
    return rows


def endless_rows(model, rate, start, seed):
    """Train the same network -> what it knows of the first, second, ... story."""
    network = reader(model, rate, start, seed)
    right = limits.endless_recall(network, streams(), chronicle_vocabulary(), KINDS)
    return [
        (model, rate, start, seed, k + 1, *(f"{r:.2f}" for r in right[:, k]))
        for k in range(STORIES)
    ]


def gru_and_endless_rows(stage, model, rate, start, seed):
    """Both kinds of rows of one network, which is trained once."""
    fillers = gru_rows(model, rate, start, seed, 1)
    stories = endless_rows(model, rate, start, seed)
    rows = [("filler", *row) for row in fillers] + [("story", *row) for row in stories]
    return [(stage, *row) for row in rows]


def make_gru():
    """Write gru_search.csv, then gru.csv: the best two settings of each model."""
    jobs = [
        (model, rate, start, seed, 2)
        for model in UNITS
        for rate, start in itertools.product(RATES, STARTS)
        for seed in range(100, 104)
    ]
    compute("gru_search.csv", GRU_COLUMNS, gru_rows, jobs)
    found = read_table("gru_search.csv")
    best = chosen(found, "first", UNITS)
    taken = [(m, r, s) in {(m, *best[m]) for m in UNITS} for m, r, s, *_ in found]
    second = chosen(found[~np.array(taken)], "first", UNITS)
    jobs = [
        (stage, model, *setting[model], seed)
        for stage, setting in (("best", best), ("second", second))
        for model in UNITS
        for seed in range(10)
    ]
    columns = "stage after model learning_rate start seed number current first".split()
    compute("gru.csv", columns, gru_and_endless_rows, jobs)


# ----------------------------------------------------------- more facts than units

FACTS = (2, 4, 8, 16)
# What is tried: bias of the forget gate, or for attention (0) three more rates.
FACT_SETTINGS = {
    "LSTM 8": [*itertools.product((0.01, 0.03, 0.1), (1.0, 3.0))],
    "LSTM 32": [*itertools.product((0.01, 0.03, 0.1), (1.0, 3.0))],
    "attention 8": [(rate, 0.0) for rate in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)],
}
FACT_COLUMNS = "model learning_rate start seed facts right".split()


def clerk(model, rng, start):
    """A network of one of the kinds above that reads facts and names holders."""
    kind, units = model.split()[0], int(model.split()[1])
    if kind == "LSTM":
        layer = LSTM(limits.WIDTH, units, rng=rng, forget_bias=start)
    else:
        layer = Attention(limits.WIDTH, units, rng=rng)
    return SequenceModel(None, layer, Linear(units, 4, rng=rng))


def fact_rows(model, rate, start, seed, facts, texts):
    """Train one network on this many facts -> its share of right answers."""
    rng = np.random.default_rng(seed)
    network = clerk(model, rng, start)
    taught = [limits.facts_batch(rng, 32, facts) for _ in range(2000)]
    fit(network, taught, learning_rate=rate)
    asked = limits.facts_batch(np.random.default_rng(texts), 1000, facts)
    right = limits.right_at_the_end(network, *asked)
    return [(model, rate, start, seed, facts, f"{right:.3f}")]


def make_facts():
    """Write facts_search.csv, then facts.csv."""
    jobs = [
        (model, *setting, seed, facts, 2)
        for model, settings in FACT_SETTINGS.items()
        for setting in settings
        for seed in (100, 101)
        for facts in (8,)
    ]
    compute("facts_search.csv", FACT_COLUMNS, fact_rows, jobs)
    best = chosen(read_table("facts_search.csv"), "right", FACT_SETTINGS)
    jobs = [
        (model, *best[model], seed, facts, 1)
        for model in FACT_SETTINGS
        for facts in FACTS
        for seed in range(10)
    ]
    compute("facts.csv", FACT_COLUMNS, fact_rows, jobs)


# -------------------------------------------------------------------- very long gaps

GAPS = (20, 60, 150)
GAP_SETTINGS = {
    "LSTM": [*itertools.product((0.001, 0.003, 0.01), (3.0, 5.0))],
    "attention": [(rate, 0.0) for rate in (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)],
}
GAP_COLUMNS = "model learning_rate start seed lessons asked right".split()


def herald(model, rng, start):
    """A network of 8 units that hears one king, noise and "who?"."""
    V = len(VOCABULARY)
    embedding = Embedding(V, 8, rng=rng)
    if model == "LSTM":
        layer = LSTM(8, 8, rng=rng, forget_bias=start)
    else:
        layer = Attention(8, 8, rng=rng)
    return SequenceModel(embedding, layer, Linear(8, V, rng=rng))


def gap_rows(model, rate, start, seed, kind, gap, texts):
    """Train on gaps `fixed` at one length, or `up to` it -> right answers after it."""
    rng = np.random.default_rng(seed)
    network = herald(model, rng, start)
    if kind == "fixed":
        taught = [recall_batch(rng, 16, gap) for _ in range(600)]
    else:
        taught = limits.gap_batches(rng, 600, longest=gap)
    fit(network, taught, learning_rate=rate)
    rows = []
    for asked in (gap,) if kind == "fixed" else (20, 200, 2000):
        if model == "attention" and asked > 1000:
            continue  # its table of looks would hold 4 million numbers per text
        questions = recall_batch(np.random.default_rng(texts), 200, asked)
        right = limits.right_at_the_end(network, *questions, at_once=20)
        lesson = f"{kind} {gap}"
        rows.append((model, rate, start, seed, lesson, asked, f"{right:.3f}"))
    return rows


def make_gaps():
    """Write gaps_search.csv, then gaps.csv."""
    jobs = [
        (model, *setting, seed, "fixed", gap, 2)
        for model, settings in GAP_SETTINGS.items()
        for setting in settings
        for seed in range(100, 104)
        for gap in (60,)
    ]
    compute("gaps_search.csv", GAP_COLUMNS, gap_rows, jobs)
    best = chosen(read_table("gaps_search.csv"), "right", GAP_SETTINGS)
    jobs = [
        (model, *best[model], seed, kind, gap, 1)
        for model in GAP_SETTINGS
        for kind, gap in [*(("fixed", gap) for gap in GAPS), ("up to", 20)]
        for seed in range(10)
    ]
    compute("gaps.csv", GAP_COLUMNS, gap_rows, jobs)


def order_rows(model, rate, start, seed):
    """Train one network to name the latest of many kings -> share of right answers."""
    rng = np.random.default_rng(seed)
    network = herald(model, rng, start)
    taught = [succession_batch(rng, 16, 40) for _ in range(600)]
    fit(network, taught, learning_rate=rate)
    questions = succession_batch(np.random.default_rng(1), 200, 40)
    return [(model, rate, start, seed, f"{accuracy(network, *questions):.3f}")]


def make_order():
    """Write order.csv: four learning rates each, on ten seeds."""
    jobs = [
        (model, rate, start, seed)
        for model, start in (("LSTM", 3.0), ("attention", 0.0))
        for rate in (*RATES, 0.1)
        for seed in range(10)
    ]
    columns = "model learning_rate start seed right".split()
    compute("order.csv", columns, order_rows, jobs)


# ------------------------------------------------------------------------- the price

WORDS = (50, 100, 200, 400, 800, 1600, 3200)


def cost_rows(model, words):
    """Seconds for one text of this many words, the least of nine readings."""
    rng = np.random.default_rng(0)
    kind = {"LSTM": LSTM, "attention": Attention}[model]
    layer, x = kind(32, 32, rng=rng), rng.normal(size=(1, words, 32)).astype("f4")
    seconds = []
    for _ in range(9):
        start = process_time()
        layer.forward(x)
        seconds.append(process_time() - start)
    return [(model, words, f"{min(seconds):.2g}")]


def make_cost():
    """Write attention_cost.csv."""
    jobs = [(model, words) for model in ("LSTM", "attention") for words in WORDS]
    compute("attention_cost.csv", ["model", "words", "seconds"], cost_rows, jobs)


# ------------------------------------------------------------------- in other tools

LAYERS = ("RNN", "LSTM", "GRU", "LSTM 2")


def in_pytorch(layer, x):
    """h of PyTorch's layer with these weights."""
    theirs = to_torch(layer)
    h, _ = theirs(importlib.import_module("torch").tensor(x))
    return h.detach().numpy()


def back_from_pytorch(layer, x):
    """h of our layer, its weights having been to PyTorch and back."""
    return from_torch(to_torch(layer)).forward(x).h


def in_keras(layer, x):
    """h of Keras' layer with these weights."""
    theirs = to_keras(layer)
    return importlib.import_module("keras").ops.convert_to_numpy(theirs(x))


def in_onnx_runtime(layer, x):
    """h of the graph with these weights, as ONNX Runtime computes it."""
    session = importlib.import_module("onnxruntime").InferenceSession(
        to_onnx(layer).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(["h"], {"x": x})[0]


TOOLS = {
    "PyTorch": in_pytorch,
    "back from PyTorch": back_from_pytorch,
    "Keras": in_keras,
    "ONNX Runtime": in_onnx_runtime,
}


def exported_rows(tool, name, dtype):
    """The largest difference of h over 50 steps, relative to the largest h."""
    rng = np.random.default_rng(0)
    kind = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[name.split()[0]]
    layer = kind(5, 7, rng=rng, dtype=dtype)
    if name == "LSTM 2":
        layer = Stacked(layer, kind(7, 7, rng=rng, dtype=dtype))
    x = rng.normal(size=(3, 50, 5)).astype(dtype)
    difference = relative_error(TOOLS[tool](layer, x), layer.forward(x).h)
    return [(tool, name, dtype, f"{difference:.1g}")]


def make_exported():
    """Write exported.csv; ONNX Runtime has these layers in float32 alone."""
    jobs = [
        (tool, name, dtype)
        for tool in TOOLS
        for dtype in ("float32", "float64")[: 1 if tool == "ONNX Runtime" else 2]
        for name in LAYERS
    ]
    columns = ["tool", "layer", "dtype", "difference"]
    compute("exported.csv", columns, exported_rows, jobs)


RESULTS = {
    "gru": make_gru,
    "facts": make_facts,
    "gaps": make_gaps,
    "order": make_order,
    "cost": make_cost,
    "exported": make_exported,
}

if __name__ == "__main__":
    make("ch15")
