"""The cell, drawn by code: which roads there are, and which valve stands on which.

draw_paths()        an RNN beside an LSTM over three words: one road, two roads
draw_lstm("figo")   one step of an LSTM; the letters say which of f, i, g, o it has
draw_lstm(lit="f")  the same with one part lit
draw_lstm(step=lstm_step(...), unit=2, word="dies")    the same with live numbers

All return a `svg.Drawing`, for `display.show_drawing`. In every picture the cell state
c is the upper road, solid and thick, and the hidden state h the lower one, dashed.
"""

from lstmlib.course.drawing import shapes
from lstmlib.course.drawing.cell_picture import (
    HEIGHT,
    RIGHT,
    WIDTH,
    Cell,
    paint_lstm,
)
from lstmlib.course.drawing.shapes import number
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Drawing

SMALL_UPPER, SMALL_LOWER = 82, 150
"""Where the two roads run in the small cells of `draw_paths`."""

THICK = {"c": 5.5, "h": 3}

TASKS_OF_PARTS = {
    "f": "how much of c_prev stays",
    "i": "how much of g is added",
    "g": "what could be added",
    "o": "how much of tanh(c) becomes h",
}


def draw_lstm(parts="figo", lit=None, step=None, unit=0, word=None, overridden=()):
    """One step of an LSTM -> Drawing.

    parts       which of f, i, g, o the cell has; g is always one of them
    lit         the part that is lit while all others are dimmed, or None
    step        an LSTMStep with fields (N, H): the first sequence is shown, or None
    unit, word  the unit whose numbers are shown, and the word that is read
    overridden  the gates that are held by hand, such as ("f",)
    """
    _check_parts(parts, lit, overridden)
    numbers = {} if step is None else numbers_of(step, unit)
    _check_absent(parts, numbers)
    cell = Cell("".join(p for p in "figo" if p in parts), lit, numbers, overridden)
    drawing = Drawing(WIDTH, HEIGHT, _told(cell, unit, word))
    paint_lstm(drawing, cell, word)
    if numbers:
        drawing.text(RIGHT - 14, 28, f"unit {unit}", 14, "end", "bold")
    return drawing


def numbers_of(step, unit):
    """The numbers of one unit in a step with fields (N, H) -> {"h": 0.5, ...}."""
    if step.h.ndim != 2 or not 0 <= unit < step.h.shape[1]:
        raise ValueError(
            "expected a step with fields (N, H) and a unit in 0..H - 1, "
            f"got fields {step.h.shape} and unit {unit}"
        )
    names = [name for name in step._fields if name != "x"]
    return {name: float(getattr(step, name)[0, unit]) for name in names}


def _check_parts(parts, lit, overridden):
    if "g" not in parts or set(parts) - set("figo"):
        raise ValueError(f"expected parts among figo, g one of them, got {parts!r}")
    if lit is not None and lit not in tuple(parts):
        raise ValueError(f"expected lit as one of {parts!r} or None, got {lit!r}")
    if set(overridden) - (set(parts) - {"g"}):
        raise ValueError(f"expected gates of {parts!r} overridden, got {overridden!r}")


def _check_absent(parts, numbers):
    """A gate that the cell does not have must be open: it must change no number."""
    for gate in "fio":
        if gate not in parts and numbers.get(gate, 1) != 1:
            got = f"{gate} = {numbers[gate]:g}"
            raise ValueError(f"expected 1 for a gate that is no part, got {got}")


def _told(cell, unit, word):
    """What the picture shows, in words."""
    n = {name: number(value) for name, value in cell.numbers.items()}
    if n:
        return _told_live(cell, n, unit, word)
    kept = "f · c_prev" if "f" in cell.parts else "c_prev"
    added = "i · g" if "i" in cell.parts else "g"
    said = "o · tanh(c)" if "o" in cell.parts else "tanh(c)"
    missing = [LOOKS[gate].name for gate in "ifo" if gate not in cell.parts]
    whole = f"a cell without {' or '.join(missing)}" if missing else "an LSTM"
    told = f"One step of {whole}: on the upper path c = {kept} + {added}; "
    told += f"the lower path goes on as h = {said}"
    if cell.lit:
        role = TASKS_OF_PARTS[cell.lit]
        told += f". Lit: the {LOOKS[cell.lit].name} {cell.lit}, {role}"
    return told


