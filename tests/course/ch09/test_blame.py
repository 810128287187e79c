"""Chapter 09: blame on its way back is the gradient, and the figures tell it."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch09 import blame, figures, widgets
from lstmlib.course.data import DATA
from lstmlib.course.drawing import plots
from lstmlib.course.stories.grammar import chronicle_vocabulary, unseen_chronicles
from lstmlib.gradcheck import relative_error
from lstmlib.losses import softmax_cross_entropy
from lstmlib.models import load

VOCABULARY = chronicle_vocabulary()
STORY = unseen_chronicles(np.random.default_rng(7), 1, 20)[0]


def reader(bias=1.0, seed=0):
    return blame.fresh_reader(VOCABULARY, bias, seed)


@pytest.fixture(scope="module")
def walk():
    return blame.ask_back(reader(), STORY, VOCABULARY)


# ------------------------------------------------------------------ the gradients


def test_blame_on_words_is_the_gradient_of_the_layer(walk):
    model, answer = reader(), VOCABULARY.encode([STORY.facts["first"]])
    layer, trace = blame.read_exactly(model, walk.words, VOCABULARY)
    logits = model.linear.forward(trace.h[:, -1])
    loss, dlogits = softmax_cross_entropy(logits, answer)
    dh = np.zeros_like(trace.h)
    dh[:, -1], _ = model.linear.backward(dlogits, trace.h[:, -1])
    dx, _ = layer.backward(dh, trace)
    assert relative_error(walk.word, np.linalg.norm(dx[0], axis=-1)) < 1e-9
    assert walk.share == pytest.approx(np.exp(-loss))


def test_blame_on_the_cell_tells_what_a_push_there_does(walk):
    """A push at c, three words before the end, moves the loss as its gradient says."""
    model, back = reader(), 3
    layer, trace = blame.read_exactly(model, walk.words, VOCABULARY)
    rest = model.embedding.forward(VOCABULARY.encode(walk.words[-back:])[None])
    slopes = []
    for unit in range(trace.c.shape[-1]):
        losses = []
        for push in (1e-5, -1e-5):
            c = trace.c[:, -1 - back].copy()
            c[0, unit] += push
            h = trace.o[:, -1 - back] * np.tanh(c)
            late = layer.forward(rest.astype(float), (h, c))
            logits = model.linear.forward(late.h[:, -1])
            losses.append(
                softmax_cross_entropy(
                    logits, VOCABULARY.encode([STORY.facts["first"]])
                )[0]
            )
        slopes.append((losses[0] - losses[1]) / 2e-5)
    assert np.linalg.norm(slopes) == pytest.approx(walk.cell[-1 - back], rel=1e-3)


def test_with_the_way_through_h_cut_less_arrives_at_forget_bias_1(walk):
    cut = blame.ask_back(reader(), STORY, VOCABULARY, through_h=False)
    assert cut.cell[-1] == pytest.approx(walk.cell[-1])
    assert blame.share_of_blame(cut) < 1e-3 < blame.share_of_blame(walk)


def test_the_upper_path_is_the_product_of_forget_gates():
    for bias in (1, 3):
        flow = blame.paths(*blame.read_exactly(reader(bias), STORY.words, VOCABULARY))
        assert len(flow.product) == len(flow.both) == 51
        np.testing.assert_allclose(flow.upper, flow.product, rtol=1e-9)


# -------------------------------------------------------------- what the chapter says


@pytest.mark.parametrize("moved", [0, 500])
def test_blame_fades_at_forget_bias_1_and_not_at_3(moved):
    tests = unseen_chronicles(np.random.default_rng(50 + moved), 4, 20)
    for bias, most, least in ((1, 0.05, 0), (3, np.inf, 0.05)):
        left = [
            blame.share_of_blame(
                blame.ask_back(reader(bias, seed + moved), story, VOCABULARY)
            )
            for seed in range(5)
            for story in tests
        ]
        assert least <= min(left) and max(left) < most


@pytest.mark.parametrize("moved", [0, 500])
def test_both_paths_bring_more_than_the_product_promises(moved):
    tests = unseen_chronicles(np.random.default_rng(60 + moved), 2, 20)
    times = {
        bias: np.array([
            flow.both[-1] / flow.upper[-1]
            for seed in range(10)
            for story in tests
            for flow in [
                blame.paths(
                    *blame.read_exactly(
                        reader(bias, seed + moved), story.words, VOCABULARY
                    )
                )
            ]
        ])
        for bias in (1, 3)
    }  # fmt: skip
    assert times[1].min() > 100 and np.mean(times[1] > 1000) > 0.6
    assert times[3].min() > 1 and times[3].max() < 1000


# ------------------------------------------------------------- figures and widget


def test_the_walk_says_how_much_is_left_of_each(walk):
    fig, ax = plots.new_figure()
    strong = walk._replace(cell=np.ones_like(walk.cell))
    walks = {"weak": [walk, walk, strong], "strong": [strong]}
    finding = figures.draw_walk(ax, walks)
    plt.close(fig)
    assert "in the median network: less than 0.05 (weak)" in finding
    assert finding.endswith("; 0.05 or more (strong)")


@pytest.mark.parametrize(
    ("upper", "both", "told"),
    [
        (1.0, 9.0, "exactly the product of the forget gates; both paths together carry "
         "more"),
        (1.0, 0.5, "both paths together carry no more"),
        (1.1, 1.0, "is not the product of f"),
    ],
)  # fmt: skip
def test_product_tells_what_each_path_carries(upper, both, told):
    fig, axes = plots.new_figure(panels=2)
    product = 0.9 ** np.arange(10)
    panel = blame.Paths(product, upper * product, both * product)
    finding = figures.draw_product(axes, {"a": panel, "b": panel})
    plt.close(fig)
    assert told in finding


def test_the_widget_walks_back_and_tells_every_place():
    models = {"fresh": reader(), "trained": load(DATA / "weights" / "recall_0.npz")}
    explorer = widgets.blame_explorer(models, STORY, VOCABULARY)
    far = len(STORY.words) + 2
    assert explorer.drawing.finding.startswith(
        f"{far} words back, at “{STORY.words[0]}”"
    )
    explorer.set(back=0)
    assert "0 words back, at “of”, 100 % of the blame" in explorer.drawing.finding
    assert len(set(explorer.drive())) > 3
