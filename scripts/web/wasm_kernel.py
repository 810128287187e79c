"""Runs cells one after the other in one Python, as a kernel in a web page does.

    python wasm_kernel.py < cells.json > outputs

`wasm.py` starts it in WebAssembly, where no kernel with its sockets and threads can be;
IPython and ipywidgets are the real ones. It reads a JSON list of sources and writes
one line of JSON for each cell: its outputs, as in a notebook file.
"""

import base64
import json
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any, List, Type
from traitlets.config import Config


def as_json(data):
    """A bundle {MIME type: content} as JSON can hold it: pictures in base 64."""
    pictures = {k: c for k, c in data.items() if isinstance(c, bytes)}
    return data | {k: base64.b64encode(c).decode() for k, c in pictures.items()}


class Stream:
    """What a cell prints, kept among its other outputs in the order they came."""

    encoding = "utf-8"

    def __init__(self, name, outputs):
        self._name, self._outputs = name, outputs

    def write(self, text):
        """Add text to this stream's last output, or begin one."""
        if not self._outputs or self._outputs[-1].get("name") != self._name:
            said = {"output_type": "stream", "name": self._name, "text": ""}
            self._outputs.append(said)
        self._outputs[-1]["text"] += text
        return len(text)

    def flush(self):
        """Everything is there already."""

    def isatty(self):
        """Nobody types here."""
        return False


class Publisher(DisplayPublisher):
    """Keeps what `display` shows."""

    def publish(self, data, metadata=None, **_):
        """Keep one bundle; the shell that shows it has the list."""
        shown = {"data": as_json(data), "metadata": metadata or {}}
        self.shell.outputs.append({"output_type": "display_data"} | shown)


class Hook(DisplayHook):
    """Keeps the value of a cell's last line."""

    def write_output_prompt(self):
        """No prompt: it is not part of a result."""

    def write_format_data(self, format_dict, md_dict=None):
        """Keep one bundle."""
        result = {"data": as_json(format_dict), "metadata": md_dict or {}}
        self.shell.outputs.append({"output_type": "execute_result"} | result)

    def finish_displayhook(self):
        """No empty line after it."""


class Shell(InteractiveShell):
    """IPython with a list of outputs in place of a screen."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    outputs = List()
    kernel = Any(help="None; that it is there tells the course: this is a notebook")

    def _showtraceback(self, etype, evalue, stb):
        shown = {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.outputs.append({"output_type": "error"} | shown)


def run_all(sources, screen):
    """Run the cells in order; write the outputs of each to `screen` when it has run."""
    shell = Shell.instance(config=Config(HistoryManager={"enabled": False}))
    sys.stdout = Stream("stdout", shell.outputs)
    sys.stderr = Stream("stderr", shell.outputs)
    for source in sources:
        shell.outputs.clear()
        shell.run_cell(source, store_history=True)
        print(json.dumps(shell.outputs), file=screen, flush=True)


if __name__ == "__main__":
    run_all(json.load(sys.stdin), sys.stdout)
