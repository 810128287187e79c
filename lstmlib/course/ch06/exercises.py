"""The exercises of chapter 06: speak, a listener, and a bar that is fair."""

import numpy as np

from lstmlib.cells import sigmoid
from lstmlib.course.ch06 import by_hand, silent_streams
from lstmlib.course.ch06.silent_streams import BAR, overhear, score_said
from lstmlib.course.data import data_file
from lstmlib.course.notebook.grading import Exercise, check
from lstmlib.models import load


def check_speak(speak):
    """speak(x, h_prev, c, W_x, W_h, b) -> h (N, H), from the output gate's weights."""
    check(SPEAK, speak)


def _gate(x, h_prev, c, W_x, W_h, b):
    return sigmoid(x @ W_x + h_prev @ W_h + b)


def _speak(x, h_prev, c, W_x, W_h, b):
    return _gate(x, h_prev, c, W_x, W_h, b) * np.tanh(c)


def _speak_cases():
    rng = np.random.default_rng(6)
    return [
        tuple(rng.normal(size=shape) for shape in ((N, D), (N, H), (N, H)))
        + tuple(rng.normal(size=shape) for shape in ((D, H), (H, H), (H,)))
        for N, D, H in ((1, 3, 2), (4, 2, 3), (2, 5, 4))
    ]


SPEAK = Exercise(
    "speak",
    _speak,
    _speak_cases,
    (
        (
            lambda x, h_prev, c, *w: _gate(x, h_prev, c, *w) * c,
            "c goes out as it is, of any size: squash it with tanh first.",
        ),
        (
            lambda x, h_prev, c, *w: np.tanh(_gate(x, h_prev, c, *w) * c),
            "the gate stands inside the tanh: squash c first, then multiply.",
        ),
        (
            lambda x, h_prev, c, *w: _speak(x, c, c, *w),
            "the gate reads c here: in this cell it reads x and h_prev.",
        ),
        (
            lambda x, h_prev, c, *w: _speak(x, 0 * h_prev, c, *w),
            "the gate ignores what was said last: add h_prev @ W_h.",
        ),
        (
            lambda x, h_prev, c, W_x, W_h, b: (
                np.tanh(x @ W_x + h_prev @ W_h + b) * np.tanh(c)
            ),
            "a gate is between 0 and 1, so its squashing is the sigmoid, not tanh.",
        ),
    ),
)


def check_listen(listen):
    """listen(states, rulers, new_states, new_rulers) -> share guessed right."""
    check(LISTEN, listen)


def _listen_cases():
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(4, 3)) + 2.0  # far from 0, so that a mean is needed
    cases = []
    for noise in (0.8, 1.5, 3.0):
        rulers = rng.permutation(np.repeat(np.arange(4), 8))
        new_rulers = rng.permutation(np.repeat(np.arange(4), 8))
        states, new_states = (
            centres[who] + noise * rng.normal(size=(32, 3))
            for who in (rulers, new_rulers)
        )
        cases.append((states, rulers, new_states, new_rulers))
    return cases


def _nearest_state(states, rulers, new_states, new_rulers):
    apart = np.linalg.norm(new_states[:, None] - states, axis=2)
    return float(np.mean(rulers[apart.argmin(axis=1)] == new_rulers))


def _farthest_mean(states, rulers, new_states, new_rulers):
    means = np.stack([states[rulers == k].mean(axis=0) for k in np.unique(rulers)])
    apart = np.linalg.norm(new_states[:, None] - means, axis=2)
    return float(np.mean(apart.argmax(axis=1) == new_rulers))


LISTEN = Exercise(
    "listen",
    overhear,
    _listen_cases,
    (
        (
            lambda states, rulers, new, new_rulers: overhear(
                states, rulers, states, rulers
            ),
            "it guesses on the states it learned from: test it on the new ones.",
        ),
        (
            lambda states, rulers, new, new_rulers: overhear(
                new, new_rulers, new, new_rulers
            ),
            "the means come from the new states, whose rulers it should guess.",
        ),
        (
            lambda *args: 1 - overhear(*args),
            "that is the share of wrong guesses; count the right ones.",
        ),
        (
            _farthest_mean,
            "it picks the farthest mean: the smallest distance wins, so argmin.",
        ),
        (
            _nearest_state,
            "it looks for the nearest single state: take one mean per king first.",
        ),
    ),
)


def check_fair_bar(fair_bar):
    """fair_bar(said, wanted) -> whether this speaker has solved the task, a bool."""
    check(FAIR_BAR, fair_bar)


def speakers(rng):
    """Seven speakers on five streams: {words: what is said (5, 40, 4)}, and wanted."""
    x, wanted = silent_streams.silent_batch(rng, 5, 40)
    wanted = wanted.astype(float)
    ruler = np.eye(silent_streams.OUTPUTS)[silent_streams.rulers(x)]
    asked = wanted.any(axis=-1, keepdims=True)
    said = {
        "trained, with the gate": load(data_file("silent_cell.npz")).logits(x),
        "by hand, without it": by_hand.cell(by_hand.VOTES).logits(x),
        "always silent": 0 * ruler,
        "the ruler at every word": ruler,
        "the ruler in a whisper": by_hand.WHISPER * ruler,
        "a wrong king when asked": asked * np.roll(ruler, 1, axis=-1),
        "all kings when asked": 0.78 * asked + 0 * ruler,
    }
    return said, wanted


def _fair_cases():
    said, wanted = speakers(np.random.default_rng(8))
    return [(numbers, wanted) for numbers in said.values()]


def _bar(rule):
    """A bar that passes whoever's SpeechScore keeps the rule."""
    return lambda said, wanted: bool(rule(score_said(said, wanted)))


FAIR_BAR = Exercise(
    "fair_bar",
    _bar(lambda heard: heard.error < BAR),
    _fair_cases,
    (
        (
            _bar(lambda heard: heard.error < BAR and heard.answer > 0.8),
            "no cell without the gate reaches this bar from silence, so it does not "
            "tell what such a cell has learned: lower it.",
        ),
        (
            _bar(lambda heard: heard.answer > 0.8),
            "the cell without the gate cannot pass, and who shouts all day does: lower "
            "the bar, and let silence count.",
        ),
        (
            _bar(lambda heard: heard.named > 0.8),
            "who names the ruler at every word passes: silence has to count, too.",
        ),
        (
            _bar(lambda heard: heard.answer > 0.7),
            "who names the ruler at every word, or all kings when asked, passes: the "
            "other numbers have to count.",
        ),
        (
            _bar(lambda heard: heard.answer > 0.7 and heard.named > 0.8),
            "who says the ruler aloud at every word passes: silence has to count, too.",
        ),
        (
            _bar(lambda heard: heard.error <= 1),
            "who never speaks passes, and so does a whisper at every word: ask for a "
            "smaller error.",
        ),
        (
            _bar(lambda heard: heard.error < 1),
            "a whisper at every word passes, and it is hardly better than silence: "
            "ask for a clear answer.",
        ),
        (
            _bar(lambda heard: heard.chatter < 0.1),
            "who never speaks passes: the answers have to count, too.",
        ),
    ),
)
