"""The figures of the chapters: each draw_*(ax, ...) draws and returns its finding.

A finding is a sentence computed from what is drawn, so that it cannot claim what the
picture does not show. `display.show(fig, finding)` makes it the figure's title.
"""

import numpy as np
from matplotlib import pyplot as plt

from lstmlib.memory import fate
from lstmlib.style import FIGURE, LOOKS, spaced

# How each question of the chronicles looks and what stands at the end of its line.
QUESTIONS = {
    "current": (LOOKS["king 3"], "who rules now?"),
    "first": (LOOKS["king 1"], "who was first?"),
    "era": (LOOKS["king 2"], "ancient or modern?"),
}
NAMED = ("first king", "second king", "third king", "someone else")
NAMED_LOOKS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"], LOOKS["chance"])
HATCHES = ("", "//", "..", "xx")


def new_figure(panels=1, height=3.2):
    """A figure in the course's style -> fig, ax (or an array of its panels)."""
    with plt.rc_context(FIGURE):
        size = (FIGURE["figure.figsize"][0], height)
        return plt.subplots(1, panels, sharey=True, figsize=size)


def label_ends(ax, ends):
    """Write a label beside the last point of each line, so that none hides another.

    ends: a list of (x, y, words, Look), in data units; call it when the limits stand.
    """
    to_axes = ax.transData + ax.transAxes.inverted()
    points = [to_axes.transform((x, y)) for x, y, _, _ in ends]
    heights = spaced([np.clip(y, 0, 1) for _, y in points], 0.085, 0, 1)
    for (x, _), height, (_, _, words, look) in zip(points, heights, ends, strict=True):
        place = {"transform": ax.transAxes, "va": "center", "fontweight": "bold"}
        ax.text(x + 0.02, height, words, color=look.colour, clip_on=False, **place)


def _line(ax, xs, ys, look):
    style = look.in_figure() | {"label": "_"}
    ax.plot(xs, ys, marker=look.marker, markersize=5, **style)


def _chance(ax, level, x, words):
    ax.axhline(level, **(LOOKS["chance"].in_figure() | {"label": "_"}))
    return x, level, words, LOOKS["chance"]


def draw_reach(ax, chronicles, lengths):
    """Share of recall cues whose answer was given within the last k words, for k."""
    shares, ends = {}, []
    for kind in ("current", "first"):
        gaps = [
            c.distance for story in chronicles for c in story.cues if c.kind == kind
        ]
        shares[kind] = [float(np.mean(np.array(gaps) <= k)) for k in lengths]
        look, words = QUESTIONS[kind]
        _line(ax, lengths, shares[kind], look)
        ends.append((lengths[-1], shares[kind][-1], words, look))
    ax.set(xlabel="words that the memory holds", ylabel="share of answers inside it")
    ax.set(xlim=(0, lengths[-1]), ylim=(0, 1.03))
    label_ends(ax, ends)
    half = {kind: _first_above(lengths, shares[kind], 0.5) for kind in shares}
    return (
        f"To hold half of the answers to “who rules now?” takes {half['current']}; "
        f"for “who was first?” it takes {half['first']}"
    )


def _first_above(xs, ys, level):
    above = [x for x, y in zip(xs, ys, strict=True) if y >= level]
    return f"{above[0]} words" if above else f"more than {xs[-1]} words"


def draw_recall(ax, distances, scores, chance):
    """Recall against filler words per reign.

    scores {kind: (seeds, distances) shares}: the line is the mean, the band goes from
    the worst to the best seed.
    """
    ends = []
    for kind, values in scores.items():
        look, words = QUESTIONS[kind]
        values = np.asarray(values)
        low, high = values.min(axis=0), values.max(axis=0)
        ax.fill_between(distances, low, high, color=look.colour, alpha=0.15, lw=0)
        _line(ax, distances, values.mean(axis=0), look)
        ends.append((distances[-1], values[:, -1].mean(), words, look))
    ends.append(_chance(ax, chance, distances[-1], f"guessing: {chance:.2f}"))
    ax.set(xlabel="filler words in each reign", ylabel="share of right answers")
    ax.set(xlim=(0, distances[-1]), ylim=(0, 1.03))
    label_ends(ax, ends)
    means = {kind: np.mean(values, axis=0) for kind, values in scores.items()}
    return _compare_recall(means, np.asarray(distances) >= 10)


def _compare_recall(means, far):
    first = means["first"]
    if "current" not in means:
        fades = "fades" if first[-1] < 0.9 * first[0] else "does not fade"
        return (
            f"Asked for the first king alone, its memory of him {fades} with distance"
        )
    ratio = means["current"] / np.maximum(first, 1e-9)
    if far.any() and np.min(ratio[far]) >= 2:
        return (
            "From 10 words on, the RNN names the ruler at least twice as often "
            "as the first king"
        )
    if ratio[0] < 1.5 < 2 <= ratio[-1]:
        return "Up close the RNN knows both kings; with distance it loses the first one"
    return "The RNN names the first king about as often as the ruler"


def whom_they_name(answers, chronicles):
    """Share of answers that are the first, second, third king, or anyone else: (4,)."""
    counts = np.zeros(4)
    for answer, chronicle in zip(answers, chronicles, strict=True):
        kings = [e.name for e in chronicle.events if e.kind == "crowned"]
        counts[kings.index(answer) if answer in kings else 3] += 1
    return counts / counts.sum()


