"""One trial: a fresh network learns a task of the papers, until it can or time is up.

    rows = run_trial("order", "LSTM", Setting(0.01, 3.0), seed=0)

Rows are (what, at, value). What is `right`: the share right in a test after `at`
sequences or symbols; `solved`: 1 or 0, once, where the trial ended; and what a task has
beside that.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from lstmlib.course.ch12 import adding, copying, order, reber
from lstmlib.course.ch12.streams import last_state, read_stream
from lstmlib.course.ch12.truncated import OneStepRNN, TruncatedLSTM
from lstmlib.layers import LSTM, RNN, Linear
from lstmlib.models import SequenceModel
from lstmlib.training import updates

NETWORKS = {
    "RNN": None,
    "RNN, uniform": None,
    "RNN, one step": None,
    "LSTM 1997": {"f": 1},
    "LSTM": {},
    "no input gate": {"i": 1},
    "no output gate": {"o": 1},
    "LSTM 1997, truncated": {"f": 1},
    "LSTM, truncated": {},
}
"""Every network with the gates that it holds open; None is a plain RNN.

An RNN's W_h starts orthogonal; "uniform" is PyTorch's start, and "one step" learns as
Elman's network did. "LSTM 1997" has no forget gate. "truncated" learns with the
gradient of 1997.
"""


class Setting(NamedTuple):
    """What a search may choose; a network without forget gate has no bias for it."""

    learning_rate: float
    forget_bias: float  # nan where there is none


class Task(NamedTuple):
    """What a task's trials have in common."""

    sizes: tuple  # inputs, outputs
    units: tuple  # of an LSTM, of an RNN with about as many weights
    lessons: Callable  # rng -> a function that makes a batch
    batch: int  # sequences in it, or symbols
    updates: int  # when the time is up
    every: int  # updates between two tests
    exam: Callable  # rng, lessons -> a test: model -> share right, 0..1
    small: bool = False  # whether W_h of an LSTM starts at a tenth of its size
    bar: float = 2.0  # the share from which on it is solved and stops; 2: never
    after: Callable | None = None  # model, rng -> more rows at the end, and solved


class Lessons:
    """So many batches, each made when it is needed."""

    def __init__(self, make, total):
        self._make, self._total = make, total

    def __len__(self):
        return self._total

    def __iter__(self):
        return (self._make() for _ in range(self._total))


class Carried:
    """A model that goes on, batch after batch, from the state where it stopped."""

    def __init__(self, model):
        self.model, self.state = model, None

    @property
    def params(self):
        """The model's own weights."""
        return self.model.params

    def loss_and_gradients(self, inputs, targets):
        """As those of a SequenceModel; blame ends at the beginning of the batch."""
        trace = self.model.forward(inputs, self.state)
        self.state = last_state(trace)
        loss, dh, linear = self.model.read_out(trace, targets)
        _, layer = self.model.layer.backward(dh, trace)
        return loss, {f"layer.{name}": g for name, g in layer.items()} | linear


def new_network(network, task, setting, seed):
    """A fresh network of this name for the task. ValueError for an unknown one."""
    if network not in NETWORKS:
        raise ValueError(f"expected one of {', '.join(NETWORKS)}, got {network!r}")
    (inputs, outputs), held = task.sizes, NETWORKS[network]
    rng = np.random.default_rng(seed)
    if held is None:
        kind = OneStepRNN if network.endswith("one step") else RNN
        layer = kind(inputs, task.units[1], rng=rng)
        if network.endswith("uniform"):
            W_h = layer.params["W_h"]
            W_h[...] = rng.uniform(-1, 1, W_h.shape) / np.sqrt(len(W_h))
    else:
        kind = TruncatedLSTM if network.endswith("truncated") else LSTM
        bias = 0.0 if "f" in held else setting.forget_bias
        layer = kind(inputs, task.units[0], rng=rng, forget_bias=bias, fixed_gates=held)
        if task.small:
            layer.params["W_h"] *= 0.1
    return SequenceModel(None, layer, Linear(layer.hidden_size, outputs, rng=rng))


def run_trial(name, network, setting, seed):
    """Train one network on the task TASKS[name] -> rows (what, at, value).

    All chance follows from the seed: weights, lessons and tests have their own.
    """
    return train(name, network, setting, seed)[1]


