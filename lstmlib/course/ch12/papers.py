"""The table: what is in print, and what came out here.

Figures in print are from the papers' own tables, cited in `SOURCES`; where none could
be checked, the field says so.
"""

from typing import NamedTuple

from lstmlib.course.ch12 import results

SOURCES = {
    "1997": "Hochreiter & Schmidhuber 1997",
    "2000": "Gers, Schmidhuber & Cummins 2000",
}
NONE = "no figure"


class Row(NamedTuple):
    """A network on a task, beside what the paper says of it."""

    name: str
    paper: str
    files: tuple  # of `results.read_trials`
    network: str
    unit: str  # what is read
    differs: str  # beside what differs everywhere


ROWS = (
    Row(
        "embedded Reber, plain RNN",
        "1997: Elman's network, 0 % of trials, more than 200 000 strings",
        ("reber",),
        "RNN",
        "strings",
        "blame goes back through the whole string",
    ),
    Row(
        "embedded Reber, plain RNN, blame of one step",
        "1997: Elman's network, 0 % of trials, more than 200 000 strings",
        ("elman",),
        "RNN, one step",
        "strings",
        "Adam and batches of 16; stops at 102 400 strings",
    ),
    Row(
        "embedded Reber, LSTM of 1997",
        "1997: 97-100 % of 30 trials, 8 440-39 740 strings",
        ("reber",),
        "LSTM 1997",
        "strings",
        "8 cells with gates of their own",
    ),
    Row(
        "embedded Reber, LSTM with forget gate",
        NONE,
        ("reber",),
        "LSTM",
        "strings",
        "8 units",
    ),
    Row(
        "endless Reber, plain RNN",
        NONE,
        ("continual_rnn",),
        "RNN",
        "symbols",
        "24 units; 10 test streams of 20 000 symbols; blame up to 40 symbols back",
    ),
    Row(
        "endless Reber, LSTM of 1997, blame as in 1997",
        "2000: fails (no reset from outside)",
        ("continual",),
        "LSTM 1997, truncated",
        "symbols",
        "12 units; 10 test streams of 20 000 symbols, not of a million",
    ),
    Row(
        "endless Reber, LSTM with forget gate, blame as in 1997",
        "2000: 18 % of 100 networks perfect, 62 % with a falling learning rate",
        ("continual",),
        "LSTM, truncated",
        "symbols",
        "the same",
    ),
    Row(
        "endless Reber, LSTM of 1997, blame on all ways",
        NONE,
        ("continual",),
        "LSTM 1997",
        "symbols",
        "12 units; blame up to 40 symbols back",
    ),
    Row(
        "endless Reber, LSTM with forget gate, blame on all ways",
        NONE,
        ("continual",),
        "LSTM",
        "symbols",
        "the same",
    ),
    Row(
        "adding, 100 steps, plain RNN",
        NONE,
        ("adding",),
        "RNN",
        "rows",
        "solved: at most 1 % of 2 560 new rows wrong by .04 or more",
    ),
    Row(
        "adding, 100 steps, LSTM",
        "1997, without forget gate: 74 000 rows",
        ("adding",),
        "LSTM",
        "rows",
        "forget bias 5, W_h starts at a tenth of its size; 74 016 rows for all",
    ),
    Row(
        "temporal order, plain RNN",
        NONE,
        ("order",),
        "RNN",
        "rows",
        "solved: 640 new rows right, each output within .3",
    ),
    Row(
        "temporal order, LSTM",
        "1997, without forget gate: 31 390 rows",
        ("order",),
        "LSTM",
        "rows",
        "forget bias 3; stops after 64 000 rows",
    ),
    Row(
        "copying, delay 20, orthogonal RNN",
        NONE,
        ("copying",),
        "RNN",
        "rows",
        "our own small size; solved: 99 % of the symbols right",
    ),
    Row(
        "copying, delay 20, RNN from a uniform start",
        NONE,
        ("copying",),
        "RNN, uniform",
        "rows",
        "the same",
    ),
    Row(
        "copying, delay 20, LSTM",
        NONE,
        ("copying",),
        "LSTM",
        "rows",
        "the same, with a forget gate",
    ),
)

HEADS = ("task and network", "in print", "here: seeds that solve it", "read", "differs")


def table_rows(rows=ROWS):
    """The table's rows, as text, from the committed trials."""
    return [(row.name, row.paper, *_here(row), row.differs) for row in rows]


def _here(row):
    trials = results.read_trials(*row.files)[row.network]
    read = results.told_read(trials, row.unit)
    return results.share_with_interval(trials), read or "-"
