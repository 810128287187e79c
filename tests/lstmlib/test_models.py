"""The whole network: right gradients, honest targets, and weights that last."""

import gc
import io
import json
import pathlib
import pickle
import re
import tracemalloc
import warnings

import numpy as np
import pytest

from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.layers import LSTM, RNN, Embedding, Linear
from lstmlib.losses import softmax_cross_entropy
from lstmlib.models import SequenceModel, load, word_model

N, T, D, H, V = 2, 5, 3, 4, 6
LAYERS = pytest.mark.parametrize("layer_type", [RNN, LSTM])


def make(layer_type, *, reads="words", dtype=float, seed=0, outputs=V, **settings):
    """A small model, and inputs that fit it."""
    rng = np.random.default_rng(seed)
    embedding = Embedding(V, D, rng=rng, dtype=dtype) if reads == "words" else None
    layer = layer_type(D, H, rng=rng, dtype=dtype, **settings)
    linear = Linear(H, outputs, rng=rng, dtype=dtype)
    model = SequenceModel(embedding, layer, linear)
    # Only 4 of the 6 words, so that words are repeated and words are missing.
    words, numbers = rng.integers(0, 4, (N, T)), rng.normal(size=(N, T, D))
    return model, words if reads == "words" else numbers, rng


def some_targets(answers, rng):
    """Targets of which four are asked, among them the first and the last step."""
    asked = np.zeros((N, T), bool)
    asked[[0, 0, 1, 1], [0, 3, 1, T - 1]] = True
    if answers == "words":
        return np.where(asked, rng.integers(0, V, (N, T)), -1), asked
    return np.where(asked[..., None], rng.normal(size=(N, T, V)), np.nan), asked


# ----------------------------------------------------------------- gradients


@LAYERS
@pytest.mark.parametrize("reads", ["words", "numbers"])
@pytest.mark.parametrize("answers", ["words", "numbers"])
def test_gradients_equal_the_complex_step(layer_type, reads, answers):
    model, inputs, rng = make(layer_type, reads=reads, dtype=complex)
    targets, _ = some_targets(answers, rng)
    loss, grads = model.loss_and_gradients(inputs, targets)
    expected = numerical_gradient(lambda: model.loss(inputs, targets), model.params)
    assert loss == model.loss(inputs, targets)
    assert sorted(grads) == sorted(model.params)
    for name in grads:
        assert grads[name].shape == model.params[name].shape
        assert relative_error(grads[name], expected[name]) < 1e-12, name


@LAYERS
def test_gradients_equal_central_differences(layer_type):
    model, inputs, rng = make(layer_type)
    targets, _ = some_targets("words", rng)
    _, grads = model.loss_and_gradients(inputs, targets)
    expected = numerical_gradient(lambda: model.loss(inputs, targets), model.params)
    for name in grads:
        assert relative_error(grads[name], expected[name]) < 1e-7, name


def test_gradients_with_fixed_gates_equal_the_complex_step():
    fixed = {"i": 1.0, "f": 0.5}
    model, inputs, rng = make(LSTM, dtype=complex, fixed_gates=fixed)
    targets, _ = some_targets("words", rng)
    _, grads = model.loss_and_gradients(inputs, targets)
    expected = numerical_gradient(lambda: model.loss(inputs, targets), model.params)
    for name in grads:
        assert relative_error(grads[name], expected[name]) < 1e-12, name


@LAYERS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("answers", ["words", "numbers"])
def test_gradients_have_the_dtype_of_the_weights(layer_type, dtype, answers):
    model, inputs, rng = make(layer_type, dtype=dtype)
    _, grads = model.loss_and_gradients(inputs, some_targets(answers, rng)[0])
    assert {name: g.dtype for name, g in grads.items()} == dict.fromkeys(grads, dtype)


# ------------------------------------------------------------- what is asked


@LAYERS
def test_the_loss_is_the_mean_over_what_is_asked(layer_type):
    model, inputs, rng = make(layer_type)
    targets, asked = some_targets("words", rng)
    expected, _ = softmax_cross_entropy(model.logits(inputs)[asked], targets[asked])
    assert model.loss(inputs, targets) == pytest.approx(expected, rel=1e-14)
    numbers, asked = some_targets("numbers", rng)
    expected = ((model.logits(inputs) - numbers)[asked] ** 2).mean()
    assert model.loss(inputs, numbers) == pytest.approx(expected, rel=1e-14)


