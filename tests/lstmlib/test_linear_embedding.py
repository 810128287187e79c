"""The maps around a recurrent layer: their formulas, gradients and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.layers import Embedding, Linear

SIZE = st.integers(1, 4)
SEED = st.integers(0, 2**32 - 1)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def generator(seed=0):
    return np.random.default_rng(seed)


# -------------------------------------------------------------------- Linear


def test_linear_is_x_W_plus_b_for_any_number_of_axes():
    linear = Linear(2, 3, rng=generator(), dtype=np.float64)
    linear.params["W"][...] = [[1, 2, 3], [10, 20, 30]]
    linear.params["b"][...] = [0.5, 0.0, -0.5]
    expected = np.array([12.5, 24.0, 35.5])
    for shape in [(2,), (4, 2), (4, 5, 2)]:
        x = np.broadcast_to([2.0, 1.0], shape)
        np.testing.assert_array_equal(
            linear.forward(x), np.broadcast_to(expected, (*shape[:-1], 3))
        )


@settings(max_examples=20, deadline=None)
@given(SEED, SIZE, SIZE, SIZE, SIZE)
def test_gradients_of_linear_equal_the_complex_step(seed, N, T, D, V):
    rng = generator(seed)
    linear = Linear(D, V, rng=rng, dtype=complex)
    x, dy = rng.normal(size=(N, T, D)) + 0j, rng.normal(size=(N, T, V))
    dx, grads = linear.backward(dy, x)
    expected = numerical_gradient(
        lambda: (linear.forward(x) * dy).sum(), {**linear.params, "x": x}
    )
    for name, grad in {**grads, "x": dx}.items():
        assert grad.shape == expected[name].shape
        assert relative_error(grad, expected[name]) < 1e-12, name


def test_gradients_of_linear_equal_central_differences():
    rng = generator(1)
    linear = Linear(3, 4, rng=rng, dtype=np.float64)
    x, dy = rng.normal(size=(5, 3)), rng.normal(size=(5, 4))
    expected = numerical_gradient(
        lambda: (np.sin(linear.forward(x)) * dy).sum(), {**linear.params, "x": x}
    )
    dx, grads = linear.backward(dy * np.cos(linear.forward(x)), x)
    for name, grad in {**grads, "x": dx}.items():
        assert relative_error(grad, expected[name]) < 1e-7, name


@DTYPES
def test_linear_keeps_the_dtype(dtype):
    linear = Linear(3, 2, rng=generator(), dtype=dtype)
    x = np.ones((4, 3), dtype)
    y = linear.forward(x)
    dx, grads = linear.backward(y, x)
    assert {a.dtype for a in (y, dx, *grads.values())} == {np.dtype(dtype)}


@pytest.mark.parametrize("map_type", [Linear, Embedding])
def test_weights_are_float32_unless_told_otherwise(map_type):
    params = map_type(3, 2, rng=generator()).params
    assert {array.dtype for array in params.values()} == {np.dtype(np.float32)}


def test_linear_starts_with_small_weights_and_no_bias():
    W, b = Linear(16, 500, rng=generator(), dtype=np.float64).params.values()
    assert 0.24 < np.abs(W).max() <= 0.25
    assert abs(W.mean()) < 0.01
    np.testing.assert_array_equal(b, np.zeros(500))


@pytest.mark.parametrize("shape", [(), (3,), (5, 3), (2, 5, 1)])
def test_linear_refuses_a_wrong_last_axis_in_one_sentence(shape):
    linear = Linear(2, 3, rng=generator())
    with pytest.raises(ValueError) as caught:
        linear.forward(np.zeros(shape))
    assert str(caught.value) == f"expected x of shape (..., 2), got {shape}"


# ----------------------------------------------------------------- Embedding


def one_hot(tokens, vocabulary_size):
    return np.eye(vocabulary_size)[tokens]


@settings(max_examples=20, deadline=None)
@given(SEED, SIZE, SIZE, SIZE, st.integers(1, 6))
def test_embedding_is_a_product_with_one_hot_rows(seed, N, T, D, V):
    rng = generator(seed)
    embedding = Embedding(V, D, rng=rng, dtype=np.float64)
    tokens = rng.integers(0, V, (N, T))
    x = embedding.forward(tokens)
    np.testing.assert_array_equal(x, one_hot(tokens, V) @ embedding.params["W"])


def test_gradient_of_embedding_adds_up_repeated_tokens():
    embedding = Embedding(5, 2, rng=generator(), dtype=np.float64)
    tokens = np.array([[3, 1, 3], [3, 0, 1]])
    dx = np.array([[[1, 10], [2, 20], [4, 40]], [[8, 80], [16, 160], [32, 320]]])
    expected = [[16, 160], [34, 340], [0, 0], [13, 130], [0, 0]]
    np.testing.assert_array_equal(embedding.backward(dx, tokens)["W"], expected)


@settings(max_examples=20, deadline=None)
@given(SEED, SIZE, SIZE, SIZE, st.integers(1, 6))
def test_gradient_of_embedding_equals_the_complex_step(seed, N, T, D, V):
    rng = generator(seed)
    embedding = Embedding(V, D, rng=rng, dtype=complex)
    tokens, dx = rng.integers(0, V, (N, T)), rng.normal(size=(N, T, D))
    expected = numerical_gradient(
        lambda: (embedding.forward(tokens) * dx).sum(), embedding.params
    )
    grad = embedding.backward(dx, tokens)["W"]
    assert grad.shape == (V, D)
    assert relative_error(grad, expected["W"]) < 1e-12


@DTYPES
def test_embedding_keeps_the_dtype_and_its_weights_are_standard_normal(dtype):
    embedding = Embedding(400, 50, rng=generator(), dtype=dtype)
    x = embedding.forward(np.array([[1, 2]]))
    grad = embedding.backward(x, np.array([[1, 2]]))["W"]
    assert x.dtype == grad.dtype == dtype
    W = embedding.params["W"]
    assert abs(W.mean()) < 0.02 and abs(W.std() - 1) < 0.02


def test_a_result_of_embedding_is_no_window_on_its_weights():
    embedding = Embedding(3, 2, rng=generator())
    before = embedding.params["W"].copy()
    embedding.forward(np.array([[0, 1]]))[...] = 7
    np.testing.assert_array_equal(embedding.params["W"], before)


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        (np.array([[0, 3]]), r"expected tokens in 0\.\.2, got 3"),
        (np.array([[0, -1]]), r"expected tokens in 0\.\.2, got -1"),
        (np.array([0, 1]), r"integers of shape \(N, T\), got int64 of shape \(2,\)"),
        (np.array([[0.0]]), r"integers of shape \(N, T\), got float64"),
        (
            np.zeros((2, 0), int),
            r"at least one token in tokens, got int64 of shape \(2, 0\)",
        ),
    ],
)
def test_embedding_refuses_what_is_no_token_in_one_sentence(tokens, message):
    embedding = Embedding(3, 2, rng=generator())
    with pytest.raises(ValueError, match=message) as caught:
        embedding.forward(tokens)
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match=message):
        embedding.backward(np.zeros((*tokens.shape, 2)), tokens)


@pytest.mark.parametrize("size", [0, -1, 2.5, "2"])
def test_sizes_are_integers_of_one_or_more(size):
    for make in (
        lambda: Linear(size, 3, rng=generator()),
        lambda: Linear(3, size, rng=generator()),
        lambda: Embedding(size, 3, rng=generator()),
        lambda: Embedding(3, size, rng=generator()),
    ):
        with pytest.raises(ValueError, match=f"a whole number > 0, got {size!r}"):
            make()


@pytest.mark.parametrize("map_type", [Linear, Embedding])
def test_the_same_generator_gives_the_same_weights(map_type):
    first, again, other = (map_type(4, 3, rng=generator(s)) for s in (1, 1, 2))
    np.testing.assert_array_equal(first.params["W"], again.params["W"])
    assert (first.params["W"] != other.params["W"]).any()
