"""Chapter 01: one state that holds both kings, every weight of it set by hand.

A unit of this network is 1 (yes) or -1 (no). At each word all units vote on what each
of them is next, as do the word that is heard (it counts 1, all others 0) and the bias;
the gain times the sum of the votes goes through tanh. With these votes no sum comes
nearer to 0 than half a vote.

    unit_votes()                    {unit: {source: votes}}, 23 units for four names
    write_network(vocabulary)       the same as a SequenceModel
    measure()                       can it, is it found, does it keep
"""

import numpy as np

from lstmlib.cells import rnn_step
from lstmlib.course.data import read_table
from lstmlib.course.drawing.plots import SOLVED
from lstmlib.course.lab.possible import Possible
from lstmlib.course.lab.recall import QUESTIONS
from lstmlib.course.stories.chronicle import NAMES
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    pad,
    unseen_chronicles,
)
from lstmlib.layers import RNN, Embedding, Linear
from lstmlib.models import SequenceModel

GAIN = 20.0
LOUD = 10.0
KINGS = NAMES[:4]
# The words before a blank at which the network has to say a name.
KINDS = ("current", "first")
AT = 20  # filler words in each reign where a trained network is judged


def latch(unit, on=(), off=()):
    """The votes of a unit that stays what it is until something turns it."""
    return {unit: 2, "bias": -0.5} | dict.fromkeys(on, 4) | dict.fromkeys(off, -4)


def unit_votes(names=KINGS):
    """Who votes for each unit -> {unit: {source: votes}}.

    A source is a word, another unit, the unit itself, or "bias".
    """
    votes = {
        # Is the sentence about a king or his heir? Until the full stop.
        "royal": latch("royal", on=("king", "son", "grandson"), off=(".",)),
        # Pulses: true for one word.
        "death": {"dies": 2, "royal": 1, "bias": -2},
        "asked": {"statue": 2, "bias": -1},
    }
    for name in names:
        named, rules, first = f"named {name}", f"rules {name}", f"first {name}"
        others = [f"first {other}" for other in names if other != name]
        votes[named] = {name: 2, "royal": 1, "bias": -2}
        # A seat that he takes when he is named and leaves at the next death. A pulse
        # is -1 when it is silent, so half of its four votes stand in the bias.
        votes[rules] = {rules: 2, named: 2, "death": -2, "bias": -0.5}
        # A seat that he takes when he is named and no other seat of this row is taken.
        votes[first] = {first: 2, named: 1, **dict.fromkeys(others, -1)}
        votes[first]["bias"] = 2 - len(others)
        # Answers: the question's last word, and whoever sits in the seat.
        votes[f"ruler is {name}"] = {"king": 2, rules: 1, "bias": -2}
        votes[f"statue of {name}"] = {"of": 2, "asked": 1, first: 1, "bias": -3}
    return votes


def write_network(vocabulary, gain=GAIN, names=KINGS, dtype=np.float64):
    """The votes as the weights of a plain RNN with a read-out -> SequenceModel."""
    votes, rng = unit_votes(names), np.random.default_rng(0)
    units = list(votes)
    sources = dict.fromkeys(source for row in votes.values() for source in row)
    words = [source for source in sources if source not in (*units, "bias")]
    embedding = Embedding(len(vocabulary), len(words), rng=rng, dtype=dtype)
    layer = RNN(len(words), len(units), rng=rng, dtype=dtype)
    linear = Linear(len(units), len(vocabulary), rng=rng, dtype=dtype)
    model = SequenceModel(embedding, layer, linear)
    for weights in model.params.values():
        weights[...] = 0
    embedding.params["W"][vocabulary.encode(words), np.arange(len(words))] = 1
    for unit, row in votes.items():
        k = units.index(unit)
        for source, count in row.items():
            if source == "bias":
                layer.params["b"][k] = gain * count
            elif source in units:
                layer.params["W_h"][units.index(source), k] = gain * count
            else:
                layer.params["W_x"][words.index(source), k] = gain * count
    for name, token in zip(names, vocabulary.encode(names), strict=True):
        for answer in (f"ruler is {name}", f"statue of {name}"):
            linear.params["W"][units.index(answer), token] = LOUD
    # A name that is said scores 2 LOUD, one that is not 0, and silence LOUD.
    linear.params["b"][vocabulary.encode(names)] = 2 * LOUD
    linear.params["b"][vocabulary.encode(["."])] = LOUD
    return model


def both_answers(model, chronicles, vocabulary, noise=0.0, rng=None):
    """Ask both questions after each story -> right (N, 2), margins (N, 2).

    noise: the standard deviation of what is added to every number of h at every word.
    A margin is the score of the right word less the best other score.
    """
    right, margins = [], []
    for kind in KINDS:
        texts = [[*story.words, *QUESTIONS[kind]] for story in chronicles]
        ends = np.array([len(text) - 1 for text in texts])
        h = _last_states(model, pad(texts, vocabulary), ends, noise, rng)
        scores, rows = model.linear.forward(h), np.arange(len(texts))
        answers = vocabulary.encode([story.facts[kind] for story in chronicles])
        told = scores[rows, answers]
        scores[rows, answers] = -np.inf
        margins.append(told - scores.max(axis=1))
        right.append(margins[-1] > 0)
    return np.stack(right, axis=1), np.stack(margins, axis=1)


def _last_states(model, tokens, ends, noise, rng):
    """The state of each text (N, T) at its own last word: (N, H)."""
    if not noise:
        return model.forward(tokens).h[np.arange(len(ends)), ends]
    weights, W = model.layer.params, model.embedding.params["W"]
    h = np.zeros((len(ends), len(weights["b"])))
    last = h.copy()
    for t, words in enumerate(tokens.T):
        h = rnn_step(W[words], h, **weights).h
        h = h + noise * rng.normal(size=h.shape)
        last[ends == t] = h[ends == t]
    return last


def found():
    """Runs of the long search that reach both answers -> (found, tried) twice.

    First at the learning rate that is best for the first king, then at all others.
    """
    table = read_table("rnn_long_search.csv")
    judged = table[table["filler"] == AT]
    both = np.minimum(judged["current"], judged["first"]) >= SOLVED
    rates = judged["learning_rate"]
    best = max(np.unique(rates), key=lambda r: judged["first"][rates == r].mean())
    return [
        (int(both[group].sum()), int(group.sum()))
        for group in (rates == best, rates != best)
    ]


def measure(noise=0.1):
    """The chapter's three rows."""
    vocabulary, rng = chronicle_vocabulary(), np.random.default_rng(100)
    model = write_network(vocabulary)
    near = [s for n in (0, 10, AT, 40, 80) for s in unseen_chronicles(rng, 40, n)]
    far = unseen_chronicles(rng, 40, 1000)
    right, margins = both_answers(model, near, vocabulary)
    right_far, _ = both_answers(model, far, vocabulary)
    (reached, tried), (elsewhere, others) = found()
    right_noise, _ = both_answers(model, near, vocabulary, noise, rng)
    return Possible(
        network=f"a plain RNN of {model.layer.hidden_size} units",
        right=float(right.mean()),
        margin=float(margins.min()),
        found=reached,
        tried=tried,
        search=f"both at least {SOLVED:g} right at {AT} words; Adam, 64 units, "
        f"the best of 4 rates ({elsewhere} of {others} at the others)",
        far="1 000 words a reign",
        right_far=float(right_far.mean()),
        noise=noise,
        right_noise=float(right_noise.mean()),
        price="a unit for every name and task, and weights that only a plan gives",
    )
