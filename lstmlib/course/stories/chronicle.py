"""What a chronicle is, and what a reader with a perfect memory knows at each word.

Some words of a chronicle can be known only by memory; each of them is a recall cue:

    current   king ___ ...                   who rules now
    first     the statue of ___ shines .     who was the first king
    era       soldiers fight with ___ .      swords or guns: ancient or modern
    kingdom   the flag of ___ waves .        where it all happens
"""

from typing import NamedTuple

NAMES = ("arjun", "bala", "chandra", "deva", "gopal", "hari", "kiran", "mohan")
KINGDOMS = ("avanti", "kosala", "magadha", "vatsa")
WEAPONS = {"ancient": "swords", "modern": "guns"}
CUES = {
    "current": "king {current} listens .",
    "first": "the statue of {first} shines .",
    "era": "soldiers fight with {era} .",
    "kingdom": "the flag of {kingdom} waves .",
}
# The two words before a blank, for the kinds of cues that have a place of their own.
CUE_PREFIXES = {
    ("statue", "of"): "first",
    ("fight", "with"): "era",
    ("flag", "of"): "kingdom",
}
# Words that can change what is known, wherever they stand.
SIGNALS = ("dies", *WEAPONS)


class Cue(NamedTuple):
    """One word of a chronicle that only memory can tell."""

    position: int  # index of the word
    kind: str  # a key of CUES
    answer: str  # the word
    distance: int  # words since the answer was last given away


class Event(NamedTuple):
    """A king is crowned or dies; he rules, or no longer, from this word on."""

    position: int  # index of the word
    kind: str  # "crowned" or "dies"
    name: str  # the king


class Chronicle(NamedTuple):
    """A story, and what a reader with a perfect memory knows at each word."""

    words: list  # the words
    ruler: list  # after each word: the king who rules, or None
    cues: list  # every Cue, in order
    events: list  # every Event, in order
    facts: dict  # at the end: the answer to each kind of cue


def read_chronicle(words):
    """Read a story with a perfect memory: the truth that a network has to learn.

    words: a list of strings -> Chronicle. Works for stories written by hand, too;
    a sentence in no form of the grammar counts as filler.
    """
    if isinstance(words, str):
        raise ValueError(f"expected a list of words, got the string {words!r}")
    reader = _PerfectReader()
    for word in words:
        reader.read(word)
    return Chronicle(
        list(words), reader.rulers, reader.cues, reader.events, reader.facts
    )


class _PerfectReader:
    """Keeps every fact, and when it was last given away, for as long as it holds."""

    def __init__(self):
        self.last = (".", ".", ".")
        self.rulers, self.cues, self.events = [], [], []
        self.ruler, self.facts, self.given = None, {}, {}

    def read(self, word):
        third, second, previous = self.last
        if previous == "king":
            self._recall("current", word)
        elif (second, previous) in CUE_PREFIXES:
            self._recall(CUE_PREFIXES[second, previous], word)
        if previous in ("king", "becomes", "in") or word in SIGNALS:
            self._learn(third, second, previous, word)
        self.last = (second, previous, word)
        self.rulers.append(self.ruler)

    def _recall(self, kind, word):
        if self.facts.get(kind) != word:
            return
        now = len(self.rulers)
        self.cues.append(Cue(now, kind, word, now - self.given[kind]))
        # Whoever hears the answer to one question may know it for another, too.
        self.given |= {k: now for k, fact in self.facts.items() if fact == word}

    def _learn(self, third, second, previous, word):
        if previous == "king" and self.ruler is None and word in NAMES:
            self._crown(word, said=0)
        elif (previous, word) == ("becomes", "king"):
            if third in ("son", "grandson") and second in NAMES:
                self._crown(second, said=2)
        elif second == "king" and word == "dies" and previous == self.ruler:
            self.events.append(Event(len(self.rulers), "dies", self.ruler))
            self.ruler = None
            del self.facts["current"]
        elif word in WEAPONS:
            self._note("era", WEAPONS[word])
        elif previous == "in" and word in KINGDOMS:
            self._note("kingdom", word)

    def _crown(self, name, said):
        """A king rules from this word on; his name was said so many words ago."""
        self.ruler = name
        self.events.append(Event(len(self.rulers), "crowned", name))
        self._note("current", name, said)
        if "first" not in self.facts:
            self._note("first", name, said)

    def _note(self, kind, fact, said=0):
        self.facts[kind], self.given[kind] = fact, len(self.rulers) - said
