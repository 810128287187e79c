"""Chapter 10: what trained gates do at the events of a story, and in one story."""

import numpy as np
from matplotlib.colors import ListedColormap

from lstmlib.course.ch10.moments import GATE_EVENTS
from lstmlib.course.ch10.tracker import ANSWERS, ruler_targets
from lstmlib.course.drawing.style import INK, LOOKS, palette
from lstmlib.course.lab.retention import share_kept
from lstmlib.course.stories import memory_game
from lstmlib.course.stories.chronicle import read_chronicle

CLEAR = 0.05
"""From which difference of two mean gates on one counts as clearly wider open."""
EVENTS = (*GATE_EVENTS[:4], "other words")


def draw_gate_events(axes, nets):
    """Mean gates at the events of the story: a dot per network, a bar for their mean.

    axes: a panel for each of f, i and o (or only the first of these); nets: {words:
    means}, one or two kinds of networks and what `moments.gate_means` says of them.
    The finding counts the networks whose gates do what the story says.
    """
    dots = dict(zip(nets, "●" if len(nets) == 1 else "○●", strict=True))
    for ax, gate in zip(axes, "fio", strict=False):
        for k, (words, means) in enumerate(nets.items()):
            aside = 0.34 * (k - (len(nets) - 1) / 2)
            for row, event in enumerate(EVENTS):
                _dots(ax, means[gate][event], row + aside, gate, dots[words] == "●")
        look = LOOKS[gate]
        ax.text(0.5, 1.02, look.name, color=look.colour, weight="bold",
                transform=ax.transAxes, ha="center")  # fmt: skip
        ax.set(xlim=(-0.03, 1.03), xticks=[0, 0.5, 1], ylim=(len(EVENTS) - 0.4, -0.6))
        ax.set_xticklabels(["closed", "half", "open"])
    axes[0].set_yticks(range(len(EVENTS)), EVENTS)
    key = [f"{dot} {words}" for words, dot in dots.items()]
    axes[len(axes) // 2].set_xlabel("    ".join([*key, "▏ mean"]))
    return _as_told(nets)


def _dots(ax, values, row, gate, filled):
    look = LOOKS[gate]
    style = {"color": look.colour, "markersize": 6, "alpha": 0.75}
    style["markerfacecolor"] = look.colour if filled else "white"
    ax.plot(values, [row] * len(values), "o", **style)
    mean = np.mean(values)
    ax.plot([mean] * 2, [row - 0.17, row + 0.17], color="#222222", linewidth=2)


def _as_told(nets):
    """The finding of `draw_gate_events`: how often the gates do what the story says."""
    counts = zip(*map(_counts, nets.values()), strict=True)
    king, other, heir, quiet = (" and ".join(map(str, kinds)) for kinds in counts)
    networks = len(next(iter(nets.values()))["f"]["the king dies"])
    return (
        f"Networks of {networks} ({', '.join(nets)}) that forget more at the king's "
        f"death than at another's: {king}; that forget at any death: {other}; that "
        f"write more at the heir's name than at another's: {heir}; whose input gate "
        f"is less than half open elsewhere: {quiet}"
    )


def _counts(means):
    """How many networks do what the story says: one number for each claim."""
    f, i = means["f"], means["i"]
    differences = (
        f["another dies"] - f["the king dies"],
        f["other words"] - f["another dies"],
        i["the heir's name"] - i["another's name"],
        0.5 - i["other words"],
    )
    return [int(np.sum(difference >= CLEAR)) for difference in differences]


def _paint(ax, table, name, low, high):
    colours = ListedColormap(palette(name) / 255)
    ax.imshow(table, cmap=colours, vmin=low, vmax=high, aspect="auto")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)


