"""How every quantity of the course looks, and where words stand in a picture.

LOOKS["f"]              Look of the forget gate; also i, g, o, c, h,
                        "king 1", "king 2", "king 3" and "chance"
LOOKS["f"].in_figure()  its arguments for Matplotlib's ax.plot(t, f, **...)
PANELS                  the fixed order of panels: f, i, g, o, c, h
FIGURE                  Matplotlib settings: plt.rcParams.update(FIGURE)
palette(name)           colours of a heat strip: "gate" or "signed"
as_text(shade)          colour of words in a drawing that belong to that shade
short(title)            the title, if it has at most 12 words
wrap(sentence, columns) a long finding, broken into lines of even length
ticks(low, high)        the round values to print at an axis
spaced(places, gap)     places of labels, moved until none hides another
"""

import functools
import math
import textwrap
from typing import NamedTuple

import numpy as np

TEXT = "currentColor"
"""Colour of text and axes in a drawing: whatever the page uses for its text."""

INK = "#222222"
"""Colour of text and axes where the page is surely white: in static figures."""

PANELS = ("f", "i", "g", "o", "c", "h")

MOST_WORDS = 12
"""A title that has more of them is read by nobody."""

DASHES = {
    "solid": (),
    "dashed": (4.0, 2.0),
    "dotted": (1.0, 2.0),
    "long": (8.0, 2.0),
    "dash-dot": (5.0, 1.8, 1.0, 1.8),
    "dash-dot-dot": (5.0, 1.8, 1.0, 1.8, 1.0, 1.8),
}
"""Line styles as lengths of stroke and gap, in units of the line's own width."""

_TURN = np.linspace(0, 2 * np.pi, 14, endpoint=False)

MARKERS = {
    "o": np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1),
    "s": np.array([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
    "D": np.array([(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)]),
    "^": np.array([(0, -1.2), (1.2, 0.9), (-1.2, 0.9)]),
    "v": np.array([(0, 1.2), (1.2, -0.9), (-1.2, -0.9)]),
}
"""Outlines of Matplotlib's markers of that name, of radius 1, y downwards."""


class Look(NamedTuple):
    """The look of one quantity: `colour` is for white paper, `shade` for any page.

    A shade has a contrast of 3 : 1 or more on white and on a dark page, so that one
    drawing can stand on both.
    """

    label: str
    name: str
    colour: str
    shade: str
    dash: str = "solid"
    marker: str = "o"
    width: float = 2.0

    def in_figure(self):
        """Return the look as arguments of Matplotlib's `ax.plot`, label included."""
        pattern = DASHES[self.dash]
        return {
            "color": self.colour,
            "linestyle": (0, pattern) if pattern else "-",
            "linewidth": self.width,
            "label": self.label,
        }


LOOKS = {
    "i": Look("i", "input gate", "#0072B2", "#2F7FD6", "dash-dot", "^"),
    "f": Look("f", "forget gate", "#D55E00", "#D55E00", "solid", "s"),
    "g": Look("g", "candidate", "#009E73", "#009E73", "long", "D"),
    "o": Look("o", "output gate", "#CC79A7", "#CA76A6", "dash-dot-dot", "v"),
    "c": Look("c", "cell state", INK, TEXT, "solid", "o", 2.6),
    "h": Look("h", "hidden state", INK, TEXT, "dashed", "o", 2.0),
    "king 1": Look("first king", "first king", "#B98300", "#B98300", "solid", "o"),
    "king 2": Look("second king", "second king", "#7460CF", "#7460CF", "dashed", "s"),
    "king 3": Look("third king", "third king", "#D8306B", "#D8306B", "dash-dot", "^"),
    "chance": Look("chance", "chance", "#767676", "#808080", "dotted", "o", 1.6),
}

FIGURE = {
    "figure.figsize": (7.2, 3.2),
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#666666",
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "round",
    "image.interpolation": "nearest",
    "savefig.dpi": 150,
}

# Lightness of "gate" falls from 0 to 1, and that of "signed" from the middle to both
# ends alike, so that a strip can be read on a grey print.
_ANCHORS = {
    "gate": ("#F4ECD8", "#C3DCC9", "#6FB1AC", "#2D6F94", "#1B2C5B"),
    "signed": ("#0B3C6F", "#5D97C4", "#F4F1EC", "#DB8A55", "#7F2C00"),
}


@functools.cache
def palette(name, levels=65):
    """Return a heat strip's colours from its lowest to its highest value.

    `name` is "gate" for values from 0 to 1 or "signed" for values around 0.
    Returns an array of bytes, (levels, 3). Raises ValueError for another name.
    """
    if name not in _ANCHORS:
        raise ValueError(f"expected the palette gate or signed, got {name!r}")
    anchors = np.array([list(bytes.fromhex(a[1:])) for a in _ANCHORS[name]])
    stops = np.linspace(0, len(anchors) - 1, levels)
    channels = [np.interp(stops, range(len(anchors)), anchors[:, k]) for k in range(3)]
    colours = np.stack(channels, axis=1).round().astype(np.uint8)
    colours.flags.writeable = False  # the next caller gets the same array
    return colours


def as_text(shade):
    """Return the CSS colour of words in that shade, mixed with the page's text colour.

    Small letters need more contrast (4.5 : 1) than a line; the mix has it on any page.
    """
    return TEXT if shade == TEXT else f"color-mix(in srgb, {shade} 50%, {TEXT})"


def short(title):
    """Return the title; ValueError if it has more than 12 words."""
    words = [word for word in title.split() if any(map(str.isalnum, word))]
    if len(words) > MOST_WORDS:
        raise ValueError(
            f"expected at most {MOST_WORDS} words, got the title {title!r}"
        )
    return title


def wrap(sentence, columns=78):
    """Return the sentence as a list of lines of at most `columns` characters.

    The lines are of even length, so that no single word stands on the last one.
    """
    # No line begins with a per cent sign: textwrap breaks at ordinary spaces only.
    lines = _wrapped(sentence.replace(" %", "\N{NO-BREAK SPACE}%"), columns)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _wrapped(sentence, columns):
    count = len(textwrap.wrap(sentence, columns))
    narrowest = math.ceil(len(sentence) / max(count, 1))
    for width in range(max(narrowest, 1), columns):
        lines = textwrap.wrap(sentence, width)
        if len(lines) <= count:
            return lines
    return textwrap.wrap(sentence, columns)


def ticks(low, high, log=False):
    """Return the round values between low and high with their words, seven or fewer.

    On a logarithmic axis they are powers of ten, if it holds two or more of them.
    """
    if log and (powers := _powers(math.log10(low), math.log10(high)))[1:]:
        return powers
    rough = (high - low) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= 0.99 * rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [round(k * step, 12) for k in range(first, last + 1)]
    return [(value, f"{value:g}".replace("-", "−")) for value in values]


def _powers(low, high):
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    stride = math.ceil(len(powers) / 7)
    powers = [k for k in powers if k % stride == 0]
    if all(-3 <= k <= 3 for k in powers):
        return [(10.0**k, f"{10.0**k:g}") for k in powers]
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return [(10.0**k, "10" + str(k).translate(raised) if k else "1") for k in powers]


def spaced(places, gap, low, high):
    """Return the places moved as little as needed to stand `gap` apart, in order."""
    order, steps = np.argsort(places, kind="stable"), gap * np.arange(len(places))
    groups = []
    for place in np.array(places)[order] - steps:
        groups.append([place])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    means = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    result = np.empty(len(places))
    result[order] = np.clip(means, low, max(low, high - steps[-1])) + steps
    return result
