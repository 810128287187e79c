"""Chapter 13: dropout has the gradient of the loss that it shows, and hides a share."""

import numpy as np
import pytest

from lstmlib import LSTM, RNN, Linear, SequenceModel, word_model
from lstmlib.course.ch13.dropout import Dropout
from lstmlib.gradcheck import numerical_gradient, relative_error


def small(layer, dtype):
    rng = np.random.default_rng(0)
    return word_model(layer(3, 4, rng=rng, dtype=dtype), 5, rng=rng)


@pytest.mark.parametrize("layer", [LSTM, RNN])
def test_the_gradient_is_that_of_the_loss_with_the_same_words_hidden(layer):
    tokens = np.random.default_rng(1).integers(0, 5, (2, 6))
    targets = np.where(tokens == 3, -1, np.roll(tokens, 1, 1))

    def learn(model):
        learner = Dropout(model, 0.4, np.random.default_rng(7))
        return learner.loss_and_gradients(tokens, targets)

    exact = small(layer, np.complex128)
    slopes = numerical_gradient(lambda: learn(exact)[0], exact.params)
    _, grads = learn(small(layer, np.float64))
    assert grads.keys() == slopes.keys()
    for name, slope in slopes.items():
        assert relative_error(grads[name], slope) < 1e-11, name


def test_without_a_share_it_is_the_model():
    tokens = np.random.default_rng(1).integers(0, 5, (2, 6))
    model = small(LSTM, np.float64)
    loss, grads = Dropout(model, 0, np.random.default_rng(0)).loss_and_gradients(
        tokens, tokens
    )
    own, theirs = model.loss_and_gradients(tokens, tokens)
    assert loss == own
    assert all((grads[name] == g).all() for name, g in theirs.items())


def test_a_share_is_hidden_and_the_rest_counts_more():
    learner = Dropout(small(LSTM, np.float64), 0.3, np.random.default_rng(0))
    mask = learner._mask(np.zeros((100, 100)))
    assert abs((mask == 0).mean() - 0.3) < 0.02 and abs(mask.mean() - 1) < 0.03


@pytest.mark.parametrize("share", [-0.1, 1, 1.5])
def test_another_share_gets_one_sentence(share):
    with pytest.raises(ValueError, match="expected a share of 0 or more, below 1"):
        Dropout(small(LSTM, np.float64), share, np.random.default_rng(0))


def test_a_model_of_numbers_gets_one_sentence():
    rng = np.random.default_rng(0)
    model = SequenceModel(None, LSTM(1, 2, rng=rng), Linear(2, 1, rng=rng))
    with pytest.raises(ValueError, match="expected a model that reads words"):
        Dropout(model, 0.5, rng)
