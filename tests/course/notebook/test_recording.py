"""A recording holds every picture of its grid as the live widget draws it."""

import gzip
import json

import numpy as np
import pytest

from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.controls import choice, explore, slider, text_box
from lstmlib.course.notebook.recording import axes_of


def draw(number=0, name="", share=0.0):
    """Draw as many lines as the number says; the finding tells the values."""
    drawing = Drawing(720, 100, f"{number} {name} <{share:.2f}>", title_lines=1)
    for k in range(number):
        drawing.line([0, 10], [k, k])
    return drawing


def shapes():
    """Return an explorer of three controls of its own."""
    return explore(
        draw,
        number=slider(0, 5, 2, label="lines"),
        name=choice(["RNN", "LSTM"]),
        share=slider(0.0, 1.0, 0.25, step=0.05),
    )


def linked():
    """Return an explorer whose slider `half` follows `number`, and whose text tells."""
    number, half, words = (
        slider(0, 6, 2),
        slider(0.0, 3.0, 1.0, step=0.5),
        text_box("2"),
    )
    explorer = explore(lambda number, half, words: draw(number), number=number,
                       half=half, words=words)  # fmt: skip

    def follow(change):
        half.value, words.value = change["new"] / 2, str(change["new"])

    number.observe(follow, "value")
    return explorer


def unpacked(recording):
    """Return what the page gets, its frames put together as the page does."""
    told = json.loads(gzip.decompress(recording.pack()))
    before, frames = [], {}
    for point, more in zip(told["points"], told["frames"], strict=True):
        known = [*before, *[0] * len(more)]
        before = [a + b for a, b in zip(more, known, strict=False)]
        frames[tuple(point)] = "".join(told["pieces"][number] for number in before)
    return told, frames


def test_every_picture_is_kept_as_it_was_drawn():
    explorer = shapes()
    before = explorer.values()
    grid = {"number": range(6), "name": ["RNN", "LSTM"], "share": [0.0, 1.0]}
    recording = explorer.record(grid)
    assert explorer.values() == before
    told, frames = unpacked(recording)
    assert len(frames) == 6 * 2 * 2
    for n, k, s in frames:
        live = draw(n, ["RNN", "LSTM"][k], [0.0, 1.0][s]).to_svg()
        assert frames[n, k, s] == recording.svg((n, k, s)) == live
    assert told["axes"] == [
        {"label": "lines", "kind": "slider", "shown": list("012345")},
        {"label": "name", "kind": "buttons", "shown": ["RNN", "LSTM"]},
        {"label": "share", "kind": "slider", "shown": ["0.00", "1.00"]},
    ]
    assert told["follow"] == told["fixed"] == [] and told["presets"] == {}


def test_it_begins_where_the_widget_was_or_near():
    explorer = shapes()
    grid = {"number": [1, 2, 3], "name": ["LSTM", "RNN"], "share": [0.0, 0.25]}
    assert explorer.record(grid).start == (1, 1, 1)
    # No picture of the grid is the one that is shown: most of the controls fit.
    assert explorer.record(grid | {"share": [0.0, 1.0]}).start == (1, 1, 0)


def test_the_same_recording_gives_the_same_bytes():
    grid = {"number": range(6), "name": ["RNN", "LSTM"]}
    assert shapes().record(grid).pack() == shapes().record(grid).pack()


def test_a_control_that_is_not_recorded_follows_or_is_named():
    recording = linked().record({"number": [0, 1, 5]})
    assert recording.follow == [
        {"label": "half", "kind": "slider", "axis": 0, "shown": ["0.0", "0.5", "2.5"]},
        {"label": "words", "kind": "text", "shown": list("015"), "at": [0, 1, 2]},
    ]
    assert shapes().record({"number": [0, 1]}).fixed == ["name", "share"]


def test_a_place_says_what_the_controls_are_and_where_there_is_none():
    def place(much, name):
        return None if (much, name) == (5, "RNN") else {"number": much, "name": name}

    grid = {"much": [1, 5], "name": {"short": "RNN", "long": "LSTM"}}
    recording = shapes().record(grid, place)
    assert [*recording.frames] == [(0, 0), (0, 1), (1, 1)]
    assert recording.svg((1, 1)) == draw(5, "LSTM", 0.25).to_svg()
    assert recording.axes[0]["label"] == "much"
    assert recording.axes[1]["shown"] == ["short", "long"]
    with pytest.raises(ValueError, match="expected a grid with a point or more"):
        shapes().record({"number": [1]}, lambda number: None)


def test_a_preset_is_a_point_of_the_grid():
    grid = {"number": range(6), "name": ["RNN", "LSTM"]}
    presets = {"all lines": {"number": 5, "name": "LSTM"}}
    assert shapes().record(grid, presets=presets).presets == {"all lines": (5, 1)}
    with pytest.raises(ValueError):
        shapes().record(grid, presets={"more": {"number": 6, "name": "LSTM"}})


def test_what_cannot_be_drawn_or_chosen_is_not_recorded():
    def draw_finite(number):
        drawing = draw(number)
        drawing.line([0, 1], [0, np.inf if number else 0])
        return drawing

    explorer = explore(draw_finite, number=slider(0, 5, 0))
    with pytest.raises(ValueError, match="expected a picture at {'number': 1}, got: "):
        explorer.record({"number": [1]})
    assert explorer.values() == {"number": 0}
    with pytest.raises(ValueError, match="got number=9"):
        shapes().record({"number": [9]})


def test_what_two_pictures_share_is_kept_once():
    recording = shapes().record({"number": range(6)})
    assert sum("M0 0L10 0" in piece for piece in recording.pieces) == 1


def test_axes_are_told_without_drawing():
    told = axes_of(shapes(), {"share": [0.5], "other": {"a": 1, "b": 2}})
    assert told == [
        {"label": "share", "kind": "slider", "shown": ["0.50"]},
        {"label": "other", "kind": "slider", "shown": ["a", "b"]},
    ]
