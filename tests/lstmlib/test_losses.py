"""The losses: values worked out by hand, gradients, and calm at the extremes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.losses import log_softmax, mean_squared_error, softmax_cross_entropy

SIZE = st.integers(1, 5)
SEED = st.integers(0, 2**32 - 1)


def random_case(seed, M, V):
    rng = np.random.default_rng(seed)
    return 3 * rng.normal(size=(M, V)), rng.integers(0, V, M), rng


def test_log_softmax_gives_the_logarithms_of_shares():
    log_p = log_softmax(np.log([[1.0, 3.0, 4.0], [2.0, 2.0, 4.0]]))
    np.testing.assert_allclose(
        np.exp(log_p), [[0.125, 0.375, 0.5], [0.25, 0.25, 0.5]], atol=1e-15
    )


def test_log_softmax_works_on_the_last_axis():
    logits, _, _ = random_case(0, 24, 5)
    np.testing.assert_array_equal(
        log_softmax(logits.reshape(2, 3, 4, 5)), log_softmax(logits).reshape(2, 3, 4, 5)
    )


@pytest.mark.parametrize("size", [2, 7])
def test_a_model_without_opinion_is_surprised_by_log_of_the_choices(size):
    loss, _ = softmax_cross_entropy(np.full((4, size), 9.0), np.array([0, 1, 1, 0]))
    assert loss == pytest.approx(np.log(size), rel=1e-14)


def test_cross_entropy_and_its_gradient_equal_numbers_worked_out_by_hand():
    logits = np.log([[1.0, 3.0], [1.0, 1.0]])
    loss, dlogits = softmax_cross_entropy(logits, np.array([1, 0]))
    assert loss == pytest.approx((np.log(4 / 3) + np.log(2)) / 2, rel=1e-14)
    np.testing.assert_allclose(
        dlogits, [[0.125, -0.125], [-0.25, 0.25]], rtol=0, atol=1e-15
    )


@settings(max_examples=25, deadline=None)
@given(SEED, SIZE, SIZE)
def test_gradient_of_cross_entropy_equals_the_complex_step(seed, M, V):
    logits, targets, _ = random_case(seed, M, V)
    _, dlogits = softmax_cross_entropy(logits, targets)
    params = {"logits": logits + 0j}
    expected = numerical_gradient(
        lambda: softmax_cross_entropy(params["logits"], targets)[0], params
    )
    np.testing.assert_allclose(dlogits, expected["logits"], rtol=0, atol=1e-14)


@pytest.mark.parametrize("loss_function", [softmax_cross_entropy, mean_squared_error])
def test_gradients_of_losses_equal_central_differences(loss_function):
    inputs, targets, rng = random_case(5, 4, 3)
    if loss_function is mean_squared_error:
        targets = rng.normal(size=(4, 3))
    _, gradient = loss_function(inputs, targets)
    expected = numerical_gradient(
        lambda: loss_function(inputs, targets)[0], {"inputs": inputs}
    )
    assert relative_error(gradient, expected["inputs"]) < 1e-7


@settings(max_examples=15, deadline=None)
@given(SEED, SIZE, SIZE, st.floats(-50, 50))
def test_cross_entropy_does_not_see_a_shift_of_all_logits(seed, M, V, shift):
    logits, targets, _ = random_case(seed, M, V)
    loss, dlogits = softmax_cross_entropy(logits, targets)
    shifted_loss, shifted = softmax_cross_entropy(logits + shift, targets)
    assert shifted_loss == pytest.approx(loss, abs=1e-12)
    np.testing.assert_allclose(shifted, dlogits, atol=1e-12)
    np.testing.assert_allclose(dlogits.sum(axis=1), 0, atol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_logits_neither_overflow_nor_lose_the_dtype(dtype):
    """Nor do they drown another row, whose own logits may be hugely negative."""
    logits = np.array([[1e4, 0, -1e4], [-2e4, -1e4, -1e4]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, dlogits = softmax_cross_entropy(logits, np.array([1, 1]))
    assert loss == pytest.approx((1e4 + np.log(2)) / 2, rel=1e-7)
    np.testing.assert_allclose(dlogits, [[0.5, -0.5, 0], [0, -0.25, 0.25]], rtol=1e-6)
    assert loss.dtype == dlogits.dtype == dtype


def test_log_softmax_of_huge_logits_does_not_overflow():
    logits = np.array([[1e4, 0, -1e4], [-2e4, -1e4, -1e4]])
    with np.errstate(all="raise", under="ignore"):
        log_p = log_softmax(logits)
    half = np.log(0.5)
    expected = [[0, -1e4, -2e4], [half - 1e4, half, half]]
    np.testing.assert_allclose(log_p, expected, rtol=1e-12)


def test_squared_error_and_its_gradient_equal_numbers_worked_out_by_hand():
    predictions, targets = np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((2, 2))
    loss, gradient = mean_squared_error(predictions, targets)
    assert loss == (0 + 1 + 4 + 9) / 4
    np.testing.assert_array_equal(gradient, [[0, 0.5], [1, 1.5]])


@settings(max_examples=15, deadline=None)
@given(SEED, SIZE, SIZE)
def test_gradient_of_squared_error_equals_the_complex_step(seed, M, V):
    predictions, _, rng = random_case(seed, M, V)
    targets = rng.normal(size=(M, V))
    _, gradient = mean_squared_error(predictions, targets)
    params = {"predictions": predictions + 0j}
    expected = numerical_gradient(
        lambda: mean_squared_error(params["predictions"], targets)[0], params
    )
    assert relative_error(gradient, expected["predictions"]) < 1e-12


@pytest.mark.parametrize("shape", [(4,), (1, 2, 4)])
def test_logits_of_other_axes_get_one_sentence(shape):
    with pytest.raises(ValueError) as caught:
        softmax_cross_entropy(np.zeros(shape), np.zeros(shape[:1], int))
    assert str(caught.value) == f"expected logits of shape (M, V), got {shape}"


def test_losses_leave_what_they_are_given_alone():
    inputs, targets, rng = random_case(2, 4, 3)
    numbers = rng.normal(size=(4, 3))
    kept = [a.copy() for a in (inputs, targets, numbers)]
    softmax_cross_entropy(inputs, targets)
    mean_squared_error(inputs, numbers)
    for before, now in zip(kept, (inputs, targets, numbers), strict=True):
        np.testing.assert_array_equal(before, now)


@pytest.mark.parametrize(
    ("loss_function", "targets", "message"),
    [
        (softmax_cross_entropy, np.zeros(3, int), r"shape \(2,\), got \(3,\)"),
        (softmax_cross_entropy, np.array([0, 4]), r"targets in 0\.\.3, got "),
        (softmax_cross_entropy, np.array([-1, 0]), r"targets in 0\.\.3, got "),
        (mean_squared_error, np.zeros(4), r"shape \(2, 4\), got \(4,\)"),
        (mean_squared_error, np.zeros((2, 1)), r"shape \(2, 4\), got \(2, 1\)"),
    ],
)
def test_wrong_targets_get_one_sentence(loss_function, targets, message):
    with pytest.raises(ValueError, match=message) as caught:
        loss_function(np.zeros((2, 4)), targets)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("loss_function", "nothing"),
    [(softmax_cross_entropy, np.zeros(0, int)), (mean_squared_error, np.zeros((0, 4)))],
)
def test_no_target_at_all_gets_one_sentence(loss_function, nothing):
    with pytest.raises(ValueError, match="expected at least one target, got 0"):
        loss_function(np.zeros((0, 4)), nothing)
