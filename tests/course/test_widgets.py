"""The widgets: driven to every end, and their pictures held to the numbers."""

import numpy as np
import pytest

from lstmlib.course.ch00 import widgets as widgets_00
from lstmlib.course.ch01 import widgets as widgets_01
from lstmlib.course.ch02 import widgets as widgets_02
from lstmlib.course.data import DATA
from lstmlib.course.lab.gradient_flow import fate
from lstmlib.course.lab.recall import answer_probabilities, ask
from lstmlib.course.stories import memory_game
from lstmlib.course.stories.chronicle import NAMES
from lstmlib.course.stories.grammar import chronicle_vocabulary, write_chronicle
from lstmlib.models import load

VOCABULARY = chronicle_vocabulary()


@pytest.fixture(scope="module")
def reader():
    return load(DATA / "rnn_reader.npz")


def explorers(model):
    choices = [memory_game.PASS] * len(memory_game.STORY)
    return {
        "game": widgets_00.memory_game(choices),
        "answers": widgets_01.answer_explorer(model, VOCABULARY),
        "radius": widgets_02.radius_explorer(),
    }


@pytest.mark.parametrize("name", ["game", "answers", "radius"])
def test_every_corner_has_a_picture_and_comes_back(name, reader):
    explorer = explorers(reader)[name]
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(findings) == len(explorer.extremes())
    assert len(set(findings)) > 1, "the finding must follow the sliders"
    if name != "game":  # which keeps the choices that were made on the way
        assert explorer.drawing.finding == before


# ---------------------------------------------------------------- chapter 00


def test_the_game_keeps_a_choice_for_each_sentence():
    choices = [memory_game.PASS] * len(memory_game.STORY)
    play = widgets_00.memory_game(choices)
    play.set(place_now="long-term 1")
    play.set(sentence=2)
    assert play.values() == {"sentence": 2, "place_now": memory_game.PASS}
    play.set(place_now="long-term 2")
    play.set(sentence=1)
    assert play.values() == {"sentence": 1, "place_now": "long-term 1"}
    assert choices[:3] == ["long-term 1", "long-term 2", memory_game.PASS]


def test_the_game_ends_with_the_score_of_the_boxes():
    choices = [memory_game.PASS] * len(memory_game.STORY)
    choices[0], choices[1], choices[9], choices[14] = (
        memory_game.BOXES[1:] + memory_game.BOXES[:1]
    )
    play = widgets_00.memory_game(choices)
    play.set(sentence=len(memory_game.STORY))
    assert "answer 5 of 5 questions" in play.drawing.finding
    svg = play.drawing.to_svg()
    for question, answer, _ in memory_game.QUIZ:
        assert question in svg and answer in svg


def test_the_quiz_is_hidden_until_the_story_is_over():
    svg = widgets_00.draw_game(14, [memory_game.PASS] * 15).to_svg()
    assert not any(question in svg for question, _, _ in memory_game.QUIZ)


# ---------------------------------------------------------------- chapter 01


@pytest.mark.parametrize("filler", [0, 20, 60])
@pytest.mark.parametrize("number", [1, 5, 12])
def test_answers_names_whom_the_network_names(filler, number, reader):
    explorer = widgets_01.answer_explorer(reader, VOCABULARY)
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


def test_answers_reads_a_sentence_of_ones_own(reader):
    explorer = widgets_01.answer_explorer(reader, VOCABULARY)
    words = int(explorer.drawing.finding.split()[1])
    explorer.set(aside="A boy sings")
    assert int(explorer.drawing.finding.split()[1]) == words + 4


@pytest.mark.parametrize(
    ("aside", "sentence"),
    [
        ("poet arjan dies", "got 'arjan'; did you mean 'arjun'?"),
        ("king bala dies", "expected a sentence in which no king dies or is crowned"),
        ("<b>dies</b>", "got '<b>dies</b>'"),
    ],
)
def test_answers_tells_what_is_wrong_with_a_sentence_and_recovers(
    aside, sentence, reader
):
    explorer = widgets_01.answer_explorer(reader, VOCABULARY)
    before = explorer.drawing.finding
    explorer.set(aside=aside)
    assert sentence in explorer.problem
    explorer.set(aside="")
    assert explorer.problem is None and explorer.drawing.finding == before


# ---------------------------------------------------------------- chapter 02


@pytest.mark.parametrize("radius", [0.1, 0.95, 1.05, 3.0])
def test_without_input_the_radius_alone_decides(radius):
    """All states are 0, so the norm of the Jacobian grows as the power of W_h does."""
    norms = widgets_02.radius_flow(radius, 0.0)
    growth = (norms[-1] / norms[-31]) ** (1 / 30)
    assert growth == pytest.approx(radius, rel=0.05)


def test_loud_input_turns_an_exploding_gradient_into_a_fading_one():
    """The answer to a question under the widget."""
    assert fate(widgets_02.radius_flow(1.5, 0.0)[-1]) == "explodes"
    for strength, word in ((0.05, "fades"), (0.75, "carries"), (2.0, "fades")):
        assert fate(widgets_02.radius_flow(1.5, strength)[-1]) == word


def test_the_picture_tells_the_last_norm():
    norms = widgets_02.radius_flow(1.5, 0.3)
    drawing = widgets_02.draw_radius(norms, 1.5)
    assert f"{norms[-1]:.1e}" in drawing.finding
    assert fate(norms[-1]) in drawing.finding


def test_the_answers_under_the_widget_of_chapter_01(reader):
    """Lost in his own reign; a boy who sings tips the answer, a girl does not."""
    explorer = widgets_01.answer_explorer(reader, VOCABULARY)
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
