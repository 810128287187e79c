"""docs/performance.md and its figure, written from the results of a run."""

import matplotlib
import numpy as np
from bench_bars import (
    AVX2,
    growth_verdicts,
    ratio,
    ratio_verdicts,
    shape,
    spread,
    times_of,
)
from bench_contenders import BOTH, FORWARD, FUSED, OURS, PLAIN, TRAINING
from matplotlib.figure import Figure

from lstmlib.course.drawing.style import FIGURE, LOOKS, wrap

LINES = (
    ("LSTM", TRAINING, LOOKS["king 1"]),
    ("LSTM", BOTH, LOOKS["king 2"]),
    ("RNN", BOTH, LOOKS["king 3"]),
)
INTRODUCTION = """\
# How fast is it?

The experiments of the course run while you watch, because `lstmlib` is fast. This page
measures how fast: beside PyTorch, beside a plain loop in NumPy, and beside the time
that the matrix products alone would take. `make bench` writes it anew on your machine,
and `make bench-check` says in one sentence each what has become too slow.

A **ratio** is the time of `lstmlib` over the time of the other: below 1, `lstmlib` is
faster. All contenders take turns in one process, round by round, and a ratio is taken
within its round. Shown are the median over the rounds and, in brackets, the quartiles.
Before anything is timed, values and gradients of all contenders are compared: they do
the same work, on the same weights. Everybody has one thread and float32. OpenBLAS,
which NumPy uses for matrix products, chooses its kernel freely. Times are processor
time, which other programs on the machine disturb less than they disturb a clock.

- **forward**: the layer alone, N sequences of T steps, D numbers in, H units. PyTorch
  keeps nothing for gradients here; `lstmlib` always keeps its trace.
- **forward+backward**: also the gradients of the input and of all weights.
- **training step**: embedding of 64 words, layer, linear read-out and cross-entropy at
  every step, clipping to norm 1, Adam.
"""


def report(results):
    """The text of docs/performance.md."""
    finding = conclusion(results)
    parts = [INTRODUCTION, about(results["about"])]
    parts += [f"![{finding} The tables below hold the numbers.](performance.png)\n"]
    parts += ["## Promised and measured\n", verdicts(results)]
    parts += ["## Beside PyTorch\n", *beside_pytorch(results)]
    parts += ["## Beside plain NumPy and the bound\n", beside_the_bound(results)]
    parts += ["## Growth\n", growth(results), memory(results)]
    return "\n".join(parts)


