"""Time training steps of lstmlib and of PyTorch, on the same batches -> JSON.

`bench.py` starts it, in an environment that decides on threads and instructions.
"""

import json
import os
import platform
import random
import sys
import time
import tracemalloc
from functools import partial
from pathlib import Path

import numpy as np
import torch

from lstmlib import LSTM, RNN, Linear, SequenceModel, fit, word_model
from lstmlib.course.ch05.treasury import treasury_batch
from lstmlib.course.ch08.race import growing_batches
from lstmlib.course.stories.grammar import chronicle_vocabulary, training_batches
from lstmlib.course.stories.king_streams import (
    VOCABULARY,
    recall_batch,
    succession_batch,
)

torch.set_num_threads(1)
# Small, so that thousands of steps on a few batches leave the numbers ordinary.
RATE = 1e-6
# N, T, D, H.
LARGER = [(1, 25, 16, 16), (16, 25, 16, 32), (32, 50, 32, 64)]
LARGER += [(32, 100, 64, 128), (64, 100, 128, 256), (64, 200, 256, 512)]


def course_steps(count=30):
    """{name: (model, `count` batches)}, all made as the chapters make them."""
    rng, words = np.random.default_rng(0), chronicle_vocabulary()
    grown = growing_batches(rng, count, words)
    short = training_batches(rng, count, words)
    recall = [recall_batch(rng, 32, 40) for _ in range(count)]
    succession = [succession_batch(rng, 32, 60) for _ in range(count)]
    gifts = [treasury_batch(rng, 32, 30) for _ in range(count)]
    treasurer = LSTM(2, 16, rng=rng, fixed_gates={"o": 1})
    treasury = SequenceModel(None, treasurer, Linear(16, 1, rng=rng))
    path = LSTM(8, 16, rng=rng, fixed_gates={"i": 1, "f": 1, "o": 1})
    forgetful = LSTM(8, 8, rng=rng, fixed_gates={"i": 1, "o": 1})

    def step(layer, words, batches):
        return word_model(layer, len(words), rng=rng), batches

    return {
        "RNN of 01, chronicles": step(RNN(16, 32, rng=rng), words, short),
        "RNN of 03, one king": step(RNN(8, 16, rng=rng), VOCABULARY, recall),
        "second path of 03, one king": step(path, VOCABULARY, recall),
        "LSTM of 04, many kings": step(forgetful, VOCABULARY, succession),
        "LSTM of 05, treasury": (treasury, gifts),
        "LSTM of 08, chronicles": step(
            LSTM(16, 32, rng=rng, forget_bias=3), words, grown
        ),
        "RNN of 08, chronicles": step(RNN(16, 80, rng=rng), words, grown),
    }


def larger_step(size):
    """An LSTM that answers after every one of random words, 64 of them."""
    (N, T, D, H), rng = size, np.random.default_rng(0)
    model = word_model(LSTM(D, H, rng=rng), 64, rng=rng)
    again = 1 + 20_000_000 // (N * T * H * (D + H))
    return model, [tuple(rng.integers(64, size=(2, N, T)))] * again


