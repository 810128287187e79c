"""The moments of a chronicle at which gates have something to do, and what they do.

find_moments(chronicles)           where they are: {moment: (N, T) booleans}
gate_values(model, chronicles)     the gates of the units that carry a fact, there
gate_means, gate_effects           what several networks have in common
effect_size, mean_interval         how clear a difference is, and over how many seeds
"""

import numpy as np

from lstmlib.probes import carriers, explained, facts_of
from lstmlib.story import ROLES, chronicle_vocabulary, pad

MOMENTS = (
    "the king dies",
    "another dies",
    "the heir's name",
    "another's name",
    "asked: king ...",
    "asked: statue of ...",
    "asked: flag of ...",
    "asked: fight with ...",
    "other words",
)
"""The moments, each the word at which a gate decides; for "asked" the last before."""
ASKED = {
    "current": "asked: king ...",
    "first": "asked: statue of ...",
    "kingdom": "asked: flag of ...",
    "era": "asked: fight with ...",
}
# Student's t for 95 %, by degrees of freedom (seeds - 1).
STUDENT = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18)


def find_moments(chronicles):
    """Where each of MOMENTS is in some stories: {moment: booleans (N, T)}.

    A moment that never comes is left out. So is all that comes before the first king
    rules: there is nothing to forget yet.
    """
    shape = len(chronicles), max(len(story.words) for story in chronicles)
    where = {moment: np.zeros(shape, bool) for moment in MOMENTS}
    for n, story in enumerate(chronicles):
        for t, moment in enumerate(_moments_of(story)):
            if moment:
                where[moment][n, t] = True
    return {moment: places for moment, places in where.items() if places.any()}


def _moments_of(story):
    """The moment of each word of one story; None before a king rules."""
    deaths = {event.position for event in story.events if event.kind == "dies"}
    asked = {cue.position - 1: ASKED[cue.kind] for cue in story.cues}
    crowned = story.events[0].position if story.events else len(story.words)
    for t, word in enumerate(story.words):
        before = story.words[t - 1] if t else ""
        if t <= crowned:
            yield None
        elif t in deaths:
            yield "the king dies"
        elif word == "dies":
            yield "another dies"
        elif before in ("son", "grandson"):
            yield "the heir's name"
        elif before in ROLES:
            yield "another's name"
        else:
            yield asked.get(t, "other words")


def gate_values(model, chronicles, fact="current"):
    """How far the gates stand open at each moment: {gate: {moment: (words,)}}.

    Gates f, i and o, averaged over the units whose c carries the fact, a field of
    `probes.Facts`. Which units these are is measured at other words only. Raises
    ValueError for stories without a second king.
    """
    trace = model.forward(pad([s.words for s in chronicles], chronicle_vocabulary()))
    moments = find_moments(chronicles)
    labels = getattr(facts_of(chronicles), fact)
    shares = explained(trace.c, np.where(moments.get("other words", False), labels, -1))
    units = carriers(shares)
    gates = {name: getattr(trace, name)[..., units].mean(axis=-1) for name in "fio"}
    return {
        name: {moment: gate[places] for moment, places in moments.items()}
        for name, gate in gates.items()
    }


def gate_means(values):
    """Mean gates of several networks: {gate: {moment: (networks,)}}.

    values: for each network what `gate_values` returns.
    """
    return {
        gate: {m: np.array([v[gate][m].mean() for v in values]) for m in moments}
        for gate, moments in values[0].items()
    }


def gate_effects(values, gate, inside, outside):
    """Effect size of one gate between two moments, for each network: (networks,)."""
    return np.array([effect_size(v[gate][inside], v[gate][outside]) for v in values])


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
