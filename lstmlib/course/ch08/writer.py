"""A first text that a network writes: it says a word, hears it, and says the next.

    write_on(model, words, vocabulary, np.random.default_rng(0), 40)

The model has learned to name every next word of the chronicles, not only the asked
ones. Chapter 13 takes writing further.
"""

import numpy as np

from lstmlib.course.lab.recall import latest_king
from lstmlib.course.stories.chronicle import NAMES
from lstmlib.course.stories.grammar import batch, pick, write_chronicle


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
    written, edges = [], []
    for draw in rng.random(count):
        state = trace.h[:, -1], trace.c[:, -1]
        logits = model.linear.forward(state[0])[0].astype(float)
        upto = np.cumsum(np.exp(logits - logits.max()))
        upto /= upto[-1]
        edges.append(np.abs(upto - draw).min())
        token = min(int(np.searchsorted(upto, draw)), len(upto) - 1)
        written += vocabulary.decode([token])
        trace = model.forward(np.array([[token]]), state)
    return written, min(edges)


def rulers_named(start, written):
    """After "king": how often stood the king whom the text crowned last -> (k, n).

    Counted are the names in `written`, which goes on from `start`.
    """
    words = [*start, *written]
    asked = [
        t
        for t in range(len(start), len(words))
        if words[t - 1] == "king" and words[t] in NAMES and words[t - 3] != "becomes"
    ]
    return sum(latest_king(words[:t]) == words[t] for t in asked), len(asked)


def copied(written, lessons):
    """Whole sentences that were written, and how many stand so in the lessons."""
    sentences = [s.strip() for s in " ".join(written).split(" . ")[1:-1]]
    known = {s.strip() for words in lessons for s in " ".join(words).split(" . ")}
    return sum(s in known for s in sentences), len(sentences)
