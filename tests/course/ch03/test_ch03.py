"""Chapter 03: its figures say what they show, its widget adds up, its data is whole."""

import numpy as np
import pytest

from lstmlib.course.ch03 import figures, widgets
from lstmlib.course.ch03.figures import MEMORIES
from lstmlib.course.data import DATA
from lstmlib.course.drawing import plots
from lstmlib.course.drawing.style import FIGURE
from lstmlib.course.stories import king_streams
from lstmlib.layers import LSTM
from lstmlib.models import word_model
from lstmlib.training import fit

plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture
def ax():
    with plt.rc_context(FIGURE):
        fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


# --------------------------------------------------------------------- figures


def test_learned_counts_the_seeds_of_the_best_rate(ax):
    one, two = [[0.2] * 4, [1, 1, 0.94, 0.2]], [[1] * 4, [0.3] * 4]
    shares = {"RNN": one, "second path": two}
    assert figures.draw_learned(ax, shares, (0.1, 0.2), lag=7) == (
        "Seeds that learn a king over 7 words: RNN 2 of 4, second path 4 of 4"
    )
    assert [t.get_text() for t in ax.texts] == ["0 of 4", "2 of 4", "4 of 4", "0 of 4"]
    dots = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [float(dot.get_xdata()[0]) for dot in dots] == [0, 0.5, 1, 0]
    shares = {"RNN": two, "second path": one}
    told = figures.draw_learned(ax, shares, (0.1, 0.2), lag=7)
    assert told.endswith("RNN 4 of 4, second path 2 of 4")


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((1.0, 0.25), "the RNN knows who rules and the second path guesses"),
        ((0.3, 0.95), "the RNN guesses and the second path knows who rules"),
        ((0.6, 0.95), "the RNN knows it often and the second path knows who rules"),
    ],
)
def test_the_line_of_kings_tells_who_follows(ax, ends, told):
    shares = {
        memory: [[0.9, end]] * 3
        for memory, end in zip(("RNN", "second path"), ends, strict=True)
    }
    finding = figures.draw_line_of_kings(ax, [20, 400], shares)
    assert finding == f"After 400 words {told}"
    heights = [t.get_position()[1] for t in ax.texts if t.get_text() != "guessing"]
    assert (heights[0] > heights[1]) == (ends[0] > ends[1]), "labels at their lines"


@pytest.mark.parametrize(
    ("last", "told"),
    [(210.0, "about as fast as"), (30.0, "more slowly"), (12.0, "keep their size")],
)
def test_growth_is_told_from_rest(ax, last, told):
    sizes = {"RNN": [[0.5, 0.5]], "second path": [[10.0, last]]}
    assert told in figures.draw_growth(ax, [20, 400], sizes)


def test_roads_are_told_by_what_reaches_the_end(ax):
    roads = {"RNN": [[1, 1e-9]] * 2, "second path": [[1, 1e3]], "path alone": [[1, 1]]}
    assert figures.draw_roads(ax, roads) == (
        "1 words back the gradient fades on the RNN, explodes on the second path "
        "and carries on the path alone"
    )


# ---------------------------------------------------------------------- widget


@pytest.mark.parametrize(
    ("kings_written", "units"),
    [(1, 8), (4, 8), (10, 8), (12, 16), (4, 32), (20, 128)],
)
def test_the_memory_of_the_widget_is_a_sum(kings_written, units):
    """Against the same memory built of LSTM and its fixed gates."""
    rng = np.random.default_rng(0)
    codes = rng.choice([-1.0, 1.0], size=(40, 128))[:, :units]
    c = 0.9 * codes[:kings_written].sum(axis=0)
    scores = codes @ np.tanh(c) / units / np.tanh(0.9)
    got = widgets.king_scores(kings_written, units)
    np.testing.assert_allclose(got.names, scores, atol=1e-8)
    best = sorted(range(40), key=lambda k: (-round(scores[k], 8), k))[:kings_written]
    assert got.found == sum(k < kings_written for k in best)


def test_the_dotted_line_marks_the_last_of_the_loudest():
    """In the picture: columns from -1.05 to 1.05 between 28 and 28 + 190 pixels."""
    scores = widgets.king_scores(4, 32)
    drawing = widgets.draw_kings(scores, 32)
    [line] = [s for s in drawing.shapes if getattr(s, "dash", "") == "dotted"]
    y = float(line.d.split()[-1])
    answer = 1.05 - 2.1 * (y - 28) / 190
    # Rounded to a tenth of a pixel; the fourth king ties with a stranger.
    assert answer == pytest.approx(np.sort(scores.names)[-4], abs=0.002)


def test_a_single_king_answers_with_1():
    scores = widgets.king_scores(1, 64)
    assert scores.names[0] == pytest.approx(1) and scores.found == 1


@pytest.mark.parametrize(("written", "units"), [(0, 8), (41, 8), (3, 0), (3, 129)])
def test_a_memory_that_cannot_be_is_told(written, units):
    with pytest.raises(ValueError, match="expected 1 to 40 kings and 1 to 128 units"):
        widgets.king_scores(written, units)


def test_every_end_of_a_slider_has_its_own_finding():
    explorer = widgets.kings_explorer()
    findings = explorer.drive()
    assert len(set(findings)) == len(findings) == 4
    for name, control in explorer.controls.items():
        start, told = control.value, []
        for value in (control.min, control.max):
            explorer.set(**{name: value})
            told.append(explorer.drawing.finding)
        explorer.set(**{name: start})
        assert told[0] != told[1]


def test_the_answers_under_the_widget():
    """Three kings in 32 units, eight in 128; the loudest need not be the last."""
    for units, most in ((32, 3), (128, 8)):
        held = [widgets.king_scores(k, units).found == k for k in range(1, 21)]
        assert held[:most] == [True] * most and not held[most]
    fourth = widgets.king_scores(4, 32).names
    assert (fourth[4:] > fourth[:4].min() + 1e-6).sum() >= 2
    for written, loudest in ((5, 4), (6, 4), (8, 3)):
        assert widgets.king_scores(written, 128).names.argmax() == loudest


# ------------------------------------------------------------ committed results


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
