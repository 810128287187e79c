"""n-grams: the next word, from counts of what followed the last one to four words.

    grams = fit_ngrams(told, held_out, len(vocabulary))
    grams.surprises(texts, order=3)     bits of each word, with two words before it

A count of five words knows much where it has met these words, and nothing elsewhere.
So each order is mixed with the one below (Jelinek and Mercer 1980), and how much it is
trusted is fitted to held-out stories, apart for words before that were met once, two
or three times, four to seven times, and so on.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np

from lstmlib._validate import check_sizes
from lstmlib.course.ch13.corpus import START

BUCKETS = 16
"""Contexts met 0, 1, 2-3, 4-7, ... times are trusted differently."""


class NGrams(NamedTuple):
    """Counts of what follows 0 to order - 1 words, and how far each is trusted."""

    counts: list  # for each order {words before: Counter of the word that follows}
    trust: list  # for each order the weights (BUCKETS,) of the counts, 0..1
    size: int  # V, the words that there are

    def surprises(self, texts, order):
        """Bits that each word of each story costs: a list of arrays (T,).

        order 1 looks at no word before, order 5 at four. Raises ValueError for an
        order that was not counted.
        """
        if not 1 <= order <= len(self.counts):
            raise ValueError(f"expected an order in 1..{len(self.counts)}, got {order}")
        costs = []
        for words in texts:
            p = np.full(len(words), 1 / self.size)
            for n in range(order):
                p = _mixed(self.trust[n], *_matches(self.counts[n], n, words), p)
            costs.append(-np.log2(p))
        return costs


def fit_ngrams(texts, held_out, size, order=5):
    """Count in some stories, and fit the trust in the counts to others -> NGrams.

    size: V, the number of words that there are. Raises ValueError without stories.
    """
    check_sizes(order=order, size=size)
    if not texts or not held_out:
        raise ValueError("expected stories to count in and others to fit to, got none")
    counts, trust = [], []
    p = np.full(sum(map(len, held_out)), 1 / size)
    for n in range(order):
        counts.append(_count(texts, n))
        found = [_matches(counts[n], n, words) for words in held_out]
        share, bucket = (np.concatenate(part) for part in zip(*found, strict=True))
        trust.append(_fitted(share, bucket, p))
        p = _mixed(trust[n], share, bucket, p)
    return NGrams(counts, trust, size)


def _pairs(words, n):
    """The n words before each word, and the word; full stops stand before the first."""
    told = [START] * n + list(words)
    return [(tuple(told[k : k + n]), told[k + n]) for k in range(len(words))]


def _count(texts, n):
    counts = defaultdict(Counter)
    for words in texts:
        for before, word in _pairs(words, n):
            counts[before][word] += 1
    return dict(counts)


def _matches(counts, n, words):
    """What the counts of one order say to each word: its share, and its bucket."""
    share, met = np.zeros(len(words)), np.zeros(len(words), int)
    for t, (before, word) in enumerate(_pairs(words, n)):
        if before in counts:
            met[t] = counts[before].total()
            share[t] = counts[before][word] / met[t]
    bucket = np.ceil(np.log2(met + 1)).astype(int)
    return share, np.minimum(bucket, BUCKETS - 1)


def _mixed(trust, share, bucket, below):
    weight = trust[bucket]
    return weight * share + (1 - weight) * below


def _fitted(share, bucket, below, rounds=50):
    """The trust of each bucket that makes the held-out words most probable (EM).

    As if one word more had been met that the counts do not know: so no trust is full,
    and no word impossible.
    """
    trust = np.full(BUCKETS, 0.5)
    trust[0] = 0.0  # words before that were never met tell nothing
    for _ in range(rounds):
        own = trust[bucket] * share
        blame = own / (own + (1 - trust[bucket]) * below)
        for k in range(1, BUCKETS):
            trust[k] = blame[bucket == k].sum() / ((bucket == k).sum() + 1)
    return trust
