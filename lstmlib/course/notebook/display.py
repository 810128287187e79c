"""What a cell shows: a figure with its finding, a drawing as a picture, source code.

show(fig, finding)   a Matplotlib figure as one picture, with its finding
show_drawing(drawing) a drawing of `svg` as a picture, with its finding
show_code(lstm_step) the source of a function or class
png(drawing)         a drawing of `svg` as PNG, for pages where nothing moves
picture(drawing)     that PNG and the finding, as data and metadata for Jupyter
"""

import html
import inspect
import io
import re
import textwrap

import numpy as np
import PIL.Image
from IPython import display, get_ipython
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from lstmlib.course.drawing.plots import end_of_figure, in_our_look
from lstmlib.course.drawing.style import DASHES, FIGURE, INK, TEXT, short, wrap
from lstmlib.course.drawing.svg import Image, Path, Text

PIXELS_PER_INCH = 100
POINTS_PER_PIXEL = 72 / PIXELS_PER_INCH
MARGIN = 8

HEARD = (
    '<img alt="{}" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAA'
    'AICTAEAOw==" style="position:fixed;width:1px;height:1px">'
)
"""A picture of one clear pixel with a finding as its alternative text.

It is fixed, so that the output around it has nothing to scroll.
"""


def show(fig, finding, title=None):
    """Show a Matplotlib figure as a picture with its finding, and close it.

    The finding, a sentence with its numbers, becomes the text of the output and the
    picture's alternative text; outside Jupyter it is printed. The title says it in
    at most 12 words; without one the finding itself stands there, unless it does
    already. Raises ValueError for a longer title, those of the panels included.
    """
    try:
        with in_our_look():
            if fig.get_layout_engine() is None:
                fig.set_layout_engine("constrained")
            _put_title(fig, title or finding)
            size = [round(inches * PIXELS_PER_INCH) for inches in fig.get_size_inches()]
            picture = _to_png(fig)
    finally:
        plt.close(fig)
        end_of_figure()
    _show_and_say(*_bundle(picture, finding, *size))


def show_drawing(drawing):
    """Show a drawing as a picture with its finding; outside Jupyter print that."""
    _show_and_say(*picture(drawing))


def _show_and_say(data, metadata):
    emit(data, metadata)
    # JupyterLab gives a picture no alternative text, so a listener gets it beside.
    if get_ipython() is not None:
        emit({"text/html": HEARD.format(html.escape(metadata["image/png"]["alt"]))})


def show_code(thing):
    """Show the source of a function or class; TypeError for anything else."""
    if not (inspect.isfunction(thing) or inspect.isclass(thing)):
        raise TypeError(f"expected a function or a class, got {thing!r}")
    source = textwrap.dedent(inspect.getsource(thing)).rstrip()
    emit({"text/markdown": f"```python\n{source}\n```", "text/plain": source})


def emit(data, metadata=None):
    """Display one bundle {MIME type: content}; outside Jupyter print its text."""
    if get_ipython() is None:
        print(data["text/plain"])
    else:
        display.display(data, metadata=metadata or {}, raw=True)


def picture(drawing):
    """Return (data, metadata) of a drawing as a still picture with its finding."""
    return _bundle(png(drawing), drawing.finding, *_size(drawing))


def png(drawing):
    """Return a drawing as the bytes of a PNG picture on white."""
    # A little more, because Matplotlib rounds 245.99999 pixels down.
    inches = [(pixels + 1e-6) / PIXELS_PER_INCH for pixels in _size(drawing)]
    paint = {Path: _paint_path, Text: _paint_text, Image: _paint_image}
    with in_our_look():
        fig = Figure(inches, layout="none", facecolor="white")
        ax = fig.add_axes((0, 0, 1, 1))
        for order, shape in enumerate(drawing.shapes):
            paint[type(shape)](ax, shape, order)
        ax.set_xlim(-MARGIN, drawing.width + MARGIN)
        ax.set_ylim(drawing.height + MARGIN, -drawing.head - MARGIN)
        ax.set_axis_off()
        return _to_png(fig)


