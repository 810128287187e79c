"""What the course costs, counted: operations, bytes and modules, never seconds.

The loops of `engine` are fast because a time step is few operations. Python tells what
it executes, instruction by instruction, so a test can count them: a call, an
arithmetic operator, or an index written or read, anywhere in lstmlib.
"""

import dis
import functools
import sys
import tracemalloc
from pathlib import Path

import bench_budgets as budgets
import numpy as np
import pytest
from bench_bars import LARGEST_MEMORY
from bench_contenders import (
    BOTH,
    FORWARD,
    TRAINING,
    make_batch,
    make_model,
    ours,
)
from bench_growth import least, peak_memory

ROOT = Path(__file__).resolve().parents[2]
COUNTED = ("CALL", "BINARY_OP", "BINARY_S", "STORE_S")  # the last two: an index
KINDS = pytest.mark.parametrize("kind", ["LSTM", "RNN"])
# Operations of lstmlib that one more time step adds. These are the loops of `engine`.
PER_STEP = {
    ("LSTM", FORWARD): 8,
    ("LSTM", BOTH): 8 + 6,
    ("LSTM", TRAINING): 8 + 6,
    ("RNN", FORWARD): 2,
    ("RNN", BOTH): 2 + 3,
    ("RNN", TRAINING): 2 + 3,
}
BESIDE_THE_LOOP = {"LSTM": 550, "RNN": 420}
MODULES_BESIDE_NUMPY = 30
LARGE = [(32, 100, 64, 128), (16, 400, 32, 64), (64, 50, 64, 128)]


# ---------------------------------------------------------------- operations


@functools.cache
def counted_offsets(code):
    """Where in the code of a function an operation that counts is executed."""
    steps = dis.get_instructions(code)
    return {step.offset for step in steps if step.opname.startswith(COUNTED)}


def operations(work):
    """How many operations lstmlib executes while it works."""
    folder, count = str(ROOT / "lstmlib"), 0

    def enter(frame, event, argument):
        if not frame.f_code.co_filename.startswith(folder):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return instruction

    def instruction(frame, event, argument):
        nonlocal count
        if event == "opcode":
            count += frame.f_lasti in counted_offsets(frame.f_code)
        return instruction

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # Python 3.12 asks for it before settrace
    sys.settrace(enter)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def operations_at(kind, work, T):
    return operations(ours(kind, (2, T, 3, 4))[work])


@pytest.mark.parametrize(("kind", "work"), PER_STEP)
def test_a_time_step_takes_so_many_operations(kind, work):
    short, long = (operations_at(kind, work, T) for T in (8, 16))
    assert (long - short) / 8 == PER_STEP[kind, work]


@KINDS
def test_a_training_step_does_little_beside_the_loop_over_time(kind):
    count = operations_at(kind, TRAINING, 8) - 8 * PER_STEP[kind, TRAINING]
    assert count <= BESIDE_THE_LOOP[kind]


# -------------------------------------------------------------------- memory


@pytest.fixture
def memory():
    """The two numbers of tracemalloc: bytes now, and the peak so far."""
    tracemalloc.start()
    yield tracemalloc.get_traced_memory
    tracemalloc.stop()


@pytest.mark.parametrize("passes", [0, 3])
@pytest.mark.parametrize("size", LARGE, ids=str)
def test_both_passes_need_three_times_the_least_that_must_be_kept(size, passes):
    assert 1 < peak_memory(size, passes) <= LARGEST_MEMORY


def test_a_layer_that_saw_twenty_shapes_keeps_no_more_than_a_few_passes_need(memory):
    rng, largest = np.random.default_rng(0), 0
    layer = make_model("LSTM", (1, 1, 16, 64)).layer
    before, _ = memory()
    for _ in range(20):
        size = (*rng.integers(10, 150, 2).tolist(), 16, 64)
        run(layer, size)
        largest = max(largest, least(size))
        assert memory()[0] - before <= 4 * largest


def run(layer, size):
    x, dh, _, _ = make_batch(size)
    layer.backward(dh, layer.forward(x))


# --------------------------------------------------------- sizes and imports


def test_notebooks_and_data_are_small():
    assert budgets.size_problems() == []


def test_what_is_too_large_is_named(tmp_path):
    small, large = tmp_path / "03_small.ipynb", tmp_path / "04_large.ipynb"
    small.write_bytes(b"0" * 999_999)
    large.write_bytes(b"0" * 1_000_001)
    [chapter, data] = budgets.size_problems([small, large], [small, large])
    assert "04_large.ipynb has 1000001 bytes" in chapter
    assert "the folder data has 2000000 bytes" in data


def test_the_maths_half_is_what_the_table_of_imports_says():
    from test_architecture import DRAWING, MATHS_MODULES, name_of

    assert budgets.DRAWING == DRAWING.keys()
    names = {f"lstmlib.{name_of(path)}" for path in MATHS_MODULES}
    assert set(budgets.maths_half()) == names


def test_the_maths_half_loads_few_modules_beside_numpy_and_its_own():
    """Counted, because the time that an import takes differs between machines."""
    code = f"""
import numpy, sys
before = set(sys.modules)
import {", ".join(budgets.maths_half())}
print(*set(sys.modules) - before)
"""
    loaded = budgets.python(code).split()
    others = [name for name in loaded if name.split(".")[0] != "lstmlib"]
    assert len(others) <= MODULES_BESIDE_NUMPY, others
