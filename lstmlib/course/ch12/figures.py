"""Chapter 12: who solved the papers' tasks, and what became of the cell state."""

import numpy as np

from lstmlib.course.ch12 import results
from lstmlib.course.drawing.plots import label_ends
from lstmlib.course.drawing.style import LOOKS

NETWORK_LOOKS = {
    "RNN": LOOKS["h"],
    "RNN, uniform": LOOKS["king 3"],
    "RNN, one step": LOOKS["king 2"],
    "LSTM 1997": LOOKS["f"],
    "LSTM": LOOKS["c"],
    "no input gate": LOOKS["i"],
    "no output gate": LOOKS["o"],
    "LSTM 1997, truncated": LOOKS["f"],
    "LSTM, truncated": LOOKS["c"],
}
SHORT = {"LSTM 1997": "without", "LSTM": "with forget gate"}


def draw_needed(ax, trials, papers):
    """How much each trial read until it was solved, a row for each network.

    trials: {network: list of Trial}; papers: {network: (low, high)} as in print.
    """
    for row, (network, own) in enumerate(trials.items()):
        look = NETWORK_LOOKS[network]
        rise = np.linspace(-0.22, 0.22, len(own))
        for trial, up in zip(own, rise, strict=True):
            fill = look.colour if trial.solved else "white"
            style = {"color": look.colour, "markerfacecolor": fill, "markersize": 6}
            ax.plot(trial.read, row + up, look.marker, **style)
        solved, total = results.solved_of(own)
        at = {"xytext": (8, 0), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"{solved} of {total}", (1, row), xycoords=_right(ax), **at)
        if network in papers:
            low, high = papers[network]
            ax.plot([low, high], [row + 0.38] * 2, "|-", color="#767676")
            at = {"color": "#666666", "va": "center", "fontsize": 9}
            ax.text(1.1 * high, row + 0.38, "in print", **at)
    ax.set(xscale="log", ylim=(len(trials) - 0.4, -0.6), xlabel="strings read")
    ax.set_yticks(range(len(trials)), [*trials])
    ax.grid(visible=False, axis="y")
    return "Seeds that solve it: " + ", ".join(
        f"{network} {results.solved_of(own)[0]} of {len(own)}"
        for network, own in trials.items()
    )


def _right(ax):
    """x in shares of the panel, y in data units."""
    return ax.get_yaxis_transform()


def draw_lags(ax, trials, lags, far=4):
    """Share of known outer symbols by the number of symbols between -> the finding.

    A line for each trial. The finding counts the trials that know at least nine in ten
    over the `far` last lags, in the mean.
    """
    ends, told = [], []
    for network, own in trials.items():
        shares, look = results.by_lag(own, lags), NETWORK_LOOKS[network]
        style = look.in_figure() | {"label": "_", "linewidth": 1.2, "alpha": 0.7}
        for line in shares:
            ax.plot(lags, line, **style)
        ends.append((lags[-1], np.median(shares[:, -1]), network, look))
        known = shares[:, -far:].mean(axis=1) >= 0.9
        told.append(f"{network} {known.sum()} of {len(own)}")
    ax.axhline(0.5, **(LOOKS["chance"].in_figure() | {"label": "_"}))
    ends.append((lags[-1], 0.5, "guessing", LOOKS["chance"]))
    ax.set(xlim=(lags[0], lags[-1]), ylim=(0.3, 1.02))
    ax.set(xlabel="symbols in between", ylabel="second T or P known")
    label_ends(ax, ends)
    return (
        f"Seeds that know the second T or P in nine of ten strings with "
        f"{lags[-far]} to {lags[-1]} symbols in between: {', '.join(told)}"
    )


def draw_sizes(ax, trials):
    """Mean size of a cell state along a stream, a line for each trial -> the finding.

    trials: {network: list of Trial} of the task "continual".
    """
    ends, told = [], []
    for network, own in trials.items():
        look = NETWORK_LOOKS[network]
        style = look.in_figure() | {"label": "_", "linewidth": 1.1, "alpha": 0.8}
        for trial in own:
            ax.plot(*trial.curve("size"), **style)
        last = np.array([trial.at_end("size") for trial in own])
        kind = SHORT[network.removesuffix(", truncated")]
        ends.append((20000, np.median(last), kind, look))
        low, high = (results.round_number(each) for each in (last.min(), last.max()))
        told.append(f"{kind} {low} to {high}")
    ax.set_yscale("log")
    ax.set(xlim=(0, 20000), ylim=(0.3, 3e4), xticks=[0, 10000, 20000])
    ax.set_xlabel("symbols read")
    label_ends(ax, ends)
    return "; ".join(told)


def draw_curves(ax, trials, key=False):
    """Share right in a test over the rows read, a line for each trial.

    Returns how many solved it. With `key` a legend tells the networks.
    """
    for network, own in trials.items():
        style = NETWORK_LOOKS[network].in_figure() | {"linewidth": 1.1, "alpha": 0.8}
        for n, trial in enumerate(own):
            at, right = trial.curve("right")
            label = "_" if n else network
            ax.plot(at / 1000, right, **(style | {"label": label}))
    ax.set(ylim=(-0.03, 1.04), xlabel="thousand rows read")
    ax.set_xlim(left=0)
    if key:
        ax.legend(loc="center right")
    return ", ".join(
        f"{network} {results.solved_of(own)[0]} of {len(own)}"
        for network, own in trials.items()
    )
