"""Chapter 06: silent unless asked. At every step the speech has to be right.

A stream names a king, now and then another one, and now and then asks "who?". The
speech has one number per king: 1 for the king asked for, 0 for everyone else, and 0
for everyone where nobody asks.
"""

from typing import NamedTuple

import numpy as np

from lstmlib._validate import check_tokens
from lstmlib.course.stories import king_streams
from lstmlib.losses import mean_squared_error

OUTPUTS = len(king_streams.KINGS)

BAR = 0.1
"""The error, as a share of silence's, below which a cell counts as a success."""


def silent_batch(rng, size, length, *, new_king=0.1, ask=0.15):
    """Streams of words and what should be said at each of them.

    Returns x (size, length, V), a single 1 for each word, and speech
    (size, length, K). Raises ValueError as `king_streams.succession_batch`.
    """
    tokens, answers = king_streams.succession_batch(
        rng, size, length, new_king=new_king, ask=ask
    )
    speech = np.zeros((size, length, OUTPUTS), np.float32)
    asked = answers >= 0
    speech[asked] = np.eye(OUTPUTS)[answers[asked]]
    return one_hot(tokens), speech


def one_hot(tokens):
    """Tokens (N, T) -> x (N, T, V): 1 at the word's own place, 0 elsewhere."""
    tokens = check_tokens(tokens, len(king_streams.VOCABULARY))
    return np.eye(len(king_streams.VOCABULARY), dtype=np.float32)[tokens]


def rulers(x):
    """Who was named last, at every step: x (N, T, V) -> king numbers (N, T)."""
    named = x[..., :OUTPUTS]
    steps = np.arange(x.shape[1])
    last = np.maximum.accumulate(np.where(named.any(axis=-1), steps, 0), axis=1)
    return np.take_along_axis(named.argmax(axis=-1), last, axis=1)


class Speaker:
    """A layer whose hidden state is the answer: its first units say what is said.

    It has what `training.fit` needs of a model, and no weights of its own.
    """

    def __init__(self, layer, outputs=OUTPUTS):
        whole = isinstance(outputs, int | np.integer)
        if not whole or not 1 <= outputs <= layer.hidden_size:
            raise ValueError(
                f"expected 1 to {layer.hidden_size} outputs, one per unit, "
                f"got {outputs}"
            )
        self.layer, self.outputs = layer, outputs

    @property
    def params(self):
        """The weights of the layer, by name; the arrays themselves."""
        return self.layer.params

    def logits(self, inputs):
        """What is said at every step: (N, T, outputs)."""
        return self.layer.forward(inputs).h[..., : self.outputs]

    def loss_and_gradients(self, inputs, targets):
        """Mean squared error of the speech, with the gradient of every weight."""
        trace = self.layer.forward(inputs)
        loss, dspeech = mean_squared_error(trace.h[..., : self.outputs], targets)
        dh = np.zeros_like(trace.h)
        dh[..., : self.outputs] = dspeech
        return loss, self.layer.backward(dh, trace)[1]


class SpeechScore(NamedTuple):
    """What a listener hears of a model's speech, over all streams."""

    error: float  # mean squared error over all steps, a cell that is silent having 1
    named: float  # share of the questions at which the right king is the loudest
    answer: float  # mean strength of the right king's number where somebody asks
    chatter: float  # mean strength of the loudest number where nobody asks


def score_speech(model, x, speech):
    """Listen to a model, a Speaker or a SequenceModel -> SpeechScore."""
    return score_said(model.logits(x), speech)


def score_said(said, speech):
    """Compare what is said with what should be, (N, T, outputs) -> SpeechScore."""
    asked, wrong = speech.any(axis=-1), (said - speech) ** 2
    right = said.argmax(axis=-1) == speech.argmax(axis=-1)
    return SpeechScore(
        error=float(np.mean(wrong, dtype=float) / np.mean(speech**2, dtype=float)),
        named=float(right[asked].mean()),
        answer=float(said[speech == 1].mean()),
        chatter=float(np.abs(said[~asked]).max(axis=-1).mean()),
    )


def overhear(states, rulers, new_states, new_rulers):
    """How often states alone give the ruler away: the share guessed right, 0..1.

    From states (M, H) and their rulers (M,) a listener learns the mean state of each
    king; for new states (P, H) the guess is the king with the nearest mean.
    """
    names = np.unique(rulers)
    means = np.stack([states[rulers == name].mean(axis=0) for name in names])
    apart = np.linalg.norm(new_states[:, None] - means, axis=2)
    return float(np.mean(names[apart.argmin(axis=1)] == new_rulers))
