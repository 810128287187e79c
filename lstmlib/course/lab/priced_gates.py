"""A price on gates: a regulariser that asks an LSTM to write and forget seldom."""

import numpy as np

from lstmlib.cells import GATES
from lstmlib.layers import LSTM


class PricedGates:
    """A model that pays, in its loss, for open input gates and closed forget gates.

    The loss is the model's own plus price * (mean(i) + mean(1 - f)). `fit` trains it
    as it trains the model, whose weights it shares. Raises ValueError for a price
    below 0 and for a model that does not read words with an LSTM.
    """

    def __init__(self, model, price):
        if not price >= 0:
            raise ValueError(f"expected a price of 0 or more, got {price}")
        if not isinstance(model.layer, LSTM) or model.embedding is None:
            kind = type(model.layer).__name__
            raise ValueError(f"expected an LSTM that reads words, got an {kind}")
        self.model, self.price = model, price

    @property
    def params(self):
        """All weights of the model by name; the arrays themselves."""
        return self.model.params

    def loss(self, inputs, targets):
        """The model's loss with the price: for tokens and targets (N, T), a number."""
        return self.model.loss(inputs, targets) + self._paid(self.model.forward(inputs))

    def loss_and_gradients(self, inputs, targets):
        """As `loss`, with the gradient of every weight: loss, {name: gradient}."""
        trace = self.model.forward(inputs)
        loss, dh, linear_grads = self.model.read_out(trace, targets)
        dx, layer_grads = self._backward(dh, trace)
        grads = {f"layer.{name}": g for name, g in layer_grads.items()} | linear_grads
        grads["embedding.W"] = self.model.embedding.backward(dx, inputs)["W"]
        return loss + self._paid(trace), grads

    def _paid(self, trace):
        return self.price * (trace.i.mean() + (1 - trace.f).mean())

    def _backward(self, dh, trace):
        """As the layer's backward, with what the price asks of the gates themselves."""
        # A gate's sum needs no later step to be known, so this part needs no loop:
        # what it asks of h_prev joins dh, one step earlier, and backward does the rest.
        layer, da = self.model.layer, self._at_the_sums(trace)
        dh[:, :-1] += da[:, 1:] @ layer.params["W_h"].T
        dx, grads = layer.backward(dh, trace)
        rows = da.reshape(-1, da.shape[-1])
        grads["W_x"] += trace.x.reshape(len(rows), -1).T @ rows
        grads["W_h"] += trace.h_prev.reshape(len(rows), -1).T @ rows
        grads["b"] += rows.sum(axis=0)
        return dx + da @ layer.params["W_x"].T, grads

    def _at_the_sums(self, trace):
        """Gradient of the price at the sums before the gates: (N, T, 4H)."""
        N, T, H = trace.i.shape
        da, each = np.zeros((N, T, 4, H), trace.h.dtype), self.price / trace.i.size
        for name, sign in (("i", 1), ("f", -1)):
            if name not in self.model.layer.fixed_gates:
                gate, dgate = getattr(trace, name), np.full_like(trace.i, sign * each)
                da[:, :, GATES.index(name)] = dgate * gate * (1 - gate)
        return da.reshape(N, T, -1)
