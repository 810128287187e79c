"""Looks can be told apart by everybody, and a drawing becomes honest SVG."""

import base64
import io
import itertools
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import PIL.Image
import pytest
from contrast import PAGES, contrast, linear, luminance, rgb
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rcParams

from lstmlib.course.drawing.style import (
    DASHES,
    FIGURE,
    LOOKS,
    MARKERS,
    PANELS,
    TEXT,
    as_text,
    palette,
    short,
    spaced,
    ticks,
    wrap,
)
from lstmlib.course.drawing.svg import Axes, Drawing

SHADES = {name: look.shade for name, look in LOOKS.items() if look.shade != TEXT}
GATES, KINGS = ("i", "f", "g", "o"), ("king 1", "king 2", "king 3")

# How colours look to eyes without one kind of cone (Machado, Oliveira and Fernandes
# 2009, severity 1), in linear RGB.
EYES = {
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.15, 1.05, -0.20], [0.11, 0.79, 0.10], [0, -0.05, 1.05]],
    "deuteranopia": [[0.37, 0.86, -0.23], [0.28, 0.67, 0.05], [-0.01, 0.04, 0.97]],
    "tritanopia": [[1.26, -0.08, -0.18], [-0.08, 0.93, 0.15], [0, 0.69, 0.31]],
}


def lab(values):
    """Return linear RGB as CIE Lab, in which distances are what eyes tell apart."""
    to_xyz = [[0.412, 0.358, 0.181], [0.213, 0.715, 0.072], [0.019, 0.119, 0.951]]
    ratio = to_xyz @ np.clip(values, 0, 1) / [0.951, 1, 1.089]
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def least_distance(colours, eyes):
    seen = [lab(np.asarray(eyes) @ linear(rgb(colour))) for colour in colours]
    return min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2))


# --------------------------------------------------------------------- looks


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", SHADES)
def test_a_line_in_a_widget_stands_out_on_light_and_dark_pages(name, page):
    assert contrast(rgb(SHADES[name]), rgb(PAGES[page])) >= 3


@pytest.mark.parametrize("page, text", [("white", "#212121"), ("dark", "#FFFFFF")])
@pytest.mark.parametrize("name", SHADES)
def test_words_in_a_widget_can_be_read_on_light_and_dark_pages(name, page, text):
    assert as_text(SHADES[name]).startswith(f"color-mix(in srgb, {SHADES[name]} 50%")
    mixed = (rgb(SHADES[name]) + rgb(text)) / 2
    assert contrast(mixed, rgb(PAGES[page])) >= 4.5


@pytest.mark.parametrize("name", LOOKS)
def test_a_line_in_a_figure_stands_out_on_white(name):
    assert contrast(rgb(LOOKS[name].colour), rgb("#FFFFFF")) >= 3


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("names, least", [(GATES, 10), (KINGS, 30)])
def test_colours_differ_for_every_kind_of_eyes(names, least, eyes):
    for kind in ("colour", "shade"):
        colours = [getattr(LOOKS[name], kind) for name in names]
        assert least_distance(colours, EYES[eyes]) >= least


@pytest.mark.parametrize("names", [PANELS, KINGS])
def test_looks_differ_without_colour(names):
    looks = [LOOKS[name] for name in names]
    assert len({(look.dash, look.width) for look in looks}) == len(looks)
    assert all(look.dash in DASHES and look.marker in MARKERS for look in looks)


def test_a_look_is_what_matplotlib_plots():
    style = LOOKS["h"].in_figure()
    assert style["linestyle"] == (0, DASHES["dashed"])
    assert LOOKS["c"].in_figure()["linestyle"] == "-"


def test_figure_settings_are_matplotlibs_and_can_be_read():
    assert FIGURE.keys() <= rcParams.keys()
    names = [name for name in FIGURE if re.search("(label|title|font).?size", name)]
    assert len(names) >= 5
    assert min(FIGURE[name] for name in names) >= 9


