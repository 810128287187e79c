"""Running free: texts that a network writes by itself, and what holds in them.

    own = write_texts(model, openings, vocabulary, rng, 200)
    share_possible(own)                 sentences that the grammar could have written

While a network learns, each next word follows the true words before it (the field
calls this teacher forcing). When it writes, each word follows its own.
"""

from functools import cache

import numpy as np

from lstmlib.course.ch13.corpus import START
from lstmlib.course.data import read_lines
from lstmlib.course.lab.writing import tempered
from lstmlib.course.stories.chronicle import (
    CUES,
    KINGDOMS,
    NAMES,
    WEAPONS,
    read_chronicle,
)
from lstmlib.course.stories.grammar import ENDINGS, OCCUPATIONS, pad, sentences

PEOPLE = NAMES[:4]


@cache
def possible_sentences():
    """Every sentence that the grammar can write somewhere, a set of tuples of words.

    Whoever is named: this is about form, and not about who rules.
    """
    texts = {"an ancient story .", "a modern story .", *sentences("train")}
    texts |= {f"in {k} king {name} rules ." for k in KINGDOMS for name in PEOPLE}
    for ending in ENDINGS:
        for text in ending.split(" . "):
            form = text.removesuffix(" .") + " ."
            texts |= {form.format(current=name, heir=name) for name in PEOPLE}
    for kind, cue in CUES.items():
        answers = {"era": WEAPONS.values(), "kingdom": ()}.get(kind, PEOPLE)
        texts |= {cue.format(**{kind: answer}) for answer in answers}
    for text in read_lines("distractors.txt"):
        texts |= {text.format(role=r, name=n) for r in OCCUPATIONS for n in PEOPLE}
    return {tuple(text.split()) for text in texts}


def write_texts(model, texts, vocabulary, rng, count, temperature=1.0):
    """Go on with each text (lists of words): `count` words more of each, all at once.

    Returns a list of lists of words. A full stop is heard before every text.
    """
    tokens = pad([[START, *words] for words in texts], vocabulary)
    trace, last = model.forward(tokens), [len(words) for words in texts]
    each = np.arange(len(texts))
    h, c, written = trace.h[each, last], trace.c[each, last], []
    for draws in rng.random((count, len(texts), 1)):
        logits = model.linear.forward(h).astype(float)
        upto = np.cumsum(tempered(logits, temperature), axis=-1)
        token = (upto < draws * upto[:, -1:]).sum(axis=-1)
        written.append(token)
        trace = model.forward(token[:, None], (h, c))
        h, c = trace.h[:, -1], trace.c[:, -1]
    return [vocabulary.decode(row) for row in np.transpose(written)]


def sentences_of(words):
    """The whole sentences of a text: (place of the first word, tuple of words) each."""
    found, start = [], 0
    for t, word in enumerate(words):
        if word == ".":
            found.append((start, tuple(words[start : t + 1])))
            start = t + 1
    return found


def whole_sentences(words):
    """A text up to its last full stop."""
    return words[: len(words) - words[::-1].index(".")]


def share_possible(texts, low=0, high=np.inf):
    """Share of sentences that the grammar could have written, 0..1.

    Of those that begin at one of the places low..high - 1 of their text.
    """
    known = possible_sentences()
    right = [
        sentence in known
        for words in texts
        for start, sentence in sentences_of(words)
        if low <= start < high
    ]
    return float(np.mean(right)) if right else np.nan


def after_true_words(model, stories, vocabulary, rng, low, high):
    """Teacher forcing, sentence by sentence: share that the grammar could write.

    The model reads each true story up to every full stop at the places low..high - 1,
    and writes one sentence there.
    """
    known, texts = possible_sentences(), []
    for words in stories:
        ends = [start for start, _ in sentences_of(words) if low <= start < high]
        texts += [words[:end] for end in ends if end]
    written = write_texts(model, texts, vocabulary, rng, 16)
    first = [tuple(words[: words.index(".") + 1]) if "." in words else ()
             for words in written]  # fmt: skip
    return float(np.mean([sentence in known for sentence in first]))


def facts_named(opening, written):
    """How often a text's own facts are named right: {kind: (right, named)}.

    For each "king ___", "the statue of ___" and "fight with ___" in `written`: is it
    what a reader with a perfect memory knows from all that stands before?
    """
    words, counts = [*opening, *written], {}
    told = read_chronicle(words)
    right = {(cue.position, cue.kind) for cue in told.cues}
    crowned = [event.position for event in told.events if event.kind == "crowned"]
    eras = [t for t, word in enumerate(words) if word in WEAPONS]
    since = {"first": min(crowned, default=len(words)),
             "era": min(eras, default=len(words))}  # fmt: skip
    for t in range(len(opening), len(words)):
        kind = _asked(words, t)
        if not kind or words[t] not in ANSWERS:
            continue
        if told.ruler[t - 1] if kind == "current" else since[kind] < t:
            yes, named = counts.get(kind, (0, 0))
            counts[kind] = yes + ((t, kind) in right), named + 1
    return counts


ANSWERS = {*PEOPLE, *WEAPONS.values()}


def _asked(words, t):
    """Which fact word t tells, None for another word."""
    if words[t - 1] == "king":
        return "current"
    return {("statue", "of"): "first", ("fight", "with"): "era"}.get(
        tuple(words[max(t - 2, 0) : t])
    )
