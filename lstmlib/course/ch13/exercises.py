"""The exercises of chapter 13: a temperature, and which number may be reported."""

import numpy as np

from lstmlib.course.lab.writing import tempered
from lstmlib.course.notebook.grading import Exercise, check


def check_temper(temper):
    """temper(logits, temperature) -> the probability of each word."""
    check(TEMPER, temper)


def _softmax(logits):
    return tempered(logits, 1.0)


def _temper_cases():
    rng = np.random.default_rng(13)
    warm = (0.5, 2.0, 1.0, 0.2)
    return [(rng.normal(0, 2, size), t) for size, t in zip((4, 6, 3, 5), warm)]  # noqa: B905


TEMPER = Exercise(
    "temper",
    lambda logits, temperature: tempered(logits, temperature),
    _temper_cases,
    (
        (
            lambda logits, temperature: tempered(logits, 1 / temperature),
            "that is the wrong way round: a high temperature makes words more alike, "
            "so divide the logits by it.",
        ),
        (
            lambda logits, temperature: _softmax(logits),
            "the temperature does nothing: probabilities that are all divided by it, "
            "and then made to sum to 1, are the old ones. Divide the logits.",
        ),
        (
            lambda logits, temperature: _softmax(logits) / temperature,
            "they do not sum to 1: divide the logits, before exp.",
        ),
        (
            lambda logits, temperature: np.exp(logits / temperature),
            "they do not sum to 1: divide by their sum.",
        ),
        (
            lambda logits, temperature: logits / temperature,
            "these are logits still: exp makes them positive, and their sum must be 1.",
        ),
    ),
)


def check_report_bits(report_bits):
    """report_bits(choose, judge) -> the bits per word to report, a number."""
    check(REPORT, report_bits)


def _report(choose, judge):
    return float(judge[np.argmin(choose)])


def _report_cases():
    rng = np.random.default_rng(31)
    looks = np.arange(8)
    cases = []
    for stop in (3, 5, 2):
        curve = 3 + 0.05 * (looks - stop) ** 2
        # The two heaps of stories have not their lowest point at the same look.
        other = np.roll(curve, 1)
        noise = rng.normal(0, 0.01, (2, len(looks)))
        cases.append((curve + noise[0], other + 0.1 + noise[1]))
    return cases


REPORT = Exercise(
    "report_bits",
    _report,
    _report_cases,
    (
        (
            lambda choose, judge: float(judge.min()),
            "that looks at the stories that judge, and takes their best: they may not "
            "help to choose. Where would you have stopped without them?",
        ),
        (
            lambda choose, judge: float(choose.min()),
            "the stories that chose the moment also judge it here: they flatter it. "
            "Report what the other stories say at that moment.",
        ),
        (
            lambda choose, judge: float(judge[-1]),
            "that is the end of the training: no stop at all.",
        ),
        (
            lambda choose, judge: int(np.argmin(choose)),
            "that is the place of the look: report the bits there.",
        ),
    ),
)
