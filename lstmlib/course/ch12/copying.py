"""Copy memory: hear four symbols, wait, and say them again in their order."""

import numpy as np

SYMBOLS, LENGTH, DELAY = 4, 4, 20


def copying_batch(rng, N, delay=DELAY):
    """N rows -> x (N, steps, 6), answers (N, steps) or -1; steps = 2 LENGTH + delay.

    Four of four symbols, then silence; its last step is the sign to speak, and in the
    four steps after it the symbols are asked.
    """
    said = rng.integers(0, SYMBOLS, (N, LENGTH))
    tokens = np.full((N, 2 * LENGTH + delay), SYMBOLS)  # silence
    tokens[:, :LENGTH] = said
    tokens[:, LENGTH + delay - 1] = SYMBOLS + 1  # the sign
    x = (tokens[..., None] == np.arange(SYMBOLS + 2)).astype(np.float32)
    answers = np.full(tokens.shape, -1)
    answers[:, -LENGTH:] = said
    return x, answers


def share_right(model, x, answers):
    """The share of symbols that come back, 0..1."""
    asked = answers >= 0
    return float(np.mean(model.logits(x)[asked].argmax(axis=1) == answers[asked]))
