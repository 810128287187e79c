"""Chapter 07: step through a story inside the cell, and hold a gate by hand."""

import math

import numpy as np

from lstmlib.cells import LSTMStep
from lstmlib.course.drawing import shapes
from lstmlib.course.drawing.cell_picture import LOWER, RIGHT, WIDTH, Cell, paint_lstm
from lstmlib.course.drawing.diagram import numbers_of
from lstmlib.course.drawing.shapes import number
from lstmlib.course.drawing.style import LOOKS, wrap
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.lab.interventions import ClampGate, edited_trace, read_with
from lstmlib.course.lab.questions import check_reader
from lstmlib.course.notebook.controls import choice, explore, slider

PLOT = (50, 376, 520, 90)
"""Where the line of the whole story stands: x, y, width, height."""
NOTHING, ONCE, ALWAYS = "none", "at this word", "at every word"


def draw_cell(words, at, unit, units, plain, held=None, clamp=None):
    """One word of a story inside the cell, and the cell state over the whole story.

    words (T), at 0..T-1, unit: the name of one of `units`, {name: index}; plain: the
    Reading without a hand; held: the Reading under the hand `clamp`, a ClampGate.
    """
    told = _told(words, at, unit, units, plain, held, clamp)
    # Two lines more than the title has, for the words around this one.
    lines = 2 + max(2, len(wrap(told, WIDTH // 9)))
    drawing = Drawing(WIDTH, 550, told, title_lines=lines)
    shown = held or plain
    clamped = (clamp.gate,) if held and at in clamp.places else ()
    step = LSTMStep(*(field[:, at] for field in shown.trace))
    cell = Cell("figo", None, numbers_of(step, units[unit]), clamped)
    paint_lstm(drawing, cell, words[at])
    drawing.text(RIGHT - 14, 28, unit, 14, "end", "bold")
    _draw_words(drawing, words, at)
    _draw_answer(drawing, shown.answers[at])
    _draw_story(drawing, words, at, _lines(unit, units, plain, held, clamp))
    for t in _changed(plain, held):
        drawing.text(_place(words, t), 378, "▲", 12, "middle")
    return drawing


def _told(words, at, unit, units, plain, held, clamp):
    c = (held or plain).trace.c[0, :, units[unit]]
    before, after = map(number, (c[at - 1] if at else 0.0, c[at]))
    told = f"Word {at + 1} of {len(words)}, “{words[at]}”: "
    told += f"c of {unit} goes from {before} to {after}"
    if held is None:
        return told
    own, set_to = (
        number(getattr(reading.trace, clamp.gate)[0, at, units[unit]])
        for reading in (plain, held)
    )
    instead = "as it is anyway" if own == set_to else f"not {own}"
    told += f" with {clamp.gate} held at {set_to}, {instead}; the hand changes "
    told += _counted(len(_changed(plain, held)), "answer")
    touched = len(_touched(unit, units, plain, held))
    return told + (f" and {_counted(touched, 'other unit')}" if touched else "")


def _counted(count, thing):
    return f"{count or 'no'} {thing}{'' if count == 1 else 's'}"


def _changed(plain, held):
    """The places of the story at which the hand changes the answer."""
    if held is None:
        return []
    pairs = zip(plain.answers, held.answers, strict=True)
    return [t for t, (a, b) in enumerate(pairs) if a != b]


def _touched(unit, units, plain, held):
    """The other units whose cell state the hand changes, the most changed first."""
    change = abs(held.trace.c - plain.trace.c).max(axis=(0, 1))
    names = [n for n in units if n != unit and change[units[n]] >= 0.005]
    return sorted(names, key=lambda name: -change[units[name]])


def _lines(unit, units, plain, held, clamp):
    """All lines of the story: c of the unit, and of up to three that are touched."""
    lines = [(plain.trace.c[0, :, units[unit]], LOOKS["c"], "as it is")]
    if held:
        c, looks = held.trace.c[0], ("king 2", "king 3", "chance")
        lines.append((c[:, units[unit]], LOOKS[clamp.gate], f"{clamp.gate} held"))
        names = _touched(unit, units, plain, held)
        for name, look in zip(names, looks, strict=False):
            lines.append((c[:, units[name]], LOOKS[look], name))
    return lines


def _draw_words(drawing, words, at):
    """The word that is read now in the middle, those around it on either side."""
    y, middle = -18, WIDTH / 2
    half = 5 * len(words[at]) + 18
    drawing.rect(middle - half, y - 17, 2 * half, 34, radius=17, line=2)
    drawing.text(middle, y, words[at], 18, "middle", "bold")
    for side, others in ((-1, words[:at][::-1]), (1, words[at + 1 :])):
        x = half + 12
        for word in others:
            if x + 8.6 * len(word) > middle:
                break
            anchor = "end" if side < 0 else "start"
            drawing.text(middle + side * x, y, word, 14, anchor, colour=shapes.GREY)
            x += 8.6 * len(word) + 12


def _draw_answer(drawing, answer):
    """The road from the hidden state down to the read-out, and what that says."""
    look, x = LOOKS["h"]._replace(dash="solid"), RIGHT - 24
    shapes.dot(drawing, x, LOWER, look)
    shapes.road(drawing, [(x, LOWER), (x, 308)], look, 3)
    shapes.arrow(drawing, x, 318, look, (0, 1), 9)
    told = f"says “{answer}”" if answer else "says nothing"
    # In the middle below the arrow, if it does not reach beyond the edge there.
    middle = min(x, WIDTH - 4 - 5.4 * len(told))
    drawing.text(middle, 332, told, 16, "middle", "bold")


def _draw_story(drawing, words, at, lines):
    """The cell state after every word; `lines` are triples (c (T,), look, label)."""
    every = np.concatenate([c for c, _, _ in lines])
    low, high = min(0, every.min()), max(0, every.max())
    margin = 0.1 * max(high - low, 0.1)
    limits = (0.5, len(words) + 0.5), (low - margin, high + 2 * margin)
    key = "c after every word"
    key += " · ▲ the hand changes the answer" if lines[1:] else ""
    axes = Axes(drawing, PLOT, *limits, ylabel=key)
    drawing.line([_place(words, at)] * 2, [376, 466], width=10, opacity=0.15)
    for c, look, label in lines:
        axes.plot(np.arange(len(words)) + 1, c, look, label=label)
    # The words below the axis, as many as there is room for.
    stride = math.ceil(13 * len(words) / PLOT[2])
    for t in range(at % stride, len(words), stride):
        weight = "bold" if t == at else "normal"
        drawing.text(_place(words, t), 491, words[t], 12, "end", weight, turn=-90)


def _place(words, at):
    """How many pixels from the left a word of the story stands."""
    left, _, width, _ = PLOT
    return left + width * (at + 0.5) / len(words)


def _check_story(model, vocabulary, words, units):
    check_reader(model, vocabulary)
    size = model.layer.hidden_size
    if len(words) < 2:
        raise ValueError(f"expected a story of two words or more, got {words!r}")
    if not units or not all(index in range(size) for index in units.values()):
        raise ValueError(f"expected units in 0..{size - 1}, got {units}")


def cell_explorer(model, vocabulary, words, units, *, start=1, hold="f"):
    """Step through a story inside the cell; hold a gate of one unit by hand.

    model       a SequenceModel that reads words with an LSTM and answers with words
    vocabulary  the words it knows, a Vocabulary
    words       the story, a list of strings
    units       {name: index} of the units that may be chosen, such as {"ruler": 1}
    start       the word that is shown first, counted from 1
    hold        the gate that is held first: "none", "f", "i" or "o"
    Raises ValueError for another model, an unknown word or unit, a story of one word.
    """
    _check_story(model, vocabulary, words, units)
    plain = read_with(model, vocabulary, model.forward(vocabulary.encode(words)[None]))

    def draw(word, unit, gate, value, when):
        at, held, clamp = word - 1, None, None
        if gate != NOTHING:
            places = [at] if when == ONCE else range(len(words))
            clamp = ClampGate(gate, value, [units[unit]], places)
            trace = edited_trace(model.layer, plain.trace.x, [clamp])
            held = read_with(model, vocabulary, trace)
        return draw_cell(words, at, unit, units, plain, held, clamp)

    gates = choice((NOTHING, "f", "i", "o"), hold, label="hold gate")
    gates.style.button_width = "4.5em"
    return explore(
        draw,
        word=slider(1, len(words), start),
        unit=choice(tuple(units)),
        gate=gates,
        value=slider(0.0, 1.0, 1.0, step=0.05, label="hold it at"),
        when=choice((ONCE, ALWAYS), label="hold it"),
    )
