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

    def __str__(self):
        found = in_words(self.found, self.tried)
        return (
            f"can it?        {self.network}, set by hand: {_percent(self.right)} "
            f"right, margin {self.margin:.2g}\n"
            f"is it found?   {found}: {self.search}\n"
            f"does it keep?  {self.far}: {_percent(self.right_far)}; "
            f"noise of {self.noise:g}: {_percent(self.right_noise)}"
        )


def _percent(share):
    """A share in whole per cent; never 100 % or 0 % unless it is all or none."""
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    return f"{min(max(round(100 * share), 1), 99)} %"


def read_possible(name="possible.csv"):
    """Read the table of all chapters -> {"01": Possible, ...}."""
    return {
        f"{int(row['chapter']):02d}": Possible(
            *(row[field] for field in Possible._fields)
        )
        for row in read_table(name)
    }
