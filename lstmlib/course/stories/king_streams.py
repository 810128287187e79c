"""Chapters 03 and 04: one king over a distance, and a long succession of kings.

Both tasks give (tokens, targets), integers (N, T): a word at every step, and the word
that is the right answer where somebody asks "who?", -1 everywhere else.
"""

import numpy as np

from lstmlib._validate import check_draw
from lstmlib.vocabulary import Vocabulary

KINGS = ("arjun", "bala", "chandra", "deva")
NOISE = ("rain", "wind", "bread", "river", "song", "harvest")
VOCABULARY = Vocabulary((*KINGS, *NOISE, "who?"))
"""All words of both tasks; the kings have the numbers 0..3."""


def recall_batch(rng, size, lag):
    """One king, then `lag` words of noise, then "who?": the answer is that king.

    Returns tokens and targets (size, lag + 2). Raises ValueError for another lag than
    a whole number of 0 or more.
    """
    if not isinstance(lag, int | np.integer) or lag < 0:
        raise ValueError(f"expected a lag of 0 or more whole words, got {lag}")
    check_draw(rng, size=size)
    tokens, targets = _noise(rng, (size, lag + 2))
    tokens[:, 0] = targets[:, -1] = rng.integers(len(KINGS), size=size)
    tokens[:, -1] = _number("who?")
    return tokens, targets


def succession_batch(rng, size, length, *, new_king=0.05, ask=0.1):
    """Streams that name a king, now and then another one, and now and then ask "who?".

    The answer is the king who was named last. The first word is a king and the last
    one a question; between them a word is a new king with probability `new_king`, a
    question with probability `ask`, else noise. Returns tokens and targets
    (size, length). Raises ValueError for a length below 2 or no such probabilities.
    """
    check_draw(rng, size=size, length=length)
    if length < 2:
        raise ValueError(f"expected a length of 2 or more, got {length}")
    if not (new_king >= 0 and ask >= 0 and new_king + ask <= 1):
        got = f"new_king {new_king} and ask {ask}"
        raise ValueError(f"expected two probabilities with a sum up to 1, got {got}")
    tokens, targets = _noise(rng, (size, length))
    luck = rng.random((size, length))
    named, asked = luck < new_king, (new_king <= luck) & (luck < new_king + ask)
    named[:, 0], asked[:, 0] = True, False
    named[:, -1], asked[:, -1] = False, True
    ruler = _rulers(rng, named)
    tokens[named], tokens[asked] = ruler[named], _number("who?")
    targets[asked] = ruler[asked]
    return tokens, targets


def _noise(rng, shape):
    """Tokens of noise, and targets that ask nothing."""
    noise = rng.integers(len(NOISE), size=shape) + len(KINGS)
    return noise, np.full(shape, -1)


def _number(word):
    return VOCABULARY.encode([word])[0]


def _rulers(rng, named):
    """Who rules at every step (N, T): whoever is named follows another king."""
    # 1..3 places further round the table of kings is never the same king.
    further = rng.integers(1, len(KINGS), size=named.shape)
    return np.cumsum(named * further, axis=1) % len(KINGS)
