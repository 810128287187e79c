"""How answers are checked: a verdict is printed, and nothing is ever raised.

An exercise has a reference, a few cases, and the mistakes that people make. A mistake
is a wrong function; whoever computes what it computes is told what went wrong.
"""

import copy
import itertools
import textwrap
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
    # JupyterLab shows this line in place of an output that is closed.
    print("Your prediction, beside the experiment:")
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


# What a learner's code may raise; a stop button still stops it.
FAILURES = (Exception, SystemExit, GeneratorExit)


def _verdict(exercise, answer):
    outputs = []
    for args in exercise.cases():
        given = copy.deepcopy(args)
        try:
            outputs.append(answer(*given))
        except NotImplementedError:
            return False, "not attempted yet: replace the line that raises."
        except FAILURES as error:
            return False, f"it stopped with {_kind(error)}: {_shown(error, str)}"
        if outputs[-1] is None:
            return False, "not attempted yet: it returns None."
        if not _unchanged(given, args):
            return False, "it changes what it was given; make a new object instead."
    try:
        return _compare(exercise, outputs)
    except FAILURES:  # a learner's object can do anything when it is compared
        return False, f"expected numbers, got a {_kind(outputs[0])}."


def _unchanged(given, args):
    try:
        return _same(given, args)
    except FAILURES:  # what stands there now cannot even be compared
        return False


def _compare(exercise, outputs):
    """In this order: another form, a known mistake, a wrong value, correct."""
    cases = exercise.cases()
    expected = [exercise.reference(*args) for args in cases]
    outputs = _as_python(outputs, expected)
    for got, want in zip(outputs, expected, strict=True):
        if problem := _other_form(got, want):
            return False, problem
    same = ""
    if len(_leaves(outputs)) == 1 < len(_leaves(expected)):
        same = f"it gives {_shown(_leaves(outputs).pop(), str)} whatever it is given. "
    for wrong, sentence in exercise.mistakes:
        if _same(outputs, [wrong(*args) for args in cases]):
            return False, same + sentence
    for n, (got, want) in enumerate(zip(outputs, expected, strict=True), 1):
        if not _same(got, want):
            return False, f"{same}case {n} is wrong: {_difference(got, want)}"
    return True, f"correct in all {len(cases)} cases."


def _as_python(got, want):
    """The answer with NumPy's own bools, numbers, strings and lists made Python's."""
    if isinstance(want, np.ndarray):
        return got
    if isinstance(want, dict) and isinstance(got, dict):
        return {k: _as_python(v, want[k]) if k in want else v for k, v in got.items()}
    if isinstance(got, np.generic) or (isinstance(got, np.ndarray) and got.ndim == 0):
        return got.item()
    if isinstance(want, list | tuple) and isinstance(got, list | tuple | np.ndarray):
        pairs = itertools.zip_longest(list(got), want[: len(got)])
        return [_as_python(a, b) for a, b in pairs]
    return got


def _leaves(thing):
    """The different values that an answer is made of."""
    if isinstance(thing, dict):
        thing = list(thing.values())
    if isinstance(thing, list | tuple):
        return set().union(*map(_leaves, thing))
    return {
        np.round(v, 9) if isinstance(v, float) else v for v in np.ravel(thing).tolist()
    }


def _other_form(got, want):
    """A sentence when type, shape, dtype or keys are not those expected, or None."""
    if isinstance(want, dict):
        if not isinstance(got, dict) or set(got) != set(want):
            is_dict = isinstance(got, dict)
            keys = _shown(sorted(map(str, got))) if is_dict else None
            came = f"the keys {keys}" if is_dict else f"a {_kind(got)}"
            return f"expected a dictionary with the keys {sorted(want)}, got {came}."
        return next(filter(None, (_other_form(got[k], want[k]) for k in want)), None)
    if isinstance(want, list | tuple):
        if not isinstance(got, list | tuple):
            return f"expected a list of {len(want)} values, got {_shown(got)}."
        if len(got) != len(want):
            return f"expected a list of {len(want)} values, got one of {len(got)}."
        return next(filter(None, map(_other_form, got, want)), None)
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
    if isinstance(want, list | tuple):
        at = next(k for k in range(len(want)) if not _same(got[k], want[k]))
        return f"at place {at}, counted from 0, {_difference(got[at], want[at])}"
    if isinstance(want, np.ndarray):
        at = tuple(int(k[0]) for k in np.nonzero(~np.isclose(got, want, atol=1e-9)))
        return f"at {list(at)}, expected {want[at]:.4g}, got {np.asarray(got)[at]:.4g}."
    if isinstance(want, float) and isinstance(got, float | int):
        return f"expected {want:.6g}, got {got:.6g}."
    return f"expected {want!r}, got {_shown(got)}."


def _shown(thing, say=repr):
    """A value in at most 60 characters, whatever its own code does when asked."""
    try:
        return textwrap.shorten(str(say(thing)), 60, placeholder=" ...")
    except FAILURES:
        return f"a {_kind(thing)}"


def _kind(thing):
    return type(thing).__name__
