"""The maps around a recurrent layer: words to vectors, hidden states to answers."""

import numpy as np

from lstmlib.validate import check_dtype, check_shape, check_sizes, check_tokens


class Linear:
    """An affine map of the last axis: y = x @ W + b, with W (D, O) and b (O,)."""

    def __init__(self, input_size, output_size, *, rng, dtype=np.float32):
        check_sizes(input_size=input_size, output_size=output_size)
        check_dtype(dtype)
        scale = 1 / np.sqrt(input_size)
        W = rng.uniform(-scale, scale, (input_size, output_size))
        self.params = {"W": W.astype(dtype), "b": np.zeros(output_size, dtype)}

    def forward(self, x):
        """x (..., D) -> y (..., O)."""
        if np.ndim(x) == 0 or x.shape[-1] != len(self.params["W"]):
            D = len(self.params["W"])
            raise ValueError(f"expected x of shape (..., {D}), got {np.shape(x)}")
        # Gapless, because a product of a layer's columns, seen as rows, may be slow.
        return np.ascontiguousarray(x) @ self.params["W"] + self.params["b"]

    def backward(self, dy, x):
        """dy (..., O) and the input x (..., D) -> dx (..., D), gradients by name."""
        check_shape("dy", dy, (*x.shape[:-1], len(self.params["b"])))
        flat_x, flat_dy = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
        grads = {"W": flat_x.T @ flat_dy, "b": flat_dy.sum(axis=0)}
        return dy @ self.params["W"].T, grads


class Embedding:
    """A row of W (V, D) for each of V tokens: what x @ W would be for one-hot x."""

    def __init__(self, vocabulary_size, size, *, rng, dtype=np.float32):
        check_sizes(vocabulary_size=vocabulary_size, size=size)
        check_dtype(dtype)
        self.params = {"W": rng.standard_normal((vocabulary_size, size)).astype(dtype)}

    def forward(self, tokens):
        """tokens, integers (N, T) in 0..V-1 -> x (N, T, D)."""
        tokens = check_tokens(tokens, len(self.params["W"]))
        # In memory step by step, as the layers read it.
        return self.params["W"].take(tokens.T, axis=0).swapaxes(0, 1)

    def backward(self, dx, tokens):
        """dx (N, T, D) -> gradients by name: rows of equal tokens are added up."""
        tokens = check_tokens(tokens, len(self.params["W"]))
        check_shape("dx", dx, (*tokens.shape, self.params["W"].shape[1]))
        # Step by step, as the layers leave dx; small integers are sorted fast.
        flat = tokens.T.ravel().astype(np.min_scalar_type(len(self.params["W"])))
        order = np.argsort(flat, kind="stable")
        in_order = flat[order]
        starts = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
        dW = np.zeros(self.params["W"].shape, dx.dtype)
        rows = dx.swapaxes(0, 1).reshape(len(flat), -1).take(order, axis=0)
        dW[in_order[starts]] = np.add.reduceat(rows, starts)
        return {"W": dW}
