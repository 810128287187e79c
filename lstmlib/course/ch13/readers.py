"""Who reads chronicles: tables of counts, the ideal reader, and trained networks.

fit_ngrams, ideal_surprises     counts, and who knows the grammar
read_writers(), read_small()    committed results of networks
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.course.ch13.corpus import SCHOOLS
from lstmlib.course.ch13.ideal import surprises as ideal_surprises
from lstmlib.course.ch13.ngrams import fit_ngrams
from lstmlib.course.data import read_table

__all__ = [
    "Small",
    "fit_ngrams",
    "ideal_surprises",
    "read_small",
    "read_writers",
    "stopped_early",
]


def read_writers():
    """What was measured on ten networks of each school.

    Returns {school: {(measure, place): values (seeds,)}}.
    """
    table = read_table("writers.csv")
    found = {school: {} for school in SCHOOLS}
    for row in table:
        key = str(row["measure"]), int(row["place"])
        found[str(row["school"])].setdefault(key, []).append(float(row["value"]))
    return {
        school: {key: np.array(values) for key, values in own.items()}
        for school, own in found.items()
    }


class Small(NamedTuple):
    """Bits per word while networks learned a small text: arrays (seeds, looks)."""

    updates: ndarray  # (looks,) how often each has learned by then
    learned: ndarray  # on the stories that it learns from
    choose: ndarray  # on stories that tell when to stop
    judge: ndarray  # on stories that judge


def read_small():
    """What was measured on a small text.

    Returns {(share of dropout, learning rate): Small}; of each share the rate that the
    search chose stands before the quickest one.
    """
    table, found = read_table("small_text.csv"), {}
    looks = np.unique(table["updates"])
    for share, rate in np.unique(table[["dropout", "learning_rate"]]).tolist():
        own = table[(table["dropout"] == share) & (table["learning_rate"] == rate)]
        parts = [own[name].reshape(-1, len(looks)) for name in Small._fields[1:]]
        found[share, rate] = Small(looks, *parts)
    return found


def stopped_early(small):
    """Bits on the judging stories, of each seed: where `choose` is lowest, and last.

    Returns the place of the stop and two arrays, (seeds,) each.
    """
    seeds, stop = np.arange(len(small.choose)), small.choose.argmin(axis=1)
    return stop, small.judge[seeds, stop], small.judge[:, -1]
