"""The picture of the gate reader: four answers, and all gates over the story below.

First what the network answers without and with the reader's hand. Then strip by strip
f, i, g, o, c and h: above one unit or the mean of all, below it a row for each unit
that may be chosen.
"""

from typing import NamedTuple

import numpy as np

from lstmlib.course.drawing.shapes import GREY, number
from lstmlib.course.drawing.style import LOOKS, PANELS, TEXT, as_text
from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.lab.questions import Answers, likeliest
from lstmlib.course.stories.chronicle import NAMES, WEAPONS

WIDTH, LEFT, ROW, LOWER = 720, 100, 62, 42
STRIPS = WIDTH - LEFT
TABLE, TOP = 12, 138
WORDS_AT = TOP + 26 + ROW * len(PANELS)
KEY = WORDS_AT + 88
ALL = "all units"
# The questions as the table asks them, and as the finding calls their answers.
SAID = {
    "current": ("who rules now?", "ruler"),
    "first": ("who was first?", "first king"),
    "era": ("swords or guns?", "weapon"),
    "kingdom": ("which kingdom?", "kingdom"),
}
# Which words stand below the strips when there is not room for all: first these.
RANKS = ((*NAMES, "dies"), ("king", "son", "grandson", "becomes", *WEAPONS))
C_HIGH = 3.0
"""The size of c from which on its strip is darkest: tanh(c) is almost 1 there."""
KNOWN_NAMES = NAMES[:4]
"""The names in the stories from which the networks of the course learn."""
CLEAR = 0.1
"""The least probability of a word that counts as an answer."""


class Scene(NamedTuple):
    """All that the picture shows: a story of T words, without and with the hands."""

    words: list  # T strings
    facts: dict  # what the story tells: {kind of question: word}
    plain: Answers  # without a hand
    held: Answers  # with the hands
    clamps: list  # ClampGate, one for each gate that is held
    off: list  # units that are switched off
    unit: int | None  # whose gates; None: those of all units
    name: str  # of that unit, or ALL
    rows: list  # units that have a row of their own
    start: int  # the word from which on the hands act, counted from 0

    @property
    def untouched(self):
        """Whether no hand does anything."""
        return not self.clamps and not self.off


def draw_reader(scene, vocabulary):
    """Draw a Scene: gates and states over the words, and the answers."""
    before, after = (likeliest(i, vocabulary) for i in (scene.plain, scene.held))
    finding = _finding(scene, before, after) + _never_learned(scene.words)
    drawing = Drawing(WIDTH, KEY + 34, finding, title_lines=3)
    _draw_answers(drawing, scene, vocabulary, before, after)
    _mark_start(drawing, scene)
    for row, quantity in enumerate(PANELS):
        _draw_panel(drawing, scene, quantity, TOP + 18 + ROW * row)
    _draw_words(drawing, scene)
    _draw_key(drawing, scene)
    return drawing


def _finding(scene, before, after):
    changed = [kind for kind in before if before[kind][0] != after[kind][0]]
    told = [
        f"{SAID[kind][1]} {_percent(after[kind])}, not {before[kind][0]}"
        for kind in changed
    ]
    if scene.untouched:
        told = [f"{SAID[kind][1]} {_percent(before[kind])}" for kind in before]
        return f"{_at_word(scene)}, {_average(scene)}. Afterwards: " + "; ".join(told)
    count = f"{len(changed) or 'None'} of {len(before)} answers"
    verb = "change" if len(changed) > 1 else "changes"
    told = f"{count} {verb}" + (": " + "; ".join(told) if told else "")
    return f"{_at_word(scene)} on, {_deeds(scene)}. {told}"


def _never_learned(words):
    """A warning about names that the network knows as words only, or nothing."""
    new = [name for name in NAMES if name in words and name not in KNOWN_NAMES]
    if not new:
        return ""
    names = f"name{'s' * (len(new) > 1)} {' and '.join(new)}"
    return f". The network has never learned the {names}"


def _at_word(scene):
    start = scene.start
    when = "At" if scene.untouched else "From"
    return f"{when} word {start + 1} of {len(scene.words)}, “{scene.words[start]}”"


def _average(scene):
    f, i, o = (_shown(scene, gate)[scene.start] for gate in "fio")
    whose = "on average " if scene.unit is None else f"{scene.name} has "
    return f"{whose}f = {number(f)}, i = {number(i)}, o = {number(o)}"


def _deeds(scene):
    """What the hands do, in words."""
    clamps, off = scene.clamps, scene.off
    held = " and ".join(f"{clamp.gate} = {number(clamp.value)}" for clamp in clamps)
    told = [f"{held} in {scene.name}"] if clamps else []
    if off:
        few = ", ".join(map(str, off[:4])) + (", …" if len(off) > 4 else "")
        told.append(f"{'unit' if len(off) == 1 else 'units'} {few} switched off")
    return " and ".join(told)


def _percent(answer):
    word, share = answer
    return f"{word} {100 * share:.0f} %" if share >= CLEAR else "no clear word"


def _field(scene, quantity):
    """All units at every word, (H, T)."""
    return getattr(scene.held.trace, quantity)[0].T


