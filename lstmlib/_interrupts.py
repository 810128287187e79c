"""An interrupt (Ctrl-C, the stop button) waits until a step is whole."""

import signal
import threading


class Interrupts:
    """Holds an interrupt (Ctrl-C, the stop button) back until the next `check`.

    Raised anywhere, it could break off the drawing of a bar or get lost in a callback
    of Python's own. A second one is raised at once. Outside the main thread, where
    Python raises none, this does nothing.
    """

    def __enter__(self):
        """Take over until the end of the block."""
        self._pressed, self._main = False, threading.main_thread()
        if threading.current_thread() is self._main:
            before = signal.signal(signal.SIGINT, self._press)
            # None: a handler that was not set from Python and cannot be put back.
            self._before = signal.default_int_handler if before is None else before
        return self

    def _press(self, *_):
        if self._pressed:
            raise KeyboardInterrupt
        self._pressed = True

    def check(self):
        """Raise KeyboardInterrupt if there was one."""
        if self._pressed:
            self._pressed = False
            raise KeyboardInterrupt

    def __exit__(self, kind, *_):
        """Give Python its own handler back, and what is still held with it."""
        if threading.current_thread() is self._main:
            signal.signal(signal.SIGINT, self._before)
        if kind is None:
            self.check()
