"""A figure comes with its finding, and a drawing is the same picture in pixels."""

import io

import matplotlib
import numpy as np
import PIL.Image
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib import pyplot as plt

from lstmlib import cells
from lstmlib.course.drawing import plots
from lstmlib.course.drawing.style import LOOKS, as_text, palette
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook import display
from lstmlib.course.notebook.display import emit, picture, png, show, show_code

matplotlib.use("agg")
FINDING = "At f = 0.9 half of the memory is gone after 6.6 steps"


@pytest.fixture
def shown(monkeypatch):
    """The bundles that a notebook would show, as (data, metadata)."""
    bundles = []
    monkeypatch.setattr(display, "emit", lambda *bundle: bundles.append(bundle))
    return bundles


@pytest.fixture
def shell():
    """An IPython without a history, closed after the test."""
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def figure():
    fig, ax = plt.subplots(figsize=(7.2, 3))
    ax.plot(0.9 ** np.arange(50), **LOOKS["c"].in_figure())
    return fig


def pixels(data):
    return np.asarray(PIL.Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


# ------------------------------------------------------------------- figures


def test_a_figure_is_one_picture_with_its_finding_in_words(shown):
    assert show(figure(), FINDING) is None
    [(data, metadata)] = shown
    assert data.keys() == {"image/png", "text/plain"}
    assert data["text/plain"] == "A figure:\n" + FINDING
    assert metadata == {"image/png": {"alt": FINDING, "width": 720, "height": 300}}
    assert pixels(data["image/png"]).shape == (450, 1080, 3)


def test_a_shown_figure_is_closed(shown):
    fig = figure()
    show(fig, FINDING)
    assert not plt.fignum_exists(fig.number)


def test_the_same_figure_gives_the_same_bytes(shown):
    show(figure(), FINDING)
    show(figure(), FINDING)
    assert shown[0][0]["image/png"] == shown[1][0]["image/png"]


def test_the_finding_becomes_the_title_in_lines_that_fit(shown):
    fig = figure()
    words = ["unmistakably"] * 12
    show(fig, " ".join(words))
    lines = fig.get_suptitle().splitlines()
    assert " ".join(lines).split() == words and len(lines) == 3
    title = fig.texts[0].get_window_extent()
    assert title.x0 >= 0 and title.x1 <= fig.bbox.x1


def test_a_title_that_nobody_would_read_is_refused(shown):
    long, panel = figure(), figure()
    panel.axes[0].set_title(FINDING * 2)
    with pytest.raises(ValueError, match="expected at most 12 words, got the title"):
        show(long, FINDING + ", and after fifty steps there is next to nothing left")
    with pytest.raises(ValueError, match="expected at most 12 words, got the title"):
        show(panel, FINDING, title="Half is gone")
    assert not shown
    assert not plt.fignum_exists(long.number) and not plt.fignum_exists(panel.number)


def test_a_finding_that_is_a_title_already_is_not_said_twice(shown):
    fig = figure()
    fig.axes[0].set_title(FINDING.replace(" half", "\nhalf"), loc="left")
    show(fig, FINDING)
    assert fig.get_suptitle() == ""


def test_outside_jupyter_the_finding_is_printed(capsys):
    show(figure(), FINDING)
    assert capsys.readouterr().out == f"A figure:\n{FINDING}\n"


def test_in_ipython_the_bundle_is_displayed(shell):
    with capture_output() as captured:
        emit({"text/plain": "words", "image/png": b"png"}, {"image/png": {"alt": "a"}})
    [output] = captured.outputs
    assert output.data["text/plain"] == "words"
    assert output.metadata == {"image/png": {"alt": "a"}}
    assert captured.stdout == captured.stderr == ""


def test_a_listener_gets_the_finding_beside_the_picture(shell):
    with capture_output() as captured:
        show(figure(), '1 < 2 "cells"')
    heard = captured.outputs[1].data["text/html"]
    assert 'alt="1 &lt; 2 &quot;cells&quot;"' in heard and len(heard) < 250


def test_a_title_says_it_in_short(shown):
    fig = figure()
    show(fig, FINDING, title="Half is gone after seven steps")
    assert fig.get_suptitle() == "Half is gone after seven steps"
    assert shown[0][1]["image/png"]["alt"] == FINDING


READERS_OWN = [
    {},
    "dark_background",
    "ggplot",
    {"text.usetex": True},
    {"savefig.transparent": True, "savefig.bbox": "tight", "figure.dpi": 40},
    {"font.size": 30, "lines.marker": "x", "axes.prop_cycle": plt.cycler(color="r")},
]


@pytest.mark.parametrize("own", READERS_OWN, ids=str)
def test_a_figure_looks_the_same_whatever_the_reader_has_set(own, shown):
    def draw():
        fig, ax = plots.new_figure()
        ax.plot([1, 3], label="f")
        ax.text(0.5, 2, "words")
        ax.legend()
        show(fig, FINDING)
        drawing = Drawing(720, 100, FINDING)
        return shown.pop()[0]["image/png"], png(drawing)

    usual = draw()
    with plt.style.context(own):
        before = dict(plt.rcParams)
        assert draw() == usual
        assert dict(plt.rcParams) == before, "and the reader's style is left alone"


def test_a_figure_that_was_never_shown_leaves_nothing_behind(shown):
    before = dict(plt.rcParams)
    plt.close(plots.new_figure()[0])
    fig, _ = plots.new_figure()
    show(fig, FINDING)
    assert dict(plt.rcParams) == before


# ---------------------------------------------------------------------- code


@pytest.mark.parametrize("thing", [cells.lstm_step, cells.LSTMStep])
def test_code_is_shown_as_it_stands_in_its_file(thing, shown):
    show_code(thing)
    [(data,)] = shown
    assert data["text/plain"].startswith(("def lstm_step(", "class LSTMStep("))
    assert data["text/markdown"] == f"```python\n{data['text/plain']}\n```"
    assert data["text/plain"] in open(cells.__file__).read()


@pytest.mark.parametrize("thing", [3, "lstm_step", np])
def test_what_has_no_source_is_told(thing):
    with pytest.raises(TypeError, match="expected a function or a class, got"):
        show_code(thing)


# ------------------------------------------------------------------ drawings


def colour_at(drawing, x, y):
    """Return the colour of the PNG at a place of the drawing."""
    image = pixels(png(drawing))
    scale = image.shape[1] / (drawing.width + 2 * display.MARGIN)
    row = (y + drawing.head + display.MARGIN) * scale
    column = (x + display.MARGIN) * scale
    return image[int(row), int(column)]


def near(colour, expected):
    wanted = list(bytes.fromhex(expected[1:]))
    return np.abs(colour - wanted).max() <= 12


SHAPES = {
    "rect": lambda d: d.rect(90, 40, 20, 20, colour="none", fill="#D55E00"),
    "round rect": lambda d: d.rect(80, 30, 40, 40, 9, "none", fill="#D55E00"),
    "circle": lambda d: d.circle(100, 50, 9, fill="#D55E00"),
    "line": lambda d: d.line([0, 200], [50, 50], "#D55E00", 8),
    "curves": lambda d: d.path(
        "M 0 50 C 60,50 140,50 200,50 Q 250 50 300 50", "#D55E00", 8
    ),
    "area": lambda d: d.path("M60 20L140 20 100 90Z", "none", fill="#D55E00"),
    "faint line": lambda d: d.line([0, 200], [50, 50], "#AA0000", 8, opacity=0.5),
    "text": lambda d: d.text(100, 50, "█", 30, "middle", colour="#D55E00"),
    "page's ink": lambda d: d.line([0, 200], [50, 50], width=8),
    "ink of a label": lambda d: d.line([0, 9e2], [50, 50], as_text("#D55E00"), 8),
}
INKS = {"faint line": "#D48080", "page's ink": "#222222", "ink of a label": "#7B4011"}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_painted_where_it_stands(shape):
    drawing = Drawing(720, 100, FINDING)
    assert near(colour_at(drawing, 100, 50), "#FFFFFF")
    SHAPES[shape](drawing)
    assert near(colour_at(drawing, 100, 50), INKS.get(shape, "#D55E00"))
    assert near(colour_at(drawing, 400, 90), "#FFFFFF")


def test_a_turned_text_is_painted_turned():
    drawing = Drawing(720, 100, FINDING)
    drawing.text(100, 50, "████", 25, "middle", colour="#D55E00", turn=90)
    assert near(colour_at(drawing, 100, 25), "#D55E00")
    assert near(colour_at(drawing, 100, 75), "#D55E00")
    assert near(colour_at(drawing, 75, 50), "#FFFFFF")
    assert near(colour_at(drawing, 125, 50), "#FFFFFF")


def test_a_heat_strip_is_painted_where_it_stands():
    drawing = Drawing(720, 100, FINDING)
    drawing.image(100, 20, 300, 40, [[0, 0.5, 1], [1, 0.5, 0]])
    colours = ["#" + bytes(colour).hex() for colour in palette("gate")[[0, 32, 64]]]
    for k, colour in enumerate(colours):
        assert near(colour_at(drawing, 150 + 100 * k, 30), colour)
        assert near(colour_at(drawing, 350 - 100 * k, 50), colour)


def test_what_is_outside_the_axes_is_not_painted():
    drawing = Drawing(720, 200, FINDING)
    axes = Axes(drawing, (50, 80, 500, 100), (0, 2), (0, 1))
    axes.plot([0, 1, 1, 2], [0.5, 0.5, 5, 5], LOOKS["f"], label="")
    assert near(colour_at(drawing, 100, 130), LOOKS["f"].shade)
    assert near(colour_at(drawing, 300, 100), LOOKS["f"].shade)
    assert near(colour_at(drawing, 300, 70), "#FFFFFF")


def test_a_picture_is_as_wide_as_its_drawing_and_says_its_finding():
    data, metadata = picture(Drawing(720, 100, FINDING))
    told = metadata["image/png"]
    assert data["text/plain"] == "A figure:\n" + FINDING
    assert told["alt"] == FINDING
    height, width, _ = pixels(data["image/png"]).shape
    assert (width, height) == (1.5 * told["width"], 1.5 * told["height"])
    assert told["width"] == 720 + 2 * display.MARGIN
