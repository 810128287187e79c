"""Inside a kernel: press the stop button when a function is called the n-th time."""

import importlib
import os
import signal

steps = 0  # updates that have begun since the last `at`
pressed = None  # how many had begun when the button was pressed
_undo = []


def at(module, name, n, times=1):
    """Press when `name` of `module`, such as "Adam.step", is called the n-th time.

    times: how often the button is pressed then, one press right after the other.
    """
    global steps, pressed
    while _undo:
        setattr(*_undo.pop())
    steps, pressed, calls = 0, None, 0

    def count():
        global steps
        steps += 1

    def press():
        nonlocal calls
        global pressed
        calls += 1
        if calls == n:
            pressed = steps
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)

    _before(module, name, press)
    _before("lstmlib.training", "Adam.step", count)


def _before(module, name, first):
    """Let a function of a module or of its class call `first` before it begins."""
    owner, *inside = importlib.import_module(module), *name.split(".")
    for part in inside[:-1]:
        owner = getattr(owner, part)
    inner = getattr(owner, inside[-1])

    def function(*values, **named):
        first()
        return inner(*values, **named)

    _undo.append((owner, inside[-1], inner))
    setattr(owner, inside[-1], function)
