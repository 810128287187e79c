"""The exercises of chapter 15: a look back by hand, and what a comparison may say."""

import numpy as np

from lstmlib.course.lab.statistics import fisher_exact
from lstmlib.course.notebook.grading import Exercise, check


def check_look_back(look_back):
    """look_back(q, K, V) -> what one question q (H,) finds among T words, (H,).

    K, V (T, H): the label and the content of every word.
    """
    check(LOOK_BACK, look_back)


def _votes(q, K):
    return K @ q / np.sqrt(len(q))


def _shares(votes):
    e = np.exp(votes - votes.max())
    return e / e.sum()


def _look_cases():
    rng = np.random.default_rng(15)
    return [
        (2 * rng.normal(size=H), rng.normal(size=(T, H)), rng.normal(size=(T, H)))
        for T, H in ((5, 4), (9, 2), (3, 8))
    ]


LOOK_BACK = Exercise(
    "look_back",
    lambda q, K, V: _shares(_votes(q, K)) @ V,
    _look_cases,
    (
        (
            lambda q, K, V: _votes(q, K) @ V,
            "the votes themselves are no shares: they can be negative, and their sum "
            "is not 1. A softmax makes shares of them.",
        ),
        (
            lambda q, K, V: _shares(K @ q) @ V,
            "the votes are not divided by √H: with many units they are large, and "
            "nearly all of the look falls on one word.",
        ),
        (
            lambda q, K, V: V[_votes(q, K).argmax()],
            "it takes the best word alone. No gradient could tell the others how to do "
            "better.",
        ),
        (
            lambda q, K, V: V.mean(axis=0),
            "it looks at every word alike, whatever is asked.",
        ),
        (
            lambda q, K, V: _shares(_votes(q, K)) @ K,
            "it brings back the labels K; what is found is the content V.",
        ),
    ),
)

APART, NOT_APART, UNFAIR = "apart", "not told apart", "unfair"


def check_verdict(verdict):
    """verdict(one, other) -> "apart", "not told apart" or "unfair".

    one, other: {"learned": ..., "seeds": ..., "settings": ...}, how many of how many
    seeds have learned, with the best of how many settings.
    """
    check(VERDICT, verdict)


def _p(one, other):
    return fisher_exact(*(run[k] for run in (one, other) for k in ("learned", "seeds")))


def _verdict(one, other):
    if one["settings"] != other["settings"]:
        return UNFAIR
    return APART if _p(one, other) < 0.05 else NOT_APART


def _verdict_cases():
    pairs = (
        ((9, 10, 6), (2, 10, 6)),
        ((8, 10, 6), (4, 10, 6)),
        ((10, 10, 40), (3, 10, 2)),
        ((12, 30, 6), (27, 30, 6)),
        ((4, 10, 6), (12, 30, 6)),
        ((9, 10, 6), (5, 20, 6)),
        ((6, 10, 1), (6, 10, 18)),
    )
    names = "learned", "seeds", "settings"
    return [tuple(dict(zip(names, run, strict=True)) for run in pair) for pair in pairs]


VERDICT = Exercise(
    "verdict",
    _verdict,
    _verdict_cases,
    (
        (
            lambda one, other: APART if _p(one, other) < 0.05 else NOT_APART,
            "it does not look at the settings. Who has tried more of them has had more "
            "chances, and no count of seeds can put that right.",
        ),
        (
            lambda one, other: (
                UNFAIR
                if one["settings"] != other["settings"]
                else APART
                if one["learned"] / one["seeds"] != other["learned"] / other["seeds"]
                else NOT_APART
            ),
            "it calls every difference of shares one that counts. Ten seeds of the "
            "very same network differ, too: ask how probable such counts are.",
        ),
        (
            lambda one, other: (
                UNFAIR
                if (one["settings"], one["seeds"])
                != (other["settings"], other["seeds"])
                else _verdict(one, other)
            ),
            "different numbers of seeds are no fault: the test takes both into "
            "account. Different numbers of settings are.",
        ),
    ),
)
