"""Memory that is used again, but only once nobody can see it any more."""

from collections import deque
from math import prod
from weakref import ref

import numpy as np

# A new array of this many bytes or more is fresh memory, which the system fills with
# zeros, page by page, before it is used. Smaller ones NumPy gets back at once.
LARGE = 1 << 16


class Buffers:
    """Hands out arrays in memory that was used before.

    Each array is a window into a block. A weak reference tells when the array and all
    views of it are gone, and then, never earlier, the block may be lent again. So a
    result that somebody holds is never overwritten. At most 16 blocks wait.
    """

    def __init__(self):
        self._free, self._lent = deque(maxlen=16), {}

    def empty(self, shape, dtype):
        """As np.empty: an array with arbitrary contents."""
        count = prod(shape)
        size = count * np.dtype(dtype).itemsize
        if size < LARGE:
            return np.empty(shape, dtype)
        block = self._take(size)
        # Made from a memoryview, the window is the base of all views of it: it lives
        # as long as the last of them. Made from the block, it would not.
        window = np.frombuffer(memoryview(block), dtype, count)
        key, free, lent = id(block), self._free, self._lent

        def give_back(_):
            free.append(lent.pop(key)[1])

        lent[key] = ref(window, give_back), block
        return window.reshape(shape)

    def _take(self, size):
        for _ in range(len(self._free)):
            try:
                block = self._free.popleft()
            except IndexError:  # another thread took it
                break
            if size <= len(block) <= 2 * size:
                return block
            self._free.append(block)
        return np.empty(size, np.uint8)

    def __reduce__(self):
        """A copy of a layer, or a pickled one, starts with buffers of its own."""
        return Buffers, ()
