"""A first text that a network writes: it says a word, hears it, and says the next.

    write_on(model, words, vocabulary, np.random.default_rng(0), 40).words

The model has learned to name every next word of the chronicles, not only the asked
ones. Chapter 13 takes writing further.
"""

from typing import NamedTuple

import numpy as np

from lstmlib.course.stories.chronicle import NAMES, read_chronicle
from lstmlib.course.stories.grammar import batch, pick, write_chronicle


class Text(NamedTuple):
    """What a network wrote."""

    words: list  # one string each
    margin: float  # by how much the nearest draw missed another word, a probability


def next_words(stories, vocabulary):
    """Stories as one pair of arrays: tokens (N, T), and at each the word to come."""
    tokens, targets = batch(stories, vocabulary)
    for row, words, story in zip(targets, tokens, stories, strict=True):
        row[: len(story.words) - 1] = words[1 : len(story.words)]
    return tokens, targets


def writing_batches(rng, updates, vocabulary, size=16):
    """Whole chronicles to learn to write from: a list of `updates` batches."""

    def story(kings):
        return write_chronicle(rng, kings=kings, filler=(4, 12), cue_rate=0.2)

    lengths = [pick(rng, (1, 2, 3)) for _ in range(updates)]
    return [next_words([story(k) for _ in range(size)], vocabulary) for k in lengths]


def write_on(model, words, vocabulary, rng, count):
    """Go on with a text of words: `count` more, each drawn as the model expects it."""
    trace = model.forward(vocabulary.encode(words)[None])
    written, margin = [], 1.0
    for draw in rng.random(count):
        state = trace.h[:, -1], trace.c[:, -1]
        logits = model.linear.forward(state[0])[0].astype(float)
        upto = np.cumsum(np.exp(logits - logits.max()))
        upto /= upto[-1]
        margin = min(margin, float(np.abs(upto - draw).min()))
        token = np.array([np.searchsorted(upto, draw)])
        written += vocabulary.decode(token)
        trace = model.forward(token[None], state)
    return Text(written, margin)


def rulers_named(opening, written):
    """After "king": how often a text named the ruler whom it had crowned -> (k, n).

    opening, written: lists of words, of which only the second is counted.
    """
    words = [*opening, *written]
    rulers, start = read_chronicle(words).ruler, len(opening)
    asked = [
        rulers[t - 1] == words[t]
        for t in range(start, len(words))
        if words[t - 1] == "king" and words[t] in NAMES and rulers[t - 1]
    ]
    return sum(asked), len(asked)
