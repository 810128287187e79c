"""A whole network: words in, answers out, and one function for loss and gradients."""

import io
import json
import os

import numpy as np

from lstmlib._files import write_whole
from lstmlib._validate import as_numbers, check, check_finite, check_shape
from lstmlib.layers import LSTM, RNN, Embedding, Linear
from lstmlib.losses import log_softmax, mean_squared_error, softmax_cross_entropy

CELLS = {"RNN": RNN, "LSTM": LSTM}


class SequenceModel:
    """(embedding) -> recurrent layer -> linear read-out, at every step.

    Inputs are tokens (N, T), or with `embedding=None` numbers (N, T, D).
    Targets are integers (N, T), -1 where nothing is asked; or numbers (N, T, O),
    NaN where nothing is asked. Raises what `layers` and `losses` raise.
    """

    def __init__(self, embedding, layer, linear):
        for part in (layer, linear, linear if embedding is None else embedding):
            check(hasattr(part, "params"), "an embedding, a layer and a linear", part)
        self.embedding, self.layer, self.linear = embedding, layer, linear

    @property
    def params(self):
        """All weights by name, such as "layer.W_x"; the arrays themselves."""
        parts = ["embedding"] * (self.embedding is not None) + ["layer", "linear"]
        return {
            f"{part}.{name}": array
            for part in parts
            for name, array in getattr(self, part).params.items()
        }

    def forward(self, inputs, state=None):
        """Read the inputs -> the trace of the recurrent layer.

        state: h (N, H) of an RNN, (h, c) of an LSTM, or zeros.
        """
        x = inputs if self.embedding is None else self.embedding.forward(inputs)
        return self.layer.forward(x, state)

    def logits(self, inputs, state=None):
        """Answers at every step: (N, T, O); for words, before the softmax."""
        return self.linear.forward(self.forward(inputs, state).h)

    def probabilities(self, inputs, state=None):
        """Probability of each answer at every step, 0..1: (N, T, O)."""
        return np.exp(log_softmax(self.logits(inputs, state)))

    def loss(self, inputs, targets):
        """Mean loss over all that is asked: nats for words, or squared differences."""
        trace = self.forward(inputs)
        asked, compare, targets = self._asked(trace, targets)
        return compare(self.linear.forward(trace.h[asked]), targets[asked])[0]

    def loss_and_gradients(self, inputs, targets):
        """As `loss`, with the gradient of every weight: loss, {name: gradient}."""
        trace = self.forward(inputs)
        loss, dh, linear_grads = self.read_out(trace, targets)
        dx, layer_grads = self.layer.backward(dh, trace)
        grads = {f"layer.{name}": g for name, g in layer_grads.items()} | linear_grads
        if self.embedding is not None:
            grads["embedding.W"] = self.embedding.backward(dx, np.asarray(inputs))["W"]
        return loss, grads

    def read_out(self, trace, targets):
        """The loss of what is said along a trace, and the way back to its h.

        Returns the loss, dh (N, T, H), and the gradients of the read-out's weights.
        """
        asked, compare, targets = self._asked(trace, targets)
        h = trace.h[asked]
        loss, dlogits = compare(self.linear.forward(h), targets[asked])
        dh = np.zeros_like(trace.h)
        dh[asked], grads = self.linear.backward(dlogits, h)
        return loss, dh, {f"linear.{name}": g for name, g in grads.items()}

    def _asked(self, trace, targets):
        """Where the targets ask (two arrays, step by step), the loss, the targets."""
        check(np.ndim(getattr(trace, "h", 0)) == 3, "a trace of the layer", trace)
        targets = as_numbers("targets", targets, real=True, error=None)
        N, T, _ = trace.h.shape
        whole = targets.dtype.kind in "iu"
        shape = (N, T) if whole else (N, T, len(self.linear.params["b"]))
        wanted = f"targets of shape {shape} for inputs of {N} x {T} steps"
        check(targets.shape == shape, wanted, targets)
        fine = not whole or targets.min() >= -1
        check(fine, "targets from 0, or -1 where nothing is asked", targets.min())
        loss = softmax_cross_entropy if whole else mean_squared_error
        asked = targets >= 0 if whole else ~np.isnan(targets).any(axis=-1)
        return np.nonzero(asked.T)[::-1], loss, targets

    def save(self, path):
        """Write weights and sizes to an .npz file that needs no pickle to read.

        Raises ValueError for what could not be loaded, and OSError where nothing can be
        written, each in one sentence; then an old file stays as it was.
        """
        check(isinstance(path, str | os.PathLike), "a path", path)
        check(type(self.layer) in CELLS.values(), "an RNN or LSTM to save", self.layer)
        for name, array in self.params.items():
            check_finite(name, array)
            check(array.dtype.kind == "f", f"floats in {name}", array)
        file = io.BytesIO()
        np.savez(file, architecture=json.dumps(self._architecture()), **self.params)
        write_whole(path, file.getvalue())

    def _architecture(self):
        layer, fixed = self.layer, getattr(self.layer, "fixed_gates", {})
        return {
            "cell": type(layer).__name__,
            "embedding": self.embedding and list(self.embedding.params["W"].shape),
            "sizes": [layer.input_size, layer.hidden_size],
            "fixed_gates": {gate: float(value) for gate, value in fixed.items()},
            "outputs": len(self.linear.params["b"]),
            "dtype": str(layer.params["b"].dtype),
        }


