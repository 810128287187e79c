"""Learning: Adam by its formulas, clipping, and a loop that keeps its promises."""

import _thread
import contextlib
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jupyter_client.manager import start_new_kernel

from lstmlib import training
from lstmlib._interrupts import AllOrNothing, Interrupts
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import Adam, clip_grad_norm, fit, gradient_norm, updates

ROOT = Path(__file__).resolve().parents[2]
SEED = st.integers(0, 2**32 - 1)


def random_arrays(seed, dtype=float):
    rng = np.random.default_rng(seed)
    shapes = {"W": (3, 4), "b": (4,)}
    return {name: rng.normal(size=s).astype(dtype) for name, s in shapes.items()}


def copies(arrays):
    return {name: array.copy() for name, array in arrays.items()}


# ---------------------------------------------------------------------- Adam


def test_adam_equals_the_formulas_of_the_paper():
    """Algorithm 1 of Kingma and Ba, with sums written out instead of running means."""
    params, start = random_arrays(0), random_arrays(0)
    adam = Adam(params, learning_rate=0.1, beta1=0.8, beta2=0.9, eps=1e-3)
    past, expected = [], dict(start)
    for n in range(1, 6):
        past.append(random_arrays(n))
        adam.step(past[-1])
        for name in params:
            m = sum(0.2 * 0.8 ** (n - k) * g[name] for k, g in enumerate(past, 1))
            v = sum(0.1 * 0.9 ** (n - k) * g[name] ** 2 for k, g in enumerate(past, 1))
            m, v = m / (1 - 0.8**n), v / (1 - 0.9**n)
            expected[name] = expected[name] - 0.1 * m / (np.sqrt(v) + 1e-3)
            np.testing.assert_allclose(params[name], expected[name], rtol=1e-12)


def test_the_first_step_of_adam_has_the_size_of_the_learning_rate():
    params, before = random_arrays(0), random_arrays(0)
    grads = random_arrays(1)
    Adam(params, learning_rate=0.01).step(grads)
    for name in params:
        step = params[name] - before[name]
        np.testing.assert_allclose(step, -0.01 * np.sign(grads[name]), rtol=1e-5)


def test_scale_shrinks_the_step_of_adam_but_not_its_memory():
    full, half = random_arrays(0), random_arrays(0)
    one, other = Adam(full, learning_rate=0.1), Adam(half, learning_rate=0.1)
    for seed, scale in ((1, 0.5), (2, 0.25), (3, 0.0)):
        before_full, before_half = copies(full), copies(half)
        one.step(random_arrays(seed))
        other.step(random_arrays(seed), scale=scale)
        for name in full:
            np.testing.assert_allclose(
                half[name] - before_half[name],
                scale * (full[name] - before_full[name]),
                rtol=1e-9,
                atol=1e-15,
            )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_adam_changes_the_given_arrays_and_nothing_else(dtype):
    params, grads = random_arrays(0, dtype), random_arrays(1, dtype)
    arrays, kept = dict(params), copies(grads)
    adam = Adam(params, learning_rate=0.1)
    np.testing.assert_array_equal(params["W"], random_arrays(0, dtype)["W"])
    adam.step(grads)
    for name in params:
        assert params[name] is arrays[name] and params[name].dtype == dtype
        np.testing.assert_array_equal(grads[name], kept[name])


def test_adam_has_the_settings_of_the_paper_unless_told_otherwise():
    """Gradients of 1e-8 are as small as eps, so that it is seen."""
    params, told = random_arrays(0), random_arrays(0)
    one = Adam(params, learning_rate=0.1)
    other = Adam(told, learning_rate=0.1, beta1=0.9, beta2=0.999, eps=1e-8)
    for seed in range(3):
        grads = {name: 1e-8 * g for name, g in random_arrays(seed).items()}
        one.step(grads)
        other.step(grads)
        for name in params:
            np.testing.assert_array_equal(params[name], told[name])


@pytest.mark.parametrize("chunk", [1, 3, 4, 15, 16])
def test_adam_moves_every_weight_alike_in_parts_of_any_size(chunk, monkeypatch):
    """There are 16 weights: an array may begin in the middle of a part."""
    whole, parts = random_arrays(0), random_arrays(0)
    one, other = Adam(whole, learning_rate=0.1), Adam(parts, learning_rate=0.1)
    for seed in (1, 2):
        one.step(random_arrays(seed))
        with monkeypatch.context() as change:
            change.setattr(training, "CHUNK", chunk)
            other.step(random_arrays(seed))
        for name in whole:
            np.testing.assert_allclose(parts[name], whole[name], rtol=1e-14)


