"""Where the course's data is, and how its files are read.

DATA                             the folder: data/ of a checkout, or what a wheel brings
read_lines(name)                 the lines of a text
read_table(name)                 a table of results, its columns by name
best_setting(rows, "right")      the rows of the learning rate that did best
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np

_LIBRARY = Path(__file__).resolve().parents[1]
DATA = _LIBRARY / "data"
if not DATA.is_dir():
    DATA = _LIBRARY.parent / "data"


def _file(name):
    if not (DATA / name).exists():
        raise FileNotFoundError(
            f"expected the course's data in {DATA}, got no {name}; "
            "pip install . in the course's folder brings it."
        )
    return DATA / name


@cache
def read_lines(name):
    """The lines of data/name but for empty ones and comments: a tuple of strings.

    Raises FileNotFoundError, in one sentence, where the data is missing.
    """
    lines = _file(name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def read_table(name):
    """The table data/name, or that of a path -> a structured array of its rows.

    `table["right"]` is a column (rows,), named as in the first line; a column holds
    floats if all its entries are numbers, else strings. Raises FileNotFoundError, in
    one sentence, where the data is missing.
    """
    with open(_file(name), newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    columns = [_numbers(np.array(column)) for column in zip(*rows, strict=True)]
    return np.rec.fromarrays(columns, names=names)


def _numbers(column):
    try:
        return column.astype(float)
    except ValueError:
        return column


def best_setting(rows, share, setting=("learning_rate",)):
    """The rows of a table, all seeds of one setting, whose mean `share` is highest.

    A setting is told by the columns `setting`; among equals the first one counts.
    """
    settings = [tuple(row[name] for name in setting) for row in rows]
    tried = {
        own: rows[[other == own for other in settings]]
        for own in dict.fromkeys(settings)
    }
    return max(tried.values(), key=lambda runs: runs[share].mean())
