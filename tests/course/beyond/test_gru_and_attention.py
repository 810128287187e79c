"""The GRU and the head of attention: right gradients, and what they must obey."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.cells import sigmoid
from lstmlib.course.beyond.attention import Attention
from lstmlib.course.beyond.gru import GRU
from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.layers import Embedding, Linear
from lstmlib.models import SequenceModel, word_model
from lstmlib.training import fit

SIZES = st.tuples(*[st.integers(1, 4)] * 4)  # N, T, D, H
SMALLEST = [(1, 1, 1, 1), (1, 5, 2, 3), (3, 1, 2, 3), (3, 5, 2, 1), (3, 5, 1, 3)]
KINDS = pytest.mark.parametrize("kind", [GRU, Attention])


def layer_of(kind, sizes, rng, dtype=float):
    """A layer whose weights are all somewhere, biases too."""
    layer = kind(*sizes[2:], rng=rng, dtype=dtype)
    for array in layer.params.values():
        array += rng.normal(size=array.shape)
    return layer


def check_gradients(kind, sizes, seed):
    """By the complex step; a GRU begins from a state that is not zero."""
    (N, T, D, H), rng = sizes, np.random.default_rng(seed)
    layer = layer_of(kind, sizes, rng, complex)
    x, dh = rng.normal(size=(N, T, D)).astype(complex), rng.normal(size=(N, T, H))
    state = rng.normal(size=(N, H)) if kind is GRU else None
    dx, grads = layer.backward(dh, layer.forward(x, state))
    expected = numerical_gradient(
        lambda: (dh * layer.forward(x, state).h).sum(), {**layer.params, "x": x}
    )
    assert grads.keys() == layer.params.keys()
    for name, gradient in {**grads, "x": dx}.items():
        assert relative_error(gradient.real, expected[name]) <= 1e-11, name


@KINDS
@settings(max_examples=25)
@given(sizes=SIZES, seed=st.integers(0, 2**32 - 1))
def test_gradients_are_right(kind, sizes, seed):
    check_gradients(kind, sizes, seed)


@KINDS
@pytest.mark.parametrize("sizes", SMALLEST)
def test_gradients_of_the_smallest_are_right(kind, sizes):
    check_gradients(kind, sizes, 0)


def test_a_gru_follows_its_equations_and_goes_on_from_its_state():
    rng = np.random.default_rng(0)
    layer = layer_of(GRU, (2, 6, 3, 4), rng)
    x, p, h = rng.normal(size=(2, 6, 3)), layer.params, np.zeros((2, 4))
    trace = layer.forward(x)
    for t in range(6):
        x_r, x_z, x_n = np.split(x[:, t] @ p["W_x"] + p["b"], 3, axis=1)
        h_r, h_z, h_n = np.split(h @ p["W_h"], 3, axis=1)
        z = sigmoid(x_z + h_z)
        n = np.tanh(x_n + sigmoid(x_r + h_r) * (h_n + p["b_n"]))
        h = z * h + (1 - z) * n
        np.testing.assert_allclose(trace.h[:, t], h, rtol=1e-12)
    rest = layer.forward(x[:, 4:], trace.h[:, 3])
    np.testing.assert_allclose(rest.h, trace.h[:, 4:], rtol=1e-12)


def test_a_gru_keeps_what_it_has_while_its_update_gate_is_1():
    layer = GRU(2, 3, rng=np.random.default_rng(0), keep_bias=50.0, dtype=float)
    h = np.array([[0.1, -0.5, 0.9]])
    np.testing.assert_allclose(layer.forward(np.ones((1, 9, 2)), h).h[:, -1], h)


def test_attention_looks_at_its_own_past_alone():
    rng = np.random.default_rng(0)
    layer, x = layer_of(Attention, (2, 6, 3, 4), rng), rng.normal(size=(2, 6, 3))
    looks = layer.forward(x)
    np.testing.assert_allclose(looks.a.sum(axis=2), 1)
    assert (looks.a >= 0).all() and not np.triu(looks.a, 1).any()
    np.testing.assert_allclose(looks.h[:, 0], looks.v[:, 0])
    np.testing.assert_allclose(layer.forward(x[:, :4]).h, looks.h[:, :4], rtol=1e-12)


@pytest.mark.parametrize("sizes", [*SMALLEST, (2, 6, 3, 4)])
def test_attention_is_pytorchs(torch, sizes):
    """The same h and gradients as its scaled_dot_product_attention in float64."""
    (N, T, D, H), rng = sizes, np.random.default_rng(3)
    layer = layer_of(Attention, sizes, rng)
    x, dh = rng.normal(size=(N, T, D)), rng.normal(size=(N, T, H))
    trace = layer.forward(x)
    dx, grads = layer.backward(dh, trace)
    ours = {
        name: torch.tensor(array, requires_grad=True)
        for name, array in {**layer.params, "x": x}.items()
    }
    q, k, v = (ours["x"] @ ours[name] for name in ("W_q", "W_k", "W_v"))
    look = torch.nn.functional.scaled_dot_product_attention
    h = look(q, k, v, is_causal=True)
    h.backward(torch.tensor(dh))
    np.testing.assert_allclose(trace.h, h.detach().numpy(), rtol=1e-10, atol=1e-12)
    for name, gradient in {**grads, "x": dx}.items():
        assert relative_error(gradient, ours[name].grad.numpy()) <= 1e-10, name


def test_attention_knows_no_places():
    """The order of the words before the last one does not change what that finds."""
    rng = np.random.default_rng(1)
    layer, x = layer_of(Attention, (2, 6, 3, 4), rng), rng.normal(size=(2, 6, 3))
    mixed = x[:, [3, 0, 4, 1, 2, 5]]
    last, other = layer.forward(x).h[:, -1], layer.forward(mixed).h[:, -1]
    np.testing.assert_allclose(last, other, rtol=1e-12)


@KINDS
def test_a_model_learns_with_them_in_float32(kind):
    rng = np.random.default_rng(2)
    layer = kind(4, 6, rng=rng)
    model = SequenceModel(
        Embedding(5, 4, rng=rng), layer, Linear(layer.hidden_size, 5, rng=rng)
    )
    words = rng.integers(0, 5, (16, 6))
    losses = fit(model, [(words, words)] * 150, learning_rate=0.02).loss
    assert losses[-1] < 0.3 * losses[0]
    assert model.forward(words).h.dtype == np.float32


def test_a_gru_can_be_the_layer_of_a_word_model():
    rng = np.random.default_rng(0)
    model = word_model(GRU(4, 6, rng=rng), 7, rng=rng)
    assert model.logits(np.zeros((2, 3), int)).shape == (2, 3, 7)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda gru, head: gru.forward(np.zeros((2, 3))), "of shape"),
        (lambda gru, head: head.forward(np.zeros((1, 0, 2))), "at least one"),
        (lambda gru, head: gru.forward(np.full((1, 1, 2), np.nan)), "finite"),
        (lambda gru, head: gru.forward(np.zeros((1, 1, 2)), np.zeros((2, 3))), "state"),
        (lambda gru, head: head.forward(np.zeros((1, 1, 2)), 3), "no state"),
        (
            lambda gru, head: gru.backward(
                np.zeros((1, 1, 2)), gru.forward(np.ones((1, 1, 2)))
            ),
            "dh of shape",
        ),
        (lambda gru, head: GRU(0, 2, rng=np.random.default_rng(0)), "whole number > 0"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(make, told):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=told):
        make(GRU(2, 3, rng=rng), Attention(2, 3, rng=rng))
