"""How time and memory of an LSTM's forward and backward pass grow with its sizes."""

import tracemalloc

import numpy as np
from bench_contenders import BOTH, make_batch, make_model, ours

GROWTH = {
    "T": [(16, T, 16, 32) for T in (100, 200, 400, 800)],
    "N": [(N, 50, 32, 64) for N in (8, 16, 32, 64)],
    "H": [(16, 50, 32, H) for H in (32, 64, 128, 256)],
}
AXES = "NTDH"
SECONDS = 4  # of rounds for each of the three
MEMORY = ((32, 50, 32, 64), (32, 100, 64, 128), (64, 100, 128, 256), (16, 400, 32, 64))


def slopes(sizes, times, axis):
    """The log-log slope of time against one size, for every round."""
    along = np.log([size[AXES.index(axis)] for size in sizes])
    return np.polyfit(along, np.log([times[size] for size in sizes]), 1)[0].tolist()


def least(size):
    """Bytes that a backward pass must keep: i, f, g, o, c and h of every step."""
    N, T, _, H = size
    return 6 * H * T * N * np.dtype(np.float32).itemsize


def peak_memory(size, passes=0):
    """Peak over `least` in a pass after `passes` earlier ones, buffers included.

    NumPy reports to tracemalloc. Weights, x and dh are there before and not counted.
    """
    layer, (x, dh, _, _) = make_model("LSTM", size).layer, make_batch(size)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(passes):
            layer.backward(dh, layer.forward(x))
        tracemalloc.reset_peak()
        trace = layer.forward(x)
        results = layer.backward(dh, trace)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    del results
    return peak / least(size)


def measure(interleave):
    """Slopes for every axis, and peak memory of a fresh layer and of one in use."""
    growth = {}
    for axis, sizes in GROWTH.items():
        works = {size: ours("LSTM", size)[BOTH] for size in sizes}
        growth[axis] = slopes(sizes, interleave(works, SECONDS), axis)
    memory = [[size, peak_memory(size), peak_memory(size, 3)] for size in MEMORY]
    return {"growth": growth, "memory": memory}
