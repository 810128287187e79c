"""The cell explorer: its numbers are the trace's, and a held gate is really held."""

import re

import numpy as np
import pytest

from lstmlib.cells import sigmoid
from lstmlib.course.ch07 import handmade_lstm, widgets
from lstmlib.course.drawing.shapes import number
from lstmlib.course.drawing.svg import Text
from lstmlib.course.lab.interventions import ClampGate, answers_to, edited_trace
from lstmlib.course.stories.grammar import chronicle_vocabulary
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.vocabulary import Vocabulary

VOCABULARY = Vocabulary(["king", "arjun", "bala", "dies", "son", "becomes", "."])
WORDS = "king arjun . king arjun dies . son bala becomes king .".split()
UNITS = {"first": 0, "last": 4}
ENDS = ("c_prev", "h_prev", "c", "h")


def random_model(seed, **settings):
    rng = np.random.default_rng(seed)
    layer = LSTM(3, 5, rng=rng, **settings)
    for name, weights in layer.params.items():
        layer.params[name] = weights + 0.8 * rng.normal(size=weights.shape)
    return word_model(layer, len(VOCABULARY), rng=rng)


RNG = np.random.default_rng(0)
RNN_MODEL = word_model(RNN(3, 5, rng=RNG), len(VOCABULARY), rng=RNG)


def printed(svg):
    """The numbers of the diagram, by name, read from the text of its SVG."""
    said = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    ends = {name: said[said.index(name) + 1] for name in ENDS}
    pairs = [re.match(r"([figo]) = (−?[\d.]+)", text) for text in said]
    return ends | {pair[1]: pair[2] for pair in pairs if pair}


def expected(trace, at, unit):
    fields = (*ENDS, "i", "f", "g", "o")
    return {name: number(getattr(trace, name)[0, at, unit]) for name in fields}


@pytest.mark.parametrize("seed", range(4))
def test_the_numbers_are_the_traces_at_every_step(seed):
    model = random_model(seed)
    trace = model.forward(VOCABULARY.encode(WORDS)[None])
    explorer = widgets.cell_explorer(model, VOCABULARY, WORDS, UNITS, hold="none")
    for name, unit in UNITS.items():
        for at in range(len(WORDS)):
            explorer.set(word=at + 1, unit=name)
            svg = explorer.drawing.to_svg()
            assert printed(svg) == expected(trace, at, unit)
            assert f"“{WORDS[at]}”" in svg and name in svg


def by_hand(model, gate, unit, value, places):
    """The recurrence written out, with one gate replaced: c and h, (T, H)."""
    p, H = model.layer.params, model.layer.hidden_size
    x = model.embedding.params["W"][VOCABULARY.encode(WORDS)]
    h, c, states = np.zeros(H), np.zeros(H), []
    for t, row in enumerate(x):
        a = row @ p["W_x"] + h @ p["W_h"] + p["b"]
        i, f, g, o = a[:H], a[H : 2 * H], a[2 * H : 3 * H], a[3 * H :]
        gates = {"i": sigmoid(i), "f": sigmoid(f), "o": sigmoid(o)}
        if t in places:
            gates[gate][unit] = value
        c = gates["f"] * c + gates["i"] * np.tanh(g)
        h = gates["o"] * np.tanh(c)
        states.append((c, h))
    return (np.array(state) for state in zip(*states, strict=True))