def train(name, network, setting, seed):
    """As `run_trial` -> the trained model, and the rows."""
    task = TASKS[name]
    model = new_network(network, task, setting, seed)
    learn, test = (np.random.default_rng([seed, each]) for each in (1, 2))
    make = task.lessons(learn)
    exam, rows, right = task.exam(test, make), [], 0.0
    lessons = Lessons(make, task.updates)
    learner = Carried(model) if name == "continual" else model
    steps = updates(learner, lessons, learning_rate=setting.learning_rate)
    for done, _ in enumerate(steps, start=1):
        if done % task.every == 0 or done == task.updates:
            right, ends = exam(model), done == task.updates
            ends |= right >= task.bar
            # Evenly on a logarithmic axis, so that a long trial has few rows, too.
            if ends or not rows or done * task.batch >= 1.15 * rows[-1][1]:
                rows.append(("right", done * task.batch, right))
            if ends:
                break
    more, solved = [], right >= task.bar
    if task.after is not None:
        more, solved = task.after(model, test, solved)
    return model, [*rows, *more, ("solved", done * task.batch, int(solved))]


# ------------------------------------------------------------------ embedded Reber


def _strings(rng, number):
    flips = reber.coins(rng)
    return [reber.embedded_string(flips) for _ in range(number)]


def _reber_lessons(rng):
    x, following, possible = reber.exam_of(_strings(rng, 256))
    lengths = (following >= 0).sum(axis=1)

    def batch():
        which = rng.integers(0, 256, 16)
        T = lengths[which].max()
        return x[which, :T], following[which, :T]

    batch.strings = x, following, possible
    return batch


class _ReberExam:
    """All symbols of the 256 strings of the lessons and of 256 others."""

    def __init__(self, rng, lessons):
        self._sets = lessons.strings, reber.exam_of(_strings(rng, 256))

    def __call__(self, model):
        rights = [
            reber.all_above(model.logits(x), possible)[following >= 0]
            for x, following, possible in self._sets
        ]
        return float(np.concatenate(rights).mean())


def lag_rows(model, rng, solved, strings=4000, longest=24):
    """How often the outer symbol is known, by lag -> rows ("lag", lag, share)."""
    told = _strings(rng, strings)
    lags = np.array([reber.lag(symbols) for symbols, _ in told])
    x, _, possible = reber.exam_of(told)
    right = reber.all_above(model.logits(x), possible)
    known = right[np.arange(strings), lags + 1]
    rows = []
    for lag in range(5, longest + 1):
        if (lags == lag).any():
            rows.append(("lag", lag, float(known[lags == lag].mean())))
    return rows, solved


# ---------------------------------------------------------- continual embedded Reber


def _continual_lessons(rng):
    stream = reber.Stream(rng, 16)

    def batch():
        x, following, _, _ = stream.take(40)
        return x, following

    return batch


def _continual_exam(rng, lessons):
    seed = int(rng.integers(2**31))

    def exam(model):
        told = read_stream(model, np.random.default_rng(seed), 1000)
        return told.outer

    return exam


def stream_rows(model, rng, solved):
    """Ten streams of 20 000 symbols -> rows; solved if there is no error in any."""
    told = read_stream(model, rng)
    rows = [("size", 500 * n + 500, size) for n, size in enumerate(told.sizes)]
    ends = [
        ("outer", 20000, told.outer),
        ("errors", 20000, told.errors),
        ("until error", 20000, told.until_error),
    ]
    return [*rows[::4], *ends], told.errors == 0


# -------------------------------------------------------------------- the other tasks


def _fresh(make, number):
    return lambda rng: partial(make, rng, number)


def _tested(share, make, number):
    def prepare(rng, lessons):
        test = make(rng, number)
        return lambda model: share(model, *test)

    return prepare


def adding_rows(model, rng, solved):
    """2 560 new rows; solved if at most one in a hundred is wrong."""
    right = adding.share_near(model, *adding.adding_batch(rng, 2560))
    return [("right at the end", 2560, right)], right >= 0.99


TASKS = {
    "reber": Task(
        (7, 7), (8, 17), _reber_lessons, 16, 6400, 25, _ReberExam,
        bar=1.0, after=lag_rows,
    ),
    "continual": Task(
        (7, 7), (12, 24), _continual_lessons, 640, 2500, 250, _continual_exam,
        after=stream_rows,
    ),
    "adding": Task(
        (2, 1), (16, 34), _fresh(adding.adding_batch, 32), 32, 2313, 193,
        _tested(adding.share_near, adding.adding_batch, 500),
        small=True, after=adding_rows,
    ),
    "order": Task(
        (8, 4), (16, 34), _fresh(order.order_batch, 32), 32, 2000, 100,
        _tested(order.share_near, order.order_batch, 640), bar=1.0,
    ),
    "copying": Task(
        (6, 4), (24, 50), _fresh(copying.copying_batch, 32), 32, 3000, 25,
        _tested(copying.share_right, copying.copying_batch, 500), bar=0.99,
    ),
}  # fmt: skip
"""The tasks; what counts as solved is told in the chapter's table."""
