"""Chapter 12: gradients that are cut off where they should be, and fair trials."""

from types import SimpleNamespace

import numpy as np
import pytest

from lstmlib.cells import LSTMStep, lstm_step_backward, rnn_step_backward
from lstmlib.course.ch12 import reber, trials
from lstmlib.course.ch12.truncated import OneStepRNN, TruncatedLSTM
from lstmlib.gradcheck import relative_error
from lstmlib.layers import LSTM, Linear
from lstmlib.models import SequenceModel


@pytest.mark.parametrize("held", [{}, {"f": 1}, {"i": 1, "o": 1}])
@pytest.mark.parametrize(("N", "T", "D", "H"), [(1, 1, 1, 1), (3, 7, 2, 4)])
def test_truncated_blame_is_that_of_the_steps_without_their_dh_prev(held, N, T, D, H):
    rng = np.random.default_rng(0)
    layer = TruncatedLSTM(D, H, rng=rng, fixed_gates=held, dtype=np.float64)
    trace = layer.forward(rng.normal(size=(N, T, D)))
    dh = rng.normal(size=(N, T, H))
    dx, grads = layer.backward(dh, trace)
    total = {name: np.zeros_like(w) for name, w in layer.params.items()}
    dc = np.zeros((N, H))
    for t in reversed(range(T)):
        step = LSTMStep(*(field[:, t] for field in trace))
        (dx_t, _, dc), own = lstm_step_backward(
            dh[:, t], dc, step, layer.params["W_x"], layer.params["W_h"]
        )
        for name in total:
            total[name] += own[name]
        if not held:
            assert relative_error(dx[:, t], dx_t) < 1e-12
    for name in total:
        columns = [
            slice(H * k, H * k + H) for k, gate in enumerate("ifgo") if gate not in held
        ]
        for part in columns:
            assert (
                relative_error(grads[name][..., part], total[name][..., part]) < 1e-12
            )
        for k, gate in enumerate("ifgo"):
            if gate in held:
                assert not grads[name][..., H * k : H * k + H].any()


def test_blame_of_one_step_is_that_of_each_step_alone():
    rng = np.random.default_rng(1)
    layer = OneStepRNN(3, 4, rng=rng, dtype=np.float64)
    trace, dh = layer.forward(rng.normal(size=(2, 6, 3))), rng.normal(size=(2, 6, 4))
    dx, grads = layer.backward(dh, trace)
    total = {name: np.zeros_like(w) for name, w in layer.params.items()}
    for t in range(6):
        step = type(trace)(*(field[:, t] for field in trace))
        (dx_t, _), own = rnn_step_backward(
            dh[:, t], step, layer.params["W_x"], layer.params["W_h"]
        )
        assert relative_error(dx[:, t], dx_t) < 1e-12
        for name in total:
            total[name] += own[name]
    for name in total:
        assert relative_error(grads[name], total[name]) < 1e-12


def test_a_carried_model_reads_two_pieces_as_one():
    rng = np.random.default_rng(2)
    layer = LSTM(7, 5, rng=rng, dtype=np.float64)
    model = SequenceModel(None, layer, Linear(5, 7, rng=rng, dtype=np.float64))
    x, following, _, _ = reber.Stream(rng, 3).take(20)
    learner = trials.Carried(model)
    losses = [
        learner.loss_and_gradients(x[:, part], following[:, part])[0]
        for part in (slice(0, 10), slice(10, 20))
    ]
    np.testing.assert_allclose(np.mean(losses), model.loss(x, following), rtol=1e-6)


@pytest.mark.parametrize("network", trials.NETWORKS)
def test_every_network_starts_as_its_name_says(network):
    task = trials.TASKS["reber"]
    model = trials.new_network(network, task, trials.Setting(0.01, 2.0), 0)
    held = trials.NETWORKS[network]
    assert model.layer.hidden_size == task.units[held is None]
    if held is not None:
        assert model.layer.fixed_gates == held
        bias = model.layer.params["b"][8:16]
        assert (bias == (0.0 if "f" in held else 2.0)).all()
    sizes = [sum(w.size for w in model.params.values())]
    assert 400 < sizes[0] < 600


def test_an_unknown_network_gets_one_sentence():
    with pytest.raises(ValueError, match="expected one of RNN, .* got 'GRU'"):
        trials.new_network("GRU", trials.TASKS["reber"], trials.Setting(0.01, 1.0), 0)


def test_a_trial_repeats_itself_and_tells_how_it_ended():
    run = "copying", "RNN", trials.Setting(0.01, np.nan), 3
    rows = trials.run_trial(*run)
    assert rows == trials.run_trial(*run)
    what, at, value = rows[-1]
    assert (what, value) == ("solved", 1)
    assert rows[-2][:2] == ("right", at) and rows[-2][2] >= 0.99
    assert all(value < 0.99 for _, _, value in rows[:-2])


def test_a_network_that_knows_the_grammar_has_no_error_in_a_stream():
    class Oracle:
        """Its h says what is possible: it reads the same stream beside."""

        def __init__(self):
            self.stream = reber.Stream(np.random.default_rng(5), 2)
            self.linear = SimpleNamespace(forward=lambda h: h)

        def forward(self, x, state=None):
            return SimpleNamespace(h=self.stream.take(x.shape[1])[2].astype(float))

    told = trials.read_stream(
        Oracle(), np.random.default_rng(5), symbols=200, streams=2, window=50, skip=10
    )
    assert told.outer == 1 and told.errors == 0 and told.until_error == 200
    assert len(told.sizes) == 4
