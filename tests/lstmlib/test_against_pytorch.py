"""The same numbers as PyTorch: values, gradients, loss, optimiser and clipping."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.gradcheck import relative_error
from lstmlib.layers import LSTM, RNN
from lstmlib.losses import mean_squared_error
from lstmlib.models import word_model
from lstmlib.training import Adam, clip_grad_norm

SIZES = st.tuples(*[st.integers(1, 6)] * 4)  # N, T, D, H
SEED = st.integers(0, 2**32 - 1)
LAYERS = pytest.mark.parametrize("layer_type", [RNN, LSTM])


def twin(torch, layer):
    """PyTorch's layer with the same weights: the dictionary of the course."""
    kind = torch.nn.RNN if isinstance(layer, RNN) else torch.nn.LSTM
    theirs = kind(layer.input_size, layer.hidden_size, batch_first=True).double()
    p = layer.params
    weights = {
        "weight_ih_l0": p["W_x"].T,
        "weight_hh_l0": p["W_h"].T,
        # Theirs has two biases, of which the sum counts.
        "bias_ih_l0": 0.25 * p["b"],
        "bias_hh_l0": 0.75 * p["b"],
    }
    theirs.load_state_dict({name: torch.tensor(w) for name, w in weights.items()})
    return theirs


def their_gradients(theirs):
    """Gradients of PyTorch's layer by the names of lstmlib."""
    return {
        "W_x": theirs.weight_ih_l0.grad.numpy().T,
        "W_h": theirs.weight_hh_l0.grad.numpy().T,
        "b": theirs.bias_ih_l0.grad.numpy(),
    }


def make(layer_type, sizes, seed):
    N, T, D, H = sizes
    rng = np.random.default_rng(seed)
    layer = layer_type(D, H, rng=rng, dtype=float)
    layer.params["b"] += rng.normal(size=layer.params["b"].shape)
    x, dh = rng.normal(size=(N, T, D)), rng.normal(size=(N, T, H))
    return layer, x, dh, rng.normal(size=(2, N, H))


def assert_equal(actual, expected, name=""):
    assert actual.shape == expected.shape, name
    assert relative_error(actual, expected) <= 1e-10, name


@LAYERS
@pytest.mark.parametrize("with_state", [False, True])
@settings(max_examples=20, deadline=None)
@given(sizes=SIZES, seed=SEED)
def test_a_layer_equals_pytorch(torch, layer_type, with_state, sizes, seed):
    layer, x, dh, state = make(layer_type, sizes, seed)
    ours = theirs_state = None
    if with_state:
        ours = state[0] if layer_type is RNN else tuple(state)
        tensors = [torch.tensor(s[None]) for s in state]
        theirs_state = tensors[0] if layer_type is RNN else tuple(tensors)
    theirs, their_x = twin(torch, layer), torch.tensor(x, requires_grad=True)
    h, last = theirs(their_x, theirs_state)
    trace = layer.forward(x, ours)
    assert_equal(trace.h, h.detach().numpy(), "h")
    if layer_type is LSTM:
        assert_equal(trace.c[:, -1], last[1][0].detach().numpy(), "c")
    (h * torch.tensor(dh)).sum().backward()
    dx, grads = layer.backward(dh, trace)
    assert_equal(dx, their_x.grad.numpy(), "x")
    for name, grad in their_gradients(theirs).items():
        assert_equal(grads[name], grad, name)


@LAYERS
@pytest.mark.parametrize(
    "sizes", [(1, 1, 1, 1), (1, 7, 3, 4), (3, 1, 3, 4), (3, 7, 3, 1), (3, 7, 1, 4)]
)
def test_the_smallest_sizes_equal_pytorch(torch, layer_type, sizes):
    layer, x, dh, _ = make(layer_type, sizes, 0)
    theirs = twin(torch, layer)
    h, _ = theirs(torch.tensor(x))
    (h * torch.tensor(dh)).sum().backward()
    trace = layer.forward(x)
    _, grads = layer.backward(dh, trace)
    assert_equal(trace.h, h.detach().numpy(), "h")
    for name, grad in their_gradients(theirs).items():
        assert_equal(grads[name], grad, name)


