"""Chapter 01: what a network believes, word by word."""

import numpy as np

from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.lab.recall import answer_probabilities
from lstmlib.course.notebook.controls import explore, slider, text_box
from lstmlib.course.stories.chronicle import NAMES, read_chronicle
from lstmlib.course.stories.grammar import write_chronicle
from lstmlib.course.stories.reader_input import words_of

KING_LOOKS = (LOOKS["king 1"], LOOKS["king 2"], LOOKS["king 3"])
BELIEFS = (*KING_LOOKS, LOOKS["chance"])


def draw_answers(chronicle, asked, names, about_first, about_ruler):
    """Whom a network names when it is asked after the words at the places `asked`.

    chronicle (T words), asked (A,), names: the kings in order and one who is no king,
    about_first and about_ruler (A, names).
    """
    named = names[int(np.argmax(about_first[-1]))]
    right = "and the answer is right"
    if named != names[0]:
        right = f"but the first king was {names[0]}"
    finding = f"After {len(chronicle.words)} words it names {named}, {right}"
    drawing = Drawing(720, 420, finding, title_lines=1)
    panels = (("“the statue of …”", about_first, 44), ("“king …”", about_ruler, 244))
    for question, shares, top in panels:
        box, xlim = (50, top, 490, 120), (0, len(chronicle.words))
        axes = Axes(drawing, box, xlim, (0, 1.02))
        drawing.text(
            50, top - 28, f"share of each name in the answer to {question}", 13
        )
        for look, name, share in zip(BELIEFS, names, shares.T, strict=True):
            role = look.label if look in KING_LOOKS else "no king"
            axes.plot(asked, share, look, label=f"{name}, {role}")
        _mark_events(drawing, axes, chronicle.events, top)
    drawing.text(50, 404, "♔ is crowned · † dies · across: words read so far", 12)
    return drawing


def _mark_events(drawing, axes, events, top):
    for event in events:
        x = float(axes.x(event.position))
        drawing.line([x, x], [top, top + 120], width=1, dash="dotted", opacity=0.6)
        drawing.text(x, top - 7, "†" if event.kind == "dies" else "♔", 13, "middle")


def story_picture(model, vocabulary, story):
    """What a network answers to both questions after every sentence of a story."""
    names = [event.name for event in story.events if event.kind == "crowned"]
    names += [name for name in NAMES[:4] if name not in names]
    asked = [t for t, word in enumerate(story.words) if word == "."]
    first, ruler = (
        answer_probabilities(model, story.words, vocabulary, kind, names, asked)
        for kind in ("first", "current")
    )
    return draw_answers(story, asked, names, first, ruler)


def answer_explorer(model, vocabulary):
    """Sliders for the length of the reigns and the story; a line to write in."""

    def draw(filler, number, aside):
        rng = np.random.default_rng(number - 1)
        told = write_chronicle(rng, filler=filler, split="test", ending=False)
        return story_picture(model, vocabulary, _with_aside(told, aside, vocabulary))

    return explore(
        draw,
        filler=slider(0, 60, 20, label="filler words in each reign"),
        number=slider(1, 12, 1, label="story"),
        aside=text_box("", label="your own last sentence"),
    )


def _with_aside(chronicle, aside, vocabulary):
    """The chronicle with a sentence of the reader's at its end, read anew."""
    # The blank says that the last word is a whole one.
    words = words_of(aside + " ", vocabulary) if aside.strip() else []
    if words and words[-1] != ".":
        words.append(".")
    story = read_chronicle([*chronicle.words, *words])
    if len(story.events) > len(chronicle.events):
        raise ValueError("expected a sentence in which no king dies or is crowned")
    return story
