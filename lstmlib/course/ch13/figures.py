"""Chapter 13: bits per word, running free, and too much learning from a small text."""

import numpy as np

from lstmlib.course.ch13.readers import stopped_early
from lstmlib.course.drawing.plots import label_ends, plot_line
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.lab.statistics import mean_interval

SCHOOL_LOOKS = {
    "words alone": LOOKS["h"]._replace(label="words alone", marker="s"),
    "facts first": LOOKS["c"]._replace(label="facts first"),
}
IDEAL = LOOKS["king 1"]
GRAMS = LOOKS["chance"]


def draw_models(axes, rows):
    """Bits per word of several readers: a panel for each kind of words.

    rows: {reader: [values of each panel]}, a number or an array (seeds,) each; the
    readers stand from top to bottom. Returns the bits of the first panel in words.
    """
    places = np.arange(len(rows))
    heads = ("all words", "the name of the first king")
    for panel, ax in enumerate(axes):
        for place, (reader, values) in zip(places, rows.items(), strict=True):
            look = _look_of(reader)
            _draw_bits(ax, place, np.atleast_1d(values[panel]), look)
        ax.set(ylim=(len(rows) - 0.5, -0.5), xlabel="bits per word")
        ax.set_title(heads[panel], loc="left", fontsize=10)
        ax.set_xlim(0)
        ax.grid(visible=False, axis="y")
    axes[0].set_yticks(places, [*rows])
    return "Bits per word: " + ", ".join(
        f"{reader} {np.mean(values[0]):.2f}" for reader, values in rows.items()
    )


def _look_of(reader):
    if "ideal" in reader:
        return IDEAL
    schools = [look for school, look in SCHOOL_LOOKS.items() if school in reader]
    return schools[0] if schools else GRAMS


def _draw_bits(ax, place, values, look):
    """A bar to the mean, a dot for each seed, the mean in figures."""
    ax.plot([0, values.mean()], [place] * 2, color=look.colour, linewidth=5, alpha=0.35)
    apart = np.linspace(-0.2, 0.2, len(values)) if len(values) > 1 else 0
    ax.plot(values, place + apart, look.marker, color=look.colour, markersize=4)
    at = {"xytext": (8, 0), "textcoords": "offset points", "va": "center"}
    ax.annotate(f"{values.mean():.2f}", (values.max(), place), fontsize=9.5, **at)


def draw_running_free(axes, writers, places=(0, 50, 100, 150)):
    """Possible sentences after true words and after own ones: a panel per school.

    writers: as `readers.read_writers` returns.
    """
    told = []
    for ax, (school, measured) in zip(axes, writers.items(), strict=True):
        ends = []
        for where, words, look in (
            ("read", "true words", LOOKS["king 1"]),
            ("own", "own words", LOOKS["king 2"]),
        ):
            shares = np.stack([measured[f"possible, {where}", p] for p in places], 1)
            mean, low, high = np.transpose([mean_interval(s) for s in shares.T])
            middle = np.array(places) + 25
            ax.fill_between(middle, low, high, color=look.colour, alpha=0.2, lw=0)
            plot_line(ax, middle, mean, look)
            ends.append((middle[-1], mean[-1], words, look))
            told.append(f"{school}, after {words} {100 * mean[-1]:.0f} %")
        ax.set_title(school, loc="left", fontsize=10)
        ax.set(xlim=(0, 200), ylim=(0, 1.03), xlabel="words before the sentence")
        label_ends(ax, ends)
    axes[0].set(ylabel="share of possible sentences")
    return "Possible sentences, 150 to 200 words on: " + "; ".join(told)


def draw_small(axes, curves):
    """Bits per word over updates on a small text: a panel for each share of dropout.

    curves: as `readers.read_small` returns. A ring: where the stories that choose say
    that it is time to stop.
    """
    told = []
    for ax, (share, small) in zip(axes, curves.items(), strict=True):
        ends = []
        for words, bits, look in (
            ("learned", small.learned, LOOKS["h"]),
            ("new", small.judge, LOOKS["c"]),
        ):
            for line in bits:
                ax.plot(small.updates, line, color=look.colour, lw=0.7, alpha=0.35)
            style = look.in_figure() | {"label": "_"}
            ax.plot(small.updates, bits.mean(axis=0), **style)
            ends.append((small.updates[-1], bits.mean(axis=0)[-1], words, look))
        stop, best, last = stopped_early(small)
        look = LOOKS["king 3"]
        ax.plot(small.updates[stop], best, "o", color=look.colour, markersize=8,
                markerfacecolor="none", clip_on=False)  # fmt: skip
        name = f"dropout {share:g}" if share else "no dropout"
        ax.set_title(name, loc="left", fontsize=10)
        ax.set(xlim=(0, small.updates[-1]), ylim=(0, 6), xlabel="updates")
        label_ends(ax, ends)
        told.append(f"{name} {best.mean():.2f} where it stops, {last.mean():.2f} at "
                    "the end")  # fmt: skip
    axes[0].set(ylabel="bits per word")
    return "Bits per word of new stories: " + "; ".join(told)
