"""The exercises of chapter 01: an RNN over time, rules, votes, a fair comparison."""

from itertools import combinations

import numpy as np

from lstmlib.cells import rnn_step
from lstmlib.course.lab.recall import latest_king
from lstmlib.course.notebook.grading import Exercise, check
from lstmlib.course.stories.chronicle import NAMES


def check_run_rnn(run_rnn):
    """run_rnn(x, h, W_x, W_h, b) -> all hidden states (N, T, H)."""
    check(RUN_RNN, run_rnn)


def _run_rnn(x, h, W_x, W_h, b, *, hand_on=True, backwards=False):
    start, states = h, []
    for t in reversed(range(x.shape[1])) if backwards else range(x.shape[1]):
        h = rnn_step(x[:, t], h if hand_on else start, W_x, W_h, b).h
        states.append(h)
    return np.stack(states[::-1] if backwards else states, axis=1)


def _run_cases():
    rng = np.random.default_rng(0)
    cases = []
    for N, T, D, H in ((2, 5, 3, 4), (1, 1, 2, 3), (3, 7, 1, 2)):
        shapes = (N, T, D), (N, H), (D, H), (H, H), (H,)
        cases.append(tuple(rng.normal(size=shape) for shape in shapes))
    return cases


RUN_RNN = Exercise(
    "run_rnn",
    _run_rnn,
    _run_cases,
    (
        (
            lambda *args: _run_rnn(*args, hand_on=False),
            "every step starts from the first h: hand each step's h to the next.",
        ),
        (
            lambda *args: _run_rnn(*args, backwards=True),
            "the words are read from last to first: let t grow.",
        ),
        (
            lambda x, h, W_x, W_h, b: _run_rnn(x, 0 * h, W_x, W_h, b),
            "the initial h is ignored: the first step must start from it.",
        ),
    ),
)


def check_latest_king(latest_king):
    """latest_king(words) -> the name that was last called king."""
    check(LATEST_KING, latest_king)


def _called_king(words):
    pairs = zip(words, words[1:], strict=False)
    return [after for before, after in pairs if before == "king" and after in NAMES]


def _latest_cases():
    stories = (
        "in vatsa king arjun rules . poet bala sings .",
        "in vatsa king arjun rules . king arjun dies . son deva becomes king .",
        "king deva wins . king bala loses . the moon is bright . general hari dies .",
        "king bala dies . grandson hari becomes king . king hari is clever .",
    )
    return [(story.split(),) for story in stories]


LATEST_KING = Exercise(
    "latest_king",
    latest_king,
    _latest_cases,
    (
        (
            lambda words: _called_king(words)[0],
            "that is the first king named; the rule wants the latest.",
        ),
        (
            lambda words: _called_king(words)[-1],
            "“son deva becomes king” names a king, too, before the word “king”.",
        ),
        (
            lambda words: [word for word in words if word in NAMES][-1],
            "a poet is no king: the word “king” must stand beside the name.",
        ),
    ),
)


def check_first_seat(first_seat):
    """first_seat(margin) -> the votes (itself, named, each other seat, bias)."""

    def filled(margin):
        votes = first_seat(margin)
        return None if votes is None else _seats_after(votes, margin)

    check(FIRST_SEAT, filled)


# Was he on the seat, is he named now, is one of the three other seats taken?
SITUATIONS = ((1, -1, 0), (1, 1, 0), (-1, -1, 0), (-1, -1, 1), (-1, 1, 0), (-1, 1, 1))


def _seats_after(votes, margin):
    """Is he on the seat afterwards, in each situation: 1, -1, or 0 if it is close."""
    try:
        itself, named, other, bias = (float(vote) for vote in votes)
    except (TypeError, ValueError):
        raise ValueError(
            "expected four numbers: itself, named, each other seat, bias"
        ) from None
    sums = [
        was * itself + name * named + (2 * taken - 3) * other + bias
        for was, name, taken in SITUATIONS
    ]
    return np.array([np.sign(s) * (abs(s) >= margin - 1e-9) for s in sums])


def _sits(*after):
    return lambda margin: np.array(after, float)


FIRST_SEAT = Exercise(
    "first_seat",
    lambda margin: _seats_after(margin * np.array([2, 1, -1, -1]), margin),
    lambda: [(1.0,), (0.5,), (3.0,)],
    (
        (
            _sits(1, 1, -1, -1, 1, 1),
            "a later king sits down, too: a taken seat must outvote his name.",
        ),
        (
            _sits(1, 1, -1, -1, -1, -1),
            "he is named and nobody sits, but he stays outside: raise the bias.",
        ),
        (
            _sits(-1, 1, -1, -1, 1, -1),
            "he loses the seat at the next word: the unit needs a vote for itself.",
        ),
        (
            _sits(1, 1, 0, -1, 1, 0),
            "two sums are too near to 0: mind that a free seat is -1, not 0.",
        ),
        (
            lambda margin: _seats_after((2, 1, -1, -1), margin),
            "right for a margin of 1; multiply the votes by the margin.",
        ),
    ),
)


def check_fair_pairs(fair_pairs):
    """fair_pairs(runs, what) -> pairs (i, j), i < j, that differ in `what` alone."""

    def as_table(runs, what):
        pairs = fair_pairs(runs, what)
        if pairs is None:
            return None
        try:
            return _table(runs, [(int(i), int(j)) for i, j in pairs])
        except (TypeError, ValueError, IndexError):
            raise ValueError("expected pairs of numbers of runs") from None

    check(FAIR_PAIRS, as_table)


def _pairs(runs, fair):
    numbered = combinations(enumerate(runs), 2)
    pairs = [(i, j) for (i, a), (j, b) in numbered if fair(_differences(a, b))]
    return _table(runs, pairs)


def _table(runs, pairs):
    """The pairs as an array that is 1 at [i, j], of one shape for every answer."""
    table = np.zeros((len(runs), len(runs)))
    for pair in pairs:
        table[pair] = 1
    return table


def _differences(a, b):
    return {name for name in a if a[name] != b[name]}


def _fair_cases():
    keys = ("asked", "weight", "units")
    rows = (("both", 1.0, 32), ("first", 5.5, 32), ("both", 5.5, 32), ("both", 1.0, 64))
    runs = [dict(zip(keys, row, strict=True)) for row in rows]
    twins = [runs[0], runs[0], runs[3]]
    return [(runs, "asked"), (runs, "weight"), (runs[:2], "asked"), (twins, "units")]


FAIR_PAIRS = Exercise(
    "fair_pairs",
    lambda runs, what: _pairs(runs, lambda differences: differences == {what}),
    _fair_cases,
    (
        (
            lambda runs, what: _pairs(runs, lambda differences: what in differences),
            "some of these pairs differ in more than that: they are confounded.",
        ),
        (
            lambda runs, what: _pairs(runs, lambda differences: len(differences) == 1),
            "these pairs differ in one thing, but not always in the one asked for.",
        ),
        (
            lambda runs, what: _pairs(
                runs, lambda differences: not differences - {what}
            ),
            "equal runs compare nothing: a pair has to differ in `what`.",
        ),
        (
            lambda runs, what: _pairs(
                runs, lambda differences: what not in differences
            ),
            "these pairs agree in `what`; they have to differ in it.",
        ),
    ),
)
