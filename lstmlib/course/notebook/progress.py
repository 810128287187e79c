"""A progress bar for training, in a notebook or in a terminal."""

import html
import math
import time

import ipywidgets as widgets
from IPython import get_ipython
from tqdm import tqdm

from lstmlib.course.drawing.style import LOOKS
from lstmlib.course.notebook.display import emit, widget_view


def progress_bar(words, runs=1):
    """Return progress(done, total, loss), the bar of `runs` trainings in turn.

    In a notebook it is a bar that ends as one quiet line; in a script it is tqdm's.
    """
    bar = (_NotebookBar if hasattr(get_ipython(), "kernel") else _ScriptBar)(words)
    finished = 0

    def progress(done, total, loss):
        nonlocal finished
        bar(finished * total + done, runs * total, loss)
        finished += done == total

    return progress


class _NotebookBar:
    def __init__(self, words):
        self._words, self._news, self._ended = html.escape(words), None, False
        self._start = self._next = time.monotonic()
        self._html = widgets.HTML(self._words)
        emit(widget_view(self._html) | {"text/plain": words})
        get_ipython().events.register("post_run_cell", self._cell_ended)

    def __call__(self, done, total, loss):
        if self._ended:
            return
        now, self._news = time.monotonic(), (done, total)
        if not math.isfinite(loss):
            self._end(f"stopped at step {done} of {total}: the loss is {loss}")
        elif done >= total:
            self._end(f"done in {_seconds(now - self._start)}, loss {loss:.3g}")
        elif now >= self._next:
            self._next = now + 0.1
            left = (now - self._start) * (total - done) / max(done, 1)
            self._draw(done / total, f"loss {loss:.3g}, {_seconds(left)} left")

    def _draw(self, share, news):
        look = f'style="accent-color:{LOOKS["i"].shade};width:16em"'
        bar = f'<progress value="{share:.3f}" aria-label="{self._words}" {look}>'
        self._html.value = f"{self._words} {bar}</progress> {news}"

    def _end(self, news):
        self._html.value, self._ended = f"{self._words}: {news}", True
        get_ipython().events.unregister("post_run_cell", self._cell_ended)

    def _cell_ended(self, _):
        # A training that broke off must not leave a bar that seems to be alive.
        if self._news:
            self._end("stopped at step {} of {}".format(*self._news))


class _ScriptBar:
    def __init__(self, words):
        self._bar = tqdm(desc=words)

    def __call__(self, done, total, loss):
        self._bar.total = total
        self._bar.set_postfix_str(f"loss {loss:.3g}", refresh=False)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()


def _seconds(seconds):
    return f"{seconds:.0f} s" if seconds < 99.5 else tqdm.format_interval(seconds)
