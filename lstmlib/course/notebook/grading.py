"""How answers are checked: a verdict is printed, and nothing is ever raised.

An exercise has a reference, a few cases, and the mistakes that people make. A mistake
is a wrong function; whoever computes what it computes is told what went wrong.
"""

import copy
from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Exercise(NamedTuple):
    """What an answer is held to."""

    name: str
    reference: Callable
    cases: Callable  # () -> list of tuples of arguments
    mistakes: tuple  # pairs (wrong function, what its author should hear)


def reveal(guess, answer, because):
    """Compare a prediction ("a", "b", "c" or None) with the answer; print both."""
    if guess is None:
        print(
            f"The answer is ({answer}). Next time, guess first: it helps to remember."
        )
    elif str(guess).strip(" ()").lower() == answer:
        print(f"You said ({answer}), and so does the experiment.")
    else:
        print(f"You said ({guess}); the experiment says ({answer}).")
    print(because)


def check(exercise, answer):
    """Print the verdict on a learner's function."""
    solved, sentence = _verdict(exercise, answer)
    print(f"{'✓' if solved else '○'} {exercise.name}: {sentence}")


def _verdict(exercise, answer):
    outputs = []
    for args in exercise.cases():
        given = copy.deepcopy(args)
        try:
            outputs.append(answer(*given))
        except NotImplementedError:
            return False, "not attempted yet: replace the line that raises."
        except Exception as error:
            return False, f"it stopped with {type(error).__name__}: {error}"
        if outputs[-1] is None:
            return False, "not attempted yet: it returns None."
        if not _unchanged(given, args):
            return False, "it changes what it was given; make a new object instead."
    try:
        return _compare(exercise, outputs)
    except Exception:  # a learner's object can do anything when it is compared
        return False, f"expected numbers, got a {_kind(outputs[0])}."


def _unchanged(given, args):
    try:
        return _same(given, args)
    except Exception:  # what stands there now cannot even be compared
        return False


def _compare(exercise, outputs):
    """In this order: another form, a known mistake, a wrong value, correct."""
    cases = exercise.cases()
    expected = [exercise.reference(*args) for args in cases]
    for got, want in zip(outputs, expected, strict=True):
        if problem := _other_form(got, want):
            return False, problem
    for wrong, sentence in exercise.mistakes:
        if _same(outputs, [wrong(*args) for args in cases]):
            return False, sentence
    for n, (got, want) in enumerate(zip(outputs, expected, strict=True), 1):
        if not _same(got, want):
            return False, f"case {n} is wrong: {_difference(got, want)}"
    return True, f"correct in all {len(cases)} cases."


def _other_form(got, want):
    """A sentence when type, shape, dtype or keys are not those expected, or None."""
    if isinstance(want, dict):
        if not isinstance(got, dict) or set(got) != set(want):
            is_dict = isinstance(got, dict)
            came = f"the keys {sorted(map(str, got))}" if is_dict else f"a {_kind(got)}"
            return f"expected a dictionary with the keys {sorted(want)}, got {came}."
        return next(filter(None, (_other_form(got[k], want[k]) for k in want)), None)
    if not isinstance(want, np.ndarray):
        return None
    if np.shape(got) != want.shape:
        return f"expected an array of shape {want.shape}, got shape {np.shape(got)}."
    if not np.issubdtype(np.asarray(got).dtype, np.floating):
        return f"expected an array of floats, got {np.asarray(got).dtype}."
    return None


def _same(a, b):
    if isinstance(b, dict):
        return isinstance(a, dict) and a.keys() == b.keys() and all(
            _same(a[key], b[key]) for key in b)  # fmt: skip
    if isinstance(b, list | tuple):
        return isinstance(a, list | tuple) and len(a) == len(b) and all(
            map(_same, a, b))  # fmt: skip
    if isinstance(b, np.ndarray | float):
        return np.shape(a) == np.shape(b) and np.allclose(a, b, atol=1e-9)
    return type(a) is type(b) and a == b


def _difference(got, want):
    """Where two values of one form first differ, in words."""
    if isinstance(want, dict):
        key = next(k for k in want if not _same(got[k], want[k]))
        return f"at {key!r}, {_difference(got[key], want[key])}"
    if isinstance(want, np.ndarray):
        at = tuple(int(k[0]) for k in np.nonzero(~np.isclose(got, want, atol=1e-9)))
        return f"at {list(at)}, expected {want[at]:.4g}, got {np.asarray(got)[at]:.4g}."
    if isinstance(want, float) and isinstance(got, float | int | np.floating):
        return f"expected {want:.6g}, got {got:.6g}."
    return f"expected {want!r}, got {got if isinstance(got, str) else _kind(got)!r}."


def _kind(thing):
    return type(thing).__name__
