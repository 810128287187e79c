"""The reader's own text file, as words or characters to learn from.

    text = read_own("my_story.txt")                     words, and marks between them
    text = read_own("my_story.txt", unit="characters")
    text.told                                           what was read, in a sentence

Whatever the file holds: the answer is a Text, or an error of one clear sentence.
"""

import codecs
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.vocabulary import Vocabulary

UNITS = ("words", "characters")
LEAST = 500
"""A text of fewer words or characters teaches nothing that could be measured."""

MOST = 4000
"""So many different words, or characters, are told apart; the rarer ones are one."""

RARE = "‹rare›"
"""Stands for all words that are too rare to be told apart."""

LARGEST = 20_000_000
"""Bytes of the largest file that is read."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""How files begin that say their own encoding. UTF-32's mark begins like UTF-16's."""


class OwnText(NamedTuple):
    """A text as numbers, and what they stand for."""

    tokens: ndarray  # (T,) integers, in order
    vocabulary: Vocabulary  # V words or characters
    unit: str  # one of UNITS
    told: str  # what was read, a sentence


def read_own(path, unit="words", encoding=None):
    """Read a text file -> OwnText; nothing in it is skipped.

    unit: "words" (small letters; marks such as a comma are words, too) or
    "characters". encoding: such as "cp1252", for a file that is not in UTF-8. Raises
    ValueError, in one sentence, for a file that cannot be read as text or is too short.
    """
    if unit not in UNITS:
        raise ValueError(f"expected the unit {' or '.join(UNITS)}, got {unit!r}")
    text = _decoded(_bytes(path), encoding)
    parts = list(text) if unit == UNITS[1] else words_in(text)
    if len(parts) < LEAST:
        hint = ""
        if unit == UNITS[0] and len(text) >= LEAST:
            hint = '; unit="characters" reads it letter by letter'
        raise ValueError(f"expected at least {LEAST} {unit}, got {len(parts)}{hint}")
    return _numbered(parts, unit)


def words_in(text):
    """The words of a text in small letters, and each mark between them, as a list.

    An apostrophe is the same in every shape. Signs that stand on a letter, and those
    that join letters, belong to their word.
    """
    signs = _signs_on_letters()
    part = rf"\w[\w{signs}]*"
    every = rf"{part}(?:['-]{part})*|[^\w\s]"
    return re.findall(every, text.lower().replace("’", "'"))


@cache
def _signs_on_letters():
    """What belongs to a word in Hindi, Arabic or Thai and is no letter to Python."""
    signs = (chr(n) for n in range(0x300, 0x12000))
    found = "".join(s for s in signs if unicodedata.category(s)[0] == "M")
    return found + "\u200c\u200d"


def _bytes(path):
    path = Path(path)
    try:
        folder, size = path.is_dir(), path.stat().st_size
        data = b"" if folder or size > LARGEST else path.read_bytes()
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise ValueError(f"expected a file at {str(path)!r}: {why}") from None
    if folder:
        raise ValueError(f"expected a text file, got the folder {path.name!r}")
    if size > LARGEST:
        raise ValueError(f"expected a file of up to {LARGEST} bytes, got {size}")
    return data


def _decoded(data, encoding):
    if encoding is None:
        named = [name for mark, name in MARKS if data.startswith(mark)]
        encoding = (*named, "utf-8")[0]
    try:
        text = data.decode(encoding)
    except LookupError:
        raise ValueError(f"expected a known encoding, got {encoding!r}") from None
    except (UnicodeError, ValueError) as error:
        # Not every codec tells the place.
        place = getattr(error, "start", "?")
        raise ValueError(
            f"expected a text in {encoding}, got a byte at place {place} that is none; "
            'save the file as UTF-8, or name its encoding, such as encoding="cp1252"'
        ) from None
    if not isinstance(text, str):
        raise ValueError(f"expected an encoding of text, got {encoding!r}")
    if "\0" in text:
        raise ValueError("expected a text file, got one with bytes 0, as programs have")
    return text


def _numbered(parts, unit):
    counts = Counter(parts)
    kept = [word for word, _ in counts.most_common(MOST)]
    rare = len(counts) - len(kept)
    vocabulary = Vocabulary([*kept, RARE] if rare else kept)
    number = {word: n for n, word in enumerate(kept)}
    tokens = np.array([number.get(word, len(kept)) for word in parts], dtype=np.intp)
    told = f"{len(parts)} {unit}, {len(counts)} different"
    if rare:
        told += f"; the {rare} rarest stand as {RARE}"
    return OwnText(tokens, vocabulary, unit, told)


def own_lessons(rng, tokens, updates, size=16, length=40):
    """Windows of a text at places drawn by chance: `updates` pairs (N, T).

    tokens (T,): the part of a text to learn from. Windows are shorter where the text
    is. Raises ValueError for fewer than two tokens.
    """
    length = min(length, len(tokens) - 1)
    if length < 1:
        raise ValueError(f"expected two tokens or more, got {len(tokens)}")
    starts = rng.integers(len(tokens) - length, size=(updates, size, 1))
    windows = tokens[starts + np.arange(length + 1)]
    return [(told[:, :-1], told[:, 1:]) for told in windows]
