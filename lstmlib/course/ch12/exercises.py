"""The exercises of chapter 12: what counts as right, and a trial that can tell."""

import numpy as np

from lstmlib.course.notebook.grading import Exercise, check


def check_legal_first(legal_first):
    """legal_first(scores, possible) -> whether a network is right at this symbol.

    scores (7,): the network's score of each symbol; possible (7,), of bool.
    """
    check(LEGAL_FIRST, legal_first)


def _legal_first(scores, possible):
    return bool(scores[possible].min() > scores[~possible].max())


def _score_cases():
    B, T, P, S, X, V, E = np.eye(7, dtype=bool)
    scores = np.array([-2.0, 1.5, -1.0, 0.2, -0.5, 0.1, -3.0])
    return [
        (scores, T | S),
        (scores, T | P),
        (scores, S | V),
        (scores, T),
        (-scores, E | B | P),
        (np.array([0.0, 2.0, 2.0, 2.0, 0.0, 0.0, 0.0]), T | P),
        (np.array([0.0, 9.0, 1.0, 1.5, 0.0, 0.0, 0.0]), T | P),
        (np.array([0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]), T),
        (np.array([0.0, 2.0, 2.0, 2.1, 0.0, 0.0, 0.0]), T | P),
    ]


def _share(scores, possible):
    p = np.exp(scores - scores.max())
    return bool(p[possible].sum() > 0.5 * p.sum())


LEGAL_FIRST = Exercise(
    "legal_first",
    _legal_first,
    _score_cases,
    (
        (
            lambda scores, possible: bool(possible[scores.argmax()]),
            "one possible symbol on top is not enough: where T and P may come, a "
            "network that always says T has not learned that.",
        ),
        (
            _share,
            "more than half of the probability on the possible symbols: one of them "
            "may have it all, while another stands below a wrong symbol.",
        ),
        (
            lambda scores, possible: bool(
                scores[possible].min() >= scores[~possible].max()
            ),
            "a tie is not above: with all scores equal, a network that knows nothing "
            "would be right.",
        ),
        (
            lambda scores, possible: bool(
                scores[possible].mean() > scores[~possible].mean()
            ),
            "means hide the one that is out of order: compare the lowest possible "
            "symbol with the highest other one.",
        ),
    ),
)


ONE, NOTHING, EVERYTHING, OTHER, OVER_THERE = (
    "one change, from our trial",
    "our trial again",
    "the paper's trial",
    "several changes",
    "one change, from the paper's trial",
)


def check_next_trial(next_trial):
    """next_trial(paper, ours, suspect) -> the conditions of one more trial, a dict.

    paper, ours: {condition: how it is there}; suspect: one of the conditions.
    """

    def answer(paper, ours, suspect):
        trial = next_trial(dict(paper), dict(ours), suspect)
        return None if trial is None else _judged(trial, paper, ours, suspect)

    check(NEXT_TRIAL, answer)


def _judged(trial, paper, ours, suspect):
    """What a trial is worth, in the words above."""
    if not isinstance(trial, dict):
        raise TypeError(f"expected a dictionary, got a {type(trial).__name__}")
    if set(trial) != set(ours):
        raise ValueError(f"expected the conditions {sorted(ours)}")
    changed = {each for each in ours if trial[each] != ours[each]}
    if not changed:
        return NOTHING
    if trial == paper:
        return EVERYTHING
    if trial == paper | {suspect: ours[suspect]}:
        return OVER_THERE
    return ONE if changed == {suspect} and trial[suspect] == paper[suspect] else OTHER


PAPER = {
    "network": "a plain RNN",
    "blame": "of one step",
    "learning": "gradient descent",
    "batch": 1,
    "strings": 256,
}
OURS = PAPER | {"blame": "through the whole string", "learning": "Adam", "batch": 16}


NEXT_TRIAL = Exercise(
    "next_trial",
    lambda paper, ours, suspect: ONE,
    lambda: [(PAPER, OURS, suspect) for suspect in ("blame", "learning", "batch")],
    (
        (
            lambda paper, ours, suspect: NOTHING,
            "that is our trial once more: it can tell how far luck goes, and nothing "
            "of the suspect.",
        ),
        (
            lambda paper, ours, suspect: EVERYTHING,
            "that is the paper's trial, as far as it is told: if it fails, any of "
            "three changes may have done it.",
        ),
        (
            lambda paper, ours, suspect: OVER_THERE,
            "one change, but from the paper's trial, of which you have a figure in "
            "print: what the paper does not tell differs, too. Start from ours.",
        ),
        (
            lambda paper, ours, suspect: OTHER,
            "change the suspect alone, and make it what it is in the paper.",
        ),
    ),
)
