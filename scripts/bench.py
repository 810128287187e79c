"""How fast is the course? `make bench` measures; docs/performance.md tells."""

import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from numpy._core import _multiarray_umath as umath

from lstmlib.course.drawing.style import FIGURE, LOOKS

HERE = Path(__file__).resolve().parent
THREADS = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"
PINS = "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES"
FREE, AVX2 = "each as it can", "AVX2 for both"


def environments():
    """{name of a run: its environment}; with AVX2 for both where there is more."""
    free = {name: v for name, v in os.environ.items() if name not in PINS}
    free |= dict.fromkeys(THREADS, "1")
    found = (f for f in umath.__cpu_dispatch__ if umath.__cpu_features__[f])
    newer = " ".join(f for f in found if f.startswith(("AVX512", "X86_V4")))
    if not newer:
        return {FREE: free}
    same = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": newer}
    same |= {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
    return {FREE: free, AVX2: free | same | {"MKL_ENABLE_INSTRUCTIONS": "AVX2"}}


def told(quartiles):
    """A median with its quartiles, in words."""
    return "{1:.2f} ({0:.2f}–{2:.2f})".format(*quartiles)


def medians(entries):
    """The median ratio of every entry."""
    return np.array([entry["ratio"]["PyTorch"][1] for entry in entries])


def sentences(runs):
    """What held, in three sentences."""
    course, larger = (medians(runs[FREE][kind]) for kind in ("course", "larger"))
    slowest = runs[FREE]["course"][course.argmax()]
    same = [medians(run["larger"]) for name, run in runs.items() if name == AVX2]
    also = [f", {m.min():.2f} to {m.max():.2f} with {AVX2}" for m in same]
    return [
        f"The course's training steps take lstmlib {np.exp(np.log(course).mean()):.2f} "
        "of PyTorch's time, in the geometric mean.",
        f"The slowest beside PyTorch is the {slowest['name']}: "
        f"{told(slowest['ratio']['PyTorch'])} of its time.",
        f"At larger sizes it is {larger.min():.2f} to {larger.max():.2f} of PyTorch's "
        f"time{''.join(also)}.",
    ]


def table(head, rows):
    """A Markdown table whose first column is text, the others numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def beside_pytorch(runs, kind):
    """The table of one kind of steps, with a column for every run."""
    head = ["step", "N, T, D, H", "lstmlib, ms", "PyTorch, ms", "ratio", "fused Adam"]
    rows = []
    for entry, *others in zip(*(run[kind] for run in runs.values()), strict=True):
        ms = [float(f"{entry['ms'][who]:.3g}") for who in ("lstmlib", "PyTorch")]
        ratios = [told(entry["ratio"][who]) for who in ("PyTorch", "fused")]
        ratios += [told(other["ratio"]["PyTorch"]) for other in others]
        rows.append([entry["name"], entry["sizes"], *map("{:g}".format, ms), *ratios])
    return table([*head, *list(runs)[1:]], rows)


def figure(runs, path):
    """Draw every ratio with its quartiles -> the finding that is its title."""
    steps = {name: run["course"] + run["larger"] for name, run in runs.items()}
    faster, count = sum(medians(steps[FREE]) < 1), len(steps[FREE])
    finding = f"lstmlib takes less time than PyTorch for {faster} of {count} steps"
    with matplotlib.rc_context(FIGURE):
        ax = Figure(figsize=(7.2, 4.6)).subplots()
        for n, (name, entries) in enumerate(steps.items()):
            low, median, high = np.transpose([e["ratio"]["PyTorch"] for e in entries])
            look, far = LOOKS[f"king {n + 1}"], (median - low, high - median)
            style = {"color": look.colour, "fmt": look.marker, "label": name}
            ax.errorbar(median, np.arange(count) + n / 4, xerr=far, **style)
        ax.axvline(1, color=LOOKS["chance"].colour)
        ax.set(xlabel="time / PyTorch's time", xlim=(0, None), title=finding)
        ax.set_yticks(range(count), [entry["name"] for entry in steps[FREE]])
        ax.invert_yaxis()
        ax.legend()
        ax.figure.savefig(path, dpi=120, metadata={"Software": None})
    return finding


def write(runs, folder):
    """Write performance.md and its figure into a folder."""
    run, page = runs[FREE], (HERE / "bench_page.md").read_text(encoding="utf-8")
    text = page.format(
        sentences="\n".join(f"* {sentence}" for sentence in sentences(runs)),
        finding=figure(runs, folder / "performance.png"),
        about=run["about"],
        course=beside_pytorch(runs, "course"),
        larger=beside_pytorch(runs, "larger"),
        growth=told(run["growth"]),
        memory=f"{min(run['memory']):.1f} to {max(run['memory']):.1f}",
    )
    (folder / "performance.md").write_text(text, encoding="utf-8", newline="\n")


def main():
    """Measure, write the page, and say what held."""
    runs = {}
    for name, environment in environments().items():
        print(f"{name}:", flush=True)
        run = [sys.executable, str(HERE / "bench_steps.py")]
        runs[name] = json.loads(subprocess.check_output(run, env=environment))
    write(runs, HERE.parent / "docs")
    print("\ndocs/performance.md tells more.", *sentences(runs), sep="\n")


if __name__ == "__main__":
    main()
