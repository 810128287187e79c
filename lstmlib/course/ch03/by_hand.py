"""Chapter 03: two memories made by hand that keep a king, and what each pays.

    print(measure("second path"))   can it, is it found, does it keep
    print(measure("one state"))     the same of a plain RNN

Both have four units, one for each king. Names alone have votes: "rain", "bread" and
"who?" have none, so nothing is written while they go by.
"""

import numpy as np

from lstmlib.course.data import read_table
from lstmlib.course.lab.disturbed import disturbed
from lstmlib.course.lab.possible import Possible
from lstmlib.course.stories.king_streams import KINGS, VOCABULARY, recall_batch
from lstmlib.layers import LSTM, RNN

NOISE, FAR, BAR = 0.01, 1000, 0.95


def second_path():
    """A wall: a name votes 1 for its own unit, and c keeps what is written."""
    layer = LSTM(
        len(VOCABULARY),
        len(KINGS),
        rng=np.random.default_rng(0),
        fixed_gates={"f": 1, "i": 1, "o": 1},
        dtype=float,
    )
    for weights in layer.params.values():
        weights[...] = 0
    g = slice(2 * len(KINGS), 3 * len(KINGS))
    layer.params["W_x"][: len(KINGS), g] = np.eye(len(KINGS))
    return layer


def one_state():
    """A latch: each unit of h votes 2 for its own sign, a name 4 for a new one."""
    layer = RNN(len(VOCABULARY), len(KINGS), rng=np.random.default_rng(0), dtype=float)
    layer.params["W_h"][...] = 2 * np.eye(len(KINGS))
    layer.params["W_x"][...] = 0
    layer.params["W_x"][: len(KINGS)] = 4 * (2 * np.eye(len(KINGS)) - 1)
    return layer


def margins(memory, targets):
    """The right king's unit less the highest other one, where asked: (questions,)."""
    memory, right = memory[targets >= 0], targets[targets >= 0]
    own = np.arange(len(KINGS)) == right[:, None]
    return memory[own] - np.where(own, -np.inf, memory).max(axis=1)


PAYS = {
    "second path": "noise is kept as well as the king, and adds up",
    "one state": "a gradient that is gone after a few words",
}


def measure(network="second path"):
    """What a wall, or a latch ("one state"), is worth on one king -> Possible."""
    layer = {"second path": second_path, "one state": one_state}[network]()
    rng, words = np.random.default_rng(1), np.eye(len(VOCABULARY))
    near, far = (recall_batch(rng, 200, lag) for lag in (40, FAR))
    exact = []
    for tokens, targets in (near, far):
        trace = layer.forward(words[tokens])
        exact.append(margins(getattr(trace, "c", trace.h), targets))
    memory, _ = disturbed(layer, words[far[0]], NOISE, rng)
    noisy = margins(memory, far[1])
    found, tried = _counted("RNN" if network == "one state" else network)
    search = "Adam, the best of 3 rates, 16 units"
    if network == "one state":
        search += "; begun quietly {} of {}".format(*_counted("quiet RNN"))
    return Possible(
        f"{'an RNN' if network == 'one state' else 'a second path'} of 4 units",
        float(np.mean(exact[0] > 0)),
        float(exact[0].min()),
        found,
        tried,
        search,
        f"{FAR:,} words".replace(",", " "),
        float(np.mean(exact[1] > 0)),
        NOISE,
        float(np.mean(noisy > 0)),
        PAYS[network],
    )


def _counted(memory):
    """Trained networks that learned one king over 40 words, and all of them."""
    runs = read_table("second_path_recall_judged.csv")
    runs = runs[(runs["memory"] == memory) & (runs["lag"] == 40)]
    return int(np.sum(runs["right"] >= BAR)), len(runs)
