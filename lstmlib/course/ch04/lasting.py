"""Chapter 04: how long should a memory last? A forget bias chosen for a lag, trained.

right_from(5.0, 100)   shares of right answers of networks that began with it
judged(5.0, 100)       what became of them, in words
"""

from functools import cache

import numpy as np

from lstmlib.cells import sigmoid
from lstmlib.course.lab.recall import accuracy
from lstmlib.course.lab.retention import half_life
from lstmlib.course.stories.king_streams import VOCABULARY, recall_batch
from lstmlib.layers import LSTM
from lstmlib.models import word_model
from lstmlib.training import fit

LAGS, SEEDS, BAR = (100, 50), 5, 0.5
UPDATES, BATCH, RATE, UNITS = 200, 16, 0.03, 8


@cache
def right_from(bias, lag):
    """Train networks that begin with this forget bias -> their shares of right answers.

    One king, asked for after `lag` words. What enters the memory is weighed by an input
    gate that begins at 1 - f (Tallec and Ollivier 2018): a long memory writes little.
    """
    rng = np.random.default_rng(0)
    lessons = [recall_batch(rng, BATCH, lag) for _ in range(UPDATES)]
    test = recall_batch(rng, 200, lag)
    return tuple(_trained(bias, lessons, test, seed) for seed in range(SEEDS))


def _trained(bias, lessons, test, seed):
    rng = np.random.default_rng(seed)
    layer = LSTM(8, UNITS, rng=rng, forget_bias=bias)
    layer.params["b"][:UNITS] = -bias
    model = word_model(layer, len(VOCABULARY), rng=rng)
    fit(model, lessons, learning_rate=RATE)
    return accuracy(model, *test)


def judged(bias, lag):
    """Whether networks learn from this bias, or what stands in their way."""
    if np.mean(right_from(bias, lag)) >= BAR:
        return "the networks learn"
    early = half_life(float(sigmoid(bias))) < lag
    return "half is gone early" if early else "too little is written"
