"""Pictures as lists of shapes: as SVG here, as PNG through `display.png(drawing)`.

    drawing = Drawing(720, 260, "At f = 0.9 half of the memory is gone in 6.6 steps.")
    axes = Axes(drawing, (50, 30, 560, 170), (0, 50), (0, 1), xlabel="step")
    axes.plot(steps, c, LOOKS["c"])           a line, its label at its end
    axes.points(steps, c, LOOKS["c"])         its markers; axes.x, axes.y give pixels
    drawing.image(50, 230, 560, 16, [gates])  a heat strip
    drawing.to_svg()

Also `drawing.line, path, rect, circle, text`. Units are pixels of a picture 720 wide,
y downwards; the finding stands above. A text is centred on its y. A shape
without a colour has that of the page's text. Numbers must be finite (ValueError).
"""

import base64
import html
import re
import struct
import zlib
from collections import namedtuple

import numpy as np

from lstmlib.course.drawing.style import (
    DASHES,
    MARKERS,
    TEXT,
    as_text,
    palette,
    short,
    spaced,
    ticks,
    wrap,
)

Path = namedtuple("Path", "d colour width dash fill opacity window", defaults=[None])
Text = namedtuple("Text", "x y words size anchor weight colour turn")
Image = namedtuple("Image", "x y width height levels colours")

NUMBER = r"-?\d+\.?\d*(?:e[+-]?\d+)?"


class Drawing:
    """A picture of `width` by `height` pixels, with its finding above it.

    The finding tells the numbers of this very picture and may be long. A `title` in its
    place says it in at most 12 words, bold; with title_lines=0 nothing stands there.
    """

    def __init__(self, width, height, finding, title_lines=2, title=None):
        self.width, self.height, self.finding = width, height, finding
        told, weight = (short(title), "bold") if title else (finding, "normal")
        lines = wrap(told, int(width / 9)) if title_lines else []
        self.head = 8 + 20 * max(title_lines, len(lines))
        self.shapes = []
        for k, words in enumerate(lines):
            self.text(0, 12 + 20 * k - self.head, words, size=15, weight=weight)

    def path(self, d, colour=TEXT, width=1.5, dash="solid", fill="none", opacity=1):
        """Add a path of absolute commands M, L, C, Q and Z, such as "M 0 0 L 9 9 Z"."""
        if not re.fullmatch(rf"M(?>[MLCQZ\s,]|{NUMBER})+", d):
            raise ValueError(f"expected M, L, C, Q, Z and numbers, got the path {d!r}")
        d = re.sub(NUMBER, lambda number: _short(float(number[0])), d)
        self.shapes.append(Path(d, colour, width, dash, fill, opacity))

    def line(self, xs, ys, colour=TEXT, width=2, dash="solid", opacity=1, window=None):
        """Add a line; window = (x, y, width, height) hides what is outside of it."""
        d = _polyline(_points(xs, ys).tolist())
        self.shapes.append(Path(d, colour, width, dash, "none", opacity, window))

    def rect(self, x, y, width, height, radius=0, colour=TEXT, line=1.5, fill="none"):
        """Add a rectangle with rounded corners; `line` is the width of its outline."""
        x, y, width, height, r = _finite("a rectangle", [x, y, width, height, radius])
        x2, y2 = x + width, y + height
        top = f"M{x + r} {y}L{x2 - r} {y}Q{x2} {y} {x2} {y + r}"
        foot = f"L{x2} {y2 - r}Q{x2} {y2} {x2 - r} {y2}L{x + r} {y2}"
        back = f"Q{x} {y2} {x} {y2 - r}L{x} {y + r}Q{x} {y} {x + r} {y}Z"
        self.path(top + foot + back, colour, line, "solid", fill)

    def circle(self, x, y, radius, colour=TEXT, line=1.5, fill="none"):
        """Add a circle around (x, y)."""
        ring = _polyline(_finite("a circle", MARKERS["o"] * radius + (x, y)))
        self.path(ring + "Z", colour, line, "solid", fill)

    def text(
        self, x, y, words, size=13, anchor="start", weight="normal", colour=TEXT, turn=0
    ):
        """Add a text with (x, y) at its anchor; `turn` is in degrees, clockwise."""
        _finite("the place of a text", [x, y])
        self.shapes.append(Text(x, y, str(words), size, anchor, weight, colour, turn))

    def image(self, x, y, width, height, values, low=0, high=1):
        """Add a heat strip of `values` (rows, columns), each between low and high.

        With low = 0 the colours are those of a gate, with low = -high signed ones.
        Raises ValueError for other limits and for values outside them.
        """
        values = np.atleast_2d(_finite("a heat strip", values))
        if low not in (0, -high) or values.min() < low or values.max() > high:
            got = f"{values.min():g} to {values.max():g} in {low} to {high}"
            raise ValueError(f"expected values from 0 or -high to high, got {got}")
        colours = palette("signed" if low else "gate")
        levels = ((values - low) / (high - low) * (len(colours) - 1)).round()
        levels = levels.astype(np.uint8)
        self.shapes.append(Image(x, y, width, height, levels, colours))

    def to_svg(self):
        """Return the drawing as an SVG element that takes the width it is given."""
        return "".join(self.pieces())

    def pieces(self):
        """Return the text of `to_svg` as a list: what opens it, each shape, its end."""
        tags = {Path: _path, Text: _text, Image: _image}
        attributes = {
            "viewBox": f"0 {-self.head} {self.width} {self.height + self.head}",
            "width": "100%",
            "style": f"max-width:{1.35 * self.width:.0f}px;height:auto;display:block",
            "role": "img",
            "aria-label": self.finding,
            "fill": TEXT,
            "stroke-linejoin": "round",
        }
        opens, closes = _tag("svg", attributes, " ").rsplit(" ", 1)
        return [opens, *(tags[type(shape)](shape) for shape in self.shapes), closes]


