"""Chapter 08: the gradient's upper path beside the product of the forget gates."""

import numpy as np

from lstmlib.style import LOOKS


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
