"""Which units of an LSTM carry she or he, and how many must turn for it to say so.

`before_pronoun` reads texts up to the full stop before "today". There a hand turns
round (`flipped`) or empties (`switched_off`) some units of the cell state; the hidden
state follows from it, the network hears "today", and names a pronoun.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.course.ch11.pronouns import VOCABULARY

SMALL_SETS = {
    0: (0, 14),
    1: (13,),
    2: (9, 10, 11),
    3: (3, 13),
    4: (10, 15),
    5: (2, 6, 9, 12),
    6: (1, 3, 5, 9, 13),
    7: (4, 9),
}
"""Seed of a kept LSTM of 16 units -> few units that turn its pronoun when flipped.

Found by trying sets; `turn_curve` needs up to 14, for it looks at one unit alone.
"""


class BeforePronoun(NamedTuple):
    """The memory of N texts at the full stop before "today"."""

    c: ndarray  # (N, H) cell state
    o: ndarray  # (N, H) output gate, 0..1
    right: ndarray  # (N,) the pronoun to come: 0 she, 1 he


def before_pronoun(model, tokens, targets):
    """Read texts up to each row's last "today" -> BeforePronoun.

    tokens, targets: (N, T) each, as `pronouns.text_batch` returns them.
    Raises ValueError where a row asks for no pronoun.
    """
    asked = np.asarray(targets) >= 0
    asked[:, 0] = False  # before the first word there is no memory
    if not asked.any(axis=1).all():
        raise ValueError("expected a pronoun in each text, got a text without one")
    rows, last = np.arange(len(asked)), asked.shape[1] - 1 - asked[:, ::-1].argmax(1)
    trace = model.forward(tokens)
    c, o = (field[rows, last - 1] for field in (trace.c, trace.o))
    return BeforePronoun(c, o, np.asarray(targets)[rows, last])


def flipped(c, units):
    """A copy of the cell state c (N, H) with the sign of these units turned round."""
    return _scaled(c, units, -1)


def switched_off(c, units):
    """A copy of the cell state c (N, H) with these units at 0."""
    return _scaled(c, units, 0)


def _scaled(c, units, factor):
    changed = np.array(c)
    changed[:, list(units)] *= factor
    return changed


def pronoun_odds(model, c, o):
    """Log-odds of "she" against "he" after "today", with the memory c, o (N, H): (N,).

    The hidden state is o * tanh(c); above 0 the network says "she".
    """
    today = np.tile(VOCABULARY.encode(["today"]), (len(c), 1))
    logits = model.logits(today, (o * np.tanh(c), c))[:, 0]
    she, he = VOCABULARY.encode(["she", "he"])
    return logits[:, she] - logits[:, he]


def read_on(model, tokens, place, change):
    """Read one text, tokens (T,), with a hand that changes c after the word at `place`.

    change(c) -> another c (1, H). Returns c and o after every word, (T, H) each; at
    `place` they are those that the hand leaves behind.
    """
    if not 0 <= place < len(tokens):
        raise ValueError(f"expected a place in 0..{len(tokens) - 1}, got {place}")
    start = model.forward(tokens[None, : place + 1])
    c, o = np.array(start.c[0]), start.o[0]
    c[-1:] = change(c[-1:])
    if place + 1 < len(tokens):
        state = o[-1:] * np.tanh(c[-1:]), c[-1:]
        rest = model.forward(tokens[None, place + 1 :], state)
        c, o = np.concatenate([c, rest.c[0]]), np.concatenate([o, rest.o[0]])
    return c, o


def pronoun_shares(model, c, o):
    """Share of "she" among the two pronouns: (N,), 0..1."""
    return 1 / (1 + np.exp(-pronoun_odds(model, c, o)))


def she_along(model, words):
    """Share of "she" if "today ___" came after each word, of an LSTM or RNN: (T,)."""
    trace = model.forward(VOCABULARY.encode(words)[None])
    state = (trace.h[0], trace.c[0]) if hasattr(trace, "c") else trace.h[0]
    today = np.tile(VOCABULARY.encode(["today"]), (len(words), 1))
    logits = model.logits(today, state)[:, 0]
    she, he = VOCABULARY.encode(["she", "he"])
    return 1 / (1 + np.exp(logits[:, he] - logits[:, she]))


def pronoun_accuracy(model, before, c):
    """Share of texts whose right pronoun the network names if its memory is c."""
    said_he = pronoun_odds(model, c, before.o) < 0
    return float(np.mean(said_he == before.right))


def effects(model, before):
    """How far flipping each unit alone pushes to the wrong pronoun: (H,), log-odds."""
    side = 1 - 2 * before.right
    own = side * pronoun_odds(model, before.c, before.o)
    pushed = [
        own - side * pronoun_odds(model, flipped(before.c, [unit]), before.o)
        for unit in range(before.c.shape[1])
    ]
    return np.mean(pushed, axis=1)


def turn_curve(model, before, change=flipped):
    """Change the units one after the other, the one whose flip does most first.

    Returns their order (H,) and the share of right pronouns after 0..H units (H + 1,).
    """
    order = np.argsort(-effects(model, before))
    right = [
        pronoun_accuracy(model, before, change(before.c, order[:n]))
        for n in range(len(order) + 1)
    ]
    return order, np.array(right)


def units_needed(right, turned=0.1):
    """The least number of units after which the share of right pronouns is <= turned.

    right (H + 1,) as `turn_curve` returns it; None if no number does it.
    """
    enough = np.flatnonzero(np.asarray(right) <= turned)
    return int(enough[0]) if len(enough) else None