def _shown(scene, quantity):
    """The upper strip of a quantity (T,): a unit, or a mean over all."""
    values = _field(scene, quantity)
    if scene.unit is not None:
        return values[scene.unit]
    # Units of either sign would hide one another.
    return (np.abs(values) if quantity in "gch" else values).mean(axis=0)


def _place(scene, at):
    """How many pixels from the left a word begins."""
    return LEFT + STRIPS * at / len(scene.words)


def _mark_start(drawing, scene):
    at = scene.start
    x, early = _place(scene, at), _place(scene, at) < 450
    told = f"word {at + 1}, “{scene.words[at]}”"
    label = f"▼ {told}" if early else f"{told} ▼"
    place = x - 5 if early else min(x + 5, WIDTH - 2)
    drawing.text(place, TOP + 4, label, 12, "start" if early else "end")
    drawing.line([x, x], [TOP + 12, WORDS_AT - 2], width=1.5, dash="dashed")


def _draw_panel(drawing, scene, quantity, y):
    look, values = LOOKS[quantity], _field(scene, quantity)
    high = C_HIGH if quantity == "c" else 1.0
    low = -high if quantity in "gch" else 0
    unit, held = scene.unit, [c.value for c in scene.clamps if c.gate == quantity]
    drawing.text(0, y + 7, quantity, 15, "start", "bold", as_text(look.shade))
    drawing.text(15, y + 7, look.name, 12)
    if held:
        drawing.text(0, y + 28, f"held at {number(held[0])}", 12, weight="bold")
    elif quantity == "c":
        drawing.text(0, y + 28, f"darkest at ±{high:g}", 12, colour=GREY)
    strips = (y, 14, [_shown(scene, quantity)]), (y + 15, LOWER, values[scene.rows])
    for top, height, rows in strips:
        rows = np.clip(rows, low, high)
        drawing.image(LEFT, top, STRIPS, height, rows, low, high)
    if unit in scene.rows:
        middle = y + 15 + LOWER * (scene.rows.index(unit) + 0.5) / len(scene.rows)
        corners = f"L{LEFT - 11} {middle - 4}L{LEFT - 11} {middle + 4}Z"
        drawing.path(f"M{LEFT - 3} {middle}{corners}", "none", 0, fill=TEXT)


def _draw_words(drawing, scene):
    """The words below the strips; where there is not room, the loud ones first."""
    T, placed = len(scene.words), []
    gap = 12 * T / STRIPS
    ranks = {word: k for k, words in enumerate(RANKS) for word in words}
    rank = [ranks.get(word, 8 if word == "." else 2) for word in scene.words]
    rank[scene.start] = -1
    for t in sorted(range(T), key=lambda t: rank[t]):
        if all(abs(t - other) >= gap for other in placed):
            placed.append(t)
            x, word = _place(scene, t + 0.5), scene.words[t]
            weight = "bold" if t == scene.start else "normal"
            drawing.text(x, WORDS_AT, word, 12, "end", weight, turn=-90)


def _draw_answers(drawing, scene, vocabulary, before, after):
    columns = (0, 116, 216, 424)
    heads = ("afterwards", "the story says", "the network says")
    heads += () if scene.untouched else ("with your hand",)
    for x, words in zip(columns, heads, strict=False):
        drawing.text(x, TABLE, words, 12, colour=GREY)
    for row, kind in enumerate(SAID):
        y = TABLE + 24 + 24 * row
        drawing.text(0, y, SAID[kind][0], 13)
        drawing.text(columns[1], y, scene.facts.get(kind, "not told"), 13)
        _draw_answer(drawing, columns[2], y, before[kind])
        if scene.untouched:
            continue
        old, shares = before[kind][0], scene.held.shares[kind]
        left = f"{old} {100 * shares[vocabulary.encode([old])[0]]:.0f} %"
        _draw_answer(
            drawing, columns[3], y, after[kind], left if old != after[kind][0] else ""
        )


def _draw_answer(drawing, x, y, answer, instead=""):
    """A bar as long as the answer is likely, its word, and what is left of another."""
    shade = LOOKS["king 3" if instead else "h"].shade
    drawing.rect(x, y - 6, 54, 12, colour="#808080", line=1)
    drawing.rect(x, y - 6, max(0.5, 54 * answer[1]), 12, colour="none", line=0,
                 fill=shade)  # fmt: skip
    told = _percent(answer) + (f" · {instead}" if instead else "")
    drawing.text(x + 62, y, told, 13, weight="bold" if instead else "normal")


def _draw_key(drawing, scene):
    y, whose = KEY, scene.name
    mean = "the mean of all units (of g, c and h: of their sizes)"
    upper = mean if scene.unit is None else f"{whose}, marked below"
    some = len(scene.rows) < len(_field(scene, "f"))
    below = f"each of {len(scene.rows)} units" if some else "each unit"
    drawing.text(0, y, f"upper strips: {upper} · below: a row for {below}", 12)
    drawing.text(0, y + 22, "gates: 0", 12)
    drawing.image(52, y + 16, 110, 12, [np.linspace(0, 1, 64)])
    drawing.text(168, y + 22, "1", 12)
    drawing.text(200, y + 22, "g, c, h: −", 12)
    drawing.image(260, y + 16, 110, 12, [np.linspace(-1, 1, 64)], -1, 1)
    drawing.text(376, y + 22, "+", 12)
    drawing.text(412, y + 22, "bar: how likely the answer is", 12)
