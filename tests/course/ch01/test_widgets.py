"""Chapter 01: whom the network names, a sentence of one's own, the answers below."""

import numpy as np
import pytest

from lstmlib.course.ch01 import widgets
from lstmlib.course.data import DATA
from lstmlib.course.lab.recall import answer_probabilities, ask
from lstmlib.course.stories.chronicle import NAMES
from lstmlib.course.stories.grammar import chronicle_vocabulary, write_chronicle
from lstmlib.models import load

VOCABULARY = chronicle_vocabulary()


@pytest.fixture(scope="module")
def reader():
    return load(DATA / "rnn_reader.npz")


def test_every_corner_has_a_picture_and_comes_back(reader):
    explorer = widgets.answer_explorer(reader, VOCABULARY)
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(findings) == len(explorer.extremes())
    assert len(set(findings)) > 1, "the finding must follow the sliders"
    assert explorer.drawing.finding == before


@pytest.mark.parametrize("filler", [0, 20, 60])
@pytest.mark.parametrize("number", [1, 5, 12])
def test_it_names_whom_the_network_names(filler, number, reader):
    explorer = widgets.answer_explorer(reader, VOCABULARY)
    explorer.set(filler=filler, number=number)
    rng = np.random.default_rng(number - 1)
    story = write_chronicle(rng, filler=filler, split="test", ending=False)
    shares = answer_probabilities(reader, story.words, VOCABULARY, "first", NAMES[:4])[
        -1
    ]
    named = NAMES[int(np.argmax(shares))]
    assert f"After {len(story.words)} words" in explorer.drawing.finding
    assert f"names {named}," in explorer.drawing.finding
    right = named == story.facts["first"]
    assert ("is right" in explorer.drawing.finding) == right
    assert ask(reader, [story], VOCABULARY, "first") == [named]


def test_it_reads_a_sentence_of_ones_own(reader):
    explorer = widgets.answer_explorer(reader, VOCABULARY)
    words = int(explorer.drawing.finding.split()[1])
    explorer.set(aside="A boy sings")
    assert int(explorer.drawing.finding.split()[1]) == words + 4


@pytest.mark.parametrize(
    ("aside", "sentence"),
    [
        ("poet arjan dies", "got “arjan” (did you mean “arjun” or “rain”?)"),
        ("king bala dies", "expected a sentence in which no king dies or is crowned"),
        ("<b>dies</b>", "got “<b>dies</b>”"),
    ],
)
def test_it_tells_what_is_wrong_with_a_sentence_and_recovers(aside, sentence, reader):
    explorer = widgets.answer_explorer(reader, VOCABULARY)
    before = explorer.drawing.finding
    explorer.set(aside=aside)
    assert sentence in explorer.problem
    explorer.set(aside="")
    assert explorer.problem is None and explorer.drawing.finding == before


def test_the_answers_under_the_widget(reader):
    """Lost in his own reign; a boy who sings tips the answer, a girl does not."""
    explorer = widgets.answer_explorer(reader, VOCABULARY)
    for aside, right in (("", False), ("a boy sings", True), ("a girl sings", False)):
        explorer.set(aside=aside)
        assert ("is right" in explorer.drawing.finding) == right
    story = write_chronicle(
        np.random.default_rng(0), filler=20, split="test", ending=False
    )
    crowned, dies = (event.position for event in story.events[:2])
    name = [story.facts["first"]]
    ends = [t for t in range(crowned, dies) if story.words[t] == "."]
    first, ruler = (
        answer_probabilities(reader, story.words, VOCABULARY, kind, name, ends)[:, 0]
        for kind in ("first", "current")
    )
    assert first[0] > 0.5 and first[-1] < 0.5 and ruler.min() > 0.9


def test_he_is_less_sure_in_his_own_reign_and_nobody_is_after_it(reader):
    words = (
        "an ancient story . in avanti king arjun rules . the barn is full . "
        "a poet sings . king arjun goes to war . king arjun wins . king arjun dies ."
    ).split()
    ends = [t for t, word in enumerate(words) if word == "."][1:]
    told = answer_probabilities(reader, words, VOCABULARY, "first", NAMES[:4], ends)
    arjun = told[:, NAMES.index("arjun")]
    assert round(100 * arjun[3]) == 41 and told[-1].max() < 0.5
