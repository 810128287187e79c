"""Dropout: while a network learns, some numbers in it are 0 by chance.

    fit(Dropout(model, 0.5, rng), lessons, learning_rate=0.01)

No unit can rely on one other unit alone. What goes up or down is hidden, the word's
numbers and what the read-out hears; what is handed on in time is not (Zaremba,
Sutskever and Vinyals 2014). When the network is used, nothing is hidden.
"""


class Dropout:
    """A model that learns while a share of its numbers is hidden, each time others.

    `fit` trains it as it trains the model, whose weights it shares. Raises ValueError
    for a share that is not in 0..1, 1 left out, and a model that does not read words.
    """

    def __init__(self, model, share, rng):
        if not 0 <= share < 1:
            raise ValueError(f"expected a share of 0 or more, below 1, got {share}")
        if model.embedding is None:
            raise ValueError("expected a model that reads words, got one of numbers")
        self.model, self.share, self.rng = model, share, rng

    @property
    def params(self):
        """All weights of the model by name; the arrays themselves."""
        return self.model.params

    def _mask(self, like):
        # What is left counts more, so that sums are as large as without dropout.
        kept = self.rng.random(like.shape) >= self.share
        return kept.astype(like.dtype) / (1 - self.share)

    def loss_and_gradients(self, inputs, targets):
        """As the model's, with a new choice of what is hidden: loss, {name: gradient}.

        inputs, targets: integers (N, T).
        """
        model = self.model
        x = model.embedding.forward(inputs)
        heard = self._mask(x)
        trace = model.layer.forward(x * heard)
        said = self._mask(trace.h)
        loss, dh, grads = model.read_out(trace._replace(h=trace.h * said), targets)
        dx, layer_grads = model.layer.backward(dh * said, trace)
        grads |= {f"layer.{name}": g for name, g in layer_grads.items()}
        grads["embedding.W"] = model.embedding.backward(dx * heard, inputs)["W"]
        return loss, grads
