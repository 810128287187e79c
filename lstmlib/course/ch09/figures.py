"""Chapter 09: how far a complaint travels, and on which path."""

import numpy as np

from lstmlib.course.drawing.plots import label_ends
from lstmlib.course.drawing.style import LOOKS

# Looks of networks, which are no quantities: c's, h's, and one more of that kind.
NETWORKS = (
    LOOKS["c"],
    LOOKS["h"],
    LOOKS["h"]._replace(colour="#8A5A2B", shade="#A9713A", dash="long"),
)

FADED = 0.05
"""Less than this share of the blame counts as faded."""


def draw_walk(ax, walks, lag=50):
    """Blame on the cell by words back, {kind: Blame of each network} on one story.

    lag: how far back it is told. The length of the gradient is drawn, as a share of
    that after the last word: the median of the networks, and a band of all of them.
    """
    shares = {
        name: np.array([blame.cell[::-1] / blame.cell[-1] for blame in own])
        for name, own in walks.items()
    }
    ends, far = [], max(own.shape[1] for own in shares.values()) - 1
    for (name, own), look in zip(shares.items(), NETWORKS, strict=False):
        left, look_of = np.median(own, axis=0), look.in_figure() | {"label": "_"}
        ax.plot(left, **look_of)
        band = {"color": look.colour, "alpha": 0.12, "linewidth": 0}
        ax.fill_between(range(len(left)), own.min(axis=0), own.max(axis=0), **band)
        ends.append((len(left) - 1, left[-1], name, look))
    ax.axvline(lag, color="#666666", linewidth=1)
    ax.set(yscale="log", xlim=(0, far), xlabel="words back from the answer")
    ax.set(ylabel="share of the blame on c")
    label_ends(ax, ends)
    left = {name: np.median(own[:, lag]) for name, own in shares.items()}
    faded = [name for name in walks if left[name] < FADED]
    kept = [name for name in walks if name not in faded]
    told = [(f"less than {FADED:g}", faded), (f"{FADED:g} or more", kept)]
    parts = [f"{share} ({', '.join(names)})" for share, names in told if names]
    return (
        f"Of the blame on the cell, {lag} words back is left, in the median network: "
        f"{'; '.join(parts)}"
    )


def draw_product(axes, flows):
    """Norms of the gradient of c by lag: forget gates multiplied, and two measured.

    flows: {words: Paths}, one panel each. The upper path is measured with the way
    back through h cut.
    """
    for ax, (words, flow) in zip(axes, flows.items(), strict=True):
        _draw_paths(ax, *flow)
        ax.set_title(words, loc="left", fontsize=10)
        ax.set(xlabel="words back", xlim=(0, len(flow.both) - 1))
    axes[0].set(yscale="log", ylabel="norm of the gradient of c")
    if not all(np.allclose(flow.upper, flow.product) for flow in flows.values()):
        return "Even on the upper path alone the gradient is not the product of f"
    more = all(flow.both[-1] > flow.upper[-1] for flow in flows.values())
    return (
        "The upper path carries exactly the product of the forget gates; both paths "
        f"together carry {'more' if more else 'no more'}"
    )


def _draw_paths(ax, product, upper, both):
    lags = np.arange(len(both))
    for look, norms in ((LOOKS["h"], both), (LOOKS["c"], upper)):
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
