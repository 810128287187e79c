"""The exercises of chapter 08: the loss of what is asked, and a row of your own."""

import numpy as np

from lstmlib.course.ch08 import ablation
from lstmlib.course.lab.statistics import fisher_exact, in_words
from lstmlib.course.notebook.grading import Exercise, check
from lstmlib.course.stories import grammar


def check_asked_loss(asked_loss):
    """asked_loss(log_p, targets) -> mean of -log p over what is asked, a number.

    log_p (N, T, V), targets (N, T): -1 where nothing is asked.
    """
    check(ASKED_LOSS, asked_loss)


def _asked_loss(log_p, targets):
    asked = targets >= 0
    return float(-log_p[asked, targets[asked]].mean())


def _loss_cases():
    rng, cases = np.random.default_rng(8), []
    for N, T, V in ((2, 4, 5), (3, 6, 4), (1, 5, 7)):
        p = rng.dirichlet(np.ones(V), size=(N, T))
        targets = np.where(rng.random((N, T)) < 0.4, rng.integers(0, V, (N, T)), -1)
        targets[0, :2] = 1, -1  # something is asked, and something is not
        cases.append((np.log(p), targets))
    return cases


def _of_all(log_p, targets):
    return np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]


ASKED_LOSS = Exercise(
    "asked_loss",
    _asked_loss,
    _loss_cases,
    (
        (
            lambda log_p, targets: float(-_of_all(log_p, targets).mean()),
            "it asks at every word: -1 is no answer, but as an index it means the last "
            "word of the vocabulary.",
        ),
        (
            lambda log_p, targets: _asked_loss(log_p, targets) * np.mean(targets >= 0),
            "divided by all words: then a story with more filler looks better known. "
            "Divide by the number of questions.",
        ),
        (
            lambda log_p, targets: _asked_loss(log_p, targets) * np.sum(targets >= 0),
            "that is the sum; a batch with more questions would count as worse. Take "
            "the mean over the questions.",
        ),
        (
            lambda log_p, targets: -_asked_loss(log_p, targets),
            "the sign is missing: log p is 0 at best, and a loss grows when things get "
            "worse.",
        ),
    ),
)

NEW, OLD, MANY, NONE = "a new row", "an old row", "too many changes", "no change"


def check_new_row(new_row):
    """new_row(rows, beside) -> the gates that a row of your own holds, {gate: value}.

    rows: {name: gates held}, those of the figure; beside: the one to compare with.
    """

    def answer(rows, beside):
        held = new_row(rows, beside)
        return None if held is None else _judged(held, rows, beside)

    check(NEW_ROW, answer)


def _judged(held, rows, beside):
    """What a row is worth in the comparison, in the words above; None is handed on."""
    if not isinstance(held, dict):
        raise TypeError(
            f"expected a dictionary of gates held, got a {type(held).__name__}"
        )
    if wrong := set(held) - {"f", "i", "o"}:
        raise ValueError(f"expected the gates f, i, o, got {sorted(map(str, wrong))}")
    if not all(0 <= value <= 1 for value in held.values()):
        raise ValueError(f"expected values in 0..1, got {held}")
    changed = sum(held.get(gate) != rows[beside].get(gate) for gate in "fio")
    if changed != 1:
        return NONE if changed == 0 else MANY
    return OLD if held in rows.values() else NEW


NEW_ROW = Exercise(
    "new_row",
    lambda rows, beside: NEW,
    lambda: [
        (ablation.VARIANTS, beside)
        for beside in ("full LSTM", "second path", "+ forget gate")
    ],
    (
        (
            lambda rows, beside: NONE,
            "that is the row beside it once more: nothing differs.",
        ),
        (
            lambda rows, beside: OLD,
            "it differs in one gate, but the figure has that row already.",
        ),
        (
            lambda rows, beside: MANY,
            "more than one gate differs from the row beside it: if the counts "
            "differ, you cannot tell which gate did it.",
        ),
    ),
)


def try_row(new_row, beside, runs, updates=1000):
    """Train three seeds of a reader's row, and tell them beside the figure's row.

    Prints one sentence instead where there is no row to train.
    """
    try:
        held = new_row(ablation.VARIANTS, beside)
        worth = None if held is None else _judged(held, ablation.VARIANTS, beside)
    except NotImplementedError:
        worth = None
    except Exception as error:
        worth = f"no row to train: {type(error).__name__}: {error}"
    if worth != NEW:
        told = worth or "not attempted yet: its three trainings take some seconds"
        print(f"○ {told}.")
        return
    rows = [run for run in runs if run.variant == beside]
    mine = _count_learned(dict(held), rows[0].setting, updates)
    theirs = sum(ablation.has_learned(run) for run in rows), len(rows)
    print(f"yours: {in_words(*mine)}; {beside}: {in_words(*theirs)}")
    print(
        f"Fisher's exact test of the difference: p = {fisher_exact(*mine, *theirs):.2g}"
    )


def _count_learned(held, setting, updates, seeds=3):
    """How many seeds of a row learn both kings -> (that learned, seeds)."""
    if np.isnan(setting.forget_bias):
        setting = setting._replace(forget_bias=3.0)
    vocabulary = grammar.chronicle_vocabulary()
    tests = grammar.unseen_chronicles(np.random.default_rng(1), 100, 10)
    learned = 0
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        lessons = grammar.training_batches(rng, updates, vocabulary)
        model = ablation.train(held, setting, seed, lessons, vocabulary)
        learned += (
            ablation.right_answers(model, tests, vocabulary)[0] >= ablation.LEARNED
        )
    return int(learned), seeds
