"""Widgets: sliders and switches that redraw one picture.

    explorer = explore(draw, f=slider(0, 1, 0.9, step=0.01, label="forget gate"))
    explorer.set(f=1.0)    move the slider from code; explorer.drawing is shown now
    explorer.drive()       draw at every corner of the controls, return the findings
    explorer.record({"f": [0, 0.5, 1]})   keep pictures, for pages without a kernel

`draw(f=0.9)` is a pure function from the controls' values to a `svg.Drawing`. If it
raises ValueError, the reader sees that sentence in place of the picture. Controls:
`slider`, `choice`, `text_box` and `text_area`.
"""

import html
import itertools
import math

import ipywidgets as widgets

from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.notebook.by_ear import BY_EAR
from lstmlib.course.notebook.display import emit, picture, widget_view
from lstmlib.course.notebook.recording import walk


def slider(low, high, value, step=None, label=""):
    """Return a slider from low to high, of whole numbers if all four are whole."""
    if not low <= value <= high or low == high:
        raise ValueError(f"expected a value in {low}..{high}, got {value}")
    whole = all(isinstance(number, int) for number in (low, value, high, step or 1))
    step = step or (1 if whole else (high - low) / 100)
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9))
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    made = kind(value, min=low, max=high, step=step, description=label)
    made.readout_format = "d" if whole else f".{decimals}f"
    made.style.handle_color = LOOKS["i"].shade
    return made


def choice(options, value=None, label=""):
    """Return a choice of one of the options; the first one if value is None."""
    value = options[0] if value is None else value
    if value not in options:
        raise ValueError(f"expected one of {list(options)}, got {value!r}")
    few = len(options) <= 4 and max(len(str(option)) for option in options) <= 16
    kind = widgets.ToggleButtons if few else widgets.Dropdown
    return kind(options=list(options), value=value, description=label)


def text_box(value, label=""):
    """Return a line to write in; its value changes with Enter or on leaving it."""
    return widgets.Text(value, description=label, continuous_update=False)


def text_area(value, label=""):
    """Return a field of several lines to write in; its value changes with every key."""
    made = widgets.Textarea(value, description=label, rows=5)
    made.layout.width = "calc(100% - 4px)"  # it has a margin of 2 pixels
    return made


def explore(draw, **controls):
    """Return the Explorer that redraws draw(name=value, ...) when a control moves."""
    return Explorer(draw, controls)


class Explorer:
    """Controls above a picture; it shows itself as the last line of a cell.

    `drawing` is the last good picture, `problem` the sentence in its place or None.
    """

    def __init__(self, draw, controls):
        self.controls, self._draw = controls, draw
        self.drawing, self.problem, self._held = draw(**self.values()), None, False
        self._picture = widgets.HTML(self.drawing.to_svg()).add_class("drawing")
        for control in controls.values():
            control.observe(self._redraw, "value")
        by_ear = widgets.HTML(BY_EAR).add_class("by-ear")
        parts = [by_ear, _arranged(controls), self._picture]
        self._panel = widgets.VBox(parts).add_class("explorer")

    def values(self):
        """Return the values of all controls, as {name: value}."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values):
        """Move controls, then redraw once; ValueError for what no hand could choose."""
        for name, value in values.items():
            if name not in self.controls or not _fits(self.controls[name], value):
                reach = {n: _ends(c) for n, c in self.controls.items()}
                raise ValueError(f"expected values in {reach}, got {name}={value!r}")
        # A control that moves others sets them while it is being set itself.
        outer, self._held = self._held, True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._held = outer
            self._redraw()

    def extremes(self):
        """Return all combinations of the ends of sliders and the options of choices."""
        corners = itertools.product(*map(_ends, self.controls.values()))
        return [dict(zip(self.controls, corner, strict=True)) for corner in corners]

    def drive(self):
        """Draw every extreme and return the findings; ValueError where it cannot be."""
        before, findings = self.values(), []
        try:
            for corner in self.extremes():
                self.set(**corner)
                if self.problem:
                    got = f"at {corner}, got: {self.problem}"
                    raise ValueError(f"expected a picture {got}")
                findings.append(self.drawing.finding)
        finally:
            self.set(**before)
        return findings

    def record(self, grid, place=dict, presets=()):
        """Draw at every point of the grid -> Recording; the controls end as they began.

        grid: {name: values, or {label: value}}; a name is a control's, unless place(
        name=value, ...) returns the controls' values at a point, or None where there
        is none. presets: {what a menu offers: {name: value}}, each a point of the grid.
        Raises ValueError where no picture can be drawn.
        """
        before = self.values()
        try:
            return walk(self, grid, place, presets)
        finally:
            self.set(**before)

    def _redraw(self, _=None):
        # One assignment per picture: the page never shows an empty frame between two.
        if self._held:
            return
        try:
            self.drawing, self.problem = self._draw(**self.values()), None
            self._picture.value = self.drawing.to_svg()
        except Exception as error:
            self.problem = str(error)
            self._picture.value = _problem(self.problem, self.drawing)
            if not isinstance(error, ValueError):
                raise

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = picture(self.drawing)
        return widget_view(self._panel) | data, metadata


def _arranged(controls):
    for name, control in controls.items():
        control.description = control.description or name.replace("_", " ")
    longest = max((len(c.description) for c in controls.values()), default=0)
    for control in controls.values():
        control.tooltip = ""  # ipywidgets writes "null" over a label without one
        control.layout.width = control.layout.width or "min(100%, 36em)"
        control.layout.display = "flex"
        control.style.description_width = f"{0.55 * longest + 1:.1f}em"
    return widgets.VBox(list(controls.values()))


def _problem(sentence, drawing):
    # As large as the picture it replaces, so that the page does not jump.
    size = f"aspect-ratio:{drawing.width}/{drawing.height + drawing.head}"
    size += f";max-width:{1.35 * drawing.width:.0f}px"
    return f'<p class="problem" style="{size}">{html.escape(sentence)}</p>'


def _ends(control):
    if hasattr(control, "min"):
        return control.min, control.max
    return getattr(control, "options", (control.value,))


def _fits(control, value):
    if hasattr(control, "min"):
        kind = int if isinstance(control.value, int) else int | float
        return isinstance(value, kind) and control.min <= value <= control.max
    options = getattr(control, "options", [value])
    return isinstance(value, type(control.value)) and value in options


def live_picture(words):
    """Return show(drawing): one picture that each drawing replaces, in a notebook."""
    place = widgets.HTML()
    emit(widget_view(place) | {"text/plain": words})
    return lambda drawing: place.set_trait("value", drawing.to_svg())
