"""Chapter 02: a complaint walks back along a story, and the reader drives it."""

import numpy as np

from lstmlib.cells import rnn_step_backward
from lstmlib.course.drawing.plots import raised
from lstmlib.course.drawing.style import LOOKS, TEXT
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.lab.gradient_flow import with_spectral_radius
from lstmlib.course.notebook.controls import explore, slider
from lstmlib.layers import RNN

# From the word that names the first king to the question about him: 50 steps.
STORY = (
    "arjun rules . rain falls . king arjun goes to war . king arjun wins . "
    "king arjun dies . son bala becomes king . the river is high . king bala loses . "
    "king bala dies . grandson deva becomes king . king deva is clever . the statue of"
).split()
BESIDE = 3
"""How many words are shown on either side of the one where the complaint is."""


def walk_back(radius, strength, size=16):
    """How much of a complaint of length 1 is left, by words back: (51,).

    radius: the spectral radius of W_h; strength: that of the words. All weights are
    random and always the same, but for these two.
    """
    rng = np.random.default_rng(0)
    layer = RNN(size, size, rng=rng, dtype=np.float64)
    W_h = with_spectral_radius(rng.normal(size=(size, size)), radius)
    layer.params["W_h"][...] = W_h
    vectors = {word: rng.normal(size=size) for word in dict.fromkeys(STORY)}
    trace = layer.forward(strength * np.stack([[vectors[word] for word in STORY]]))
    dh, sizes = np.full((1, size), size**-0.5), [1.0]
    for t in reversed(range(1, len(STORY))):
        step = type(trace)(*(field[:, t] for field in trace))
        (_, dh), _ = rnn_step_backward(dh, step, layer.params["W_x"], W_h)
        sizes.append(float(np.linalg.norm(dh)))
    return np.array(sizes)


def as_share(size):
    """A size in words: two digits between a thousandth and a thousand, or a power."""
    exponent = np.log10(size)
    if abs(exponent) < 3:
        return f"{size:.2g}" if size < 100 else f"{size:.0f}"
    return raised(round(float(exponent)))


def draw_walk(sizes, back):
    """The complaint `back` words before the question: its size, and the words there."""
    drawing = Drawing(720, 330, _in_words(sizes, back), title_lines=1)
    labels = "words before the question", "size of the complaint"
    axes = Axes(
        drawing, (52, 30, 560, 170), (1 - len(sizes), 0), (1e-8, 1e8), *labels, True
    )
    lags, walked = -np.arange(len(sizes)), np.clip(sizes[: back + 1], 1e-300, 1e300)
    axes.plot(lags, np.ones(len(sizes)), LOOKS["chance"], label="")
    drawing.text(620, float(axes.y(1)), "unchanged", colour=TEXT)
    if back:
        axes.plot(lags[: back + 1], walked, LOOKS["h"], label="")
    axes.points([-back], [np.clip(walked[-1], 1e-8, 1e8)], LOOKS["h"], radius=6)
    _draw_words(drawing, sizes, back)
    return drawing


def _in_words(sizes, back):
    if not back:
        return "At the question the complaint is whole"
    share = as_share(sizes[back])
    became = (
        f"{share} of it is left" if sizes[back] <= 1 else f"it has grown to {share}"
    )
    return f"{back} words back, at “{STORY[len(STORY) - 1 - back]}”, {became}"


def _draw_words(drawing, sizes, back):
    """The words around the complaint, each with its factor where it has passed."""
    place = len(STORY) - 1 - back
    for beside in range(-BESIDE, BESIDE + 1):
        t, x = place + beside, 332 + 92 * beside
        if not 0 <= t < len(STORY):
            continue
        here = "bold" if beside == 0 else "normal"
        drawing.text(x, 292, STORY[t], 15, "middle", here)
        if beside > 0:
            lag = len(STORY) - t
            factor = as_share(sizes[lag] / sizes[lag - 1])
            drawing.text(x, 316, f"× {factor}", 13, "middle")
    size = np.clip(12 + 2 * np.log10(sizes[back]), 1.5, 18)
    drawing.circle(332, 264, size, "none", 0, TEXT)


def blame_explorer():
    """Sliders for the place of the complaint, the radius of W_h, and the input."""

    def draw(back, radius, strength):
        return draw_walk(walk_back(radius, strength), back)

    return explore(
        draw,
        back=slider(0, len(STORY) - 1, 12, label="words back"),
        radius=slider(0.1, 3.0, 0.9, step=0.05, label="spectral radius"),
        strength=slider(0.0, 2.0, 0.5, step=0.05, label="strength of the words"),
    )
