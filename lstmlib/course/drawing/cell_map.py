"""The map: a small picture of the cell as far as a chapter has built it.

draw_map(told, "")                   nothing is built yet: words in, answers out
draw_map(told, "h")                  an RNN: one state, handed on in a loop
draw_map(told, "cf", new="f")        two paths and a forget gate, which is new
draw_map(told, "cfio", mark="blame") the whole cell, and blame that goes back

The cell is the one of `cell_picture`, shrunk, without its small print; the parts that
are not built yet are faint outlines.
"""

from lstmlib.course.drawing import shapes
from lstmlib.course.drawing.cell_picture import (
    HEIGHT,
    LEFT,
    LOWER,
    POSITIONS,
    RIGHT,
    UPPER,
    WIDTH,
    Cell,
    paint_lstm,
)
from lstmlib.course.drawing.style import LOOKS, TEXT, as_text
from lstmlib.course.drawing.svg import Drawing, Path

SCALE = 0.44
GHOST = 0.22
GLOW = "#808080"
MIDDLE = (LEFT + RIGHT) / 2
FOOT = 332
"""Where the name of what is new stands, below the cell."""

BLAME = LOOKS["h"]._replace(dash="dotted")
MARKS = (
    "blame", "lesson", "glass", "hand", "papers", "writing", "series", "further"
)  # fmt: skip


def draw_map(told, parts, new="", mark=None):
    """The cell as far as it is built -> Drawing, about 300 x 150.

    told   what the picture says, its text
    parts  "": nothing is built; "h": one state; "c" and any of f, i, o: two paths
           with these gates
    new    the part that is lit, one of `parts`, or ""
    mark   "blame" that goes back, a "lesson" (the error goes back into the cell), a
           "glass" over the gates, a "hand" on one, "papers" beside it, "writing" (what
           is said is heard next), a "series" that goes in, "further" (looks that reach
           back past the cell), or None
    """
    built = parts.replace("c", "g") if "c" in parts else parts
    if built not in ("", "h") and ("g" not in built or set(built) - set("gfio")):
        raise ValueError(f"expected '', 'h' or 'c' with any of fio, got {parts!r}")
    if new not in parts or mark not in (None, *MARKS):
        raise ValueError(f"expected a new part of {parts!r}, got {new!r} and {mark!r}")
    large = Drawing(WIDTH, HEIGHT, told, title_lines=0)
    paint = _paint_cell if "g" in built else _paint_loop if built else _paint_box
    words = paint(large, built, new, mark)
    return _shrunk(large, [*words, *_ends(built)])


def _paint_box(drawing, built, new, mark):
    """Nothing is known of the network but what goes in and what comes out."""
    shapes.card(drawing, LEFT, 10, RIGHT - LEFT, 282)
    look, y = LOOKS["h"]._replace(dash="solid"), 150
    drawing.rect(MIDDLE - 80, y - 65, 160, 130, radius=24, line=4)
    for start in (20, MIDDLE + 80):
        shapes.road(drawing, [(start, y), (start + 240, y)], look, 4)
        shapes.arrow(drawing, start + 254, y, look)
    words = ((152, y - 36, "words"), (MIDDLE, y, "?"), (584, y - 36, "answers"))
    return [(*word, "middle", TEXT) for word in words]


def _paint_loop(drawing, built, new, mark):
    """One state: what comes out of the box goes into it again with the next word."""
    shapes.card(drawing, LEFT, 10, RIGHT - LEFT, 282)
    look, plain, y = LOOKS["h"], LOOKS["h"]._replace(dash="solid"), 190
    if new:
        shapes.halo(drawing, MIDDLE, y, _glow(plain), 80)
    drawing.rect(MIDDLE - 62, y - 36, 124, 72, radius=20, line=4)
    shapes.road(drawing, [(MIDDLE + 62, y), (WIDTH - 13, y)], look, 4)
    shapes.arrow(drawing, WIDTH, y, look)
    far = 190
    around = [(MIDDLE + far, y), (MIDDLE + far, 76), (MIDDLE - far, 76)]
    around += [(MIDDLE - far, y), (MIDDLE - 78, y)]
    shapes.dot(drawing, MIDDLE + far, y, look, 7)
    shapes.road(drawing, around, look, 4, corner=30)
    shapes.arrow(drawing, MIDDLE - 64, y, look)
    x = MIDDLE - 130
    shapes.road(drawing, [(x, 318), (x, y + 20)], plain, 3)
    shapes.arrow(drawing, x, y + 6, plain, (0, -1))
    words = [(MIDDLE, y, "tanh", "middle", TEXT), (x, 334, "x", "middle", TEXT)]
    words.append((WIDTH, y - 26, "h", "end", TEXT))
    if new:
        words.append((RIGHT, FOOT, "new: one state h", "end", TEXT))
    if mark == "blame":
        words += _paint_blame(drawing, 40, "blame goes back")
    return words