@pytest.mark.parametrize("rate", [0, -0.1, np.nan, np.inf])
def test_a_learning_rate_that_is_not_above_0_is_refused(rate):
    with pytest.raises(ValueError, match=f"finite learning_rate above 0, got {rate}"):
        Adam(random_arrays(0), learning_rate=rate)


# ------------------------------------------------------------------ clipping


def test_the_norm_is_taken_over_all_arrays_together():
    grads = {"a": np.array([[3.0, 0.0]]), "b": np.array([4.0]), "c": np.zeros((2, 2))}
    assert gradient_norm(grads) == 5.0
    assert isinstance(gradient_norm(grads), float)


@settings(max_examples=25, deadline=None)
@given(SEED, st.floats(1e-3, 20))
def test_clipping_keeps_the_direction_and_never_lengthens(seed, max_norm):
    grads, kept = random_arrays(seed), random_arrays(seed)
    clipped, norm = clip_grad_norm(grads, max_norm)
    assert norm == gradient_norm(kept)
    ratio = min(1.0, max_norm / norm)
    assert gradient_norm(clipped) == pytest.approx(norm * ratio, rel=1e-12)
    for name in kept:
        np.testing.assert_allclose(clipped[name], ratio * kept[name], rtol=1e-12)
        np.testing.assert_array_equal(grads[name], kept[name])


def test_short_gradients_stay_as_they_are():
    grads = {"a": np.array([0.3, -0.4])}
    clipped, norm = clip_grad_norm(grads, 0.5)
    assert norm == 0.5 and clipped["a"] is grads["a"]
    np.testing.assert_array_equal(clipped["a"], [0.3, -0.4])
    zero, norm = clip_grad_norm({"a": np.zeros(2)}, 1.0)
    assert norm == 0
    np.testing.assert_array_equal(zero["a"], [0, 0])


@pytest.mark.parametrize("max_norm", [0, -1.0, np.nan])
def test_a_largest_norm_that_is_not_above_0_is_refused(max_norm):
    """A negative one would turn the gradient round, NaN would spoil every weight."""
    with pytest.raises(ValueError, match=f"max_norm above 0, got {max_norm}"):
        clip_grad_norm({"a": np.ones(2)}, max_norm)


# ----------------------------------------------------------------------- fit


class Falling:
    """A model with one weight, and gradients and losses told beforehand."""

    def __init__(self, gradients, losses=None):
        self.params = {"w": np.zeros(1)}
        self.said = list(zip(losses or [1.0] * len(gradients), gradients, strict=True))
        self.path = []

    def loss_and_gradients(self, inputs, targets):
        self.path.append(float(self.params["w"][0]))
        loss, gradient = self.said[inputs]
        return loss, {"w": np.array([gradient])}

    def steps(self):
        """The size of every update."""
        return -np.diff([*self.path, float(self.params["w"][0])])

    def batches(self):
        return [(n, None) for n in range(len(self.said))]


@pytest.mark.parametrize("total", [1, 2, 10, 100])
def test_the_step_size_is_constant_for_70_percent_and_then_falls_to_0(total):
    """With a constant gradient each of Adam's steps has exactly the step size."""
    model = Falling([1.0] * total)
    fit(model, model.batches(), learning_rate=0.01)
    n = np.arange(total)
    expected = 0.01 * np.interp(n, [0, 0.7 * total, total], [1, 1, 0])
    np.testing.assert_allclose(model.steps(), expected, rtol=1e-6, atol=1e-12)
    assert model.steps()[-1] > 0


def test_fit_clips_each_gradient_and_reports_its_norm_before():
    wild, tame = Falling([2.0, -80.0, 2.0, 0.5]), Falling([2.0, -2.0, 2.0, 0.5])
    history = fit(wild, wild.batches(), learning_rate=0.1, max_norm=2.0)
    fit(tame, tame.batches(), learning_rate=0.1, max_norm=1e9)
    np.testing.assert_allclose(wild.steps(), tame.steps(), rtol=1e-12)
    np.testing.assert_array_equal(history.grad_norm, [2, 80, 2, 0.5])


def test_fit_clips_at_1_unless_told_otherwise():
    wild, tame = Falling([0.5, 80.0]), Falling([0.5, 1.0])
    fit(wild, wild.batches(), learning_rate=0.1)
    fit(tame, tame.batches(), learning_rate=0.1, max_norm=1e9)
    np.testing.assert_allclose(wild.steps(), tame.steps(), rtol=1e-12)


