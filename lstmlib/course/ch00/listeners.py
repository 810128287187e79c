"""Chapter 00: two listeners, an RNN and an LSTM, and what both are asked.

Both have 16 numbers for each word and about as many weights in their recurrent layer;
the RNN, with more units, has more weights in its read-out.
"""

import numpy as np

from lstmlib.course.data import data_file, read_table
from lstmlib.course.lab.recall import answer_probabilities, ask, recall
from lstmlib.course.lab.statistics import in_words
from lstmlib.course.stories.grammar import chronicle_vocabulary, training_batches
from lstmlib.layers import LSTM, RNN
from lstmlib.models import load, word_model
from lstmlib.training import fit

KINDS = ("current", "first")
"""What is asked: who rules now, and who was the first king?"""

UNITS = {"RNN": 71, "LSTM": 32}
UPDATES = 3000
SOLVED = 0.95
"""Share of right answers from which on a listener counts as knowing a king."""
# What the search tries, six settings each: how W_h of the RNN or the forget bias of
# the LSTM begins, and learning rates.
STARTS = {"RNN": ("orthogonal", "uniform"), "LSTM": (3.0, 4.0)}
RATES = {"RNN": (0.001, 0.003, 0.01), "LSTM": (0.003, 0.01, 0.03)}


def untrained(network, start, seed):
    """A listener that has heard nothing yet -> SequenceModel."""
    rng, units = np.random.default_rng(seed), UNITS[network]
    if network == "LSTM":
        layer = LSTM(16, units, rng=rng, forget_bias=start)
    else:
        layer = RNN(16, units, rng=rng)
    W_h = layer.params["W_h"]
    if start == "uniform":
        W_h[...] = rng.uniform(-1, 1, W_h.shape) / np.sqrt(units)
    return word_model(layer, len(chronicle_vocabulary()), rng=rng)


def train(network, start, learning_rate, seed):
    """Teach a listener on stories that follow from the seed -> SequenceModel."""
    rng = np.random.default_rng([seed, 1])
    batches = training_batches(rng, UPDATES, chronicle_vocabulary(), kinds=KINDS)
    model = untrained(network, start, seed)
    fit(model, batches, learning_rate=learning_rate)
    return model


def right_answers(model, stories):
    """Share of stories after which each of KINDS is answered right -> list, 0..1."""
    return [recall(model, stories, chronicle_vocabulary(), kind) for kind in KINDS]


def load_listeners():
    """The two trained listeners of the chapter -> {"RNN": model, "LSTM": model}."""
    return {name: load(data_file(f"listener_{name.lower()}.npz")) for name in UNITS}


def answers(model, chronicle):
    """What a listener says after a Chronicle: {"current": name, "first": name}."""
    return {k: ask(model, [chronicle], chronicle_vocabulary(), k)[0] for k in KINDS}


def beliefs(model, words, after):
    """How sure a listener is of each word, asked after the words at these places.

    words: T strings, after: A places -> {kind: (A, V) probabilities}.
    """
    vocabulary = chronicle_vocabulary()
    return {
        kind: answer_probabilities(
            model, words, vocabulary, kind, vocabulary.words, after
        )
        for kind in KINDS
    }


HEADS = (
    "network",
    "weights in the layer, in all",
    "knows who rules",
    "knows who was first",
    "first king, 10 words: mean (worst to best seed)",
    "first king, 50 words: mean (worst to best seed)",
)
"""What the fields of a row of `ten_of_each` tell."""


def ten_of_each():
    """How ten seeds of each network did: a row for each network, for `show_table`.

    How many of them know a king at 10 filler words in each reign; and the share of
    right answers to “who was first?”, the mean and from the worst to the best.
    """
    table, rows = read_table("listeners.csv"), []
    for network in UNITS:
        runs = table[table["network"] == network]
        near, far = (runs[runs["filler"] == filler] for filler in (10, 50))
        known = [int(np.sum(near[kind] >= SOLVED)) for kind in KINDS]
        rows.append(
            (
                network,
                _weights(network),
                *(in_words(count, len(near)) for count in known),
                *(_spread(runs["first"]) for runs in (near, far)),
            )
        )
    return rows


def _spread(shares):
    return f"{shares.mean():.2f} ({shares.min():.2f} to {shares.max():.2f})"


def _weights(network):
    model = untrained(network, STARTS[network][0], seed=0)
    sizes = [sum(w.size for w in part.params.values()) for part in (model.layer, model)]
    return ", ".join(f"{size:,}".replace(",", " ") for size in sizes)
