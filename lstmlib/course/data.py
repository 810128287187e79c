"""Where the course's data is, and how its files are read.

data_file("weights/writer.npz")  the path of a file, which is the course's own
DATA                             the folder: data/ of a checkout, or what a wheel brings
read_lines(name)                 the lines of a text
read_table(name)                 a table of results, its columns by name
best_setting(rows, "right")      the rows of the learning rate that did best
"""

import csv
import hashlib
import os
from functools import cache
from pathlib import Path

import numpy as np

from lstmlib._validate import check

_LIBRARY = Path(__file__).resolve().parents[1]
DATA = _LIBRARY / "data"
if not DATA.is_dir():
    DATA = _LIBRARY.parent / "data"


def data_file(name):
    """The path of a file in data/, such as "weights/writer.npz", which is the course's.

    Raises FileNotFoundError where it is missing and ValueError where it is another
    than the course brings, each in one sentence that says how to get it back. A path
    outside of data/ is handed on as it is.
    """
    check(isinstance(name, str | os.PathLike), "the name of a file in data/", name)
    path = DATA / name
    if not path.is_relative_to(DATA):
        return path
    name, sums = path.relative_to(DATA).as_posix(), _content("SHA256SUMS")
    told = [line.split() for line in sums.decode(errors="replace").splitlines()]
    content = _content(name)
    if [hashlib.sha256(content).hexdigest(), name] not in told:
        raise _problem(ValueError, name, "a file that was changed or damaged")
    return path


def _content(name):
    """The bytes of a file in data/."""
    try:
        return (DATA / name).read_bytes()
    except FileNotFoundError:
        raise _problem(FileNotFoundError, name, f"no {name}") from None
    except OSError as error:
        raise _problem(ValueError, name, str(error.strerror).lower()) from None


def _problem(kind, name, got):
    """An error of which a notebook shows one sentence alone."""
    cure = "git checkout -- data, in the course's folder, or a new download"
    if DATA.parent == _LIBRARY:
        cure = "pip install --force-reinstall, of the course,"
    told = f"expected the course's {name} in {DATA}, got {got}; {cure} brings it back."
    error = kind(told)
    # IPython asks an exception for this, and shows these lines.
    error._render_traceback_ = lambda: [told]
    return error


@cache
def read_lines(name):
    """The lines of data/name but for empty ones and comments: a tuple of strings.

    Raises FileNotFoundError or ValueError, in one sentence, as `data_file` does.
    """
    lines = data_file(name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def read_table(name):
    """The table data/name, or that of a path -> a structured array of its rows.

    `table["right"]` is a column (rows,), named as in the first line; a column holds
    floats if all its entries are numbers, else strings. Raises FileNotFoundError or
    ValueError, in one sentence, as `data_file` does.
    """
    with open(data_file(name), newline="", encoding="utf-8") as file:
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
