"""Chapter 04: what a forget gate keeps, lets go of, and hands back to the gradient."""

import numpy as np

from lstmlib.course.data import best_setting, read_table
from lstmlib.course.drawing.plots import SOLVED, label_ends, power, with_looks
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.retention import share_kept
from lstmlib.course.lab.statistics import in_words

GATELESS = LOOKS["c"]._replace(name="nothing is ever removed")
FORGETS = LOOKS["f"]._replace(name="with a forget gate")
PLAIN = LOOKS["h"]._replace(name="a plain RNN")
LOOK_OF = {"additive": GATELESS, "forget": FORGETS, "RNN": PLAIN}
BIAS_LOOKS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"], LOOKS["f"], LOOKS["c"])


def draw_succession(axes, shares, lengths):
    """A dot per network: share of right answers on streams of two lengths.

    shares {"additive", "forget", "RNN": (seeds, 2)}; axes: one panel per length.
    """
    rows = list(shares)
    for panel, (ax, length) in enumerate(zip(axes, lengths, strict=True)):
        for row, cell in enumerate(rows):
            _dots(ax, shares[cell][:, panel], row, LOOK_OF[cell])
        ax.axvline(0.25, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        ax.set(xlim=(0, 1.03), ylim=(len(rows) - 0.4, -0.6))
        ax.set(xlabel=f"share of right answers, {length} words")
        ax.set_yticks(range(len(rows)), [LOOK_OF[cell].name for cell in rows])
    counts = {cell: np.sum(shares[cell][:, -1] >= SOLVED) for cell in rows}
    told = [
        f"{in_words(int(counts[cell]), len(shares[cell]))} {_phrase(cell)}"
        for cell in rows
    ]
    return f"Over {lengths[-1]} words the king is known to {', '.join(told)}"


def _phrase(cell):
    return {"additive": "without a forget gate", "forget": "with one"}.get(
        cell, "of a plain RNN"
    )


def _dots(ax, values, row, look):
    """Dots in a row, spread a little so that equal ones can be counted."""
    spread = np.linspace(-0.27, 0.27, len(values))
    style = {"color": look.colour, "marker": look.marker, "linestyle": "none"}
    ax.plot(values, row + spread, markersize=5, alpha=0.85, clip_on=False, **style)


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


def draw_handover(axes, trace, tokens, vocabulary, kings=4):
    """Share of c that is kept, above c of all units, word by word; two stacked panels.

    trace of an LSTM for tokens (N, T); the numbers 0..kings - 1 are names. Drawn is
    the stream with the most names; the finding is about all streams.
    """
    share, busy = share_kept(trace), np.argmax((tokens < kings).sum(axis=1))
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
    return _compare_kept(share[:, 1:], tokens[:, 1:] < kings)


def _compare_kept(share, named):
    new, other = share[named].mean(), share[~named].mean()
    if new < 0.5 and other > 2 / 3:
        return (
            "At a new king less than half of the cell state stays on average, "
            "at other words more than two thirds"
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
    fades = [f"{power(n)} with {words}" for words, n in typical.items() if n < 1]
    lasts = [words for words, n in typical.items() if n >= 1]
    if lasts:
        fades.append(f"at least 1 with {', '.join(lasts)}")
    return f"{lag} words back the gradient is {', '.join(fades)}"


def draw_bias_sweep(axes, tables, words):
    """A dot per network against its forget bias; one panel per task.

    tables: for each task {bias: (seeds,) share of right answers}, words: its name.
    The bias infinity is a gate held open, NaN a plain RNN.
    """
    for ax, table, name in zip(axes, tables, words, strict=True):
        for place, (bias, shares) in enumerate(table.items()):
            spread = place + np.linspace(-0.25, 0.25, len(shares))
            look = PLAIN if np.isnan(bias) else GATELESS if np.isinf(bias) else FORGETS
            ax.plot(spread, shares, look.marker, color=look.colour, markersize=5)
            ax.plot(place + np.array([-0.35, 0.35]), [np.mean(shares)] * 2,
                    color=look.colour, linewidth=2)  # fmt: skip
        ax.axhline(0.25, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        ax.set_xticks(range(len(table)), [_bias_words(bias) for bias in table])
        ax.set(xlabel=f"forget bias: {name}", ylim=(0, 1.03))
    axes[0].set_ylabel("share of right answers")
    return _compare_sweep(*tables)


def _compare_sweep(one_king, many_kings):
    """Two clauses: what the start of the gate does for one king, and for many."""
    gain = np.mean(one_king[np.inf]) - np.mean(one_king[0.0])
    gated = max(np.mean(v) for bias, v in many_kings.items() if np.isfinite(bias))
    loss = gated - np.mean(many_kings[np.inf])
    one = "is kept better" if gain > 0.1 else "is kept no better"
    many = "needs a gate that can close" if loss > 0.1 else "does without one"
    return f"One king {one} by a gate held open; a succession {many}"


def _bias_words(bias):
    return "RNN" if np.isnan(bias) else "open" if np.isinf(bias) else f"{bias:g}"


def at_best_rate(name):
    """Read a table of trained networks -> {bias: (seeds, 2 or 1)} shares of right.

    For each bias the learning rate is kept that is best, on average over the seeds,
    in the first column of shares, that of the length trained for.
    """
    table, best = read_table(name), {}
    shares = [column for column in table.dtype.names if column.startswith("right")]
    for bias in (0, 1, 3, 5, np.inf, np.nan):
        rows = table[np.isclose(table["forget_bias"], bias, equal_nan=True)]
        runs = best_setting(rows, shares[0])
        best[bias] = np.stack([runs[share] for share in shares], axis=1)
    return best