def test_updates_clip_at_1_unless_told_otherwise():
    wild, tame = Falling([0.5, 80.0]), Falling([0.5, 1.0])
    assert list(updates(wild, wild.batches(), learning_rate=0.1)) == wild.said
    fit(tame, tame.batches(), learning_rate=0.1, max_norm=1e9)
    np.testing.assert_allclose(wild.steps(), tame.steps(), rtol=1e-12)


def test_progress_is_told_every_update_and_history_keeps_every_loss():
    model, told = Falling([1.0, 1.0, 1.0], losses=[0.5, 0.25, 0.125]), []
    history = fit(
        model,
        model.batches(),
        learning_rate=0.1,
        progress=lambda *news: told.append((*news, len(model.path))),
    )
    assert told == [(1, 3, 0.5, 1), (2, 3, 0.25, 2), (3, 3, 0.125, 3)]
    assert history.loss.tolist() == [0.5, 0.25, 0.125]
    assert history.grad_norm.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("losses", "gradients"),
    [
        ([1.0, np.nan, 1.0], [1.0, 1.0, 1.0]),
        ([1.0, np.inf, 1.0], [1.0, 1.0, 1.0]),
        ([1.0, 1.0, 1.0], [1.0, np.nan, 1.0]),
        ([1.0, 1.0, 1.0], [1.0, -np.inf, 1.0]),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_what_is_not_finite_stops_training_before_the_update(losses, gradients):
    model, told = Falling(gradients, losses), []
    with pytest.raises(FloatingPointError, match="update 2 of 3; .*_rate") as caught:
        fit(
            model,
            model.batches(),
            learning_rate=0.1,
            progress=lambda *news: told.append(news),
        )
    assert "\n" not in str(caught.value)
    assert len(told) == 1 and len(model.path) == 2
    assert model.params["w"][0] == model.path[1] == pytest.approx(-0.1, rel=1e-6)


def echo_batches(rng, updates):
    """A task that memory alone can solve: say the first of three words at the end."""
    words = [rng.integers(0, 3, (8, 3)) for _ in range(updates)]
    targets = [np.hstack([np.full((8, 2), -1), w[:, :1]]) for w in words]
    return list(zip(words, targets, strict=True))


def train(layer_type, seed=0):
    rng = np.random.default_rng(seed)
    model = word_model(layer_type(8, 12, rng=rng), 3, rng=rng)
    return model, fit(model, echo_batches(rng, 150), learning_rate=0.02)


@pytest.mark.parametrize("layer_type", [RNN, LSTM])
def test_fit_teaches_a_model_to_remember(layer_type):
    model, history = train(layer_type)
    assert history.loss.shape == history.grad_norm.shape == (150,)
    assert history.loss[:5].mean() > 0.8
    assert history.loss[-20:].mean() < 0.05
    words = echo_batches(np.random.default_rng(99), 4)[0][0]
    np.testing.assert_array_equal(
        model.logits(words)[:, -1].argmax(axis=-1), words[:, 0]
    )


def test_training_is_the_same_for_the_same_generator():
    (model, history), (again, same) = train(RNN, seed=4), train(RNN, seed=4)
    np.testing.assert_array_equal(history.loss, same.loss)
    for name in model.params:
        np.testing.assert_array_equal(model.params[name], again.params[name])
    assert (train(RNN, seed=5)[1].loss != history.loss).any()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_real_model_that_overflows_keeps_its_weights():
    rng = np.random.default_rng(0)
    model = word_model(RNN(2, 3, rng=rng), 3, rng=rng)
    model.params["linear.W"][...] = np.array([1e38, -1e38, 3e38], np.float32)
    kept = copies(model.params)
    with pytest.raises(
        FloatingPointError, match="numbers in the loss, got .* update 1 of 2"
    ):
        fit(model, echo_batches(rng, 2), learning_rate=0.1)
    for name, array in kept.items():
        np.testing.assert_array_equal(model.params[name], array)


def gradient_of(value, dtype=np.float32):
    """A model of one weight, 1, whose gradient is always `value`."""
    params = {"w": np.ones(1, dtype)}
    return SimpleNamespace(
        params=params,
        loss_and_gradients=lambda *_: (1.0, {"w": np.full(1, value, dtype)}),
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("updates", [1, 3])
def test_a_step_that_would_destroy_the_weights_is_not_made(dtype, updates):
    """Nothing is told but one sentence: a warning would fail this test."""
    rng = np.random.default_rng(0)
    model = word_model(LSTM(2, 3, rng=rng, dtype=dtype), 3, rng=rng)
    kept, rate = copies(model.params), 1e38 if dtype == np.float32 else 1e308
    with pytest.raises(FloatingPointError, match=f"step, .* update 1 of {updates}; "):
        fit(model, echo_batches(rng, updates), learning_rate=rate)
    for name, array in kept.items():
        np.testing.assert_array_equal(model.params[name], array)


def test_a_last_step_past_the_largest_number_is_undone():
    model = gradient_of(-1.0)
    model.params["w"][0] = kept = np.float32(3.3e38)
    with pytest.raises(FloatingPointError, match="a finite step, .* update 1 of 1; "):
        fit(model, [(None, None)], learning_rate=3e37)
    assert model.params["w"][0] == kept


def test_a_gradient_whose_square_overflows_is_told_where_nothing_clips():
    """Adam's v would be infinite, and the weight would never move again."""
    model = gradient_of(1e20)
    with pytest.raises(FloatingPointError, match="a finite step, .* update 1 of 2; "):
        fit(model, [(None, None)] * 2, learning_rate=0.1, max_norm=np.inf)
    assert model.params["w"][0] == 1


def test_one_gradient_of_many_whose_square_overflows_is_told_too():
    params = {"w": np.ones(3, np.float32)}
    adam = Adam(params, learning_rate=0.1)
    with pytest.raises(FloatingPointError, match="a finite step"):
        adam.step({"w": np.array([1, 1e20, 1], np.float32)})
    assert (params["w"] == 1).all()


@pytest.mark.parametrize("max_norm", [np.nan, 0])
def test_a_largest_norm_that_cannot_be_leaves_the_weights(max_norm):
    model = gradient_of(1.0)
    with pytest.raises(ValueError, match=f"max_norm above 0, got {max_norm}"):
        fit(model, [(None, None)], learning_rate=0.1, max_norm=max_norm)
    assert model.params["w"][0] == 1


def test_a_learning_rate_that_cannot_be_is_told_before_the_first_update():
    model = gradient_of(1.0)
    with pytest.raises(ValueError, match="finite learning_rate above 0, got inf"):
        fit(model, [(None, None)], learning_rate=np.inf)
    assert model.params["w"][0] == 1


def test_no_batches_are_no_training():
    model = SimpleNamespace(params={"w": np.ones(1)}, loss_and_gradients=None)
    history = fit(model, [], learning_rate=0.1)
    assert history.loss.shape == (0,) and model.params["w"][0] == 1


def test_fit_takes_any_iterable_of_batches():
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 5, (2, 4)), rng.integers(0, 5, (2, 4))
    model = word_model(RNN(3, 4, rng=rng), 5, rng=rng)
    history = fit(model, ((x, y) for _ in range(3)), learning_rate=0.01)
    assert history.loss.shape == (3,)


def test_adam_moves_nothing_when_a_gradient_is_missing():
    params = {"W": np.ones(2), "b": np.ones(1)}
    adam = Adam(params, learning_rate=0.1)
    with pytest.raises(ValueError, match="a gradient of every weight, got"):
        adam.step({"W": np.ones(2)})
    assert adam.steps == 0 and (params["W"] == 1).all()


def test_adam_moves_nothing_when_a_gradient_has_another_shape():
    params = {"W": np.ones((2, 3)), "b": np.ones(1)}
    adam = Adam(params, learning_rate=0.1)
    with pytest.raises(
        ValueError, match=r"gradient of W of shape \(2, 3\), got \(3, 2"
    ):
        adam.step({"W": np.ones((3, 2)), "b": np.ones(1)})
    assert adam.steps == 0 and (params["W"] == 1).all()


# --------------------------------------------------------------- interruption

STOPPED = "Stopped after {} of {} updates; each of them is whole."


def small_model(seed=0):
    rng = np.random.default_rng(seed)
    return word_model(LSTM(3, 4, rng=rng), 3, rng=rng)


SMALL = echo_batches(np.random.default_rng(0), 3)


def after_each_update():
    """The weights before the first update of SMALL, and after each."""
    model = small_model()
    seen = [copies(model.params)]
    fit(
        model,
        SMALL,
        learning_rate=0.1,
        progress=lambda *_: seen.append(copies(model.params)),
    )
    return seen


class InterruptAt:
    """Presses the button so often at the n-th line that runs inside of a training."""

    def __init__(self, n=None, presses=1):
        self.lines, self._n, self._presses, self._inside = 0, n, presses, None

    def __enter__(self):
        self._old = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_):
        sys.settrace(self._old)

    def _trace(self, frame, event, _):
        if event == "call" and self._inside is None and frame.f_code is fit.__code__:
            self._inside = frame
        if self._inside is None:
            return self._trace
        if event == "line":
            self.lines += 1
            if self.lines == self._n:
                for _ in range(self._presses):
                    signal.raise_signal(signal.SIGINT)
        if event == "return" and frame is self._inside:
            self._inside = None
        return self._trace