@LAYERS
@settings(max_examples=15, deadline=None)
@given(sizes=SIZES, V=st.integers(2, 6), seed=SEED)
def test_a_whole_model_equals_pytorch(torch, layer_type, sizes, V, seed):
    """Words in, answers out, and -1 where nothing is asked."""
    N, T, D, H = sizes
    layer, _, _, _ = make(layer_type, sizes, seed)
    rng = np.random.default_rng(seed)
    model = word_model(layer, V, rng=rng)
    words, targets = rng.integers(0, V, (N, T)), rng.integers(-1, V, (N, T))
    targets[0, -1] = 0
    embedding = torch.nn.Embedding.from_pretrained(
        torch.tensor(model.params["embedding.W"]), freeze=False
    )
    theirs = twin(torch, layer)
    W, b = (torch.tensor(model.params[f"linear.{name}"]) for name in "Wb")
    W.requires_grad_(), b.requires_grad_()
    logits = theirs(embedding(torch.tensor(words)))[0] @ W + b
    expected = torch.nn.functional.cross_entropy(
        logits.reshape(-1, V), torch.tensor(targets.reshape(-1)), ignore_index=-1
    )
    expected.backward()
    loss, grads = model.loss_and_gradients(words, targets)
    assert loss == pytest.approx(expected.item(), rel=1e-10)
    assert_equal(grads["embedding.W"], embedding.weight.grad.numpy(), "embedding")
    assert_equal(grads["linear.W"], W.grad.numpy(), "linear.W")
    assert_equal(grads["linear.b"], b.grad.numpy(), "linear.b")
    for name, grad in their_gradients(theirs).items():
        assert_equal(grads[f"layer.{name}"], grad, name)


@settings(max_examples=10, deadline=None)
@given(M=st.integers(1, 5), size=st.integers(1, 5), seed=SEED)
def test_squared_error_equals_pytorch(torch, M, size, seed):
    predictions, targets = np.random.default_rng(seed).normal(size=(2, M, size))
    theirs = torch.tensor(predictions, requires_grad=True)
    expected = torch.nn.functional.mse_loss(theirs, torch.tensor(targets))
    expected.backward()
    loss, gradient = mean_squared_error(predictions, targets)
    assert loss == pytest.approx(expected.item(), rel=1e-10)
    assert_equal(gradient, theirs.grad.numpy())


def random_arrays(rng, size=1.0):
    shapes = {"W": (3, 4), "b": (4,)}
    return {name: size * rng.normal(size=shape) for name, shape in shapes.items()}


@pytest.mark.parametrize(
    ("rate", "beta1", "beta2", "eps"), [(0.01, 0.9, 0.999, 1e-8), (0.3, 0.5, 0.9, 0.01)]
)
def test_twenty_steps_of_adam_equal_pytorch(torch, rate, beta1, beta2, eps):
    rng = np.random.default_rng(0)
    params = random_arrays(rng)
    theirs = {name: torch.tensor(p, requires_grad=True) for name, p in params.items()}
    adam = Adam(params, learning_rate=rate, beta1=beta1, beta2=beta2, eps=eps)
    their_adam = torch.optim.Adam(
        theirs.values(), lr=rate, betas=(beta1, beta2), eps=eps
    )
    for step in range(20):
        grads = random_arrays(rng, size=10.0 ** rng.integers(-6, 3))
        scale = min(1.0, (20 - step) / 6)
        their_adam.param_groups[0]["lr"] = rate * scale
        for name, p in theirs.items():
            p.grad = torch.tensor(grads[name])
        adam.step(grads, scale=scale)
        their_adam.step()
        for name, p in theirs.items():
            assert_equal(params[name], p.detach().numpy(), f"{name}, step {step + 1}")


@pytest.mark.parametrize("max_norm", [0.1, 2.0, 1e6])
def test_clipping_equals_pytorch(torch, max_norm):
    grads = random_arrays(np.random.default_rng(1))
    theirs = {name: torch.zeros(g.shape).double() for name, g in grads.items()}
    for name, p in theirs.items():
        p.grad = torch.tensor(grads[name])
    expected = torch.nn.utils.clip_grad_norm_(theirs.values(), max_norm).item()
    clipped, norm = clip_grad_norm(grads, max_norm)
    assert norm == pytest.approx(expected, rel=1e-12)
    # Theirs divides by norm + 1e-6, so that it clips a little more.
    more = norm / (norm + 1e-6) if norm > max_norm else 1.0
    for name, p in theirs.items():
        assert_equal(clipped[name] * more, p.grad.numpy(), name)
