"""Chapter 04: what a forget gate keeps, lets go of, and hands back to the gradient."""

import numpy as np

from lstmlib.course.data import read_table
from lstmlib.course.drawing.plots import label_ends, power, with_looks
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.retention import share_kept

GATELESS = LOOKS["c"]._replace(name="nothing is removed")
FORGETS = LOOKS["f"]._replace(name="with a forget gate")
PLAIN = LOOKS["h"]._replace(name="a plain RNN")
LOOK_OF = {"additive": GATELESS, "forget": FORGETS, "RNN": PLAIN}
BIAS_LOOKS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"], LOOKS["f"], LOOKS["c"])


def draw_drift(ax, sizes):
    """Mean |c| at every word: {"additive", "forget": (networks, T)}."""
    ends = []
    for cell, runs in sizes.items():
        look = LOOK_OF[cell]
        for run in runs:
            ax.plot(run, **(look.in_figure() | {"label": "_"}))
        ends.append((len(runs[0]) - 1, runs[0][-1], look.name, look))
    T = len(runs[0])
    ax.axvspan(0, 60, color="#EEEEEE", zorder=0)
    ax.set(xlabel="word", ylabel="mean |c|", yscale="log", xlim=(0, T - 1))
    label_ends(ax, ends)
    grows = {
        cell: [run[-20:].mean() > 2 * run[T // 4 - 10 : T // 4 + 10].mean()
               for run in runs]
        for cell, runs in sizes.items()
    }  # fmt: skip
    if all(grows["additive"]) and not any(grows["forget"]):
        return "Without a forget gate the cell state grows and grows; with one it stops"
    return "Growth of the cell state does not tell the two cells apart here"


def draw_handover(axes, traces, tokens, vocabulary, kings=4):
    """Share of c that is kept, above c of all units, word by word; two stacked panels.

    traces of LSTMs that read tokens (N, T); the numbers 0..kings - 1 are names. Drawn
    is the first LSTM, on the stream with the most names; the finding is about all.
    """
    shares, trace = [share_kept(each) for each in traces], traces[0]
    share, busy = shares[0], np.argmax((tokens < kings).sum(axis=1))
    steps, named = np.arange(tokens.shape[1]), np.flatnonzero(tokens[busy] < kings)
    above, below = axes
    for panel in axes:
        for step in named:
            panel.axvline(step, **(LOOKS["king 3"].in_figure() | {"linewidth": 1.2}))
        panel.grid(visible=False, axis="x")
    above.bar(steps, share[busy], color=FORGETS.colour, width=0.7)
    above.set(ylim=(0, 1.02), ylabel="share kept")
    below.plot(steps, trace.c[busy], color=GATELESS.colour, linewidth=1.3, alpha=0.75)
    words = vocabulary.decode(tokens[busy])
    below.set_xticks(steps, words, rotation=90, fontsize=8.5)
    for step in named:
        below.get_xticklabels()[step].set_fontweight("bold")
    below.set(ylabel="c of each unit", xlim=(-0.6, len(words) - 0.4))
    return _compare_kept(np.stack(shares)[..., 1:], tokens[:, 1:] < kings)


def _compare_kept(shares, named):
    new, other = shares[:, named].mean(), shares[:, ~named].mean()
    if new < 2 / 3 and other > 3 / 4:
        return (
            "At a new king's name less than two thirds of the cell state stays on "
            "average, at other words more than three quarters"
        )
    return "A new king's name does not stand out in what the cell keeps"


def draw_bias_flow(ax, flows, lag=50):
    """Gradient norms of untrained LSTMs by lag: {words: (seeds, lags)}, a mean each."""
    ends, typical = [], {}
    for (words, norms), look in with_looks(flows.items(), BIAS_LOOKS):
        line = np.exp(np.log(norms).mean(axis=0))
        ax.plot(line, **(look.in_figure() | {"label": "_"}))
        ends.append((len(line) - 1, line[-1], words, look))
        typical[words] = line[lag]
    ax.set(xlabel="lag: words back from the last one", ylabel="norm of the gradient")
    ax.set(yscale="log", xlim=(0, len(line) - 1), ylim=(1e-16, 1e4))
    label_ends(ax, ends)
    fades = [
        f"{power(n) if n < 1e-3 else 'below 1'} with {words}"
        for words, n in typical.items()
        if n < 1
    ]
    lasts = [words for words, n in typical.items() if n >= 1]
    if lasts:
        fades.append(f"at least 1 with {', '.join(lasts)}")
    return f"{lag} words back the gradient is {', '.join(fades)}"


def draw_bias_sweep(axes, tables, words):
    """A dot per network against how its forget gate begins; one panel per task.

    tables: for each task {start: (seeds,) share of right answers}, words: its name. A
    start is a forget bias in words, "open" for a gate held at 1, "RNN" for none.
    """
    looks = {"open": GATELESS, "RNN": PLAIN}
    for ax, table, name in zip(axes, tables, words, strict=True):
        for place, (start, shares) in enumerate(table.items()):
            spread = place + np.linspace(-0.25, 0.25, len(shares))
            look = looks.get(start, FORGETS)
            ax.plot(spread, shares, look.marker, color=look.colour, markersize=5)
            ax.plot(place + np.array([-0.35, 0.35]), [np.mean(shares)] * 2,
                    color=look.colour, linewidth=2)  # fmt: skip
        ax.axhline(0.25, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        ax.set_xticks(range(len(table)), list(table))
        ax.set(xlabel=f"forget bias: {name}", ylim=(0, 1.03))
    axes[0].set_ylabel("share of right answers")
    return _compare_sweep(*tables)


def _compare_sweep(one_king, many_kings):
    """Two clauses: what the start of the gate does for one king, and for many."""
    gain = np.mean(one_king["open"]) - np.mean(one_king["0"])
    gated = [
        np.mean(many_kings[start]) for start in many_kings.keys() - {"open", "RNN"}
    ]
    loss = max(gated) - np.mean(many_kings["open"])
    one = "better" if gain > 0.1 else "no better"
    many = "worse" if loss > 0.1 else "no worse"
    return (
        f"One king is kept {one} by a gate held open than by one that begins half "
        f"open; a line of kings is followed {many} by it than by a gate that can close"
    )


def by_start(name):
    """Read a judged table -> {start: (seeds, columns)}, shares of right answers.

    A start is the forget bias in words, "open" for a gate held at 1 (in the file: an
    infinite bias), "RNN" for a plain RNN (in the file: nan).
    """
    table = read_table(name)
    shares = [column for column in table.dtype.names if column.startswith("right")]
    in_file = {"0": 0, "1": 1, "3": 3, "5": 5, "open": np.inf, "RNN": np.nan}
    return {
        start: np.stack([table[np.isclose(table["forget_bias"], bias, equal_nan=True)]
                         [share] for share in shares], axis=1)
        for start, bias in in_file.items()
    }  # fmt: skip
