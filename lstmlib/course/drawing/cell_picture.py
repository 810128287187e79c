"""An LSTM cell as a picture: where its roads run, and what stands on them.

paint_lstm(drawing, Cell("figo", lit, numbers, held), word)

It adds the cell to a drawing that may show more than the cell; `diagram.draw_lstm` is
a drawing of the cell alone.
"""

from typing import NamedTuple

import numpy as np

from lstmlib.course.drawing import shapes
from lstmlib.course.drawing.shapes import number
from lstmlib.course.drawing.style import LOOKS, TEXT, as_text

WIDTH, HEIGHT = 720, 348
UPPER, LOWER = 72, 252
"""Where the upper and the lower road run, in pixels from the top."""
LEFT, RIGHT = 84, 650
"""Where the cell begins and ends."""
GAP = 28
"""From the middle of a valve to the road on either side of it."""

POSITIONS = {"f": (160, UPPER), "i": (346, 136), "g": (346, 204), "o": (580, 178)}
TAPS = {"f": 160, "i": 286, "g": 346, "o": 474}
NAME_PLACES = {
    "f": (180, 112, "start"),
    "i": (278, 168, "end"),
    "g": (376, 196, "start"),
    "o": (546, 138, "end"),
}


class Cell(NamedTuple):
    """What one picture of an LSTM shows."""

    parts: str  # which of f, i, g, o the cell has
    lit: str | None  # the part that is lit
    numbers: dict  # {"c_prev": 0.5, ...}, empty without live numbers
    held: tuple  # the gates that are held by hand


def paint_lstm(drawing, cell, word=None):
    """Add an LSTM cell to a drawing 720 wide, its roads at UPPER and LOWER."""
    shapes.card(drawing, LEFT, 10, RIGHT - LEFT, 282)
    if cell.lit:
        shapes.halo(drawing, *POSITIONS[cell.lit], LOOKS[cell.lit], 44)
    _paint_upper(drawing, cell)
    _paint_written(drawing, cell)
    _paint_lower(drawing, cell)
    _paint_spoken(drawing, cell)
    shapes.input_word(drawing, 118, LOWER, word)
    for part in cell.parts:
        _paint_tap(drawing, cell, part)
        _paint_part(drawing, cell, part)
        _paint_name(drawing, cell, part)


def _paint_upper(drawing, cell):
    """The cell state: past the forget gate, then the candidate is added to it."""
    start, x, strength = 0, POSITIONS["g"][0], _road_strength(cell)
    if "f" in cell.parts:
        _upper_road(drawing, 0, POSITIONS["f"][0] - GAP, strength)
        start, strength = POSITIONS["f"][0] + GAP, _after(cell, "f")
        told = _product(cell, "f", "c_prev")
        drawing.text((start + x - 13) / 2, UPPER - 17, told, 13, "middle")
    _upper_road(drawing, start, x - 13, strength)
    _upper_road(drawing, x + 13, WIDTH - 13, _road_strength(cell))
    shapes.arrow(drawing, WIDTH, UPPER, LOOKS["c"], opacity=_road_strength(cell))
    shapes.plus(drawing, x, UPPER)
    drawing.text(100, 28, "cell state c: long-term memory", 13)
    shapes.road_end(drawing, 6, UPPER, "c_prev", cell.numbers)
    shapes.road_end(drawing, RIGHT + 5, UPPER, "c", cell.numbers)


def _upper_road(drawing, start, end, strength):
    shapes.road(drawing, [(start, UPPER), (end, UPPER)], LOOKS["c"], 6, strength)


def _paint_written(drawing, cell):
    """The way of the candidate up to the sum, past the input gate."""
    (x, y), look = POSITIONS["g"], LOOKS["g"]._replace(dash="solid")
    start, strength = y - 20, _strength(cell, "g")
    if "i" in cell.parts:
        middle = POSITIONS["i"][1]
        shapes.road(drawing, [(x, start), (x, middle + GAP)], look, 4, strength)
        start, strength = middle - GAP, _after(cell, "i")
        drawing.text(x + 16, UPPER + 30, _product(cell, "i", "g"), 13)
    shapes.road(drawing, [(x, start), (x, UPPER + 24)], look, 4, strength)
    shapes.arrow(drawing, x, UPPER + 14, look, (0, -1), 9, strength)


