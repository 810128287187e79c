"""Counts and means with an interval: what few seeds can tell, and what they cannot."""

from math import comb, sqrt

import numpy as np

from lstmlib._validate import check, check_number

# Student's t for 95 %, by degrees of freedom (seeds - 1).
STUDENT = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18)


def wilson_interval(successes, trials, z=1.96):
    """Where the true share lies, given a count: (low, high), 95 % at z = 1.96.

    The score interval of Wilson (1927), which holds for few trials and at the ends.
    Raises ValueError unless 0 <= successes <= trials and trials >= 1.
    """
    for count in (successes, trials):
        check_number("0 <= successes <= trials", count, 0)
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(
            f"expected 0 <= successes <= trials, got {successes} of {trials}"
        )
    share = successes / trials
    centre = share + z**2 / (2 * trials)
    reach = z * sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    scale = 1 + z**2 / trials
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)


def in_words(successes, trials):
    """A count with its 95 % interval, such as "7 of 8 seeds (53-98 %)"."""
    low, high = wilson_interval(successes, trials)
    return f"{successes} of {trials} seeds ({100 * low:.0f}-{100 * high:.0f} %)"


def effect_size(inside, outside):
    """Difference of two means in units of their common spread (Cohen's d), signed."""
    inside, outside = np.asarray(inside, float), np.asarray(outside, float)
    n, m = len(inside), len(outside)
    if n < 2 or m < 2:
        raise ValueError(f"expected 2 or more values on each side, got {n} and {m}")
    squares = (n - 1) * inside.var(ddof=1) + (m - 1) * outside.var(ddof=1)
    return float((inside.mean() - outside.mean()) / np.sqrt(squares / (n + m - 2)))


def mean_interval(values):
    """Where the mean over all seeds lies, given a few: (mean, low, high), 95 %.

    Student's t interval over 2 to 13 values, one for each seed.
    """
    values = np.asarray(values, float)
    if values.ndim != 1 or not 2 <= len(values) <= len(STUDENT) + 1:
        raise ValueError(
            f"expected 2 to {len(STUDENT) + 1} values, got shape {values.shape}"
        )
    mean, spread = values.mean(), values.std(ddof=1)
    reach = STUDENT[len(values) - 2] * spread / np.sqrt(len(values))
    return float(mean), float(mean - reach), float(mean + reach)


def fisher_exact(successes, trials, other_successes, other_trials):
    """How probable counts at least so different are if both shares are one: p, 0..1.

    Fisher's exact test, two-sided: of all tables with these sums, it adds up the
    probabilities of those that are as rare as the one seen, or rarer. Raises
    ValueError unless 0 <= successes <= trials and trials >= 1 on both sides.
    """
    for k, n in ((successes, trials), (other_successes, other_trials)):
        whole = isinstance(k, int | np.integer) and isinstance(n, int | np.integer)
        check(whole, "whole numbers of successes and trials", (k, n))
        if n < 1 or not 0 <= k <= n:
            raise ValueError(f"expected 0 <= successes <= trials, got {k} of {n}")
    both = successes + other_successes
    ways = [
        comb(trials, k) * comb(other_trials, both - k)
        for k in range(max(0, both - other_trials), min(trials, both) + 1)
    ]
    seen = comb(trials, successes) * comb(other_trials, other_successes)
    return sum(way for way in ways if way <= seen) / sum(ways)


def holm(ps):
    """Correct the p of several tests for their number (Holm 1979) -> list, 0..1.

    The smallest is multiplied by the number of tests, the next by one less, and so on;
    none comes out below one that was smaller.
    """
    corrected, least = [0.0] * len(ps), 0.0
    for place, k in enumerate(sorted(range(len(ps)), key=lambda k: ps[k])):
        least = max(least, min(1.0, (len(ps) - place) * ps[k]))
        corrected[k] = least
    return corrected


def at_least(values, bars):
    """The highest of the rising bars that all values reach: "at least 0.7"."""
    reached = [bar for bar in bars if np.min(values) >= bar]
    return f"at least {reached[-1]:g}" if reached else f"below {bars[0]:g}"


def at_most(values, bars):
    """The lowest of the rising bars that no value exceeds: "at most 0.5"."""
    kept = [bar for bar in bars if np.max(values) <= bar]
    return f"at most {kept[0]:g}" if kept else f"above {bars[-1]:g}"
