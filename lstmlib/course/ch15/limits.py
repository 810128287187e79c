"""Chapter 15: three tasks at which a fixed number of units meets its end.

facts_batch      many facts, each told once, and one of them asked
gap_batches      one king, and a gap of any length before "who?"
endless_recall   one chronicle after another, and nobody ever resets the state
"""

import numpy as np

from lstmlib._validate import check_draw
from lstmlib.cells import LSTMStep
from lstmlib.course.lab.recall import QUESTIONS
from lstmlib.course.stories.grammar import pad
from lstmlib.course.stories.king_streams import KINGS, recall_batch
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel

OFFICES = (
    "baker", "smith", "judge", "singer", "guard", "herald", "miller", "tailor",
    "doctor", "potter", "weaver", "hunter", "gardener", "cook", "groom", "mason",
)  # fmt: skip
"""The offices of the court; each of four people may hold one."""

WIDTH = len(OFFICES) + len(KINGS)


def facts_batch(rng, size, facts):
    """Who holds which office, told one by one in any order; at the end one is asked.

    Returns inputs (size, facts + 1, 20), float32: an office, one of 16, and who holds
    it, one of 4, each as a 1 among zeros; at the last step an office alone. Targets
    (size, facts + 1): the holder's number 0..3 at the last step, -1 before. Raises
    ValueError for another number of facts than 1..16.
    """
    check_draw(rng, size=size, facts=facts)
    if facts > len(OFFICES):
        raise ValueError(f"expected at most {len(OFFICES)} facts, got {facts}")
    rows = np.arange(size)
    offices = rng.permuted(np.tile(np.arange(len(OFFICES)), (size, 1)), axis=1)
    holders = rng.integers(len(KINGS), size=(size, facts))
    asked = rng.integers(facts, size=size)
    targets = np.full((size, facts + 1), -1)
    targets[:, -1] = holders[rows, asked]
    return tell(offices[:, :facts], holders, offices[rows, asked]), targets


def tell(offices, holders, asked):
    """Facts as numbers for a network: offices, holders (N, K), asked office (N,).

    Returns (N, K + 1, 20), float32, as `facts_batch` describes it.
    """
    size, facts = np.shape(offices)
    rows, inputs = np.arange(size), np.zeros((size, facts + 1, WIDTH), np.float32)
    for t in range(facts):
        inputs[rows, t, offices[:, t]] = 1
        inputs[rows, t, len(OFFICES) + holders[:, t]] = 1
    inputs[rows, -1, asked] = 1
    return inputs


def clerk_by_hand():
    """An LSTM of 16 units, its weights set by hand, that keeps all 16 facts.

    Unit j is the drawer of office j. Its input gate opens when the office is told with
    a holder, its output gate when the office is heard; nothing is forgotten.
    """
    H, big, rng = len(OFFICES), 30.0, np.random.default_rng(0)
    layer, linear = LSTM(WIDTH, H, rng=rng), Linear(H, len(KINGS), rng=rng)
    W_x, b = layer.params["W_x"].reshape(WIDTH, 4, H), layer.params["b"].reshape(4, H)
    W_x[...] = b[...] = layer.params["W_h"][...] = 0
    codes = np.array([-0.75, -0.25, 0.25, 0.75], np.float32)
    i, f, g, o = range(4)
    W_x[:H, i], W_x[H:, i], b[i] = big * np.eye(H), big, -1.5 * big
    b[f] = big
    W_x[H:, g] = np.arctanh(codes)[:, None]
    W_x[:H, o], b[o] = big * np.eye(H), -0.5 * big
    # One drawer is open, and what it says is nearest to the code of one holder.
    said = np.tanh(codes)
    linear.params["W"][...] = 2 * big * said
    linear.params["b"][...] = -big * said**2
    return SequenceModel(None, layer, linear)


def gap_batches(rng, updates, *, size=16, longest=20):
    """Lessons with one king and up to `longest` words of noise before "who?"."""
    return [
        recall_batch(rng, size, lag) for lag in rng.integers(longest + 1, size=updates)
    ]


def right_at_the_end(model, inputs, targets, at_once=50):
    """Share of right answers to the question at the last step, 0..1.

    Reads `at_once` sequences at a time: a layer that keeps much needs room for them.
    """
    right = []
    for start in range(0, len(inputs), at_once):
        part = slice(start, start + at_once)
        h = model.forward(inputs[part]).h[:, -1]
        right += list(model.linear.forward(h).argmax(axis=-1) == targets[part, -1])
    return float(np.mean(right))


def endless_recall(model, streams, vocabulary, kinds=("current", "first")):
    """Let a model read story after story without a reset, and ask after each.

    streams: N lists of S chronicles. The questions are asked of a copy of the state, so
    that they leave no trace. Returns the share of right answers (kinds, S), 0..1.
    """
    state, right = None, np.zeros((len(kinds), len(streams[0])))
    for k, stories in enumerate(zip(*streams, strict=True)):
        state = _after(model, [story.words for story in stories], vocabulary, state)
        for row, kind in enumerate(kinds):
            question = np.tile(vocabulary.encode(QUESTIONS[kind]), (len(stories), 1))
            said = model.linear.forward(model.forward(question, state).h[:, -1])
            truth = vocabulary.encode([story.facts[kind] for story in stories])
            right[row, k] = np.mean(said.argmax(axis=-1) == truth)
    return right


def _after(model, texts, vocabulary, state):
    """The state after these texts, each read to its own end."""
    trace = model.forward(pad(texts, vocabulary), state)
    last = np.arange(len(texts)), [len(words) - 1 for words in texts]
    if isinstance(trace, LSTMStep):
        return trace.h[last], trace.c[last]
    return trace.h[last]