def _size(drawing):
    height = drawing.height + drawing.head
    return drawing.width + 2 * MARGIN, height + 2 * MARGIN


def _bundle(picture, finding, width, height):
    # JupyterLab shows the first line in place of an output that is closed.
    data = {"image/png": picture, "text/plain": f"A figure:\n{finding}"}
    return data, {"image/png": {"alt": finding, "width": width, "height": height}}


def _to_png(fig):
    # With 256 colours the file is three times smaller, and nothing in it tells the
    # version of Matplotlib: the same figure gives the same bytes.
    full, small = io.BytesIO(), io.BytesIO()
    fig.savefig(full, format="png", dpi=FIGURE["savefig.dpi"])
    colours = PIL.Image.open(full).convert("RGB").quantize(256, dither=0)
    colours.save(small, format="png", optimize=True)
    return small.getvalue()


def _put_title(fig, words):
    titles = [fig.get_suptitle()]
    titles += [ax.get_title(side) for ax in fig.axes for side in ("left", "center")]
    for title in titles:
        short(title)
    if words.split() in [title.split() for title in titles]:
        return
    lines = wrap(short(words), int(10.5 * fig.get_figwidth()))
    look = {"fontsize": FIGURE["axes.titlesize"], "fontweight": "bold"}
    fig.suptitle("\n".join(lines), x=0.01, ha="left", **look)


def _paint_path(ax, path, order):
    gaps = DASHES[path.dash]
    patch = PathPatch(
        _outline(path.d),
        facecolor=_colour(path.fill),
        edgecolor=_colour(path.colour),
        linewidth=path.width * POINTS_PER_PIXEL,
        linestyle=(0, gaps) if gaps else "-",
        # None keeps what a fill such as #80808018 says of itself.
        alpha=path.opacity if path.opacity < 1 else None,
        zorder=order,
    )
    ax.add_patch(patch)
    if path.window:
        x, y, width, height = path.window
        patch.set_clip_path(Rectangle((x, y), width, height, transform=ax.transData))


def _paint_text(ax, text, order):
    turn, drop = np.radians(text.turn), 0.35 * text.size
    ax.text(
        text.x - drop * np.sin(turn),
        text.y + drop * np.cos(turn),
        text.words,
        fontsize=text.size * POINTS_PER_PIXEL,
        fontweight=text.weight,
        color=_colour(text.colour),
        ha={"start": "left", "middle": "center", "end": "right"}[text.anchor],
        va="baseline",
        rotation=-text.turn,
        rotation_mode="anchor",
        parse_math=False,
        zorder=order,
    )


def _paint_image(ax, image, order):
    x, y, width, height, levels, colours = image
    extent = (x, x + width, y + height, y)
    pixels = colours[levels.astype(int)]
    look = {"extent": extent, "aspect": "auto", "interpolation": "nearest"}
    ax.imshow(pixels, zorder=order, **look)


def _outline(d):
    codes = {"L": [Outline.LINETO], "Q": [Outline.CURVE3] * 2}
    codes["C"] = [Outline.CURVE4] * 3
    points, kinds = [], []
    for letter, numbers in re.findall("([MLCQZ])([^MLCQZ]*)", d):
        pairs = np.array(numbers.replace(",", " ").split(), float).reshape(-1, 2)
        if letter == "Z":
            points.append(points[-1])
            kinds.append(Outline.CLOSEPOLY)
        elif letter == "M":
            kinds += [Outline.MOVETO] + codes["L"] * (len(pairs) - 1)
        else:
            kinds += codes[letter] * (len(pairs) // len(codes[letter]))
        points.extend(pairs)
    return Outline(points, kinds)


def _colour(css):
    if css == TEXT:
        return INK
    mixed = re.fullmatch(rf"color-mix\(in srgb, (\S+) 50%, {TEXT}\)", css)
    if mixed:
        return tuple((np.add(to_rgb(mixed[1]), to_rgb(INK)) / 2).tolist())
    return css


def widget_view(widget):
    """The part of an output bundle that shows a live widget."""
    model = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": model}
