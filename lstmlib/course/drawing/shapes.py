"""The parts of a diagram, in a `svg.Drawing`: roads, valves, boxes and their words.

road(drawing, points, look)   a way for numbers, with rounded corners
arrow(drawing, x, y, look)    the head at the end of a road
valve(drawing, x, y, look, value)    a gate: a round body, filled up to its value
source(drawing, x, y, look)   the box in which the candidate is made
box(drawing, x, y, words)     what is computed on the way, such as tanh; also plus
dot, ring, halo               a fork of a road, a mark of a hand, the glow of a lamp
card(drawing, x, y, width, height)   the ground on which a cell stands
shrunk(paths, scale, x, y)    the paths of a larger picture, moved to (x, y)
"""

import itertools
import re

import numpy as np

from lstmlib.course.drawing.style import LOOKS, TEXT, as_text
from lstmlib.course.drawing.svg import NUMBER

GROUND = "#80808018"
GREY = as_text("#808080")
RADIUS = 22
FAINT = 0.35


def number(value):
    """Return a number as a diagram prints it: two decimals, a true minus, no -0.00."""
    return f"{value:z.2f}".replace("-", "−")


def tinted(look, share):
    """Return the look's shade as a fill that lets (1 - share) of the page through."""
    return f"{look.shade}{round(255 * share):02X}"


def card(drawing, x, y, width, height):
    """Add the ground on which a cell stands."""
    drawing.rect(x, y, width, height, radius=16, colour="none", line=0, fill=GROUND)


def road(drawing, points, look, width=None, opacity=1, corner=14):
    """Add a road along the points [(x, y), ...]; its corners are rounded."""
    points = [np.array(point, float) for point in points]
    d = "M{} {}".format(*points[0])
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        start = here + corner * _direction(here, before)
        end = here + corner * _direction(here, after)
        d += "L{} {}Q{} {} {} {}".format(*start, *here, *end)
    d += "L{} {}".format(*points[-1])
    width = look.width if width is None else width
    drawing.path(d, look.shade, width, look.dash, opacity=opacity)


def _direction(here, there):
    return (there - here) / np.linalg.norm(there - here)


def arrow(drawing, x, y, look, turn=(1, 0), size=11, opacity=1):
    """Add the head of an arrow whose point is at (x, y) and looks along `turn`."""
    along = np.array(turn, float)
    across, tip = np.array([-along[1], along[0]]), np.array([x, y], float)
    back = tip - 1.3 * size * along
    corners = [tip, back + 0.62 * size * across, back - 0.62 * size * across]
    d = "M" + "L".join("{} {}".format(*corner) for corner in corners) + "Z"
    drawing.path(d, "none", 0, "solid", look.shade, opacity)


def dot(drawing, x, y, look, radius=4, opacity=1):
    """Add a dot: here a road begins, or two roads meet."""
    drawing.path(_circle(x, y, radius), "none", 0, "solid", look.shade, opacity)


def ring(drawing, x, y, look, radius, width=3, opacity=1):
    """Add a ring of that look around (x, y)."""
    d = _circle(x, y, radius)
    drawing.path(d, look.shade, width, look.dash, opacity=opacity)


def _circle(x, y, r):
    # Four curves, with the length of handle that keeps them nearest to a circle.
    k = 0.5523 * r
    right = f"M{x} {y - r}C{x + k} {y - r} {x + r} {y - k} {x + r} {y}"
    right += f"C{x + r} {y + k} {x + k} {y + r} {x} {y + r}"
    left = f"C{x - k} {y + r} {x - r} {y + k} {x - r} {y}"
    return f"{right}{left}C{x - r} {y - k} {x - k} {y - r} {x} {y - r}Z"


def valve(drawing, x, y, look, value, upright=False, opacity=1):
    """Add a gate on a road; upright on a road that runs up or down.

    Its body is filled from below up to `value` in 0..1: full is open, empty closed.
    """
    half = np.arccos(1 - 2 * np.clip(value, 0, 1))
    if half > 0:
        arc = np.linspace(-half, half, 25)
        rim = zip(x + RADIUS * np.sin(arc), y + RADIUS * np.cos(arc), strict=True)
        d = "M" + "L".join(f"{x} {y}" for x, y in rim) + "Z"
        drawing.path(d, "none", 0, "solid", tinted(look, 0.45 * opacity))
    look = look._replace(dash="solid")
    ring(drawing, x, y, look, RADIUS, 3, opacity)
    for side in (-1, 1):
        ends = np.array([-10, 10]), np.full(2, side * (RADIUS + 4))
        dx, dy = ends if upright else ends[::-1]
        drawing.line(x + dx, y + dy, look.shade, 4, opacity=opacity)


def source(drawing, x, y, look, opacity=1):
    """Add the box in which the candidate is made."""
    left, right, top, foot = x - 20, x + 20, y - 20, y + 20
    d = f"M{left} {top}L{right} {top}L{right} {foot}L{left} {foot}Z"
    fill = tinted(look, 0.22 * opacity)
    drawing.path(d, look.shade, 3, "solid", fill, opacity)


def openness(value, held):
    """Return what is said of a gate behind its value."""
    if held:
        return ", held"
    return ", closed" if value < 0.05 else ", open" if value > 0.95 else ""


def halo(drawing, x, y, look, radius):
    """Add a glow behind the part that is lit."""
    for share in (1.0, 0.8):
        d = _circle(x, y, share * radius)
        drawing.path(d, "none", 0, "solid", tinted(look, 0.16))


def road_end(drawing, x, y, name, numbers):
    """Add a road's name above its end, and its number below if there is one."""
    drawing.text(x, y - 22, name, 16, weight="bold")
    if numbers:
        drawing.text(x, y + 23, number(numbers[name]), 16)


def input_word(drawing, x, y, word, foot=332):
    """Add the way by which a word comes in from below, up to the road at y."""
    look = LOOKS["h"]._replace(dash="solid")
    road(drawing, [(x, foot - 14), (x, y + 15)], look, 3)
    arrow(drawing, x, y + 4, look, (0, -1), 9)
    words = "x" if word is None else f"“{word}”"
    drawing.text(x, foot, words, 16, "middle", "bold")


def box(drawing, x, y, words, width=56, height=30, colour=TEXT, fill="none"):
    """Add a box with words, its centre at (x, y)."""
    left, top = x - width / 2, y - height / 2
    drawing.rect(left, top, width, height, radius=9, colour=colour, line=2, fill=fill)
    drawing.text(x, y, words, 14, "middle", "bold", colour)


def plus(drawing, x, y, radius=13):
    """Add the place where two numbers become their sum."""
    drawing.path(_circle(x, y, radius), width=2.5)
    drawing.line([x - 7, x + 7], [y, y], width=2.5)
    drawing.line([x, x], [y - 7, y + 7], width=2.5)


def shrunk(paths, scale, x=0, y=0):
    """The paths of another picture, made smaller and moved -> a list of paths.

    Lines keep a little more of their width, so that none gets lost.
    """

    def small(path):
        # Numbers come in pairs: one across, one down.
        moves = itertools.cycle((x, y))
        d = re.sub(NUMBER, lambda n: f"{scale * float(n[0]) + next(moves):.1f}", path.d)
        return path._replace(d=d, width=1.25 * scale * path.width)

    return [small(path) for path in paths]
