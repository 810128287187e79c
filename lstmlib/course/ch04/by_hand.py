"""Chapter 04: a memory that only adds, made by hand, follows the line of kings.

    print(measure())              can it, is it found, does it keep
    pulled_back(pull)             the network: f = i = o = 1, four units, two numbers
    let_go()                      beside it, four units with a forget gate
    latched(f)                    and four with f held, which write themselves again
    renewed(steps)                one such unit, alone, after so many steps
    what_it_does(pulled_back())   right on 60 and 400 words, margin, right under noise

How it does it: a name votes +1/4 for its own unit and -1/4 for all others, and every
unit votes against itself, -pull * h. Near 0 that is c - pull * c: what stands in c
fades by the factor 1 - pull at every word. So the newest name stands highest.
"""

from typing import NamedTuple

import numpy as np

from lstmlib._validate import check_number, check_sizes
from lstmlib.course.data import read_table
from lstmlib.course.lab.disturbed import disturbed
from lstmlib.course.lab.possible import Possible
from lstmlib.course.stories.king_streams import KINGS, VOCABULARY, succession_batch
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel

H = len(KINGS)
FORGET, CANDIDATE = slice(H, 2 * H), slice(2 * H, 3 * H)
NOISE, NEAR, FAR, BAR = 0.01, 60, 400, 0.95


def pulled_back(pull=0.5):
    """An additive memory whose candidate pulls every unit back to 0."""
    check_number("a finite pull of 0 or more", pull, 0)
    layer = _blank(f=1, i=1, o=1)
    own = np.eye(H)
    layer.params["W_x"][:H, CANDIDATE] = (2 * own - 1) / 4
    layer.params["W_h"][:, CANDIDATE] -= pull * own
    return layer


def let_go():
    """A memory whose forget gate is 1, and 0 at a name, which writes its own unit."""
    layer = _blank(i=1, o=1)
    layer.params["b"][FORGET] = 20
    layer.params["W_x"][:H, FORGET] = -40
    layer.params["W_x"][:H, CANDIDATE] = np.eye(H)
    return layer


def latched(f=0.5):
    """A memory that fades by f at every word, and writes through h what it loses."""
    layer = _blank(f=f, i=1, o=1)
    own = np.eye(H)
    layer.params["W_x"][:H, CANDIDATE] = 8 * (2 * own - 1)
    layer.params["W_h"][:, CANDIDATE] = 2 * own
    return layer


def renewed(steps, f=0.5):
    """The c of one unit with g = tanh(2 h), written once and left alone -> (steps,)."""
    check_sizes(steps=steps)
    c, states = 1.0, []
    for _ in range(steps):
        c = f * c + np.tanh(2 * np.tanh(c))
        states.append(c)
    return np.array(states)


def _blank(**fixed):
    """Four units of weights that are 0, and gates that are held."""
    rng = np.random.default_rng(0)
    layer = LSTM(len(VOCABULARY), H, rng=rng, fixed_gates=fixed, dtype=float)
    for weights in layer.params.values():
        weights[...] = 0
    return layer


def model(pull=0.5, loudness=10):
    """That memory with a read-out, in float32 and free to be trained.

    It reads words as rows of an identity matrix; its answer is the king whose unit is
    highest, said `loudness` times as loud.
    """
    layer = pulled_back(pull)
    layer.params = {k: w.astype(np.float32) for k, w in layer.params.items()}
    linear = Linear(H, H, rng=np.random.default_rng(0))
    linear.params["W"][...] = loudness * np.eye(H)
    return SequenceModel(None, layer, linear)


class Followed(NamedTuple):
    """How a memory follows the line of kings, by its loudest unit."""

    near: float  # share of right answers on streams of 60 words
    far: float  # the same on 400 words
    margin: float  # the right king's c less the next one's, at the least, 60 words
    noisy: dict  # share of right answers on 400 words, by the noise on c


def what_it_does(layer, noises=(1e-6, NOISE)):
    """Let a memory of four units read 200 streams of each length -> Followed."""
    rng = np.random.default_rng(1)
    near, far = (succession_batch(rng, 200, length) for length in (NEAR, FAR))
    plain = [_margins(layer, *streams, 0, rng) for streams in (near, far)]
    noisy = {n: float(np.mean(_margins(layer, *far, n, rng) > 0)) for n in noises}
    shares = (float(np.mean(m > 0)) for m in plain)
    return Followed(*shares, float(plain[0].min()), noisy)


def _margins(layer, tokens, targets, noise, rng):
    """The right king's unit less the highest other one, at every question."""
    x = np.eye(len(VOCABULARY))[tokens]
    c = disturbed(layer, x, noise, rng)[0] if noise else layer.forward(x).c
    c, right = c[targets >= 0], targets[targets >= 0]
    own = np.arange(H) == right[:, None]
    return c[own] - np.where(own, -np.inf, c).max(axis=1)


def measure():
    """What the additive memory that is pulled back by half is worth -> Possible."""
    told = what_it_does(pulled_back())
    runs = read_table("forget_succession_judged.csv")
    runs = runs[np.isinf(runs["forget_bias"])]
    return Possible(
        "an additive memory of 4 units",
        told.near,
        told.margin,
        int(np.sum(runs["right_400"] >= BAR)),
        len(runs),
        "Adam, the best of 3 rates, 8 units, 400 words",
        f"{FAR} words",
        told.far,
        NOISE,
        told.noisy[NOISE],
        "everything fades by the same factor at every word, and no word is chosen",
    )
