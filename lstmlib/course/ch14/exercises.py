"""The exercises of chapter 14: scale by the past, find the last state, judge a race."""

import numpy as np

from lstmlib.course.ch14.lengths import last_states
from lstmlib.course.lab.statistics import mean_interval
from lstmlib.course.notebook.grading import Exercise, check


def check_scale_past(scale_past):
    """scale_past(values, cut) -> all values, scaled by what is known before the cut."""
    check(SCALE, scale_past)


def _scaled(values, known):
    return (values - known.mean()) / known.std()


def _scale_cases():
    rng = np.random.default_rng(2)
    rising = np.arange(20.0) + rng.normal(size=20)
    return [(rising, 12), (rng.gamma(2, 20, 40), 30), (rising[::-1].copy(), 5)]


def _each_by_its_own(values, cut):
    parts = values[:cut], values[cut:]
    return np.concatenate([_scaled(part, part) for part in parts])


SCALE = Exercise(
    "scale_past",
    lambda values, cut: _scaled(values, values[:cut]),
    _scale_cases,
    (
        (
            lambda values, cut: _scaled(values, values),
            "mean and spread of all values: the future is in them. Take values[:cut].",
        ),
        (
            _each_by_its_own,
            "the future is scaled by itself, which nobody knows yet: use the mean and "
            "the spread of the past for both.",
        ),
        (
            lambda values, cut: values - values[:cut].mean(),
            "the mean is right; now divide by the spread of the past, too.",
        ),
        (
            lambda values, cut: _scaled(values[:cut], values[:cut]),
            "the past alone comes back: the network needs the later values, too, "
            "scaled in the same way.",
        ),
        (
            lambda values, cut: (values - values[:cut].min()) / np.ptp(values[:cut]),
            "this scales to 0..1. It can be done, but here mean and spread are asked.",
        ),
    ),
)


def check_last_state(last_state):
    """last_state(h, lengths) -> h (N, T, H) at each sequence's own last step (N, H)."""
    check(LAST, last_state)


def _last_cases():
    rng = np.random.default_rng(4)
    shapes = ((3, 6, 2), (2, 5, 1), (4, 8, 3))
    lengths = ([5, 2, 3], [4, 1], [1, 7, 3, 5])
    return [
        (rng.normal(size=shape), np.array(own))
        for shape, own in zip(shapes, lengths, strict=True)
    ]


def _rows(h):
    return np.arange(len(h))


LAST = Exercise(
    "last_state",
    last_states,
    _last_cases,
    (
        (
            lambda h, lengths: h[:, -1],
            "that is the state behind the padding: each row has a last step of its "
            "own.",
        ),
        (
            lambda h, lengths: h[_rows(h), lengths],
            "one step too far: a sequence of 3 steps ends at step 2, counted from 0.",
        ),
        (
            lambda h, lengths: h[_rows(h), -lengths],
            "this counts the lengths from the end, where the padding stands.",
        ),
        (
            lambda h, lengths: h[:, lengths.max() - 1],
            "the last step of the longest sequence, for all: lengths has one number "
            "for each row.",
        ),
    ),
)


def check_verdict(verdict):
    """verdict(errors, line) -> who errs less: "network", "linear" or "open"."""
    check(VERDICT, verdict)


def _decide(low, high):
    return "network" if high < 0 else "linear" if low > 0 else "open"


def _judge(errors, line):
    """Blocks are what differs from case to case of use: the interval is over them."""
    _, low, high = mean_interval(errors.mean(axis=0) - line)
    return _decide(low, high)


def _by_means(errors, line):
    return "network" if errors.mean() < line.mean() else "linear"


def _by_best_seed(errors, line):
    return "network" if errors.mean(axis=1).min() < line.mean() else "linear"


def _over_seeds(errors, line):
    _, low, high = mean_interval((errors - line).mean(axis=1))
    return _decide(low, high)


def _over_all(errors, line):
    more = (errors - line).ravel()
    reach = 1.96 * more.std(ddof=1) / np.sqrt(more.size)
    return _decide(more.mean() - reach, more.mean() + reach)


def _unpaired(errors, line):
    own, other = mean_interval(errors.mean(axis=0)), mean_interval(line)
    if own[2] < other[1]:
        return "network"
    return "linear" if own[1] > other[2] else "open"


def _verdict_cases():
    """Five races: lost, won, and open ones that look decided in some way."""
    return [
        (_errors(more, spread), LINE.copy())
        for more, spread in (
            ((3, 5, 4, 2, 6, 4), 0.5),
            ((-1, 0, -2, 22, 4, 1), 0.5),
            ((-5, -4, -3, -6, -4, -5), 0.5),
            ((2, -4, 6, -5, 5, -2), 4.0),
            ((-3, 2, -4, 8, 3, -1), 0.5),
        )
    ]


LINE = np.array([14.0, 30.0, 18.0, 40.0, 22.0, 12.0])


def _errors(more, spread):
    """Errors (10, 6): the line's, `more` in each block, and some from seed to seed."""
    seeds = spread * np.linspace(-1, 1, 10)[:, None]
    return LINE + np.array(more, float) + seeds


VERDICT = Exercise(
    "verdict",
    _judge,
    _verdict_cases,
    (
        (
            _by_means,
            "the smaller mean always wins here: ask how sure the difference is.",
        ),
        (
            _by_best_seed,
            "the best of ten seeds was chosen after its errors were known: take the "
            "mean over seeds.",
        ),
        (
            _over_seeds,
            "this interval is over seeds: it says how much another training would "
            "change. Other years differ more; take the interval over blocks.",
        ),
        (
            _over_all,
            "seeds in one block share its years, so these are not sixty trials: "
            "average over seeds first, then take the interval over six blocks.",
        ),
        (
            _unpaired,
            "some blocks are hard for both: take the difference in each block first, "
            "then its interval.",
        ),
    ),
)
