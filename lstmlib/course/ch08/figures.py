"""Chapter 08: two networks learn side by side, and how far they remember then."""

from itertools import pairwise

import numpy as np

from lstmlib.course.ch08.ablation import VARIANTS, count_learned
from lstmlib.course.ch08.race import KINDS
from lstmlib.course.drawing.plots import (
    QUESTION_LABELS,
    label_ends,
    plot_chance,
    plot_line,
)
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.statistics import mean_interval, wilson_interval

# The look of each network of a race, by the first word of its name.
RACERS = {"LSTM": LOOKS["c"], "RNN": LOOKS["h"]}
MORE = (
    LOOKS["h"]._replace(dash="dash-dot", marker="^"),
    LOOKS["h"]._replace(dash="long", marker="D"),
)
KNOWN, CHANCE = 0.8, 0.25


def looks_of(names):
    """A look for each network, {name: Look}: the first two as in all pictures."""
    more = iter(MORE * len(names))
    return {name: RACERS.get(name) or next(more) for name in names}


def draw_race(axes, race, clock=False):
    """Three panels over updates, or with `clock` over seconds of learning.

    exp(-loss), the probability of the right word in training; then the share of right
    answers to both questions about unseen stories.
    """
    heads = ["exp(−loss) in training", *(QUESTION_LABELS[kind][1] for kind in KINDS)]
    values = [np.exp(-race.loss), *race.recall]
    looks = looks_of(race.models)
    for ax, head, lines in zip(axes, heads, values, strict=True):
        ends, last = [], race.seconds.max() if clock else race.total
        ax.set_title(head, loc="left", fontsize=10)
        ax.set(xlim=(0, max(last, 1e-9)), ylim=(0, 1.03))
        ax.set(xlabel="seconds of learning" if clock else "updates")
        for (name, look), seconds, line in zip(
            looks.items(), race.seconds, lines, strict=True
        ):
            xs = seconds if clock else race.updates
            ax.plot(xs, line, **(look.in_figure() | {"label": "_"}))
            ends.append((xs[-1], line[-1], name, look))
        ax.axhline(CHANCE, **(LOOKS["chance"].in_figure() | {"label": "_"}))
        label_ends(ax, ends)
    done = race.updates[-1]
    of = "" if done == race.total else f" of {race.total}"
    return f"After {done}{of} updates {_who_knows(race)}"


def _who_knows(race):
    """Whom each network names in at least 80 % of the stories, in words."""
    told = {
        (True, True): "both kings",
        (True, False): "the ruler, not the first king",
        (False, True): "the first king, not the ruler",
        (False, False): "neither king",
    }
    known = race.recall[:, :, -1] >= KNOWN
    words = [
        f"the {name} knows {told[tuple(which)]}"
        for name, which in zip(race.models, known.T.tolist(), strict=True)
    ]
    return " and ".join(words)


def draw_length(ax, fillers, curves, trained=20, kind="first"):
    """Recall over filler words per reign {name: (seeds, fillers)}, mean and interval.

    `trained` is the longest reign of the training stories.
    """
    fillers, ends = np.asarray(fillers), []
    looks = looks_of(curves)
    for name, shares in curves.items():
        mean, low, high = np.transpose([mean_interval(column) for column in shares.T])
        low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
        ax.fill_between(fillers, low, high, color=looks[name].colour, alpha=0.15, lw=0)
        plot_line(ax, fillers, mean, looks[name])
        ends.append((fillers[-1], mean[-1], name, looks[name]))
    ends.append(plot_chance(ax, CHANCE, fillers[-1], f"guessing: {CHANCE}"))
    ax.axvline(trained, color="#666666", linewidth=1)
    ax.text(trained + 2, 0.03, "longest reign in training", fontsize=9)
    ax.set(xlabel="filler words in each reign", ylabel="share of right answers")
    ax.set(xlim=(0, fillers[-1]), ylim=(0, 1.03))
    label_ends(ax, ends)
    return _tell_length(fillers[-1], curves, kind)


def _tell_length(longest, curves, kind):
    """What stands at the far end of two curves or more, LSTM and RNN among them."""
    ends = {name: mean_interval(shares[:, -1]) for name, shares in curves.items()}
    lstm, rnn = ends["LSTM"], ends["RNN"]
    king = {"first": "the first king", "current": "the ruler"}[kind]
    told = (
        f"With {longest} filler words in each reign the LSTM names {king} in "
        f"{100 * lstm[0]:.0f} % of the stories, the RNN in {100 * rnn[0]:.0f} %"
    )
    apart = lstm[1] > rnn[2] or rnn[1] > lstm[2]
    return (
        told if apart else f"{told}: {len(curves['RNN'])} seeds do not tell them apart"
    )


VARIANT_LOOKS = dict(zip(VARIANTS, (LOOKS[part] for part in "hcfio"), strict=True))
"""A variant looks like the part it adds; the plain RNN like its one state."""


