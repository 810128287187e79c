"""Mean losses with their gradients; an error for what does not fit or is not finite."""

import numpy as np

from lstmlib._validate import as_numbers, check, check_finite, check_shape, check_tokens


def log_softmax(logits):
    """Logarithms of probabilities, in nats, over the last axis: (..., V) -> same."""
    logits = as_numbers("logits", logits)
    check(logits.ndim and logits.size, "logits of shape (..., V)", logits.shape)
    # Shifting by the largest logit keeps exp from overflowing and cancels out. The 1.0
    # is for whole numbers without a sign: floats can be below zero.
    shifted = logits - 1.0 * logits.real.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax_cross_entropy(logits, targets):
    """Mean surprise in nats; logits (M, V), right answers (M,) -> loss, dlogits."""
    logits = as_numbers("logits", logits, error=None)
    check(logits.ndim == 2, "logits of shape (M, V)", logits.shape)
    M, V = logits.shape
    check(M, "at least one target", M)
    targets = check_tokens(targets, V, "targets", "M,")
    check_shape("targets", targets, (M,))
    rows = np.arange(M)
    # As log_softmax does it, but exp is taken once: for the loss and for its gradient.
    shifted = logits - 1.0 * logits.real.max(axis=-1, keepdims=True)
    right = shifted[rows, targets]
    dlogits = np.exp(shifted)
    total = dlogits.sum(axis=-1, keepdims=True)
    loss = (np.log(total[:, 0]) - right).mean()
    check_finite("the loss", loss, FloatingPointError)
    dlogits /= total * M
    dlogits[rows, targets] -= 1 / M
    return loss, dlogits


def mean_squared_error(predictions, targets):
    """Mean squared difference, in squared units; (M, O) both -> loss, dpredictions."""
    predictions = as_numbers("predictions", predictions, error=None)
    targets = as_numbers("targets", targets, predictions.shape, real=True)
    check(targets.size, "at least one target", 0)
    dtype = np.result_type(predictions, np.float32)
    error = predictions.astype(dtype) - targets.astype(dtype)
    loss = (error**2).mean()
    check_finite("the loss", loss, FloatingPointError)
    return loss, 2 * error / error.size
