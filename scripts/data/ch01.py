"""Computes what chapter 01 finds in data/: its reader, longer searches, other lessons.

    python scripts/data/ch01.py [reader] [long] [lessons] [return] [--workers 2]

reader   rnn_reader.npz (a few seconds)
long     rnn_long_search.csv: twice the units, five times the updates (ten minutes)
lessons  rnn_lessons.csv: the same stories, other things asked (four minutes)
return   rnn_return.csv: hand-made weights, scaled down, disturbed, trained (a minute)
"""

import functools

import numpy as np
from tables import compute, make

from lstmlib.course.ch01 import by_hand
from lstmlib.course.data import DATA
from lstmlib.course.lab.recall import recall_table
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.layers import RNN
from lstmlib.models import word_model
from lstmlib.training import fit

DISTANCES = (0, 10, 20, 40, 80)
# How much training on the first king alone raises the weight of his questions.
WEIGHT = 5.5
LESSONS = ("both", "first weighs more", "first alone", "last of each kind")
RATE = 0.003  # the chapter's middle learning rate
# Chosen among 0.0003, 0.001 and 0.003 on seeds 100 to 102.
RETURN_RATE = 0.001


@functools.cache
def lessons(updates):
    """The chapter's stories to learn from."""
    return training_batches(np.random.default_rng(0), updates, chronicle_vocabulary())


@functools.cache
def exams():
    """200 unseen chronicles for each distance."""
    rng = np.random.default_rng(1)
    return [unseen_chronicles(rng, 200, filler) for filler in DISTANCES]


def new_model(seed, units):
    """Return the chapter's network before training, and its generator's next state."""
    rng, words = np.random.default_rng(seed), len(chronicle_vocabulary())
    return word_model(RNN(16, units, rng=rng), words, rng=rng)


def judged(model):
    """Shares of right answers by distance: current (5,), first (5,)."""
    vocabulary = chronicle_vocabulary()
    return [
        recall_table([model], exams(), vocabulary, kind)[0] for kind in by_hand.KINDS
    ]


def make_reader():
    """Write data/rnn_reader.npz, trained exactly as in the chapter."""
    model = new_model(0, units=32)
    fit(model, lessons(1000), learning_rate=0.003)
    model.save(DATA / "rnn_reader.npz")


def search_long(learning_rate, seed):
    """Train one RNN of the long search -> a row per distance."""
    model = new_model(seed, units=64)
    fit(model, lessons(5000), learning_rate=learning_rate)
    rows = zip(DISTANCES, *judged(model), strict=True)
    return [(learning_rate, seed, *row) for row in rows]


def make_long():
    """Write data/rnn_long_search.csv: a row per network and distance."""
    columns = ["learning_rate", "seed", "filler", *by_hand.KINDS]
    jobs = [(rate, seed) for rate in (0.001, 0.003, 0.01) for seed in range(3)]
    jobs += [(0.001, seed) for seed in range(3, 8)]  # the best rate for the first king
    jobs += [(0.0003, seed) for seed in range(3)]
    compute("rnn_long_search.csv", columns, search_long, jobs)


class Weighted:
    """A model whose questions about the first king weigh more in its loss."""

    def __init__(self, model, weight):
        self.model, self.params, self.weight = model, model.params, weight

    def loss_and_gradients(self, inputs, targets):
        """Add the missing weight of the first king's questions to the mean loss."""
        loss, grads = self.model.loss_and_gradients(inputs, targets)
        first = only_first(inputs, targets)
        extra, more = self.model.loss_and_gradients(inputs, first)
        share = (self.weight - 1) * np.mean(first[targets >= 0] >= 0)
        total = {name: grads[name] + share * more[name] for name in grads}
        return loss + share * extra, total


def only_first(inputs, targets):
    """The targets without the questions about the ruler."""
    (of,) = chronicle_vocabulary().encode(["of"])
    return np.where(inputs == of, targets, -1)


def only_last(inputs, targets):
    """The targets with one question of each kind per story: its last one."""
    kept = np.full_like(targets, -1)
    for word in chronicle_vocabulary().encode(["king", "of"]):
        asked = (inputs == word) & (targets >= 0)
        last = asked.shape[1] - 1 - asked[:, ::-1].argmax(axis=1)
        rows = np.nonzero(asked.any(axis=1))[0]
        kept[rows, last[rows]] = targets[rows, last[rows]]
    return kept


def learn_lesson(lesson, seed):
    """Train the chapter's network on one of LESSONS -> a row per distance."""
    model, batches = new_model(seed, units=32), lessons(1000)
    learner = model
    if lesson == "first alone":
        batches = [(x, only_first(x, y)) for x, y in batches]
    elif lesson == "last of each kind":
        batches = [(x, only_last(x, y)) for x, y in batches]
    elif lesson == "first weighs more":
        learner = Weighted(model, WEIGHT)
    fit(learner, batches, learning_rate=RATE)
    rows = zip(DISTANCES, *judged(model), strict=True)
    return [(lesson, seed, *row) for row in rows]


def make_lessons():
    """Write data/rnn_lessons.csv: a row per network and distance."""
    columns = ["lesson", "seed", "filler", *by_hand.KINDS]
    jobs = [(lesson, seed) for lesson in LESSONS for seed in range(10)]
    compute("rnn_lessons.csv", columns, learn_lesson, jobs)


def come_back(gain, noise, seed):
    """Disturb the hand-made network, then train it -> a row.

    gain: how much a vote counts, 20 in the chapter; 0 for a network drawn anew, with as
    many units. noise: what is added to every weight, the 0s included.
    """
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(seed)
    model = by_hand.write_network(vocabulary, gain, dtype=np.float32)
    for weights in model.params.values():
        weights += (noise * rng.normal(size=weights.shape)).astype(weights.dtype)
    if not gain:
        layer = RNN(model.layer.input_size, model.layer.hidden_size, rng=rng)
        model = word_model(layer, len(vocabulary), rng=rng)
    before = [shares[2] for shares in judged(model)]
    fit(model, lessons(1000), learning_rate=RETURN_RATE)
    after = [shares[2] for shares in judged(model)]
    return [(gain, noise, seed, *before, *after)]


def make_return():
    """Write data/rnn_return.csv: a row per network, asked at 20 words."""
    columns = ["gain", "noise", "seed", "current_before", "first_before"]
    settings = ((5.0, 0.1), (2.0, 0.1), (1.0, 0.03), (1.0, 0.1), (0.0, 0.0))
    jobs = [(*setting, seed) for setting in settings for seed in range(10)]
    compute("rnn_return.csv", [*columns, *by_hand.KINDS], come_back, jobs)


RESULTS = {
    "reader": make_reader,
    "long": make_long,
    "lessons": make_lessons,
    "return": make_return,
}


if __name__ == "__main__":
    make("ch01")