class Told:
    """A progress that counts the updates it is told of."""

    updates = 0

    def __call__(self, done, total, loss):
        self.updates = done


def lines_of_a_training():
    with InterruptAt() as counted:
        fit(small_model(), SMALL, learning_rate=0.1)
    return counted.lines


@pytest.mark.parametrize("presses", [1, 2])
def test_interrupted_at_any_line_a_model_keeps_its_whole_updates(presses):
    """Tried at every seventh line; a second press ends it at once.

    A single press lets the update end in which it comes, and none begins after it.
    """
    expected, lines = after_each_update(), lines_of_a_training()
    assert lines > 500
    before, stops = signal.getsignal(signal.SIGINT), []
    for n in range(1, lines, 7):
        model, told = small_model(), Told()
        with pytest.raises(KeyboardInterrupt) as caught, InterruptAt(n, presses):
            fit(model, SMALL, learning_rate=0.1, progress=told)
        done = [n for n, kept in enumerate(expected) if equal(kept, model.params)]
        assert len(done) == 1, f"half a step after line {n}"
        assert done[0] - told.updates in ((0,) if presses == 1 else (0, 1)), f"line {n}"
        if str(caught.value):  # an interrupt after the last line has none
            counted = done if presses == 1 else (*done, told.updates)
            first = "Stopped before the first update."
            assert str(caught.value) in (
                first,
                *(STOPPED.format(n, 3) for n in counted),
            )
        stops += done
        assert signal.getsignal(signal.SIGINT) is before
    assert set(stops) == {0, 1, 2, 3}