class Twin:
    """PyTorch's model with the weights of ours, and its Adam with these options."""

    def __init__(self, model, **adam):
        D, H = model.layer.input_size, model.layer.hidden_size
        kind = torch.nn.RNN if isinstance(model.layer, RNN) else torch.nn.LSTM
        self.layer = kind(D, H, batch_first=True)
        self.linear = torch.nn.Linear(*model.linear.params["W"].shape)
        weights = [*self.layer.parameters(), *self.linear.parameters()]
        names = "layer.W_x", "layer.W_h", "layer.b", "second b", "linear.W", "linear.b"
        self.weights = dict(zip(names, weights, strict=True))
        if model.embedding is not None:
            self.embedding = torch.nn.Embedding(*model.embedding.params["W"].shape)
            self.weights["embedding.W"] = self.embedding.weight
        with torch.no_grad():
            self.weights["second b"][...] = 0
            for name, w in model.params.items():
                self.weights[name][...] = as_theirs(name, torch.from_numpy(w))
        self.adam = torch.optim.Adam(self.weights.values(), lr=RATE, **adam)

    def loss(self, inputs, targets):
        """The mean loss where something is asked, as lstmlib has it."""
        x = self.embedding(inputs) if "embedding.W" in self.weights else inputs
        asked, compare = targets >= 0, torch.nn.functional.cross_entropy
        if targets.is_floating_point():
            asked, compare = ~torch.isnan(targets).any(-1), torch.nn.functional.mse_loss
        return compare(self.linear(self.layer(x)[0][asked]), targets[asked])

    def train(self, batches):
        """A step on every batch, as `fit` does it."""
        for batch in batches:
            self.adam.zero_grad()
            loss = self.loss(*batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
            self.adam.step()
            loss.item()


def as_theirs(name, array):
    """A weight of ours, or its gradient, in PyTorch's layout, a view."""
    return array.T if name in ("layer.W_x", "layer.W_h", "linear.W") else array


def check_equal_work(name, model, batch, twin):
    """Stop with a sentence unless loss and gradients of both agree on a batch.

    PyTorch cannot hold gates and trains them, so ours are set free for the comparison.
    """
    layer = model.layer
    fixed, layer.fixed_gates = getattr(layer, "fixed_gates", {}), {}
    loss, ours = model.loss_and_gradients(*batch)
    layer.fixed_gates = fixed
    their_loss = twin.loss(*map(torch.from_numpy, batch))
    their_loss.backward()
    pairs = [(n, as_theirs(n, grad), twin.weights[n].grad) for n, grad in ours.items()]
    for what, one, other in [*pairs, ("loss", loss, their_loss.detach())]:
        apart = np.abs(one - other.numpy()).max() / np.abs(other.numpy()).max()
        if not apart <= 1e-3:
            raise SystemExit(f"{name}: {what} of both differ by {apart:.1e}.")


def interleave(works, seconds=8, rounds=11):
    """{name: seconds of each call}; every round calls all, in an order of its own."""
    times, end = {name: [] for name in works}, time.perf_counter() + seconds
    while rounds >= 0 or time.perf_counter() < end:
        for name in random.sample(list(works), len(works)):
            start = time.process_time()
            works[name]()
            times[name].append(time.process_time() - start)
        rounds -= 1
    # The first round only warms up.
    return {name: np.array(taken[1:]) for name, taken in times.items()}


def measure(name, model, batches, **interleaved):
    """Median milliseconds of a step, and quartiles of the ratios to PyTorch's time."""
    works = {"lstmlib": partial(fit, model, batches, learning_rate=RATE)}
    for who, options in (("PyTorch", {}), ("fused", {"fused": True})):
        twin = Twin(model, **options)
        check_equal_work(name, model, batches[0], twin)
        tensors = [tuple(map(torch.from_numpy, batch)) for batch in batches]
        works[who] = partial(twin.train, tensors)
    times = interleave(works, **interleaved)
    T = sorted({len(inputs[0]) for inputs, _ in batches})
    T = "–".join(map(str, T[:: len(T) - 1 or 1]))
    D, H = model.layer.input_size, model.layer.hidden_size
    return {
        "name": name,
        "sizes": f"{len(batches[0][0])}, {T}, {D}, {H}",
        "ms": {who: 1e3 * np.median(times[who]) / len(batches) for who in works},
        "ratio": {who: quartiles(times["lstmlib"] / times[who]) for who in works},
    }


def quartiles(values):
    """The lower quartile, the median, the upper quartile."""
    return np.percentile(values, [25, 50, 75]).tolist()


def passes(size):
    """A function that runs an LSTM forward and backward, without a model around it."""
    (N, T, D, H), rng = size, np.random.default_rng(0)
    layer = LSTM(D, H, rng=rng)
    x, dh = (rng.standard_normal((N, T, n), np.float32) for n in (D, H))
    return lambda: layer.backward(dh, layer.forward(x))


def growth():
    """Quartiles of the slope of time against T on logarithmic axes."""
    times = interleave({T: passes((16, T, 16, 32)) for T in (100, 200, 400, 800)})
    return quartiles(np.polyfit(np.log([*times]), np.log([*times.values()]), 1)[0])


def peak_memory(size):
    """Most bytes that NumPy holds in both passes, over 6·H·T·N numbers."""
    (N, T, _, H), run = size, passes(size)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    run()
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak / (6 * N * T * H * np.dtype(np.float32).itemsize)


def about():
    """With what this is measured, and when, in words."""
    cpuinfo, processor = Path("/proc/cpuinfo"), platform.processor()
    if cpuinfo.exists() and "model name" in (text := cpuinfo.read_text()):
        processor = text.split("model name")[1].split("\n")[0].strip("\t :")
    vectors, day = torch.backends.cpu.get_cpu_capability(), time.strftime("%d %B %Y")
    versions = platform.python_version(), np.__version__, torch.__version__
    versions = "Python {}, NumPy {}, PyTorch {}".format(*versions)
    return f"{processor}, {os.cpu_count()} cores, {vectors}; {versions}; {day}"


def main():
    """Measure everything and print it; stderr tells what is being measured."""
    found = {"about": about(), "course": [], "larger": []}
    larger = {f"LSTM of {size[-1]} units": larger_step(size) for size in LARGER}
    for kind, steps in (("course", course_steps()), ("larger", larger)):
        for name, step in steps.items():
            print(f"  {name}", file=sys.stderr, flush=True)
            found[kind].append(measure(name, *step))
    memory = [peak_memory(size) for size in LARGER[2:]]
    print(json.dumps(found | {"growth": growth(), "memory": memory}))


if __name__ == "__main__":
    main()
