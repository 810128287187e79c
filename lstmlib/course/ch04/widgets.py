"""Chapter 04: the cell-state decay explorer."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.cells import sigmoid
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.lab.retention import (
    carry,
    half_life,
    half_life_in_words,
    share_left,
)
from lstmlib.course.notebook.controls import explore, slider

STEPS = 60
VARYING = LOOKS["f"]._replace(dash="dashed", label="varying")
OTHER_LOOKS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"])


class Decay(NamedTuple):
    """What a forget gate leaves of a memory; step 0 is the first write, of size 1."""

    f: float  # the constant gate
    varying: ndarray  # (STEPS,) a gate with the same average
    constant_left: ndarray  # (STEPS + 1,) share of the first write, constant gate
    varying_left: ndarray  # (STEPS + 1,) the same, varying gate
    gates: tuple  # the constant gates of all units, f first
    c: ndarray  # (STEPS + 1, units) cell states under constant gates, both writes


def varying_gate(f, variation, steps=STEPS):
    """A gate (steps,) of average f that closes now and then and opens in between.

    variation: 0 for none, 1 for as much as the limits 0 and 1 allow.
    """
    closings = int(np.clip(round(steps * (1 - f)), 1, steps - 1))
    others = steps - closings
    drop = variation * min(f, (1 - f) * others / closings)
    gate = np.full(steps, f + drop * closings / others)
    gate[((np.arange(closings) + 0.5) * steps / closings).astype(int)] = f - drop
    # Rounded, so that a gate that closes fully is 0 and not almost 0.
    return np.clip(np.round(gate, 12), 0, 1)


def decay(f, variation=0.5, when=30, amount=0.5, others=(0.5, 0.95, 0.99)):
    """What is left when 1 is written at step 0 and `amount` at step `when` -> Decay."""
    gates = f, *others
    if not all(0 <= gate <= 1 for gate in gates) or not 1 <= when <= STEPS:
        got = f"gates {gates} and step {when}"
        raise ValueError(f"expected gates in 0..1 and a step in 1..{STEPS}, got {got}")
    varying, writes = varying_gate(f, variation), np.zeros((STEPS + 1, len(gates)))
    writes[0], writes[when] = 1, amount
    left = (
        np.concatenate([[1], share_left(gate)]) for gate in (np.full(STEPS, f), varying)
    )
    return Decay(f, varying, *left, gates, carry(np.array(gates), writes))


def draw_decay(told, when, amount):
    """Above: the first write, under two gates. Below: c of several units."""
    drawing = Drawing(720, 482, _finding(told, when, amount), title_lines=3)
    _draw_shares(drawing, told)
    _draw_cells(drawing, told, when, amount)
    return drawing


def _finding(told, when, amount):
    low, high = told.varying.min(), told.varying.max()
    kept, varied = told.constant_left[-1], told.varying_left[-1]
    vary = f", or {_short(varied)} if f varies from {low:.3f} to {high:.3f}"
    return (
        f"At f = {told.f:.3g} {half_life_in_words(told.f)}. Of the first write "
        f"{_short(kept)} is left in the end{vary if high - low > 1e-9 else ''}. "
        f"After writing {_short(amount)} at step {when}, c ends at "
        f"{_short(told.c[-1, 0])}"
    )


def _draw_shares(drawing, told):
    steps = np.arange(STEPS + 1)
    axes = Axes(drawing, (50, 30, 490, 140), (0, STEPS), (0, 1))
    drawing.text(50, 10, "share of the first write that is left", 13)
    _mark_half_life(drawing, axes, told.f)
    axes.plot(steps, told.varying_left, VARYING, label="varying gate")
    axes.plot(steps, told.constant_left, LOOKS["f"], label="constant gate")
    drawing.image(50, 220, 490, 12, [told.varying])
    drawing.text(548, 226, "the varying gate", 12)


def _mark_half_life(drawing, axes, f):
    steps, (left, top, width, height) = half_life(f), axes.box
    foot, right = top + height + 36, left + width
    if not 0 < steps <= STEPS:
        words = half_life_in_words(f) + (" ▶" if np.isfinite(steps) and steps else "")
        drawing.text(right, foot, words, 13, "end", "bold")
        return
    place, half = float(axes.x(steps)), float(axes.y(0.5))
    corner = [left, place, place], [half, half, top + height]
    drawing.line(*corner, width=1.5, dash="dotted")
    # The triangle stands below the half-life, its words on the side that has room.
    words, early = f"half-life: {_steps(f)} steps", place < right - 170
    drawing.text(place, foot, "▲", 13, "middle")
    side = (place + 10, "start") if early else (place - 10, "end")
    drawing.text(side[0], foot, words, 13, side[1], "bold")


def _steps(f):
    """The half-life of a gate between 0 and 1, as `half_life_in_words` tells it."""
    return half_life_in_words(f).split()[-2]


def _draw_cells(drawing, told, when, amount):
    steps = np.arange(STEPS + 1)
    axes = Axes(drawing, (50, 286, 490, 150), (0, STEPS), (-1, 2), "step")
    drawing.text(50, 252, "cell state c of several units, each with its own f", 13)
    for step, size in ((0, 1), (when, amount)):
        x = float(axes.x(step))
        drawing.line([x, x], [286, 436], width=1, dash="dotted", opacity=0.6)
        if step or when > 4:
            drawing.text(x, 274, f"▼ {_short(size)}", 12, "middle")
    looks = (LOOKS["c"], *OTHER_LOOKS)
    for k in reversed(range(len(told.gates))):
        words = f"f = {told.gates[k]:.3g}" + (", your unit" if k == 0 else "")
        axes.plot(steps, told.c[:, k], looks[k], label=words)


def _short(number):
    """Two digits, without a minus before 0; words for what no one could see."""
    if 0 < abs(number) < 1e-9:
        return "almost 0"
    return f"{number:z.2g}".replace("-", "−")


def decay_explorer(others=(0.5, 0.95, 0.99)):
    """Sliders for a forget gate, or its bias, for its variation and a second write.

    The gate and its bias are one quantity: moving one slider moves the other.
    others: the constant gates of the units beside the reader's, at most three.
    """
    if len(others) > len(OTHER_LOOKS):
        most = len(OTHER_LOOKS)
        raise ValueError(f"expected at most {most} other gates, got {others}")
    gate = slider(0.0, 1.0, 0.9, step=0.001, label="forget gate f")
    bias = slider(-7.0, 7.0, _bias_shown(0.9), step=0.1, label="or its bias")
    read, show = _one_quantity(gate, bias, 0.9)

    def draw(gate, bias, variation, when, amount):
        return draw_decay(decay(read(), variation, when, amount, others), when, amount)

    explorer = explore(
        draw,
        gate=gate,
        bias=bias,
        variation=slider(0.0, 1.0, 0.5, step=0.05, label="how much the gate varies"),
        when=slider(1, STEPS, 30, label="second write at step"),
        amount=slider(-1.0, 1.0, 0.5, step=0.1, label="second write"),
    )
    # Observed last, so that the picture does not wait for the other slider.
    gate.observe(show, "value")
    bias.observe(show, "value")
    return explorer


def _one_quantity(gate, bias, f):
    """Two sliders for one f -> read(), what f is now, and show(_), which moves both."""

    def follow(change):
        nonlocal f
        value, by_gate = change["new"], change["owner"] is gate
        # A slider that was moved by the other one only shows what f already is.
        if abs(value - (round(f, 3) if by_gate else _bias_shown(f))) > 1e-6:
            f = value if by_gate else float(sigmoid(value))

    def show(_):
        gate.value, bias.value = round(f, 3), _bias_shown(f)

    gate.observe(follow, "value")
    bias.observe(follow, "value")
    return (lambda: f), show


def _bias_shown(f):
    """The bias of a gate f, as its slider from -7 to 7 can show it."""
    with np.errstate(divide="ignore"):
        return float(np.clip(np.round(np.log(f) - np.log1p(-f), 1), -7, 7))
