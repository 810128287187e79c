"""The recall network: it reads chronicles, and fills in a word now and then.

Only at some words is it asked for what memory must know: who rules, who was first, the
weapons, the kingdom. Between two questions it may think what it likes.
"""

import numpy as np

from lstmlib.course.stories.chronicle import CUES
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    write_chronicle,
)
from lstmlib.layers import LSTM
from lstmlib.models import word_model
from lstmlib.training import fit

UNITS, FORGET_BIAS = 32, 3.0
LEARNING_RATE, UPDATES = 0.01, 4000


def reader_chronicles(rng, count):
    """Stories of sentences that no network has met, all four questions in them."""
    kinds = tuple(CUES)
    return [
        write_chronicle(rng, filler=15, split="test", cue_rate=0.2, kinds=kinds)
        for _ in range(count)
    ]


def untrained_reader(seed):
    """A recall network with fresh weights, as its training begins -> SequenceModel."""
    rng = np.random.default_rng(seed)
    layer = LSTM(16, UNITS, rng=rng, forget_bias=FORGET_BIAS)
    return word_model(layer, len(chronicle_vocabulary()), rng=rng)


def train_reader(seed, updates=UPDATES):
    """Train one on all four kinds of questions, in half a minute -> SequenceModel."""
    model, stories = untrained_reader(seed), np.random.default_rng(seed)
    batches = training_batches(
        stories, updates, chronicle_vocabulary(), kinds=tuple(CUES)
    )
    fit(model, batches, learning_rate=LEARNING_RATE)
    return model
