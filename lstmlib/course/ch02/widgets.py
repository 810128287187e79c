"""Chapter 02: the gradient at a spectral radius of the reader's choice."""

import numpy as np

from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.lab.gradient_flow import fate, gradient_norms, with_spectral_radius
from lstmlib.course.notebook.controls import explore, slider
from lstmlib.layers import RNN


def radius_flow(radius, scale, lags=60, size=16):
    """Gradient norms by lag (lags,) of an RNN with this radius that reads noise."""
    rng = np.random.default_rng(0)
    layer = RNN(size, size, rng=rng, dtype=np.float64)
    W_h = rng.normal(size=(size, size))
    layer.params["W_h"] = with_spectral_radius(W_h, radius)
    x = scale * rng.normal(size=(1, lags, size))
    return gradient_norms(layer, layer.forward(x))


def draw_radius(norms, radius):
    """The gradient norm against lag, on a logarithmic axis from 1e-12 to 1e12."""
    drawing = Drawing(
        720,
        290,
        f"At radius {radius:.2f} the gradient {fate(norms[-1])}: "
        f"{len(norms) - 1} words back its norm is {norms[-1]:.1e}",
    )
    xlim, ylim = (0, len(norms) - 1), (1e-12, 1e12)
    labels = "lag: words before the last one", "norm of the gradient"
    axes = Axes(drawing, (60, 30, 540, 200), xlim, ylim, *labels, log_y=True)
    ones, lags = np.ones(len(norms)), np.arange(len(norms))
    axes.plot(lags, ones, LOOKS["chance"], label="unchanged")
    axes.plot(lags, np.clip(norms, 1e-300, 1e300), LOOKS["h"], label=fate(norms[-1]))
    return drawing


def radius_explorer():
    """Sliders for the spectral radius of W_h and for the strength of the input."""

    def draw(radius, scale):
        return draw_radius(radius_flow(radius, scale), radius)

    return explore(
        draw,
        radius=slider(0.1, 3.0, 0.9, step=0.05, label="spectral radius"),
        scale=slider(0.0, 2.0, 0.5, step=0.05, label="strength of the input"),
    )