def test_a_gates_strip_darkens_from_0_to_1():
    assert np.all(np.diff([luminance(colour / 255) for colour in palette("gate")]) < 0)


def test_a_signed_strip_darkens_alike_to_both_ends():
    light = np.array([luminance(colour / 255) for colour in palette("signed")])
    assert light.argmax() == len(light) // 2
    assert np.abs(light - light[::-1]).max() < 0.06


def test_an_unknown_palette_is_told():
    with pytest.raises(ValueError, match="expected .* gate or signed, got 'x'"):
        palette("x")


# ------------------------------------------------------------- where words stand


@given(st.lists(st.text("abc", min_size=1, max_size=12), max_size=40))
def test_wrapping_keeps_the_words_and_the_width(words):
    lines = wrap(" ".join(words), 20)
    assert " ".join(lines).split() == words
    assert all(len(line) <= 20 for line in lines)


def test_wrapping_begins_no_line_with_a_per_cent_sign():
    lines = wrap("a 41-93 % b " * 9, 29)
    assert len(lines) > 2 and not any(line.startswith("%") for line in lines)
    assert "\N{NO-BREAK SPACE}" not in "".join(lines)


def test_wrapping_leaves_no_word_alone():
    first, second = wrap("the first king is half forgotten after six and a half", 50)
    assert abs(len(first) - len(second)) < 12


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_are_few_round_and_inside(low, span):
    values = [value for value, _ in ticks(low, low + span)]
    assert 2 <= len(values) <= 7
    assert min(values) >= low - 1e-6 * span and max(values) <= low + span * 1.000001
    steps = np.diff(values)
    assert np.allclose(steps, steps[0])


def test_ticks_are_written_as_people_write_them():
    assert written(ticks(-1, 1)) == ["−1", "−0.5", "0", "0.5", "1"]
    assert written(ticks(0, 60)) == ["0", "10", "20", "30", "40", "50", "60"]
    assert written(ticks(0.01, 10, log=True)) == ["0.01", "0.1", "1", "10"]
    assert written(ticks(2, 8, log=True)) == ["2", "3", "4", "5", "6", "7", "8"]


def test_ticks_of_a_long_logarithmic_axis_are_powers_around_1():
    powers = ["10⁻¹²", "10⁻⁸", "10⁻⁴", "1", "10⁴", "10⁸", "10¹²"]
    assert written(ticks(1e-12, 1e12, log=True)) == powers


def written(marks):
    return [words for _, words in marks]


@given(st.lists(st.floats(0, 200), min_size=1, max_size=10))
def test_labels_stand_apart_in_order_and_inside(places):
    moved = spaced(places, 17, 0, 200)
    order = np.argsort(places, kind="stable")
    assert np.all(np.diff(moved[order]) >= 17 - 1e-6)
    assert moved.min() >= 0 and moved.max() <= 200 + 1e-6


def test_labels_with_room_stay_where_they_are():
    assert list(spaced([90.0, 10.0, 50.0], 17, 0, 100)) == [90, 10, 50]


# ------------------------------------------------------------------ drawings


def drawn(drawing):
    """Return the SVG as XML; the name space is left out of the tags."""
    return ElementTree.fromstring(drawing.to_svg())


def test_a_drawing_says_its_finding_to_eyes_and_ears():
    finding = 'At f < 1 & "h" half is gone'
    picture = drawn(Drawing(720, 100, finding))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == finding
    assert "".join(picture.itertext()) == finding


def test_text_cannot_become_markup():
    drawing = Drawing(720, 100, "<script>alert(1)</script>")
    drawing.text(0, 0, '<img src=x onerror="alert(1)">', colour='"><b>')
    svg = drawing.to_svg()
    assert "<script" not in svg and "<img" not in svg and "<b>" not in svg
    assert drawn(drawing)[-1].text == '<img src=x onerror="alert(1)">'


