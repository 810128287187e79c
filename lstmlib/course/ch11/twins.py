"""Minimal pairs: two chronicles that differ in the first king only."""

import numpy as np

from lstmlib.course.lab.probes import encoding_units, unit_table
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


def kings_units(model, chronicles):
    """Which units carry a king: {"first king": [...], "ruler": [...]}.

    `probes.encoding_units` finds them in these stories, from the second reign on.
    """
    ruler, first, *_ = encoding_units(unit_table(model, chronicles))
    return {"first king": np.flatnonzero(first), "ruler": np.flatnonzero(ruler)}


def distances(model, vocabulary, words, other, units):
    """How far apart two stories of T words keep some units' memory, word by word: (T,).

    The mean absolute difference of tanh(c), which is all that c can say. Raises
    ValueError when the stories differ in length, or there is no unit.
    """
    if len(words) != len(other):
        raise ValueError(
            f"expected {len(words)} words of the other story, got {len(other)}"
        )
    if not len(units):
        raise ValueError("expected one unit or more, got none")
    trace = model.forward(pad([words, other], vocabulary))
    said = np.tanh(trace.c[..., units])
    return np.abs(said[0] - said[1]).mean(axis=1)
