"""Chapter 11: she or he? A text follows one person and meets others on the way.

A topic sentence names the person ("ankita is a brave pilot ."), some words wander off,
often to people of either gender, and "today ___ won a medal ." comes back to the topic.
The next topic replaces the first one. Only a memory of the topic tells the pronoun:
names, nouns and jobs say nothing about it, save for the name in the topic sentence.
"""

from typing import NamedTuple

import numpy as np

from lstmlib._validate import check_sizes
from lstmlib.course.stories.grammar import pick, pick_length
from lstmlib.vocabulary import Vocabulary

SUBJECTS = {
    "she": ("ankita", "asha", "leela", "nila", "tara", "uma"),
    "he": ("mrbeast", "dinesh", "ishan", "kabir", "omar", "vijay"),
}
NOUNS = {
    "she": ("aunt", "girl", "lady", "mother", "queen", "sister"),
    "he": ("boy", "brother", "father", "king", "man", "uncle"),
}
SLOTS = {
    "trait": ("brave", "busy", "cheerful", "clever", "famous", "patient"),
    "job": ("baker", "dancer", "pilot", "runner", "student", "youtuber"),
    "thing": ("bridge", "harbour", "kitchen", "lake", "market", "museum", "station"),
    "state": ("cold", "crowded", "dark", "empty", "noisy", "open"),
    "when": ("again", "all day", "at noon", "in spring", "last week"),
}
TOPIC = "{name} is a {trait} {job} ."
FILLERS = (
    "the {thing} was {state} {when} .",
    "rain fell on the {thing} {when} .",
    "the way to the {thing} is long .",
)
ABOUT_OTHERS = (
    "a {noun} walked past the {thing} .",
    "we met {name} at the {thing} .",
    "my {noun} asked about {name} .",
    "the {noun} was at the {thing} {when} .",
)
PRONOUNS = (
    "today {pronoun} made a video .",
    "today {pronoun} won a medal .",
    "today {pronoun} sang at the {thing} .",
)
STORY = (
    "ankita is a clever student .",
    "my brother asked about omar .",
    "today she won a medal .",
    "mrbeast is a famous youtuber .",
    "we met uma at the lake .",
    "the queen was at the market again .",
    "today he made a video .",
)
"""One text in which she is replaced by he, and in which others pass by."""
# Share of filler sentences about other people.
MEETINGS = 0.6


class PronounText(NamedTuple):
    """A text, and the places at which memory must choose a pronoun."""

    words: list  # the words
    blanks: list  # positions of the pronouns


def _words_of_the_grammar():
    lists = (*SUBJECTS.values(), *NOUNS.values(), *SLOTS.values())
    sentences = (TOPIC, *FILLERS, *ABOUT_OTHERS, *PRONOUNS)
    entries = [*SUBJECTS, *(entry for group in lists for entry in group), *sentences]
    return [w for entry in entries for w in entry.split() if "{" not in w]


VOCABULARY = Vocabulary(_words_of_the_grammar())
"""All words of these texts; "she" has the number 0 and "he" the number 1."""


def gender(word):
    """The pronoun that a name or noun calls for, "she" or "he"; None for other words.

    The pronouns themselves count, too.
    """
    for pronoun in SUBJECTS:
        if word in (pronoun, *SUBJECTS[pronoun], *NOUNS[pronoun]):
            return pronoun
    return None


def write_text(rng, *, topics=None, filler=(0, 15), pronouns=2, misleading=False):
    """Write one text -> PronounText.

    topics      names of the people it follows; None draws two
    filler      least number of words before each pronoun; (low, high) draws it
    pronouns    how many pronouns each topic gets
    misleading  whether everyone else is of the other gender than the topic

    Raises ValueError for a name that is unknown, and for sizes that cannot be.
    """
    check_sizes(pronouns=pronouns)
    words, blanks = [], []
    for name in _draw_names(rng) if topics is None else topics:
        pronoun = _pronoun_for(name)
        words += _fill(rng, TOPIC, name=name)
        for _ in range(pronouns):
            length = pick_length(rng, filler)
            words += _filler(rng, length, pronoun, misleading)
            blanks.append(len(words) + 1)
            words += _fill(rng, pick(rng, PRONOUNS), pronoun=pronoun)
    return PronounText(words, blanks)


def _draw_names(rng):
    return [pick(rng, SUBJECTS[pick(rng, tuple(SUBJECTS))]) for _ in range(2)]


def _pronoun_for(name):
    for pronoun, names in SUBJECTS.items():
        if name in names:
            return pronoun
    known = ", ".join(name for names in SUBJECTS.values() for name in names)
    raise ValueError(f"expected a topic among {known}, got {name!r}")


def _fill(rng, sentence, **known):
    """A sentence's words, its slots filled with what is known or else by chance."""
    drawn = {slot: pick(rng, options) for slot, options in SLOTS.items()}
    return sentence.format(**(drawn | known)).split()


def _filler(rng, length, pronoun, misleading):
    """Sentences of at least `length` words in all about places and other people."""
    words, other = [], {"she": "he", "he": "she"}[pronoun]
    while len(words) < length:
        met = other if misleading else pick(rng, tuple(SUBJECTS))
        people = {"name": pick(rng, SUBJECTS[met]), "noun": pick(rng, NOUNS[met])}
        forms = ABOUT_OTHERS if rng.random() < MEETINGS else FILLERS
        words += _fill(rng, pick(rng, forms), **people)
    return words


def text_batch(texts):
    """Texts as one pair of arrays to train or test on: tokens, targets (N, T).

    A target is the pronoun's number where the next word is a pronoun, -1 elsewhere.
    Short texts are filled up with full stops.
    """
    tokens = np.full((len(texts), max(len(text.words) for text in texts)), STOP)
    targets = np.full(tokens.shape, -1)
    for row, text in enumerate(texts):
        tokens[row, : len(text.words)] = VOCABULARY.encode(text.words)
        targets[row, np.array(text.blanks) - 1] = tokens[row, text.blanks]
    return tokens, targets


STOP = VOCABULARY.encode(["."])[0]


def text_batches(rng, updates, size=16):
    """Texts to learn from, up to 15 words before each pronoun: pairs for `fit`."""
    return [text_batch([write_text(rng) for _ in range(size)]) for _ in range(updates)]


def test_texts(rng, count, filler, misleading=False):
    """Texts to test on: two topics, one pronoun each after so many filler words."""
    return [
        write_text(rng, filler=filler, pronouns=1, misleading=misleading)
        for _ in range(count)
    ]
