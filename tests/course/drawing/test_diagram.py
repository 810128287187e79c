"""The diagrams of the cell: their words and numbers are those of the code."""

import io
import itertools
import re
from xml.etree import ElementTree

import numpy as np
import PIL.Image
import pytest

from lstmlib.cells import lstm_step
from lstmlib.course.drawing import diagram
from lstmlib.course.drawing.cell_picture import LOWER, POSITIONS, RIGHT, UPPER
from lstmlib.course.drawing.shapes import number
from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Path, Text
from lstmlib.course.notebook import display

FIELDS = ("c_prev", "h_prev", "i", "f", "g", "o", "c", "h")
EVERY = [
    "".join(parts) + "g"
    for size in range(4)
    for parts in itertools.combinations("fio", size)
]


def random_step(seed, size=4):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=(rows, 4 * size)) for rows in (3, size)]
    state = rng.uniform(-1, 1, (1, size)), 2 * rng.normal(size=(1, size))
    return lstm_step(
        rng.normal(size=(1, 3)), *state, *weights, rng.normal(size=4 * size)
    )


def words(drawing):
    return [shape.words for shape in drawing.shapes if isinstance(shape, Text)]


def printed(drawing):
    """The numbers that the picture carries, by name."""
    said = words(drawing)
    ends = {name: said[said.index(name) + 1] for name in ("c_prev", "h_prev", "c", "h")}
    pairs = [re.match(r"([figo]) = (−?[\d.]+)", text) for text in said]
    return ends | {pair[1]: pair[2] for pair in pairs if pair}


def levels(drawing, part):
    """How high the body of a gate is filled, 0..1, measured in the picture."""
    x, y = POSITIONS[part]
    for shape in drawing.shapes:
        if isinstance(shape, Path) and shape.fill.startswith(LOOKS[part].shade):
            points = np.array(re.findall(r"-?[\d.]+", shape.d), float).reshape(-1, 2)
            low, high = points[:, 1].max(), points[:, 1].min()
            if abs(low - y - 22) < 0.2:
                return (low - high) / 44
    return 0.0


@pytest.mark.parametrize("seed", range(5))
def test_the_numbers_are_those_of_the_step(seed):
    step = random_step(seed)
    for unit in range(4):
        shown = printed(diagram.draw_lstm(step=step, unit=unit, word="dies"))
        expected = {n: number(getattr(step, n)[0, unit]) for n in FIELDS}
        assert shown == expected
        for gate in "fio":
            drawing = diagram.draw_lstm(step=step, unit=unit)
            value = getattr(step, gate)[0, unit]
            assert levels(drawing, gate) == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_what_stands_on_the_roads_is_computed_from_the_step(seed):
    step = random_step(seed)
    for unit in range(4):
        drawing = diagram.draw_lstm(step=step, unit=unit)
        s = {name: getattr(step, name)[0, unit] for name in FIELDS}
        assert f"f · c_prev = {number(s['f'] * s['c_prev'])}" in words(drawing)
        assert f"i · g = {number(s['i'] * s['g'])}" in words(drawing)
        texts = [shape for shape in drawing.shapes if isinstance(shape, Text)]
        [box] = [text for text in texts if text.words == "tanh"]
        beside = [t.words for t in texts if t.y == box.y and t.x > box.x]
        assert beside == [number(np.tanh(s["c"]))]


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_a_road_is_as_strong_past_a_gate_as_the_gate_is_open(value):
    step = random_step(0)
    open_wide = {gate: np.full_like(step.c, value) for gate in "fio"}
    drawing = diagram.draw_lstm(step=step._replace(**open_wide))
    paths = [shape for shape in drawing.shapes if isinstance(shape, Path)]
    for gate, way in (("f", (28, 0)), ("i", (0, -28)), ("o", (0, 28))):
        x, y = np.add(POSITIONS[gate], way)
        [strength] = [p.opacity for p in paths if p.d.startswith(f"M{x} {y}L")]
        assert strength == pytest.approx(0.15 + 0.85 * value)


