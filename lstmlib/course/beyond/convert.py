"""The same weights in other tools: PyTorch, Keras, ONNX, and back from PyTorch.

    theirs = to_torch(layer)        a torch.nn.Module, batch first
    theirs = to_keras(layer)        a keras.Layer that returns h at every step
    graph = to_onnx(layer)          an onnx.ModelProto: onnx.save(graph, "king.onnx")
    layer = from_torch(theirs)      a layer of ours

For RNN, LSTM, GRU and stacks of them. The tools are imported when a function is called,
and not before. What the same numbers are called:

    ours                    PyTorch                 Keras              ONNX
    W_x (D, gates H)        weight_ih_l0, turned    kernel             W, turned
    W_h (H, gates H)        weight_hh_l0, turned    recurrent_kernel   R, turned
    b (gates H)             bias_ih + bias_hh       bias               B, two parts
    LSTM's gates i f g o    i f g o                 i f c o            i o f c
    GRU's gates r z n       r z n                   z r h              z r h
"""

import importlib
import importlib.util
import os
from typing import NamedTuple

import numpy as np

from lstmlib.course.beyond.gru import GRU
from lstmlib.course.beyond.stacked import Stacked
from lstmlib.layers import LSTM, RNN


class Kind(NamedTuple):
    """What a kind of layer is called, and where its gates stand, in other tools."""

    gates: str  # in our order
    torch: str
    keras: str
    keras_gates: str
    onnx: str
    onnx_gates: str


KINDS = {
    RNN: Kind("h", "RNN", "SimpleRNN", "h", "RNN", "h"),
    LSTM: Kind("ifgo", "LSTM", "LSTM", "ifgo", "LSTM", "iofg"),
    GRU: Kind("rzn", "GRU", "GRU", "zrn", "GRU", "zrn"),
}


class Floor(NamedTuple):
    """One layer with two biases, as PyTorch has them: (D, GH), (H, GH), (GH,) twice."""

    kind: Kind
    W_x: np.ndarray
    W_h: np.ndarray
    b_x: np.ndarray  # what is added to the input's votes
    b_h: np.ndarray  # what is added to the votes of h; 0 but in a GRU's candidate

    def ordered(self, order):
        """The four arrays with their gates in another order, such as "zrn"."""
        H = len(self.W_h)
        blocks = [self.kind.gates.index(gate) for gate in order]
        columns = np.concatenate([np.arange(k * H, (k + 1) * H) for k in blocks])
        return [array[..., columns] for array in self[1:]]


def _floors(layer):
    """The layers that a layer is made of, from below -> a list of Floors.

    Raises ValueError, in one sentence, for a layer that the tools do not have.
    """
    if isinstance(layer, Stacked):
        return [floor for part in layer.parts for floor in _floors(part)]
    kind = KINDS.get(type(layer))
    if kind is None:
        raise ValueError(
            f"expected an RNN, LSTM, GRU or a stack of them, got {type(layer).__name__}"
        )
    if getattr(layer, "fixed_gates", None):
        raise ValueError(
            f"expected a layer whose gates are all free, got {layer.fixed_gates}"
        )
    p = layer.params
    if p["b"].dtype not in (np.float32, np.float64):
        raise ValueError(f"expected float32 or float64, got {p['b'].dtype}")
    b_h = np.zeros_like(p["b"])
    if "b_n" in p:
        b_h[-len(p["b_n"]) :] = p["b_n"]
    return [Floor(kind, p["W_x"], p["W_h"], p["b"], b_h)]


def _tool(module, name):
    """Import what somebody may not have installed, or say so in one sentence."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f"{name} is not installed here ({error}); pip install {module} brings it."
        ) from None


# ---------------------------------------------------------------------------- PyTorch


def to_torch(layer):
    """PyTorch's layer with the same weights -> torch.nn.Module, batch first.

    A stack of one kind and one size becomes one module of several layers. PyTorch has
    two biases, of which the sum counts. Raises ValueError for another layer and
    ImportError without PyTorch, each in one sentence.
    """
    floors, torch = _floors(layer), _tool("torch", "PyTorch")
    sizes = {(floor.kind, len(floor.W_h)) for floor in floors}
    if len(sizes) > 1:
        raise ValueError("expected a stack of one kind and one size of layers")
    (D, H), kind = (len(floors[0].W_x), len(floors[0].W_h)), floors[0].kind
    dtype = getattr(torch, str(floors[0].W_x.dtype))
    theirs = getattr(torch.nn, kind.torch)(
        D, H, num_layers=len(floors), batch_first=True, dtype=dtype
    )
    names = ("weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l")
    theirs.load_state_dict(
        {
            f"{name}{number}": torch.tensor(np.array(array.T))
            for number, floor in enumerate(floors)
            for name, array in zip(names, floor[1:], strict=True)
        }
    )
    return theirs


def from_torch(theirs):
    """Our layer with the weights of a torch.nn.RNN, LSTM or GRU; several: Stacked.

    Dropout between its layers, which acts in training alone, is left out. Raises
    ValueError for a module that we do not have, in one sentence.
    """
    kinds = {kind.torch: own for own, kind in KINDS.items()}
    own = kinds.get(type(theirs).__name__)
    if own is None:
        raise ValueError(
            f"expected a torch.nn.RNN, LSTM or GRU, got a {type(theirs).__name__}"
        )
    odd = {
        "bidirectional": theirs.bidirectional,
        "proj_size": theirs.proj_size > 0,
        "relu": getattr(theirs, "nonlinearity", "tanh") != "tanh",
    }
    if any(odd.values()):
        found = " and ".join(name for name, there in odd.items() if there)
        raise ValueError(f"expected a plain layer of tanh units, got one with {found}")
    arrays = {n: w.detach().cpu().numpy() for n, w in theirs.state_dict().items()}
    layers = [_read(own, arrays, n) for n in range(theirs.num_layers)]
    return layers[0] if len(layers) == 1 else Stacked(*layers)


def _read(own, arrays, number):
    """Our layer with the weights of one floor of PyTorch's."""
    W_x, W_h = (arrays[f"weight_{name}_l{number}"].T for name in ("ih", "hh"))
    no_bias = np.zeros(W_x.shape[1], W_x.dtype)
    b_x, b_h = (arrays.get(f"bias_{n}_l{number}", no_bias) for n in ("ih", "hh"))
    rng, (D, H) = np.random.default_rng(0), (len(W_x), len(W_h))
    layer = own(D, H, rng=rng, dtype=W_x.dtype)
    weights = {"W_x": W_x, "W_h": W_h, "b": b_x + b_h}
    if own is GRU:
        # The reset gate stands between the candidate's two biases.
        weights["b"][-H:], weights["b_n"] = b_x[-H:], b_h[-H:]
    for name, array in weights.items():
        layer.params[name][...] = array
    return layer


