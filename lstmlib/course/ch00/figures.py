"""Chapter 00: how far a memory has to reach."""

import numpy as np

from lstmlib.course.drawing.plots import QUESTION_LABELS, label_ends, plot_line


def draw_reach(ax, chronicles, lengths):
    """Share of recall cues whose answer was given within the last k words, for k."""
    shares, ends = {}, []
    for kind in ("current", "first"):
        gaps = [
            c.distance for story in chronicles for c in story.cues if c.kind == kind
        ]
        shares[kind] = [float(np.mean(np.array(gaps) <= k)) for k in lengths]
        look, words = QUESTION_LABELS[kind]
        plot_line(ax, lengths, shares[kind], look)
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
