"""Words and their numbers."""

import difflib

import numpy as np

from lstmlib._validate import as_numbers, check, check_tokens, told


def _strings(words):
    """Several words as a list; ValueError if they are not, or not strings."""
    several = hasattr(words, "__iter__") and not isinstance(words, str)
    words = list(words) if several else words
    check(several and all(isinstance(w, str) for w in words), "a list of words", words)
    return words


class Vocabulary:
    """The words a model knows, and their numbers 0..V-1; a word given twice has one."""

    def __init__(self, words):
        self.words = tuple(dict.fromkeys(_strings(words)))
        self._number = {word: n for n, word in enumerate(self.words)}

    def __len__(self):
        return len(self.words)

    def encode(self, words):
        """A list of words -> integers (T,). Raises ValueError for an unknown word."""
        words = _strings(words)
        unknown = [word for word in words if word not in self._number]
        if unknown:
            near = difflib.get_close_matches(unknown[0], self.words, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(
                f"expected words among the {len(self)} of the vocabulary, "
                f"got {told(unknown[0])}{hint}"
            )
        return np.array([self._number[word] for word in words], dtype=np.intp)

    def decode(self, tokens):
        """Integers (T,) -> a list of words. Raises ValueError for an unknown number."""
        tokens = as_numbers("tokens", tokens, error=None)
        if tokens.size:
            check_tokens(tokens, len(self), axes="T,")
        return [self.words[token] for token in tokens]
