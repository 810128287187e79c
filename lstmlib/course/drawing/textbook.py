"""The whole cell drawn in two other ways: as a small computer, and as textbooks do.

draw_computer()      three inputs, two updates, two outputs
draw_translation()   our cell beside the textbook's, equal numbers at equal parts
"""

from lstmlib.course.drawing import shapes
from lstmlib.course.drawing.cell_picture import (
    HEIGHT,
    LOWER,
    POSITIONS,
    UPPER,
    WIDTH,
    Cell,
    paint_lstm,
)
from lstmlib.course.drawing.style import LOOKS, as_text
from lstmlib.course.drawing.svg import Drawing, Path

SCALE = 0.46
OURS, BOOK = 0, 384
"""Where the two cells begin, in pixels from the left."""
TOP = 40
GAP = 9
"""From the middle of a sign of the textbook to the road on either side of it."""

PARTS = {
    "①": "forget gate f: σ, and the first ×",
    "②": "input gate i: σ, and the × below the +",
    "③": "candidate g: a tanh",
    "④": "the sum that edits c: +",
    "⑤": "c squashed before it is said: tanh",
    "⑥": "output gate o: σ, and the last ×",
}


def draw_computer():
    """An LSTM step as a computer: what goes in, what is done, what comes out."""
    told = "Three inputs, two updates, two outputs: c is edited, then h is made from it"
    drawing, look = (
        Drawing(WIDTH, 262, told, 1, "Three inputs, two updates, two outputs"),
        LOOKS["h"],
    )
    plain, c = look._replace(dash="solid"), LOOKS["c"]
    shapes.card(drawing, 196, 6, 350, 250)
    for y, width, shown, name, role in (
        (64, 6, c, "c_prev", "long-term memory"),
        (150, 4, look, "h_prev", "short-term memory"),
        (214, 3, plain, "x", "the word"),
    ):
        end = 328 if name == "c_prev" else 206
        shapes.road(drawing, [(76, y), (end, y)], shown, width)
        shapes.arrow(drawing, end + 13, y, shown)
        drawing.text(0, y, name, 16, weight="bold")
        drawing.text(78, y - 16, role, 13)
    _paint_parts(drawing)
    for y, name, formula in ((64, "1. edit", "c = f · c_prev + i · g"),
                             (182, "2. speak", "h = o · tanh(c)")):  # fmt: skip
        drawing.rect(344, y - 30, 188, 60, radius=9, line=2)
        drawing.text(438, y - 12, name, 14, "middle", "bold")
        drawing.text(438, y + 12, formula, 14, "middle")
    shapes.road(drawing, [(438, 96), (438, 138)], c, 4)
    shapes.arrow(drawing, 438, 150, c, (0, 1))
    for y, width, shown, name in ((64, 6, c, "c"), (182, 4, look, "h")):
        shapes.road(drawing, [(534, y), (676, y)], shown, width)
        shapes.arrow(drawing, 690, y, shown)
        drawing.text(700, y, name, 16, weight="bold")
    drawing.text(556, 46, "long-term memory", 13)
    drawing.text(556, 164, "short-term memory", 13)
    return drawing


def _paint_parts(drawing):
    """The four parts read the hidden state and the word; both updates use them."""
    look = LOOKS["h"]._replace(dash="solid")
    drawing.rect(222, 124, 66, 116, radius=9, line=2)
    for k, part in enumerate("figo"):
        ink = as_text(LOOKS[part].shade)
        drawing.text(255, 143 + 26 * k, part, 16, "middle", "bold", ink)
    shapes.road(drawing, [(288, 160), (316, 160), (316, 84), (330, 84)], look, 2)
    shapes.arrow(drawing, 342, 84, look, size=8)
    shapes.road(drawing, [(288, 196), (330, 196)], look, 2)
    shapes.arrow(drawing, 342, 196, look, size=8)


