"""Losses: each returns the mean loss and its gradient with respect to the input."""

import numpy as np

from lstmlib._validate import check_shape, check_tokens


def log_softmax(logits):
    """Logarithms of probabilities, in nats, over the last axis: (..., V) -> same."""
    # Shifting by the largest logit keeps exp from overflowing and cancels out.
    shifted = logits - logits.real.max(axis=-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted


def softmax_cross_entropy(logits, targets):
    """Mean surprise, in nats, at the right answers.

    logits (M, V), targets integers (M,) -> loss, dlogits (M, V).
    Raises ValueError for a wrong shape, and for no target or one out of range.
    """
    if np.ndim(logits) != 2:
        raise ValueError(f"expected logits of shape (M, V), got {np.shape(logits)}")
    M, V = logits.shape
    check_shape("targets", targets, (M,))
    if M == 0:
        raise ValueError("expected at least one target, got none")
    check_tokens(np.asarray(targets)[None], V, "targets")
    rows = np.arange(M)
    # As log_softmax does it, but exp is taken once: for the loss and for its gradient.
    shifted = logits - logits.real.max(axis=-1, keepdims=True)
    right = shifted[rows, targets]
    dlogits = np.exp(shifted, out=shifted)
    total = dlogits.sum(axis=-1, keepdims=True)
    loss = (np.log(total[:, 0]) - right).mean()
    dlogits /= total * M
    dlogits[rows, targets] -= 1 / M
    return loss, dlogits


def mean_squared_error(predictions, targets):
    """Mean squared difference; both (M, O) -> loss, dpredictions (M, O).

    The unit is that of the targets, squared. Raises ValueError for shapes that differ
    and for no target.
    """
    check_shape("targets", targets, predictions.shape)
    if predictions.size == 0:
        raise ValueError("expected at least one target, got none")
    dtype = np.result_type(predictions, np.float32)
    error = predictions.astype(dtype) - targets.astype(dtype)
    return (error**2).mean(), 2 * error / error.size