def word_model(layer, vocabulary_size, *, rng):
    """A model that reads words with this layer and answers with words.

    layer: an RNN or LSTM. The embedding's size is its input_size; all weights share
    its dtype. Raises ValueError for a vocabulary_size below 1.
    """
    check(hasattr(layer, "hidden_size"), "layer as an RNN or LSTM", layer)
    dtype = layer.params["b"].dtype
    embedding = Embedding(vocabulary_size, layer.input_size, rng=rng, dtype=dtype)
    linear = Linear(layer.hidden_size, vocabulary_size, rng=rng, dtype=dtype)
    return SequenceModel(embedding, layer, linear)


def _build(architecture):
    """A model of this architecture, with weights still to be filled in."""
    a, rng = architecture, np.random.default_rng(0)
    fixed = {"fixed_gates": a["fixed_gates"]} if a["cell"] == "LSTM" else {}
    layer = CELLS[a["cell"]](*a["sizes"], rng=rng, dtype=a["dtype"], **fixed)
    linear = Linear(a["sizes"][1], a["outputs"], rng=rng, dtype=a["dtype"])
    embedding = a["embedding"] and Embedding(*a["embedding"], rng=rng, dtype=a["dtype"])
    return SequenceModel(embedding, layer, linear)


def load(path):
    """Read a model written by `SequenceModel.save` -> SequenceModel.

    Raises FileNotFoundError when there is no such file, and ValueError, in one
    sentence, when the file is damaged or not a model.
    """
    check(isinstance(path, str | os.PathLike), "a path", path)
    with open(path, "rb") as file:
        try:
            return _read(file)
        except Exception:  # each way of being damaged raises something else
            raise ValueError(
                f"expected {path} to be a model written by SequenceModel.save, "
                "got a damaged file or one of another kind"
            ) from None


def _read(file):
    with np.load(file, allow_pickle=False) as arrays:
        # `save` compresses nothing: a small file cannot unfold to a huge one.
        packed = any(part.compress_type for part in arrays.zip.infolist())
        check(not packed, "arrays as they are", packed)
        architecture = json.loads(str(arrays["architecture"]))
        weights = {n: arrays[n] for n in arrays.files if n != "architecture"}
    # Before anything is built: sizes that the file does not bear out could be huge.
    D, H = architecture["sizes"]
    check_shape("layer.W_x", weights["layer.W_x"], (D, len(weights["layer.b"])))
    check_shape("layer.W_h", weights["layer.W_h"], (H, len(weights["layer.b"])))
    check_shape("linear.W", weights["linear.W"], (H, architecture["outputs"]))
    if architecture["embedding"]:
        shape = tuple(architecture["embedding"])
        check_shape("embedding.W", weights["embedding.W"], shape)
    model = _build(architecture)
    for name, array in model.params.items():
        check_shape(name, weights[name], array.shape)
        array[...] = weights[name]
        check_finite(name, array)
        check(array.dtype.kind == "f", f"floats in {name}", array)
    return model
