"""Every argument of every public function, given every odd value: one clear sentence.

What is odd and taken all the same stands in TAKEN, each with its reason. `cells` is not
asked: its steps are the lesson, formulas and nothing else, and the layers that call
their fast twins check for both. Records (NamedTuples) hold what they are given.
"""

import inspect
import re
import warnings
from importlib import import_module

import numpy as np
import pytest

from lstmlib import (
    LSTM,
    RNN,
    Adam,
    Embedding,
    Linear,
    SequenceModel,
    Vocabulary,
    clip_grad_norm,
    fit,
    load,
    word_model,
)
from lstmlib.gradcheck import numerical_gradient, relative_error
from lstmlib.losses import log_softmax, mean_squared_error, softmax_cross_entropy
from lstmlib.training import gradient_norm, updates

N, T, D, H, V = 2, 3, 4, 5, 6
# It would tell that an imaginary part is lost.
pytestmark = pytest.mark.filterwarnings("error::numpy.exceptions.ComplexWarning")
MODULES = ["layers", "losses", "models", "training", "vocabulary", "gradcheck"]


def rng():
    return np.random.default_rng(0)


def numbers(*shape):
    return rng().normal(size=shape)


def tokens(*shape):
    return rng().integers(V, size=shape)


def rnn():
    return RNN(D, H, rng=rng(), dtype=float)


def lstm():
    return LSTM(D, H, rng=rng(), dtype=float)


def model():
    return word_model(lstm(), V, rng=rng())


def adam():
    return Adam({"W": numbers(2, 3)}, learning_rate=0.1)


def gradients():
    return {"W": numbers(2, 3)}


def vocabulary():
    return Vocabulary(["king", "dies", "son"])


def trace(layer):
    return layer.forward(numbers(N, T, D))


def batches():
    return [(tokens(N, T), tokens(N, T))] * 2


def train(*args, **settings):
    return list(updates(*args, **settings))