@LAYERS
@pytest.mark.parametrize("answers", ["words", "numbers"])
def test_words_after_the_last_question_have_no_influence(layer_type, answers):
    """As padding has none: the loss and every gradient stay the same."""
    model, inputs, rng = make(layer_type)
    targets, _ = some_targets(answers, rng)
    nothing = -1 if answers == "words" else np.nan
    padding = np.full((N, 3), 5)
    longer_targets = np.full((N, T + 3, *targets.shape[2:]), nothing)
    longer_targets[:, :T] = targets
    loss, grads = model.loss_and_gradients(inputs, targets)
    longer_loss, longer = model.loss_and_gradients(
        np.hstack([inputs, padding]), longer_targets.astype(targets.dtype)
    )
    assert longer_loss == pytest.approx(loss, rel=1e-14)
    for name in grads:
        assert relative_error(longer[name], grads[name]) < 1e-13, name


def test_a_sequence_of_which_nothing_is_asked_has_no_influence():
    model, inputs, rng = make(LSTM)
    targets, _ = some_targets("words", rng)
    targets[1] = -1
    loss, grads = model.loss_and_gradients(inputs, targets)
    alone_loss, alone = model.loss_and_gradients(inputs[:1], targets[:1])
    assert loss == pytest.approx(alone_loss, rel=1e-14)
    for name in grads:
        assert relative_error(grads[name], alone[name]) < 1e-13, name


def test_a_target_with_one_missing_number_is_not_asked():
    model, inputs, rng = make(RNN)
    targets, _ = some_targets("numbers", rng)
    without = targets.copy()
    targets[0, 3, 2], without[0, 3] = np.nan, np.nan
    assert model.loss(inputs, targets) == model.loss(inputs, without)


# ------------------------------------------------------------------- forward


@LAYERS
def test_a_model_is_its_three_parts_in_a_row(layer_type):
    model, words, _ = make(layer_type)
    trace = model.layer.forward(model.embedding.forward(words))
    logits = model.linear.forward(trace.h)
    np.testing.assert_array_equal(model.forward(words).h, trace.h)
    np.testing.assert_array_equal(model.logits(words), logits)
    share = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(model.probabilities(words), share, atol=1e-15)
    np.testing.assert_allclose(model.probabilities(words).sum(axis=-1), 1, atol=1e-14)


@LAYERS
def test_a_model_goes_on_from_a_state(layer_type):
    model, words, _ = make(layer_type)
    trace = model.forward(words[:, :2])
    state = trace.h[:, -1] if layer_type is RNN else (trace.h[:, -1], trace.c[:, -1])
    np.testing.assert_allclose(
        model.logits(words[:, 2:], state), model.logits(words)[:, 2:], atol=1e-14
    )
    np.testing.assert_allclose(
        model.probabilities(words[:, 2:], state),
        model.probabilities(words)[:, 2:],
        atol=1e-14,
    )


def test_params_are_the_arrays_themselves():
    model, words, _ = make(LSTM)
    assert model.params["layer.W_h"] is model.layer.params["W_h"]
    assert model.params["embedding.W"] is model.embedding.params["W"]
    model.params["linear.W"][...] = 0
    model.params["linear.b"][...] = np.arange(V)
    np.testing.assert_array_equal(model.logits(words)[1, 2], np.arange(V))
    assert "embedding.W" not in make(LSTM, reads="numbers")[0].params


def test_a_word_model_fits_its_layer():
    layer = LSTM(D, H, rng=np.random.default_rng(0), dtype=np.float64)
    model = word_model(layer, V, rng=np.random.default_rng(1))
    assert model.layer is layer
    assert {a.dtype for a in model.params.values()} == {np.dtype(np.float64)}
    assert model.logits(np.array([[0, V - 1, 2]])).shape == (1, 3, V)


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (np.zeros((N, T - 1), int), r"of shape \(2, 5\) .*, got .* \(2, 4\)"),
        (np.zeros((N,)), r"of shape \(2, 5, 6\) .*, got .* \(2,\)"),
        (np.zeros((N, T, 1), int), r"of shape \(2, 5\) .*, got .* \(2, 5, 1\)"),
        (np.zeros((N, T)), r"of shape \(2, 5, 6\) .*, got .* \(2, 5\)"),
        (np.zeros((N, T, V + 1)), r"of shape \(2, 5, 6\) .*, got .* \(2, 5, 7\)"),
        (np.full((N, T), -1), "at least one target, got 0"),
        (np.full((N, T, V), np.nan), "at least one target, got 0"),
        (np.full((N, T), V), r"expected targets in 0\.\.5, got "),
    ],
)
def test_targets_that_do_not_fit_get_one_sentence(targets, message):
    model, words, _ = make(RNN)
    for call in (model.loss, model.loss_and_gradients):
        with pytest.raises(ValueError, match=message) as caught:
            call(words, targets)
        assert "\n" not in str(caught.value)


