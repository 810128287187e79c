"""Blame on its way back: where a complaint about one answer arrives, word by word.

    blame = walk_back(model, words, vocabulary, "arjun")
    blame.cell[7]       how much the memory after the eighth word acts on the loss

What is measured are lengths of exact gradients, on both paths of the cell or, with
through_h=False, on the upper path alone.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.cells import lstm_step_backward
from lstmlib.course.lab.gradient_flow import gradient_norms
from lstmlib.course.lab.recall import QUESTIONS
from lstmlib.course.lab.retention import share_left
from lstmlib.course.stories.grammar import pad
from lstmlib.layers import LSTM
from lstmlib.losses import softmax_cross_entropy
from lstmlib.models import word_model


class Blame(NamedTuple):
    """Lengths of the gradient of one loss at each of T words."""

    words: list  # T words; the loss is that of the answer after the last one
    share: float  # probability of the answer, 0..1
    word: ndarray  # (T,) at the numbers of the word
    cell: ndarray  # (T,) at the cell state after the word


class Paths(NamedTuple):
    """How much of a gradient of c is left, by lag 0, 1, 2, ..."""

    product: ndarray  # (lags,) the forget gates multiplied, of the unit that keeps most
    upper: ndarray  # (lags,) measured, with the way back through h cut
    both: ndarray  # (lags,) measured, on both paths


def fresh_reader(vocabulary, forget_bias, seed):
    """An untrained LSTM of 32 units that reads words, in float64."""
    rng = np.random.default_rng(seed)
    layer = LSTM(16, 32, rng=rng, forget_bias=forget_bias, dtype=np.float64)
    return word_model(layer, len(vocabulary), rng=rng)


def _exact(layer):
    """A copy of an LSTM layer that computes in float64."""
    sizes, rng = (layer.input_size, layer.hidden_size), np.random.default_rng(0)
    twin = LSTM(*sizes, rng=rng, fixed_gates=layer.fixed_gates, dtype=np.float64)
    for name, array in layer.params.items():
        twin.params[name][...] = array
    return twin


def read_exactly(model, words, vocabulary):
    """Let a model read words in float64 -> its layer, a copy, and the trace."""
    layer = _exact(model.layer)
    x = model.embedding.forward(pad([words], vocabulary)).astype(float)
    return layer, layer.forward(x)


def walk_back(model, words, vocabulary, answer, through_h=True):
    """Carry the loss of one answer, after the last word, back to the first -> Blame.

    No other answer is asked, so nothing else is blamed.
    """
    layer, trace = read_exactly(model, words, vocabulary)
    logits = model.linear.forward(trace.h[:, -1])
    loss, dlogits = softmax_cross_entropy(logits, vocabulary.encode([answer]))
    dh, _ = model.linear.backward(dlogits, trace.h[:, -1])
    W_x, W_h = layer.params["W_x"], through_h * layer.params["W_h"]
    dc, lengths = 0.0, []
    for t in reversed(range(len(words))):
        step = type(trace)(*(field[:, t] for field in trace))
        at_c = dc + dh * step.o * (1 - np.tanh(step.c) ** 2)
        (dx, dh, dc), _ = lstm_step_backward(dh, dc, step, W_x, W_h)
        lengths.append((np.linalg.norm(dx), np.linalg.norm(at_c)))
    return Blame(list(words), float(np.exp(-loss)), *np.array(lengths[::-1]).T)


def ask_back(model, story, vocabulary, kind="first", through_h=True):
    """Ask a question after a story, and carry the loss of its answer back -> Blame."""
    words = [*story.words, *QUESTIONS[kind]]
    return walk_back(model, words, vocabulary, story.facts[kind], through_h)


def share_of_blame(blame, lag=50):
    """How much of the last word's blame on the cell arrives so many words back."""
    return float(blame.cell[-1 - lag] / blame.cell[-1])


def paths(layer, trace, lags=50):
    """Follow the gradient of c through the last words of one sequence -> Paths."""
    trace = type(trace)(*(field[:, -lags - 1 :] for field in trace))
    gates = share_left(trace.f[0, :0:-1]).max(axis=1)
    cut = _exact(layer)
    cut.params["W_h"][...] = 0
    upper, both = gradient_norms(cut, trace), gradient_norms(layer, trace)
    return Paths(np.concatenate([[1.0], gates]), upper, both)
