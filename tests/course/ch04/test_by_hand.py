"""Chapter 04: an additive memory made by hand follows the line of kings, and fades."""

import itertools

import numpy as np
import pytest

from lstmlib.course.ch04 import by_hand
from lstmlib.course.lab.recall import accuracy
from lstmlib.course.stories.king_streams import VOCABULARY, succession_batch


def test_it_is_right_on_every_question_and_the_margin_is_tiny():
    told = by_hand.measure()
    assert told.right == told.right_far == 1
    assert 0 < told.margin < 1e-6
    assert told.right_noise < 0.6 and told.found == 0 and told.tried == 16


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_the_last_name_stands_highest(gap, names=6):
    """In all lines of six kings, with so many words after each of them."""
    lines = np.array(
        [
            line
            for line in itertools.product(range(4), repeat=names)
            if all(a != b for a, b in itertools.pairwise(line))
        ]
    )
    tokens = np.full((len(lines), names, 1 + gap), len(VOCABULARY) - 1)
    tokens[:, :, 0] = lines
    x = np.eye(len(VOCABULARY))[tokens.reshape(len(lines), -1)]
    c = by_hand.pulled_back().forward(x).c.reshape(*tokens.shape, 4)
    assert (c.argmax(axis=-1) == lines[:, :, None]).all()


@pytest.mark.parametrize("pull", [0.1, 0.5])
def test_everything_fades_by_one_factor(pull):
    layer, words = by_hand.pulled_back(pull), np.eye(len(VOCABULARY))
    c = layer.forward(words[[[0] + [5] * 80]]).c[0]
    assert c[-1] / c[-2] == pytest.approx(1 - pull, abs=0.01)


def test_a_weak_pull_errs_by_itself_and_loses_less_to_noise():
    weak, strong = (
        by_hand.what_it_does(by_hand.pulled_back(pull), [0.01]) for pull in (0.1, 0.5)
    )
    assert 0.95 < weak.far < 1 == strong.far
    assert weak.noisy[0.01] > strong.noisy[0.01] + 0.2


def test_a_forget_gate_chooses_when_and_keeps_its_strength():
    told = by_hand.what_it_does(by_hand.let_go(), [0.01])
    assert told.near == told.far == 1
    assert told.margin == pytest.approx(np.tanh(1), abs=1e-6)
    assert told.noisy[0.01] > 0.99


def test_a_latch_keeps_its_strength_at_a_half_and_fails_at_nine_tenths():
    told, slow = (by_hand.what_it_does(by_hand.latched(f), [0.01]) for f in (0.5, 0.9))
    assert told.near == told.far == 1
    assert told.margin == pytest.approx(0.21, abs=0.005)
    assert told.noisy[0.01] > 0.99 and slow.far < 0.4


def test_a_unit_that_writes_itself_again_stays():
    c = by_hand.renewed(1000)
    assert c[9] == pytest.approx(c[-1], abs=0.01) and 1.9 < c[-1] < 1.92


def test_the_model_answers_as_the_layer_does():
    tokens, targets = succession_batch(np.random.default_rng(4), 20, 60)
    words = np.eye(len(VOCABULARY), dtype=np.float32)

    class Reader:
        def logits(self, tokens):
            return by_hand.model().logits(words[tokens])

    assert accuracy(Reader(), tokens, targets) == 1
