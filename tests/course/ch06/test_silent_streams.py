"""The task of chapter 06: what should be said, who says it, and how it is heard."""

import numpy as np
import pytest

from lstmlib.course.ch06 import silent_streams
from lstmlib.course.ch06.widgets import STREAM, speak_by_hand
from lstmlib.course.data import DATA, read_table
from lstmlib.course.stories import king_streams
from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.layers import LSTM
from lstmlib.models import load

V, K = len(king_streams.VOCABULARY), len(king_streams.KINGS)


def encode(sentence):
    return silent_streams.one_hot([king_streams.VOCABULARY.encode(sentence.split())])


def test_the_right_speech_is_the_last_king_at_each_question_and_nothing_else():
    x, speech = silent_streams.silent_batch(np.random.default_rng(0), 20, 40)
    assert x.shape == (20, 40, V) and speech.shape == (20, 40, K)
    assert (x.sum(axis=-1) == 1).all()
    for stream, said in zip(x, speech, strict=True):
        ruler = None
        for word, numbers in zip(stream.argmax(axis=1), said, strict=True):
            ruler = word if word < K else ruler
            asked = word == V - 1
            assert numbers.tolist() == [float(asked and k == ruler) for k in range(K)]


def test_rulers_are_the_kings_named_last():
    x = encode("deva rain who? arjun arjun wind chandra who?")
    names = [king_streams.KINGS[k] for k in silent_streams.rulers(x)[0]]
    assert names == ["deva"] * 3 + ["arjun"] * 3 + ["chandra"] * 2


def test_one_hot_names_a_word_that_does_not_exist():
    with pytest.raises(ValueError, match=f"expected tokens in 0..{V - 1}, got {V}"):
        silent_streams.one_hot([[V]])


@pytest.mark.parametrize("gates", [{}, {"o": 1.0}])
def test_the_gradient_of_a_speaker_is_the_slope_of_its_loss(gates):
    rng = np.random.default_rng(1)
    layer = LSTM(V, K + 2, rng=rng, fixed_gates=gates, dtype=np.complex128)
    model = silent_streams.Speaker(layer)
    x, speech = silent_streams.silent_batch(rng, 3, 6)
    _, grads = model.loss_and_gradients(x, speech)

    def loss():
        return ((model.logits(x) - speech) ** 2).mean()

    truth = numerical_gradient(loss, model.params)
    for name, grad in grads.items():
        assert relative_error(grad.real, truth[name]) < 1e-6


@pytest.mark.parametrize("outputs", [0, 5, 2.5])
def test_a_speaker_needs_a_unit_for_each_output(outputs):
    layer = LSTM(V, 4, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=f"expected 1 to 4 outputs, .* got {outputs}"):
        silent_streams.Speaker(layer, outputs)


class Parrot:
    """Says what it was told, at this strength, and a little to everybody."""

    def __init__(self, speech, strength, chatter):
        self.said = strength * speech + chatter * ~speech.any(-1, keepdims=True)

    def logits(self, x):
        return self.said


def test_hearing_tells_answers_from_chatter():
    x, speech = silent_streams.silent_batch(np.random.default_rng(2), 5, 30)
    heard = silent_streams.score_speech(Parrot(speech, 0.5, -0.2), x, speech)
    asked = speech.any(axis=-1).mean()
    assert heard.named == 1.0
    np.testing.assert_allclose(heard[2:], (0.5, 0.2), atol=1e-6)
    wanted = asked * 0.25 / K + (1 - asked) * 0.04
    assert heard.error == pytest.approx(wanted / (asked / K), rel=1e-4)
    assert silent_streams.score_speech(Parrot(speech, 0, 0), x, speech).error == 1
    assert silent_streams.score_speech(Parrot(speech, -0.5, 0), x, speech).named == 0.0


def test_a_listener_hears_what_is_there_and_not_what_is_not():
    rng = np.random.default_rng(3)
    rulers, states = rng.integers(K, size=400), rng.normal(size=(400, 3))
    told = states + 20 * rulers[:, None]
    halves = slice(0, 200), slice(200, 400)

    def heard(states):
        return silent_streams.overhear(
            *(a[s] for s in halves for a in (states, rulers))
        )

    assert heard(told) == 1.0
    assert heard(states) < 0.4


