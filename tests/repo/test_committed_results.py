"""The results in data/ that a script computed: well formed and as told.

The script is scripts/data/ch01.py; one run of the network's recipe is repeated here.
"""

import numpy as np
import pytest

from lstmlib.course.ch01.figures import whom_they_name
from lstmlib.course.data import DATA
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
    """(3 rates, 3 seeds, 5 distances, 5 columns)."""
    path = DATA / "rnn_long_search.csv"
    return np.loadtxt(path, delimiter=",", skiprows=1).reshape(3, 3, 5, 5)


def test_the_long_search_is_a_whole_grid(search):
    assert search[:, 0, 0, 0].tolist() == [0.001, 0.003, 0.01]
    assert (search[..., 0] == search[:, :1, :1, 0]).all()
    assert (search[..., 1] == np.arange(3)[None, :, None]).all()
    assert (search[..., 2] == [0, 10, 20, 40, 80]).all()
    assert ((0 <= search[..., 3:]) & (search[..., 3:] <= 1)).all()


def test_the_long_search_shows_what_chapter_01_says(search):
    first = search[..., 4].mean(axis=1)
    assert first.mean(axis=1).argmax() == 0, "0.001 is the best rate for the first king"
    assert first[0, 0] > 0.8 and first[0, -1] < 0.5, "up close it knows him, then less"
    assert search[0, :, -1, 3].mean() > 0.8, "the ruler is still there at 80 words"