def _paint_cell(drawing, built, new, mark):
    """Two paths: first the whole cell in outline, then what is built of it."""
    shapes.card(drawing, LEFT, 10, RIGHT - LEFT, 282)
    words = []
    if built == "gfio" and not new and not mark:
        words.append((RIGHT, FOOT, "the whole cell", "end", TEXT))
    if new:
        x, y = POSITIONS.get(new, (POSITIONS["g"][0], UPPER))
        look = LOOKS[new]._replace(dash="solid")
        shapes.halo(drawing, x, y, _glow(look), 52)
        told = f"new: {LOOKS[new].name} {new}"
        words.append((RIGHT, FOOT, told, "end", as_text(look.shade)))
    whole = Drawing(WIDTH, HEIGHT, "", title_lines=0)
    paint_lstm(whole, Cell("figo", None, {}, ()))
    held = ("f",) if mark == "hand" else ()
    real = Drawing(WIDTH, HEIGHT, "", title_lines=0)
    paint_lstm(real, Cell(built, None, {}, held))
    # The first shape of both is the ground, which stands there already.
    drawing.shapes += [_faint(s) for s in whole.shapes[1:] if isinstance(s, Path)]
    drawing.shapes += [s for s in real.shapes[1:] if isinstance(s, Path)]
    for part in built:
        ink = as_text(LOOKS[part].shade)
        words.append((*POSITIONS[part], part, "middle", ink))
    return words + _paint_mark(drawing, mark)


def _glow(look):
    """A look whose shade can be let through: that of a lamp, if it is the text's."""
    return look._replace(shade=GLOW) if look.shade == TEXT else look


def _faint(path):
    """A line of what is not built yet."""
    colour = path.colour if path.colour == "none" else shapes.GREY
    fill = path.fill if path.fill == "none" else shapes.GREY
    return path._replace(colour=colour, fill=fill, opacity=GHOST * path.opacity)


def _paint_mark(drawing, mark):
    if mark == "blame":
        return _paint_blame(drawing, UPPER - 34, "blame goes back on c")
    if mark == "lesson":
        x = POSITIONS["g"][0]
        way = [(x + 52, FOOT), (x, FOOT), (x, 282)]
        shapes.road(drawing, way, BLAME, 5)
        shapes.arrow(drawing, x, 268, BLAME, (0, -1), 14)
        return [(RIGHT, FOOT, "errors teach it", "end", TEXT)]
    if mark == "glass":
        x, y = POSITIONS["i"]
        shapes.ring(drawing, x, y, LOOKS["c"], 48, 7)
        shapes.road(drawing, [(x + 36, y + 36), (x + 86, y + 86)], LOOKS["c"], 11)
        return [(RIGHT, FOOT, "a glass on the gates", "end", TEXT)]
    if mark == "hand":
        return [(RIGHT, FOOT, "a hand holds f", "end", as_text(LOOKS["f"].shade))]
    if mark == "papers":
        drawing.rect(154, FOOT - 30, 46, 58, radius=4, line=4)
        for y in (FOOT - 14, FOOT, FOOT + 14):
            drawing.line([164, 190], [y, y], width=4)
        return [(RIGHT, FOOT, "held to the papers", "end", TEXT)]
    if mark == "writing":
        y, start = 306, WIDTH - 34
        way = [(start, LOWER), (start, y), (146, y)]
        shapes.road(drawing, way, BLAME, 5)
        shapes.arrow(drawing, 130, y, BLAME, (-1, 0), 14)
        return [(RIGHT, FOOT, "its word comes back", "end", TEXT)]
    if mark == "series":
        x, waves = 148, (0, 34, 8, 30, -4, 26, 2)
        way = [(x + 26 * k, FOOT + 12 - up) for k, up in enumerate(waves)]
        shapes.road(drawing, way, LOOKS["i"]._replace(dash="solid"), 5)
        return [(RIGHT, FOOT, "your numbers go in", "end", TEXT)]
    if mark == "further":
        return _paint_looks(drawing, "looks past the cell")
    return []


def _paint_blame(drawing, y, told):
    """From the last word back to the first, fainter with every piece of the way."""
    pieces = 6
    step = (RIGHT - LEFT) / pieces
    for k in range(pieces):
        x = RIGHT - k * step
        look, strength = BLAME, 1 - 0.14 * k
        shapes.road(drawing, [(x, y), (x - step, y)], look, 6, strength)
    shapes.arrow(drawing, LEFT, y, BLAME, (-1, 0), 14, 0.4)
    return [(RIGHT, FOOT, told, "end", TEXT)]


def _paint_looks(drawing, told):
    """From the last word back to earlier ones, each look on a way of its own."""
    foot, ink = UPPER - 20, LOOKS["c"].shade
    for k in range(1, 6):
        x = RIGHT - k * (RIGHT - LEFT) / 5
        middle, top = (x + RIGHT) / 2, foot - 14 * k
        way = f"M{RIGHT} {foot}Q{middle} {top} {x} {foot}"
        drawing.path(way, ink, 4, "dotted", opacity=0.9)
        shapes.dot(drawing, x, foot, LOOKS["c"], 7)
    return [(RIGHT, FOOT, told, "end", TEXT)]


def _ends(built):
    """The names of the roads at both ends of the cell."""
    if "g" not in built:
        return []
    ends = [(4, UPPER - 26, "c", "start", TEXT), (4, LOWER - 26, "h", "start", TEXT)]
    ends += [
        (WIDTH, UPPER - 26, "c", "end", TEXT),
        (WIDTH, LOWER - 26, "h", "end", TEXT),
    ]
    ends.append((POSITIONS["o"][0] + 38, UPPER + 48, "tanh", "start", TEXT))
    return [*ends, (118, FOOT, "x", "middle", TEXT)]


def _shrunk(large, words):
    """A picture of SCALE, with words in letters that can be read."""
    size = round(WIDTH * SCALE), round(HEIGHT * SCALE)
    small = Drawing(*size, large.finding, title_lines=0)
    small.shapes = shapes.shrunk(large.shapes, SCALE)
    for x, y, told, anchor, ink in words:
        small.text(SCALE * x, SCALE * y, told, 13, anchor, "bold", ink)
    return small
