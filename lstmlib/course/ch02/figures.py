"""Chapter 02: the gradient on its way back, and clipping."""

import numpy as np

from lstmlib.course.drawing.plots import label_ends, plot_chance
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.gradient_flow import fate


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
    looks = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"], LOOKS["h"])
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
    ends.append(plot_chance(ax, np.log(4), len(runs[0]) - 1, "guessing a name"))
    label_ends(ax, ends)
    (raw0, raw), (clipped0, clipped) = (_first_and_last(r) for r in losses.values())
    # To learn is to halve the loss; a run that became NaN has not learned either.
    if not np.any(raw <= raw0 / 2) and np.all(clipped <= clipped0 / 2):
        return "With bold steps every clipped run learns, and without a limit none"
    return "With steps this bold clipping does not decide which runs learn"


def _first_and_last(runs):
    runs = np.asarray(runs)
    return runs[:, 0], runs[:, -20:].mean(axis=1)
