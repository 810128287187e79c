"""Chapter 13: figures say what they show, and the widget follows its controls."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib import load
from lstmlib.course.ch13 import corpus, figures, readers, widgets
from lstmlib.course.data import DATA
from lstmlib.course.drawing.plots import new_figure
from lstmlib.course.stories.grammar import chronicle_vocabulary

VOCABULARY = chronicle_vocabulary()


@pytest.fixture
def axes():
    fig, axes = new_figure(panels=2)
    yield axes
    plt.close(fig)


@pytest.fixture(scope="module")
def explorer():
    model = load(DATA / "weights" / "chronicler_facts.npz")
    return widgets.writing_explorer(model, VOCABULARY, unit=52, text=4)


def test_every_reader_gets_its_row_and_its_mean(axes):
    rows = {
        "2-gram": [3.0, 2.0],
        "LSTM, words alone": [np.array([1.0, 1.2]), np.array([2.0, 2.1])],
        "LSTM, facts first": [np.array([1.3, 1.3]), np.array([0.1, 0.2])],
        "ideal reader": [0.9, 0.0],
    }
    finding = figures.draw_models(axes, rows)
    assert finding == (
        "Bits per word: 2-gram 3.00, LSTM, words alone 1.10, LSTM, facts first 1.30, "
        "ideal reader 0.90"
    )
    labels = [text.get_text() for text in axes[0].get_yticklabels()]
    assert labels == list(rows)


def test_possible_sentences_are_told_for_each_school(axes):
    places = (0, 50, 100, 150)
    writers = {
        school: {
            (f"possible, {where}", p): np.array([share, share + 0.02])
            for where in ("read", "own") for p in places
        }
        for school, share in zip(corpus.SCHOOLS, (0.7, 0.8), strict=True)
    }  # fmt: skip
    finding = figures.draw_running_free(axes, writers)
    assert "words alone, after true words 71 %" in finding
    assert "facts first, after own words 81 %" in finding


def test_a_stop_is_where_the_choosing_stories_say(axes):
    learned = np.array([[5.0, 2.0, 1.0]] * 2)
    choose = np.array([[5.0, 3.0, 4.0], [5.0, 4.0, 3.0]])
    judge = np.array([[5.0, 3.5, 3.0], [5.0, 3.5, 3.0]])
    small = readers.Small(np.array([10, 20, 30]), learned, choose, judge)
    stop, best, last = readers.stopped_early(small)
    assert stop.tolist() == [1, 2]
    assert best.tolist() == [3.5, 3.0] and last.tolist() == [3.0, 3.0]
    finding = figures.draw_small(axes, {0.0: small, 0.5: small})
    assert "no dropout 3.25 where it stops, 3.00 at the end" in finding
    assert "dropout 0.5" in finding


def test_the_text_follows_the_temperature_and_its_colour_the_unit(explorer):
    before = explorer.drawing
    words = [s.words for s in before.shapes if hasattr(s, "words")]
    explorer.set(unit=3)
    after = [s.words for s in explorer.drawing.shapes if hasattr(s, "words")]
    own = len(widgets.OPENING) + widgets.LENGTH
    assert words[2 : own - 2] == after[2 : own - 2], "the unit colours, and no more"
    assert explorer.drawing.to_svg() != before.to_svg()
    explorer.set(unit=52, temperature=0.2)
    assert explorer.drawing.finding.startswith("Temperature 0.2: ")
    explorer.set(temperature=1.0)
    assert explorer.drawing.to_svg() == before.to_svg()


def test_no_words_stand_on_others_and_none_leaves_the_picture(explorer):
    for corner in ({"temperature": 0.2}, {"temperature": 2.0}, {"temperature": 1.0}):
        explorer.set(**corner)
        placed = widgets._places([*widgets.OPENING, "grandmother", "."])
        assert all(x >= 0 for x, _ in placed)
        drawing = explorer.drawing
        texts = [s for s in drawing.shapes if hasattr(s, "anchor") and s.y > 0]
        for text in texts:
            half = 0.5 * 7.4 * len(text.words)
            if text.anchor == "middle":
                assert text.x - half > -8 and text.x + half < drawing.width + 8


def test_the_widget_draws_at_every_end(explorer):
    findings = explorer.drive()
    assert len(findings) == 8 and all("sentences are possible" in f for f in findings)


def test_a_written_text_begins_as_told_and_keeps_what_tanh_can_say():
    model = load(DATA / "weights" / "chronicler_facts.npz")
    written = widgets.write_at(model, VOCABULARY, 1.0, seed=4)
    assert written.words[:10] == widgets.OPENING and len(written.words) == 80
    assert written.kept.shape == (80, 64) and np.abs(written.kept).max() <= 1
