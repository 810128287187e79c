"""A column of the reader's own file, and a first race on it.

values = from_csv("rainfall.csv", "mm")
own_race(values, ahead=1)
"""

import csv
import difflib
import math
from pathlib import Path

import numpy as np

from lstmlib._validate import check_sizes
from lstmlib.course.ch14 import forecasts
from lstmlib.course.lab.statistics import mean_interval

GAPS = {"", "na", "n/a", "nan", "null", "none", "-", "?"}
"""What stands in a file where a number is missing, in small letters."""

DELIMITERS = ",;\t|"
LEAST, BLOCKS = 40, 3


def from_csv(path, column):
    """One column of a CSV file -> all its numbers (n,), in their order; NaN for a gap.

    column: its name in the first line, or its place, counted from 0. A row without a
    number keeps its place as a gap; nothing is left out. The delimiter is found in the
    first line; behind ; and tabs, numbers may have a decimal comma. Raises
    FileNotFoundError or ValueError, in one sentence.
    """
    rows, delimiter = _rows(path)
    place, first = _place(rows, column)
    width, found = len(rows[0]), []
    for line, row in enumerate(rows[first:], first + 1):
        if len(row) > width:
            raise ValueError(
                f"expected {width} fields in each row, as in the first one, "
                f"got {len(row)} in row {line}"
            )
        entry = row[place] if place < len(row) else ""
        found.append(_number(entry, delimiter, f"column {column!r}, row {line}"))
    values = np.array(found, dtype=float)
    if np.isnan(values).all():
        raise ValueError(f"expected numbers in column {column!r}, got none")
    return values


def _rows(path):
    """The rows of a file that are not empty at its end, and its delimiter."""
    try:
        text = _decoded(Path(path).read_bytes())
    except FileNotFoundError:
        raise FileNotFoundError(f"expected a file, got none at {path}") from None
    except OSError as error:
        told = error.strerror or "no file"
        raise ValueError(f"expected a file to read, got {path}: {told}") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if "\0" in text or not any(line.strip() for line in lines):
        got = "bytes of another kind" if "\0" in text else "an empty file"
        raise ValueError(f"expected a text with a column of numbers, got {got}")
    while not lines[0].strip():
        lines.pop(0)
    delimiter = max(DELIMITERS, key=lines[0].count)
    try:
        written = (line + "\n" for line in lines)
        rows = list(csv.reader(written, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ValueError(f"expected a CSV file, got one with an {error}") from None
    while rows and not any(field.strip() for field in rows[-1]):
        rows.pop()
    if not rows:
        raise ValueError("expected a text with a column of numbers, got no field")
    return rows, delimiter


def _decoded(data):
    """Bytes as text: UTF-8 or UTF-16 if they are, else as Windows or Latin-1 has it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _place(rows, column):
    """Where the column stands, and the number of the first row with a value."""
    heads = [head.strip() for head in rows[0]]
    if isinstance(column, int | np.integer) and not isinstance(column, bool):
        if not 0 <= column < len(heads):
            raise ValueError(f"expected a column in 0..{len(heads) - 1}, got {column}")
        return int(column), int(not _is_number(heads[column]))
    if column not in heads:
        near = difflib.get_close_matches(str(column), heads, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        known = ", ".join(repr(head[:30]) for head in heads[:8])
        raise ValueError(f"expected a column among {known}, got {column!r}{hint}")
    if heads.count(column) > 1:
        raise ValueError(
            f"expected one column {column!r}, got {heads.count(column)}; "
            "give its place, counted from 0"
        )
    return heads.index(column), 1


def _is_number(entry):
    try:
        return math.isfinite(float(entry))
    except ValueError:
        return False


def _number(entry, delimiter, where):
    # Tables made for print have a minus that is no hyphen.
    entry = entry.strip().replace("−", "-")
    if entry.lower() in GAPS:
        return math.nan
    if delimiter != "," and entry.count(",") == 1 and "." not in entry:
        entry = entry.replace(",", ".")
    if not _is_number(entry):
        raise ValueError(f"expected a number or a gap in {where}, got {entry[:30]!r}")
    return float(entry)


def in_words(values):
    """What a series holds, as one sentence."""
    gaps = int(np.isnan(values).sum())
    told = {0: "no gap", 1: "one gap"}.get(gaps, f"{gaps} gaps")
    low, high = np.nanmin(values), np.nanmax(values)
    return f"{len(values)} values with {told}, from {low:g} to {high:g}."


def own_race(values, *, ahead=1, window=11, season=None, seeds=5):
    """Forecast the last three tenths of a series, in three blocks, `ahead` steps on.

    Returns {forecaster: (blocks,) errors}, in the unit of the values: "last value",
    "linear" with `window` lags, "LSTM" as a mean over seeds, and with a season (12 for
    months) "season before". Raises ValueError, in one sentence, for a series that is
    too short or does not change.
    """
    check_sizes(ahead=ahead, window=window, seeds=seeds)
    values = np.asarray(values, float)
    least = max(LEAST, 4 * (window + ahead))
    if values.ndim != 1 or len(values) < least:
        raise ValueError(
            f"expected a series of {least} values or more for a window of {window} "
            f"and {ahead} ahead, got shape {values.shape}"
        )
    # Squares are added up, here and when the series is scaled.
    with np.errstate(over="ignore"):
        if not np.isfinite(np.nansum(values**2)):
            raise ValueError(
                "expected numbers whose squares are finite, got larger ones"
            )
    size = len(values) // 10
    cuts = [len(values) - size * k for k in range(BLOCKS, 0, -1)]
    found = {"last value": [], "linear": [], "LSTM": []}
    found |= {"season before": []} if season else {}
    for cut in cuts:
        where = values, cut, min(cut + size, len(values)), ahead
        off = []
        for seed in range(seeds):
            recipe = forecasts.Recipe(window=window, seed=seed)
            off.append(_last(forecasts.network(*where, recipe), values, cut))
        found["LSTM"].append(np.mean(off))
        told = forecasts.linear(*where, lags=window)
        found["linear"].append(_last(told, values, cut))
        told = forecasts.repeat_last(*where)
        found["last value"].append(_last(told, values, cut))
        if season:
            told = forecasts.repeat_season(*where, season=season)
            found["season before"].append(_last(told, values, cut))
    return {name: np.array(told) for name, told in found.items()}


def _last(told, values, cut):
    """The error of the longest forecast; ValueError where gaps leave none to judge."""
    error = forecasts.errors(told, values, cut)[-1]
    if np.isnan(error):
        raise ValueError("expected blocks with forecasts to judge, got gaps everywhere")
    return error


def race_rows(found):
    """Rows for `show_table`: forecaster, mean error, the blocks, against "linear"."""
    rows = []
    for name, told in found.items():
        blocks = ", ".join(f"{error:.3g}" for error in told)
        worse = "-"
        if name != "linear":
            _, low, high = mean_interval(told - found["linear"])
            worse = f"{low:.2g} to {high:.2g}"
        rows.append([name, f"{told.mean():.3g}", blocks, worse])
    return rows