def everything():
    drawing = Drawing(720, 260, "All shapes")
    axes = Axes(drawing, (50, 30, 560, 170), (0, 50), (0, 1), "step", "c")
    steps = np.arange(50)
    axes.plot(steps, 0.9**steps, LOOKS["c"])
    axes.points(steps, 0.8**steps, LOOKS["f"])
    drawing.rect(1 / 3, 1 / 3, 10, 10, radius=3)
    drawing.circle(50, 50, 1e-7)
    drawing.path("M0 0C1e-9 1.23456 2 3 4 5Q1 2 3 4Z")
    drawing.image(0, 0, 100, 10, np.linspace(0, 1, 9))
    return drawing


def test_the_same_drawing_gives_the_same_bytes():
    assert everything().to_svg() == everything().to_svg()


def test_coordinates_have_one_decimal():
    paths = [path.get("d") for path in drawn(everything()).iter("path")]
    assert len(paths) > 10
    assert not re.search(r"\.\d\d|e-|-0(?!\.)", " ".join(paths))


def test_axes_and_text_follow_the_pages_colour():
    drawing = Drawing(720, 200, "Colours")
    Axes(drawing, (50, 30, 560, 100), (0, 1), (0, 1), "x", "y")
    colours = set(re.findall('(?:stroke|fill)="(.*?)"', drawing.to_svg()))
    assert colours == {TEXT, "none"}


BAD = {
    "line": lambda d, bad: d.line([0, bad], [0, 1]),
    "path": lambda d, bad: d.path(f"M0 0L{bad} 1"),
    "rect": lambda d, bad: d.rect(0, bad, 1, 1),
    "circle": lambda d, bad: d.circle(bad, 0, 1),
    "text": lambda d, bad: d.text(0, bad, "a word"),
    "image": lambda d, bad: d.image(0, 0, 1, 1, [[0.5, bad]]),
    "axes": lambda d, bad: Axes(d, (0, 0, 9, 9), (0, bad), (0, 1)),
    "plot": lambda d, bad: frame(d).plot([0, 1], [0, bad], LOOKS["c"]),
    "points": lambda d, bad: frame(d).points([bad, 1], [0, 1], LOOKS["c"]),
}


def frame(drawing):
    """Return axes of the drawing, without the shapes of their frame."""
    axes = Axes(drawing, (0, 0, 9, 9), (0, 1), (0, 1))
    drawing.shapes.clear()
    return axes


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("shape", BAD)
def test_numbers_that_are_not_finite_are_told_and_change_nothing(shape, bad):
    drawing = Drawing(720, 100, "Nothing")
    drawing.shapes.clear()
    with pytest.raises(ValueError, match=f"expected .*, got .*{bad}"):
        BAD[shape](drawing, bad)
    assert drawing.shapes == []


@pytest.mark.parametrize("d", ["", "L0 0", "M0 0H3", 'M0 0"/><b>', "M0 0l1 1"])
def test_only_known_commands_make_a_path(d):
    with pytest.raises(ValueError, match="expected M, L, C, Q, Z and numbers"):
        Drawing(720, 100, "Nothing").path(d)


def test_a_heat_strip_is_a_picture_of_its_values():
    drawing = Drawing(720, 100, "A strip")
    values = np.array([[-2, 0, 2], [2, 1, -1]])
    drawing.image(10, 20, 300, 16, values, low=-2, high=2)
    image = drawn(drawing)[-1]
    place = [image.get(side) for side in ("x", "y", "width", "height")]
    assert place == ["10", "20", "300", "16"]
    data = base64.b64decode(image.get("href").removeprefix("data:image/png;base64,"))
    pixels = np.array(PIL.Image.open(io.BytesIO(data)).convert("RGB"))
    assert np.array_equal(pixels, palette("signed")[[[0, 32, 64], [64, 48, 16]]])


@pytest.mark.parametrize("low, high, value", [(0, 1, 1.1), (-1, 1, -2), (-1, 2, 0)])
def test_a_heat_strip_hides_no_value_outside_its_limits(low, high, value):
    with pytest.raises(ValueError, match="expected values from 0 or -high to"):
        Drawing(720, 100, "A strip").image(0, 0, 9, 9, [value], low, high)


