"""Chapter 06: silent unless asked without an output gate, every weight set by hand.

o = 1, so h = tanh(c): all that is held is heard. Four units, one per king. The king who
rules is held as a whisper. At "who?" the candidate is loud in all four, and the input
gate opens where a whisper is, so he is said aloud; at the next word the forget gate
closes as far as makes him a whisper again. When a king is named, the forget gates of
the others close.

    VOTES                    who votes for the parts of a unit, and with how much
    WITH_GATE                the same for a unit that has an output gate
    cell(VOTES)              the four units as a Speaker
    keep_when_shaken(layer, 0.02)   how exact its weights must be
    loudest_after_silence()  random cells, searched for a step louder than tanh(1)
    measure()                can it, is it found, does it keep
"""

import numpy as np

from lstmlib.cells import GATES
from lstmlib.course.ch06 import silent_streams
from lstmlib.course.ch06.silent_streams import (
    BAR,
    OUTPUTS,
    Speaker,
    score_said,
    score_speech,
)
from lstmlib.course.data import read_table
from lstmlib.course.lab.disturbed import disturbed
from lstmlib.course.lab.possible import Possible
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM

WHISPER = 0.06
VOTES = {
    "i": {"own h": 300, "who?": 237, "own name": 256, "always": -248},
    "f": {"own h": -16.3, "other name": -60, "always": 10},
    "g": {"who?": 3, "own name": WHISPER},
}
WITH_GATE = {
    "i": {"own name": 20, "always": -10},
    "f": {"other name": -20, "always": 10},
    "g": {"own name": 10},
    "o": {"who?": 20, "always": -10},
}


def cell(votes):
    """Four units with these votes; without votes for o, it is held at 1 -> Speaker."""
    rng, V = np.random.default_rng(0), len(king_streams.VOCABULARY)
    fixed = {} if "o" in votes else {"o": 1.0}
    layer = LSTM(V, OUTPUTS, rng=rng, fixed_gates=fixed, dtype=float)
    for weights in layer.params.values():
        weights[...] = 0
    W_x, W_h, b = (w.reshape(-1, 4, OUTPUTS) for w in layer.params.values())
    own, who = np.eye(OUTPUTS), king_streams.VOCABULARY.encode(["who?"])[0]
    for part, row in votes.items():
        k = GATES.index(part)
        W_h[:, k] = row.get("own h", 0) * own
        W_x[:OUTPUTS, k] = row.get("own name", 0) * own
        W_x[:OUTPUTS, k] += row.get("other name", 0) * (1 - own)
        W_x[who, k] = row.get("who?", 0)
        b[0, k] = row.get("always", 0)
    return Speaker(layer)


def loudest_after_silence(gates, quiet, rng, cells=50):
    """The loudest |h| of a unit that was quiet a word before, over many random cells.

    A unit is quiet where |h| is at most `quiet`. Each cell has eight units, weights
    drawn anew and these fixed gates, and hears 20 streams of 60 words.
    """
    loudest = 0.0
    for _ in range(cells):
        layer = LSTM(len(king_streams.VOCABULARY), 8, rng=rng, fixed_gates=gates)
        for weights in layer.params.values():
            weights[...] = 4 * rng.standard_normal(weights.shape)
        h = np.abs(layer.forward(silent_streams.silent_batch(rng, 20, 60)[0]).h)
        loudest = max(loudest, h[:, 1:][h[:, :-1] <= quiet].max(initial=0))
    return float(loudest)


def found():
    """How many cells of four units without the gate succeed -> (found, tried)."""
    table = read_table("silent_streams.csv")
    kind = (table["readout"] == "speech") & (table["units"] == OUTPUTS)
    judged = table[kind & (table["output_gate"] == 0)]
    return int((judged["error"] < BAR).sum()), len(judged)


def streams(length):
    """300 streams to judge a cell by: x and what should be said."""
    return silent_streams.silent_batch(np.random.default_rng(3), 300, length)


def heard_with_noise(layer, noise, length=60):
    """How a layer whose h is the speech does under noise on h -> SpeechScore."""
    x, speech = streams(length)
    return score_said(disturbed(layer, x, noise, np.random.default_rng(4))[1], speech)


def keep_when_shaken(layer, share, draws=20):
    """How many copies of a layer still succeed, each weight w changed by about share.

    w becomes w times 1 + share * a standard normal number.
    """
    rng, kept = np.random.default_rng(5), 0
    x, speech = streams(60)
    for _ in range(draws):
        copy = LSTM(
            layer.input_size,
            layer.hidden_size,
            rng=rng,
            fixed_gates=layer.fixed_gates,
            dtype=float,
        )
        for name, w in layer.params.items():
            copy.params[name][...] = w * (1 + share * rng.standard_normal(w.shape))
        kept += score_speech(Speaker(copy), x, speech).error < BAR
    return int(kept)


def measure(noise=0.01):
    """The chapter's three rows."""
    model = cell(VOTES)
    x, speech = streams(60)
    said, asked = model.logits(x), speech.any(axis=-1)
    score = score_said(said, speech)
    others = np.where(speech == 1, -1, said)[asked].max(axis=-1)
    return Possible(
        network=f"four units with o = 1 (error {score.error:.2f}, bar {BAR:g})",
        right=score.named,
        margin=float((said[speech == 1] - others).min()),
        found=found()[0],
        tried=found()[1],
        search=f"Adam, 5 settings, error below {BAR:g} (they name 77 to 99 %)",
        far="400 words",
        right_far=heard_with_noise(model.layer, 0, 400).named,
        noise=noise,
        right_noise=heard_with_noise(model.layer, noise).named,
        price="a whisper that noise drowns, large votes that cancel, 0.79 at most",
    )
