"""A race: networks learn side by side, an update each in turn, and are asked often.

    for record in run({"RNN": rnn, "LSTM": lstm}, batches, stories, vocabulary,
                      learning_rates={"RNN": 0.001, "LSTM": 0.01}):
        record.recall[1, 0]     who was first, asked of the RNN, at every look so far

A look asks all networks both questions about stories that none of them has learned.
"""

from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._interrupts import Interrupts, stopped
from lstmlib._validate import check_draw, check_sizes
from lstmlib.cells import LSTMStep
from lstmlib.course.data import best_setting, read_table
from lstmlib.course.lab.recall import QUESTIONS
from lstmlib.course.stories.chronicle import NAMES
from lstmlib.course.stories.grammar import batch, pad, write_chronicle
from lstmlib.losses import log_softmax
from lstmlib.training import updates

KINDS = ("current", "first")
"""The questions of a race: who rules now, and who was the first king?"""

CONTENDERS = NAMES[:4]
"""The names that the answers choose among."""


class Race(NamedTuple):
    """What happened in a race: M networks were looked at S times."""

    models: dict  # {name: model}, M of them, as they are at the end
    stories: list  # the N chronicles they were asked about, which none has learned
    total: int  # updates that were planned for each network
    updates: ndarray  # (S,) updates that each network has had
    seconds: ndarray  # (M, S) that it has spent on learning
    loss: ndarray  # (M, S) mean loss since the last look, nats; at first, of one batch
    recall: ndarray  # (kinds, M, S) share of right answers
    shares: ndarray  # (M, S, kinds, N, names) probability of each of CONTENDERS


def growing_batches(rng, updates, vocabulary, *, size=16, reigns=(4, 20), kinds=KINDS):
    """Stories that grow while a network learns: `updates` pairs (tokens, targets).

    As `grammar.training_batches`, but with up to reigns[0] filler words in a reign at
    first, then ever more, and up to reigns[1] after 70 % of the updates.
    """
    check_draw(rng, updates=updates, size=size)
    batches = []
    for n, kings in enumerate(rng.integers(1, 4, updates)):
        most = round(np.interp(n, [0, 0.7 * updates], reigns))
        stories = [
            write_chronicle(
                rng, kings=kings, filler=(0, most), kinds=kinds, cue_rate=0.4
            )
            for _ in range(size)
        ]
        batches.append(batch(stories, vocabulary, kinds))
    return batches


def run(models, batches, stories, vocabulary, *, learning_rates, every=100,
        progress=None):  # fmt: skip
    """Train all models {name: model} on the same batches, in turn; yield each Race.

    Before the first update, after each `every` and after the last one they are asked
    about `stories`, and the record so far is yielded. `progress(done, total, loss)` is
    called after each round with the last model's loss. An interrupt ends the race as a
    KeyboardInterrupt of one sentence, after one more look; the models keep all whole
    updates. Raises ValueError when a learning rate is missing, there are no batches,
    or `every` is no whole number, and FloatingPointError as `training.updates`.
    """
    batches, pressed = list(batches), False
    check_sizes(every=every)
    _check(models, learning_rates, batches)
    book = _Book(models, stories, vocabulary, batches, learning_rates)
    while book.done < len(batches) and not pressed:
        yield book.look()
        try:
            with Interrupts() as interrupts:
                for _ in range(min(every, len(batches) - book.done)):
                    loss = book.round()
                    if progress is not None:
                        progress(book.done, len(batches), loss)
                    interrupts.check()
        except KeyboardInterrupt:
            pressed = True
    yield book.look()
    if pressed:
        raise stopped(book.done, len(batches))


def _check(models, learning_rates, batches):
    if not models or models.keys() != learning_rates.keys():
        raise ValueError(
            f"expected a learning rate for each of {list(models)}, "
            f"got them for {list(learning_rates)}"
        )
    if not batches:
        raise ValueError("expected at least one batch to learn from, got none")


class _Book:
    """The clocks of a race, and what was seen at each look."""

    def __init__(self, models, stories, vocabulary, batches, learning_rates):
        self._models, self._stories, self._vocabulary = models, stories, vocabulary
        self._before = [model.loss(*batches[0]) for model in models.values()]
        self._clocks, self._looks, self._total = np.zeros(len(models)), [], len(batches)
        self._losses = [[] for _ in models]
        self._trainings = [
            updates(model, batches, learning_rate=learning_rates[name])
            for name, model in models.items()
        ]

    @property
    def done(self):
        """How many updates each network has had."""
        return min(map(len, self._losses))

    def round(self):
        """One update of each network -> the loss of the last one."""
        for n, training in enumerate(self._trainings):
            start = perf_counter()
            loss, _ = next(training)
            self._clocks[n] += perf_counter() - start
            self._losses[n].append(loss)
        return loss

    def look(self):
        """Ask every network how much it knows by now -> the record of all looks."""
        seen = self._looks[-1][0] if self._looks else -1
        if self.done == seen:
            return self._race()
        losses = self._before
        if self.done:
            losses = [np.mean(told[seen : self.done]) for told in self._losses]
        answers = [
            name_kings(model, self._stories, self._vocabulary)
            for model in self._models.values()
        ]
        right, shares = zip(*answers, strict=True)
        self._looks.append((self.done, self._clocks.copy(), losses, right, shares))
        return self._race()

    def _race(self):
        updates, seconds, loss, right, shares = zip(*self._looks, strict=True)
        return Race(
            self._models,
            self._stories,
            self._total,
            np.array(updates),
            np.stack(seconds, axis=1),
            np.stack(loss, axis=1),
            np.array(right).transpose(2, 1, 0),
            np.stack(shares, axis=1),
        )


def name_kings(model, stories, vocabulary):
    """Ask about the stories at their ends -> share of right answers, and shares.

    Shares of right answers (kinds,) among all words; probabilities of CONTENDERS
    (kinds, stories, names). The stories are read once for both questions.
    """
    trace = model.forward(pad([story.words for story in stories], vocabulary))
    last = np.arange(len(stories)), [len(story.words) - 1 for story in stories]
    state = trace.h[last]
    if isinstance(trace, LSTMStep):
        state = trace.h[last], trace.c[last]
    right, shares = [], []
    for kind in KINDS:
        question = np.tile(vocabulary.encode(QUESTIONS[kind]), (len(stories), 1))
        logits = model.linear.forward(model.forward(question, state).h[:, -1])
        truth = vocabulary.encode([story.facts[kind] for story in stories])
        right.append(np.mean(logits.argmax(axis=-1) == truth))
        shares.append(np.exp(log_softmax(logits))[:, vocabulary.encode(CONTENDERS)])
    return np.array(right), np.array(shares)


def read_lengths(name, kind):
    """Read race_length.csv -> fillers (F,), {run: recall of this kind (seeds, F)}.

    Where a run tried two settings on many seeds, the one that is better at this
    question, in the mean over seeds and fillers.
    """
    table = read_table(name)
    rows = table[table["stage"] != "search"]
    fillers, runs = np.unique(rows["filler"]).astype(int), {}
    for run in dict.fromkeys(rows["run"].tolist()):
        own = rows[rows["run"] == run]
        best = best_setting(own, kind, ("start", "learning_rate"))
        runs[run] = best[kind].reshape(-1, len(fillers))
    return fillers, runs
