"""The decay explorer of chapter 04: every number in it held to the formula."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmlib.course.ch04 import widgets
from lstmlib.course.ch04.widgets import STEPS, varying_gate

HALF = re.compile(r"half is gone after (\S+) steps")


@pytest.fixture(scope="module")
def explorer():
    return widgets.decay_explorer()


def three_digits(number):
    return f"{number:#.3g}".rstrip(".")


def test_the_half_life_is_that_of_the_formula_at_every_stop_of_the_slider():
    """From .01 to .999: in the finding and, where it is on the axis, in the picture."""
    for f in np.arange(10, 1000) / 1000:
        drawing = widgets.draw_decay(widgets.decay(f), when=30, amount=0.5)
        expected = three_digits(-np.log(2) / np.log(f))
        assert HALF.search(drawing.finding)[1] == expected
        words = [s.words for s in drawing.shapes if hasattr(s, "words")]
        marks = [w for w in words if expected in w and "steps" in w and w[:2] != "At"]
        assert marks, f"no mark of the half-life at f = {f}"
        assert ("▲" in words) == (float(expected) <= STEPS)


def test_the_corner_of_the_half_life_lies_on_the_curve():
    drawing = widgets.draw_decay(widgets.decay(0.9), when=30, amount=0.5)
    left, width = 50, 490
    (triangle,) = [s for s in drawing.shapes if getattr(s, "words", "") == "▲"]
    place = (triangle.x - left) / width * STEPS
    assert 0.9**place == pytest.approx(0.5, rel=1e-6)


def test_the_slider_moves_the_half_life_and_the_bias(explorer):
    for f in (0.01, 0.5, 0.9, 0.999):
        explorer.set(gate=f)
        assert HALF.search(explorer.drawing.finding)[1] == three_digits(
            -np.log(2) / np.log(f)
        )
        logit = np.log(f / (1 - f))
        assert explorer.values()["bias"] == pytest.approx(logit, abs=0.0501)
    explorer.set(gate=0.9)


@pytest.mark.parametrize("bias", [-7.0, -1.3, 0.0, 2.5, 7.0])
def test_the_bias_slider_sets_the_sigmoid(explorer, bias):
    explorer.set(gate=0.3)
    explorer.set(bias=bias)
    f = 1 / (1 + np.exp(-bias))
    half_life = HALF.search(explorer.drawing.finding)[1]
    assert half_life == three_digits(-np.log(2) / np.log(f))
    assert explorer.values()["gate"] == pytest.approx(f, abs=0.000501)
    explorer.set(gate=0.9)


def test_the_ends_of_the_gate_are_told_in_words(explorer):
    explorer.set(gate=0.0)
    assert "At f = 0 nothing is left after one step" in explorer.drawing.finding
    assert "nothing is left after one step" in explorer.drawing.to_svg()
    explorer.set(gate=1.0)
    assert "At f = 1 a memory never halves" in explorer.drawing.finding
    explorer.set(gate=0.9)


def test_every_corner_has_a_picture_and_comes_back(explorer):
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(findings) == len(explorer.extremes()) == 32
    assert len(set(findings)) > 8
    assert explorer.drawing.finding == before


@pytest.mark.parametrize("name", ["gate", "bias", "variation", "when", "amount"])
def test_both_ends_of_every_slider_tell_something_else(explorer, name):
    control, before = explorer.controls[name], explorer.values()
    told = []
    for end in (control.min, control.max):
        explorer.set(**{name: end})
        told.append(explorer.drawing.finding)
    explorer.set(**before)
    assert told[0] != told[1]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_varying_gate_keeps_its_average_and_less_of_the_memory(f, variation):
    gate = varying_gate(f, variation)
    assert gate.shape == (STEPS,) and 0 <= gate.min() and gate.max() <= 1
    assert gate.mean() == pytest.approx(f, abs=1e-9)
    told = widgets.decay(f, variation)
    assert told.varying_left[-1] <= told.constant_left[-1] + 1e-12


def test_the_varying_product_is_the_product():
    told = widgets.decay(0.9, variation=1.0)
    for step in (0, 1, 7, STEPS):
        expected = np.prod(told.varying[:step])
        assert told.varying_left[step] == pytest.approx(expected)
        assert told.constant_left[step] == pytest.approx(0.9**step)
    assert told.varying_left[-1] == 0, "it closes fully, and nothing is left"
    assert widgets.decay(0.9, variation=0.0).varying.std() == pytest.approx(0)


def test_every_unit_forgets_both_writes_by_its_own_gate():
    told = widgets.decay(0.8, when=10, amount=-0.5, others=(0.5, 1.0))
    for unit, f in enumerate((0.8, 0.5, 1.0)):
        assert told.c[9, unit] == pytest.approx(f**9)
        assert told.c[10, unit] == pytest.approx(f**10 - 0.5)
        assert told.c[-1, unit] == pytest.approx(f**STEPS - 0.5 * f ** (STEPS - 10))


def test_the_answers_under_the_widget():
    assert -np.log(2) / np.log(0.933) == pytest.approx(10, abs=0.02)
    assert 59 < -np.log(2) / np.log(0.9885) < 61
    assert widgets.decay(0.95, variation=1.0).varying_left[-1] == 0


@pytest.mark.parametrize(
    ("amount", "told"),
    [(-0.0, "writing 0 at"), (-0.4, "writing −0.4 at"), (0.05, "writing 0.05 at")],
)
def test_the_second_write_is_told_as_it_is(amount, told):
    drawing = widgets.draw_decay(widgets.decay(0.9, amount=amount), 30, amount)
    assert told in drawing.finding


@pytest.mark.parametrize("f", [0.9, 0.985, 0.988])
def test_the_words_of_the_half_life_stay_inside_the_frame(f):
    """A letter is at most 0.65 of its size wide in the widest of the usual fonts."""
    drawing = widgets.draw_decay(widgets.decay(f), when=30, amount=0.5)
    shapes = [s for s in drawing.shapes if hasattr(s, "words")]
    [mark] = [s for s in shapes if s.words.startswith("half-life: ")]
    length = 0.65 * mark.size * len(mark.words)
    left = mark.x - length * (mark.anchor == "end")
    assert left > 50 and left + length < 720 - 0.25 * 720 + 13


def test_each_line_is_that_of_its_own_gate():
    """Heights of the drawn lines, in the lower panel from -1 to 2 and in the upper."""
    told = widgets.decay(0.8, others=(0.5, 0.95))
    drawing = widgets.draw_decay(told, when=30, amount=0.5)
    paths = [s.d for s in drawing.shapes if hasattr(s, "d")]
    lines = [np.array(re.findall(r"-?[\d.]+", d), float) for d in paths]
    lines = [p.reshape(-1, 2) for p in lines if len(p) == 2 * (STEPS + 1)]
    heights = [line[:, 1] for line in lines]
    upper = [30 + 140 * (1 - s) for s in (told.constant_left, told.varying_left)]
    lower = [286 + 150 * (2 - c) / 3 for c in told.c.T]
    for expected in upper + lower:
        assert any(np.allclose(ys, expected, atol=0.11) for ys in heights)


def test_the_strip_is_the_varying_gate():
    told = widgets.decay(0.8, variation=1.0)
    drawing = widgets.draw_decay(told, when=30, amount=0.5)
    [strip] = [s for s in drawing.shapes if hasattr(s, "levels")]
    levels = strip.levels[0] / strip.levels.max()
    np.testing.assert_allclose(levels, told.varying / told.varying.max(), atol=0.01)


@pytest.mark.parametrize(
    "wrong",
    [{"f": 1.2}, {"f": np.nan}, {"others": (-0.1,)}, {"when": 0}, {"when": STEPS + 1}],
)
def test_a_memory_that_cannot_be_is_told(wrong):
    with pytest.raises(ValueError, match="expected gates in 0..1 and a step in 1..60"):
        widgets.decay(**({"f": 0.9} | wrong))


def test_only_three_units_have_room_beside_the_readers():
    with pytest.raises(ValueError, match="expected at most 3 other gates, got"):
        widgets.decay_explorer((0.1, 0.2, 0.3, 0.4))
    with pytest.raises(ValueError, match="expected gates in 0..1"):
        widgets.decay_explorer((2,))
