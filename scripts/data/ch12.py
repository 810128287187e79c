"""Computes what chapter 12 finds in data/: tasks of the papers, tried again.

    python scripts/data/ch12.py [reber] [elman] [continual] [continual_rnn] [copying]
                                [adding] [order] [endless]

Each one: paper_TASK_search.csv, the settings of every network on two seeds, then
paper_TASK.csv, the best of them on ten other seeds; together about twenty minutes on
one core. endless: weights/endless_1997.npz, one network of `continual`.
"""

from functools import partial

import numpy as np
from tables import WEIGHTS, compute, make

from lstmlib.course.ch12 import results
from lstmlib.course.ch12.trials import NETWORKS, Setting, run_trial, train

NAN = float("nan")
# Three settings for each network; where the forget gate's start matters, three pairs.
RATES = (0.003, 0.01, 0.03)
BIASED = {
    "adding": ((0.005, 3.0), (0.005, 5.0), (0.01, 5.0)),
    "order": ((0.005, 3.0), (0.005, 5.0), (0.01, 3.0)),
    "copying": ((0.003, 3.0), (0.01, 3.0), (0.03, 3.0)),
}
SLOW_RATES = {"adding": (0.001, 0.003, 0.01), "order": (0.001, 0.003, 0.01)}
RIVALS = {
    "reber": ("RNN", "LSTM 1997", "LSTM", "no input gate", "no output gate"),
    "elman": ("RNN, one step",),
    "continual": ("LSTM 1997", "LSTM", "LSTM 1997, truncated", "LSTM, truncated"),
    "continual_rnn": ("RNN",),
    "copying": ("RNN", "RNN, uniform", "LSTM"),
    "adding": ("RNN", "LSTM"),
    "order": ("RNN", "LSTM"),
}
# Results that add a network to a task: it learns and is tested as the others there.
SAME_AS = {"elman": "reber", "continual_rnn": "continual"}
SEARCHED, JUDGED = (100, 101), range(10)
COLUMNS = "network learning_rate forget_bias seed what at value".split()


def settings(task, network):
    """The three settings that a network gets in the search of this task."""
    held = NETWORKS[network]
    if held is None or "f" in held:
        return [Setting(rate, NAN) for rate in SLOW_RATES.get(task, RATES)]
    return [Setting(*pair) for pair in BIASED.get(task, [(r, 1.0) for r in RATES])]


def trial_rows(task, network, rate, bias, seed):
    """One trial -> its rows."""
    name = SAME_AS.get(task, task)
    told = run_trial(name, network, Setting(rate, bias), seed)
    job = network, rate, bias, seed
    return [(*job, what, at, f"{value:.4g}") for what, at, value in told]


def search_rows(*job):
    """One trial -> how much it had right at its end, and whether that is enough."""
    rows = trial_rows(*job)
    last = [row for row in rows if row[4] == "right"][-1]
    return [last, rows[-1]]


def best_setting(task, network, rows):
    """The setting of a network with most seeds solved, then most right at the end.

    Among equals the one that read least; what the rows say, in text, is all it uses.
    """

    def merit(setting):
        own = [r for r in rows if r[:3] == [network, *map(str, setting)]]
        solved = [r for r in own if r[4] == "solved"]
        right = [float(r[6]) for r in own if r[4] == "right"]
        return (
            sum(float(r[6]) for r in solved),
            -sum(int(r[5]) for r in solved),
            np.mean(right),
        )

    return max(settings(task, network), key=merit)


def make_task(task):
    """Write paper_TASK_search.csv, then paper_TASK.csv."""
    jobs = [
        (network, *setting, seed)
        for network in RIVALS[task]
        for setting in settings(task, network)
        for seed in SEARCHED
    ]
    work = partial(search_rows, task)
    rows = compute(f"paper_{task}_search.csv", COLUMNS, work, jobs)
    best = {network: best_setting(task, network, rows) for network in RIVALS[task]}
    jobs = [(network, *best[network], seed) for seed in JUDGED for network in best]
    work = partial(trial_rows, task)
    compute(f"paper_{task}.csv", COLUMNS, work, jobs)


def make_endless():
    """Write weights/endless_1997.npz: a judged LSTM of 1997 that reads streams."""
    kept = results.read_trials("continual")["LSTM 1997"][3]
    model, _ = train("continual", "LSTM 1997", Setting(*kept.setting), kept.seed)
    model.save(WEIGHTS / "endless_1997.npz")


RESULTS = {task: partial(make_task, task) for task in RIVALS} | {
    "endless": make_endless
}

if __name__ == "__main__":
    make("ch12")
