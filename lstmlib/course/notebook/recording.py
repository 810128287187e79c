"""Pictures of a widget, kept over a grid of its controls: it moves without a kernel.

    recording = explorer.record({"kings": range(1, 41), "units": [8, 16, 32]})
    recording.svg((3, 1))      the picture at the grid's point (3, 1), as it was drawn
    recording.pack()           all of it as bytes, for docs/_static/recorded.js

What two pictures share is kept once: a table of all pieces of SVG, and for each
picture the numbers of its own.
"""

import gzip
import itertools
import json
from typing import NamedTuple

import ipywidgets as widgets


class Recording(NamedTuple):
    """The pictures of a widget over a grid, as `walk` keeps them."""

    axes: list  # for each axis its label, its kind of control, what each place shows
    follow: list  # the same for controls that follow: what they show at each point
    fixed: list  # the labels of the controls that stay as they are
    pieces: list  # the pieces of SVG, each once
    frames: dict  # {point, an index for each axis: the numbers of its pieces}
    start: tuple  # the point that the widget showed before, or the nearest to it
    presets: dict  # {name: a point that it moves all axes to}

    def svg(self, point):
        """Return the picture at a point of the grid, as it was drawn."""
        return "".join(self.pieces[number] for number in self.frames[point])

    def pack(self):
        """Return all of it as the bytes of a gzip file of JSON."""
        told = self._asdict() | {"frames": [], "points": list(self.frames)}
        before = []
        for frame in self.frames.values():
            # Most pieces stand where they stood in the picture before: zeros.
            known = before[: len(frame)] + [0] * (len(frame) - len(before))
            told["frames"].append([a - b for a, b in zip(frame, known, strict=True)])
            before = frame
        return pack(told)


def pack(told):
    """Return what JSON can hold as the bytes of a gzip file, always the same bytes."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def walk(explorer, grid, place=dict, presets=()):
    """Draw an Explorer at every point of a grid -> Recording; see `Explorer.record`.

    The last axis moves first. Raises ValueError where no picture can be drawn, and for
    a grid without a point.
    """
    values = {name: _values(some) for name, some in grid.items()}
    before = _shown_by(explorer), explorer.drawing.pieces()
    numbers, frames, shown = {}, {}, {}
    for point in itertools.product(*(range(len(some)) for some in values.values())):
        at = zip(values.items(), point, strict=True)
        wanted = place(**{name: some[k] for (name, some), k in at})
        if wanted is None:
            continue
        explorer.set(**wanted)
        if explorer.problem:
            raise ValueError(f"expected a picture at {wanted}, got: {explorer.problem}")
        pieces = explorer.drawing.pieces()
        frames[point] = [numbers.setdefault(piece, len(numbers)) for piece in pieces]
        shown[point] = _shown_by(explorer)
    if not frames:
        raise ValueError(f"expected a grid with a point or more, got {grid}")
    others = [name for name in explorer.controls if name not in grid]
    moved = [n for n in others if len({texts[n] for texts in shown.values()}) > 1]
    return Recording(
        axes_of(explorer, grid),
        [_follower(explorer.controls[name], name, shown) for name in moved],
        [explorer.controls[name].description for name in others if name not in moved],
        list(numbers),
        frames,
        _nearest(frames, shown, numbers, *before),
        {
            label: tuple(some.index(preset[name]) for name, some in values.items())
            for label, preset in dict(presets).items()
        },
    )


def axes_of(explorer, grid):
    """Return, for each axis of a grid, its label, its kind and what its places show."""
    return [_axis(explorer.controls.get(n), n, some) for n, some in grid.items()]


def _axis(control, name, some):
    label = control.description if control else name.replace("_", " ")
    shown = list(some) if isinstance(some, dict) else [_shown(control, v) for v in some]
    numbers = all(isinstance(value, int | float) for value in _values(some))
    kind = "slider" if numbers else "menu"
    if isinstance(control, widgets.ToggleButtons):
        kind = "buttons"
    return {"label": label, "kind": kind, "shown": shown}


def _values(some):
    return list(some.values() if isinstance(some, dict) else some)


def _shown(control, value):
    """What a control shows of a value, as a text."""
    return format(value, getattr(control, "readout_format", ""))


def _shown_by(explorer):
    return {name: _shown(c, c.value) for name, c in explorer.controls.items()}


def _follower(control, name, shown):
    """A control that others move: a slider on one axis, or a text at each point."""
    texts = {point: told[name] for point, told in shown.items()}
    if hasattr(control, "min"):
        for axis in range(len(next(iter(texts)))):
            along = {point[axis]: text for point, text in texts.items()}
            if all(along[point[axis]] == text for point, text in texts.items()):
                told = {"kind": "slider", "axis": axis, "shown": list(along.values())}
                return {"label": control.description} | told
    told = list(dict.fromkeys(texts.values()))
    at = [told.index(text) for text in texts.values()]
    return {"label": control.description, "kind": "text", "shown": told, "at": at}


def _nearest(frames, shown, numbers, texts, pieces):
    """The point with the picture of before; else the one whose controls fit best."""
    wanted = [numbers.get(piece) for piece in pieces]

    def fit(point):
        same = sum(shown[point][name] == text for name, text in texts.items())
        return frames[point] == wanted, same

    return max(frames, key=fit)