@pytest.mark.parametrize("gate", ["f", "i", "o"])
@pytest.mark.parametrize("when", ["at this word", "at every word"])
def test_a_held_gate_is_the_same_recurrence_with_that_gate_replaced(gate, when):
    model = random_model(7, dtype=np.float64)
    explorer = widgets.cell_explorer(model, VOCABULARY, WORDS, UNITS)
    for at in (0, 4, len(WORDS) - 1):
        for value in (0.0, 0.35, 1.0):
            explorer.set(word=at + 1, unit="last", gate=gate, value=value, when=when)
            places = [at] if when == "at this word" else range(len(WORDS))
            c, h = by_hand(model, gate, 4, value, places)
            shown = printed(explorer.drawing.to_svg())
            assert (shown["c"], shown["h"]) == (number(c[at, 4]), number(h[at, 4]))
            assert shown[gate] == number(value)
            held = f"{gate} = {number(value)}, held"
            svg = explorer.drawing.to_svg()
            assert re.findall(r">([figo] = [^<]*, held)<", svg) == [held]
            x = model.embedding.forward(VOCABULARY.encode(WORDS)[None])
            trace = edited_trace(model.layer, x, [ClampGate(gate, value, [4], places)])
            np.testing.assert_allclose(trace.c[0], c, atol=1e-12)
            np.testing.assert_allclose(trace.h[0], h, atol=1e-12)


def test_a_gate_that_is_not_held_is_the_models_own():
    model = random_model(3, dtype=np.float64, fixed_gates={"i": 0.7})
    tokens = VOCABULARY.encode(WORDS)[None]
    own = model.forward(tokens)
    held = edited_trace(
        model.layer, own.x, [ClampGate("i", 0.7, [0], range(len(WORDS)))]
    )
    for field, same in zip(own, held, strict=True):
        np.testing.assert_allclose(field, same, atol=1e-12)
    assert own.c.flags.writeable is False  # and nothing of it was changed


def test_the_line_of_the_story_and_the_answers_follow_the_hand():
    """The dead king who is not forgotten is still on the throne, beside his son."""
    vocabulary = chronicle_vocabulary()
    model, units = handmade_lstm.throne(vocabulary), handmade_lstm.throne_units()
    start = WORDS.index("dies") + 1
    story = [*WORDS, "king"]
    explorer = widgets.cell_explorer(model, vocabulary, story, units, start=start)
    explorer.set(unit="seat of arjun")
    told = "c of seat of arjun goes from 1.00 to 1.00 with f held at 1.00, not 0.00"
    assert told in explorer.drawing.finding
    assert explorer.drawing.finding.endswith("the hand changes 2 answers")
    assert explorer.drawing.to_svg().count(">▲<") == 2
    x = model.forward(vocabulary.encode(story)[None]).x
    clamp = ClampGate("f", 1.0, [units["seat of arjun"]], [start - 1])
    held = edited_trace(model.layer, x, [clamp])
    both = answers_to(model, vocabulary, held)[-1]
    assert sorted(both.split(" or ")) == ["arjun", "bala"]
    explorer.set(gate="none")
    assert "goes from 1.00 to 0.00" in explorer.drawing.finding
    assert ">▲<" not in explorer.drawing.to_svg()
    explorer.set(word=len(story))
    assert "says “bala”" in explorer.drawing.to_svg()
    explorer.set(word=len(story) - 1)
    assert "says nothing" in explorer.drawing.to_svg()


def throne_explorer(story, start):
    """The cell explorer of the throne that was set by hand."""
    vocabulary = chronicle_vocabulary()
    model, units = handmade_lstm.throne(vocabulary), handmade_lstm.throne_units()
    return widgets.cell_explorer(model, vocabulary, story.split(), units, start=start)


def test_the_answer_in_the_picture_is_that_of_the_network_under_the_hand():
    """With his forget gate shut at every word the king is lost before he is asked."""
    explorer = throne_explorer("king arjun rules . king", start=5)
    explorer.set(unit="seat of arjun", value=0.0, when="at every word")
    assert "says nothing" in explorer.drawing.to_svg()
    explorer.set(gate="none")
    assert "says “arjun”" in explorer.drawing.to_svg()


def test_a_hand_on_one_unit_is_seen_and_told_in_the_others():
    """The flag that stays up lets a poet sit down on the throne."""
    explorer = throne_explorer("king arjun rules . poet bala sings .", start=4)
    explorer.set(unit="royal", value=1.0)
    assert explorer.drawing.finding.endswith("no answers and 1 other unit")
    svg = explorer.drawing.to_svg()
    assert ">seat of bala<" in svg and ">seat of chandra<" not in svg
    explorer.set(value=0.0)
    assert explorer.drawing.finding.endswith(
        "as it is anyway; the hand changes no answers"
    )
    assert ">seat of bala<" not in explorer.drawing.to_svg()


