"""The gradient check: exact where it says so, and able to fail."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.cells import lstm_step, lstm_step_backward, rnn_step, rnn_step_backward
from lstmlib.gradcheck import numerical_gradient, relative_error


def curve(params):
    """A function of two arrays whose gradient is known: see `slopes`."""
    return np.exp(params["a"]).sum() + (params["b"] ** 3).sum() * params["a"][0]


def slopes(params):
    a, b = params["a"], params["b"]
    da = np.exp(a)
    da[0] += (b**3).sum()
    return {"a": da, "b": 3 * b**2 * a[0]}


def point(dtype):
    rng = np.random.default_rng(0)
    return {
        "a": rng.normal(size=3).astype(dtype),
        "b": rng.normal(size=(2, 2)).astype(dtype),
    }


@pytest.mark.parametrize(("dtype", "tolerance"), [(complex, 1e-15), (float, 1e-9)])
def test_numerical_gradient_is_as_good_as_it_says(dtype, tolerance):
    params = point(dtype)
    grads = numerical_gradient(lambda: curve(params), params)
    for name, slope in slopes(point(float)).items():
        assert grads[name].shape == slope.shape
        assert grads[name].dtype == np.float64
        assert relative_error(grads[name], slope) < tolerance, name


@pytest.mark.parametrize("dtype", [complex, float])
def test_arrays_are_put_back_to_the_last_bit(dtype):
    params = point(dtype)
    arrays = dict(params)
    numerical_gradient(lambda: curve(params), params)
    for name, before in point(dtype).items():
        assert params[name] is arrays[name]
        np.testing.assert_array_equal(params[name], before)


@pytest.mark.parametrize("dtype", [complex, float])
def test_arrays_are_put_back_when_the_loss_raises(dtype):
    params = point(dtype)

    def loss():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        numerical_gradient(loss, params)
    for name, before in point(dtype).items():
        np.testing.assert_array_equal(params[name], before)


@pytest.mark.parametrize("dtype", ["float32", "int64"])
def test_an_array_too_coarse_for_a_small_step_is_refused(dtype):
    params = {"a": np.ones(2, dtype)}
    with pytest.raises(ValueError, match=dtype):
        numerical_gradient(lambda: params["a"].sum(), params)
    np.testing.assert_array_equal(params["a"], [1, 1])


# ------------------------------------------------------- known bugs are seen

RNN_BUGS = {
    "forgets the slope of tanh": lambda dh, s: (dh, s._replace(h=0 * s.h)),
    "takes the slope at the old state": lambda dh, s: (dh, s._replace(h=s.h_prev)),
    "wrong sign": lambda dh, s: (-dh, s),
    "reads the new state for the old": lambda dh, s: (dh, s._replace(h_prev=s.h)),
}
LSTM_BUGS = {
    "wrong sign of one gate": lambda dh, dc, s: (dh, dc, s._replace(g=-s.g)),
    "swaps i and f": lambda dh, dc, s: (dh, dc, s._replace(i=s.f, f=s.i)),
    "swaps i and o": lambda dh, dc, s: (dh, dc, s._replace(i=s.o, o=s.i)),
    "forgets the road through h": lambda dh, dc, s: (0 * dh, dc, s),
    "forgets the road through c": lambda dh, dc, s: (dh, 0 * dc, s),
    "reads the new c for the old": lambda dh, dc, s: (dh, dc, s._replace(c_prev=s.c)),
    "a second slope of sigmoid": lambda dh, dc, s: (dh, dc * s.f * (1 - s.f), s),
}


def rnn_errors(bug):
    """Relative errors of a gradient when the backward step has this bug."""
    rng = np.random.default_rng(3)
    shapes = {"x": (2, 3), "h_prev": (2, 4), "W_x": (3, 4), "W_h": (4, 4), "b": (4,)}
    cell = {name: rng.normal(size=shape) + 0j for name, shape in shapes.items()}
    dh = rng.normal(size=(2, 4))
    expected = numerical_gradient(lambda: (rnn_step(**cell).h * dh).sum(), cell)
    back, grads = rnn_step_backward(
        *bug(dh, rnn_step(**cell)), cell["W_x"], cell["W_h"]
    )
    grads |= dict(zip(("x", "h_prev"), back, strict=True))
    return {name: relative_error(grads[name], expected[name]) for name in cell}


def lstm_errors(bug):
    rng = np.random.default_rng(4)
    shapes = {"x": (2, 3), "h_prev": (2, 4), "c_prev": (2, 4)}
    shapes |= {"W_x": (3, 16), "W_h": (4, 16), "b": (16,)}
    cell = {name: rng.normal(size=shape) + 0j for name, shape in shapes.items()}
    dh, dc = rng.normal(size=(2, 2, 4))

    def loss():
        step = lstm_step(**cell)
        return (step.h * dh + step.c * dc).sum()

    expected = numerical_gradient(loss, cell)
    back, grads = lstm_step_backward(
        *bug(dh, dc, lstm_step(**cell)), cell["W_x"], cell["W_h"]
    )
    grads |= dict(zip(("x", "h_prev", "c_prev"), back, strict=True))
    return {name: relative_error(grads[name], expected[name]) for name in cell}


def test_the_right_backward_steps_pass():
    assert max(rnn_errors(lambda dh, s: (dh, s)).values()) < 1e-12
    assert max(lstm_errors(lambda dh, dc, s: (dh, dc, s)).values()) < 1e-12


@pytest.mark.parametrize("name", RNN_BUGS)
def test_a_bug_in_the_rnn_is_seen(name):
    assert max(rnn_errors(RNN_BUGS[name]).values()) > 0.01


@pytest.mark.parametrize("name", LSTM_BUGS)
def test_a_bug_in_the_lstm_is_seen(name):
    assert max(lstm_errors(LSTM_BUGS[name]).values()) > 0.01


def test_one_wrong_entry_among_many_is_seen():
    right = np.linspace(1, 2, 1000).reshape(10, 100)
    wrong = right.copy()
    wrong[7, 31] *= 1.001
    assert relative_error(wrong, right) > 1e-4


# ------------------------------------------------------------ relative_error


def test_relative_error_measures_against_the_largest_expected_entry():
    assert relative_error(np.array([1.0, -4.5]), np.array([1.0, -4.0])) == 0.125
    assert relative_error(np.array([[0.0]]), np.array([[2.0]])) == 1.0


def test_relative_error_is_zero_where_there_is_nothing_to_differ():
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.zeros((0, 2)), np.zeros((0, 2))) == 0


def test_relative_error_to_zero_is_the_difference_itself():
    assert relative_error(np.array([0.25, 0.0]), np.zeros(2)) == 0.25


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-6, 1e6), st.integers(0, 2**32 - 1))
def test_relative_error_does_not_depend_on_the_unit(scale, seed):
    a, b = np.random.default_rng(seed).normal(size=(2, 5))
    assert relative_error(a * scale, b * scale) == pytest.approx(relative_error(a, b))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_never_passes(bad):
    good = np.ones(3)
    assert not relative_error(np.array([1.0, bad, 1.0]), good) < 1


def test_gradients_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(3,\).*\(3, 1\)|\(3, 1\).*\(3,\)"):
        relative_error(np.ones((3, 1)), np.ones(3))
