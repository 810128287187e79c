"""Chapter 03: its committed results are whole and show what it says."""

import numpy as np

from lstmlib.course.ch03.figures import MEMORIES
from lstmlib.course.data import DATA, best_setting, read_table
from lstmlib.course.drawing import plots
from lstmlib.course.lab.statistics import fisher_exact
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM
from lstmlib.models import word_model
from lstmlib.training import fit


def table(name, rows):
    """{memory: (3 rates, 10 seeds, rows, columns)}."""
    path = DATA / f"second_path_{name}.csv"
    with open(path, encoding="utf-8") as file:
        next(file)
        memories = list(dict.fromkeys(line.split(",")[0] for line in file))
    assert memories == list(MEMORIES)
    numbers = np.genfromtxt(path, delimiter=",", skip_header=1)[:, 1:]
    numbers = numbers.reshape(3, 3, 10, rows, -1)
    assert (numbers[..., 0] == np.array([0.001, 0.003, 0.01])[:, None, None]).all()
    assert (numbers[..., 1] == np.arange(10)[:, None]).all()
    assert ((0 <= numbers[..., 3]) & (numbers[..., 3] <= 1)).all()
    return dict(zip(memories, numbers, strict=True))


def judged(name):
    """{memory: (20 seeds, rows)}, and the seeds that the search has not seen."""
    rows = read_table(f"second_path_{name}_judged.csv")
    assert set(rows["seed"]) == set(range(10, 30))
    return {m: rows[rows["memory"] == m].reshape(20, -1) for m in MEMORIES}


def test_the_judged_rates_are_the_best_of_the_search():
    for name, key, near in (("recall", "lag", 40), ("succession", None, None)):
        search = read_table(f"second_path_{name}.csv")
        search = search if key is None else search[search[key] == near]
        for memory, runs in judged(name).items():
            best = best_setting(search[search["memory"] == memory], "right")
            assert (runs["learning_rate"] == best["learning_rate"][0]).all()


def test_one_king_is_kept_by_the_second_path_and_up_close_by_quiet_rnns():
    table("recall", 3)
    runs = judged("recall")
    assert (runs["RNN"]["lag"][0] == [40, 80, 160]).all()
    known = {m: (r["right"] >= plots.SOLVED).sum(axis=0) for m, r in runs.items()}
    assert known["RNN"].tolist() == [0, 0, 0]
    quiet, path = known["quiet RNN"], known["second path"]
    assert fisher_exact(quiet[0], 20, path[0], 20) > 0.05, "not clear at 40 words"
    assert fisher_exact(quiet[1], 20, path[1], 20) < 0.001, "clear at 80"
    assert path[0] >= 17 and path[1] >= 13 and path[2] <= 10, "in the end he goes"
    assert fisher_exact(known["RNN"][0], 20, quiet[0], 20) < 0.001


def test_the_line_of_kings_is_followed_by_the_rnns_alone():
    table("succession", 6)
    runs = judged("succession")
    assert (runs["RNN"]["words"][0] == [20, 60, 100, 200, 300, 400]).all()
    follow = {m: (r["right"][:, -1] >= plots.SOLVED).sum() for m, r in runs.items()}
    assert follow == {"RNN": 19, "quiet RNN": 18, "second path": 0}
    assert runs["RNN"]["size"].max() <= 1
    assert runs["second path"]["size"][:, -1].min() > 100, "c drifts in every run"


def test_a_recipe_of_the_table_makes_such_a_network():
    """Trained anew here; chaos makes it another network, of the same kind."""
    rng = np.random.default_rng(0)
    batches = [king_streams.recall_batch(rng, 32, 40) for _ in range(600)]
    tokens, targets = king_streams.recall_batch(np.random.default_rng(1), 200, 40)
    rng = np.random.default_rng(3)
    layer = LSTM(8, 16, rng=rng, fixed_gates={"f": 1, "i": 1, "o": 1})
    model = word_model(layer, len(king_streams.VOCABULARY), rng=rng)
    fit(model, batches, learning_rate=0.003)
    answers = model.logits(tokens).argmax(axis=-1)[:, -1]
    assert (answers == targets[:, -1]).mean() > 0.6
    layer.params["W_h"][...] = 0
    size = np.abs(model.forward(tokens).c).mean(axis=(0, 2))
    assert size[-1] > 3 * size[0], "part of the growth needs no h"
