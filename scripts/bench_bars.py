"""What the course promises about its speed, and what a run says about it."""

from typing import NamedTuple

import numpy as np
from bench_contenders import BOTH, OURS, THEIRS, TRAINING

AVX2 = "LSTM, AVX2 for both"


class Bar(NamedTuple):
    """At most so many times PyTorch's time, at each of the six sizes in order."""

    run: str
    work: str
    at_most: tuple


BARS = (
    Bar("LSTM", TRAINING, (0.35, 0.60, 0.85, 0.95, 0.75, 0.75)),
    Bar("LSTM", BOTH, (0.75, 1.0, 1.1, 1.1, 0.85, 0.85)),
    Bar("RNN", BOTH, (0.12, 0.2, 0.3, 0.4, 0.5, 0.5)),
    Bar(AVX2, TRAINING, (1.0,) * 6),
)
LARGEST_SLOPE = 1.15
LARGEST_MEMORY = 3.0


class Spread(NamedTuple):
    """Median and quartiles over the rounds of a run."""

    median: float
    low: float
    high: float

    def __str__(self):
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


class Verdict(NamedTuple):
    """One promise: what, where, what was measured, what it may be at most."""

    what: str
    where: str
    measured: object
    value: float
    bar: float

    def met(self, slack=1.0):
        """Whether the promise is kept, or at most `slack` times exceeded."""
        return self.value <= slack * self.bar


def spread(values):
    """The Spread of a value per round."""
    low, median, high = np.percentile(values, [25, 50, 75])
    return Spread(float(median), float(low), float(high))


def times_of(entry):
    """{(work, who): seconds by round} at one size."""
    return {(work, who): np.array(found) for work, who, found in entry["times"]}


def ratio(entry, work, other=THEIRS):
    """Time of lstmlib over that of another, within each round, or None without it."""
    times = times_of(entry)
    if (work, other) not in times:
        return None
    return spread(times[work, OURS] / times[work, other])


def ratio_verdicts(results):
    """A Verdict for every bar and size; none where PyTorch was missing."""
    found = []
    for run, work, bars in BARS:
        for entry, bar in zip(results.get(run, ()), bars, strict=False):
            measured = ratio(entry, work)
            if measured is not None:
                what, where = f"{run}: {work} / PyTorch", shape(entry["size"])
                found.append(Verdict(what, where, measured, measured.median, bar))
    return found


def growth_verdicts(results):
    """The Verdicts on time against T and on memory."""
    slope = spread(results["growth"]["T"])
    what = "LSTM: slope of time against T"
    found = [Verdict(what, "T 100 to 800", slope, slope.median, LARGEST_SLOPE)]
    what = "LSTM: peak memory / (6·H·T·N numbers)"
    for size, fresh, used in results["memory"]:
        worst = max(fresh, used)
        measured = f"{worst:.2f}"
        found.append(Verdict(what, shape(size), measured, worst, LARGEST_MEMORY))
    return found


def shape(size):
    """(N, T, D, H) in words."""
    return "({})".format(", ".join(map(str, size)))