def draw_tracked_story(axes, words, answers, trace):
    """A story from top to bottom and, beside each word, what a tracker does.

    axes: five panels side by side: who is king, f, i, o, c. answers (T, 5), the
    probabilities of `tracker.ANSWERS`; trace: of this one story, fields (1, T, H).
    """
    story = read_chronicle(words)
    truth = ruler_targets([story])[0]
    panels = [("who is king?", answers, "gate", 0)]
    panels += [(f"{LOOKS[k].name} {k}", getattr(trace, k)[0], "gate", 0) for k in "fio"]
    panels += [("tanh of c", np.tanh(trace.c[0]), "signed", -1)]
    for ax, (name, table, colours, low) in zip(axes, panels, strict=True):
        _paint(ax, table, colours, low, 1)
        ax.set_title(name, fontsize=9, loc="center")
        ax.set_xticks([])
        ax.set_xlabel("blue < 0 < brown" if low else "dark: open", fontsize=9)
    axes[0].set_xlabel("")
    for k, name in enumerate(ANSWERS):
        axes[0].text(k, len(words) - 0.3, name, rotation=90, ha="center", va="top",
                     fontsize=8.5)  # fmt: skip
    _write_words(axes, words)
    right = int(np.sum(answers.argmax(axis=1) == truth))
    lowest, opened = trace.f[0].mean(axis=1).argmin(), trace.i[0].mean(axis=1)
    # The words of a coronation are close to each other, so they are told together.
    sentence = np.cumsum([word == "." for word in (".", *words[:-1])])
    crowned = {sentence[e.position] for e in story.events if e.kind == "crowned"}
    widest = {n: opened[sentence == n].max() for n in set(sentence)}
    here = min(widest[n] for n in crowned)
    elsewhere = max(widest[n] for n in widest if n not in crowned)
    wider = "wider" if here > elsewhere else "not always wider"
    return (
        f"Right after {right} of {len(words)} words; the forget gates are lowest after "
        f"“{_heard(words, lowest)}”; at its widest, the input gate is {wider} in the "
        f"{len(crowned)} sentences that crown a king than in all others"
    )


def _heard(words, t):
    """The word at place t with the word before it."""
    return " ".join(words[max(0, t - 1) : t + 1])


def _write_words(axes, words):
    """The words as labels of the rows; where a king comes or goes, bold and lined."""
    axes[0].set_yticks(range(len(words)), words, fontsize=8)
    events = {event.position for event in read_chronicle(words).events}
    for t, label in enumerate(axes[0].get_yticklabels()):
        if t in events:
            label.set_fontweight("bold")
            for ax in axes:
                ax.axhline(t - 0.5, color="#666666", linewidth=0.6)
                ax.axhline(t + 0.5, color="#666666", linewidth=0.6)
    for ax in axes[1:]:
        ax.tick_params(labelleft=False)


def draw_boxes(axes, choices, traces):
    """What a reader did at each sentence of chapter 00, and what networks' gates did.

    axes: three panels that share their rows. choices: one of game.CHOICES per sentence.
    traces: of some LSTMs, each (1, T, H) over the words of game.STORY. Shown is what
    happened at one word of each sentence: the widest mean input gate, and the largest
    share of the cell state that was let go. Bars are means over the networks.
    """
    wide, lost = zip(*(_by_sentence(trace) for trace in traces), strict=True)
    wrote, replaced = memory_game.boxes_written(choices)
    _draw_choices(axes[0], choices, replaced)
    _draw_bars(axes[1], np.array(wide), wrote, LOOKS["i"], "input gate i")
    _draw_bars(axes[2], np.array(lost), replaced, LOOKS["f"], "share of c let go")
    shared = _shared(wrote, np.mean(wide, axis=0))
    return f"{shared}; {_let_go(replaced, np.mean(lost, axis=0))}"


def _by_sentence(trace):
    """The widest mean input gate and the most let go, in each sentence: (15,) each."""
    lengths = [len(sentence.split()) for sentence in memory_game.STORY]
    if trace.i.shape[1] != sum(lengths):
        raise ValueError(
            f"expected traces over {sum(lengths)} words, got {trace.i.shape[1]}"
        )
    starts = np.cumsum([0, *lengths[:-1]])
    # Before the first word there is no c that could be let go.
    lost = np.nan_to_num(1 - share_kept(trace)[0], nan=0.0)
    opened = trace.i[0].mean(axis=-1)
    return tuple(np.maximum.reduceat(values, starts) for values in (opened, lost))


def _draw_choices(ax, choices, replaced):
    rows = range(len(choices))
    for row, choice in enumerate(choices):
        words = "·" if choice == memory_game.PASS else choice
        words += " (replaced)" if row + 1 in replaced else ""
        long = choice in memory_game.BOXES[1:]
        ax.text(0, row, words, va="center", weight="bold" if long else "normal")
    names = [f"{n}  {text[:-2]}" for n, text in enumerate(memory_game.STORY, 1)]
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
    # The two deaths of kings are close to each other.
    most = sorted(range(len(lost)), key=lambda n: -lost[n])[:2]
    net = " and ".join(f"“{memory_game.STORY[n][:-2]}”" for n in sorted(most))
    where = " and ".join(f"“{memory_game.STORY[n - 1][:-2]}”" for n in replaced)
    return f"they let go most at {net}, you {f'at {where}' if where else 'never'}"
