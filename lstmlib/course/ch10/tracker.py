"""Chapter 10: at every word of a chronicle, who is king now, or nobody?

The next-word reader must know the ruler at a few words only. The tracker is asked at
every word, so that a king's death changes the right answer at once.
"""

import numpy as np

from lstmlib._validate import check_sizes
from lstmlib.course.lab.priced_gates import PricedGates
from lstmlib.course.lab.recall import accuracy as share_answered
from lstmlib.course.stories.chronicle import NAMES
from lstmlib.course.stories.grammar import chronicle_vocabulary, pad, write_chronicle
from lstmlib.layers import LSTM, Embedding, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import fit

NOBODY = "nobody"
ANSWERS = (*NAMES[:4], NOBODY)
"""The five answers of a tracker, in the order of its outputs."""
UNITS = 8
LEARNING_RATE, UPDATES = 0.02, 1000
PRICE = 0.03


def tracker_chronicles(rng, count, *, kings=3, filler=(0, 10), split="train"):
    """Write stories of the four names that a tracker knows: a list of Chronicle.

    Now and then a sentence of a reign tells what the king does. Other people, too,
    bear the four names, and some of them die.
    """
    check_sizes(count=count)
    return [
        write_chronicle(
            rng,
            kings=kings,
            filler=filler,
            names=NAMES[:4],
            kinds=("current",),
            cue_rate=0.1 if split == "train" else 0.0,
            split=split,
            ending=False,
        )
        for _ in range(count)
    ]


def ruler_targets(chronicles):
    """Who is king after each word: integers (N, T) into ANSWERS, -1 past the end.

    Raises ValueError for a king whose name no tracker knows.
    """
    T = max(len(chronicle.words) for chronicle in chronicles)
    targets = np.full((len(chronicles), T), -1)
    for row, chronicle in zip(targets, chronicles, strict=True):
        if strange := set(chronicle.ruler) - {None, *ANSWERS}:
            known = ", ".join(ANSWERS[:-1])
            raise ValueError(f"expected kings among {known}, got {strange.pop()!r}")
        told = [ANSWERS.index(name or NOBODY) for name in chronicle.ruler]
        row[: len(told)] = told
    return targets


def tracker_batch(chronicles):
    """Stories as one pair of arrays to train or test on: tokens, targets (N, T)."""
    words = [chronicle.words for chronicle in chronicles]
    return pad(words, chronicle_vocabulary()), ruler_targets(chronicles)


def tracker_accuracy(model, chronicles):
    """Share of words after which a tracker names the king, or nobody, right: 0..1."""
    return share_answered(model, *tracker_batch(chronicles))


def untrained_tracker(seed):
    """A tracker with fresh weights: 8 numbers per word, 8 units, 5 answers."""
    rng = np.random.default_rng(seed)
    embedding = Embedding(len(chronicle_vocabulary()), UNITS, rng=rng)
    layer = LSTM(UNITS, UNITS, rng=rng)
    return SequenceModel(embedding, layer, Linear(UNITS, len(ANSWERS), rng=rng))


def train_tracker(seed, *, price=0.0, progress=None):
    """Train a tracker from its seed, in a few seconds -> SequenceModel.

    `price` is what open input gates and closed forget gates cost, as in `PricedGates`.
    """
    model, rng = untrained_tracker(seed), np.random.default_rng(1000 + seed)
    batches = [
        tracker_batch(tracker_chronicles(rng, 16, kings=int(rng.integers(1, 4))))
        for _ in range(UPDATES)
    ]
    learner = PricedGates(model, price) if price else model
    fit(learner, batches, learning_rate=LEARNING_RATE, progress=progress)
    return model
