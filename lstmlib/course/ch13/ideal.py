"""The ideal reader: knows the grammar and forgets nothing. Nobody can expect better.

    surprises(words)        bits that each word costs this reader: an array (T,)

The grammar draws an era, kingdoms, kings, sentences and lengths of reigns. At each word
this reader gives every word exactly the probability that these draws give it after all
that was told. So the mean of its bits is the entropy of the grammar's own choices per
word, measured on the stories at hand.
"""

from collections import Counter
from functools import cache

import numpy as np

from lstmlib.course.ch13.corpus import CUE_RATE, FILLER, KINDS
from lstmlib.course.data import read_lines
from lstmlib.course.stories.chronicle import CUES, KINGDOMS, NAMES, WEAPONS
from lstmlib.course.stories.grammar import (
    DISTRACTORS,
    ENDINGS,
    OCCUPATIONS,
    sentences,
)

PEOPLE = NAMES[:4]

MORE_KINGS = (2 / 3, 1 / 2, 0.0)
"""How probable another king is after the first, the second and the third."""


@cache
def filler_mass(split="train"):
    """How probable a plain sentence, or one about others, begins so: {words: 0..1}."""
    mass = Counter()
    plain = sentences(split)
    for sentence in plain:
        _add(mass, sentence.split(), (1 - DISTRACTORS) / len(plain))
    distractors = read_lines("distractors.txt")
    share = DISTRACTORS / len(distractors) / len(OCCUPATIONS) / len(PEOPLE)
    for sentence in distractors:
        for role in OCCUPATIONS:
            for name in PEOPLE:
                _add(mass, sentence.format(role=role, name=name).split(), share)
    return mass


def _add(mass, words, share):
    for end in range(len(words) + 1):
        mass[tuple(words[:end])] += share


def still_telling(before, now):
    """How probable a reign goes on after `now` filler words, as it did after `before`.

    Its least number of filler words is drawn from FILLER, all numbers alike.
    """
    low, high = FILLER
    more = [high - max(words, low - 1) for words in (before, now)]
    return max(more[1], 0) / more[0]


class _Ideal:
    """Where a story stands, and what may come: parts (probability, words, next)."""

    def __init__(self, split):
        self.mass = filler_mass(split)
        self.facts, self.kings = {}, []
        self.expect = self._openings()

    def read(self, word, said):
        """The probability of `word` after the words of its sentence -> 0..1."""
        before, said = self._weight(tuple(said)), (*said, word)
        after = self._weight(said)
        if after > 0 and word == ".":
            self._close(said)
        return after / before if after else 0.0

    def _weight(self, said):
        """How probable it is that the sentence at hand begins with these words."""
        filler, parts = self.expect
        named = sum(p for p, words, _ in parts if words[: len(said)] == said)
        return filler * self.mass[said] + named

    def _close(self, said):
        """Go on after a sentence: where its part leads, or else in the filler."""
        _, parts = self.expect
        leads = [follow for _, words, follow in parts if words == said and follow]
        self.expect = leads[0]() if leads else self._filler(self.words + len(said))

    # ------------------------------------------------- what may come, sentence by
    # sentence: (weight of filler sentences, parts)

    def _openings(self):
        def told(era):
            self.facts["era"] = WEAPONS[era]
            return self._places()

        texts = {"ancient": "an ancient story .", "modern": "a modern story ."}
        return 0.0, [(0.5, _words(text), lambda era=era: told(era))
                     for era, text in texts.items()]  # fmt: skip

    def _places(self):
        share = 1 / len(KINGDOMS) / len(PEOPLE)
        return 0.0, [
            (share, _words(f"in {k} king {n} rules ."), lambda n=n: self._reign(n))
            for k in KINGDOMS for n in PEOPLE
        ]  # fmt: skip

    def _reign(self, name):
        self.kings.append(name)
        self.facts |= {"current": name, "first": self.kings[0]}
        self.words = -1
        return self._filler(0)

    def _filler(self, now):
        on, self.words = still_telling(self.words, now), now
        end = (1 - on) * MORE_KINGS[len(self.kings) - 1]
        total = on + end
        if not total:
            return 0.0, []  # the story is over
        share = on / total * CUE_RATE / len(KINDS)
        parts = [(share, _words(CUES[k].format(**self.facts)), None) for k in KINDS]
        if end:
            parts.append((end / total, *self._ending(0)))
        return on / total * (1 - CUE_RATE), parts

    def _ending(self, step):
        """The words of one sentence of a reign's end, and what follows it."""
        *told, _ = ENDINGS[len(self.kings) - 1].split(" . ")
        text = told[step].format(**self.facts) + " ."
        if step + 1 < len(told):
            return _words(text), lambda: (0.0, [(1.0, *self._ending(step + 1))])
        return _words(text), self._heirs

    def _heirs(self):
        *_, last = ENDINGS[len(self.kings) - 1].split(" . ")
        heirs = [name for name in PEOPLE if name not in self.kings]
        return 0.0, [
            (1 / len(heirs), _words(last.format(heir=n)), lambda n=n: self._reign(n))
            for n in heirs
        ]


def _words(text):
    return tuple(text.split())


def surprises(words, split="train"):
    """Bits that each word of a story costs the ideal reader: an array (T,).

    Raises ValueError for a story that the grammar cannot tell.
    """
    reader, said, bits = _Ideal(split), [], []
    for t, word in enumerate(words):
        p = reader.read(word, said)
        if not p > 0:
            raise ValueError(
                f"expected a story of the grammar, got {word!r} as word {t + 1}"
            )
        bits.append(-np.log2(p))
        said = [] if word == "." else [*said, word]
    return np.array(bits)