def test_every_corner_has_a_picture_and_both_ends_of_a_slider_differ():
    explorer = widgets.cell_explorer(random_model(0), VOCABULARY, WORDS, UNITS)
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(findings) == len(explorer.extremes()) == 2 * 2 * 4 * 2 * 2
    assert explorer.drawing.finding == before
    for name, ends in {"word": (1, len(WORDS)), "value": (0.0, 1.0)}.items():
        told = set()
        for end in ends:
            explorer.set(**{name: end})
            told.add(explorer.drawing.finding)
        assert len(told) == 2
        explorer.set(word=1, value=1.0)


@pytest.mark.parametrize(("gate", "value"), [("g", 0.5), ("f", 1.5), ("x", 0)])
def test_no_other_gate_or_value_can_be_held(gate, value):
    model = random_model(0)
    x = model.embedding.forward(VOCABULARY.encode(WORDS)[None])
    with pytest.raises(ValueError, match="expected fixed_gates to give i, f or o"):
        edited_trace(model.layer, x, [ClampGate(gate, value, [0], [0])])


@pytest.mark.parametrize("unit", [-1, 5, 1.5])
def test_no_hand_reaches_a_unit_that_is_not_there(unit):
    model = random_model(0)
    x = model.embedding.forward(VOCABULARY.encode(WORDS)[None])
    with pytest.raises(ValueError, match=f"expected a unit in 0..4, got {unit}"):
        edited_trace(model.layer, x, [ClampGate("f", 1.0, [unit], [0])])


@pytest.mark.parametrize(
    ("model", "words", "units", "sentence"),
    [
        (random_model(0), WORDS, {"ninth": 9}, "expected units in 0..4, got"),
        (random_model(0), WORDS, {}, "expected units in 0..4, got {}"),
        (random_model(0), WORDS, {"half": 1.5}, "expected units in 0..4, got"),
        (None, WORDS, UNITS, "expected an LSTM that answers with 7 words, got"),
        (random_model(0).layer, WORDS, UNITS, "with 7 words, got an LSTM with 0"),
        (random_model(0), WORDS[:1], UNITS, "expected a story of two words or more"),
        (random_model(0), ["king", "dyes"], UNITS, "did you mean 'dies'?"),
        (
            RNN_MODEL,
            WORDS,
            UNITS,
            "expected an LSTM that answers with 7 words, got an RNN",
        ),
    ],
)
def test_what_cannot_be_explored_is_said(model, words, units, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        widgets.cell_explorer(model, VOCABULARY, words, units)


def test_long_stories_and_long_words_have_room():
    """Every name below the axis is further from the next one than it is high."""
    model = random_model(0)
    for words in (WORDS[:2], WORDS * 8):
        explorer = widgets.cell_explorer(model, VOCABULARY, words, UNITS)
        explorer.set(word=len(words))
        svg = explorer.drawing.to_svg()
        places = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*rotate', svg)]
        assert len(places) == len(words) or np.diff(places).min() > 12


def test_the_word_that_is_read_stands_above_and_below_and_all_words_fit():
    words = WORDS * 8
    explorer = widgets.cell_explorer(random_model(0), VOCABULARY, words, UNITS)
    for at in (0, 1, 7, len(words) // 2, len(words) - 1):
        explorer.set(word=at + 1)
        texts = [s for s in explorer.drawing.shapes if isinstance(s, Text)]
        bold = [s.words for s in texts if s.weight == "bold"]
        turned = [s.words for s in texts if s.turn and s.weight == "bold"]
        assert turned == [words[at]] and bold.count(words[at]) >= 2
        for text in (s for s in texts if s.y == -18):
            share = {"start": 0, "middle": 0.5, "end": 1}[text.anchor]
            length = 0.6 * text.size * len(text.words)
            assert 0 <= text.x - share * length <= 720 - length
