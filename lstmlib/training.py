"""Learning: Adam, clipping, and the loop that uses them."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray


class Adam:
    """Adam (Kingma and Ba 2015): each weight gets a step size of its own.

    params {name: array} are changed in place by `step`, and only there.
    """

    def __init__(self, params, *, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
        if not learning_rate > 0:
            raise ValueError(f"expected a learning_rate above 0, got {learning_rate}")
        self.params, self.learning_rate, self.eps = params, learning_rate, eps
        self.beta1, self.beta2, self.steps = beta1, beta2, 0
        self.m = {name: np.zeros_like(p) for name, p in params.items()}
        self.v = {name: np.zeros_like(p) for name, p in params.items()}

    def step(self, grads, *, scale=1.0):
        """Move every weight against its gradient; `scale` shrinks the step size."""
        if missing := self.params.keys() - grads.keys():
            raise ValueError(
                f"expected a gradient of every weight, got none of {missing}"
            )
        self.steps += 1
        correct1 = 1 - self.beta1**self.steps
        correct2 = 1 - self.beta2**self.steps
        for name, p in self.params.items():
            g, m, v = grads[name], self.m[name], self.v[name]
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            size = scale * self.learning_rate / correct1
            p -= size * m / (np.sqrt(v / correct2) + self.eps)


def gradient_norm(grads):
    """Length of all gradients taken as one long vector."""
    # In float64, because squares of float32 overflow early.
    return float(np.sqrt(sum((g.astype(float) ** 2).sum() for g in grads.values())))


def clip_grad_norm(grads, max_norm):
    """Shrink gradients whose common norm exceeds max_norm (Pascanu et al. 2013).

    Returns {name: gradient} with the direction kept, and the norm before clipping;
    gradients that are short enough come back as they are. Raises FloatingPointError
    for a gradient that is not finite.
    """
    if not max_norm > 0:
        raise ValueError(f"expected a max_norm above 0, got {max_norm}")
    norm = gradient_norm(grads)
    if not np.isfinite(norm):
        raise FloatingPointError(
            f"expected a finite gradient, got the norm {norm}; "
            "try a smaller learning_rate"
        )
    if norm <= max_norm:
        return grads, norm
    return {name: g * (max_norm / norm) for name, g in grads.items()}, norm


class History(NamedTuple):
    """What happened during training, one entry per update."""

    loss: ndarray  # (updates,) mean loss of the batch, nats
    grad_norm: ndarray  # (updates,) norm of the gradients before clipping


def fit(model, batches, *, learning_rate, max_norm=1.0, progress=None):
    """Train the model with Adam, one update per batch (inputs, targets) -> History.

    The step size is constant for 70 % of the updates, then falls linearly to 0.
    `progress(done, total, loss)` is called after each update. Raises
    FloatingPointError, in one sentence, when the loss or its gradient is no longer
    finite; the weights are then those before that update.
    """
    batches = list(batches)
    adam, total = Adam(model.params, learning_rate=learning_rate), len(batches)
    losses, norms = np.empty(total), np.empty(total)
    for n, (inputs, targets) in enumerate(batches):
        losses[n], grads = model.loss_and_gradients(inputs, targets)
        norms[n] = gradient_norm(grads)
        if not np.isfinite(losses[n]) or not np.isfinite(norms[n]):
            raise FloatingPointError(
                f"expected a finite loss and gradient, got {losses[n]} and {norms[n]} "
                f"at update {n + 1} of {total}; try a smaller learning_rate"
            )
        grads, _ = clip_grad_norm(grads, max_norm)
        adam.step(grads, scale=min(1.0, (total - n) / (0.3 * total)))
        if progress is not None:
            progress(n + 1, total, losses[n])
    return History(losses, norms)
