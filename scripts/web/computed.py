"""Two widgets whose picture depends on what was done before: what their pages compute.

`playground` (chapter 05) and `memory_game` (00) return the pieces of their pictures as
the course draws them, for every value that decides one. docs/_static/computed.js keeps
what the reader has done, chooses the pieces, and draws what cannot be counted out.
"""

import re

import numpy as np

from lstmlib.course.ch00 import widgets as ch00
from lstmlib.course.ch05 import widgets as ch05
from lstmlib.course.drawing.style import LOOKS, MARKERS
from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.recording import axes_of
from lstmlib.course.stories import memory_game as game

RADIUS = 4
"""Of the markers that `Axes.points` draws."""


def playground(explorer):
    """Return what the page of chapter 05's gate playground needs, ready for JSON."""
    doors, proposals = np.arange(21) / 20, np.arange(-10, 11) / 10
    numbers = range(1, len(ch05.STREAM) + 1)
    grid = {"preset": list(ch05.PRESETS), "word": numbers}
    grid |= {"gate": doors.tolist(), "proposal": proposals.tolist()}
    i, g = ch05.PRESETS["all half open"], ch05.PROPOSED
    pictures = [ch05.draw_playground(i, g, at).pieces() for at in numbers]
    columns = [_pieces(ch05.draw_word, k, i[k], g[k]) for k in range(len(i))]
    rest = pictures[0][4 + sum(map(len, columns)) :]
    return {
        "computed": "playground",
        "axes": axes_of(explorer, grid),
        "start": _start(explorer, grid),
        "words": ch05.STREAM,
        "openings": [preset.tolist() for preset in ch05.PRESETS.values()],
        "doors": doors.tolist(),
        "proposals": proposals.tolist(),
        "proposed": g.tolist(),
        "wanted": ch05.WANTED.tolist(),
        "near": ch05.NEAR,
        "marker": (RADIUS * MARKERS[LOOKS["c"].marker]).tolist(),
        **_head(pictures[0], lines=2),
        "chosen": [pieces[3] for pieces in pictures],
        "columns": [_column(k, doors, proposals) for k in range(len(i))],
        "frame": "".join(rest[:-5]),
        "label": re.sub(' y=".*?"', ' y="{}"', rest[-5]),
        "line": re.sub(' d=".*?"', ' d="{}"', rest[-4]),
        "name": re.sub(' y=".*?"', ' y="{}"', rest[-3]),
        "marks": re.sub(' d=".*?"', ' d="{}"', rest[-2]),
        "close": rest[-1],
    }


def memory_game(explorer):
    """Return what the page of chapter 00's game needs, ready for JSON."""
    numbers, last = range(1, len(game.STORY) + 1), len(game.STORY)
    grid = {"sentence": numbers, "place_now": game.CHOICES}
    passed = [game.PASS] * last
    pictures = [ch00.draw_game(number, passed).pieces() for number in numbers]
    return {
        "computed": "memory_game",
        "axes": axes_of(explorer, grid),
        "start": _start(explorer, grid),
        "opening": [game.CHOICES.index(choice) for choice in game.OPENING],
        "tells": [tells for _, _, tells in game.QUIZ],
        "findings": [
            [ch00.finding(number, boxes, 0) for boxes in range(len(game.BOXES) + 1)]
            for number in numbers[:-1]
        ],
        "scores": [ch00.finding(last, 0, score) for score in range(len(game.QUIZ) + 1)],
        **_head(pictures[0], lines=1),
        "frame": pictures[0][2],
        "sentences": [pieces[3] for pieces in pictures],
        "places": [
            ["".join(_pieces(ch00.draw_place, k, kept)) for kept in (None, *numbers)]
            for k in range(len(game.BOXES))
        ],
        "quiz": [
            ["".join(_pieces(ch00.draw_question, k, known)) for known in (False, True)]
            for k in range(len(game.QUIZ))
        ],
        "waiting": pictures[0][-2],
        "close": pictures[0][-1],
    }


def _pieces(draw, *values):
    """The pieces of a part of a picture, drawn on a picture of its own."""
    drawing = Drawing(720, 440, "", title_lines=0)
    draw(drawing, *values)
    return drawing.pieces()[1:-1]


def _column(k, doors, proposals):
    """One word's pieces: for each door those above, for each candidate those below."""
    above = [_pieces(ch05.draw_word, k, i, 0.0)[:-2] for i in doors]
    below = [_pieces(ch05.draw_word, k, 0.0, g)[2:] for g in proposals]
    return {"door": list(map("".join, above)), "candidate": list(map("".join, below))}


def _head(pieces, lines):
    """What opens a picture and the lines of its title, with {} for what they say."""
    opens = re.sub(' aria-label=".*?"', ' aria-label="{}"', pieces[0])
    title = [re.sub(">.*?<", ">{}<", piece) for piece in pieces[1 : 1 + lines]]
    return {"opens": opens, "title": title}


def _start(explorer, grid):
    return [list(grid[name]).index(value) for name, value in explorer.values().items()]
