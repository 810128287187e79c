"""Chapter 15: what fixed memories lose, the GRU beside the LSTM, the price of looks."""

import numpy as np

from lstmlib.course.drawing.plots import label_ends, plot_chance, plot_line
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.statistics import mean_interval

GUESSING = 0.25
NETWORKS = {
    "LSTM": LOOKS["c"],
    "GRU": LOOKS["h"]._replace(
        colour="#8A5A2B", shade="#A9713A", dash="long", marker="D"
    ),
    "attention": LOOKS["h"]._replace(
        colour="#5F6F1F", shade="#7F8F3F", dash="dash-dot", marker="^"
    ),
}
SECOND = {
    "LSTM, second": LOOKS["c"]._replace(dash="dotted", marker="s"),
    "GRU, second": NETWORKS["GRU"]._replace(dash="dotted", marker="s"),
}
"""The same networks, with the setting that the search liked next best."""
FEW = LOOKS["c"]._replace(dash="dashed", marker="s")
"""The look of the smaller of two LSTMs."""


def look_of(name):
    """The look of a network by its name, such as "LSTM 32" or "GRU"."""
    return FEW if name == "LSTM 8" else NETWORKS[name.split()[0]]


def by_seed(table, key, value):
    """The shares of one network's rows -> keys (K,), shares (seeds, K)."""
    keys = np.unique(table[key])
    return keys, np.stack([table[value][table[key] == k] for k in keys], axis=1)


def draw_facts(ax, table):
    """Right answers over the number of facts, a line for each network of facts.csv."""
    ends, told = [], []
    for name in dict.fromkeys(table["model"].tolist()):
        facts, shares = by_seed(table[table["model"] == name], "facts", "right")
        places = np.log2(facts)
        mean = _draw_mean(ax, places, shares, look_of(name))
        ends.append((places[-1], mean[-1], name, look_of(name)))
        told.append(f"{name} {100 * mean[-1]:.0f} %")
    ends.append(plot_chance(ax, GUESSING, places[-1], f"guessing: {GUESSING}"))
    ax.set(xlim=(places[0], places[-1]), ylim=(0, 1.03))
    ax.set_xticks(places, [f"{k:.0f}" for k in facts])
    ax.set(xlabel="facts that were told", ylabel="share of right answers")
    label_ends(ax, ends)
    return f"Of {facts[-1]:.0f} facts the networks name, on average: {', '.join(told)}"


def _draw_mean(ax, xs, shares, look):
    """A line of means over seeds, with the band of their intervals -> the means."""
    mean, low, high = np.transpose([mean_interval(column) for column in shares.T])
    low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
    ax.fill_between(xs, low, high, color=look.colour, alpha=0.15, lw=0)
    plot_line(ax, xs, mean, look)
    return mean


def draw_gru(axes, table):
    """The first king in gru.csv: over filler words, and in story after story.

    On the left each network with the best and with the second of its settings.
    """
    told = []
    heads = {"filler": "filler words in each reign", "story": "story of the stream"}
    for ax, (after, words) in zip(axes, heads.items(), strict=True):
        ends, means = [], {}
        for name, rows in _settings(table[table["after"] == after]).items():
            if after == "story" and "second" in name:
                continue
            look = SECOND[name] if name in SECOND else NETWORKS[name]
            xs, shares = by_seed(rows, "number", "first")
            means[name] = _draw_mean(ax, xs, shares, look)
            ends.append((xs[-1], means[name][-1], name, look))
        ends.append(plot_chance(ax, GUESSING, xs[-1], "guessing"))
        ax.set(xlim=(0 if after == "filler" else 0.5, xs[-1]), ylim=(0, 1.03))
        ax.set(xlabel=words, xticks=xs if after == "filler" else xs[1::2])
        label_ends(ax, ends)
        told.append(", ".join(f"{n} {100 * m[-1]:.0f} %" for n, m in means.items()))
    axes[0].set_ylabel("first king named")
    longest = table["number"][table["after"] == "filler"].max()
    return (
        f"First king named with {longest:.0f} filler words in each reign: {told[0]} of "
        f"the stories; in the last story of a stream: {told[1]}"
    )


def _settings(table):
    """The rows of each network and setting: {"LSTM": ..., "LSTM, second": ...}."""
    stages = dict.fromkeys(zip(table["model"], table["stage"], strict=True))
    return {
        model if stage == "best" else f"{model}, second": table[
            (table["model"] == model) & (table["stage"] == stage)
        ]
        for model, stage in stages
    }


def draw_cost(ax, table):
    """How long a layer reads a text, over its words: attention_cost.csv."""
    ends, times = [], {}
    for name in ("LSTM", "attention"):
        own = table[table["model"] == name]
        plot_line(ax, own["words"], own["seconds"], NETWORKS[name])
        ends.append((own["words"][-1], own["seconds"][-1], name, NETWORKS[name]))
        times[name] = own["seconds"][-1] / own["seconds"][0]
    words = own["words"]
    ax.set(xscale="log", yscale="log", xlim=(words[0], words[-1]), ylim=(2e-5, 0.3))
    ax.set_xticks(words, [f"{w:.0f}" for w in words], minor=False)
    ax.set_xticks([], minor=True)
    ax.set(xlabel="words of one text", ylabel="seconds, one core")
    label_ends(ax, ends)
    return (
        f"A text that is {words[-1] / words[0]:.0f} times as long takes the LSTM about "
        f"{_rounded(times['LSTM'])} times as long and attention about "
        f"{_rounded(times['attention'])} times"
    )


def _rounded(number):
    """A number with one digit that counts: 1 234 -> 1 000."""
    return f"{float(f'{number:.0e}'):,.0f}".replace(",", " ")