# ------------------------------------------------------------- save and load


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("reads", ["words", "numbers"])
@pytest.mark.parametrize(
    ("layer_type", "settings"),
    [(RNN, {}), (LSTM, {}), (LSTM, {"fixed_gates": {"f": 1.0, "o": 0.25}})],
)
def test_a_model_survives_the_disk(tmp_path, layer_type, settings, reads, dtype):
    model, inputs, rng = make(
        layer_type, reads=reads, dtype=dtype, outputs=2, **settings
    )
    for array in model.params.values():
        array += rng.normal(size=array.shape).astype(dtype)
    model.save(tmp_path / "king.npz")
    again = load(tmp_path / "king.npz")
    assert type(again.layer) is layer_type
    assert (again.embedding is None) == (reads == "numbers")
    assert getattr(again.layer, "fixed_gates", {}) == settings.get("fixed_gates", {})
    assert list(again.params) == list(model.params)
    for name, array in model.params.items():
        assert again.params[name].dtype == dtype
        np.testing.assert_array_equal(again.params[name], array)
    np.testing.assert_array_equal(again.logits(inputs), model.logits(inputs))


@pytest.mark.parametrize("name", ["king", "king.weights", "king.npz"])
def test_a_model_is_found_under_the_name_it_was_saved_under(tmp_path, name):
    model, words, _ = make(RNN)
    model.save(tmp_path / name)
    again = load(str(tmp_path / name))
    np.testing.assert_array_equal(again.logits(words), model.logits(words))


def test_a_fixed_gate_may_be_any_kind_of_number(tmp_path):
    model, _, _ = make(LSTM, fixed_gates={"f": np.float32(0.5), "i": np.int64(1)})
    model.save(tmp_path / "king.npz")
    assert load(tmp_path / "king.npz").layer.fixed_gates == {"f": 0.5, "i": 1}


def test_a_missing_file_is_called_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="nobody"):
        load(tmp_path / "nobody.npz")


def refusal(path):
    """The one sentence with which `load` refuses a file."""
    with pytest.raises(ValueError) as caught:
        load(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"expected {path} to be a model")
    assert not re.search(r"\n|[.!?] [A-Z]", sentence), "more than one sentence"
    assert "unsafe" not in sentence, "bad advice"
    return sentence


def refused_without_memory(path):
    """Assert that `load` refuses a file, and makes no room for what it claims."""
    tracemalloc.start()
    try:
        refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 1e6
    finally:
        tracemalloc.stop()


