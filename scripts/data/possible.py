"""Collects what chapter 07 shows of all chapters: possible is not the same as found.

    python scripts/data/possible.py

possible  possible.csv: a row for each chapter with a network made by hand, measured by
          that chapter's own `by_hand.measure()` (less than a minute)
"""

import importlib

from tables import compute, make

from lstmlib.course.lab.possible import Possible

CHAPTERS = ("01", "03", "04", "05", "06")


def measured(chapter):
    """What a chapter's room measures of its network -> its row."""
    by_hand = importlib.import_module(f"lstmlib.course.ch{chapter}.by_hand")
    return [(chapter, *by_hand.measure())]


def make_possible():
    """Write data/possible.csv."""
    jobs = [(chapter,) for chapter in CHAPTERS]
    compute("possible.csv", ("chapter", *Possible._fields), measured, jobs)


RESULTS = {"possible": make_possible}

if __name__ == "__main__":
    make("possible")
