"""Who is timed: `lstmlib` and a plain loop in NumPy, at the same sizes and weights.

A contender is a function without arguments that does one unit of work and returns what
it computed, so that equal work can be checked before it is timed. `bench_torch` holds
those of PyTorch.
"""

import numpy as np

from lstmlib.cells import lstm_step, lstm_step_backward
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import Adam, clip_grad_norm

KINDS = {"LSTM": LSTM, "RNN": RNN}
FORWARD, BOTH, TRAINING = "forward", "forward+backward", "training step"
OURS, THEIRS = "lstmlib", "PyTorch"
FUSED, PLAIN = "PyTorch, fused Adam", "plain NumPy"
WORDS = 64
# Small, so that thousands of steps on one batch leave its numbers ordinary.
LEARNING_RATE = 1e-5
SEED = 0


def make_model(kind, size):
    """The model to train, with random weights: words in, words out."""
    _, _, D, H = size
    rng = np.random.default_rng(SEED)
    return word_model(KINDS[kind](D, H, rng=rng), WORDS, rng=rng)


def make_batch(size):
    """x (N, T, D), dh (N, T, H), words and targets (N, T)."""
    N, T, D, H = size
    rng = np.random.default_rng(SEED)
    x, dh = (rng.standard_normal((N, T, n), np.float32) for n in (D, H))
    words, targets = rng.integers(0, WORDS, (2, N, T))
    return x, dh, words, targets


def ours(kind, size):
    """{work: contender} of lstmlib."""
    model, (x, dh, words, targets) = make_model(kind, size), make_batch(size)
    layer, adam = model.layer, Adam(model.params, learning_rate=LEARNING_RATE)

    def forward():
        return [layer.forward(x).h]

    def forward_and_backward():
        trace = layer.forward(x)
        dx, grads = layer.backward(dh, trace)
        return [trace.h, dx, *(grads[name] for name in ("W_x", "W_h", "b"))]

    def training_step():
        loss, grads = model.loss_and_gradients(words, targets)
        clipped, _ = clip_grad_norm(grads, 1.0)
        adam.step(clipped)
        return [loss, *(grads[name] for name in model.params)]

    return {FORWARD: forward, BOTH: forward_and_backward, TRAINING: training_step}


def plain(size):
    """An LSTM's forward and backward pass as the plainest loop over `cells`."""
    layer, (x, dh, _, _) = make_model("LSTM", size).layer, make_batch(size)
    N, T, _, H = size
    W_x, W_h, b = (layer.params[name] for name in ("W_x", "W_h", "b"))

    def forward_and_backward():
        h, c = np.zeros((2, N, H), np.float32)
        steps, dx = [], np.empty_like(x)
        for t in range(T):
            steps.append(lstm_step(x[:, t], h, c, W_x, W_h, b))
            h, c = steps[-1].h, steps[-1].c
        total = {name: np.zeros_like(w) for name, w in layer.params.items()}
        dh_next, dc = np.zeros((2, N, H), np.float32)
        for t in reversed(range(T)):
            back = lstm_step_backward(dh[:, t] + dh_next, dc, steps[t], W_x, W_h)
            (dx[:, t], dh_next, dc), grads = back
            for name, grad in grads.items():
                total[name] += grad
        return [np.stack([step.h for step in steps], axis=1), dx, *total.values()]

    return forward_and_backward


def assert_equal_work(name, results, expected):
    """Stop when two contenders do not compute the same; arrays in the same order."""
    for number, (one, other) in enumerate(zip(results, expected, strict=True)):
        one, other = np.asarray(one), np.asarray(other)
        if one.shape != other.shape:
            raise SystemExit(f"{name}: result {number} has another shape.")
        apart = np.abs(one - other).max() / np.abs(other).max()
        if not apart <= 1e-3:
            raise SystemExit(f"{name}: result {number} differs by {apart:.1e}.")


def contenders(kind, size, works, torch=None, everybody=True):
    """{(work, who): contender}; `torch` is the module bench_torch, or None.

    Unless `everybody` takes part, it is lstmlib and PyTorch as it comes.
    """
    mine, others = ours(kind, size), torch.theirs(kind, size) if torch else {}
    if kind == "LSTM":
        others[BOTH, PLAIN] = plain(size)
    allowed = (THEIRS, FUSED, PLAIN) if everybody else (THEIRS,)
    others = {
        (work, who): contender
        for (work, who), contender in others.items()
        if work in works and who in allowed
    }
    # Each once, and the training step last: it changes the weights.
    expected = {work: mine[work]() for work in works}
    for (work, who), contender in others.items():
        name = f"{kind} {work} of {who} at {size}"
        assert_equal_work(name, contender(), expected[work])
    return {(work, OURS): mine[work] for work in works} | others