class Axes:
    """A frame for data inside a drawing; box = (x, y, width, height)."""

    def __init__(self, drawing, box, xlim, ylim, xlabel="", ylabel="", log_y=False):
        _finite("the limits of axes", [*xlim, *ylim])
        if xlim[0] >= xlim[1] or ylim[0] >= ylim[1] or (log_y and ylim[0] <= 0):
            got = f"x {xlim}, y {ylim}"
            raise ValueError(f"expected low < high, and low > 0 if log_y, got {got}")
        self.drawing, self.box, self.log_y = drawing, box, log_y
        self.xlim, self.ylim = xlim, ylim
        self._ends = []
        self._frame(xlabel, ylabel)

    def x(self, values):
        """Return how many pixels from the left these values stand."""
        left, _, width, _ = self.box
        low, high = self.xlim
        return left + width * (np.asarray(values, float) - low) / (high - low)

    def y(self, values):
        """Return how many pixels from the top these values stand."""
        _, top, _, height = self.box
        low, high, values = *self.ylim, np.asarray(values, float)
        if self.log_y:
            if np.any(values <= 0):
                raise ValueError(f"expected y > 0 where log_y, got {values.min():g}")
            low, high, values = np.log(low), np.log(high), np.log(values)
        depth = (high - values) / (high - low)
        return top + height * np.clip(depth, -9, 10)

    def plot(self, xs, ys, look, label=None, opacity=1):
        """Add a line of that look; its label (None: the look's own) at its end."""
        xs, ys = _points(xs, ys).T
        (x, y, width, height), px, py = self.box, self.x(xs), self.y(ys)
        window = (x - 2, y - 2, width + 4, height + 4)
        self.drawing.line(px, py, look.shade, look.width, look.dash, opacity, window)
        label = look.label if label is None else label
        if label:
            ink = as_text(look.shade)
            self._ends.append((len(self.drawing.shapes), py[-1]))
            self.drawing.text(px[-1] + 8, py[-1], label, weight="bold", colour=ink)
            self._part_labels()

    def points(self, xs, ys, look, radius=4):
        """Add the look's marker at each of the points (xs, ys)."""
        points = _points(xs, ys)
        centres = np.stack([self.x(points[:, 0]), self.y(points[:, 1])], axis=1)
        marks = centres[:, None] + radius * MARKERS[look.marker]
        # Not through `path`, which would read and round every number again.
        d = "".join(_polyline(mark) + "Z" for mark in marks.tolist())
        self.drawing.shapes.append(Path(d, "none", 0, "solid", look.shade, 1))

    def _frame(self, xlabel, ylabel):
        x, y, width, height = self.box
        draw, foot = self.drawing, y + height
        for value, words in ticks(*self.ylim, self.log_y):
            draw.line([x, x + width], [self.y(value)] * 2, width=1, opacity=0.15)
            draw.text(x - 8, self.y(value), words, 12, "end")
        for value, words in ticks(*self.xlim):
            draw.line([self.x(value)] * 2, [foot, foot + 5], width=1, opacity=0.6)
            draw.text(self.x(value), foot + 15, words, 12, "middle")
        draw.line([x, x + width], [foot, foot], width=1, opacity=0.6)
        draw.text(x + width / 2, foot + 34, xlabel, 13, "middle")
        draw.text(x, y - 16, ylabel, 13)

    def _part_labels(self):
        _, top, _, height = self.box
        shapes = self.drawing.shapes
        places = spaced([y for _, y in self._ends], 17, top, top + height)
        for (index, _), y in zip(self._ends, places, strict=True):
            shapes[index] = shapes[index]._replace(y=y)


