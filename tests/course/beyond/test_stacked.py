"""Stacked and bidirectional layers: right gradients, PyTorch's numbers, refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.beyond.stacked import Bidirectional, Stacked
from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.layers import LSTM, RNN, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import fit

SIZES = st.tuples(*[st.integers(1, 4)] * 4)  # N, T, D, H
SEED = st.integers(0, 2**32 - 1)
KINDS = pytest.mark.parametrize("kind", [RNN, LSTM])
SMALLEST = [(1, 1, 1, 1), (1, 5, 2, 3), (3, 1, 2, 3), (3, 5, 2, 1), (3, 5, 1, 3)]


def stacked(kind, D, H, rng, dtype):
    sizes = (D, H), (H, H + 1), (H + 1, 1)
    return Stacked(*(filled(kind(*size, rng=rng, dtype=dtype), rng) for size in sizes))


def bidirectional(kind, D, H, rng, dtype):
    return Bidirectional(
        *(filled(kind(D, size, rng=rng, dtype=dtype), rng) for size in (H, H + 1))
    )


def filled(layer, rng):
    """A layer whose biases are not 0."""
    layer.params["b"] += rng.normal(size=layer.params["b"].shape)
    return layer


MAKERS = pytest.mark.parametrize("maker", [stacked, bidirectional])


def states_of(layer, N, rng):
    def state(part):
        h, c = rng.normal(size=(2, N, part.hidden_size))
        return h if isinstance(part, RNN) else (h, c)

    return [state(part) for part in layer.parts]


def check_gradients(maker, kind, sizes, seed):
    """By the complex step, from a state that is not zero, weights and input."""
    (N, T, D, H), rng = sizes, np.random.default_rng(seed)
    layer = maker(kind, D, H, rng, complex)
    x = rng.normal(size=(N, T, D)).astype(complex)
    states = states_of(layer, N, rng)
    dh = rng.normal(size=(N, T, layer.hidden_size)).astype(complex)

    def loss():
        return (dh * layer.forward(x, states).h).sum()

    dx, grads = layer.backward(dh, layer.forward(x, states))
    expected = numerical_gradient(loss, {**layer.params, "x": x})
    assert grads.keys() == layer.params.keys()
    for name, gradient in {**grads, "x": dx}.items():
        assert gradient.shape == expected[name].shape
        assert relative_error(gradient.real, expected[name]) <= 1e-11, name


@MAKERS
@KINDS
@settings(max_examples=15)
@given(sizes=SIZES, seed=SEED)
def test_gradients_are_right(maker, kind, sizes, seed):
    check_gradients(maker, kind, sizes, seed)


@MAKERS
@KINDS
@pytest.mark.parametrize("sizes", SMALLEST)
def test_gradients_of_the_smallest_are_right(maker, kind, sizes):
    check_gradients(maker, kind, sizes, 0)


def test_parts_may_be_made_of_parts():
    """Two bidirectional layers, one on the other, as PyTorch stacks them."""

    def maker(kind, D, H, rng, dtype):
        low = bidirectional(kind, D, H, rng, dtype)
        return Stacked(low, bidirectional(kind, low.hidden_size, H, rng, dtype))

    rng = np.random.default_rng(5)
    layer = maker(LSTM, 2, 3, rng, complex)
    x = rng.normal(size=(2, 4, 2)).astype(complex)
    dh = rng.normal(size=(2, 4, 7)).astype(complex)
    _, grads = layer.backward(dh, layer.forward(x))
    expected = numerical_gradient(lambda: (dh * layer.forward(x).h).sum(), layer.params)
    assert "1.0.W_x" in grads
    for name, gradient in grads.items():
        assert relative_error(gradient.real, expected[name]) <= 1e-11, name


# ------------------------------------------------------------- beside PyTorch


def twin(torch, layer):
    """PyTorch's own layer of two floors, or of two directions, with our weights."""
    first, both = layer.parts[0], isinstance(layer, Bidirectional)
    kind = torch.nn.RNN if isinstance(first, RNN) else torch.nn.LSTM
    how = {"bidirectional": True} if both else {"num_layers": len(layer.parts)}
    theirs = kind(first.input_size, first.hidden_size, batch_first=True, **how)
    weights = {}
    for end, part in zip(ends_of(layer), layer.parts, strict=True):
        p = part.params
        weights[f"weight_ih_{end}"] = p["W_x"].T
        weights[f"weight_hh_{end}"] = p["W_h"].T
        weights[f"bias_ih_{end}"], weights[f"bias_hh_{end}"] = p["b"], 0 * p["b"]
    theirs = theirs.double()
    theirs.load_state_dict({name: torch.tensor(w) for name, w in weights.items()})
    return theirs


