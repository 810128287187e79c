"""Possible is not the same as found: three questions about a network, kept apart.

    print(Possible(...))      three rows: can it, is it found, does it keep
    read_possible()           those of all chapters {chapter: Possible}

*Can it* is answered by weights that a hand has set, *is it found* by counting seeds of
a search that is named, *does it keep* by the hand-made network further out, and with a
little noise.
"""

from typing import NamedTuple

from lstmlib.course.data import read_table
from lstmlib.course.lab.statistics import in_words


class Possible(NamedTuple):
    """What was measured of one kind of network on a chapter's task."""

    network: str  # such as "an additive memory of 4 units"
    right: float  # share of right answers of the hand-made one, 0..1
    margin: float  # from its right answer to the next best or to the bar, at the least
    found: int  # trained networks that reach the chapter's bar
    tried: int  # trained networks
    search: str  # how they were trained, such as "Adam, 12 settings"
    far: str  # where the hand-made one was asked once more, such as "400 words"
    right_far: float  # its share of right answers there
    noise: float  # standard deviation of the noise on its state, at every step
    right_noise: float  # its share of right answers under that noise
    price: str  # what it pays for doing without, in words

    @property
    def can(self):
        """What the hand-made network does, in words."""
        return f"{_percent(self.right)} right, margin {_number(self.margin)}"

    @property
    def keeps(self):
        """What is left of it further out and under noise, in words."""
        far, noisy = _percent(self.right_far), _percent(self.right_noise)
        return f"{self.far}: {far}; noise of {self.noise:g}: {noisy}"

    def __str__(self):
        return (
            f"can it?        {self.network}, set by hand: {self.can}\n"
            f"is it found?   {in_words(self.found, self.tried)}: {self.search}\n"
            f"does it keep?  {self.keeps}"
        )


HEADS = ("chapter", "made by hand", "can it?", "is it found?", "does it keep?", "price")
"""What the fields of a row of `as_rows` tell."""


def as_rows(possible):
    """Those of all chapters {chapter: Possible} as rows of a table of texts."""
    return [
        (chapter, p.network, p.can, f"{in_words(p.found, p.tried)}: {p.search}",
         p.keeps, p.price)
        for chapter, p in possible.items()
    ]  # fmt: skip


def _number(value):
    """A number of two digits, its power of ten set as a power."""
    digits, _, exponent = f"{value:.2g}".partition("e")
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (
        f"{digits} · 10{str(int(exponent)).translate(raised)}" if exponent else digits
    )


def _percent(share):
    """A share in whole per cent; never 100 % or 0 % unless it is all or none."""
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    return f"{min(max(round(100 * share), 1), 99)} %"


def read_possible(name="possible.csv"):
    """Read the table of all chapters -> {"01": Possible, ...}."""
    return {f"{int(row['chapter']):02d}": _of_row(row) for row in read_table(name)}


def _of_row(row):
    told = Possible(*(row[field].item() for field in Possible._fields))
    return told._replace(found=int(told.found), tried=int(told.tried))