def equal(arrays, others):
    return all(np.array_equal(arrays[name], others[name]) for name in arrays)


def test_a_step_of_adam_that_breaks_off_between_two_arrays_is_undone():
    class Brittle(np.ndarray):
        def __isub__(self, other):
            raise KeyboardInterrupt

    model = Falling([1.0, 1.0])
    model.params["z"] = np.zeros(1).view(Brittle)
    model.loss_and_gradients = lambda *_: (1.0, {"w": np.ones(1), "z": np.ones(1)})
    with pytest.raises(KeyboardInterrupt, match="Stopped before the first update."):
        fit(model, model.batches(), learning_rate=0.1)
    assert model.params["w"][0] == 0


def test_an_interrupt_in_progress_keeps_the_update_it_tells_of():
    def progress(done, total, loss):
        if done == 2:
            raise KeyboardInterrupt

    model = small_model()
    with pytest.raises(KeyboardInterrupt) as caught:
        fit(model, SMALL, learning_rate=0.1, progress=progress)
    assert str(caught.value) == STOPPED.format(2, 3)
    assert equal(after_each_update()[2], model.params)
    assert np.isfinite(fit(model, SMALL, learning_rate=0.1).loss).all()


def test_an_interrupt_while_batches_are_made_is_told_too():
    def batches():
        yield SMALL[0]
        raise KeyboardInterrupt

    model = small_model()
    with pytest.raises(KeyboardInterrupt, match="Stopped before the first update."):
        fit(model, batches(), learning_rate=0.1)
    assert equal(after_each_update()[0], model.params)


def test_an_interrupt_that_comes_at_its_own_time_is_never_lost():
    """From another thread, in the middle of NumPy's work or of a callback."""
    before = signal.getsignal(signal.SIGINT)
    for delay in np.random.default_rng(0).uniform(0, 0.05, 20):
        timer, told = threading.Timer(delay, _thread.interrupt_main), []

        def progress(done, total, loss, timer=timer, told=told):
            told.append(done)
            if done == 1:
                timer.start()

        rng = np.random.default_rng(0)
        model = word_model(RNN(8, 64, rng=rng), 5, rng=rng)
        words = np.ones((32, 20), int)
        batches = [(words, words)] * 4000
        with pytest.raises(KeyboardInterrupt) as caught:
            fit(model, batches, learning_rate=0.01, progress=progress)
        assert 0 < len(told) < 4000
        assert all(np.isfinite(array).all() for array in model.params.values())
        assert str(caught.value) == STOPPED.format(len(told), 4000)
        assert signal.getsignal(signal.SIGINT) is before


