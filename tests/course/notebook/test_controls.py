"""Controls redraw one picture, whatever is chosen; a progress bar ends quietly."""

import ipywidgets as widgets
import numpy as np
import pytest

from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.controls import choice, explore, slider, text_box

VIEW = "application/vnd.jupyter.widget-view+json"


def say(**values):
    """Draw a picture whose finding is the values of the controls."""
    return Drawing(720, 100, ", ".join(f"{k} is {v}" for k, v in values.items()))


def page_of(explorer):
    """Return the widget that holds the picture."""
    return explorer._panel.children[-1]


# ------------------------------------------------------------------ controls


def test_a_slider_of_whole_numbers_is_whole():
    made = slider(0, 9, 3, label="kings")
    assert isinstance(made, widgets.IntSlider)
    assert (made.min, made.max, made.value, made.step) == (0, 9, 3, 1)
    assert made.description == "kings" and made.continuous_update


READOUTS = [(0.01, ".2f"), (0.05, ".2f"), (0.5, ".1f"), (0.001, ".3f"), (2, ".0f")]


@pytest.mark.parametrize("step, readout", READOUTS)
def test_a_slider_reads_out_as_many_decimals_as_it_moves(step, readout):
    made = slider(0.0, 2, 1, step=step)
    assert isinstance(made, widgets.FloatSlider)
    assert made.readout_format == readout


@pytest.mark.parametrize("low, high, value", [(0, 1, 2), (1, 0, 0.5), (1, 1, 1)])
def test_a_slider_needs_a_value_between_its_ends(low, high, value):
    with pytest.raises(ValueError, match=f"expected a value in {low}..{high}"):
        slider(low, high, value)


def test_a_choice_begins_with_its_first_option_or_the_named_one():
    assert choice(["RNN", "LSTM"]).value == "RNN"
    assert choice(["RNN", "LSTM"], "LSTM").value == "LSTM"
    assert choice(range(9), 8).value == 8
    with pytest.raises(ValueError, match=r"expected one of \['RNN'\], got 'GRU'"):
        choice(["RNN"], "GRU")


def test_a_text_box_waits_until_the_word_is_written():
    assert not text_box("king").continuous_update


def test_a_control_without_a_label_has_its_name_for_one():
    explorer = explore(
        say, spectral_radius=slider(0, 1, 0.5), f=slider(0, 1, 0, label="forget")
    )
    labels = [control.description for control in explorer.controls.values()]
    assert labels == ["spectral radius", "forget"]


# ------------------------------------------------------------------ explorers


def test_a_moved_control_changes_the_picture():
    explorer = explore(say, f=slider(0, 9, 3))
    assert explorer.drawing.finding == "f is 3"
    explorer.controls["f"].value = 7
    assert explorer.drawing.finding == "f is 7"
    assert page_of(explorer).value == explorer.drawing.to_svg()


def test_a_new_picture_takes_one_assignment_and_is_never_empty():
    explorer, pages = explore(say, f=slider(0, 9, 3), h=slider(0, 9, 3)), []
    page_of(explorer).observe(lambda change: pages.append(change["new"]), "value")
    explorer.set(f=5, h=6)
    assert len(pages) == 1
    assert "f is 5, h is 6" in pages[0]


WRONG = [
    ({"f": 10}, r"expected values in \{'f': \(0, 9\), .*\}, got f=10"),
    ({"f": np.nan}, "got f=nan"),
    ({"g": 1}, "got g=1"),
    ({"f": 4, "cell": "GRU"}, "got cell='GRU'"),
    ({"f": 4, "words": 3}, "got words=3"),
]


@pytest.mark.parametrize("values, told", WRONG)
def test_what_no_hand_could_choose_is_told_and_changes_nothing(values, told):
    controls = {
        "cell": choice(["RNN", "LSTM"]),
        "words": text_box("a"),
    }
    explorer = explore(say, f=slider(0, 9, 3), **controls)
    before = explorer.drawing.finding
    with pytest.raises(ValueError, match=told):
        explorer.set(**values)
    assert explorer.drawing.finding == before
    explorer.set(f=4)
    assert explorer.drawing.finding == before.replace("3", "4")


def test_extremes_are_all_ends_and_options():
    controls = {"cell": choice(["RNN", "LSTM"]), "w": text_box("a")}
    corners = explore(say, f=slider(0, 9, 3), **controls).extremes()
    assert len(corners) == len({tuple(c.values()) for c in corners}) == 2 * 2
    assert {"f": 9, "cell": "LSTM", "w": "a"} in corners


def test_driving_draws_every_extreme_and_comes_back():
    explorer = explore(say, f=slider(0, 9, 3), h=slider(0, 1, 0.5))
    findings = [f"f is {f}, h is {h}" for f in (0, 9) for h in (0.0, 1.0)]
    assert explorer.drive() == findings
    assert explorer.drawing.finding == "f is 3, h is 0.5"


def test_driving_tells_the_extreme_that_cannot_be_drawn():
    explorer = explore(lambda f: say(f=1 / f) if f < 9 else fail(), f=slider(1, 9, 3))
    with pytest.raises(ValueError, match="expected a picture at {'f': 9}, got: <no>"):
        explorer.drive()


def fail():
    raise ValueError("<no> king")


def test_a_wrong_word_is_told_in_place_of_the_picture_until_it_is_mended():
    def read(word):
        if word != "king":
            raise ValueError(f"expected a word of the story, got {word!r}")
        return say(word=word)

    explorer = explore(read, word=text_box("king"))
    explorer.set(word="<b>kong</b>")
    assert explorer.problem == "expected a word of the story, got '<b>kong</b>'"
    assert 'class="problem"' in page_of(explorer).value
    assert (
        "<b>" not in page_of(explorer).value and "<svg" not in page_of(explorer).value
    )
    explorer.set(word="king")
    assert explorer.problem is None
    assert page_of(explorer).value == explorer.drawing.to_svg()


def test_a_mistake_in_the_drawing_is_not_hidden():
    explorer = explore(lambda f: say(f=[1, 2][f]), f=slider(0, 2, 0))
    with pytest.raises(IndexError):
        explorer.set(f=2)
    assert "list index out of range" in page_of(explorer).value


def test_the_first_picture_must_be_good():
    with pytest.raises(ValueError, match="<no> king"):
        explore(lambda f: fail(), f=slider(0, 1, 0))


def test_an_explorer_is_shown_as_widget_picture_and_words():
    explorer = explore(say, f=slider(0, 9, 3))
    data, metadata = explorer._repr_mimebundle_()
    assert data.keys() == {VIEW, "image/png", "text/plain"}
    assert data[VIEW]["model_id"] == explorer._panel.model_id
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == "A figure:\nf is 3"
    assert metadata["image/png"]["alt"] == "f is 3"


def test_an_explorer_goes_on_after_a_failed_move():
    explorer = explore(lambda n: Drawing(9, 9, f"n is {n}"), n=slider(0, 9, 3))
    for bad in (np.array([3]), 2.5, "4", None):
        with pytest.raises(ValueError, match="expected values in"):
            explorer.set(n=bad)
    explorer.set(n=5)
    assert explorer.drawing.finding == "n is 5"
