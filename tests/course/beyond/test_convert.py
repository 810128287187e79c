"""The same weights give the same numbers in PyTorch, Keras and ONNX Runtime."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.beyond import convert
from lstmlib.course.beyond.gru import GRU
from lstmlib.course.beyond.stacked import Bidirectional, Stacked
from lstmlib.gradcheck import relative_error
from lstmlib.layers import LSTM, RNN

ROOT = Path(__file__).parents[3]
# What is read, and how near it must come: float32 after up to 50 steps, and float64.
NEAR = {"float32": 1e-5, "float64": 1e-10}
SIZES = st.tuples(*map(st.integers, (1,) * 4, (4, 50, 5, 6)))  # N, T, D, H
SMALLEST = [(1, 1, 1, 1), (1, 50, 3, 4), (3, 1, 3, 4), (3, 7, 3, 1), (3, 7, 1, 4)]
SEED = st.integers(0, 2**32 - 1)
DTYPES = pytest.mark.parametrize("dtype", NEAR)


def layer_of(name, D, H, rng, dtype):
    """A layer with biases that are not 0; "LSTM 3": three on top of each other."""
    kind, floors = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[name.split()[0]], name[4:]
    layers = []
    for size in [D] + [H] * (int(floors or 1) - 1):
        layers.append(kind(size, H, rng=rng, dtype=dtype))
        for array in layers[-1].params.values():
            array += rng.normal(size=array.shape).astype(dtype) / 2
    return Stacked(*layers) if floors else layers[0]


KINDS = pytest.mark.parametrize(
    "name", ["RNN", "LSTM", "GRU", "RNN 2", "LSTM 3", "GRU 2"]
)


def case(name, sizes, seed, dtype):
    (N, T, D, H), rng = sizes, np.random.default_rng(seed)
    layer = layer_of(name, D, H, rng, dtype)
    x = rng.normal(size=(N, T, D)).astype(dtype)
    return layer, x, layer.forward(x).h


def assert_same(theirs, ours, near):
    assert theirs.shape == ours.shape and theirs.dtype == ours.dtype
    assert relative_error(theirs, ours) <= near


def tool(name, skip_or_fail):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    try:
        return importlib.import_module(name)
    except ImportError:
        skip_or_fail(f"{name} is not installed")


@pytest.fixture(scope="module")
def keras(torch, skip_or_fail):
    keras = tool("keras", skip_or_fail)
    if keras.backend.backend() != "torch":
        skip_or_fail("Keras does not use PyTorch here")
    return keras


@pytest.fixture(scope="module")
def onnx(skip_or_fail):
    return tool("onnx", skip_or_fail)


@pytest.fixture(scope="module")
def runtime(onnx, skip_or_fail):
    return tool("onnxruntime", skip_or_fail)


# ---------------------------------------------------------------------------- PyTorch


def in_torch(torch, layer, x):
    with torch.no_grad():
        return convert.to_torch(layer)(torch.tensor(x))[0].numpy()


@DTYPES
@KINDS
@settings(max_examples=10)
@given(sizes=SIZES, seed=SEED)
def test_pytorch_says_the_same(torch, name, dtype, sizes, seed):
    layer, x, h = case(name, sizes, seed, dtype)
    assert_same(in_torch(torch, layer, x), h, NEAR[dtype])


@KINDS
@pytest.mark.parametrize("sizes", SMALLEST)
def test_pytorch_says_the_same_for_the_smallest(torch, name, sizes):
    layer, x, h = case(name, sizes, 0, "float64")
    assert_same(in_torch(torch, layer, x), h, 1e-10)


@DTYPES
@KINDS
@settings(max_examples=10)
@given(sizes=SIZES, seed=SEED)
def test_what_pytorch_has_learned_comes_back(torch, name, dtype, sizes, seed):
    """PyTorch's own weights, whose two biases both count."""
    N, T, D, H = sizes
    kind, floors = (name + " 1").split()[:2]
    torch.manual_seed(seed)
    theirs = getattr(torch.nn, kind)(
        D, H, num_layers=int(floors), batch_first=True, dtype=getattr(torch, dtype)
    )
    x = np.random.default_rng(seed).normal(size=(N, T, D)).astype(dtype)
    with torch.no_grad():
        h = theirs(torch.tensor(x))[0].numpy()
    assert_same(convert.from_torch(theirs).forward(x).h, h, NEAR[dtype])


@KINDS
def test_there_and_back_again(torch, name):
    layer, x, h = case(name, (2, 9, 3, 4), 0, "float64")
    back = convert.from_torch(convert.to_torch(layer))
    assert type(back) is type(layer)
    assert_same(back.forward(x).h, h, 1e-12)


def test_without_biases_there_are_none(torch):
    theirs = torch.nn.GRU(3, 4, bias=False, batch_first=True)
    x = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")
    with torch.no_grad():
        h = theirs(torch.tensor(x))[0].numpy()
    assert_same(convert.from_torch(theirs).forward(x).h, h, 1e-5)


@settings(max_examples=15)
@given(sizes=st.tuples(*map(st.integers, (1,) * 4, (4, 6, 4, 5))), seed=SEED)
def test_the_gradients_of_a_gru_are_those_of_pytorch(torch, sizes, seed):
    layer, x, h = case("GRU", sizes, seed, "float64")
    dh = np.random.default_rng(seed).normal(size=h.shape)
    theirs, their_x = convert.to_torch(layer), torch.tensor(x, requires_grad=True)
    (theirs(their_x)[0] * torch.tensor(dh)).sum().backward()
    dx, grads = layer.backward(dh, layer.forward(x))
    H = layer.hidden_size
    expected = {
        "W_x": theirs.weight_ih_l0.grad.T,
        "W_h": theirs.weight_hh_l0.grad.T,
        "b": theirs.bias_ih_l0.grad,
        "b_n": theirs.bias_hh_l0.grad[2 * H :],
    }
    assert relative_error(dx, their_x.grad.numpy()) <= 1e-10
    for name, gradient in expected.items():
        assert relative_error(grads[name], gradient.numpy()) <= 1e-10, name