def draw_ablation(axes, runs, filler=10, chance=0.25):
    """Seeds that learned, with intervals, beside a dot for each seed and question.

    runs: as from `ablation.read_runs`, filler: words in each reign, 10 or 50;
    axes: three panels with one y axis.
    """
    counts = count_learned(runs, filler)
    _draw_counts(axes[0], counts)
    for ax, kind in zip(axes[1:], ("current", "first"), strict=True):
        shares = {
            variant: [
                getattr(row, f"{kind}_{filler}")
                for row in runs
                if row.variant == variant
            ]
            for variant in counts
        }
        _draw_seeds(ax, shares, chance)
        ax.set(xlabel=f"right: {QUESTION_LABELS[kind][1]}")
    for ax in axes:
        ax.set(xlim=(0, 1), ylim=(len(counts) - 0.45, -0.55))
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    return _tell(counts)


def _draw_counts(ax, counts):
    for place, (variant, (learned, seeds)) in enumerate(counts.items()):
        look, ends = VARIANT_LOOKS[variant], wilson_interval(learned, seeds)
        style = {"color": look.colour, "clip_on": False}
        ax.plot(ends, [place] * 2, linewidth=2.4, **style)
        ax.plot(learned / seeds, place, look.marker, markersize=8, **style)
    labels = [f"{variant}\n{n} of {seeds}" for variant, (n, seeds) in counts.items()]
    ax.set_yticks(range(len(counts)), labels, linespacing=1.1)
    ax.set(xlabel="seeds that learned both")


def _draw_seeds(ax, shares, chance):
    for place, (variant, runs) in enumerate(shares.items()):
        look, spread = VARIANT_LOOKS[variant], np.linspace(-0.32, 0.32, len(runs))
        style = {"color": look.colour, "linestyle": "none", "clip_on": False}
        ax.plot(runs, place + spread, marker=look.marker, ms=3.5, alpha=0.7, **style)
    ax.axvline(chance, **(LOOKS["chance"].in_figure() | {"label": "_"}))


def _tell(counts):
    """The counts in words, and which variants stand apart from the one before."""
    seeds = next(iter(counts.values()))[1]
    told = ", ".join(f"{variant} {learned}" for variant, (learned, _) in counts.items())
    clear, unclear = [], []
    for below, above in pairwise(counts):
        apart = _stand_apart(counts[below], counts[above])
        (clear if apart else unclear).append(above)
    steps = [
        f"{verdict}: {', '.join(variants)}"
        for verdict, variants in (("clear steps", clear), ("not clear", unclear))
        if variants
    ]
    finding = f"Seeds of {seeds} that learn both kings: {told} ({'; '.join(steps)})"
    return finding.replace("+ ", "+")  # no line of a title ends with a plus


def _stand_apart(one, other):
    """Whether the intervals of two counts (successes, trials) do not overlap."""
    (low1, high1), (low2, high2) = wilson_interval(*one), wilson_interval(*other)
    return high1 < low2 or high2 < low1


def draw_product(axes, flows, lag=50):
    """Norms of the gradient of c by lag: forget gates multiplied, and two measured.

    flows: {words: (product, cut, both)}, one panel each, all (lags,). `cut` is
    measured with the path through h cut, `both` with both paths; `lag` is where the
    two are compared.
    """
    for ax, (words, norms) in zip(axes, flows.items(), strict=True):
        _draw_paths(ax, *norms)
        ax.set(xlabel=f"lag, in words ({words})", xlim=(0, len(norms[0]) - 1))
    axes[0].set(yscale="log", ylabel="norm of the gradient")
    if not all(np.allclose(cut, product) for product, cut, _ in flows.values()):
        return "Even on the upper path alone the gradient is not the product of f"
    parts = [f"{_times(both[lag] / cut[lag])} ({words})"
             for words, (_, cut, both) in flows.items()]  # fmt: skip
    alone = "The upper path carries exactly the product of the forget gates"
    return f"{alone}; both paths carry, {lag} words back, {' and '.join(parts)}"


def _draw_paths(ax, product, cut, both):
    lags = np.arange(len(both))
    for look, norms in ((LOOKS["h"], both), (LOOKS["c"], cut)):
        ax.plot(lags, norms, **(look.in_figure() | {"label": "_"}))
    every = slice(None, None, max(1, len(lags) // 20))
    style = {"marker": LOOKS["f"].marker, "markersize": 5, "linestyle": "none"}
    ax.plot(lags[every], product[every], color=LOOKS["f"].colour, **style)
    at = len(lags) // 3
    beside = {"xytext": (0, 8), "textcoords": "offset points", "fontweight": "bold"}
    ax.annotate("both paths", (lags[at], both[at]), color=LOOKS["h"].colour, **beside)
    corner = {"transform": ax.transAxes, "fontweight": "bold"}
    ax.text(0.03, 0.13, "line: upper path", color=LOOKS["c"].colour, **corner)
    ax.text(0.03, 0.04, "squares: product of f", color=LOOKS["f"].colour, **corner)


def _times(ratio):
    """A factor to one digit, in words."""
    digit = float(f"{ratio:.0e}")
    if digit <= 1:
        return "no more"
    return f"about {digit:,.0f} times as much".replace(",", " ")
