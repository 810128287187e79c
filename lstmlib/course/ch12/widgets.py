"""Chapter 12: choose a task and a network, and see how its ten trials learned."""

from functools import cache

from lstmlib.course.ch12 import results
from lstmlib.course.ch12.figures import NETWORK_LOOKS
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import choice, explore

# Task -> its files, what is read, when time is up, and (network, low, high) in print.
TASKS = {
    "embedded Reber": (("reber",), "strings", 102400, ("LSTM", 8440, 39740)),
    "continual Reber": (("continual", "continual_rnn"), "symbols", 1600000, None),
    "adding": (("adding",), "rows", 74016, ("LSTM", 73700, 74016)),
    "temporal order": (("order",), "rows", 64000, ("LSTM", 31200, 31600)),
    "copying": (("copying",), "rows", 96000, None),
}
NETWORKS = {"plain RNN": "RNN", "LSTM": "LSTM"}
IN_PRINT = {
    "embedded Reber": "8 440 to 39 740 strings",
    "adding": "74 000 rows",
    "temporal order": "31 390 rows",
}


@cache
def trials_of(task):
    """The judged trials of a task of this widget -> {network: list of Trial}."""
    return results.read_trials(*TASKS[task][0])


def draw_trials(task, network):
    """Ten learning curves, one for each seed, beside what is in print -> Drawing."""
    _, unit, limit, printed = TASKS[task]
    trials = trials_of(task)[NETWORKS[network]]
    solved, total = results.solved_of(trials)
    finding = f"{task}: the {network} solves it in {solved} of {total} seeds"
    if read := results.told_read(trials, unit):
        finding += f", after {read}"
    drawing = Drawing(720, 306, finding)
    box, scale = (60, 36, 600, 186), limit / 1000
    labels = f"thousand {unit} read", "share right in a test"
    axes = Axes(drawing, box, (0, scale), (0, 1.05), *labels)
    if printed and printed[0] == NETWORKS[network]:
        low, high = axes.x([value / 1000 for value in printed[1:]])
        grey = LOOKS["chance"].shade
        drawing.rect(low, 36, max(high - low, 4), 186, colour="none", fill=f"{grey}44")
        words = f"grey: the LSTM of 1997, in print: {IN_PRINT[task]}"
        drawing.text(60, 288, words)
    look = NETWORK_LOOKS[NETWORKS[network]]
    for trial in trials:
        at, right = trial.curve("right")
        axes.plot(at / 1000, right, look._replace(width=1.3), label="", opacity=0.75)
        axes.points(at[-1:] / 1000, right[-1:], look, radius=4 if trial.solved else 2)
    return drawing


def trial_explorer():
    """A choice of the task, and one of the network."""
    return explore(
        draw_trials,
        task=choice([*TASKS], label="task"),
        network=choice([*NETWORKS], "LSTM", label="network"),
    )