def draw_translation():
    """Our cell and the textbook's, side by side, with equal numbers."""
    told = "The same cell twice: each of our gates is a σ and a × in the textbook"
    drawing = Drawing(WIDTH, 336, told, 1, "The same cell, drawn in two ways")
    drawing.text(OURS, 12, "ours", 15, weight="bold")
    drawing.text(BOOK, 12, "the textbook's", 15, weight="bold")
    large = Drawing(WIDTH, HEIGHT, "")
    paint_lstm(large, Cell("figo", None, {}, ()))
    paths = [shape for shape in large.shapes if isinstance(shape, Path)]
    drawing.shapes += shapes.shrunk(paths, SCALE, OURS, TOP)
    _number_ours(drawing)
    _paint_book(drawing)
    for k, (mark, words) in enumerate(PARTS.items()):
        x, y = (OURS, BOOK)[k // 3], 264 + 26 * (k % 3)
        drawing.text(x, y, mark, 16, weight="bold")
        drawing.text(x + 26, y, words, 14)
    return drawing


def _number_ours(drawing):
    x, y = POSITIONS["g"][0], UPPER
    places = {"①": (POSITIONS["f"][0] + 44, POSITIONS["f"][1] + 30)}
    places |= {"②": (POSITIONS["i"][0] + 46, POSITIONS["i"][1])}
    places |= {"③": (x + 46, POSITIONS["g"][1]), "④": (x + 34, y - 30)}
    places |= {"⑤": (POSITIONS["o"][0] + 52, UPPER + 48)}
    places |= {"⑥": (POSITIONS["o"][0] + 50, POSITIONS["o"][1] + 4)}
    for mark, (x, y) in places.items():
        drawing.text(OURS + SCALE * x, TOP + SCALE * y, mark, 15, "middle", "bold")
    for part in "figo":
        x, y = POSITIONS[part]
        ink = as_text(LOOKS[part].shade)
        drawing.text(OURS + SCALE * x, TOP + SCALE * y, part, 13, "middle", "bold", ink)
    for y, name in ((UPPER - 24, "c"), (LOWER - 24, "h")):
        for x, anchor in ((0, "start"), (WIDTH, "end")):
            place = OURS + SCALE * x, TOP + SCALE * y
            drawing.text(*place, name, 13, anchor, "bold")
    drawing.text(SCALE * 118, TOP + SCALE * 334, "x", 13, "middle", "bold")


def _paint_book(drawing):
    """c above, h and x below; a box is σ or tanh, a circle is × or +."""
    x, up, mid, low = BOOK, TOP + SCALE * UPPER, TOP + 112, TOP + 156
    look, c, h = LOOKS["h"]._replace(dash="solid"), LOOKS["c"], LOOKS["h"]
    f, i, g, o, spoken = (x + shift for shift in (66, 124, 172, 228, 282))
    shapes.card(drawing, x + 36, TOP - 2, 272, 176)
    for start, end in ((x, f - GAP), (f + GAP, g - GAP), (g + GAP, x + 326)):
        shapes.road(drawing, [(start, up), (end, up)], c, 3.5)
    shapes.arrow(drawing, x + 336, up, c, size=8)
    shapes.road(drawing, [(x, low), (o, low)], h, 2.5)
    shapes.road(drawing, [(x + 46, low + 36), (x + 46, low + 8)], look, 2)
    shapes.arrow(drawing, x + 46, low + 1, look, (0, -1), 6)
    meet, last = up + 36, mid - 28
    ways = {
        "f": [(f, mid - 12), (f, up + GAP)],
        "i": [(i, mid - 12), (i, meet), (g - GAP, meet)],
        "g": [(g, mid - 12), (g, meet + GAP)],
        "o": [(o, mid - 12), (o, last), (spoken - GAP, last)],
    }
    for part, way in ways.items():
        _paint_box(drawing, part, way, low, mid)
    shapes.road(drawing, [(g, meet - GAP), (g, up + GAP)], look, 2)
    _paint_speech(drawing, (spoken, up, last, low), x + 326)
    for sign, place in (("×", (f, up)), ("×", (g, meet)), ("×", (spoken, last)),
                        ("+", (g, up))):  # fmt: skip
        drawing.circle(*place, GAP, line=2)
        drawing.text(*place, sign, 15, "middle", "bold")
    _number_book(drawing, {
        "①": (f + 20, up + 18), "②": (i - 14, meet - 6), "③": (g + 16, meet + 18),
        "④": (g + 18, up - 13), "⑤": (spoken + 36, up + 24), "⑥": (o - 12, last - 8),
    })  # fmt: skip
    for y, name in ((up - 11, "c"), (low - 11, "h")):
        drawing.text(x, y, name, 13, weight="bold")
        drawing.text(x + 336, y, name, 13, "end", "bold")
    drawing.text(x + 46, low + 46, "x", 13, "middle", "bold")


def _number_book(drawing, places):
    for mark, (x, y) in places.items():
        drawing.text(x, y, mark, 15, "middle", "bold")


def _paint_box(drawing, part, way, low, mid):
    """A box of one part: the road up to it, what it computes, and its way on."""
    look, column = LOOKS[part]._replace(dash="solid"), way[0][0]
    shapes.road(drawing, [(column, low), (column, mid + 12)], look, 2)
    shapes.dot(drawing, column, low, look, 3)
    words, wide = ("tanh", 46) if part == "g" else ("σ", 26)
    shapes.box(drawing, column, mid, words, wide, 22, as_text(look.shade))
    shapes.road(drawing, way, look, 2, corner=6)


def _paint_speech(drawing, places, end):
    """From c down through tanh and the last ×, and out as h."""
    spoken, up, last, low = places
    look, h = LOOKS["h"]._replace(dash="solid"), LOOKS["h"]
    shapes.dot(drawing, spoken, up, look, 3)
    shapes.road(drawing, [(spoken, up), (spoken, up + 13)], look, 2)
    shapes.box(drawing, spoken, up + 24, "tanh", 46, 22)
    shapes.road(drawing, [(spoken, up + 35), (spoken, last - GAP)], look, 2)
    shapes.road(drawing, [(spoken, last + GAP), (spoken, low), (end, low)], h, 2.5)
    shapes.arrow(drawing, end + 10, low, h, size=8)