SIZES = {"input_size": D, "hidden_size": H}
NEW = {"rng": rng(), "dtype": float}
STATE = numbers(N, H), numbers(N, H)
LEARN = {"learning_rate": 0.1, "max_norm": 1.0}
# {public name: (how it is called, its arguments when all is well)}
CALLS = {
    "RNN": lambda: (RNN, SIZES | NEW),
    "RNN.forward": lambda: (
        rnn().forward,
        {"x": numbers(N, T, D), "state": numbers(N, H)},
    ),
    "RNN.backward": lambda: (
        rnn().backward,
        {"dh": numbers(N, T, H), "trace": trace(rnn())},
    ),
    "LSTM": lambda: (
        LSTM,
        SIZES | NEW | {"forget_bias": 1.0, "fixed_gates": {"f": 1.0}},
    ),
    "LSTM.forward": lambda: (lstm().forward, {"x": numbers(N, T, D), "state": STATE}),
    "LSTM.backward": lambda: (
        lstm().backward,
        {"dh": numbers(N, T, H), "trace": trace(lstm())},
    ),
    "Linear": lambda: (Linear, {"input_size": D, "output_size": V} | NEW),
    "Linear.forward": lambda: (
        Linear(D, V, rng=rng()).forward,
        {"x": numbers(N, T, D)},
    ),
    "Linear.backward": lambda: (
        Linear(D, V, rng=rng()).backward,
        {"dy": numbers(N, T, V), "x": numbers(N, T, D)},
    ),
    "Embedding": lambda: (Embedding, {"vocabulary_size": V, "size": D} | NEW),
    "Embedding.forward": lambda: (
        Embedding(V, D, rng=rng()).forward,
        {"tokens": tokens(N, T)},
    ),
    "Embedding.backward": lambda: (
        Embedding(V, D, rng=rng()).backward,
        {"dx": numbers(N, T, D), "tokens": tokens(N, T)},
    ),
    "SequenceModel": lambda: (
        SequenceModel,
        {
            "embedding": Embedding(V, D, rng=rng()),
            "layer": lstm(),
            "linear": Linear(H, V, rng=rng()),
        },
    ),
    "SequenceModel.forward": lambda: (
        model().forward,
        {"inputs": tokens(N, T), "state": STATE},
    ),
    "SequenceModel.logits": lambda: (
        model().logits,
        {"inputs": tokens(N, T), "state": STATE},
    ),
    "SequenceModel.probabilities": lambda: (
        model().probabilities,
        {"inputs": tokens(N, T), "state": STATE},
    ),
    "SequenceModel.loss": lambda: (
        model().loss,
        {"inputs": tokens(N, T), "targets": tokens(N, T)},
    ),
    "SequenceModel.loss_and_gradients": lambda: (
        model().loss_and_gradients,
        {"inputs": tokens(N, T), "targets": tokens(N, T)},
    ),
    "SequenceModel.read_out": lambda: (
        model().read_out,
        {"trace": trace(lstm()), "targets": tokens(N, T)},
    ),
    "SequenceModel.save": lambda: (model().save, {"path": "king.npz"}),
    "word_model": lambda: (
        word_model,
        {"layer": lstm(), "vocabulary_size": V, "rng": rng()},
    ),
    "load": lambda: (load, {"path": "saved.npz"}),
    "Adam": lambda: (
        Adam,
        {"params": gradients(), "learning_rate": 0.1}
        | {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
    ),
    "Adam.step": lambda: (adam().step, {"grads": gradients(), "scale": 1.0}),
    "gradient_norm": lambda: (gradient_norm, {"grads": gradients()}),
    "clip_grad_norm": lambda: (
        clip_grad_norm,
        {"grads": gradients(), "max_norm": 1.0},
    ),
    "updates": lambda: (train, {"model": model(), "batches": batches()} | LEARN),
    "fit": lambda: (
        fit,
        {"model": model(), "batches": batches(), "progress": print} | LEARN,
    ),
    "log_softmax": lambda: (log_softmax, {"logits": numbers(N, V)}),
    "softmax_cross_entropy": lambda: (
        softmax_cross_entropy,
        {"logits": numbers(N, V), "targets": tokens(N)},
    ),
    "mean_squared_error": lambda: (
        mean_squared_error,
        {"predictions": numbers(N, V), "targets": numbers(N, V)},
    ),
    "Vocabulary": lambda: (Vocabulary, {"words": ["king", "dies"]}),
    "Vocabulary.encode": lambda: (vocabulary().encode, {"words": ["king", "dies"]}),
    "Vocabulary.decode": lambda: (vocabulary().decode, {"tokens": np.array([0, 1])}),
    "numerical_gradient": lambda: (
        numerical_gradient,
        {"loss": lambda: 1.0, "params": {"W": numbers(2)}},
    ),
    "relative_error": lambda: (
        relative_error,
        {"actual": numbers(N, H), "expected": numbers(N, H)},
    ),
}


class Odd:
    """An object of a class that nobody knows, with a long name of several lines."""

    def __repr__(self):
        return "odd\n" * 1000


ODD = {
    "None": None,
    "NaN": np.nan,
    "infinity": np.inf,
    "a word": "abc",
    "an empty word": "",
    "bytes": b"abc",
    "True": True,
    "0": 0,
    "-1": -1,
    "1.5": 1.5,
    "10**400": 10**400,
    "complex": 1 + 2j,
    "NumPy's complex": np.complex64(1j),
    "words": ["a", "b"],
    "unequal rows": [[1], [1, 2]],
    "an empty list": [],
    "an empty dict": {},
    "a dict of words": {"f": "king"},
    "a dict of NaN": {"f": np.nan},
    "objects": np.array([object(), None]),
    "dates": np.array(["2026-01-01"], "datetime64[D]"),
    "a set": {1, 2},
    "a function": lambda *args: Odd(),
    "a class": Odd,
    "an object": Odd(),
    "an old generator": np.random.RandomState(0),
    "a pair of words": ("a", "b"),
    "a pair of None": (None, None),
    "h alone": (np.ones((N, H)),),
    "h for two": np.ones((2, N + 5, H + 3)),
    "three parts": (np.ones((N, H)),) * 3,
    "two gates of three": {"f": True, "i": "1", "g": 1.0},
}


def spoilt(good):
    """An argument that was good with one thing wrong, and what that is."""
    if isinstance(good, np.ndarray):
        yield "an axis more", good[None]
        yield "an axis less", good[0]
        yield "nothing", good[:0]
        yield "one row more", np.concatenate([good, good[:1]])
        for kind in (complex, object, str, bool, float, int):
            if good.dtype != kind:
                yield f"as {kind.__name__}", good.astype(kind)
        floats = good.dtype.kind == "f"
        for bad in (np.nan, np.inf, -np.inf) if floats else (-1, -2, 10**9):
            entries = [*good.ravel()[:-1], bad]
            yield f"with {bad}", np.reshape(entries, good.shape)
    elif isinstance(good, dict):
        for name, value in good.items():
            yield "one missing", {n: v for n, v in good.items() if n != name}
            yield from ((how, good | {name: bad}) for how, bad in spoilt(value))
    elif type(good) in (tuple, list):
        for n, value in enumerate(good):
            before, after = [*good[:n]], [*good[n + 1 :]]
            for how, bad in spoilt(value):
                yield how, type(good)([*before, bad, *after])
        yield "one more", type(good)([*good, Odd()])


# Where numbers are read, where complex ones are kept, as checks of gradients need them.
READS = [
    *("RNN.forward x", "RNN.forward state", "LSTM.forward x", "LSTM.forward state"),
    *("Linear.forward x", "Linear.backward x", "Embedding.backward dx"),
    *("SequenceModel.forward state", "SequenceModel.logits state"),
    *("SequenceModel.probabilities state", "log_softmax logits"),
    *("softmax_cross_entropy logits", "mean_squared_error predictions"),
    *("relative_error actual", "relative_error expected"),
]
REAL = ["RNN.backward dh", "LSTM.backward dh", "Linear.backward dy"]
REAL += ["mean_squared_error targets"]
STATES = [place for place in READS if place.endswith(" state")]
DTYPES = [f"{layer} dtype" for layer in ("RNN", "LSTM", "Linear", "Embedding")]
RATES = ["Adam learning_rate", "updates learning_rate", "fit learning_rate"]
NORMS = ["clip_grad_norm max_norm", "updates max_norm", "fit max_norm"]
GRADS = ["gradient_norm grads", "clip_grad_norm grads"]
BATCHES = ["updates batches", "fit batches"]
# (why it is taken, where, and what)
TAKEN = [
    ("whole numbers and truth values are numbers", READS + REAL, ["as bool", "as int"]),
    ("complex numbers stay complex", READS, ["as complex"]),
    ("the state is zeros when none is given", STATES, ["None"]),
    ("each of h and c may be zeros", STATES[1:], ["a pair of None"]),
    ("any shape that ends in D can be mapped", ["Linear.forward x"],
     ["an axis more", "an axis less", "nothing", "one row more"]),
    ("any shape that ends in V has probabilities", ["log_softmax logits"],
     ["an axis more", "an axis less", "one row more", "h alone", "h for two",
      "three parts"]),
    ("a word may be impossible, if it is not the answer",
     ["softmax_cross_entropy logits"], ["with -inf"]),
    ("a gradient that is not finite is far from every other",
     ["relative_error actual", "relative_error expected"],
     ["with nan", "with inf", "with -inf"]),
    ("NumPy takes these for dtypes of floats", DTYPES,
     ["None", "NumPy's complex", "a pair of None"]),
    ("a bias is any number", ["LSTM forget_bias"], ["True", "0", "-1", "1.5"]),
    ("no gate is held", ["LSTM fixed_gates"], ["None", "an empty dict", "one missing"]),
    ("a model may read numbers", ["SequenceModel embedding"], ["None"]),
    ("-1 asks nothing", ["SequenceModel.loss targets", "updates batches", "fit batches",
     "SequenceModel.loss_and_gradients targets", "SequenceModel.read_out targets"],
     ["with -1"]),
    ("any number of sequences is read", ["Embedding.forward tokens"], ["one row more"]),
    ("so are numbers in range", RATES, ["1.5"]),
    ("so are numbers in range", ["Adam.step scale", "Adam eps"], ["0", "1.5"]),
    ("so are numbers in range", ["Adam beta1", "Adam beta2"], ["0"]),
    ("nothing is clipped", NORMS, ["1.5", "infinity", "10**400"]),
    ("any weights can learn; those that are not finite are told at the first step",
     ["Adam params"], ["an axis more", "an axis less", "nothing", "one row more",
     "with nan", "with inf", "with -inf"]),
    ("gradients of any shape have a norm", GRADS,
     ["an axis more", "an axis less", "nothing", "one row more", "as int"]),
    ("whole numbers are gradients", ["Adam.step grads"], ["as int"]),
    ("any weights can be stepped", ["numerical_gradient params"],
     ["an axis more", "nothing", "one row more", "as complex", "with nan", "with inf",
      "with -inf"]),
    ("nothing to learn from, nothing learned", BATCHES,
     ["an empty word", "an empty list", "an empty dict"]),
    ("nobody wants to know", ["fit progress"], ["None", "a function"]),
    ("any strings that one can go through are words", ["Vocabulary words"],
     ["words", "an empty list", "an empty dict", "a dict of words", "a dict of NaN",
      "a pair of words", "two gates of three"]),
    ("no words, no numbers", ["Vocabulary.encode words"],
     ["an empty list", "an empty dict"]),
    ("no numbers, no words; any number of them", ["Vocabulary.decode tokens"],
     ["an empty list", "nothing", "one row more"]),
    ("a file may have any name", ["SequenceModel.save path"], ["a word"]),
]  # fmt: skip
# What is told by others: the file system, and a function of the learner's own.
OTHERS = {
    ("SequenceModel.save path", "an empty word"): "IsADirectoryError",
    ("load path", "an empty word"): "FileNotFoundError",
    ("load path", "a word"): "FileNotFoundError",
    ("fit progress", "a class"): r"TypeError: Odd\(\) takes no arguments",
}


def public():
    """{name: signature} of what lstmlib offers, its classes' methods among it."""
    found = {}
    for module in (import_module(f"lstmlib.{name}") for name in MODULES):
        for name, thing in vars(module).items():
            ours = getattr(thing, "__module__", "") == module.__name__
            if name[0] == "_" or not ours or hasattr(thing, "_fields"):
                continue
            found[name] = thing
            if inspect.isclass(thing):
                found |= {f"{name}.{m}": f for m, f in vars(thing).items()
                          if m[0] != "_" and inspect.isfunction(f)}  # fmt: skip
    return {
        name: {*inspect.signature(f).parameters} - {"self"} for name, f in found.items()
    }


def test_every_argument_of_everything_public_is_tried():
    assert {name: {*make()[1]} for name, make in CALLS.items()} == public()


def answer(call, arguments):
    """What a call says: nothing, the sentence, or what else it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            call(**arguments)
        except (ValueError, FloatingPointError) as error:
            return str(error)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return ""


def weights_of(call):
    """The weights of the layer, model or optimiser whose method is called."""
    params = getattr(getattr(call, "__self__", None), "params", {})
    return {name: array.copy() for name, array in params.items()}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of the test's own, with a model in it."""
    monkeypatch.chdir(tmp_path)
    model().save("saved.npz")


@pytest.mark.parametrize("name", CALLS)
def test_an_odd_value_is_told_in_one_sentence_or_taken_for_a_reason(name, capfd):
    taken, expected = set(), set()
    for _, places, hows in TAKEN:
        expected |= {(p, how) for p in places for how in hows if p.split()[0] == name}
    for argument, good in CALLS[name]()[1].items():
        place = f"{name} {argument}"
        for how, bad in [*ODD.items(), *spoilt(good)]:
            call, arguments = CALLS[name]()
            before = weights_of(call)
            said = answer(call, arguments | {argument: bad})
            if not said:
                taken.add((place, how))
                continue
            wanted = OTHERS.get((place, how), r"expected [^\n]* got [^\n]{1,100}")
            assert re.match(wanted, said), f"{place}, {how}: {said}"
            assert len(said) < 250 and "\n" not in said, f"{place}, {how}: {said}"
            for key, array in weights_of(call).items():
                np.testing.assert_array_equal(array, before[key])
    assert taken == expected


@pytest.mark.parametrize("name", CALLS)
def test_what_is_as_it_should_be_is_taken(name, capfd):
    assert answer(*CALLS[name]()) == ""


def test_complex_numbers_keep_their_imaginary_part():
    """In x or in a state of a layer with real weights, and nowhere made real."""
    x, h, c = numbers(N, T, D), *STATE
    for given in ((x + 1j, h, c), (x, h + 1j, c), (x, h, c + 1j)):
        assert np.iscomplexobj(lstm().forward(given[0], given[1:]).h)
    assert np.iscomplexobj(rnn().forward(x, h + 1j).h)


def test_a_state_is_a_pair_even_where_an_array_would_fall_into_two():
    """With two examples, h alone has two rows, which are not h and c."""
    h = np.ones((2, H))
    for state in (h, np.stack([h, h])):
        with pytest.raises(ValueError, match=r"expected a state \(h, c\), got float64"):
            lstm().forward(numbers(2, T, D), state)


def test_weights_that_are_not_finite_are_told_by_the_layer():
    for layer in (rnn(), lstm()):
        layer.params["W_x"][0, 0] = np.nan
        with pytest.raises(FloatingPointError, match="numbers in the last h, got NaN"):
            layer.forward(numbers(N, T, D))


def test_a_model_that_load_could_not_read_is_not_saved():
    """The layer of another kind has all that a layer needs."""
    other = type("Other", (RNN,), {})(D, H, rng=rng())
    with pytest.raises(ValueError, match="expected an RNN or LSTM to save, got <"):
        word_model(other, V, rng=rng()).save("other.npz")