def test_a_valve_stands_across_its_road():
    """Two short lines each: upright beside f, whose road is level, else level."""
    paths = [s for s in diagram.draw_lstm().shapes if isinstance(s, Path)]
    for gate, level in (("f", False), ("i", True), ("o", True)):
        lines = [
            np.array(re.findall(r"-?[\d.]+", p.d), float).reshape(-1, 2)
            for p in paths
            if p.colour == LOOKS[gate].shade and p.width == 4 and "C" not in p.d
        ]
        near = [e for e in lines if abs(e.mean(axis=0) - POSITIONS[gate]).sum() == 26]
        assert len(near) == 2
        assert all((np.ptp(ends[:, 1]) == 0) == level for ends in near)


def test_the_words_tell_the_same_as_the_picture():
    step = random_step(0)
    drawing = diagram.draw_lstm(step=step, unit=2, word="dies")
    assert drawing.finding.startswith("At “dies” unit 2: ")
    for name in ("f", "c_prev", "i", "g", "o"):
        told = f"{name} {number(getattr(step, name)[0, 2])}"
        assert told in drawing.finding
    for name in ("c", "h"):
        assert f" = {number(getattr(step, name)[0, 2])}" in drawing.finding
    assert "“dies”" in words(drawing) and "unit 2" in words(drawing)


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.0, "closed"), (0.06, ""), (0.5, ""), (0.94, ""), (0.96, "open"), (1.0, "open")],
)
def test_a_gate_is_seen_and_said_to_be_open_or_closed(value, word):
    step = random_step(0)
    for gate in "fio":
        changed = step._replace(**{gate: np.full_like(step.c, value)})
        drawing = diagram.draw_lstm(step=changed)
        assert levels(drawing, gate) == pytest.approx(value, abs=0.01)
        [told] = [w for w in words(drawing) if w.startswith(f"{gate} = ")]
        assert told == f"{gate} = {value:.2f}" + (f", {word}" if word else "")


def test_a_held_gate_is_marked():
    step = random_step(0)
    held = diagram.draw_lstm(step=step, overridden=("o",))
    assert held.finding.endswith("; o is held by hand")
    assert [w for w in words(held) if w.endswith(", held")] == [
        f"o = {number(step.o[0, 0])}, held"
    ]
    free = diagram.draw_lstm(step=step)
    for drawing, marks in ((held, 2), (free, 0)):  # its ring, and what it reads
        paths = [s for s in drawing.shapes if isinstance(s, Path)]
        dotted = [p for p in paths if p.dash == "dotted"]
        assert [p.colour for p in dotted] == [LOOKS["o"].shade] * marks


@pytest.mark.parametrize("parts", EVERY)
def test_only_the_parts_that_exist_are_drawn_and_told(parts):
    drawing = diagram.draw_lstm(parts)
    names = [LOOKS[part].name for part in "figo"]
    for part, name in zip("figo", names, strict=True):
        assert (name in words(drawing)) == (part in parts)
        product = {"f": "f · c_prev", "i": "i · g", "o": "o · tanh(c)", "g": "g"}[part]
        assert (product in drawing.finding) == (part in parts)
    assert diagram.draw_lstm(parts[::-1]).to_svg() == drawing.to_svg()


def test_every_state_has_a_description_of_its_own():
    drawings = [diagram.draw_lstm(parts) for parts in EVERY]
    drawings += [diagram.draw_lstm(lit=part) for part in "figo"]
    drawings += [diagram.draw_paths()]
    drawings += [diagram.draw_lstm(step=random_step(0), unit=u) for u in range(4)]
    findings = [drawing.finding for drawing in drawings]
    assert len(set(findings)) == len(findings)