# ------------------------------------------------------------- the committed results


@pytest.fixture
def cell():
    return load(DATA / "silent_cell.npz")


def test_the_cell_of_the_widget_is_silent_unless_asked(cell):
    x, speech = silent_streams.silent_batch(np.random.default_rng(9), 100, 60)
    heard = silent_streams.score_speech(cell, x, speech)
    assert heard.named == 1.0 and heard.answer > 0.9 and heard.chatter < 0.05
    np.testing.assert_array_equal(cell.linear.params["W"], np.eye(K))


def test_left_alone_the_cell_by_hand_is_the_layer(cell):
    held, said = speak_by_hand(cell.layer, STREAM)
    trace = cell.layer.forward(encode(" ".join(STREAM)))
    np.testing.assert_allclose(held, trace.c[0], atol=1e-4)
    np.testing.assert_allclose(said, trace.h[0], atol=1e-4)


def answers(states):
    return [
        king_streams.KINGS[k] for k in states[np.array(STREAM) == "who?"].argmax(axis=1)
    ]


def test_the_answers_under_the_widget(cell):
    """Heard at every word, Deva does not leave; never heard, c knows all four."""
    right = ["deva", "bala", "bala", "arjun"]
    assert answers(speak_by_hand(cell.layer, STREAM, 1.0, 0.0)[1]) == right
    held, said = speak_by_hand(cell.layer, STREAM, asked=1.0, unasked=1.0)
    assert answers(said) == ["deva", "deva", "deva", "arjun"]
    own, _ = speak_by_hand(cell.layer, STREAM)
    deva, reign = king_streams.KINGS.index("deva"), slice(4, 10)
    assert (held[reign, deva] > own[reign, deva] + 2).all()
    held, said = speak_by_hand(cell.layer, STREAM, asked=0.0, unasked=0.0)
    assert answers(held) == right and (said == 0).all()


@pytest.fixture
def search():
    path = DATA / "silent_streams_search.csv"
    return np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")


def test_the_search_is_a_whole_grid(search):
    kinds = {("speech", units) for units in (4, 5, 6, 8)}
    kinds |= {("linear", 4), ("linear", 8)}
    rows = search.reshape(-1, 5, 8)  # kind and gate, setting, seed
    assert (rows["seed"] == np.arange(8)).all()
    for field in ("readout", "units", "output_gate"):
        assert (rows[field] == rows[field][:, :1, :1]).all()
    for field in ("learning_rate", "forget_bias"):
        assert (rows[field] == rows[field][:1, :, :1]).all()
    first = rows[:, 0, 0]
    found = zip(first["readout"], first["units"], first["output_gate"], strict=True)
    assert sorted(found) == sorted((r, u, g) for r, u in kinds for g in (0, 1))


def test_ten_other_seeds_of_the_best_settings_are_judged(search):
    judged = read_table("silent_streams.csv").reshape(12, 10)  # kind and gate, seed
    assert (judged["seed"] == np.arange(10, 20)).all()
    for rows, cells in zip(search.reshape(-1, 5, 8), judged, strict=True):
        best = rows[np.median(rows["error"], axis=1).argmin(), 0]
        for field in ("readout", "units", "output_gate"):
            assert (cells[field] == best[field]).all()
        assert (cells["learning_rate"] == best["learning_rate"]).all()
        assert (cells["forget_bias"] == best["forget_bias"]).all()


def test_the_judged_cells_show_what_chapter_06_says():
    judged = read_table("silent_streams.csv").reshape(6, 2, 10)
    solved = (judged["error"] < silent_streams.BAR).sum(axis=2)
    assert solved.tolist() == [[0, 10], [4, 10], [9, 10], [10, 10], [0, 10], [10, 10]]
    assert judged["answer"][0, 0].max() < 0.7 < 0.9 < judged["answer"][0, 1].min()
