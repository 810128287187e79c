"""Measure, in a process of its own, and print what was measured as JSON.

    python scripts/bench_measure.py everything | bars | training

`bench.py` starts it, because how many threads and which kernels NumPy and PyTorch use
is decided by the environment when they are imported. Times are seconds of processor
time: with one thread they are those of a clock when nothing else runs, and when
something does, they suffer less.
"""

import ctypes
import importlib.util
import json
import os
import platform
import sys
import time
from pathlib import Path

import bench_growth
import numpy as np
from bench_contenders import BOTH, FORWARD, TRAINING, contenders

# N, T, D, H: from the smallest model of the course to far beyond it.
SIZES = (
    (1, 25, 16, 16),
    (16, 25, 16, 32),
    (32, 50, 32, 64),
    (32, 100, 64, 128),
    (64, 100, 128, 256),
    (64, 200, 256, 512),
)
WORKS = {
    "everything": {"LSTM": (FORWARD, BOTH, TRAINING), "RNN": (FORWARD, BOTH, TRAINING)},
    "bars": {"LSTM": (BOTH, TRAINING), "RNN": (BOTH,)},
    "training": {"LSTM": (TRAINING,)},
}
SECONDS = {"LSTM": 8, "RNN": 5}  # of rounds at each size, and more for seven rounds
TURN = 0.05  # seconds that a contender is called again in, warm as in a training loop
ROUNDS = 7


def processor_seconds(work, calls):
    """Seconds of one call, as the mean of several."""
    start = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - start) / calls


def interleave(works, seconds, rounds=ROUNDS):
    """{name: seconds of one call in each round}; a round gives each a turn."""
    calls = {
        name: max(1, round(TURN / max(processor_seconds(work, 1), 1e-6)))
        for name, work in works.items()
    }
    times, order = {name: [] for name in works}, list(works)
    end = time.perf_counter() + seconds
    while len(times[order[0]]) < rounds or time.perf_counter() < end:
        for name in order:
            times[name].append(processor_seconds(works[name], calls[name]))
        order.reverse()  # so that nobody always follows the same one
    return times


def product_rate():
    """Floating-point operations per second of the best of three square products."""
    rates = []
    for n in (256, 512, 1024):
        A, B = np.random.default_rng(0).standard_normal((2, n, n), np.float32)
        times = [processor_seconds(lambda A=A, B=B: A @ B, 1) for _ in range(5)]
        rates.append(2 * n**3 / min(times))
    return max(rates)


def products(kind, size):
    """Operations of the matrix products of a forward and a backward pass."""
    (N, T, D, H), gates = size, {"LSTM": 4, "RNN": 1}[kind]
    forward, back = 2 * gates * H * (D + H + 1), 2 * (D + H) * gates * H
    weights = forward
    return (forward + back + weights) * N * T


def measure_size(kind, size, found, seconds, rounds=ROUNDS):
    """The times of the contenders found, and the bound of the products."""
    rate = product_rate()
    times = interleave(found, seconds, rounds)
    named = [[*name, seconds_of] for name, seconds_of in times.items()]
    bound = products(kind, size) / rate
    return {"size": size, "times": named, "rate": rate, "bound": bound}


def load_torch():
    """The module bench_torch, or None where PyTorch is not installed."""
    if importlib.util.find_spec("torch") is None:
        return None
    import bench_torch

    return bench_torch


def blas_kernel():
    """The name of the kernels that OpenBLAS chose, if it tells."""
    folder = Path(np.__file__).parent.parent / "numpy.libs"
    for path in folder.glob("libscipy_openblas*"):
        name = ctypes.CDLL(str(path)).scipy_openblas_get_corename64_
        name.restype = ctypes.c_char_p
        return name().decode()
    return "unknown kernels"


def processor():
    """The name of the processor, as the system knows it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()


def about(torch):
    """Where and with what this is measured."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "date": time.strftime("%d %B %Y"),
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "Python": platform.python_version(),
        "NumPy": f"{np.__version__}, OpenBLAS with {blas_kernel()}",
        "PyTorch": torch.about() if torch else "not installed",
        "load at the start": f"{load} running programs",
    }


def say(words):
    """Tell on stderr what is being measured; stdout carries the results."""
    print(f"  {words}", file=sys.stderr, flush=True)


def main(what):
    """Measure what is asked for and print it as JSON."""
    torch = load_torch()
    results = {"about": about(torch)}
    everybody = what == "everything"
    for kind, works in WORKS[what].items():
        seconds, results[kind] = SECONDS[kind] / (1 if everybody else 2), []
        for size in SIZES:
            say(f"{kind} {size}")
            found = contenders(kind, size, works, torch, everybody)
            results[kind].append(measure_size(kind, size, found, seconds))
    if what != "training":
        say("growth and memory")
        results |= bench_growth.measure(interleave)
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
