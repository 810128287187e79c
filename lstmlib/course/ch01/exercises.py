"""The exercises of chapter 01: an RNN over time, and a rule to beat it."""

import numpy as np

from lstmlib.cells import rnn_step
from lstmlib.course.lab.recall import latest_king
from lstmlib.course.notebook.grading import Exercise, check
from lstmlib.course.stories.chronicle import NAMES


def check_run_rnn(run_rnn):
    """run_rnn(x, h, W_x, W_h, b) -> all hidden states (N, T, H)."""
    check(RUN_RNN, run_rnn)


def _run_rnn(x, h, W_x, W_h, b, *, hand_on=True, backwards=False):
    start, states = h, []
    for t in reversed(range(x.shape[1])) if backwards else range(x.shape[1]):
        h = rnn_step(x[:, t], h if hand_on else start, W_x, W_h, b).h
        states.append(h)
    return np.stack(states[::-1] if backwards else states, axis=1)


def _run_cases():
    rng = np.random.default_rng(0)
    cases = []
    for N, T, D, H in ((2, 5, 3, 4), (1, 1, 2, 3), (3, 7, 1, 2)):
        shapes = (N, T, D), (N, H), (D, H), (H, H), (H,)
        cases.append(tuple(rng.normal(size=shape) for shape in shapes))
    return cases


RUN_RNN = Exercise(
    "run_rnn",
    _run_rnn,
    _run_cases,
    (
        (
            lambda *args: _run_rnn(*args, hand_on=False),
            "every step starts from the first h: hand each step's h to the next.",
        ),
        (
            lambda *args: _run_rnn(*args, backwards=True),
            "the words are read from last to first: let t grow.",
        ),
        (
            lambda x, h, W_x, W_h, b: _run_rnn(x, 0 * h, W_x, W_h, b),
            "the initial h is ignored: the first step must start from it.",
        ),
    ),
)


def check_latest_king(latest_king):
    """latest_king(words) -> the name that was last called king."""
    check(LATEST_KING, latest_king)


def _called_king(words):
    pairs = zip(words, words[1:], strict=False)
    return [after for before, after in pairs if before == "king" and after in NAMES]


def _latest_cases():
    stories = (
        "in vatsa king arjun rules . poet bala sings .",
        "in vatsa king arjun rules . king arjun dies . son deva becomes king .",
        "king deva wins . king bala loses . the moon is bright . general hari dies .",
        "king bala dies . grandson hari becomes king . king hari is clever .",
    )
    return [(story.split(),) for story in stories]


LATEST_KING = Exercise(
    "latest_king",
    latest_king,
    _latest_cases,
    (
        (
            lambda words: _called_king(words)[0],
            "that is the first king named; the rule wants the latest.",
        ),
        (
            lambda words: _called_king(words)[-1],
            "“son deva becomes king” names a king, too, before the word “king”.",
        ),
        (
            lambda words: [word for word in words if word in NAMES][-1],
            "a poet is no king: the word “king” must stand beside the name.",
        ),
    ),
)