def npy(array):
    """The bytes of a file that holds one bare array."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


NO_ARCHIVE = {
    "empty": b"",
    "text": b"The king is dead.\n" * 40,
    "random bytes": np.random.default_rng(0).bytes(4000),
    "a pickle": pickle.dumps({"a": 1}),
    "a bare array": npy(np.zeros(3)),
}
# Arrays of the archive that are not what `save` would write; None leaves one out.
WRONG_ARRAYS = {
    "no architecture": {"architecture": None},
    "architecture is no JSON": {"architecture": "LSTM"},
    "architecture is a list": {"architecture": "[1, 2]"},
    "an array is missing": {"layer.b": None},
    "wrong shape": {"layer.b": np.zeros(3)},
    "a bias that would stretch": {"linear.b": np.zeros(1)},
    "words that would stretch": {"embedding.W": np.zeros((1, D))},
    "NaN": {"layer.b": np.full(4 * H, np.nan)},
    "infinity": {"linear.b": np.full(V, -np.inf)},
    "words for weights": {"linear.b": np.array(["king"] * V)},
    "pickled weights": {"linear.b": np.array([{}] * V, dtype=object)},
}
WRONG_ARCHITECTURES = {
    "an unknown cell": {"cell": "GRU"},
    "an unknown dtype": {"dtype": "king"},
    "whole numbers": {"dtype": "int32"},
    "complex numbers": {"dtype": "complex128"},
    "a size of 0": {"sizes": [D, 0]},
    "a size of 10 million": {"sizes": [10**7, 10**7]},
    "one size": {"sizes": [D]},
    "a list of gates": {"fixed_gates": ["f"]},
    "a gate beyond 1": {"fixed_gates": {"f": 3}},
}


@pytest.mark.parametrize("content", NO_ARCHIVE.values(), ids=NO_ARCHIVE)
def test_a_file_that_is_no_archive_gets_one_sentence_that_names_it(tmp_path, content):
    path = tmp_path / "king.npz"
    path.write_bytes(content)
    refusal(path)


@pytest.mark.parametrize("changes", WRONG_ARRAYS.values(), ids=WRONG_ARRAYS)
def test_wrong_arrays_get_one_sentence_that_names_the_file(tmp_path, changes):
    path, model = tmp_path / "king.npz", make(LSTM)[0]
    arrays = {"architecture": json.dumps(model._architecture()), **model.params}
    np.savez(path, **{n: a for n, a in (arrays | changes).items() if a is not None})
    refusal(path)


@pytest.mark.parametrize("name", WRONG_ARCHITECTURES)
def test_a_wrong_architecture_gets_one_sentence_that_names_the_file(tmp_path, name):
    path, model = tmp_path / "king.npz", make(LSTM)[0]
    architecture = json.dumps(model._architecture() | WRONG_ARCHITECTURES[name])
    np.savez(path, architecture=architecture, **model.params)
    refusal(path)


@pytest.mark.parametrize(
    "sizes",
    [
        {"sizes": [10**5, H]},
        {"sizes": [D, 500]},
        {"embedding": [10**6, D]},
        {"outputs": 10**6},
    ],
    ids=str,
)
def test_sizes_that_a_file_does_not_bear_out_cost_no_memory(tmp_path, sizes):
    path, model = tmp_path / "king.npz", make(LSTM)[0]
    architecture = json.dumps(model._architecture() | sizes)
    np.savez(path, architecture=architecture, **model.params)
    refused_without_memory(path)


def test_a_read_out_of_nothing_does_not_bear_out_a_size(tmp_path):
    """Its weights (H, 0) take no place in the file, whatever H is."""
    path, model = tmp_path / "king.npz", make(LSTM)[0]
    sizes = {"sizes": [D, 1000], "outputs": 0}
    arrays = {"architecture": json.dumps(model._architecture() | sizes), **model.params}
    arrays |= {"linear.W": np.zeros((1000, 0)), "linear.b": np.zeros(0)}
    np.savez(path, **arrays)
    refused_without_memory(path)


class Trap:
    """A thing whose pickle makes a file when it is opened."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return pathlib.Path.touch, (self.path,)


def test_a_pickle_inside_is_never_opened(tmp_path):
    path, sprung = tmp_path / "king.npz", tmp_path / "sprung"
    trap = np.array([Trap(sprung)], dtype=object)
    for changes in ({"architecture": trap}, {"layer.b": trap}):
        arrays = {"architecture": "{}", **make(LSTM)[0].params}
        np.savez(path, **(arrays | changes))
        refusal(path)
        assert not sprung.exists()
    pickle.loads(pickle.dumps(Trap(sprung)))
    assert sprung.exists()


@pytest.mark.parametrize("name", ["architecture", "layer.b", "one more"])
def test_a_small_file_that_unfolds_to_a_huge_one_costs_no_memory(tmp_path, name):
    path, model = tmp_path / "king.npz", make(LSTM)[0]
    arrays = {"architecture": json.dumps(model._architecture()), **model.params}
    np.savez_compressed(path, **(arrays | {name: np.zeros(10**7)}))
    assert path.stat().st_size < 1e5
    refused_without_memory(path)


def test_a_file_cut_off_anywhere_is_refused(tmp_path):
    path = tmp_path / "king.npz"
    make(RNN)[0].save(path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 61):
        path.write_bytes(whole[:length])
        refusal(path)


def test_one_wrong_byte_never_gives_another_model(tmp_path):
    """It is refused by name, or it stands where the zip format keeps nothing."""
    path, model = tmp_path / "king.npz", make(RNN)[0]
    model.save(path)
    whole, surprises, refused = path.read_bytes(), {}, 0
    directory = whole.index(b"PK\1\2")
    places = [*range(0, directory, 7), *range(directory, len(whole))]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            again = load(path)
        except ValueError as error:
            assert str(path) in str(error)
            refused += 1
        except Exception as error:
            surprises[place] = repr(error)
        else:
            for name, array in model.params.items():
                np.testing.assert_array_equal(again.params[name], array)
    assert surprises == {}
    assert refused > len(places) / 2


def test_a_damaged_file_is_closed_again(tmp_path):
    path = tmp_path / "king.npz"
    make(RNN)[0].save(path)
    path.write_bytes(path.read_bytes()[:-40])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        refusal(path)
        gc.collect()
    assert [str(w.message) for w in caught if w.category is ResourceWarning] == []
