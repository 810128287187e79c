"""A price on gates is paid in the loss, with the right gradient of every weight."""

import numpy as np
import pytest

from lstmlib.course.lab.priced_gates import PricedGates
from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.layers import LSTM, RNN, Linear
from lstmlib.models import SequenceModel, word_model
from lstmlib.training import fit


def make(layer_type=LSTM, dtype=float, **settings):
    rng = np.random.default_rng(0)
    model = word_model(layer_type(3, 4, rng=rng, dtype=dtype, **settings), 6, rng=rng)
    tokens, targets = rng.integers(0, 4, (2, 5)), np.full((2, 5), -1)
    targets[[0, 0, 1, 1], [0, 3, 1, 4]] = rng.integers(0, 6, 4)
    return model, tokens, targets


@pytest.mark.parametrize("fixed", [{}, {"i": 1.0}, {"f": 0.9, "o": 1.0}])
def test_gradients_equal_the_complex_step(fixed):
    model, *batch = make(dtype=complex, fixed_gates=fixed)
    priced, trace = PricedGates(model, 0.7), model.forward(batch[0])
    paid = 0.7 * (trace.i.mean() + 1 - trace.f.mean())
    loss, grads = priced.loss_and_gradients(*batch)
    assert loss == pytest.approx(model.loss(*batch) + paid, rel=1e-14)
    expected = numerical_gradient(lambda: priced.loss(*batch), priced.params)
    assert sorted(grads) == sorted(model.params)
    for name in grads:
        assert relative_error(grads[name], expected[name]) < 1e-12, name


def test_without_a_price_it_is_the_model():
    model, *batch = make()
    loss, grads = PricedGates(model, 0.0).loss_and_gradients(*batch)
    expected_loss, expected = model.loss_and_gradients(*batch)
    assert loss == expected_loss
    for name in grads:
        np.testing.assert_allclose(grads[name], expected[name], rtol=1e-12)


def test_the_price_closes_input_gates_and_opens_forget_gates():
    """Both models learn the same; the one that pays does it with fewer open gates."""
    gates = []
    for price in (0.0, 1.0):
        model, *batch = make(dtype=np.float32)
        history = fit(PricedGates(model, price), [batch] * 200, learning_rate=0.02)
        trace = model.forward(batch[0])
        gates.append((trace.i.mean(), trace.f.mean()))
        assert len(history.loss) == 200 and history.loss[-1] < history.loss[0]
    (i, f), (i_priced, f_priced) = gates
    assert i_priced < i - 0.1 and f_priced > f + 0.1


def test_gradients_have_the_dtype_of_the_weights():
    model, *batch = make(dtype=np.float32)
    _, grads = PricedGates(model, 0.03).loss_and_gradients(*batch)
    assert {g.dtype for g in grads.values()} == {np.dtype(np.float32)}


def test_a_price_needs_an_lstm_that_reads_words_and_is_not_negative():
    with pytest.raises(ValueError, match="expected a price of 0 or more, got -1"):
        PricedGates(make()[0], -1)
    with pytest.raises(ValueError, match="expected an LSTM that reads words, got an R"):
        PricedGates(make(RNN)[0], 0.1)
    rng = np.random.default_rng(0)
    numbers = SequenceModel(None, LSTM(3, 4, rng=rng), Linear(4, 1, rng=rng))
    with pytest.raises(ValueError, match="expected an LSTM that reads words"):
        PricedGates(numbers, 0.1)
