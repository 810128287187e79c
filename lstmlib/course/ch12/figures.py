"""Chapter 12: how a memory fades under several gates."""

from lstmlib.course.drawing.plots import label_ends, with_looks
from lstmlib.course.drawing.style import LOOKS

LINES = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"])


def draw_left_over(ax, left):
    """Shares of a memory, word by word: {gate: (words + 1,)}, at most three."""
    ends = []
    for (f, shares), look in with_looks(left.items(), LINES):
        words = len(shares) - 1
        ax.plot(shares, **(look.in_figure() | {"label": "_"}))
        ends.append((words, shares[-1], f"f = {f}", look))
    ax.set(xlabel="words", ylabel="share that is left", xlim=(0, words), ylim=(0, 1))
    label_ends(ax, ends)
    keep = sum(shares[-1] >= 0.5 for shares in left.values())
    return f"After {words} words {keep} of {len(left)} gates have kept half or more"