def table(head, rows):
    """A Markdown table whose first column is text, the others numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def about(facts):
    return table(["where and with what", ""], facts.items()).replace("---:", "---")


def conclusion(results):
    """The finding of the figure: at how many sizes who is faster."""
    steps = [ratio(entry, TRAINING) for entry in results["LSTM"]]
    if None in steps:
        return "PyTorch was not installed, so nothing could be compared with it."
    faster = sum(step.median < 1 for step in steps)
    best = min(step.median for step in steps)
    return (
        f"A training step of lstmlib takes less time than PyTorch's at {faster} of "
        f"{len(steps)} sizes, and {best:.2f} of it at best."
    )


def verdicts(results):
    found = ratio_verdicts(results) + growth_verdicts(results)
    head = ["what", "(N, T, D, H)", "measured", "at most", ""]
    rows = [
        [v.what, v.where, v.measured, v.bar, "met" if v.met() else "**not met**"]
        for v in found
    ]
    missed = sum(not v.met() for v in found)
    said = "All are met." if not missed else f"{missed} of {len(found)} are not met."
    return f"{said}\n\n{table(head, rows)}"


def beside_pytorch(results):
    """A table per layer: ratios for every kind of work."""
    head = ["(N, T, D, H)", FORWARD, BOTH, TRAINING, "the same / fused Adam"]
    for kind in ("LSTM", "RNN"):
        rows = []
        for entry in results[kind]:
            cells = [ratio(entry, work) for work in (FORWARD, BOTH, TRAINING)]
            cells.append(ratio(entry, TRAINING, FUSED))
            rows.append([shape(entry["size"]), *cells])
        yield f"**{kind}**, lstmlib / PyTorch\n\n{table(head, rows)}"
    yield (
        "The last column compares with `torch.optim.Adam(fused=True)`, one kernel for "
        "the whole optimiser, which PyTorch offers but does not use unless asked.\n"
    )
    if AVX2 in results:
        rows = [[shape(e["size"]), ratio(e, TRAINING)] for e in results[AVX2]]
        yield (
            "**LSTM, the same instructions for both**: a run in which OpenBLAS, NumPy "
            "and PyTorch may use AVX2 and nothing newer\n\n"
            + table(["(N, T, D, H)", TRAINING], rows)
        )


def milliseconds(seconds):
    """A number of milliseconds with three digits, never as a power of ten."""
    return np.format_float_positional(1000 * float(f"{seconds:.3g}"), 4, trim="-")


def beside_the_bound(results):
    """Milliseconds of lstmlib, the plain loop, and the bound of the products."""
    head = ["LSTM, forward+backward", "lstmlib, ms", "plain / lstmlib"]
    head += ["products alone, ms", "lstmlib / products"]
    rows = []
    for entry in results["LSTM"]:
        times, bound = times_of(entry), entry["bound"]
        mine = times[BOTH, OURS]
        rows.append(
            [
                shape(entry["size"]),
                milliseconds(np.median(mine)),
                spread(times[BOTH, PLAIN] / mine),
                milliseconds(bound),
                f"{np.median(mine) / bound:.1f}",
            ]
        )
    rates = [entry["rate"] / 1e9 for entry in results["LSTM"]]
    return table(head, rows) + (
        "\nThe plain loop calls `cells.lstm_step` and `cells.lstm_step_backward` at "
        "every step. The bound is the number of operations in the matrix products of "
        "both passes, divided by the rate of the best square product in the same run "
        f"({min(rates):.0f} to {max(rates):.0f} billion operations per second). No "
        "program that computes the same products can be faster; small products never "
        "reach that rate.\n"
    )


def growth(results):
    rows = [[axis, spread(found)] for axis, found in results["growth"].items()]
    return (
        "A slope of 1 on logarithmic axes means: twice the size, twice the time.\n\n"
        + table(["forward+backward of an LSTM against", "slope"], rows)
    )


def memory(results):
    rows = [[shape(s), f"{a:.2f}", f"{b:.2f}"] for s, a, b in results["memory"]]
    head = ["peak / (6·H·T·N numbers)", "a new layer", "after three passes"]
    return table(head, rows) + (
        "\nA backward pass must keep i, f, g, o, c and h of every step: 6·H·T·N "
        "numbers. The peak counts all memory of both passes, results and buffers that "
        "the layer keeps included, weights and input not.\n"
    )


def figure(results, path):
    """Draw the ratios to PyTorch at every size, with quartiles."""
    with matplotlib.rc_context(FIGURE):
        fig = Figure(figsize=(7.2, 4.0))
        draw_ratios(fig.subplots(), results)
        title = "\n".join(wrap(conclusion(results)))
        look = {"fontsize": FIGURE["axes.titlesize"], "fontweight": "bold"}
        fig.suptitle(title, x=0.01, ha="left", **look)
        fig.savefig(path, dpi=120, metadata={"Software": None})


def draw_ratios(ax, results):
    """A line of ratios for each kind of work, and one at 1 for PyTorch."""
    places, marks = np.arange(len(results["LSTM"])), (0.05, 0.1, 0.2, 0.5, 1, 2)
    for shift, (kind, work, look) in zip((-0.06, 0, 0.06), LINES, strict=True):
        draw_line(ax, places + shift, results[kind], work, look, f"{kind}, {work}")
    ax.axhline(1, color=LOOKS["chance"].colour, linewidth=1.6)
    above = {"textcoords": "offset points", "xytext": (0, 3), "ha": "right"}
    end = (places[-1] + 0.4, 1)
    ax.annotate("PyTorch", end, color=LOOKS["chance"].colour, **above)
    ax.set(yscale="log", ylim=(marks[0], marks[-1]), ylabel="time / PyTorch's time")
    ax.set_yticks(marks, map(str, marks))
    ax.minorticks_off()
    names = [shape(e["size"])[1:-1].replace(", ", ",") for e in results["LSTM"]]
    ax.set_xticks(places, names, fontsize=8)
    ax.set_xlim(-0.4, places[-1] + 0.4)
    ax.set_xlabel("N, T, D, H")
    ax.legend(loc="lower right")


def draw_line(ax, places, entries, work, look, label):
    ratios = [ratio(entry, work) for entry in entries]
    if None in ratios:
        return
    median, low, high = np.transpose(ratios)
    ax.errorbar(
        places,
        median,
        yerr=(median - low, high - median),
        marker=look.marker,
        capsize=3,
        elinewidth=1.4,
        **(look.in_figure() | {"label": label}),
    )
