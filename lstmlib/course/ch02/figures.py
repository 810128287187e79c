"""Chapter 02: the gradient on its way back, and clipping."""

import numpy as np

from lstmlib.course.drawing.plots import (
    label_ends,
    plot_chance,
    raised,
    with_looks,
)
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.gradient_flow import fate


def _flow(ax, lines, ylim=(1e-12, 1e6)):
    """Lines (words, Look, norms) against lag, on a log scale, each with its words."""
    for _, look, norms in lines:
        ax.plot(np.arange(len(norms)), norms, **(look.in_figure() | {"label": "_"}))
    ax.set(xlabel="lag: words back from the last one", ylabel="norm of the gradient")
    ax.set(yscale="log", xlim=(0, len(lines[0][2]) - 1), ylim=ylim)
    label_ends(ax, [(len(n) - 1, n[-1], words, look) for words, look, n in lines])


def _band(ax, runs, look):
    """Shade from the lowest to the highest of runs (seeds, lags) -> their middle."""
    lags, low, high = range(len(runs[0])), np.min(runs, axis=0), np.max(runs, axis=0)
    ax.fill_between(lags, low, high, color=look.colour, alpha=0.15, lw=0)
    return np.exp(np.log(runs).mean(axis=0))


def draw_fading(ax, fresh, trained, lag=50):
    """Gradient norms of untrained networks (seeds, lags), and a trained one (lags,)."""
    typical = _band(ax, fresh, LOOKS["chance"])
    lines = [("untrained", LOOKS["h"], typical), ("trained", LOOKS["king 3"], trained)]
    _flow(ax, lines, ylim=(1e-12, 1e2))
    most = np.max(fresh, axis=0)[lag]
    shares = [(1e-3, "less than a thousandth"), (1e-2, "less than a hundredth")]
    share = next((words for limit, words in shares if most < limit), "more")
    return f"Untrained: {share} of it is left {lag} words back"


def draw_radii(ax, flows):
    """Gradient norms of several networks for each radius: {radius: (seeds, lags)}."""
    looks = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"], LOOKS["h"])
    lines = [
        (f"radius {radius}", look, _band(ax, runs, look))
        for (radius, runs), look in with_looks(flows.items(), looks)
    ]
    _flow(ax, lines, ylim=(1e-16, 1e16))
    fates = {r: [fate(norms[-1]) for norms in runs] for r, runs in flows.items()}
    all_fade = [f"{r}" for r, each in fates.items() if set(each) == {"fades"}]
    most_explode = [
        f"{r}" for r, each in fates.items() if each.count("explodes") > len(each) / 2
    ]
    return (
        f"All fade at radius {_listed(all_fade)}, "
        f"most explode at radius {_listed(most_explode)}"
    )


def _listed(things):
    return " and ".join(things) or "none"


def draw_bound(ax, measured, bound, lag=50):
    """The measured gradient norm beside the bound on it, both (lags,)."""
    lines = [("bound", LOOKS["chance"], bound), ("measured", LOOKS["h"], measured)]
    _flow(ax, lines, ylim=(1e-16, 1e32))
    apart = bound[lag] / measured[lag]
    # At lag 0 both are 1.
    if np.any(measured[1:] > bound[1:]):
        return "The measured gradient exceeds the bound: one of the two is wrong"
    if apart < 1e10:
        return f"{lag} words back the bound is not far from the measurement"
    # From one matrix to another it differs by several powers of ten.
    least = raised(10 * (int(np.log10(apart)) // 10))
    return f"{lag} words back the bound is over {least} times too high"


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
