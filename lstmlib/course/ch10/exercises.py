"""The exercises of chapter 10: which words to look at, how large a difference is, and
what follows when a unit is turned."""

import numpy as np

from lstmlib.course.notebook.grading import Exercise, check


def check_royal_deaths(royal_deaths):
    """royal_deaths(words) -> for each word: is it the 'dies' of a king?"""
    check(ROYAL_DEATHS, royal_deaths)


def _deaths(words, matches):
    """A list of True and False: does the word after these three match?"""
    padded = [".", ".", *words]
    return [bool(matches(padded[t : t + 3])) for t in range(len(words))]


def _at_dies(three):
    return three[0] == "king" and three[2] == "dies"


def _death_cases():
    texts = (
        "king arjun wins . king arjun dies . poet bala dies .",
        "in the night general deva dies . king deva is clever .",
        "the king of vatsa dies . son bala becomes king . king bala dies .",
        "poet chandra meets king bala . merchant gopal dies .",
    )
    return [(text.split(),) for text in texts]


ROYAL_DEATHS = Exercise(
    "royal_deaths",
    lambda words: _deaths(words, _at_dies),
    _death_cases,
    (
        (
            lambda words: [word == "dies" for word in words],
            "poets and generals die, too: look at the title, two words before 'dies'.",
        ),
        (
            lambda words: _deaths(words, lambda w: w[1] == "king" and w[2] == "dies"),
            "the word before 'dies' is the name; the title stands one word earlier.",
        ),
        (
            lambda words: [
                word == "dies" and "king" in words[:t] for t, word in enumerate(words)
            ],
            "a king somewhere earlier is not enough: the title belongs to the name "
            "right before 'dies'.",
        ),
        (
            lambda words: [
                _at_dies(words[t : t + 3]) if t + 2 < len(words) else False
                for t in range(len(words))
            ],  # fmt: skip
            "that marks the word 'king'; the gate to be read is the one at 'dies', two "
            "words later.",
        ),
    ),
)


def check_effect_size(effect_size):
    """effect_size(here, there) -> difference of means in standard deviations."""
    check(EFFECT_SIZE, effect_size)


def _pooled(here, there, ddof=1):
    spread = sum(((part - part.mean()) ** 2).sum() for part in (here, there))
    return spread / (len(here) + len(there) - 2 * ddof)


def _effect_size(here, there):
    """Cohen's d; the gates of this size at `here` and `there` are vectors."""
    return float((here.mean() - there.mean()) / np.sqrt(_pooled(here, there)))


def _standard_errors(here, there):
    error = _pooled(here, there) * (1 / len(here) + 1 / len(there))
    return float((here.mean() - there.mean()) / np.sqrt(error))


def _effect_cases():
    rng = np.random.default_rng(9)
    pairs = (((6, 0.3), (40, 0.8)), ((30, 0.7), (5, 0.2)), ((8, 0.5), (9, 0.45)))
    return [
        tuple(np.clip(rng.normal(mean, 0.1, n), 0, 1) for n, mean in pair)
        for pair in pairs
    ]


EFFECT_SIZE = Exercise(
    "effect_size",
    _effect_size,
    _effect_cases,
    (
        (
            lambda here, there: float(here.mean() - there.mean()),
            "that is the bare difference: divide it by how far gates of one kind "
            "scatter.",
        ),
        (
            _standard_errors,
            "that grows with the number of words you count; an effect size must not. "
            "Divide by the standard deviation, not by the standard error.",
        ),
        (
            lambda here, there: abs(_effect_size(here, there)),
            "the sign is lost: below 0 means that the gate is more closed here.",
        ),
        (
            lambda here, there: -_effect_size(here, there),
            "the sign is turned: take the mean here minus the mean there.",
        ),
        (
            lambda here, there: float(
                (here.mean() - there.mean()) / _pooled(here, there)
            ),
            "that divides by the variance; its root has the same unit as the gate.",
        ),
        (
            lambda here, there: float(
                (here.mean() - there.mean())
                / np.std(np.concatenate([here, there]), ddof=1)
            ),  # fmt: skip
            "all words in one heap scatter by the difference itself as well: measure "
            "the scatter around each of the two means.",
        ),
        (
            lambda here, there: float(
                (here.mean() - there.mean()) / np.std(np.concatenate([here, there]))
            ),  # fmt: skip
            "std of both together counts the difference as scatter: measure around "
            "each of the two means, and divide by the number of words less 2.",
        ),
        (
            lambda here, there: float(
                (here.mean() - there.mean()) / np.sqrt(_pooled(here, there, 0))
            ),
            "each group has its own mean, so divide the sum of squares by the "
            "number of words less 2.",
        ),
    ),
)