def test_axes_place_values_on_a_line_and_on_a_logarithm():
    drawing = Drawing(720, 300, "Places")
    axes = Axes(drawing, (50, 30, 500, 200), (0, 10), (-1, 1))
    assert axes.x([0, 5, 10]).tolist() == [50, 300, 550]
    assert axes.y([1, 0, -1]).tolist() == [30, 130, 230]
    log = Axes(drawing, (50, 30, 500, 200), (0, 10), (0.01, 1), log_y=True)
    assert np.allclose(log.y([1, 0.1, 0.01]), [30, 130, 230])


@pytest.mark.parametrize("low, high, log", [(1, 1, False), (2, 1, False), (0, 1, True)])
def test_limits_that_cannot_be_are_told(low, high, log):
    with pytest.raises(ValueError, match="expected low < high, and low > 0 if log_y"):
        Axes(Drawing(720, 100, "Limits"), (0, 0, 9, 9), (0, 1), (low, high), log_y=log)


def test_a_logarithmic_axis_says_that_0_has_no_place():
    axes = Axes(Drawing(720, 100, "Zero"), (0, 0, 9, 9), (0, 1), (0.1, 1), log_y=True)
    with pytest.raises(ValueError, match="expected y > 0 where log_y, got 0"):
        axes.plot([0, 1], [1, 0], LOOKS["c"])


def test_as_many_x_as_y_make_a_line():
    with pytest.raises(ValueError, match=r"as many x as y, got \(2,\) and \(3,\)"):
        Drawing(720, 100, "Uneven").line([1, 2], [1, 2, 3])


def test_what_is_outside_the_axes_is_hidden():
    drawing = Drawing(720, 300, "Exploding")
    axes = Axes(drawing, (50, 30, 500, 200), (0, 2), (0, 1))
    axes.plot([0, 1, 2], [0.5, 1e300, 1e308], LOOKS["c"], label="")
    window = drawn(drawing)[-1]
    assert window.tag == "svg" and window[0].tag == "path"
    assert window.get("viewBox") == "48 28 504 204"


def test_labels_at_the_ends_of_lines_do_not_hide_each_other():
    drawing = Drawing(720, 300, "Labels")
    axes = Axes(drawing, (50, 30, 500, 200), (0, 1), (0, 1))
    for name, end in (("i", 0.50), ("f", 0.52), ("o", 0.51)):
        axes.plot([0, 1], [0, end], LOOKS[name])
    labels = {t.text: float(t.get("y")) for t in drawn(drawing).iter("text")}
    assert labels["f"] + 16 < labels["o"] < labels["i"] - 16


def test_drawing_needs_no_matplotlib():
    code = (
        "import sys, lstmlib.course.drawing.svg; sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_long_number_in_a_wrong_path_is_refused_at_once():
    with pytest.raises(ValueError, match="expected M, L, C, Q, Z and numbers"):
        Drawing(9, 9, "x").path("M" + "1" * 4000 + "!")


def test_a_rectangle_of_nan_is_refused():
    with pytest.raises(ValueError, match="a rectangle"):
        Drawing(9, 9, "x").rect(0.1 + 0.2, 0.1 + 0.2, np.nan, 5)


def test_a_title_is_short_and_a_finding_may_be_long():
    long = "one two three four five six seven eight nine ten eleven twelve thirteen"
    assert short("f = 0.9: " + long.rsplit(" ", 3)[0]).startswith("f = 0.9")
    with pytest.raises(ValueError, match="expected at most 12 words, got the title"):
        Drawing(720, 100, "f", title=long)
    told, titled = Drawing(720, 100, long), Drawing(720, 100, long, title="It fades")
    assert {text.weight for text in told.shapes} == {"normal"}
    assert [(text.words, text.weight) for text in titled.shapes] == [
        ("It fades", "bold")
    ]
    assert titled.finding == long
