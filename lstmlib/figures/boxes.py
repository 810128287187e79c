"""Chapter 09: a reader's boxes beside the gates of trained networks."""

import numpy as np

from lstmlib import game
from lstmlib.memory import kept
from lstmlib.style import INK, LOOKS


def draw_boxes(axes, choices, traces):
    """What a reader did at each sentence of chapter 00, and what networks' gates did.

    axes: three panels that share their rows. choices: one of game.CHOICES per sentence.
    traces: of some LSTMs, each (1, T, H) over the words of game.STORY. Shown is what
    happened at one word of each sentence: the widest mean input gate, and the largest
    share of the cell state that was let go. Bars are means over the networks.
    """
    wide, lost = zip(*(_by_sentence(trace) for trace in traces), strict=True)
    wrote, replaced = game.written(choices)
    _draw_choices(axes[0], choices, replaced)
    _draw_bars(axes[1], np.array(wide), wrote, LOOKS["i"], "input gate i")
    _draw_bars(axes[2], np.array(lost), replaced, LOOKS["f"], "share of c let go")
    shared = _shared(wrote, np.mean(wide, axis=0))
    return f"{shared}; {_let_go(replaced, np.mean(lost, axis=0))}"


def _by_sentence(trace):
    """The widest mean input gate and the most let go, in each sentence: (15,) each."""
    lengths = [len(sentence.split()) for sentence in game.STORY]
    if trace.i.shape[1] != sum(lengths):
        raise ValueError(
            f"expected traces over {sum(lengths)} words, got {trace.i.shape[1]}"
        )
    starts = np.cumsum([0, *lengths[:-1]])
    # Before the first word there is no c that could be let go.
    lost = np.nan_to_num(1 - kept(trace)[0], nan=0.0)
    opened = trace.i[0].mean(axis=-1)
    return tuple(np.maximum.reduceat(values, starts) for values in (opened, lost))


def _draw_choices(ax, choices, replaced):
    rows = range(len(choices))
    for row, choice in enumerate(choices):
        words = "·" if choice == game.PASS else choice
        words += " (replaced)" if row + 1 in replaced else ""
        long = choice in game.PLACES[1:]
        ax.text(0, row, words, va="center", weight="bold" if long else "normal")
    names = [f"{n}  {text[:-2]}" for n, text in enumerate(game.STORY, 1)]
    ax.set_yticks(rows, names)
    ax.set(xlim=(-0.02, 1), xticks=[], ylim=(len(choices) - 0.4, -0.6))
    ax.set_xlabel("your boxes")
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)


def _draw_bars(ax, values, chosen, look, words):
    """A bar for each sentence, filled where the reader did the same; values (K, 15)."""
    for row, column in enumerate(values.T):
        full = look.colour if row + 1 in chosen else "white"
        ax.barh(row, column.mean(), color=full, edgecolor=look.colour, height=0.66)
        style = {"color": INK, "markersize": 2.5, "linestyle": ""}
        ax.plot(column, [row] * len(column), look.marker, **style)
        place = {"va": "center", "fontsize": 9}
        ax.text(1.03, row, f"{column.mean():.2f}".lstrip("0"), **place)
    ax.set(xlim=(0, 1.24), xticks=[0, 0.5, 1], xlabel=words)
    ax.tick_params(axis="y", length=0)


def _shared(wrote, wide):
    """How many of the sentences that were written down are the network's own choice."""
    if not wrote:
        return "You wrote nothing into long-term memory"
    k = len(wrote)
    own = set(np.argsort(-wide, kind="stable")[:k] + 1)
    chance = k * k / len(wide)
    return (
        f"{len(own & set(wrote))} of the {k} sentences that you put into long-term "
        f"memory are among the {k} with the networks' widest input gate "
        f"(chance: {chance:.1f})"
    )


def _let_go(replaced, lost):
    net = game.STORY[int(np.argmax(lost))][:-2]
    where = " and ".join(f"“{game.STORY[n - 1][:-2]}”" for n in replaced)
    return f"they let go most at “{net}”, you {f'at {where}' if where else 'never'}"
