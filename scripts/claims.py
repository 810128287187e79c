"""Move all seeds of the chapters by SHIFT, and say what they find then.

    python scripts/claims.py SHIFT [notebook ...]

Each notebook runs with every whole number that seeds a random generator moved by SHIFT;
committed results stay as they are. What a cell writes, the findings of its figures
included, is set beside what is committed. A line whose words have changed says
something else; one whose numbers alone have changed is listed below it. No notebook is
written.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

import notebooks

MOVE = """
import lstmlib
import numpy as np


def moved(seed=None, own=np.random.default_rng):
    if isinstance(seed, int | np.integer):
        seed = int(seed) + {shift}
    elif isinstance(seed, list | tuple):
        seed = [part + {shift} for part in seed]
    return own(seed)


np.random.default_rng = moved
"""
NUMBER = re.compile(r"[-−]?\d+(?:[  ]\d{3})*(?:\.\d+)?%?")


def lines_of(cell):
    """The lines that a cell's outputs say, without those of pictures alone."""
    texts = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    ]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def moves(old, new):
    """Yield (whether the words changed, before, after) for each line that changed."""
    for n in range(max(len(old), len(new))):
        before, after = (lines[n] if n < len(lines) else "" for lines in (old, new))
        if before != after:
            same_words = NUMBER.sub("#", before) == NUMBER.sub("#", after)
            yield not same_words, before, after


def run(path, shift):
    """Execute the notebook with its seeds moved -> its code cells, or raise."""
    notebook = notebooks.read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(MOVE.format(shift=shift)))
    notebooks.execute(notebook, path)
    del notebook.cells[0]
    return notebooks.normalise(notebook).cells


def report(path, shift):
    """Print what changed in a chapter -> how many lines say something else."""
    before, after = notebooks.read(path).cells, run(path, shift)
    found = [
        (number, *move)
        for number, (old, new) in enumerate(zip(before, after, strict=True), start=1)
        if old.cell_type == "code"
        for move in moves(lines_of(old), lines_of(new))
    ]
    turned = [each for each in found if each[1]]
    told = f"{len(turned)} lines say something else, {len(found) - len(turned)} moved"
    print(f"{path.name}, seeds moved by {shift}: {told}")
    for number, other_words, old, new in sorted(found, key=lambda each: not each[1]):
        print(f"  cell {number}{' SAYS' if other_words else ''}: {old}\n  now: {new}")
    return len(turned)


def main(arguments=None):
    """Run the command line; return the exit code, 1 if a chapter cannot run."""
    sys.stdout.reconfigure(errors="backslashreplace")  # for consoles of few letters
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shift", type=int)
    parser.add_argument("paths", nargs="*", type=Path)
    told = parser.parse_args(arguments)
    paths = told.paths or sorted((notebooks.ROOT / "notebooks").glob("*.ipynb"))
    failed = 0
    for path in paths:
        try:
            report(path, told.shift)
        except notebooks.NotebookError as error:
            print(error)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
