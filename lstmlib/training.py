"""Learning: Adam, clipping, and the loop that uses them."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._interrupts import AllOrNothing, Interrupts, stopped
from lstmlib._validate import check, check_arrays, check_finite, check_number, is_pair

# Adam works on this many weights at a time, which stay in a processor's cache.
CHUNK = 1 << 15


def _flat(arrays, dtype=None):
    """Arrays of any shapes as one long vector."""
    return np.concatenate([array.ravel() for array in arrays], dtype=dtype)


class Adam:
    """Adam (Kingma and Ba 2015): each weight gets a step size of its own.

    params {name: array} are changed in place by `step`, and only there.
    """

    def __init__(self, params, *, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
        check_number("a finite learning_rate above 0", learning_rate)
        check_number("beta1 in 0..1, but not 1", beta1, 0, 1 - 1e-16)
        check_number("beta2 in 0..1, but not 1", beta2, 0, 1 - 1e-16)
        check_number("a finite eps of 0 or more", eps, 0)
        check_arrays(params, "f")
        self.params, self.learning_rate, self.eps = params, learning_rate, eps
        self.beta1, self.beta2, self.steps = beta1, beta2, 0
        # All weights as one vector: a dozen operations on it, not a dozen per array.
        self.m = np.zeros_like(_flat(params.values()))
        self.v = np.zeros_like(self.m)

    def step(self, grads, *, scale=1.0):
        """Move every weight against its gradient; `scale` shrinks the step size.

        Raises ValueError for a missing gradient or one of another shape, and
        FloatingPointError for weights with squares that are not finite; either way, and
        when it is interrupted, no weight has moved.
        """
        check_arrays(grads, like=self.params)
        check_number("a finite scale of 0 or more", scale, low=0)
        change = _flat([grads[name] for name in self.params], self.m.dtype)
        self.steps += 1
        # Told below in a sentence of ours, not in a warning.
        with AllOrNothing(self.params), np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, len(change), CHUNK):
                part = slice(start, start + CHUNK)
                self._change(change[part], self.m[part], self.v[part], scale)
            start = 0
            for p in self.params.values():
                p -= change[start : start + p.size].reshape(p.shape)
                start += p.size
            # An infinite v would never let its weight move again, and weights whose
            # squares are infinite are of no use to a network.
            weights = _flat(self.params.values())
            if not np.isfinite(weights @ weights) or not np.isfinite(self.v).all():
                raise FloatingPointError("expected a finite step, got NaN or infinity")

    def _change(self, g, m, v, scale):
        """Update the moments m and v, and put what to subtract in place of g."""
        # Adam divides m / correct1 by the root of v / correct2; here the root of
        # correct2 is taken out of the fraction, which saves a pass over all weights.
        correct1 = 1 - self.beta1**self.steps
        root = (1 - self.beta2**self.steps) ** 0.5
        scratch = g - m
        scratch *= 1 - self.beta1
        m += scratch
        np.multiply(g, g, scratch)
        scratch -= v
        scratch *= 1 - self.beta2
        v += scratch
        np.sqrt(v, scratch)
        scratch += self.eps * root
        np.multiply(m, scale * self.learning_rate * root / correct1, g)
        g /= scratch


def gradient_norm(grads):
    """Length of all gradients taken as one vector; FloatingPointError if not finite."""
    # In float64, because squares of float32 overflow early.
    check_arrays(grads)
    flat = _flat(grads.values(), float)
    norm = float(np.sqrt(flat @ flat))
    check_finite("the gradient", norm, FloatingPointError)
    return norm


def clip_grad_norm(grads, max_norm):
    """Shrink gradients whose common norm exceeds max_norm (Pascanu et al. 2013).

    Returns {name: gradient} with the direction kept, and the norm before clipping;
    gradients that are short enough come back as they are. Raises FloatingPointError
    for a gradient that is not finite.
    """
    check_number("a max_norm above 0", max_norm, high=np.inf)
    norm = gradient_norm(grads)
    if norm <= max_norm:
        return grads, norm
    return {name: g * (max_norm / norm) for name, g in grads.items()}, norm


class History(NamedTuple):
    """What happened during training, one entry per update."""

    loss: ndarray  # (updates,) mean loss of the batch, nats
    grad_norm: ndarray  # (updates,) norm of the gradients before clipping


def updates(model, batches, *, learning_rate, max_norm=1.0):
    """Train the model with Adam, one update per batch: yields (loss, gradient norm).

    The step size is constant for 70 % of the updates, then falls linearly to 0. Raises
    FloatingPointError, in one sentence, when the loss, its gradient or the step is no
    longer finite; the weights are then those before that update.
    """
    check(hasattr(model, "loss_and_gradients"), "a SequenceModel", model)
    fine = hasattr(batches, "__len__") and all(map(is_pair, batches))
    check(fine, "batches as a list of pairs (inputs, targets)", batches)
    adam, total = Adam(model.params, learning_rate=learning_rate), len(batches)
    for n, (inputs, targets) in enumerate(batches):
        try:
            loss, grads = model.loss_and_gradients(inputs, targets)
            check_finite("the loss", loss, FloatingPointError)
            grads, norm = clip_grad_norm(grads, max_norm)
            adam.step(grads, scale=min(1.0, (total - n) / (0.3 * total)))
        except FloatingPointError as error:
            where = f"at update {n + 1} of {total}; try a smaller learning_rate"
            raise FloatingPointError(f"{error} {where}") from None
        yield loss, norm


def fit(model, batches, *, learning_rate, max_norm=1.0, progress=None):
    """Train the model with Adam, one update per batch (inputs, targets) -> History.

    Step sizes and errors are those of `updates`. `progress(done, total, loss)` is
    called after each update. An interrupt ends the training, and the cell or program
    that called it, as a KeyboardInterrupt of one sentence; the model keeps all whole
    updates.
    """
    check(progress is None or callable(progress), "progress as a function", progress)
    check(hasattr(batches, "__iter__"), "batches one can go through", batches)
    history, total = [], 0
    try:
        batches = list(batches)
        total = len(batches)
        steps = updates(model, batches, learning_rate=learning_rate, max_norm=max_norm)
        with Interrupts() as interrupts:
            for loss, norm in steps:
                history.append((loss, norm))
                if progress is not None:
                    progress(len(history), total, loss)
                interrupts.check()
    except KeyboardInterrupt:
        raise stopped(len(history), total) from None
    return History(*np.reshape(history, (-1, 2)).T)