def _finite(what, values):
    values = np.asarray(values, dtype=float)
    bad = values[~np.isfinite(values)]
    if bad.size or not values.size:
        got = bad[0] if bad.size else "none"
        raise ValueError(f"expected finite numbers for {what}, got {got}")
    return values


def _points(xs, ys):
    xs, ys = _finite("x", xs), _finite("y", ys)
    if xs.ndim != 1 or xs.shape != ys.shape:
        raise ValueError(f"expected as many x as y, got {xs.shape} and {ys.shape}")
    return np.stack([xs, ys], axis=1)


def _polyline(points):
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _short(number):
    return f"{number:z.1f}".removesuffix(".0")


def _path(path):
    ink = {"fill": path.fill, "stroke": path.colour, "stroke-width": path.width}
    if path.dash != "solid":
        gaps = [_short(path.width * part) for part in DASHES[path.dash]]
        ink["stroke-dasharray"] = " ".join(gaps)
    if path.opacity < 1:
        ink["opacity"] = path.opacity
    tag = _tag("path", {"d": path.d} | ink)
    if path.window is None:
        return tag
    box = _box(path.window)
    return _tag("svg", box | {"viewBox": " ".join(box.values())}, tag)


def _text(text):
    x, y = _short(text.x), _short(text.y)
    place = {"x": x, "y": y, "dy": "0.35em", "text-anchor": text.anchor}
    if text.turn:
        place["transform"] = f"rotate({_short(text.turn)} {x} {y})"
    ink = {"font-size": text.size, "font-weight": text.weight, "fill": text.colour}
    return _tag("text", place | ink, html.escape(text.words))


def _image(image):
    data = base64.b64encode(_png(image.levels, image.colours)).decode()
    look = {"preserveAspectRatio": "none", "style": "image-rendering:pixelated"}
    return _tag("image", _box(image) | look | {"href": f"data:image/png;base64,{data}"})


def _box(place):
    return dict(zip(("x", "y", "width", "height"), map(_short, place), strict=False))


def _tag(name, attributes, inside=""):
    words = "".join(f' {k}="{html.escape(str(v))}"' for k, v in attributes.items())
    return f"<{name}{words}>{inside}</{name}>" if inside else f"<{name}{words}/>"


def _png(levels, colours):
    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    size = struct.pack(">II", *levels.shape[::-1])
    pixels = zlib.compress(b"".join(b"\0" + row.tobytes() for row in levels))
    head = chunk(b"IHDR", size + b"\x08\x03\0\0\0") + chunk(b"PLTE", colours.tobytes())
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
