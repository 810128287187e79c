"""Learning: Adam, clipping, and the loop that uses them."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib._interrupts import Interrupts
from lstmlib._validate import check_shape

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
        if not learning_rate > 0:
            raise ValueError(f"expected a learning_rate above 0, got {learning_rate}")
        self.params, self.learning_rate, self.eps = params, learning_rate, eps
        self.beta1, self.beta2, self.steps = beta1, beta2, 0
        # All weights as one vector: a dozen operations on it, not a dozen per array.
        self.m = np.zeros_like(_flat(params.values()))
        self.v = np.zeros_like(self.m)

    def step(self, grads, *, scale=1.0):
        """Move every weight against its gradient; `scale` shrinks the step size."""
        if missing := self.params.keys() - grads.keys():
            raise ValueError(
                f"expected a gradient of every weight, got none of {missing}"
            )
        for name, p in self.params.items():
            check_shape(f"the gradient of {name}", grads[name], p.shape)
        self.steps += 1
        change = _flat([grads[name] for name in self.params], self.m.dtype)
        for start in range(0, len(change), CHUNK):
            part = slice(start, start + CHUNK)
            self._change(change[part], self.m[part], self.v[part], scale)
        start = 0
        for p in self.params.values():
            p -= change[start : start + p.size].reshape(p.shape)
            start += p.size

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
    """Length of all gradients taken as one long vector."""
    # In float64, because squares of float32 overflow early.
    flat = _flat(grads.values(), float)
    return float(np.sqrt(flat @ flat))


def clip_grad_norm(grads, max_norm, norm=None):
    """Shrink gradients whose common norm exceeds max_norm (Pascanu et al. 2013).

    Returns {name: gradient} with the direction kept, and the norm before clipping;
    gradients that are short enough come back as they are. Raises FloatingPointError
    for a gradient that is not finite. `norm` is theirs, where it is known already.
    """
    if not max_norm > 0:
        raise ValueError(f"expected a max_norm above 0, got {max_norm}")
    norm = gradient_norm(grads) if norm is None else norm
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


class Training:
    """Training with Adam that goes on by one update at a time: the inside of `fit`.

    The step size is constant for 70 % of the updates, then falls linearly to 0.
    `done` updates of `total` are whole; `undo` takes back what was broken off.
    """

    def __init__(self, model, batches, *, learning_rate, max_norm=1.0):
        self._model, self._batches, self._max_norm = model, list(batches), max_norm
        self._adam = Adam(model.params, learning_rate=learning_rate)
        self._whole, self._before = [], (-1, {})

    @property
    def total(self):
        """How many updates the training will have had at its end."""
        return len(self._batches)

    @property
    def done(self):
        """How many updates it has had."""
        return len(self._whole)

    def update(self):
        """Learn from the next batch -> its loss.

        Raises FloatingPointError, in one sentence, when the loss or its gradient is
        no longer finite; the weights are then those before this update.
        """
        n, total = self.done, self.total
        loss, grads = self._model.loss_and_gradients(*self._batches[n])
        norm = gradient_norm(grads)
        if not np.isfinite(loss) or not np.isfinite(norm):
            raise FloatingPointError(
                f"expected a finite loss and gradient, got {loss} and {norm} "
                f"at update {n + 1} of {total}; try a smaller learning_rate"
            )
        grads, _ = clip_grad_norm(grads, self._max_norm, norm)
        # From here to the last line an interrupt could leave half of a step.
        self._before = n, {name: p.copy() for name, p in self._adam.params.items()}
        self._adam.step(grads, scale=min(1.0, (total - n) / (0.3 * total)))
        self._whole.append((loss, norm))
        return loss

    def undo(self):
        """Put the weights back to the end of the last whole update."""
        n, before = self._before
        if n == self.done:
            for name, kept in before.items():
                self._adam.params[name][...] = kept

    def history(self):
        """What has happened so far -> History."""
        return History(*np.reshape(self._whole, (-1, 2)).T)


def fit(model, batches, *, learning_rate, max_norm=1.0, progress=None):
    """Train the model with Adam, one update per batch (inputs, targets) -> History.

    The step size is constant for 70 % of the updates, then falls linearly to 0.
    `progress(done, total, loss)` is called after each update. An interrupt ends the
    training with a sentence: the model keeps all whole updates, and History tells of
    them. Raises FloatingPointError, in one sentence, when the loss or its gradient is
    no longer finite; the weights are then those before that update.
    """
    training = None
    try:
        training = Training(
            model, batches, learning_rate=learning_rate, max_norm=max_norm
        )
        with Interrupts() as interrupts:
            while training.done < training.total:
                loss = training.update()
                if progress is not None:
                    progress(training.done, training.total, loss)
                interrupts.check()
    except KeyboardInterrupt:
        print(stopped([training], "the model keeps what it has learned"))
    return training.history() if training else History(np.empty(0), np.empty(0))


def stopped(trainings, what_stays):
    """Undo what an interrupt left half done -> the sentence that says so.

    None in place of a training: it had not begun.
    """
    if None in trainings:
        return "Stopped before the first update; nothing has been learned."
    for training in trainings:
        training.undo()
    done, total = min((training.done, training.total) for training in trainings)
    return f"Stopped after {done} of {total} updates; {what_stays}."
