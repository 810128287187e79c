"""Blame on its way back: where a complaint about one answer arrives, word by word.

    blame = walk_back(model, words, vocabulary, "arjun")
    blame.word[7]       how much a change of the eighth word's numbers acts on the loss

What is measured are lengths of exact gradients of the loss at the last word, on both
paths of the cell, and on the upper path alone.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.cells import lstm_step_backward
from lstmlib.course.lab.gradient_flow import gradient_norms
from lstmlib.course.lab.retention import share_left
from lstmlib.course.stories.grammar import pad
from lstmlib.layers import LSTM
from lstmlib.losses import softmax_cross_entropy


class Blame(NamedTuple):
    """Lengths of the gradient of one loss at each of T words."""

    words: list  # T words; the loss is that of the answer after the last one
    share: float  # probability of the answer, 0..1
    word: ndarray  # (T,) at the numbers of the word, by both paths
    both: ndarray  # (T,) at c after the word, by both paths
    upper: ndarray  # (T,) at c after the word, with the way back through h cut


def exact(layer):
    """A copy of an LSTM layer that computes in float64."""
    twin = LSTM(
        layer.input_size,
        layer.hidden_size,
        rng=np.random.default_rng(0),
        fixed_gates=layer.fixed_gates,
        dtype=np.float64,
    )
    for name, array in layer.params.items():
        twin.params[name][...] = array
    return twin


def walk_back(model, words, vocabulary, answer):
    """Carry the loss of one answer, after the last word, back to the first -> Blame.

    The network says nothing about the words before, so nothing else is blamed.
    """
    layer, tokens = exact(model.layer), pad([words], vocabulary)
    trace = layer.forward(model.embedding.forward(tokens).astype(float))
    logits = model.linear.forward(trace.h[:, -1])
    loss, dlogits = softmax_cross_entropy(logits, vocabulary.encode([answer]))
    dh, _ = model.linear.backward(dlogits, trace.h[:, -1])
    word, both = _lengths(layer.params, trace, dh, 1)
    _, upper = _lengths(layer.params, trace, dh, 0)
    return Blame(list(words), float(np.exp(-loss)), word, both, upper)


def _lengths(params, trace, dh, through_h):
    """|dx| and |dc| at each word; through_h = 0 cuts the way back through h."""
    W_x, W_h, dc, told = params["W_x"], through_h * params["W_h"], 0.0, []
    for t in reversed(range(trace.h.shape[1])):
        step = type(trace)(*(field[:, t] for field in trace))
        at_c = dc + dh * step.o * (1 - np.tanh(step.c) ** 2)
        (dx, dh, dc), _ = lstm_step_backward(dh, dc, step, W_x, W_h)
        told.append((np.linalg.norm(dx), np.linalg.norm(at_c)))
    return np.array(told[::-1]).T


def most_blamed(blame):
    """The word whose numbers the loss depends on most, and how many words back."""
    place = int(np.argmax(blame.word))
    return blame.words[place], len(blame.words) - 1 - place


class Paths(NamedTuple):
    """How much of a gradient of c is left, by lag 0, 1, 2, ...: three arrays (lags,).

    product: the forget gates multiplied, of the unit that keeps most
    upper:   measured, with the way back through h cut
    both:    measured, on both paths
    """

    product: ndarray
    upper: ndarray
    both: ndarray


def paths(layer, trace, lags):
    """Follow the gradient of c through the last words of one sequence -> Paths."""
    trace = type(trace)(*(field[:, -lags - 1 :] for field in trace))
    gates = share_left(trace.f[0, :0:-1]).max(axis=1)
    cut = exact(layer)
    cut.params["W_h"][...] = 0
    return Paths(
        np.concatenate([[1.0], gates]),
        gradient_norms(cut, trace),
        gradient_norms(layer, trace),
    )
