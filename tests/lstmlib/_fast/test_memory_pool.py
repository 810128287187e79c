"""Memory that is used again: never while somebody can see it."""

import copy
import pickle
import threading

import numpy as np
import pytest

from lstmlib._fast.memory_pool import LARGE, Buffers
from lstmlib.layers import LSTM, RNN

SHAPE = (100, 1000)


def address(array):
    return array.__array_interface__["data"][0]


def test_an_array_has_the_shape_and_dtype_asked_for():
    for dtype in (np.float32, np.float64, np.complex128):
        array = Buffers().empty((3, 50, 700), dtype)
        assert array.shape == (3, 50, 700) and array.dtype == dtype
        assert (
            array.flags.c_contiguous and array.flags.writeable and array.flags.aligned
        )


def test_memory_is_used_again_when_nobody_sees_it():
    buffers = Buffers()
    array = buffers.empty(SHAPE, np.float32)
    place = address(array)
    del array
    assert address(buffers.empty(SHAPE, np.float32)) == place


VIEWS = {
    "itself": lambda a: a,
    "a slice": lambda a: a[3:, ::2],
    "a transpose of a slice": lambda a: a[:, 5:].T,
    "a reshape": lambda a: a.reshape(-1),
    "a view of a view": lambda a: a[1:].T[2:][None].view(np.int32),
    "a memoryview": memoryview,
    "one element's view": lambda a: a[50, 500:501],
    "an object that wraps it": lambda a: np.asarray(memoryview(a[2:])),
}


@pytest.mark.parametrize("view", VIEWS)
def test_memory_is_never_used_again_while_a_view_lives(view):
    buffers = Buffers()
    array = buffers.empty(SHAPE, np.float32)
    array[...] = 7
    kept = VIEWS[view](array)
    before = np.array(kept)
    del array
    for _ in range(20):
        buffers.empty(SHAPE, np.float32)[...] = -1
    np.testing.assert_array_equal(np.array(kept), before)


def test_a_small_array_is_an_array_of_numpys_own():
    assert Buffers().empty((LARGE // 4 - 1,), np.float32).flags.owndata


def test_few_blocks_wait_whatever_was_asked_for():
    buffers = Buffers()
    for size in range(20_000, 60_000, 100):
        buffers.empty((size,), np.float32)
    held = [buffers.empty((20_000,), np.float32) for _ in range(40)]
    del held
    assert len(buffers._free) <= 16 and not buffers._lent


def test_a_block_much_too_large_is_not_taken():
    buffers = Buffers()
    buffers.empty((1_000_000,), np.float32)
    small = buffers.empty((20_000,), np.float32)
    assert len(buffers._free) == 1
    del small


@pytest.mark.parametrize(
    "again", [copy.deepcopy, lambda b: pickle.loads(pickle.dumps(b))]
)
def test_a_copy_of_a_layer_has_buffers_of_its_own(again):
    layer = LSTM(8, 16, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(16, 40, 8))
    trace = layer.forward(x)
    other = again(layer)
    np.testing.assert_array_equal(other.forward(x).h, trace.h)
    assert other._buffers is not layer._buffers


# ------------------------------------------------- layers, at sizes that use buffers


def arrays(trace, dx, grads):
    return [*trace, dx, *grads.values()]


def run(layer, seed, N, T):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N, T, layer.input_size))
    dh = rng.normal(size=(N, T, layer.hidden_size))
    trace = layer.forward(x)
    return arrays(trace, *layer.backward(dh, trace))


SHAPES = [(16, 40), (32, 30), (16, 41), (4, 200), (32, 30), (64, 25), (1, 1)]


@pytest.mark.parametrize("layer_type", [RNN, LSTM])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_later_call_changes_an_earlier_result(layer_type, dtype):
    """Two layers in turn, at shapes that come again: every result stays."""
    rng = np.random.default_rng(0)
    layers = [layer_type(12, 40, rng=rng, dtype=dtype) for _ in range(2)]
    results = [
        run(layer, seed, *shape)
        for seed, shape in enumerate(SHAPES)
        for layer in layers
    ]
    kept = [[array.copy() for array in result] for result in results]
    for seed, shape in enumerate(SHAPES):
        for layer in layers:
            run(layer, 100 + seed, *shape)
    for result, copies in zip(results, kept, strict=True):
        for array, copied in zip(result, copies, strict=True):
            np.testing.assert_array_equal(array, copied)
    fresh = [run(copy.deepcopy(layers[0]), n, *s) for n, s in enumerate(SHAPES)]
    for first, again in zip(results[::2], fresh, strict=True):
        for one, other in zip(first, again, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("layer_type", [RNN, LSTM])
def test_no_two_results_share_memory(layer_type):
    layer = layer_type(12, 40, rng=np.random.default_rng(0))
    one, other = run(layer, 0, 16, 40), run(layer, 1, 16, 40)
    for a in one:
        for b in other:
            assert not np.shares_memory(a, b)


def test_a_trace_is_out_of_the_callers_reach():
    layer, x = LSTM(2, 3, rng=np.random.default_rng(0)), np.ones((1, 4, 2), np.float32)
    trace = layer.forward(x)
    x[...] = 9
    assert (trace.x == 1).all()
    for field in trace:
        with pytest.raises(ValueError, match="read-only"):
            field[0] = 0


def test_threads_may_share_a_layer():
    layer = RNN(12, 40, rng=np.random.default_rng(0))
    expected = [run(copy.deepcopy(layer), seed, 16, 60) for seed in range(4)]
    wrong = []

    def work(seed):
        for _ in range(30):
            for got, want in zip(run(layer, seed, 16, 60), expected[seed], strict=True):
                if not np.array_equal(got, want):
                    wrong.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