def _told_live(cell, n, unit, word):
    parts = cell.parts
    kept = f"f {n['f']} × c_prev {n['c_prev']}" if "f" in parts else n["c_prev"]
    added = f"i {n['i']} × g {n['g']}" if "i" in parts else f"g {n['g']}"
    said = f"o {n['o']} × tanh(c)" if "o" in parts else "tanh(c)"
    told = f"Unit {unit}" if word is None else f"At “{word}” unit {unit}"
    told += f": c = {kept} + {added} = {n['c']}; h = {said} = {n['h']}"
    return told + "".join(f"; {gate} is held by hand" for gate in cell.held)


def draw_paths():
    """An RNN beside an LSTM over three words -> Drawing."""
    told = (
        "An RNN hands on one state from word to word, h; an LSTM two: c above, h below"
    )
    drawing = Drawing(WIDTH, 286, told, title_lines=1)
    for left, title, paint in ((0, "RNN", _small_rnn), (374, "LSTM", _small_lstm)):
        drawing.text(left + 14, 14, title, 18, weight="bold")
        for k, word in enumerate(("king", "arjun", "rules")):
            x = left + 14 + 108 * k
            shapes.card(drawing, x, 34, 98, 150)
            drawing.text(x + 49, 50, f"t = {k + 1}", 13, "middle")
            shapes.input_word(drawing, x + 20, SMALL_LOWER, word, 216)
            paint(drawing, x)
    _key(drawing, 14, 250, "h", "hidden state h: all the memory there is")
    _key(drawing, 388, 250, "c", "cell state c: long-term memory")
    _key(drawing, 388, 274, "h", "hidden state h: short-term memory")
    return drawing


def _small_rnn(drawing, x):
    """One word of an RNN: the only road runs through the box that rewrites it."""
    _small_road(drawing, "h", x - 10, x + 34)
    shapes.box(drawing, x + 62, SMALL_LOWER, "tanh", 54, 32)
    _small_road(drawing, "h", x + 90, x + 98)
    _way_on(drawing, "h", x)


def _small_lstm(drawing, x):
    """One word of an LSTM: the upper road runs on, the lower one is made from it."""
    look, summed = LOOKS["h"]._replace(dash="solid"), x + 42
    _small_road(drawing, "h", x - 10, summed)
    way = [(summed, SMALL_LOWER), (summed, SMALL_UPPER + 21)]
    shapes.road(drawing, way, look, THICK["h"])
    shapes.arrow(drawing, summed, SMALL_UPPER + 12, look, (0, -1), 8)
    _small_road(drawing, "c", x - 10, summed - 10)
    shapes.plus(drawing, summed, SMALL_UPPER, 10)
    _small_road(drawing, "c", summed + 10, x + 98)
    shapes.dot(drawing, x + 74, SMALL_UPPER, look, 5)
    way = [(x + 74, SMALL_UPPER), (x + 74, SMALL_LOWER), (x + 98, SMALL_LOWER)]
    shapes.road(drawing, way, LOOKS["h"], THICK["h"])
    _way_on(drawing, "c", x)
    _way_on(drawing, "h", x)


def _small_road(drawing, quantity, start, end):
    y = SMALL_UPPER if quantity == "c" else SMALL_LOWER
    shapes.road(drawing, [(start, y), (end, y)], LOOKS[quantity], THICK[quantity])


def _way_on(drawing, quantity, x):
    """From the cell to the next one, with the head of an arrow."""
    look = LOOKS[quantity]._replace(dash="solid")
    y = SMALL_UPPER if quantity == "c" else SMALL_LOWER
    shapes.road(drawing, [(x + 96, y), (x + 102, y)], look, 3)
    shapes.arrow(drawing, x + 110, y, look, size=9)


def _key(drawing, x, y, quantity, words):
    shapes.road(drawing, [(x, y), (x + 40, y)], LOOKS[quantity], THICK[quantity])
    drawing.text(x + 50, y, words, 13)
