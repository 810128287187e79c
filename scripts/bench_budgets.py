"""What the course may cost a reader: run times, import, frames of widgets, sizes.

Each function ending in `_problems` returns sentences, one for each budget exceeded.
Times are seconds of processor time, with one thread; they may be as many times longer
than their budgets as `reference_work` takes longer than it should.
"""

import gc
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from nbformat.v4 import new_code_cell

import notebooks

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
DATA = sorted(path for path in (ROOT / "data").rglob("*") if path.is_file())
DRAWING = {
    "style", "svg", "shapes", "cell_picture", "diagram", "figures", "display",
    "explorer", "widgets", "checks", "exercises",
}  # fmt: skip
REFERENCE_SECONDS = 0.030  # of `reference_work` where the budgets were set
CHAPTER_SECONDS, COURSE_SECONDS = 30, 240
FRAME_SECONDS = 0.025
IMPORT_SECONDS = 0.050
NOTEBOOK_BYTES, DATA_BYTES = 1_000_000, 2_000_000
COSTS = f"""
import sys
sys.path.append({str(ROOT / "scripts")!r})
import bench_budgets
bench_budgets.print_costs()
"""


def reference_work():
    """Fixed work of the kind that the chapters do, apart from lstmlib."""
    rng = np.random.default_rng(0)
    W, h = rng.standard_normal((4, 64, 64), np.float32) / 8, np.zeros((32, 64))
    for _ in range(500):
        a = [h @ w for w in W]
        h = np.tanh(a[0]) * np.tanh(a[1]) + np.tanh(a[2]) * np.tanh(a[3] + 1)
    return h


def slowness():
    """How many times longer than it should the reference work takes; 1 or more."""
    times = []
    for _ in range(5):
        start = time.process_time()
        reference_work()
        times.append(time.process_time() - start)
    return max(1.0, float(np.median(times)) / REFERENCE_SECONDS)


# ------------------------------------------------------------------ chapters


def print_costs():
    """Print, as JSON, what this kernel has cost so far, and its widgets' frames."""
    from lstmlib.course.notebook.controls import Explorer

    seconds = time.process_time()
    alive = [thing for thing in gc.get_objects() if isinstance(thing, Explorer)]
    print(json.dumps([seconds, [slowest_frame(explorer) for explorer in alive]]))


def slowest_frame(explorer, repeats=3):
    """Seconds of processor time of the slowest picture, each at its best of three."""
    return max(
        min(frame_seconds(explorer, corner) for _ in range(repeats))
        for corner in explorer.extremes()
    )


def frame_seconds(explorer, corner):
    start = time.process_time()
    explorer.set(**corner)
    return time.process_time() - start


def run_chapter(path):
    """Execute a copy of a chapter -> seconds, the slowest frame of each widget."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(path.read_bytes())
        notebook = notebooks.read(copy)
        notebook.cells.append(new_code_cell(COSTS))
        notebooks.execute(notebook, copy)
    return json.loads(notebook.cells[-1].outputs[0].text)


def chapter_problems():
    """Run times of chapters, one after the other, and the frames of their widgets."""
    found, total = [], 0.0
    for path in CHAPTERS:
        before = slowness()
        seconds, frames = run_chapter(path)
        slow = (before + slowness()) / 2
        slowest = 1000 * max(frames, default=0)
        said = f"{seconds:.1f} s, frames up to {slowest:.1f} ms"
        print(f"  {path.name}: {said}", flush=True)
        total += seconds / slow
        found += over(f"{path.name} runs", seconds, CHAPTER_SECONDS * slow)
        for frame in frames:
            what = f"a picture of a widget in {path.name} takes"
            found += over(what, frame, FRAME_SECONDS * slow)
    return found + over("the whole course runs", total, COURSE_SECONDS)


def over(what, seconds, at_most):
    """One sentence in a list if it is too long, else an empty list."""
    if seconds <= at_most:
        return []
    return [f"Budget: {what} {seconds:.3g} s; at most {at_most:.3g} s are expected."]


# -------------------------------------------------------------------- import


def maths_half():
    """The names of lstmlib's modules that need nothing but NumPy."""
    folder = ROOT / "lstmlib"
    parts = [
        path.relative_to(folder).with_suffix("").parts
        for path in sorted(folder.rglob("[!_]*.py"))
    ]
    return [".".join(["lstmlib", *p]) for p in parts if p[0] not in DRAWING]


def python(code):
    """What a fresh Python prints for this code."""
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def import_problems():
    """How long the maths half takes to import after NumPy."""
    code = f"""
import numpy, time
start = time.process_time()
import {", ".join(maths_half())}
print(time.process_time() - start)
"""
    seconds = min(float(python(code)) for _ in range(7))
    print(f"  import of the maths half: {1000 * seconds:.1f} ms above NumPy")
    return over("the maths half is imported in", seconds, IMPORT_SECONDS * slowness())


# --------------------------------------------------------------------- sizes


def size_problems(chapters=CHAPTERS, data=DATA):
    """The sizes of notebooks, each, and of the folder data, in all."""
    found = []
    sizes = {path.name: path.stat().st_size for path in chapters}
    sizes_and_budgets = [(name, size, NOTEBOOK_BYTES) for name, size in sizes.items()]
    total = sum(path.stat().st_size for path in data)
    sizes_and_budgets.append(("the folder data", total, DATA_BYTES))
    for name, size, budget in sizes_and_budgets:
        if size >= budget:
            found.append(
                f"Budget: {name} has {size} bytes; fewer than {budget} are expected."
            )
    return found


def problems():
    """A sentence for every budget exceeded."""
    print("Chapters, one after the other:", flush=True)
    found = chapter_problems()
    return found + import_problems() + size_problems()
