"""The events of a chronicle at which gates have something to do, and what they do.

find_gate_events(chronicles)       where they are: {event: (N, T) booleans}
gate_values(model, chronicles)     the gates of the units that carry a fact, there
gate_means, gate_effects           what several networks have in common
"""

import numpy as np

from lstmlib.course.lab.probes import encoding_units, eta_squared, facts_of
from lstmlib.course.lab.statistics import effect_size
from lstmlib.course.stories.grammar import OCCUPATIONS, chronicle_vocabulary, pad

GATE_EVENTS = (
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
"""The events, each the word at which a gate decides; for "asked" the last before."""
MOMENTS = (
    ("f", "the king dies", "another dies"),
    ("i", "the heir's name", "another's name"),
)
"""Gate, event, event: the first pair should forget more here than there, the second
write more, if gates do what the story says."""
EVENT_OF_QUESTION = {
    "current": "asked: king ...",
    "first": "asked: statue of ...",
    "kingdom": "asked: flag of ...",
    "era": "asked: fight with ...",
}


def find_gate_events(chronicles):
    """Where each of GATE_EVENTS is in some stories: {event: booleans (N, T)}.

    An event that never comes is left out. So is all that comes before the first king
    rules: there is nothing to forget yet.
    """
    shape = len(chronicles), max(len(story.words) for story in chronicles)
    where = {event: np.zeros(shape, bool) for event in GATE_EVENTS}
    for n, story in enumerate(chronicles):
        for t, event in enumerate(_events_of(story)):
            if event:
                where[event][n, t] = True
    return {event: places for event, places in where.items() if places.any()}


def _events_of(story):
    """The event at each word of one story; None before a king rules."""
    deaths = {e.position for e in story.events if e.kind == "dies"}
    asked = {cue.position - 1: EVENT_OF_QUESTION[cue.kind] for cue in story.cues}
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
        elif before in OCCUPATIONS:
            yield "another's name"
        else:
            yield asked.get(t, "other words")


def gate_values(model, chronicles, fact="current"):
    """How far the gates stand open at each event: {gate: {event: (words,)}}.

    Gates f, i and o, averaged over the units whose c carries the fact, a field of
    `probes.Facts`. Which units these are is measured at other words only. Raises
    ValueError for stories without a second king.
    """
    trace = model.forward(pad([s.words for s in chronicles], chronicle_vocabulary()))
    events = find_gate_events(chronicles)
    labels = getattr(facts_of(chronicles), fact)
    elsewhere = np.where(events.get("other words", False), labels, -1)
    units = encoding_units(eta_squared(trace.c, elsewhere))
    gates = {name: getattr(trace, name)[..., units].mean(axis=-1) for name in "fio"}
    return {
        name: {event: gate[places] for event, places in events.items()}
        for name, gate in gates.items()
    }


def gate_means(values):
    """Mean gates of several networks: {gate: {event: (networks,)}}.

    values: for each network what `gate_values` returns.
    """
    return {
        gate: {m: np.array([v[gate][m].mean() for v in values]) for m in events}
        for gate, events in values[0].items()
    }


def gate_effects(values, gate, inside, outside):
    """Effect size of one gate between two events, for each network: (networks,)."""
    return np.array([effect_size(v[gate][inside], v[gate][outside]) for v in values])
