"""An interrupt (Ctrl-C, the stop button) ends a training, and no step is half done."""

import signal
import threading


def stopped(done, total):
    """An ordinary KeyboardInterrupt, of which a notebook shows one sentence alone."""
    told = f"Stopped after {done} of {total} updates; each of them is whole."
    told = told if done else "Stopped before the first update."
    error = KeyboardInterrupt(told)
    # IPython asks an exception for this, and shows these lines.
    error._render_traceback_ = lambda: [told]
    return error


class Interrupts:
    """Holds an interrupt (Ctrl-C, the stop button) back until the next `check`.

    Raised anywhere, it could break off the drawing of a bar or get lost in a callback
    of Python's own. A second one is raised at once. Outside the main thread, where
    Python raises none, this does nothing.
    """

    def __enter__(self):
        """Take over until the end of the block."""
        self._pressed, self._main = False, threading.main_thread()
        # None: a handler that was not set from Python and cannot be put back.
        self._before = signal.getsignal(signal.SIGINT) or signal.default_int_handler
        self._set(self._press)
        return self

    def _set(self, handler):
        if threading.current_thread() is self._main:
            signal.signal(signal.SIGINT, handler)

    def _press(self, *_):
        if self._pressed:
            # Here and not in __exit__ alone, which a second press could break off.
            self._set(self._before)
            raise KeyboardInterrupt
        self._pressed = True

    def check(self):
        """Raise KeyboardInterrupt if there was one."""
        if self._pressed:
            raise KeyboardInterrupt

    def __exit__(self, kind, *_):
        """Give Python its own handler back, and what is still held with it."""
        self._set(self._before)
        if kind is None:
            self.check()


class AllOrNothing:
    """Puts arrays {name: array} back as they were when the block does not end."""

    def __init__(self, arrays):
        self._arrays = arrays
        self._before = {name: array.copy() for name, array in arrays.items()}

    def __enter__(self):
        """Go on: the copies are made."""

    def __exit__(self, kind, *_):
        """Undo what was broken off, even if one more interrupt comes."""
        if kind is not None:
            with Interrupts():
                for name, kept in self._before.items():
                    self._arrays[name][...] = kept
