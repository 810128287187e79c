"""Chapter 00: how far a memory has to reach."""

import numpy as np

from lstmlib.course.drawing.plots import QUESTION_LABELS, label_ends, plot_line
from lstmlib.course.drawing.style import LOOKS

DRAWN_AT = (20, 40, 60, 80)
"""For which lengths of memory a reader draws a curve of their own."""


def draw_reach(ax, chronicles, lengths, mine=None):
    """Share of recall cues whose answer was given within the last k words, for k.

    mine: a reader's own shares for “who was first?” at DRAWN_AT, or None.
    """
    mine = None if mine is None else _curve(mine)
    shares, ends = {}, []
    for kind in ("current", "first"):
        gaps = [
            c.distance for story in chronicles for c in story.cues if c.kind == kind
        ]
        shares[kind] = [float(np.mean(np.array(gaps) <= k)) for k in lengths]
        look, words = QUESTION_LABELS[kind]
        plot_line(ax, lengths, shares[kind], look)
        ends.append((lengths[-1], shares[kind][-1], words, look))
    told = ""
    if mine is not None:
        plot_line(ax, DRAWN_AT, mine, LOOKS["chance"])
        ends.append((DRAWN_AT[-1], mine[-1], "your curve", LOOKS["chance"]))
        gap = np.abs(mine - np.interp(DRAWN_AT, lengths, shares["first"])).max()
        told = f"; your curve is at most {gap:.2f} from the real one"
    ax.set(xlabel="words that the memory holds", ylabel="share of answers inside it")
    ax.set(xlim=(0, lengths[-1]), ylim=(0, 1.03))
    label_ends(ax, ends)
    half = {kind: _first_above(lengths, shares[kind], 0.5) for kind in shares}
    return (
        f"To hold half of the answers to “who rules now?” takes {half['current']}; "
        f"for “who was first?” it takes {half['first']}{told}"
    )


def _curve(mine):
    """The reader's numbers as an array; ValueError, in one sentence, for others."""
    try:
        shares = np.array(mine, float)
    except (TypeError, ValueError):
        shares = np.empty(0)
    if shares.shape != (len(DRAWN_AT),) or not np.all((shares >= 0) & (shares <= 1)):
        told = "expected None or four numbers in 0..1, such as [0.1, 0.2, 0.3, 0.4]"
        raise ValueError(f"{told}, got {mine!r}")
    return shares


def _first_above(xs, ys, level):
    above = [x for x, y in zip(xs, ys, strict=True) if y >= level]
    return f"about {above[0]} words" if above else f"more than {xs[-1]} words"