@pytest.mark.parametrize("lit", "figo")
def test_one_part_is_lit_and_the_others_dimmed(lit):
    drawing = diagram.draw_lstm(lit=lit)
    assert f"Lit: the {LOOKS[lit].name} {lit}" in drawing.finding

    def strongest(part):
        paths = [s for s in drawing.shapes if isinstance(s, Path)]
        return max(s.opacity for s in paths if s.colour == LOOKS[part].shade)

    assert [part for part in "figo" if strongest(part) == 1] == [lit]


def test_the_upper_road_is_solid_and_thick_and_the_lower_one_dashed():
    for drawing in (diagram.draw_lstm(), diagram.draw_lstm("g")):
        upper, lower = (
            [s for s in drawing.shapes if isinstance(s, Path) and f"M0 {y}L" in s.d]
            for y in (UPPER, LOWER)
        )
        assert [(s.dash, s.width) for s in upper + lower] == [
            ("solid", 6),
            ("dashed", 4),
        ]
    paths = [s for s in diagram.draw_paths().shapes if isinstance(s, Path)]
    assert {s.dash for s in paths if s.width == 5.5} == {"solid"}
    assert sum(s.dash == "dashed" for s in paths) > 6


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"parts": "fio"}, "g one of them, got 'fio'"),
        ({"parts": "figox"}, "expected parts among figo"),
        ({"parts": "fg", "lit": "o"}, "expected lit as one of 'fg' or None, got 'o'"),
        ({"lit": ""}, "expected lit as one of 'figo' or None, got ''"),
        ({"lit": "fi"}, "expected lit as one of 'figo' or None, got 'fi'"),
        ({"overridden": ("g",)}, "expected gates of 'figo' overridden, got ('g',)"),
        ({"parts": "fg", "overridden": ("o",)}, "expected gates of 'fg' overridden"),
        (
            {"parts": "gio", "step": random_step(0)},
            "expected 1 for a gate that is no part, got f",
        ),
        ({"step": random_step(0), "unit": 4}, "a unit in 0..H - 1, got"),
        ({"step": random_step(0)._replace(h=np.zeros((1, 2, 4)))}, "fields (N, H)"),
    ],
)
def test_a_wrong_call_gets_one_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        diagram.draw_lstm(**wrong)


def test_numbers_are_printed_with_a_true_minus_and_no_negative_zero():
    assert [number(v) for v in (-0.004, 0.125, -1.5)] == ["0.00", "0.12", "−1.50"]


def test_all_words_stand_inside_the_picture():
    """A letter is at most 0.65 of its size wide in the widest of the usual fonts."""
    step = random_step(1)
    wide = step._replace(c=step.c - 20, c_prev=step.c_prev - 20)
    states = [diagram.draw_lstm(step=wide, word="grandson"), diagram.draw_paths()]
    states += [diagram.draw_lstm(lit="o")]
    for drawing in states:
        ElementTree.fromstring(drawing.to_svg())
        for text in (s for s in drawing.shapes if isinstance(s, Text)):
            share = {"start": 0, "middle": 0.5, "end": 1}[text.anchor]
            length = 0.65 * text.size * len(text.words)
            left = text.x - share * length
            if text.size < 15:  # what stands above is wrapped
                assert left >= 0 and left + length <= drawing.width, text
            assert 12 <= text.size and text.y <= drawing.height - 8
    assert RIGHT < 720


def test_a_drawing_shows_itself_with_its_finding(monkeypatch):
    bundles = []
    monkeypatch.setattr(display, "emit", lambda *bundle: bundles.append(bundle))
    assert display.show_drawing(diagram.draw_paths()) is None
    [(data, metadata)] = bundles
    finding = diagram.draw_paths().finding
    assert data["text/plain"] == f"A figure:\n{finding}"
    assert metadata["image/png"]["alt"] == finding
    assert data["image/png"].startswith(b"\x89PNG")


def test_a_translucent_ground_stays_so_in_the_still_picture():
    data = display.png(diagram.draw_lstm())
    picture = np.asarray(PIL.Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    assert (picture.sum(axis=2) > 3 * 235).mean() > 0.9
