"""An interrupt (Ctrl-C, the stop button) ends a training, and no step is half done."""

import signal
import threading
from contextlib import contextmanager


class Stopped(KeyboardInterrupt):
    """An interrupt that ended a training: a notebook shows its sentence alone."""

    def __init__(self, done, total):
        told = f"Stopped after {done} of {total} updates; each of them is whole."
        super().__init__(told if done else "Stopped before the first update.")

    def _render_traceback_(self):
        # IPython asks an exception for this, and shows these lines.
        return [str(self)]


class Interrupts:
    """Holds an interrupt (Ctrl-C, the stop button) back until the next `check`.

    Raised anywhere, it could break off the drawing of a bar or get lost in a callback
    of Python's own. A second one is raised at once, and more are passed over. Outside
    the main thread, where Python raises none, this does nothing.
    """

    def __enter__(self):
        """Take over until the end of the block."""
        self._presses, self._main = 0, threading.main_thread()
        if threading.current_thread() is self._main:
            before = signal.signal(signal.SIGINT, self._press)
            # None: a handler that was not set from Python and cannot be put back.
            self._before = signal.default_int_handler if before is None else before
        return self

    def _press(self, *_):
        self._presses += 1
        if self._presses == 2:
            raise KeyboardInterrupt

    def check(self):
        """Raise KeyboardInterrupt if there was one."""
        if self._presses:
            raise KeyboardInterrupt

    def __exit__(self, kind, *_):
        """Give Python its own handler back, and what is still held with it."""
        if threading.current_thread() is self._main:
            signal.signal(signal.SIGINT, self._before)
        if kind is None:
            self.check()


@contextmanager
def whole_or_undone(arrays):
    """Put all arrays {name: array} back as they were if the block does not end."""
    before = {name: array.copy() for name, array in arrays.items()}
    try:
        yield
    except BaseException:
        for name, kept in before.items():
            arrays[name][...] = kept
        raise