def draw_named(ax, distances, shares):
    """Bars: whom the answers to “who was first?” name; shares (distances, 4)."""
    shares, places = np.asarray(shares), np.arange(len(distances))
    left = np.zeros(len(distances))
    for k, (words, look) in enumerate(zip(NAMED, NAMED_LOOKS, strict=True)):
        ax.barh(places, shares[:, k], left=left, color=look.colour, height=0.72,
                hatch=HATCHES[k], edgecolor="white", label=words)  # fmt: skip
        left += shares[:, k]
    ax.set_yticks(places, [str(d) for d in distances])
    ax.invert_yaxis()
    ax.set(xlabel="share of answers", ylabel="filler words in each reign", xlim=(0, 1))
    ax.grid(visible=False)
    ax.legend(
        frameon=False,
        ncols=4,
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        handlelength=1.6,
    )
    far = [k for k, distance in enumerate(distances) if distance >= 10]
    if far and all(shares[k].argmax() == 2 for k in far):
        return "From 10 words on, the RNN most often names the king who lives now"
    return "The RNN does not always name the king who lives now most often"


def _flow(ax, lines, ylim=(1e-12, 1e6)):
    """Lines (words, Look, norms) against lag, on a log scale, each with its words."""
    for _, look, norms in lines:
        ax.plot(np.arange(len(norms)), norms, **(look.in_figure() | {"label": "_"}))
    ax.set(xlabel="lag: words back from the last one", ylabel="norm of the gradient")
    ax.set(yscale="log", xlim=(0, len(lines[0][2]) - 1), ylim=ylim)
    label_ends(ax, [(len(n) - 1, n[-1], words, look) for words, look, n in lines])


def draw_fading(ax, fresh, trained, lag=50):
    """Gradient norms of untrained networks (seeds, lags), and a trained one (lags,)."""
    typical = np.exp(np.log(fresh).mean(axis=0))
    low, high = np.min(fresh, axis=0), np.max(fresh, axis=0)
    ax.fill_between(range(len(low)), low, high, color="#BBBBBB", alpha=0.5, lw=0)
    lines = [("untrained", LOOKS["h"], typical), ("trained", LOOKS["king 3"], trained)]
    _flow(ax, lines, ylim=(1e-12, 1e2))
    share = _roof(high[lag])
    return f"Untrained, less than {share} of the gradient is left {lag} words back"


def _roof(share):
    """The next power of ten above a share, in words."""
    power = int(np.ceil(-np.log10(share))) - 1
    return f"1 part in {10**power:,}".replace(",", " ")


def draw_radii(ax, norms_by_radius):
    """Gradient norms (lags,) for each spectral radius: {radius: norms}."""
    looks = (*NAMED_LOOKS[:3], LOOKS["h"])
    lines = [(f"radius {radius}", look, norms)
             for look, (radius, norms) in zip(looks, norms_by_radius.items(), strict=True)]  # fmt: skip  # noqa: B905, E501
    _flow(ax, lines, ylim=(1e-16, 1e16))
    radii = {}
    for radius, norms in norms_by_radius.items():
        radii.setdefault(fate(norms[-1]), []).append(f"{radius}")
    parts = [f"{word} at radius {', '.join(r)}" for word, r in radii.items()]
    return f"The gradient {' and '.join(parts)}"


def draw_bound(ax, measured, bound, lag=50):
    """The measured gradient norm beside the bound on it, both (lags,)."""
    lines = [("bound", LOOKS["chance"], bound), ("measured", LOOKS["h"], measured)]
    _flow(ax, lines, ylim=(1e-16, 1e32))
    apart = round(float(np.log10(bound[lag] / measured[lag])))
    if np.any(measured > bound * (1 + 1e-9)):
        return "The measured gradient exceeds the bound: one of the two is wrong"
    return f"The bound holds, and {lag} words back it is 10^{apart} times too high"


def draw_descent(ax, losses):
    """Loss over updates of plain gradient descent: {words: (seeds, updates)}."""
    looks, ends = (LOOKS["king 3"], LOOKS["king 1"]), []
    for look, (words, runs) in zip(looks, losses.items(), strict=True):
        for run in runs:
            ax.plot(run, **(look.in_figure() | {"label": "_", "linewidth": 1.2}))
        ends.append((len(runs[0]) - 1, np.mean(runs, axis=0)[-20:].mean(), words, look))
    ax.set(xlabel="update", ylabel="loss", yscale="log", xlim=(0, len(runs[0]) - 1))
    ends.append(_chance(ax, np.log(4), len(runs[0]) - 1, "guessing a name"))
    label_ends(ax, ends)
    (raw0, raw), (clipped0, clipped) = (_first_and_last(r) for r in losses.values())
    # A run that became NaN has not learned either.
    if not np.any(raw <= raw0 / 2) and np.all(clipped < clipped0 / 3):
        return "With bold steps every clipped run learns, and without a limit none"
    return "With steps this bold clipping does not decide which runs learn"


def _first_and_last(runs):
    runs = np.asarray(runs)
    return runs[:, 0], runs[:, -20:].mean(axis=1)


def power(norm):
    """A positive number as the nearest power of ten, in words: "about 10^-5"."""
    exponent = round(float(np.log10(norm)))
    return f"about 10^{exponent}" if exponent else "about 1"
