"""What a reader types, as words and units that a network knows; or a sentence.

Whatever is typed: the answer is a list, or a ValueError whose one sentence can be
shown. Nothing that is typed is ever repeated in full, or with signs that cannot be
seen.
"""

import difflib
import re
import unicodedata
from functools import lru_cache

from lstmlib.course.stories.chronicle import read_chronicle

LONGEST = 300
"""The most words of a story that is read."""
MOST_NAMED = 3
"""How many unknown words one sentence names."""
MOST_LETTERS = 10_000
"""The most letters that are read, blanks next to each other counted once."""
# How sentences end in other scripts. Full-width signs are made common ones before.
STOPS = "。।॥۔؟؛።"
LEFT_OUT = ',、،"“”„‟«»‹›「」『』‘‚‛'
SHOWN = 24
"""How many letters of an unknown word are repeated."""


def words_of(text, vocabulary, limit=LONGEST):
    """A typed story -> a list of words of the vocabulary.

    Capital letters are read as small ones, every sentence mark as a full stop; commas,
    quotation marks and signs that cannot be seen are left out. A word at the very end
    that could still become a known one is not read yet. Raises ValueError for an
    unknown word, naming known ones that look like it, for no word at all, and for more
    than `limit` words or MOST_LETTERS.
    """
    marks = re.sub(rf"[.!?;:{STOPS}]+", " . ", _common(text, "a story").lower())
    marks = re.sub(rf"[{LEFT_OUT}]|\B'|'\B", " ", marks)
    words = marks.split()
    if len(words) > limit:
        raise ValueError(f"expected a story of at most {limit} words, got {len(words)}")
    known = set(vocabulary.words)
    if words and marks.endswith(words[-1]) and _unfinished(words[-1], known):
        words = words[:-1]
    if not words:
        raise ValueError("expected a story of at least one whole word, got none")
    unknown = list(dict.fromkeys(word for word in words if word not in known))
    if unknown:
        named = ", ".join(_with_near(word, vocabulary) for word in unknown[:MOST_NAMED])
        more = len(unknown) - MOST_NAMED
        raise ValueError(
            f"expected words that the network knows, got {named}"
            + (f" and {more} more" if more > 0 else "")
        )
    return words


def _common(text, what):
    """Typed text with common signs for full-width ones, and none that is not seen.

    Every apostrophe is the straight one. Raises ValueError for more than MOST_LETTERS.
    """
    blank = " " if text[-1:].isspace() else ""
    text = " ".join(text.split()) + blank
    if len(text) > MOST_LETTERS:
        told = f"expected {what} of at most {MOST_LETTERS} letters, got {len(text)}"
        raise ValueError(told)
    # Letter by letter: a flood of marks on one letter would take minutes to be sorted.
    seen = [sign for sign in text if unicodedata.category(sign) != "Cf"]
    common = "".join(unicodedata.normalize("NFKC", sign) for sign in seen)
    return common.replace("’", "'")


def story_reader(vocabulary, whole=lambda words: words):
    """A function that reads a typed story -> Chronicle, each new text only once.

    whole(words) -> the words that are read. Raises ValueError, in one sentence, for
    what cannot be read.
    """

    @lru_cache(maxsize=1)
    def attempt(text):
        try:
            return read_chronicle(whole(words_of(text, vocabulary))), None
        except ValueError as problem:
            return None, str(problem)

    def read(text):
        told, problem = attempt(text)
        if problem:
            raise ValueError(problem)
        return told

    return read


def as_typed(words):
    """A list of words as a reader would type it: the full stop next to its word."""
    return " ".join(words).replace(" .", ".")


def _unfinished(word, known):
    return word not in known and any(other.startswith(word) for other in known)


def _with_near(word, vocabulary):
    # Only the beginning is compared: nothing long is near to a word, but takes long.
    near = difflib.get_close_matches(word[:SHOWN], vocabulary.words, n=2)
    hint = " or ".join(f"“{other}”" for other in near)
    return f"“{_shown(word)}”" + (f" (did you mean {hint}?)" if near else "")


def _shown(typed):
    """Typed text as a sentence may repeat it: short, and without invisible signs."""
    cut = typed[:SHOWN] + ("…" if len(typed) > SHOWN else "")
    return "".join(sign if sign.isprintable() else "�" for sign in cut)


def units_of(text, size):
    """Typed numbers such as "3, 17" -> a list of units; none for an empty text.

    Raises ValueError for what is no number in 0..size - 1.
    """
    units = []
    for word in re.split(r"[\s,;、،]+", _common(text, "units").strip()):
        if not word:
            continue
        if not re.fullmatch("[0-9]{1,6}", word) or int(word) >= size:
            told = f"expected units as numbers in 0..{size - 1}, such as 3, 17"
            raise ValueError(f"{told}; got “{_shown(word)}”")
        units.append(int(word))
    return sorted(set(units))