def ends_of(layer):
    """How PyTorch ends the names of each part's weights."""
    if isinstance(layer, Bidirectional):
        return "l0", "l0_reverse"
    return [f"l{number}" for number in range(len(layer.parts))]


def check_against_pytorch(torch, joined, kind, sizes, seed):
    (N, T, D, H), rng = sizes, np.random.default_rng(seed)
    inputs = (D, D) if joined is Bidirectional else (D, H)
    parts = [filled(kind(n, H, rng=rng, dtype=float), rng) for n in inputs]
    layer = joined(*parts)
    x, states = rng.normal(size=(N, T, D)), states_of(layer, N, rng)
    dh = rng.normal(size=(N, T, layer.hidden_size))
    theirs, their_x = twin(torch, layer), torch.tensor(x, requires_grad=True)
    if kind is RNN:
        their_states = torch.tensor(np.stack(states))
    else:
        their_states = tuple(
            torch.tensor(np.stack(s)) for s in zip(*states, strict=True)
        )
    h, _ = theirs(their_x, their_states)
    (h * torch.tensor(dh)).sum().backward()
    trace = layer.forward(x, states)
    dx, grads = layer.backward(dh, trace)
    pairs = [(trace.h, h.detach()), (dx, their_x.grad)]
    for number, end in enumerate(ends_of(layer)):
        for ours, name in (
            ("W_x", "weight_ih"),
            ("W_h", "weight_hh"),
            ("b", "bias_ih"),
        ):
            gradient = getattr(theirs, f"{name}_{end}").grad
            pairs.append((grads[f"{number}.{ours}"].T, gradient))
    for actual, expected in pairs:
        assert relative_error(actual, expected.numpy()) <= 1e-10


JOINED = pytest.mark.parametrize("joined", [Stacked, Bidirectional])


@JOINED
@KINDS
@settings(max_examples=15)
@given(sizes=SIZES, seed=SEED)
def test_they_equal_pytorch(torch, joined, kind, sizes, seed):
    check_against_pytorch(torch, joined, kind, sizes, seed)


@JOINED
@KINDS
@pytest.mark.parametrize("sizes", SMALLEST)
def test_the_smallest_equal_pytorch(torch, joined, kind, sizes):
    check_against_pytorch(torch, joined, kind, sizes, 0)


# -------------------------------------------------------- as layers of a model


def test_a_bidirectional_layer_knows_the_future_and_a_stacked_one_does_not():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1, 6, 2))
    later = x.copy()
    later[:, -1] += 1
    for maker, knows in ((stacked, False), (bidirectional, True)):
        layer = maker(LSTM, 2, 3, rng, float)
        differ = np.abs(layer.forward(x).h - layer.forward(later).h)[:, :-1].max()
        assert (differ > 0) == knows


def test_a_stack_goes_on_from_its_states():
    rng = np.random.default_rng(1)
    layer = stacked(LSTM, 2, 3, rng, float)
    x = rng.normal(size=(2, 8, 2))
    first = layer.forward(x[:, :5])
    states = [(t.h[:, -1], t.c[:, -1]) for t in first.traces]
    rest = layer.forward(x[:, 5:], states)
    np.testing.assert_allclose(rest.h, layer.forward(x).h[:, 5:], rtol=1e-12)


@MAKERS
def test_a_model_learns_with_them(maker):
    rng = np.random.default_rng(2)
    layer = maker(LSTM, 1, 4, rng, np.float32)
    model = SequenceModel(None, layer, Linear(layer.hidden_size, 1, rng=rng))
    x = rng.uniform(-1, 1, (8, 5, 1)).astype(np.float32)
    batches = [(x, np.roll(x, 1, axis=1))] * 150
    losses = fit(model, batches, learning_rate=0.02).loss
    assert losses[-1] < 0.5 * losses[0]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda a, b: Stacked(), "at least one layer"),
        (lambda a, b: Stacked(a, a), "input_size 3 above 3 units, got 2"),
        (lambda a, b: Bidirectional(a, b), "one input_size, got 2 and 3"),
        (lambda a, b: Stacked(a, b).forward(np.zeros((1, 1, 3))), "shape"),
        (lambda a, b: Stacked(a, b).forward(np.zeros((1, 1, 2)), [None]), "2 states"),
        (lambda a, b: Bidirectional(a, a).forward(np.zeros((1, 1, 3))), "shape"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(make, told):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=told):
        make(LSTM(2, 3, rng=rng), LSTM(3, 4, rng=rng))
