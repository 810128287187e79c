"""The committed trials of a task, read back: who solved it, and after how much."""

from typing import NamedTuple

import numpy as np

from lstmlib.course.data import read_table
from lstmlib.course.lab.statistics import fisher_exact, wilson_interval


class Trial(NamedTuple):
    """One network that was trained, and what was measured of it."""

    setting: tuple  # learning rate, forget bias (nan where there is none)
    seed: int
    solved: bool
    read: int  # sequences or symbols until it was solved, or time was up
    told: dict  # {what: (at, values)}, two arrays each

    def curve(self, what):
        """Where `what` was measured, and what came out: two arrays."""
        return self.told[what]

    def at_end(self, what):
        """The last value of `what`."""
        return float(self.told[what][1][-1])


def read_trials(*tasks):
    """The judged trials of these tasks -> {network: list of Trial}."""
    found = {}
    for task in tasks:
        table = read_table(f"paper_{task}.csv")
        for network in dict.fromkeys(table["network"]):
            rows = table[table["network"] == network]
            found[str(network)] = [
                _trial(int(seed), rows[rows["seed"] == seed])
                for seed in np.unique(rows["seed"])
            ]
    return found


def _trial(seed, rows):
    told = {
        str(what): tuple(rows[rows["what"] == what][name] for name in ("at", "value"))
        for what in np.unique(rows["what"])
    }
    [read], [solved] = told.pop("solved")
    setting = float(rows["learning_rate"][0]), float(rows["forget_bias"][0])
    return Trial(setting, seed, bool(solved), int(read), told)


def quickest(trials):
    """The trial that read least until it was solved."""
    return min((trial for trial in trials if trial.solved), key=lambda each: each.read)


def solved_of(trials):
    """How many trials solved their task -> (that did, all)."""
    return sum(trial.solved for trial in trials), len(trials)


def read_until_solved(trials):
    """The median of what the trials read that solved it; None if there is none."""
    read = [trial.read for trial in trials if trial.solved]
    return float(np.median(read)) if read else None


def told_read(trials, unit):
    """How much the solved trials read, in words; None if there is none."""
    read = read_until_solved(trials)
    if read is None:
        return None
    # Some tasks are tested when time is up, and not before.
    how = "all" if len({trial.read for trial in trials}) == 1 else "median"
    return f"{round_number(read)} {unit} ({how})"


def share_with_interval(trials):
    """A count of trials as text, such as "9 of 10 (60-98 %)"."""
    solved, total = solved_of(trials)
    low, high = wilson_interval(solved, total)
    return f"{solved} of {total} ({100 * low:.0f}-{100 * high:.0f} %)"


def difference(trials, others):
    """Fisher's p of two counts of solved trials."""
    return fisher_exact(*solved_of(trials), *solved_of(others))


def round_number(number):
    """Two leading digits of a number, thousands apart: 17 342 -> "17 000"."""
    power = 10.0 ** (np.floor(np.log10(number)) - 1)
    told = round(number / power) * power
    return f"{told:,.0f}".replace(",", " ") if power >= 1 else f"{told:.2g}"


def by_lag(trials, lags):
    """Share of known outer symbols by lag, of all trials: (trials, lags)."""
    rows = []
    for trial in trials:
        at, share = trial.curve("lag")
        known = dict(zip(at.astype(int).tolist(), share, strict=True))
        rows.append([known.get(lag, np.nan) for lag in lags])
    return np.array(rows)


WITHOUT = {
    "full LSTM": "LSTM",
    "no forget gate": "LSTM 1997",
    "no input gate": "no input gate",
    "no output gate": "no output gate",
}
"""A cell of chapter 08's ablation, and what it is called in this chapter."""


def ablation_rows():
    """The cell without one gate, as text: chronicles, Reber strings, endless Reber."""
    stories = read_table("ablation.csv")
    strings, streams = read_trials("reber"), read_trials("continual")
    rows = []
    for cell, network in WITHOUT.items():
        shares = stories["both_10"][stories["variant"] == cell]
        endless = (_count(streams.get(network + how)) for how in (", truncated", ""))
        read = round_number(read_until_solved(strings[network]))
        told = f"{_count(strings[network])}, {read} strings"
        rows.append((cell, f"{np.sum(shares >= 0.9)} of {len(shares)}", told, *endless))
    return rows


def _count(trials):
    return "{} of {}".format(*solved_of(trials)) if trials else "not tried"
