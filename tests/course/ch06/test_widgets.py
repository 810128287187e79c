"""Chapter 06: the output gate by hand."""

import numpy as np
import pytest

from lstmlib.course.ch06 import widgets
from lstmlib.course.ch06.widgets import STREAM
from lstmlib.course.data import DATA
from lstmlib.layers import LSTM, RNN
from lstmlib.models import load


@pytest.fixture
def layer():
    return load(DATA / "silent_cell.npz").layer


@pytest.fixture
def explorer(layer):
    return widgets.speech_explorer(layer)


def test_every_corner_has_a_picture_and_comes_back(explorer):
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(findings) == 8 and len(set(findings)) == 8
    assert explorer.drawing.finding == before


@pytest.mark.parametrize("name", ["unasked", "asked", "words"])
def test_each_slider_alone_changes_what_is_said(explorer, name):
    ends, told = [values[name] for values in explorer.extremes()], set()
    for value in {min(ends), max(ends)}:
        before = explorer.values()
        explorer.set(**{name: value})
        told.add(explorer.drawing.finding)
        explorer.set(**before)
    assert len(told) == 2


def test_the_finding_counts_loud_and_right_answers(explorer):
    assert explorer.drawing.finding.startswith("4 of 4 answers are loud and right")
    explorer.set(asked=0.3)
    assert explorer.drawing.finding.startswith("0 of 4 answers"), "right, but too soft"
    explorer.set(asked=1.0, unasked=1.0)
    assert explorer.drawing.finding.startswith("2 of 4 answers")
    explorer.set(words=4)
    assert explorer.drawing.finding.startswith("1 of 1 answers")


def test_the_finding_tells_how_far_the_memory_strays(explorer, layer):
    own, _ = widgets.speak_by_hand(layer, STREAM)
    for values in ({"asked": 1.0, "unasked": 0.5}, {"asked": 0.0, "unasked": 0.0}):
        explorer.set(**values)
        held, said = widgets.speak_by_hand(layer, STREAM, **values)
        loud = np.abs(said[np.array(STREAM) != "who?"]).max()
        told = f"says up to {loud:.2f}, and its memory strays by up to "
        told += f"{np.abs(held - own).max():.2f}"
        assert explorer.drawing.finding.endswith(told)


@pytest.mark.parametrize("asked", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("unasked", [0.0, 0.5, 1.0])
def test_the_gate_by_hand_is_the_only_thing_that_is_set(layer, asked, unasked):
    held, said = widgets.speak_by_hand(layer, STREAM, asked, unasked)
    gate = np.where(np.array(STREAM) == "who?", asked, unasked)[:, None]
    np.testing.assert_allclose(said, gate * np.tanh(held))
    assert np.abs(held).max() < 5.5 and held.min() > -1.5, "the picture's limits"


@pytest.mark.parametrize(
    "other",
    [
        RNN(11, 4, rng=np.random.default_rng(0)),
        LSTM(11, 5, rng=np.random.default_rng(0)),
        LSTM(11, 4, rng=np.random.default_rng(0), fixed_gates={"o": 1}),
    ],
)
def test_another_cell_is_refused(other):
    told = r"expected an LSTM of sizes \(11, 4\) without fixed gates, got"
    with pytest.raises(ValueError, match=told):
        widgets.speech_explorer(other)
