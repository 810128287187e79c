"""Chapter 03: its committed results are whole and show what it says."""

import numpy as np

from lstmlib.course.ch03.figures import MEMORIES
from lstmlib.course.data import DATA
from lstmlib.course.drawing import plots
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


def test_one_king_is_kept_by_the_second_path_and_up_close_by_quiet_rnns():
    runs = table("recall", 3)
    assert (runs["RNN"][0, 0, :, 2] == [40, 80, 160]).all()
    learned = {k: (r[:, :, 0, 3] >= plots.SOLVED).sum(axis=1) for k, r in runs.items()}
    assert learned["RNN"].max() == 0
    assert learned["quiet RNN"].min() >= 4 and learned["quiet RNN"].max() == 8
    assert learned["second path"].min() >= 8 and learned["second path"].max() == 10
    further = {kind: r[..., 1, 3].mean(axis=1) for kind, r in runs.items()}
    assert further["quiet RNN"].max() < 0.4 and further["second path"].min() > 0.7
    assert runs["second path"][..., 2, 3].mean(axis=1).max() < 0.9, "in the end he goes"


def test_the_line_of_kings_is_followed_by_the_rnn_alone():
    runs = table("succession", 6)
    assert (runs["RNN"][0, 0, :, 2] == [20, 60, 100, 200, 300, 400]).all()
    far = {kind: r[..., -1, 3].mean(axis=1).max() for kind, r in runs.items()}
    assert far["RNN"] > 0.9 and far["second path"] < 0.5
    assert runs["RNN"][..., 4].max() <= 1
    assert runs["second path"][..., -1, 4].min() > 30, "c drifts in every run"


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