# ------------------------------------------------------------------------------ Keras


def to_keras(layer):
    """A Keras layer with the same weights, built, that returns h at every step.

    A stack becomes a keras.Sequential. Where the environment names no backend and
    TensorFlow is missing, Keras is asked to use PyTorch. Raises ValueError for another
    layer and ImportError without Keras, each in one sentence.
    """
    floors = _floors(layer)
    if importlib.util.find_spec("tensorflow") is None:
        os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = _tool("keras", "Keras")
    made = [_keras_floor(keras, floor) for floor in floors]
    if not isinstance(layer, Stacked):
        return made[0]
    theirs = keras.Sequential(made)
    theirs.build((None, None, len(floors[0].W_x)))
    return theirs


def _keras_floor(keras, floor):
    W_x, W_h, b_x, b_h = floor.ordered(floor.kind.keras_gates)
    more = {"reset_after": True} if floor.kind.keras == "GRU" else {}
    theirs = getattr(keras.layers, floor.kind.keras)(
        len(W_h), return_sequences=True, dtype=str(W_x.dtype), **more
    )
    theirs.build((None, None, len(W_x)))
    theirs.set_weights([W_x, W_h, np.stack([b_x, b_h]) if more else b_x])
    return theirs


# ------------------------------------------------------------------------------- ONNX

OPSET, IR_VERSION = 17, 8


def to_onnx(layer):
    """A graph from x (N, T, D) to h (N, T, H), any N and T -> onnx.ModelProto.

    `onnx.save(graph, path)` writes it. Its numbers have the layer's own dtype; ONNX
    Runtime computes LSTMs in float32 alone. Raises ValueError for another layer and
    ImportError without onnx, each in one sentence.
    """
    floors, onnx = _floors(layer), _tool("onnx", "ONNX")
    make, name, weights = onnx.helper, "by_step", []
    # ONNX's layers want time first: (T, N, D).
    nodes = [make.make_node("Transpose", ["x"], [name], perm=[1, 0, 2])]
    for number, floor in enumerate(floors):
        arrays = _onnx_arrays(floor)
        names = [f"{array}{number}" for array in arrays]
        pairs = zip(names, arrays.values(), strict=True)
        weights += [onnx.numpy_helper.from_array(array, n) for n, array in pairs]
        above = f"by_step{number}"
        nodes += _onnx_nodes(make, floor, name, names, above)
        name = above
    nodes += [make.make_node("Transpose", [name], ["h"], perm=[1, 0, 2])]
    weights += [onnx.numpy_helper.from_array(np.array([1]), "direction")]
    number = make.np_dtype_to_tensor_dtype(floors[0].W_x.dtype)
    ends = [
        make.make_tensor_value_info(end, number, ["N", "T", size])
        for end, size in (("x", len(floors[0].W_x)), ("h", len(floors[-1].W_h)))
    ]
    graph = make.make_graph(nodes, "layer", ends[:1], ends[1:], weights)
    opset = [make.make_opsetid("", OPSET)]
    model = make.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    return model


def _onnx_arrays(floor):
    """W, R and B of one floor; their first axis is the direction of time."""
    W_x, W_h, b_x, b_h = floor.ordered(floor.kind.onnx_gates)
    b = np.concatenate([b_x, b_h])[None]
    return {"W": np.array(W_x.T)[None], "R": np.array(W_h.T)[None], "B": b}


def _onnx_nodes(make, floor, below, names, above):
    """One floor, and its h without the axis of directions."""
    more = {"linear_before_reset": 1} if floor.kind.onnx == "GRU" else {}
    yield make.make_node(
        floor.kind.onnx,
        [below, *names],
        [f"{above}_4"],
        hidden_size=len(floor.W_h),
        **more,
    )
    yield make.make_node("Squeeze", [f"{above}_4", "direction"], [above])
