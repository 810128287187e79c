"""Counts of seeds with an interval: what few runs can tell, and what they cannot."""

from math import sqrt


def share_interval(successes, trials, z=1.96):
    """Where the true share lies, given a count: (low, high), 95 % at z = 1.96.

    The score interval of Wilson (1927), which holds for few trials and at the ends.
    Raises ValueError unless 0 <= successes <= trials and trials >= 1.
    """
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
    low, high = share_interval(successes, trials)
    return f"{successes} of {trials} seeds ({100 * low:.0f}-{100 * high:.0f} %)"
