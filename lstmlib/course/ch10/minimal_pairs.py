"""Minimal pairs: two chronicles that differ in the first king only."""

import numpy as np

from lstmlib.course.stories.chronicle import NAMES, read_chronicle
from lstmlib.course.stories.grammar import pad


def minimal_pair(words, name):
    """The same story with another first king: in his reign and on his statue.

    Other people who bear his name keep it. Raises ValueError for a story without a
    king, or a name that no other king could have.
    """
    chronicle = read_chronicle(words)
    if "first" not in chronicle.facts:
        raise ValueError("expected a story of a king, got one in which nobody rules")
    kings = [event.name for event in chronicle.events if event.kind == "crowned"]
    if name in kings or name not in NAMES:
        free = ", ".join(other for other in NAMES if other not in kings)
        raise ValueError(f"expected another name, one of {free}, got {name!r}")
    deaths = [event.position for event in chronicle.events if event.kind == "dies"]
    end = deaths[0] if deaths else len(words)
    # Two full stops in front, so that every word has two words before it.
    before = list(zip([".", ".", *words], [".", *words], strict=False))
    return [
        name if word == kings[0] and _about_king(before[t], t <= end) else word
        for t, word in enumerate(words)
    ]


def _about_king(before, in_reign):
    """Whether a name after these two words is that of the first king."""
    return before == ("statue", "of") or (in_reign and before[1] == "king")


def distances(model, vocabulary, words, other, groups):
    """How far apart two stories of T words keep an LSTM's states, word by word.

    groups: {name: list of units}. Returns {name: {"c": (T,), "h": (T,)}}: the mean
    absolute difference, over the units of a group, of tanh(c), which is all that c can
    say, and of h. Raises ValueError when the stories differ in length, and for a group
    without units.
    """
    if len(words) != len(other):
        raise ValueError(
            f"expected {len(words)} words of the other story, got {len(other)}"
        )
    if empty := [name for name, units in groups.items() if not len(units)]:
        raise ValueError(f"expected one unit or more in a group, got none: {empty[0]}")
    trace = model.forward(pad([words, other], vocabulary))
    apart = {
        state: np.abs(values[0] - values[1])
        for state, values in (("c", np.tanh(trace.c)), ("h", trace.h))
    }
    return {
        name: {state: gap[:, units].mean(axis=1) for state, gap in apart.items()}
        for name, units in groups.items()
    }