def _paint_lower(drawing, cell):
    """The hidden state comes in, and all parts read it together with the word."""
    end, strength = max(TAPS[part] for part in cell.parts), _road_strength(cell)
    shapes.road(drawing, [(0, LOWER), (end, LOWER)], LOOKS["h"], 4, strength)
    drawing.text(134, 275, "hidden state h: short-term memory", 13)
    shapes.road_end(drawing, 6, LOWER, "h_prev", cell.numbers)
    shapes.road_end(drawing, RIGHT + 5, LOWER, "h", cell.numbers)


def _paint_spoken(drawing, cell):
    """The new hidden state: made from c, past the output gate, and sent on."""
    (x, y), strength = POSITIONS["o"], _road_strength(cell)
    look, start = LOOKS["h"], UPPER + 63
    plain = look._replace(dash="solid")
    shapes.dot(drawing, x, UPPER, look, 6, strength)
    shapes.road(drawing, [(x, UPPER), (x, UPPER + 33)], plain, 4, strength)
    ink = shapes.GREY if cell.lit else TEXT
    shapes.box(drawing, x, UPPER + 48, "tanh", colour=ink)
    if cell.numbers:
        drawing.text(x + 34, UPPER + 48, number(np.tanh(cell.numbers["c"])), 13)
    if "o" in cell.parts:
        shapes.road(drawing, [(x, start), (x, y - GAP)], plain, 4, strength)
        start, strength = y + GAP, _after(cell, "o")
    way = [(x, start), (x, LOWER), (WIDTH - 13, LOWER)]
    shapes.road(drawing, way, look, 4, strength)
    shapes.arrow(drawing, WIDTH, LOWER, look, opacity=strength)


def _paint_tap(drawing, cell, part):
    """The thin line by which a part reads the word and the hidden state."""
    look, (x, y) = LOOKS[part], POSITIONS[part]
    held = part in cell.held
    look = look._replace(dash="dotted" if held else "solid")
    way = [(TAPS[part], LOWER), (TAPS[part], y), (x, y)]
    if TAPS[part] == x:
        way = way[:2]
    strength = _strength(cell, part) * (0.4 if held else 1)
    way[-1] = _short_of(way[-1], way[-2], 21)
    shapes.road(drawing, way, look, 2, strength)
    shapes.dot(drawing, TAPS[part], LOWER, look, 5, strength)


def _short_of(end, start, gap):
    """The point `gap` before the end of a straight line that runs along an axis."""
    return tuple(e + gap * ((s > e) - (s < e)) for e, s in zip(end, start, strict=True))


def _paint_part(drawing, cell, part):
    look, (x, y), strength = LOOKS[part], POSITIONS[part], _strength(cell, part)
    if part == "g":
        shapes.source(drawing, x, y, look, strength)
    else:
        value = cell.numbers.get(part, 0.6)
        shapes.valve(drawing, x, y, look, value, part != "f", strength)
    if part in cell.held:
        shapes.ring(drawing, x, y, look._replace(dash="dotted"), 33)
    ink = shapes.GREY if _dimmed(cell, part) else TEXT
    drawing.text(x, y, part, 20, "middle", "bold", ink)


def _paint_name(drawing, cell, part):
    x, y, anchor = NAME_PLACES[part]
    colour = shapes.GREY if _dimmed(cell, part) else as_text(LOOKS[part].shade)
    drawing.text(x, y, LOOKS[part].name, 13, anchor, "bold", colour)
    if cell.numbers:
        told = f"{part} = {number(cell.numbers[part])}"
        if part != "g":
            told += shapes.openness(cell.numbers[part], part in cell.held)
        drawing.text(x, y + 18, told, 13, anchor)


def _dimmed(cell, part):
    return cell.lit not in (None, part)


def _strength(cell, part):
    return shapes.FAINT if _dimmed(cell, part) else 1


def _road_strength(cell):
    return 1 if cell.lit is None else 0.5


def _after(cell, gate):
    """How strong a road is past a gate: with live numbers, as far as it is open."""
    return (0.15 + 0.85 * cell.numbers.get(gate, 1)) * _road_strength(cell)


def _product(cell, gate, other):
    """What stands at the road past a gate: the product, and its value if it has one."""
    told, n = f"{gate} · {other}", cell.numbers
    return f"{told} = {number(n[gate] * n[other])}" if n else told
