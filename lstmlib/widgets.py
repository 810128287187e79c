"""The widgets of the chapters: what is drawn, and which sliders move it.

Each widget is three functions: one that computes (in the maths half of the library),
one that draws, pure, from numbers to a Drawing, and one that wires controls to it.
"""

import numpy as np

from lstmlib import game
from lstmlib.chronicle import NAMES, read_chronicle
from lstmlib.explorer import choice, explore, slider, text_box
from lstmlib.layers import RNN
from lstmlib.memory import fate, gradient_flow, with_spectral_radius
from lstmlib.recall import belief
from lstmlib.story import write_chronicle
from lstmlib.style import LOOKS
from lstmlib.svg import Axes, Drawing

KINGS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"])
BELIEFS = (*KINGS, LOOKS["chance"])

# ------------------------------------------------- chapter 00: be the memory


def draw_game(number, choices):
    """The sentence read now (counted from 1), the boxes, and at the end the quiz."""
    boxes, last = game.fill_boxes(choices[:number]), number == len(game.STORY)
    places, sentences = len(game.PLACES), len(game.STORY)
    finding = (
        f"Sentence {number} of {sentences}: {len(boxes)} of {places} places are full"
    )
    if last:
        score = f"{sum(game.answered(boxes))} of {len(game.QUIZ)}"
        finding = f"The story is over: your boxes answer {score} questions"
    drawing = Drawing(720, 335, finding, title_lines=1)
    drawing.rect(0, 4, 720, 48, radius=8)
    drawing.text(360, 28, f"“{game.STORY[number - 1]}”", 18, "middle", "bold")
    for k, place in enumerate(game.PLACES):
        _draw_place(drawing, place, boxes.get(place), 70 + 30 * k)
    if last:
        _draw_quiz(drawing, game.answered(boxes))
    else:
        drawing.text(40, 212, "Five questions come with the last sentence.", 14)
    return drawing


def _draw_place(drawing, place, kept, y):
    look = LOOKS["h"] if place == "short-term" else LOOKS["c"]
    drawing.line([0, 30], [y + 12] * 2, look.shade, look.width, look.dash)
    drawing.text(40, y + 12, place, 14)
    words = f"{kept}. {game.STORY[kept - 1]}" if kept else "(empty)"
    drawing.text(160, y + 12, words, 14, weight="bold" if kept else "normal")


def _draw_quiz(drawing, answered):
    for k, ((question, answer, _), known) in enumerate(
        zip(game.QUIZ, answered, strict=True)
    ):
        y = 212 + 26 * k
        drawing.text(40, y, ("✓ " if known else "✗ ") + question, 14)
        told = answer if known else "your boxes do not say"
        drawing.text(300, y, told, 14, weight="bold" if known else "normal")


def memory_game(choices):
    """Step through the story and choose a place for each sentence.

    choices: a list with one of game.CHOICES per sentence; the widget changes it.
    """
    if len(choices) != len(game.STORY):
        raise ValueError(f"expected {len(game.STORY)} choices, got {len(choices)}")
    place, at = choice(game.CHOICES, choices[0], label="put it into"), 1

    def draw(sentence, place_now):
        nonlocal at
        if sentence == at:
            choices[at - 1] = place_now
        else:
            # Another sentence: show the choice that was made for it.
            at = sentence
            place.value = choices[at - 1]
        return draw_game(at, choices)

    number = slider(1, len(game.STORY), 1, label="sentence")
    return explore(draw, sentence=number, place_now=place)


# ------------------------------------------------- chapter 01: belief, word by word


def draw_belief(chronicle, asked, names, about_first, about_ruler):
    """Whom a network names when it is asked after the words at the places `asked`.

    chronicle (T words), asked (A,), names: the kings in order and one who is no king,
    about_first and about_ruler (A, names).
    """
    named = names[int(np.argmax(about_first[-1]))]
    right = "and is right" if named == names[0] else f"but it was {names[0]}"
    drawing = Drawing(
        720,
        420,
        f"After {len(chronicle.words)} words the network, asked for the first king, "
        f"names {named}, {right}",
    )
    panels = (("“the statue of …”", about_first, 44), ("“king …”", about_ruler, 244))
    for question, shares, top in panels:
        box, xlim = (50, top, 490, 120), (0, len(chronicle.words))
        axes = Axes(drawing, box, xlim, (0, 1.02))
        drawing.text(
            50, top - 28, f"share of each name in the answer to {question}", 13
        )
        for look, name, share in zip(BELIEFS, names, shares.T, strict=True):
            role = look.label if look in KINGS else "no king"
            axes.plot(asked, share, look, label=f"{name}, {role}")
        _mark_events(drawing, axes, chronicle.events, top)
    drawing.text(50, 404, "♔ is crowned · † dies · across: words read so far", 12)
    return drawing


def _mark_events(drawing, axes, events, top):
    for event in events:
        x = float(axes.x(event.position))
        drawing.line([x, x], [top, top + 120], width=1, dash="dotted", opacity=0.6)
        drawing.text(x, top - 7, "†" if event.kind == "dies" else "♔", 13, "middle")


def belief_explorer(model, vocabulary):
    """Sliders for the length of the reigns and the story; a line to write in."""

    def draw(filler, number, aside):
        rng = np.random.default_rng(number - 1)
        told = write_chronicle(rng, filler=filler, split="test", ending=False)
        story = _with_aside(told, aside)
        names = [event.name for event in story.events if event.kind == "crowned"]
        names += [name for name in NAMES[:4] if name not in names]
        asked = [t for t, word in enumerate(story.words) if word == "."]
        first, ruler = (
            belief(model, story.words, vocabulary, kind, names, asked)
            for kind in ("first", "current")
        )
        return draw_belief(story, asked, names, first, ruler)

    return explore(
        draw,
        filler=slider(0, 60, 20, label="filler words in each reign"),
        number=slider(1, 12, 1, label="story"),
        aside=text_box("", label="your own last sentence"),
    )


def _with_aside(chronicle, aside):
    """The chronicle with a sentence of the reader's at its end, read anew."""
    words = aside.lower().replace(".", " . ").split()
    if words and words[-1] != ".":
        words.append(".")
    story = read_chronicle([*chronicle.words, *words])
    if len(story.events) > len(chronicle.events):
        raise ValueError("expected a sentence in which no king dies or is crowned")
    return story


# ------------------------------------------------- chapter 02: the spectral radius


def radius_flow(radius, scale, lags=60, size=16):
    """Gradient norms by lag (lags,) of an RNN with this radius that reads noise."""
    rng = np.random.default_rng(0)
    layer = RNN(size, size, rng=rng, dtype=np.float64)
    W_h = rng.normal(size=(size, size))
    layer.params["W_h"] = with_spectral_radius(W_h, radius)
    x = scale * rng.normal(size=(1, lags, size))
    return gradient_flow(layer, layer.forward(x))


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