# ------------------------------------------------------------------------------ Keras


def near_in_keras(name, dtype):
    """Keras 3.15 on PyTorch multiplies a SimpleRNN's matrices in float32 always."""
    return 1e-5 if name.startswith("RNN") else NEAR[dtype]


@DTYPES
@KINDS
@settings(max_examples=5)
@given(sizes=SIZES, seed=SEED)
def test_keras_says_the_same(keras, name, dtype, sizes, seed):
    layer, x, h = case(name, sizes, seed, dtype)
    theirs = keras.ops.convert_to_numpy(convert.to_keras(layer)(x))
    assert_same(theirs, h, near_in_keras(name, dtype))


@KINDS
@pytest.mark.parametrize("sizes", SMALLEST)
def test_keras_says_the_same_for_the_smallest(keras, name, sizes):
    layer, x, h = case(name, sizes, 0, "float64")
    theirs = keras.ops.convert_to_numpy(convert.to_keras(layer)(x))
    assert_same(theirs, h, near_in_keras(name, "float64"))


# ------------------------------------------------------------------------------- ONNX


def in_runtime(runtime, layer, x):
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = runtime.InferenceSession(
        convert.to_onnx(layer).SerializeToString(),
        options,
        providers=["CPUExecutionProvider"],
    )
    return session.run(["h"], {"x": x})[0]


@KINDS
@settings(max_examples=10)
@given(sizes=SIZES, seed=SEED)
def test_onnx_runtime_says_the_same(runtime, name, sizes, seed):
    layer, x, h = case(name, sizes, seed, "float32")
    assert_same(in_runtime(runtime, layer, x), h, 1e-5)


@KINDS
@pytest.mark.parametrize("sizes", SMALLEST)
def test_onnx_runtime_says_the_same_for_the_smallest(runtime, name, sizes):
    layer, x, h = case(name, sizes, 0, "float32")
    assert_same(in_runtime(runtime, layer, x), h, 1e-5)


@KINDS
@pytest.mark.parametrize("sizes", SMALLEST)
def test_the_reference_of_onnx_says_the_same_in_float64(onnx, name, sizes):
    """ONNX Runtime has no float64 here; what the standard says can be run in Python."""
    layer, x, h = case(name, sizes, 0, "float64")
    evaluator = importlib.import_module("onnx.reference").ReferenceEvaluator
    assert_same(evaluator(convert.to_onnx(layer)).run(["h"], {"x": x})[0], h, 1e-10)


@KINDS
def test_a_saved_graph_is_read_again(onnx, name, tmp_path):
    layer, _, _ = case(name, (2, 5, 3, 4), 0, "float64")
    onnx.save(convert.to_onnx(layer), tmp_path / "king.onnx")
    read = onnx.load(tmp_path / "king.onnx")
    onnx.checker.check_model(read)
    weights = {w.name: onnx.numpy_helper.to_array(w) for w in read.graph.initializer}
    assert weights["W0"].shape[2] == 3 and weights["W0"].dtype == np.float64


# ------------------------------------------------------------- what cannot be, is told


def refused():
    rng = np.random.default_rng(0)
    lstm = LSTM(2, 3, rng=rng)
    return [
        (Bidirectional(lstm, lstm), "got Bidirectional"),
        (LSTM(2, 3, rng=rng, fixed_gates={"f": 1}), "gates are all free"),
        (LSTM(2, 3, rng=rng, dtype=complex), "float32 or float64"),
        (3, "got int"),
    ]


@pytest.mark.parametrize("to", ["to_torch", "to_keras", "to_onnx"])
@pytest.mark.parametrize("number", range(4))
def test_a_layer_that_they_do_not_have_is_refused(to, number):
    layer, told = refused()[number]
    with pytest.raises(ValueError, match=told):
        getattr(convert, to)(layer)


def test_a_stack_of_several_kinds_is_not_one_module_of_pytorch(torch):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="one kind and one size"):
        convert.to_torch(Stacked(LSTM(2, 3, rng=rng), GRU(3, 3, rng=rng)))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda nn: nn.Linear(2, 3), "got a Linear"),
        (lambda nn: nn.LSTM(2, 3, bidirectional=True), "with bidirectional"),
        (lambda nn: nn.LSTM(2, 3, proj_size=1), "with proj_size"),
        (lambda nn: nn.RNN(2, 3, nonlinearity="relu"), "with relu"),
    ],
)
def test_a_module_that_we_do_not_have_is_refused(torch, make, told):
    with pytest.raises(ValueError, match=told):
        convert.from_torch(make(torch.nn))


@pytest.mark.parametrize(
    ("to", "name", "module"),
    [
        ("to_torch", "PyTorch", "torch"),
        ("to_keras", "Keras", "keras"),
        ("to_onnx", "ONNX", "onnx"),
    ],
)
def test_a_missing_tool_is_told_in_one_sentence(monkeypatch, to, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=f"{name} is not installed.*pip install"):
        getattr(convert, to)(LSTM(2, 3, rng=np.random.default_rng(0)))


def test_no_tool_is_imported_before_it_is_asked_for():
    code = "import sys, lstmlib.course.beyond.convert; print(*sys.modules)"
    run = [sys.executable, "-c", code]
    told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"torch", "keras", "onnx", "tensorflow"} & {*told.stdout.split()}
