"""The exercises of chapter 05: write into the memory, with and without a guard."""

import numpy as np

from lstmlib.course.ch05.by_hand import helper_votes
from lstmlib.course.ch05.treasury import GOLD, SEAL, treasurer_weights
from lstmlib.course.notebook.grading import Exercise, check


def check_write_stream(write_stream):
    """write_stream(c, i, f, g) -> all cell states (T, H); c (H,) is the first one."""
    check(WRITE_STREAM, write_stream)


def _stream(rule):
    """A function of (c, i, f, g) that applies rule(c, i, f, g) to step after step."""

    def stream(c, i, f, g):
        states = []
        for step in zip(i, f, g, strict=True):
            c = rule(c, *step)
            states.append(c)
        return np.stack(states)

    return stream


def _stream_cases():
    rng = np.random.default_rng(5)
    cases = []
    for T, H in ((4, 3), (1, 2), (6, 1)):
        i, f = rng.random((2, T, H))
        cases.append((rng.normal(size=H), i, f, np.tanh(rng.normal(size=(T, H)))))
    return cases


WRITE_STREAM = Exercise(
    "write_stream",
    _stream(lambda c, i, f, g: f * c + i * g),
    _stream_cases,
    (
        (
            _stream(lambda c, i, f, g: f * c + g),
            "everything is written: let the input gate decide how much of g enters.",
        ),
        (
            _stream(lambda c, i, f, g: c + i * g),
            "nothing is ever forgotten: multiply the old c by the forget gate.",
        ),
        (
            _stream(lambda c, i, f, g: i * c + f * g),
            "the two gates have changed places: f belongs to the old c, i to g.",
        ),
        (
            _stream(lambda c, i, f, g: f * c + (1 - f) * g),
            "here f decides what enters, too: in this cell i is a gate of its own.",
        ),
        (
            _stream(lambda c, i, f, g: f * c + i + g),
            "i and g are added: a closed gate must stop g, so multiply them.",
        ),
        (
            lambda c, i, f, g: f * c + i * g,
            "every step starts from the first c: hand each step's c to the next.",
        ),
    ),
)


def check_treasurer_weights(weights):
    """treasurer_weights(big, small) -> {"W_x": (2, 4), "W_h": (1, 4), "b": (4,)}."""
    check(TREASURER, weights)


def _changed(**parts):
    """A wrong answer: the right weights, each of these made from big, small, right."""

    def wrong(big, small):
        right = treasurer_weights(big, small)
        return right | {k: part(big, small, right[k]) for k, part in parts.items()}

    return wrong


def _seal_as_candidate(big, small, W_x):
    return W_x[:, [2, 1, 0, 3]]


TREASURER = Exercise(
    "treasurer_weights",
    treasurer_weights,
    lambda: [(10.0, 0.1), (20.0, 0.05)],
    (
        (
            _changed(b=lambda big, small, b: np.array([0.0, big, 0.0, 0.0])),
            "without a seal the input gate gets 0 and stands half open: it needs -big.",
        ),
        (
            _changed(W_x=lambda big, small, W_x: W_x * [[1.0] * 4, [0.5] * 4]),
            "at a seal the input gate gets big - big = 0: it takes 2 * big to open it.",
        ),
        (
            _changed(b=lambda big, small, b: np.array([-big, 0.0, 0.0, 0.0])),
            "the forget gate gets 0 and halves the sum at every step: give it big.",
        ),
        (
            _changed(W_x=_seal_as_candidate),
            "the seal moves the candidate and the gold the gate: change the columns.",
        ),
        (
            _changed(W_x=lambda big, small, W_x: W_x[[SEAL, GOLD]]),
            "the rows have changed places: in W_x row 0 is for gold, 1 for the seal.",
        ),
        (
            _changed(
                W_x=lambda big, small, W_x: W_x[:, [0, 2, 1, 3]],
                b=lambda big, small, b: b[[0, 2, 1, 3]],
            ),
            "forget gate and candidate have changed places: the order is i, f, g, o.",
        ),
    ),
)


def check_helper_votes(votes):
    """helper_votes(gold, seal, big, small) -> votes of reader and shadow, (T, 2)."""
    check(HELPERS, votes)


def _helpers(rule):
    """A wrong answer: rule(small * gold, seal, the wall) -> the two rows of votes."""

    def votes(gold, seal, big, small):
        rows = rule(small * gold, seal, big * (seal - 1), big)
        return np.stack([row + 0 * gold for row in rows], axis=-1)

    return votes


def _helper_cases():
    rng = np.random.default_rng(7)
    return [
        (rng.uniform(-1, 1, T), rng.permutation(np.arange(T) < 2) * 1.0, big, small)
        for T, big, small in ((10, 40.0, 0.05), (6, 20.0, 0.1), (4, 30.0, 0.2))
    ]


PRODUCT = "gold times seal is no vote: votes are weighted sums. Use a large -big."

HELPERS = Exercise(
    "helper_votes",
    helper_votes,
    _helper_cases,
    (
        (_helpers(lambda gold, seal, wall, big: (gold * seal, 0)), PRODUCT),
        (_helpers(lambda gold, seal, wall, big: (gold * seal + wall, wall)), PRODUCT),
        (
            _helpers(lambda gold, seal, wall, big: (gold, 0)),
            "without a seal the reader still says the gold: push it to the wall.",
        ),
        (
            _helpers(lambda gold, seal, wall, big: (gold + big * seal, big * seal)),
            "the wall stands at the sealed gifts: push where there is no seal.",
        ),
        (
            _helpers(lambda gold, seal, wall, big: (gold + wall, 0)),
            "without a seal the reader says -1 and the shadow 0: push the shadow, too.",
        ),
        (
            _helpers(lambda gold, seal, wall, big: (gold + wall, gold + wall)),
            "both read the gold, so they never differ: the shadow must not look at it.",
        ),
        (
            _helpers(lambda gold, seal, wall, big: (wall, gold + wall)),
            "reader and shadow have changed places: column 0 is the reader.",
        ),
    ),
)
