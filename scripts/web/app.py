"""The widgets of a chapter on a page of their own, without code.

    python -m web.app 04 [options of Voila]

The page has the words before a widget, the widget, and the questions after it. Of the
chapter's cells only those run that the widget needs: nobody waits for the others, and
without an editor an exercise could not be answered.
"""

import ast
import json
import os
import re
import sys
from pathlib import Path

import zmq
from chapter_cells import shows_widget, widget_cells
from web import addresses

FOLDER = addresses.ROOT / "build" / "apps"
OPTIONS = [
    "--Voila.ip=127.0.0.1",
    "--token",
    "--template=app",
    "--VoilaConfiguration.extension_allowlist=@jupyter-widgets/jupyterlab-manager",
    "--VoilaConfiguration.extension_allowlist=@voila-dashboards/widgets-manager8",
]
"""Voila asks for a token, as JupyterLab does; the widgets need these two extensions."""

HEADING = re.compile(r"^##+ .*$", re.MULTILINE)
UNSEEN = "%%capture\n"
"""Before a cell that the widget needs: what it shows belongs to the chapter."""


def app(chapter):
    """Return the notebook of a chapter's widgets, for "04_forget_on_purpose"."""
    path = addresses.ROOT / "notebooks" / f"{chapter}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    needed, made = widget_cells(path), [words(sources[0].split("\n")[0])]
    for k, source in enumerate(sources):
        if cells[k]["cell_type"] != "code" or source not in needed:
            continue
        if shows_widget(ast.parse(source)):
            made.append(words(HEADING.split(sources[k - 1])[-1]))
            made.append(code(source))
            made.append(words(HEADING.split(sources[k + 1])[0]))
        else:
            made.append(code(UNSEEN + source))
    for k, cell in enumerate(made):
        cell["id"] = f"cell-{k}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    form = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
    return form | {"cells": made}


def words(source):
    """Return a cell of words."""
    return {"cell_type": "markdown", "metadata": {}, "source": source.strip()}


def code(source):
    """Return a cell of code that has not run."""
    fresh = {"metadata": {}, "execution_count": None, "outputs": []}
    return {"cell_type": "code", "source": source} | fresh


def main(number, *options):
    """Show the widgets of a chapter, such as "04"."""
    chapter = next((c for c in addresses.CHAPTERS if c.startswith(f"{number}_")), None)
    if chapter is None:
        known = ", ".join(c[:2] for c in addresses.CHAPTERS)
        sys.exit(f"expected CHAPTER to be one of {known}, got {number!r}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{chapter}.ipynb"
    path.write_text(json.dumps(app(chapter), indent=1), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = str(Path(__file__).with_name("jupyter"))
    from voila.app import main as voila

    # What the page says to its kernel is encrypted where the system has it.
    safe = ["--KernelManager.transport_encryption=auto"] if zmq.has("curve") else []
    voila([str(path), *OPTIONS, *safe, *options])


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])
