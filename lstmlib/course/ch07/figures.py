"""Chapter 07: a cell written by hand, its votes, its memory, and how firm it stands."""

import numpy as np
from matplotlib.colors import ListedColormap

from lstmlib.cells import GATES
from lstmlib.course.drawing.plots import label_ends, plot_line, with_looks
from lstmlib.course.drawing.style import LOOKS, palette

SEAT_LOOKS = [LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"], LOOKS["chance"]]
KNOWN = 0.9
"""Share of rulers from which on a cell counts as knowing them."""
STRENGTH_LOOKS = [LOOKS[name] for name in ("king 1", "king 2", "king 3", "c")]


def draw_votes(axes, votes):
    """The tables of votes of two units: a row for each source, a column for each gate.

    axes: two panels that share their rows; votes: {unit: {gate: {source: votes}}}.
    """
    named = [s for gates in votes.values() for gate in GATES for s in gates[gate]]
    sources = sorted(dict.fromkeys(named), key=lambda s: (s != "bias", s not in votes))
    count = 0
    for ax, (unit, gates) in zip(axes, votes.items(), strict=True):
        table = [[gates[gate].get(source, 0) for gate in GATES] for source in sources]
        _paint_table(ax, np.array(table, float))
        ax.set_xlabel(f"gates of “{unit}”")
        count += int(np.count_nonzero(table))
    rows = ["full stop" if source == "." else source for source in sources]
    axes[0].set_yticks(range(len(rows)), rows)
    names = " and ".join(f"“{unit}”" for unit in votes)
    return f"{names}: {count} numbers other than 0, all written by hand"


def _paint_table(ax, table):
    colours = ListedColormap(palette("signed") / 255)
    ax.imshow(table, cmap=colours, vmin=-4, vmax=4, aspect="auto")
    ax.grid(visible=False)
    ax.set_xticks(range(len(GATES)), GATES)
    for (row, column), vote in np.ndenumerate(table):
        words = f"{vote:+g}".replace("-", "−") if vote else "·"
        ax.text(column, row, words, ha="center", va="center")


def draw_seats(ax, words, seats):
    """The cell state of each king's seat after each word; seats {name: (T,)}."""
    ends, order = [], _reigns(seats)
    looks = dict(with_looks(order + [n for n in seats if n not in order], SEAT_LOOKS))
    for name, c in seats.items():
        style = looks[name].in_figure() | {"label": "_"}
        ax.plot(range(1, len(words) + 1), c, drawstyle="steps-mid", **style)
        ends.append((len(words), c[-1], name, looks[name]))
    ax.set(xlabel="word of the chronicle", ylabel="cell state c of the seat")
    ax.set(xlim=(1, len(words)), ylim=(-0.06, 1.12))
    label_ends(ax, ends)
    crowd = int(np.max(np.sum([c > 0.5 for c in seats.values()], axis=0)))
    if crowd == 0:
        return "No seat is ever taken"
    if crowd > 1:
        return f"Up to {crowd} seats are taken at once"
    return f"One seat at a time is taken: {', then '.join(order)}"


def _reigns(seats):
    """The names whose seats are ever taken, in the order in which they are."""
    taken = {name: np.flatnonzero(c > 0.5) for name, c in seats.items()}
    sitting = [name for name in seats if len(taken[name])]
    return sorted(sitting, key=lambda name: taken[name][0])


def draw_strength(ax, fillers, recall):
    """Share of rulers known after longer and longer reigns; recall {BIG: shares}."""
    ends, places = [], range(len(fillers))
    for (gate_gain, shares), look in with_looks(recall.items(), STRENGTH_LOOKS):
        plot_line(ax, places, shares, look)
        ends.append((places[-1], shares[-1], f"gain {gate_gain:g}", look))
    ax.set_xticks(places, [str(filler) for filler in fillers])
    ax.set(xlabel="filler words in each reign", ylabel="share of rulers known")
    ax.set(xlim=(0, places[-1]), ylim=(-0.04, 1.06))
    label_ends(ax, ends)
    reach = [
        f"gain {gate_gain:g} {_reach(fillers, s)}" for gate_gain, s in recall.items()
    ]
    return "Nine of ten rulers are known: " + ", ".join(reach)


def _reach(fillers, shares):
    """Up to how many filler words every share is 0.9 or more, in words."""
    lost = np.flatnonzero(np.array(shares) < KNOWN)
    last = lost[0] if len(lost) else len(fillers)
    return f"up to {fillers[last - 1]} words" if last else "never"
