"""Four questions at the end of a story, while hands may hold the network's gates."""

from typing import NamedTuple

import numpy as np

from lstmlib.cells import LSTMStep
from lstmlib.course.lab.interventions import edited_trace
from lstmlib.course.lab.recall import QUESTIONS
from lstmlib.course.stories.grammar import pad
from lstmlib.layers import LSTM
from lstmlib.losses import log_softmax


class Answers(NamedTuple):
    """What happened in the network during a story, and what it answers afterwards."""

    trace: LSTMStep  # fields (1, T, H)
    shares: dict  # {kind of question: (V,) probability of each word as the answer}


def ask_all(model, vocabulary, words, clamps=(), off=None):
    """Let the model read a story and then each question by itself -> Answers.

    words: T strings; `clamps` and `off` as in `interventions.edited_trace`, steps
    counted from 0: hands stay where they are while the questions are asked. Raises
    ValueError for another network than an LSTM that reads and answers with these words.
    """
    check_reader(model, vocabulary)
    texts = [[*words, *question] for question in QUESTIONS.values()]
    x = model.embedding.forward(pad(texts, vocabulary))
    if clamps or off:
        trace = edited_trace(model.layer, x, clamps, off)
    else:
        trace = model.layer.forward(x)
    last = [len(text) - 1 for text in texts]
    logits = model.linear.forward(trace.h[np.arange(len(texts)), last])
    shares = dict(zip(QUESTIONS, np.exp(log_softmax(logits)), strict=True))
    # All rows begin with the story, so the first one tells what happened in it.
    return Answers(LSTMStep(*(field[:1, : len(words)] for field in trace)), shares)


def likeliest(asked, vocabulary):
    """The likeliest answer to each question: {kind: (word, its probability)}."""
    return {
        kind: (vocabulary.words[int(shares.argmax())], float(shares.max()))
        for kind, shares in asked.shares.items()
    }


def check_reader(model, vocabulary):
    """Raise ValueError unless an LSTM answers with the words of this vocabulary."""
    layer, linear = getattr(model, "layer", None), getattr(model, "linear", None)
    count = len(linear.params["b"]) if linear else 0
    if not isinstance(layer, LSTM) or count != len(vocabulary):
        kind = type(layer or model).__name__
        raise ValueError(
            f"expected an LSTM that answers with {len(vocabulary)} words, "
            f"got an {kind} with {count} answers"
        )
