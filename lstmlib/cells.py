"""One time step of a recurrent cell, forward and backward. This is the lesson.

Sizes       N batch, T time, D input_size, H hidden_size, V vocabulary
Layout      batch first, row vectors: a = x @ W_x + h_prev @ W_h + b
Gate order  i, f, g, o: input gate, forget gate, candidate, output gate
Prefix d    dh is the gradient of the loss with respect to h
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

GATES = ("i", "f", "g", "o")


class RNNStep(NamedTuple):
    """All that happened in one step of a plain RNN."""

    x: ndarray  # (N, D) input
    h_prev: ndarray  # (N, H) hidden state before the step, -1..1
    h: ndarray  # (N, H) hidden state after the step, -1..1


class LSTMStep(NamedTuple):
    """All that happened in one step of an LSTM; backward and figures read it."""

    x: ndarray  # (N, D) input
    h_prev: ndarray  # (N, H) hidden state before the step, -1..1
    c_prev: ndarray  # (N, H) cell state before the step, any size
    i: ndarray  # (N, H) input gate, 0..1
    f: ndarray  # (N, H) forget gate, 0..1
    g: ndarray  # (N, H) candidate, -1..1
    o: ndarray  # (N, H) output gate, 0..1
    c: ndarray  # (N, H) cell state after the step, any size
    h: ndarray  # (N, H) hidden state after the step, -1..1


def sigmoid(a):
    """1 / (1 + exp(-a)) in 0..1, for a of any shape; a form that cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * a))


def rnn_step(x, h_prev, W_x, W_h, b):
    """Advance a plain RNN by one time step (Elman 1990, with tanh).

    x (N, D), h_prev (N, H), W_x (D, H), W_h (H, H), b (H,) -> RNNStep
    """
    h = np.tanh(x @ W_x + h_prev @ W_h + b)
    return RNNStep(x, h_prev, h)


def rnn_step_backward(dh, step, W_x, W_h):
    """Carry the gradient dh (N, H) of a step's output back to its inputs.

    Returns (dx, dh_prev) and the gradients {"W_x", "W_h", "b"}.
    """
    x, h_prev, h = step
    da = dh * (1 - h**2)
    grads = {"W_x": x.T @ da, "W_h": h_prev.T @ da, "b": da.sum(axis=0)}
    return (da @ W_x.T, da @ W_h.T), grads


def lstm_gates(a):
    """Squash the pre-activations a (N, 4H) into the gates i, f, g, o, (N, H) each."""
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    return sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)


def lstm_state(i, f, g, o, c_prev):
    """Renew the cell state c_prev (N, H) as the gates say -> c, h, (N, H) each."""
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return c, h


def lstm_step(x, h_prev, c_prev, W_x, W_h, b):
    """Advance an LSTM by one time step (Gers, Schmidhuber & Cummins 2000).

    x (N, D), h_prev (N, H), c_prev (N, H), W_x (D, 4H), W_h (H, 4H), b (4H,)
    -> LSTMStep
    """
    i, f, g, o = lstm_gates(x @ W_x + h_prev @ W_h + b)
    c, h = lstm_state(i, f, g, o, c_prev)
    return LSTMStep(x, h_prev, c_prev, i, f, g, o, c, h)


def lstm_step_backward(dh, dc, step, W_x, W_h):
    """Carry the gradients dh, dc (N, H) of a step's outputs back to its inputs.

    Returns (dx, dh_prev, dc_prev) and the gradients {"W_x", "W_h", "b"}.
    """
    x, h_prev, c_prev, i, f, g, o, c, h = step
    tanh_c = np.tanh(c)
    dc = dc + dh * o * (1 - tanh_c**2)
    da_i = dc * g * i * (1 - i)
    da_f = dc * c_prev * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.hstack([da_i, da_f, da_g, da_o])
    grads = {"W_x": x.T @ da, "W_h": h_prev.T @ da, "b": da.sum(axis=0)}
    return (da @ W_x.T, da @ W_h.T, dc * f), grads