def test_of_many_trainings_one_press_ends_all():
    begun = []

    def progress(done, total, loss):
        if len(begun) == 2 and done == 1:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        for seed in range(5):
            begun.append(seed)
            fit(small_model(seed), SMALL, learning_rate=0.1, progress=progress)
    assert begun == [0, 1]


def test_a_stopped_script_ends_as_one_that_an_interrupt_ended():
    code = (
        KERNEL
        + """
import signal
press = lambda done, total, loss: done == 2 and signal.raise_signal(signal.SIGINT)
training.fit(model, [(words, words)] * 4, learning_rate=0.01, progress=press)
print("this line is not reached")
"""
    )
    run = [sys.executable, "-c", code]
    ended = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode in (-signal.SIGINT, 128 + signal.SIGINT)
    assert ended.stdout == "" and STOPPED.format(2, 4) in ended.stderr


def test_an_interrupt_is_held_back_until_the_update_is_whole_but_a_second_is_not():
    with pytest.raises(KeyboardInterrupt), Interrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        held = True
        interrupts.check()
        held = False
    assert held
    with pytest.raises(KeyboardInterrupt), Interrupts():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("the second interrupt was held back, too")
    with pytest.raises(KeyboardInterrupt), Interrupts():
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("presses", [0, 1])
def test_a_handler_of_the_callers_own_is_put_back(presses):
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append("once more"))
    own = signal.getsignal(signal.SIGINT)
    try:
        with contextlib.suppress(KeyboardInterrupt), Interrupts():
            for _ in range(presses):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is own and heard == []
        signal.raise_signal(signal.SIGINT)
        assert heard == ["once more"]
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_handler_that_python_does_not_know_gives_way_to_its_own(monkeypatch):
    """As in a program that is not Python's and runs Python inside."""
    before = signal.getsignal(signal.SIGINT)
    try:
        with monkeypatch.context() as change:
            change.setattr(signal, "getsignal", lambda _: None)
            with Interrupts():
                pass
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_third_press_does_not_break_off_what_the_second_one_undoes():
    w = {"w": np.zeros(2), "z": np.zeros(2)}

    class Pressing(np.ndarray):
        def __setitem__(self, key, value):
            signal.raise_signal(signal.SIGINT)
            super().__setitem__(key, value)

    w["w"] = w["w"].view(Pressing)
    with pytest.raises(KeyboardInterrupt), Interrupts(), AllOrNothing(w):
        w["z"] += 1
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert (w["z"] == 0).all()


def test_a_training_in_another_thread_leaves_interrupts_alone():
    before, seen = signal.getsignal(signal.SIGINT), []

    def work():
        model = small_model()
        seen.append(fit(model, SMALL, learning_rate=0.1).loss)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(seen[0]) == 3 and signal.getsignal(signal.SIGINT) is before


KERNEL = """
import numpy as np
from lstmlib import layers, models, training
rng = np.random.default_rng(0)
model = models.word_model(layers.LSTM(8, 16, rng=rng), 5, rng=rng)
words = rng.integers(0, 5, (16, 20))
"""


def test_a_kernel_that_is_interrupted_goes_on_with_the_model():
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT))
    try:
        client.execute_interactive(KERNEL, timeout=60)
        told, shown, begun = [], [], []

        def hear(message):
            if message["msg_type"] == "stream":
                told.append(message["content"]["text"])
            if message["msg_type"] == "error":
                shown.append(message["content"]["traceback"])
            if "off we go" in "".join(told) and not begun:
                begun.append(True)
                time.sleep(0.3)
                manager.interrupt_kernel()

        cell = "print('off we go', flush=True)\ntraining.fit("
        cell += "model, [(words, words)] * 100_000, learning_rate=0.01)\nlater = 1"
        reply = client.execute_interactive(cell, timeout=60, output_hook=hear)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        (lines,) = shown
        sentence = STOPPED.format(r"\d+", 100000).replace(".", r"\.")
        assert len(lines) == 1 and re.fullmatch(sentence, lines[0])
        use = "assert np.isfinite(model.loss(words, words)) and 'later' not in dir()"
        reply = client.execute_interactive(use, timeout=60)
        assert reply["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
