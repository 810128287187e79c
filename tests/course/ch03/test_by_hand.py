"""Chapter 03: both memories made by hand keep a king, and each pays its price."""

import numpy as np
import pytest

from lstmlib.course.ch03 import by_hand
from lstmlib.course.lab.gradient_flow import gradient_norms
from lstmlib.course.stories.king_streams import VOCABULARY, recall_batch


@pytest.mark.parametrize(
    ("network", "margin"), [("second path", np.tanh(1)), ("one state", 1.915)]
)
def test_both_keep_the_king_over_a_thousand_words(network, margin):
    told = by_hand.measure(network)
    assert told.right == told.right_far == 1
    assert told.margin == pytest.approx(margin, abs=1e-3)
    assert told.tried == 20


def test_under_noise_the_latch_keeps_more_than_the_wall():
    wall, latch = (by_hand.measure(n) for n in ("second path", "one state"))
    assert latch.right_noise == 1 and 0.8 < wall.right_noise < 0.97
    assert wall.found > 15 and latch.found == 0
    assert latch.search.endswith("begun quietly 12 of 20")


def test_the_gradient_arrives_on_the_wall_and_not_at_the_latch():
    tokens, _ = recall_batch(np.random.default_rng(3), 1, 40)
    x = np.eye(len(VOCABULARY))[tokens]
    wall, latch = by_hand.second_path(), by_hand.one_state()
    assert gradient_norms(wall, wall.forward(x))[40] == pytest.approx(1)
    assert gradient_norms(latch, latch.forward(x))[40] < 1e-30


def test_the_margin_is_that_of_the_nearest_rival():
    memory = np.array([[[0.5, 0.2, 0.4, 0]], [[0.5, 0.7, 0, 0]]])
    got = by_hand.margins(memory, np.array([[0], [0]]))
    np.testing.assert_allclose(got, [0.1, -0.2])
