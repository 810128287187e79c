"""What a learner changes in the chapters' calls, of every wrong kind: one sentence."""

import re

import numpy as np
import pytest

from lstmlib.course.beyond.attention import Attention
from lstmlib.course.beyond.gru import GRU
from lstmlib.course.ch04 import by_hand
from lstmlib.course.ch05.treasury import treasury_batch
from lstmlib.course.ch06.silent_streams import silent_batch
from lstmlib.course.ch08.race import growing_batches
from lstmlib.course.ch09.bug_lab import lstm_task
from lstmlib.course.ch12.reber import Stream
from lstmlib.course.ch15.limits import facts_batch
from lstmlib.course.data import data_file, read_table
from lstmlib.course.lab.gradient_flow import with_spectral_radius
from lstmlib.course.lab.statistics import fisher_exact, in_words
from lstmlib.course.stories import grammar
from lstmlib.course.stories.king_streams import recall_batch, succession_batch

WORDS = grammar.chronicle_vocabulary()


def rng():
    return np.random.default_rng(0)


# {what a learner changes: a call with it}
COUNTS = {
    "updates": lambda n: grammar.training_batches(rng(), n, WORDS, size=2),
    "updates of the race": lambda n: growing_batches(rng(), n, WORDS, size=2),
    "unseen chronicles": lambda n: grammar.unseen_chronicles(rng(), n, 5),
    "streams of a king": lambda n: recall_batch(rng(), n, 10),
    "streams of kings": lambda n: succession_batch(rng(), n, 10),
    "gifts": lambda n: treasury_batch(rng(), n, 10),
    "silent streams": lambda n: silent_batch(rng(), n, 30),
    "facts": lambda n: facts_batch(rng(), 3, n),
    "texts": lambda n: Stream(rng(), n),
    "steps of a task": lstm_task,
    "steps of a cell": by_hand.renewed,
    "inputs of a GRU": lambda n: GRU(n, 4, rng=rng()),
    "units of attention": lambda n: Attention(3, n, rng=rng()),
    "trials": lambda n: fisher_exact(3, n, 3, 10),
}
GENERATORS = {
    "a chronicle": lambda g: grammar.write_chronicle(g, filler=5),
    "lessons": lambda g: grammar.training_batches(g, 2, WORDS),
    "the race": lambda g: growing_batches(g, 2, WORDS),
    "a king": lambda g: recall_batch(g, 3, 10),
    "kings": lambda g: succession_batch(g, 3, 10),
    "gifts": lambda g: treasury_batch(g, 3, 10),
    "silence": lambda g: silent_batch(g, 3, 30),
    "facts": lambda g: facts_batch(g, 3, 4),
    "texts": lambda g: Stream(g, 3),
    "a GRU": lambda g: GRU(3, 4, rng=g),
}
NUMBERS = {
    "filler": lambda x: grammar.write_chronicle(rng(), filler=x),
    "cue_rate": lambda x: grammar.write_chronicle(rng(), cue_rate=x),
    "radius": lambda x: with_spectral_radius(np.eye(3), x),
    "matrix": lambda x: with_spectral_radius(x, 0.9),
    "successes": lambda x: in_words(x, 10),
    "pull": lambda x: by_hand.pulled_back(pull=x),
}
OTHERS = {
    "names": lambda x: grammar.write_chronicle(rng(), names=x),
    "kinds": lambda x: grammar.write_chronicle(rng(), kinds=x),
    "words": lambda x: grammar.training_batches(rng(), 2, x),
    "a table": read_table,
    "a file": data_file,
}
NOTHING = [None, np.nan, np.inf, -1, -0.5, 1 + 1j, len, {"a": 1}, np.array(["x"])]
WRONG = [
    *((COUNTS, bad) for bad in [*NOTHING, 0, 1.5, True, "abc", [], [1, 2]]),
    *((GENERATORS, bad) for bad in [*NOTHING, 0, 7, "abc", np.random.RandomState(0)]),
    *((NUMBERS, bad) for bad in [*NOTHING, "abc", [1, 2, 3], np.array([object()])]),
    *((OTHERS, bad) for bad in [*NOTHING, 7]),
]


@pytest.mark.parametrize(("calls", "bad"), WRONG)
def test_a_wrong_kind_is_told_in_one_sentence(calls, bad):
    for name, call in calls.items():
        with pytest.raises(ValueError) as caught:
            call(bad)
            pytest.fail(f"{name} takes {bad!r}")
        assert re.fullmatch(r"expected [^\n]*, got [^\n]{1,150}", str(caught.value)), (
            name,
            str(caught.value),
        )
