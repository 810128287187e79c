"""Chapter 06: the output gate set by hand, what is held above, what is said below."""

import numpy as np

from lstmlib.course.ch06 import silent_streams
from lstmlib.course.ch06.silent_streams import OUTPUTS
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.lab.interventions import ClampGate, edited_trace
from lstmlib.course.notebook.controls import explore, slider
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM

STREAM = "deva rain who? wind bala river who? bread song who? arjun rain who?".split()
"""Three kings, each of whom somebody asks for; a fourth is never named."""

# The looks of arjun, bala, chandra and deva: first, second and third are those of the
# stream in the order in which they rule, and chandra never does.
KING_LOOKS = [LOOKS[name] for name in ("king 3", "king 2", "chance", "king 1")]


def speak_by_hand(layer, words, asked=None, unasked=None):
    """Let a cell read words with its output gate held by hand -> c and h, (T, H).

    The gate is `asked` at every "who?" and `unasked` at every other word, or what the
    cell itself makes it where that is None. Raises ValueError for another kind of cell.
    """
    _check_speaker(layer)
    x = silent_streams.one_hot([king_streams.VOCABULARY.encode(words)])
    who = np.array(words) == "who?"
    clamps = [
        ClampGate("o", value, None, np.flatnonzero(places))
        for value, places in ((asked, who), (unasked, ~who))
        if value is not None
    ]
    trace = edited_trace(layer, x, clamps)
    return trace.c[0], trace.h[0]


def _check_speaker(layer):
    sizes = layer.input_size, layer.hidden_size
    wanted = len(king_streams.VOCABULARY), OUTPUTS
    # A gate that is fixed has no value of its own that a hand could let go.
    if not isinstance(layer, LSTM) or sizes != wanted or layer.fixed_gates:
        kind, fixed = type(layer).__name__, getattr(layer, "fixed_gates", {})
        raise ValueError(
            f"expected an LSTM of sizes {wanted} without fixed gates, "
            f"got {kind} of sizes {sizes} with {fixed}"
        )


def draw_speech(words, held, said, own):
    """What a cell holds and says, each (T, 4), and what it holds when left alone."""
    drawing = Drawing(720, 440, _finding(words, held, said, own))
    label = "held: the cell state c (pale: with the cell's own output gate)"
    upper = _panel(drawing, 66, 150, (-1.5, 5.5), label)
    broad = [look._replace(dash="solid", width=6) for look in KING_LOOKS]
    _draw_units(upper, own, broad)
    marks = [step for step, word in enumerate(words) if word == "who?"]
    _draw_units(upper, held, KING_LOOKS, marks)
    lower = _panel(drawing, 278, 110, (-1.05, 1.05), "said: the hidden state h", "word")
    _draw_units(lower, said, KING_LOOKS, marks)
    for step, word in enumerate(words, 1):
        x, asked = float(lower.x(step)), word == "who?"
        drawing.text(x, 12, word, 12, "middle", "bold" if asked else "normal")
        if asked:
            for ends in ([66, 216], [278, 388]):
                drawing.line([x, x], ends, width=1, dash="dotted", opacity=0.6)
    return drawing


def _panel(drawing, top, height, ylim, label, xlabel=""):
    axes = Axes(drawing, (50, top, 575, height), (0.6, len(STREAM) + 0.4), ylim, xlabel)
    drawing.text(50, top - 16, label, 13)
    return axes


def _draw_units(axes, values, looks, marks=None):
    """A line per unit with its name, and markers at some steps; pale without them."""
    steps = np.arange(1, len(values) + 1)
    for unit, (name, look) in enumerate(zip(king_streams.KINGS, looks, strict=True)):
        if marks is None:
            axes.plot(steps, values[:, unit], look, label="", opacity=0.3)
        else:
            axes.plot(steps, values[:, unit], look, label=name)
            axes.points(steps[marks], values[marks, unit], look)


def _finding(words, held, said, own):
    """How many answers are right, how loud the rest is, and what became of c."""
    x = silent_streams.one_hot([king_streams.VOCABULARY.encode(words)])
    ruler, asked = silent_streams.rulers(x)[0], np.array(words) == "who?"
    names = said[asked].argmax(axis=1)
    right = int(np.sum((names == ruler[asked]) & (said[asked].max(axis=1) > 0.5)))
    chatter = np.abs(said[~asked]).max()
    return (
        f"{right} of {asked.sum()} answers are loud and right; unasked the cell says "
        f"up to {chatter:.2f}, and its memory strays by up to "
        f"{np.abs(held - own).max():.2f}"
    )


def speech_explorer(layer):
    """Sliders for the output gate at "who?" and elsewhere, and for the words read."""

    own, _ = speak_by_hand(layer, STREAM)  # the same whatever the sliders say

    def draw(unasked, asked, words):
        read = STREAM[:words]
        held, said = speak_by_hand(layer, read, asked, unasked)
        return draw_speech(read, held, said, own[:words])

    return explore(
        draw,
        unasked=slider(0.0, 1.0, 0.0, step=0.05, label="output gate at other words"),
        asked=slider(0.0, 1.0, 1.0, step=0.05, label="output gate at “who?”"),
        words=slider(3, len(STREAM), len(STREAM), label="words read"),
    )
