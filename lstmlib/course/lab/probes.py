"""What a state gives away: linear probes, and which units carry a fact.

A probe is a linear map from a state, c or h, to a fact such as the name of the king. It
is fitted to some words and tested on words of other stories: what it reads there
stands in the state, and stands there in a plain form.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._validate import check_finite
from lstmlib.course.stories.chronicle import KINGDOMS, NAMES, WEAPONS
from lstmlib.course.stories.grammar import chronicle_vocabulary, pad

RIDGE = 1e-3
"""How much large weights of a probe cost, per word that it is fitted to."""
LABELS = {
    "current": NAMES,
    "first": NAMES,
    "era": tuple(WEAPONS.values()),
    "kingdom": KINGDOMS,
}
"""For each fact, what its labels 0, 1, ... stand for."""
CARRIES = 0.5
"""From which share of explained variance on a unit counts as carrying a fact."""
STILL = 1e-12
"""Below this share of its mean square the variance of a unit is mere rounding."""


class Facts(NamedTuple):
    """What holds after each word of some stories: integers (N, T), -1 where unasked."""

    current: ndarray  # who rules now
    first: ndarray  # who was the first king
    era: ndarray  # ancient or modern
    kingdom: ndarray  # where it all happens


class Probe(NamedTuple):
    """A linear reading of states (..., H) as one of K labels."""

    mean: ndarray  # (H,) of the states it was fitted to
    scale: ndarray  # (H,) their standard deviation
    W: ndarray  # (H + 1, K), the last row is the bias

    def read(self, states):
        """The label of each state, integers 0..K-1: (..., H) -> (...)."""
        return (_ready(states, self.mean, self.scale) @ self.W).argmax(axis=-1)


def facts_of(chronicles):
    """What holds after each word, from the second king on -> Facts.

    In the first reign the first king and the current one are the same man, so nothing
    is asked there, nor while nobody rules, nor past the end of a story.
    """
    shape = len(chronicles), max(len(story.words) for story in chronicles)
    facts = Facts(*(np.full(shape, -1) for _ in Facts._fields))
    for row, story in enumerate(chronicles):
        for t in _later_reigns(story):
            known = story.facts | {"current": story.ruler[t]}
            for kind in known:
                getattr(facts, kind)[row, t] = LABELS[kind].index(known[kind])
    return facts


def _later_reigns(story):
    """The words of a story after which a king rules who is not the first."""
    named = enumerate(story.ruler)
    return [t for t, name in named if name not in (None, story.facts.get("first"))]


def eta_squared(states, labels):
    """Share of each unit's variance that the labels explain, eta squared: (H,), 0..1.

    states (N, T, H) or (M, H), labels integers (N, T) or (M,); -1 is left out. A unit
    that never changes has 0.
    """
    asked = _asked(labels)
    states, labels = np.asarray(states, float)[asked], np.asarray(labels)[asked]
    mean, between = states.mean(axis=0), 0.0
    for label in np.unique(labels):
        group = states[labels == label]
        between = between + len(group) * (group.mean(axis=0) - mean) ** 2
    whole = ((states - mean) ** 2).sum(axis=0)
    # Rounding alone moves a unit a little: that is not a change to be explained.
    moves = whole > STILL * (states**2).sum(axis=0)
    return np.divide(between, whole, out=np.zeros_like(mean), where=moves)


def fit_probe(states, labels, ridge=RIDGE):
    """Fit a linear reading by least squares with a small price on weights -> Probe.

    states (N, T, H) or (M, H), labels integers (N, T) or (M,); -1 is left out.
    """
    asked = _asked(labels)
    states, labels = np.asarray(states, float)[asked], np.asarray(labels)[asked]
    check_finite("states", states)
    mean, scale = states.mean(axis=0), states.std(axis=0) + 1e-9
    Z, Y = _ready(states, mean, scale), np.eye(labels.max() + 1)[labels]
    price = ridge * len(Z) * np.eye(Z.shape[1])
    return Probe(mean, scale, np.linalg.solve(Z.T @ Z + price, Z.T @ Y))


def probe_share(probe, states, labels):
    """Share of the labels, other than -1, that a probe reads right: 0..1."""
    asked = _asked(labels)
    right = probe.read(np.asarray(states)[asked]) == np.asarray(labels)[asked]
    return float(right.mean())


def probe_table(models, learned, tested):
    """What probes read in c and in h: {"c": (models, 4), "h": (models, 4)}.

    A share for each field of Facts: of the words of the chronicles `tested`, by probes
    fitted to the chronicles `learned`.
    """
    vocabulary, table = chronicle_vocabulary(), {"c": [], "h": []}
    sides = [(pad([s.words for s in stories], vocabulary), facts_of(stories))
             for stories in (learned, tested)]  # fmt: skip
    for model in models:
        here, there = (model.forward(tokens) for tokens, _ in sides)
        for name, rows in table.items():
            states = getattr(here, name), getattr(there, name)
            rows.append([
                probe_share(fit_probe(states[0], fitted), states[1], asked)
                for fitted, asked in zip(sides[0][1], sides[1][1], strict=True)
            ])  # fmt: skip
    return {name: np.array(rows) for name, rows in table.items()}


def control_table(models, learned, tested, rng):
    """The control task: what probes read of labels that mean nothing.

    Each word of the language gets one of four labels by lot, and a probe is to tell
    that of the word read last (Hewitt and Liang 2019). What it gets right, it can get
    right of anything. Returns {"c": (models,), "h": (models,)}, and the share of the
    commonest label.
    """
    vocabulary, table = chronicle_vocabulary(), {"c": [], "h": []}
    lots = rng.integers(0, 4, len(vocabulary))
    sides = []
    for stories in (learned, tested):
        tokens = pad([s.words for s in stories], vocabulary)
        told = facts_of(stories).current >= 0
        sides.append((tokens, np.where(told, lots[tokens], -1)))
    for model in models:
        here, there = (model.forward(tokens) for tokens, _ in sides)
        for name, rows in table.items():
            probe = fit_probe(getattr(here, name), sides[0][1])
            rows.append(probe_share(probe, getattr(there, name), sides[1][1]))
    return {name: np.array(rows) for name, rows in table.items()}, commonest(
        sides[1][1]
    )


def commonest(labels):
    """The share of the commonest label, other than -1."""
    labels = labels[labels >= 0]
    return float(np.bincount(labels).max() / len(labels))


def best_guess(chronicles):
    """Share that the commonest answer has, for each field of Facts: (4,)."""
    return np.array([commonest(labels) for labels in facts_of(chronicles)])


def unit_table(model, chronicles):
    """How much of each unit's c each fact explains: (4, H), rows as in Facts."""
    c = model.forward(pad([s.words for s in chronicles], chronicle_vocabulary())).c
    return np.array([eta_squared(c, labels) for labels in facts_of(chronicles)])


def encoding_units(shares):
    """Which units carry a fact: shares (..., H) from `eta_squared` -> booleans.

    Where no unit reaches CARRIES, the one that comes nearest counts.
    """
    shares = np.asarray(shares)
    return shares >= np.minimum(CARRIES, shares.max(axis=-1, keepdims=True))


def _ready(states, mean, scale):
    """States in units of their own spread, and a 1 for the bias."""
    Z = (np.asarray(states, float) - mean) / scale
    return np.concatenate([Z, np.ones((*Z.shape[:-1], 1))], axis=-1)


def _asked(labels):
    """Where there is a label. Raises ValueError if there is none."""
    asked = np.asarray(labels) >= 0
    if not asked.any():
        raise ValueError("expected at least one label of 0 or more, got none")
    return asked
