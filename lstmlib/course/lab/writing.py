"""A text that a network writes: it says a word, hears it, and says the next.

    write_on(model, words, vocabulary, np.random.default_rng(0), 40).words
    write_on(model, words, vocabulary, rng, 40, temperature=0.5)

The model has learned to name every next word of a text, not only asked ones.
"""

from typing import NamedTuple

import numpy as np

from lstmlib.course.stories.chronicle import NAMES, read_chronicle
from lstmlib.course.stories.grammar import batch


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


def tempered(logits, temperature=1.0):
    """Probabilities of words (..., V) after all logits were divided by a temperature.

    Below 1 the likely words become likelier still, above 1 all become more alike.
    Raises ValueError for a temperature that is not above 0.
    """
    if not temperature > 0:
        raise ValueError(f"expected a temperature above 0, got {temperature}")
    logits = logits / temperature
    p = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def write_on(model, words, vocabulary, rng, count, temperature=1.0):
    """Go on with a text of words: `count` more, each drawn as the model expects it."""
    trace = model.forward(vocabulary.encode(words)[None])
    written, margin = [], 1.0
    for draw in rng.random(count):
        state = trace.h[:, -1], trace.c[:, -1]
        logits = model.linear.forward(state[0])[0].astype(float)
        upto = np.cumsum(tempered(logits, temperature))
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
