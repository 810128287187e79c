"""The results in data/ that a script computed: well formed and as told.

The script is scripts/data/ch01.py; one run of the network's recipe is repeated here.
"""

import numpy as np
import pytest

from lstmlib.course.ch01.figures import whom_they_name
from lstmlib.course.data import DATA, read_table
from lstmlib.course.lab.recall import ask, recall
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.layers import RNN
from lstmlib.models import load, word_model
from lstmlib.training import fit

VOCABULARY = chronicle_vocabulary()
STORIES = unseen_chronicles(np.random.default_rng(9), 100, 20)


def portrait(model):
    """What chapter 01 says of its reader, measured: ruler, first, whom it names."""
    named = whom_they_name(ask(model, STORIES, VOCABULARY, "first"), STORIES)
    return (
        recall(model, STORIES, VOCABULARY, "current"),
        recall(model, STORIES, VOCABULARY, "first"),
        named,
    )


def test_the_reader_follows_the_ruler_and_has_lost_the_first_king():
    current, first, named = portrait(load(DATA / "rnn_reader.npz"))
    assert current > 0.9 and first < 0.25
    assert named.argmax() == 2 and named[2] > 0.5, "it names the third king"


def test_the_recipe_of_the_reader_makes_such_a_network():
    """Trained anew here; chaos makes it another network, of the same kind."""
    batches = training_batches(np.random.default_rng(0), 1000, VOCABULARY)
    rng = np.random.default_rng(0)
    model = word_model(RNN(16, 32, rng=rng), len(VOCABULARY), rng=rng)
    history = fit(model, batches, learning_rate=0.003)
    current, first, _ = portrait(model)
    assert history.loss[-50:].mean() < history.loss[:50].mean() / 10
    assert current > 0.6 and first < 0.5 and current > 1.5 * first


@pytest.fixture
def search():
    """(runs, 5 distances, 5 columns)."""
    path = DATA / "rnn_long_search.csv"
    return np.loadtxt(path, delimiter=",", skiprows=1).reshape(-1, 5, 5)


def test_the_long_search_is_whole(search):
    assert (search[..., :2] == search[:, :1, :2]).all(), "a run is five rows"
    rates, runs = np.unique(search[:, 0, 0], return_counts=True)
    assert dict(zip(rates, runs, strict=True)) == {
        0.0003: 3,
        0.001: 8,
        0.003: 3,
        0.01: 3,
    }
    assert (search[..., 2] == [0, 10, 20, 40, 80]).all()
    assert ((0 <= search[..., 3:]) & (search[..., 3:] <= 1)).all()


def test_the_long_search_shows_what_chapter_01_says(search):
    rates = search[:, 0, 0]
    first = {rate: search[rates == rate, :, 4].mean() for rate in np.unique(rates)}
    assert max(first, key=first.get) == 0.001, "the best rate for the first king"
    best = search[rates == 0.001].mean(axis=0)
    assert best[0, 4] > 0.7 and best[-1, 4] < 0.4, "up close it knows him, then less"
    assert best[-1, 3] > 0.7, "the ruler is still there at 80 words"
    lost = search[rates == 0.001, :, 3:].max(axis=(1, 2)) < 0.3
    assert lost.sum() == 2, "two of eight have learned nothing"
    assert (search[:, 2, 3:].min(axis=-1) < 0.95).all(), "none reaches both at 20"


def test_the_lessons_show_that_weight_moves_the_slate():
    table = read_table("rnn_lessons.csv")

    def first_and_ruler(lesson):
        rows = table[table["lesson"] == lesson]
        return rows["first"].reshape(10, 5), rows["current"].reshape(10, 5)

    usual, usual_ruler = first_and_ruler("both")
    weighted, weighted_ruler = first_and_ruler("first weighs more")
    alone, _ = first_and_ruler("first alone")
    last, last_ruler = first_and_ruler("last of each kind")
    assert (usual_ruler.mean(0) > 2 * usual.mean(0))[1:].all()
    assert (weighted.mean(0) > 2 * weighted_ruler.mean(0))[1:].all()
    assert (np.abs(weighted.mean(0) - alone.mean(0)) < 0.06)[1:].all()
    assert (alone[:, -1] < 0.9 * alone[:, 0]).all(), "he fades in ten of ten"
    assert last.mean(0)[2] > 2 * last_ruler.mean(0)[2]
