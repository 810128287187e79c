"""Chapter 05: the treasury without an input gate, every weight set by hand.

Three units, and no guard: i = o = 1. The *reader* says what the gold is, but without a
seal a large vote pushes its tanh to the wall, where gold moves nothing. Its *shadow*
does the same and never looks at the gold. Both forget at once (f = 0), so without a
seal they say the same number. The *ledger* forgets nothing (f = 1); one step later it
adds what the reader says, less what the shadow says.

    helper_votes(gold, seal, 40.0, 0.05)   what reader and shadow are told, (..., 2)
    three_units()                          the three of them as a SequenceModel
    one_unit()                             the same behind a guard: a single unit
    misses(model, 30)                      how far off its answers are
    keep_when_moved(three_units, 0.001)    how exact its weights must be
    measure()                              can it, is it found, does it keep
"""

import numpy as np

from lstmlib.course.ch05.treasury import (
    GOLD,
    SEAL,
    WITHIN,
    treasurer_weights,
    treasury_batch,
)
from lstmlib.course.data import read_table
from lstmlib.course.drawing.plots import SOLVED
from lstmlib.course.lab.disturbed import disturbed
from lstmlib.course.lab.possible import Possible
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel

BIG, SMALL = 40.0, 0.05
READER, SHADOW, LEDGER = range(3)


def helper_votes(gold, seal, big, small):
    """The candidates' votes of reader and shadow: gold and seal (...) -> (..., 2).

    With a seal the second part is 0, without one it is -big.
    """
    wall = big * (seal - 1)
    return np.stack([small * gold + wall, wall], axis=-1)


def three_units(big=BIG, small=SMALL, dtype=float):
    """Reader, shadow and ledger, with i = o = 1, and their answer: a SequenceModel."""
    model = empty_model(3, {"i": 1.0, "o": 1.0}, dtype)
    W_x, W_h, b = (w.reshape(-1, 4, 3) for w in model.layer.params.values())
    f, g = 1, 2  # the order is i, f, g, o
    W_x[GOLD, g, READER] = small
    W_x[SEAL, g, [READER, SHADOW]] = big
    b[0, g, [READER, SHADOW]] = -big
    W_h[[READER, SHADOW], g, LEDGER] = 1, -1
    b[0, f] = -big, -big, big
    # In the evening the last gift is still on its way to the ledger.
    model.linear.params["W"][:, 0] = np.array([1, -1, 1]) / small
    return model


def one_unit(big=BIG, small=SMALL):
    """The treasurer of the exercises: one unit with an input gate, and its answer."""
    model = empty_model(1, {"o": 1.0})
    model.layer.params.update(treasurer_weights(big, small))
    model.linear.params["W"][...] = 1 / small
    return model


def empty_model(units, gates, dtype=float):
    """A network for the treasury with these fixed gates; all its weights are 0."""
    rng = np.random.default_rng(0)
    layer = LSTM(2, units, rng=rng, fixed_gates=gates, dtype=dtype)
    model = SequenceModel(None, layer, Linear(units, 1, rng=rng, dtype=dtype))
    for weights in model.params.values():
        weights[...] = 0
    return model


def misses(model, length, noise=0.0, days=300):
    """By how much each evening's answer misses the sum, on days of `length` gifts.

    `noise` is the standard deviation of what is added to every number of c, at every
    gift. Returns (days,).
    """
    rng = np.random.default_rng(1)
    x, sums = treasury_batch(rng, days, length)
    last = disturbed(model.layer, x, noise, rng)[1][:, -1]
    return np.abs(model.linear.forward(last) - sums[:, -1])[:, 0]


def share_right(model, length, noise=0.0, days=300):
    """The share of such evenings on which the answer counts as right."""
    return float((misses(model, length, noise, days) < WITHIN).mean())


def keep_when_moved(units, size, draws=20):
    """How many of these networks still do the task when every weight is moved a little.

    units() makes the network; to each of its weights a normal number of standard
    deviation `size` is added.
    """
    rng, kept = np.random.default_rng(2), 0
    for _ in range(draws):
        model = units()
        for weights in model.params.values():
            weights += size * rng.standard_normal(weights.shape)
        kept += share_right(model, 30, days=100) >= SOLVED
    return int(kept)


def found(kind="treasury"):
    """How many cells without an input gate learned the treasury -> (found, tried).

    `kind` is "treasury", 16 units, or "large", 32 units and twice the training.
    """
    table = read_table("treasury_search.csv")
    judged = table[
        (table["run"] == f"{kind}, no input gate") & (table["stage"] == "best")
    ]
    return int((judged["right"] >= SOLVED).sum()), len(judged)


def measure(noise=0.01):
    """The chapter's three rows."""
    model = three_units()
    learned, tried = found("large")
    return Possible(
        network="three units with i = o = 1",
        right=share_right(model, 30),
        margin=float(WITHIN - misses(model, 30).max()),
        found=found()[0],
        tried=found()[1],
        search=f"Adam, 16 units (12 settings); and {learned} of {tried} with 32",
        far="days of 3 000 gifts",
        right_far=share_right(model, 3000, days=100),
        noise=noise,
        right_noise=share_right(model, 30, noise),
        price="two units more, and exact weights: at every gift an error is added",
    )
