"""Chapter 08: a race while it runs, and the same race looked at again."""

import numpy as np

from lstmlib.course.ch08.figures import CHANCE, looks_of
from lstmlib.course.ch08.race import CONTENDERS, KINDS
from lstmlib.course.drawing.plots import QUESTION_LABELS
from lstmlib.course.drawing.style import LOOKS, TEXT
from lstmlib.course.drawing.svg import Axes, Drawing
from lstmlib.course.notebook.controls import explore, live_picture, slider

PANEL_PLACES = ((48, "loss", 2.0), (298, None, 1.0), (548, None, 1.0))
SPOKEN = ("“king …”", "“the statue of …”")
SEATS = ("first king", "second king", "third king")


def draw_standing(race, look=-1):
    """Loss and recall of all networks up to one look, as three panels -> Drawing."""
    done = race.updates[look]
    told = ", ".join(
        f"the {name} in {100 * right:.0f} %"
        for name, right in zip(race.models, race.recall[1, :, look], strict=True)
    )
    finding = f"First king named after {done} updates: {told} of the stories"
    drawing = Drawing(720, 200, finding, title_lines=1)
    _draw_panels(drawing, race, look)
    return drawing


def _draw_panels(drawing, race, look):
    heads = ("loss", *(QUESTION_LABELS[kind][1] for kind in KINDS))
    rows = [race.loss, *race.recall]
    upto = slice(0, range(len(race.updates))[look] + 1)
    looks = looks_of(race.models)
    for (left, _, top), head, lines in zip(PANEL_PLACES, heads, rows, strict=True):
        box = (left, 44, 120, 110)
        # A little room below 0, where the labels of low lines stand.
        ylim = (-0.24 * top, 1.05 * top)
        axes = Axes(drawing, box, (0, race.total), ylim, "updates", head)
        if top == 1:
            guess, grey = axes.y([CHANCE] * 2), LOOKS["chance"]
            drawing.line([left, left + 120], guess, grey.shade, 1.6, grey.dash)
        for (name, ink), line in zip(looks.items(), lines, strict=True):
            # What lies above the panel stays at its upper edge.
            line = np.minimum(line[upto], top)
            axes.plot(race.updates[upto], line, ink, label=name)
            axes.points(race.updates[upto][-1:], line[-1:], ink, radius=3)


def draw_replay(race, look, number):
    """The standing at one look, and whom each network names after one story.

    look is the number of the look from 0, number that of the story from 1.
    """
    story = race.stories[number - 1]
    kings = [event.name for event in story.events if event.kind == "crowned"]
    shares = race.shares[:, look, :, number - 1]
    drawing = Drawing(720, 440, _told(race, look, number, shares[:, 1], kings[0]))
    _draw_panels(drawing, race, look)
    for left, asked, which, right in (
        (0, SPOKEN[0], shares[:, 0], kings[-1]),
        (370, SPOKEN[1], shares[:, 1], kings[0]),
    ):
        drawing.text(left, 226, f"answers to {asked} · {right} is right")
        _draw_bars(drawing, left, looks_of(race.models), which, kings, right)
    return drawing


def _told(race, look, number, shares, first):
    """Who is surest about the first king; shares (networks, names)."""
    start = f"After {race.updates[look]} updates"
    network, name = np.unravel_index(np.argmax(shares), shares.shape)
    # Most of an untrained network's answer is spread over other words.
    if shares[network].sum() < 0.5:
        return f"{start} nobody names a king where story {number} asks for the first"
    right = "and is right" if CONTENDERS[name] == first else f"but it was {first}"
    return (
        f"{start} the {list(race.models)[network]} is surest who was first in "
        f"story {number}: it names {CONTENDERS[name]}, {right}"
    )


def _draw_bars(drawing, left, looks, shares, kings, right):
    """A row for each name, a bar in it for each network."""
    for row, name in enumerate(CONTENDERS):
        y = 256 + 48 * row
        role = SEATS[kings.index(name)] if name in kings else "no king"
        weight = "bold" if name == right else "normal"
        drawing.text(left + 84, y - 2, name, 13, "end", weight)
        drawing.text(left + 84, y + 14, role, 12, "end", weight)
        for k, (network, look) in enumerate(looks.items()):
            share, middle = float(shares[k, row]), y - 3 + 17 * k
            fill = TEXT if look == LOOKS["c"] else "none"
            width = 1 + 150 * share
            drawing.rect(left + 94, middle - 5, width, 10, colour=TEXT, fill=fill)
            words = f"{network} {share:.0%}"
            drawing.text(left + 101 + width, middle, words, 12)


def race_watch(words="the race, look by look"):
    """Return watch(race) for `race.run`: a picture that grows while networks learn."""
    show = live_picture(words)

    def watch(race):
        show(draw_standing(race))

    return watch


def race_explorer(race):
    """Sliders through the looks of a race and through the stories that were asked."""

    def draw(updates, number):
        look = int(np.abs(race.updates - updates).argmin())
        return draw_replay(race, look, number)

    last = max(int(race.updates[-1]), 1)
    step = int(np.diff(race.updates).max(initial=1))
    return explore(
        draw,
        updates=slider(0, last, last, step=step, label="updates so far"),
        number=slider(1, len(race.stories), 1, label="story"),
    )
