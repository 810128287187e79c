"""Chapter 09: two stories that differ in the first king: how far apart they stay."""

import numpy as np

from lstmlib.figures.base import label_ends
from lstmlib.style import LOOKS

TWIN_LOOKS = (LOOKS["king 1"], LOOKS["king 3"], LOOKS["chance"], LOOKS["king 2"])
APART = 0.25
"""Two states have met when from then on they are less than this share of their
farthest apart."""


def draw_twins(axes, apart, words, twin):
    """How far apart two stories keep the states of an LSTM; c above, h below.

    axes: two stacked panels; apart {group: {"c": (T,), "h": (T,)}}, as
    `twins.distances` returns; words, twin: the T words of each story.
    """
    pairs = zip(words, twin, strict=True)
    differ = np.flatnonzero([a != b for a, b in pairs])
    for ax, state, label in zip(axes, "ch", ("tanh(c)", "h"), strict=True):
        _draw_state(ax, {group: both[state] for group, both in apart.items()})
        for at in differ:
            ax.axvline(at + 1, color="#BBBBBB", linewidth=1, zorder=0)
        ax.set_ylabel(f"distance in {label}")
    axes[-1].set_xlabel("words read; thin grey lines: words that differ")
    if not len(differ):
        return "The two stories are one and the same"
    at = differ[0]
    told = f"They part at word {at + 1}, “{words[at]}” or “{twin[at]}”"
    return f"{told}. {_meetings(apart, 'c')}. {_meetings(apart, 'h')}"


def _draw_state(ax, lines):
    ends = []
    for look, (group, values) in zip(TWIN_LOOKS, lines.items(), strict=False):
        ax.plot(range(1, len(values) + 1), values,
                **(look.in_figure() | {"label": "_"}))  # fmt: skip
        ends.append((len(values), values[-1], group, look))
    ax.set(xlim=(1, len(values)))
    ax.set_ylim(0)
    label_ends(ax, ends)


def _meetings(apart, state):
    """What becomes of each group in one state, in words."""
    told = [f"{group} {_meeting(both[state])}" for group, both in apart.items()]
    return f"In {state}: {', '.join(told)}"


def _meeting(values):
    """Where two states meet for good, or that they do not."""
    if not values.any():
        return "never part"
    far = np.flatnonzero(values >= APART * values.max())
    at = far[-1] + 2
    return f"meet at word {at}" if at <= len(values) else "stay apart"
