"""Words and their numbers."""

import difflib

import numpy as np


class Vocabulary:
    """The words a model knows, and their numbers 0..V-1; a word given twice has one."""

    def __init__(self, words):
        self.words = tuple(dict.fromkeys(words))
        self._number = {word: n for n, word in enumerate(self.words)}

    def __len__(self):
        return len(self.words)

    def encode(self, words):
        """A list of words -> integers (T,). Raises ValueError for an unknown word."""
        if isinstance(words, str):
            raise ValueError(f"expected a list of words, got the string {words!r}")
        unknown = [word for word in words if word not in self._number]
        if unknown:
            near = difflib.get_close_matches(unknown[0], self.words, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(
                f"expected words among the {len(self)} of the vocabulary, "
                f"got {unknown[0]!r}{hint}"
            )
        return np.array([self._number[word] for word in words], dtype=np.intp)

    def decode(self, tokens):
        """Integers (T,) -> a list of words. Raises ValueError for an unknown number."""
        for token in tokens:
            if not 0 <= token < len(self):
                raise ValueError(f"expected tokens in 0..{len(self) - 1}, got {token}")
        return [self.words[token] for token in tokens]
