"""Silent unless asked without an output gate, by hand; and the one thing it cannot."""

import numpy as np
import pytest

from lstmlib.course.ch06 import by_hand
from lstmlib.course.ch06.by_hand import VOTES, WHISPER, WITH_GATE
from lstmlib.course.ch06.silent_streams import BAR, one_hot
from lstmlib.course.data import read_table
from lstmlib.course.stories.king_streams import KINGS, VOCABULARY

WORDS = "deva rain who? wind bala who? who? song".split()


def said(votes):
    return by_hand.cell(votes).logits(one_hot([VOCABULARY.encode(WORDS)]))[0].copy()


def test_the_cell_whispers_its_king_and_says_him_when_asked():
    assert by_hand.cell(VOTES).layer.fixed_gates == {"o": 1.0}
    names = ["deva"] * 4 + ["bala"] * 4
    speech, rulers = said(VOTES), [KINGS.index(name) for name in names]
    own = speech[np.arange(8), rulers]
    asked = np.array(WORDS) == "who?"
    np.testing.assert_allclose(own[asked], np.tanh(1 + WHISPER), atol=0.01)
    np.testing.assert_allclose(own[~asked], WHISPER, atol=0.005)
    speech[np.arange(8), rulers] = 0
    assert abs(speech).max() < 0.001


def test_a_second_question_may_be_louder_than_the_bound():
    open_gate = VOTES | {"f": {"other name": -60, "always": 10}}
    assert said(open_gate)[6].max() > 0.95 > said(open_gate)[5].max()


@pytest.mark.parametrize("votes", [VOTES, WITH_GATE])
@pytest.mark.parametrize("length", [60, 400])
def test_with_and_without_the_gate_they_meet_the_bar(votes, length):
    heard = by_hand.heard_with_noise(by_hand.cell(votes).layer, 0, length)
    assert heard.named == 1 and heard.error < 0.07 < BAR
    assert 0.75 < heard.answer < 0.79


def test_the_gate_keeps_what_noise_takes_from_the_whisper():
    without, gated = (by_hand.cell(votes).layer for votes in (VOTES, WITH_GATE))
    assert by_hand.heard_with_noise(without, 0.01).named < 0.85
    assert by_hand.heard_with_noise(gated, 0.01).named == 1
    assert by_hand.keep_when_shaken(without, 0.005) == 20
    assert by_hand.keep_when_shaken(without, 0.02) == 1
    assert by_hand.keep_when_shaken(gated, 0.02) == 20


@pytest.mark.parametrize("quiet", [0.001, 0.06, 0.3])
def test_nothing_is_louder_than_the_bound_after_silence(quiet):
    rng, bound = np.random.default_rng(1), np.tanh(1 + np.arctanh(quiet))
    assert by_hand.loudest_after_silence({"o": 1.0}, quiet, rng, 10) < bound + 1e-6
    assert by_hand.loudest_after_silence({}, quiet, rng, 10) > 0.9


def test_it_is_possible_and_was_not_found():
    possible = by_hand.measure()
    assert possible.right == possible.right_far == 1 and possible.margin > 0.75
    assert (possible.found, possible.tried) == (0, 10)
    assert round(possible.right_noise, 1) == 0.7
    assert "(error 0.07, bar 0.1)" in possible.network


def test_the_row_tells_whom_the_found_cells_name_and_the_bound():
    possible, table = by_hand.measure(), read_table("silent_streams.csv")
    kind = (table["readout"] == "speech") & (table["units"] == 4)
    named = table["named"][kind & (table["output_gate"] == 0)]
    least, most = (int(round(100 * n)) for n in (named.min(), named.max()))
    assert len(named) == 10 and f"name {least} to {most} %" in possible.search
    assert f"{np.tanh(1 + np.arctanh(WHISPER)):.2f} at most" in possible.price
