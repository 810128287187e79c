"""Bad input that once went wrong in silence, or slowly: one clear sentence each."""

import numpy as np
import pytest

from lstmlib.layers import LSTM, RNN, Embedding, Linear
from lstmlib.losses import mean_squared_error
from lstmlib.models import load, word_model
from lstmlib.training import clip_grad_norm, gradient_norm
from lstmlib.vocabulary import Vocabulary


def rng():
    return np.random.default_rng(0)


def small_model():
    return word_model(RNN(2, 3, rng=rng()), 5, rng=rng())


def test_a_model_that_could_not_be_loaded_is_not_saved(tmp_path):
    path, model = tmp_path / "king.npz", small_model()
    model.save(path)
    good = path.read_bytes()
    model.linear.params["b"][0] = np.nan
    with pytest.raises(ValueError, match=r"finite numbers in linear\.b"):
        model.save(path)
    assert path.read_bytes() == good and load(path).params.keys() == model.params.keys()
    complex_one = word_model(RNN(2, 3, rng=rng(), dtype=complex), 5, rng=rng())
    with pytest.raises(ValueError, match="expected floats in .*, got complex128"):
        complex_one.save(path)
    assert path.read_bytes() == good


@pytest.mark.parametrize("make", [RNN, LSTM, Linear, Embedding])
def test_weights_of_whole_numbers_are_refused(make):
    with pytest.raises(ValueError, match="expected a dtype of floats, got .*int64"):
        make(2, 3, rng=rng(), dtype=np.int64)


def test_a_forget_bias_of_nan_is_refused():
    with pytest.raises(ValueError, match="finite numbers in forget_bias"):
        LSTM(2, 3, rng=rng(), forget_bias=np.nan)


def test_a_trace_cannot_be_changed_by_accident():
    trace = LSTM(2, 3, rng=rng()).forward(np.zeros((1, 4, 2)))
    for name in ("h", "h_prev", "c", "c_prev", "i", "f", "g", "o"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(trace, name)[0, 0, 0] = 1.0


def test_gradients_of_another_shape_are_refused():
    linear, x = Linear(3, 2, rng=rng()), np.zeros((3, 2, 3))
    with pytest.raises(ValueError, match=r"dy of shape \(3, 2, 2\), got \(2, 3, 2\)"):
        linear.backward(np.zeros((2, 3, 2)), x)
    tokens = np.zeros((2, 3), int)
    with pytest.raises(ValueError, match=r"dx of shape \(2, 3, 4\), got \(2, 3, 1\)"):
        Embedding(5, 4, rng=rng()).backward(np.zeros((2, 3, 1)), tokens)


def test_squared_error_of_whole_predictions_keeps_the_fractions():
    loss, grad = mean_squared_error(np.zeros((1, 1), int), np.array([[0.7]]))
    assert loss == pytest.approx(0.49) and grad[0, 0] == pytest.approx(-1.4)


def test_the_norm_of_large_float32_gradients_does_not_overflow():
    grads = {"W": np.full(4, 1e20, np.float32)}
    assert gradient_norm(grads) == pytest.approx(2e20)
    clipped, _ = clip_grad_norm(grads, 1.0)
    np.testing.assert_allclose(clipped["W"], 0.5)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_is_not_clipped_away(bad):
    with pytest.raises(
        FloatingPointError, match="expected finite numbers in the gradient, got"
    ):
        clip_grad_norm({"W": np.array([1.0, bad])}, 1.0)


def test_a_string_is_no_list_of_words():
    with pytest.raises(ValueError, match="a list of words, got 'king'"):
        Vocabulary(["king"]).encode("king")
