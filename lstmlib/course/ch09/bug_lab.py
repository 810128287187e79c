"""A lab for backward passes: which gradients are wrong, over one step and over six.

The backward pass of an LSTM is taken apart here, so that a reader can replace a part:
`gate` squashes pre-activations, `step_back` goes one step back, `hand_back` through
time. What comes out is compared with the complex step, which needs the loss alone.
"""

import copy
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._validate import check_sizes
from lstmlib.cells import (
    GATES,
    LSTMStep,
    RNNStep,
    lstm_state,
    lstm_step_backward,
    sigmoid,
)
from lstmlib.gradcheck import numerical_gradient, relative_error

EXACT = 1e-9
"""Below this relative error a gradient counts as right."""

N, D, H = 3, 4, 5


class Task(NamedTuple):
    """Numbers to test a backward pass on, and the true gradient of each of them."""

    params: dict  # W_x (D, K), W_h (H, K), b (K,), x (T, N, D), h_0 and c_0 (N, H)
    steps: list  # T records of the forward pass
    dh_out: ndarray  # (T, N, H) gradient of the loss at each h, from the read-out
    truth: dict  # {name: gradient}, for the names and shapes of params


def lstm_task(steps, gate=sigmoid):
    """A loss over so many steps of an LSTM: the same numbers every time."""
    check_sizes(steps=steps)
    if gate is sigmoid:
        # A copy, because whoever gets it may change it.
        return copy.deepcopy(_sigmoid_task(steps))
    return _task(lambda params: _run_lstm(params, gate), steps, 4 * H, seed=2)


@cache
def _sigmoid_task(steps):
    """The task of the cell as it is; its true gradients take a while."""
    return _task(lambda params: _run_lstm(params, sigmoid), steps, 4 * H, seed=2)


def _task(run, steps, columns, seed):
    rng = np.random.default_rng(seed)
    shapes = {"W_x": (D, columns), "W_h": (H, columns), "b": (columns,)}
    shapes |= {"x": (steps, N, D), "h_0": (N, H), "c_0": (N, H)}
    params = {name: 0.7 * rng.normal(size=s) + 0j for name, s in shapes.items()}
    dh_out = rng.normal(size=(steps, N, H))

    def loss():
        return sum((dh * s.h).sum() for dh, s in zip(dh_out, run(params), strict=True))

    truth = numerical_gradient(loss, params)
    params = {name: array.real for name, array in params.items()}
    return Task(params, run(params), dh_out, truth)


def _run_lstm(params, gate):
    h, c, steps = params["h_0"], params["c_0"], []
    for x in params["x"]:
        a = x @ params["W_x"] + h @ params["W_h"] + params["b"]
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
        gates = gate(a_i), gate(a_f), np.tanh(a_g), gate(a_o)
        before = x, h, c
        c, h = lstm_state(*gates, c)
        steps.append(LSTMStep(*before, *gates, c, h))
    return steps


def _run_relu(params):
    h, steps = params["h_0"], []
    for x in params["x"]:
        a = x @ params["W_x"] + h @ params["W_h"] + params["b"]
        before, h = h, np.where(a.real > 0, a, 0)
        steps.append(RNNStep(x, before, h))
    return steps


def step_back(dh, dc, step, W_h):
    """One step back: da (N, 4H) at the pre-activations, dh_prev and dc_prev (N, H).

    dh, dc: gradients of the loss at the h and c of this step, dc from later steps.
    """
    # Were the sums themselves the input, W_x would be 1 and dx their gradient.
    one = np.eye(4 * H)
    (da, dh_prev, dc_prev), _ = lstm_step_backward(dh, dc, step, one, W_h)
    return da, dh_prev, dc_prev


def hand_back(dh_out, steps, W_h):
    """Through time: da (N, 4H) of every step, as a list."""
    return _through_time(dh_out, steps, W_h, step_back)[0]


def _through_time(dh_out, steps, W_h, back):
    dh, dc, das = np.zeros((N, H)), np.zeros((N, H)), []
    for dh_t, step in zip(dh_out[::-1], steps[::-1], strict=True):
        da, dh, dc = back(dh_t + dh, dc, step, W_h)
        das.append(da)
    return das[::-1], dc


def lstm_errors(steps, *, step_back=step_back, hand_back=None, gate=sigmoid):
    """Relative errors over so many steps: {"i": ..., "c_0": ...}.

    i, f, g, o stand for the weights of that part of the cell. A hand_back does not
    tell the gradient of c_0, so that there it is missing.
    """
    params, records, dh_out, truth = lstm_task(steps, gate)
    if hand_back is None:
        das, dc_0 = _through_time(dh_out, records, params["W_h"], step_back)
    else:
        das, dc_0 = hand_back(dh_out, records, params["W_h"]), None
    mine = _gradients(das, params, records)
    errors = {}
    for k, part in enumerate(GATES):
        block = np.arange(k * H, (k + 1) * H)
        errors[part] = _error(mine, truth, block)
    errors |= {name: relative_error(mine[name], truth[name]) for name in ("x", "h_0")}
    if dc_0 is not None:
        errors["c_0"] = relative_error(dc_0, truth["c_0"])
    return errors


def relu_errors(steps, relu_back):
    """The same for a plain RNN with ReLU; relu_back(dh, h, W_h) -> da, dh_prev."""
    params, records, dh_out, truth = _task(_run_relu, steps, H, seed=3)

    def back(dh, dc, step, W_h):
        return *relu_back(dh, step.h, W_h), dc

    das, _ = _through_time(dh_out, records, params["W_h"], back)
    mine = _gradients(das, params, records)
    return {name: relative_error(mine[name], truth[name]) for name in mine}


def _gradients(das, params, records):
    """Gradients of weights and inputs from those at the pre-activations."""
    pairs = list(zip(das, records, strict=True))
    return {
        "W_x": sum(step.x.T @ da for da, step in pairs),
        "W_h": sum(step.h_prev.T @ da for da, step in pairs),
        "b": sum(da.sum(axis=0) for da, _ in pairs),
        "x": np.stack([da @ params["W_x"].T for da in das]),
        "h_0": das[0] @ params["W_h"].T,
    }


def _error(mine, truth, block):
    """The largest relative error among W_x, W_h and b, in these columns."""
    names = ("W_x", "W_h", "b")
    return max(relative_error(mine[n][..., block], truth[n][..., block]) for n in names)


def examine(*, step_back=step_back, hand_back=None, gate=sigmoid, relu_back=None):
    """Print the errors of a backward pass in which one part is replaced by a reader's.

    It works in float64; one step and six, so that each tells something of its own.
    """
    for words, steps in (("one step", 1), ("six steps", 6)):
        if relu_back is None:
            replaced = {"step_back": step_back, "hand_back": hand_back, "gate": gate}
            errors = lstm_errors(steps, **replaced)
        else:
            errors = relu_errors(steps, relu_back)
        if steps == 1:
            print(" " * 9, *(f"{name:>7}" for name in errors))
        print(f"{words:9}", *(f"{digits(error):>7}" for error in errors.values()))


def digits(error):
    """A relative error in words: what counts as right is told as that bound."""
    return "< 1e-9" if error < EXACT else f"{error:.2f}"
