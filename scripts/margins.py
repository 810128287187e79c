"""List how far each claim of the chapters is from turning, in docs/margins.md.

    python scripts/margins.py [notebook ...]

A claim is what two numbers decide when they are compared: the words of a finding
("more" or "no more"), whose name is said, the bar that all reach, whether an assertion
holds. All such comparisons in a chapter's cells, in its modules and in the laboratory
are watched while the chapter runs: as committed, with all seeds moved as `make claims`
moves them, and as other processors compute. Whole numbers turn by steps and have no
margin; what a finding says in other words in some run is listed too, and so is a number
that the text repeats, if it moves by more than a fifth.

Remarks are written on the page by hand and kept while the claim says what it said; so
is the part of each chapter that does not run. The exit code is 1 if a claim is thin and
has no remark.
"""

import argparse
import ast
import json
import os
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
from claims import MOVE, NUMBER, lines_of
from margins_watch import MODULES, Watch, place_of

import notebooks

PAGE = notebooks.ROOT / "docs" / "margins.md"
CHAPTERS = sorted((notebooks.ROOT / "notebooks").glob("[0-9]*.ipynb"))
THIN = 0.2
LONG = 80
HEAD = """# Margins

How far each claim of the chapters is from turning. `make margins` watches every
comparison that decides what a chapter says: as committed, with all seeds moved by
1 000, 2 000 and 3 000, and as three other processors compute.

*Margin* is the gap between the two sides as a share of the larger one, in the committed
run; of two shares it is a share of what the smaller lacks of 1, if that is more.
*Least* is the smallest in any run, and 0 if the claim turned; the runs where it did are
named. Below 0.2 a claim is **thin**, and a remark says why it stays. A row without a
margin tells of a finding that is put in other words in some run, or of a number that
the text repeats and that moves by more than a fifth, from the lowest to the highest.

Against 0 alone a margin is 1 until the sign turns. Comparisons in the checks of an
exercise are not watched: they judge what a learner writes.

There are {claims} margins, of which {thin} are thin; {findings} findings are put in
other words, and {numbers} numbers move.
"""
REST = """
## Without a margin

What met no two fractions in any run: it compares whole numbers, or element by element,
or no cell of a chapter comes to it.

"""
TABLE = """| cell | says | decided by | sides | margin | least | remark |
|---|---|---|---|---|---|---|
"""
BEGIN = """
import sys
sys.path.insert(0, {scripts!r})
import margins_watch
watched = margins_watch.begin(get_ipython())
"""
TELL = "print(margins_watch.told(watched))"


def settings():
    """The runs: {name: (how far the seeds move, the environment beside)}."""
    umath = np._core._multiarray_umath
    vectors = [f for f in umath.__cpu_dispatch__ if umath.__cpu_features__[f]]
    return {
        "as committed": (0, {}),
        **{f"seeds + {shift}": (shift, {}) for shift in (1000, 2000, 3000)},
        "Haswell": (0, {"OPENBLAS_CORETYPE": "Haswell"}),
        "Sandybridge": (0, {"OPENBLAS_CORETYPE": "Sandybridge"}),
        "no vectors": (0, {"NPY_DISABLE_CPU_FEATURES": " ".join(vectors)}),
    }


def run(path, shift, environment):
    """Run a chapter -> (what was compared, the lines of each of its cells)."""
    notebook = notebooks.read(path)
    start = BEGIN.format(scripts=str(Path(__file__).parent)) + MOVE.format(shift=shift)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(start))
    notebook.cells.append(nbformat.v4.new_code_cell(TELL))
    kept = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        notebooks.execute(notebook, path)
    finally:
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    seen = json.loads(notebook.cells.pop().outputs[0].text)
    del notebook.cells[0]
    code = [n for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
    cells = notebooks.normalise(notebook).cells
    lines = {n: lines_of(cells[n - 1]) for n in code}
    return [(code[cell - 1], *rest) for cell, *rest in seen], lines


def compared(runs):
    """Yield (cell, place, source, sides, margin, least, where it turned) of a chapter.

    Each time that a site is reached in a cell is set beside the same time in the other
    runs; the one that is nearest to turning is told.
    """
    seen, *others = (by_site(seen) for seen, _ in runs.values())
    for site, times in seen.items():
        turned, nearest = [], [min(found for _, found, _ in times)]
        for name, other in zip([*runs][1:], others, strict=True):
            again = other.get(site, [])
            nearest += [found for _, found, _ in again]
            if any(a[-1] != b[-1] for a, b in zip(times, again, strict=False)):
                turned.append(name)
        sides, found, _ = min(times, key=lambda time: time[1])
        yield *site, sides, found, 0.0 if turned else min(nearest), turned


def by_site(seen):
    """{(cell, place, source): [(sides, margin, what was decided)]}, in their order."""
    sites = defaultdict(list)
    for cell, place, source, *rest in seen:
        sites[cell, place, source].append(rest)
    return sites


def reworded(runs):
    """Yield (cell, line, where) of each finding that some run puts in other words."""
    own = next(iter(runs.values()))[1]
    for cell, lines in own.items():
        for n, line in enumerate(lines):
            if n and lines[n - 1] == "A figure:":
                told = {name: NUMBER.sub("#", str(said[cell][n : n + 1]))
                        for name, (_, said) in runs.items()}  # fmt: skip
                turned = [name for name in told if told[name] != [*told.values()][0]]
                if turned:
                    yield cell, line, turned


def moved(runs, cells):
    """Yield (cell, number, lowest, highest) of what moves and stands in the text.

    A number moves if it differs by more than THIN between the runs, in a line that
    keeps its words. The text is the two texts that follow, and "What we found"; a digit
    alone stands for too many things to be looked for.
    """
    own = next(iter(runs.values()))[1]
    for cell, lines in own.items():
        texts = [c.source for c in cells[cell:] if c.cell_type == "markdown"]
        text = "\n".join(texts[:2] + [t for t in texts if "## What we found" in t])
        stands = set(NUMBER.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)))
        for n, line in enumerate(lines):
            told = [said[cell][n] for _, said in runs.values() if len(said[cell]) > n]
            told = [NUMBER.findall(t) for t in told if same_words(t, line)]
            for k, number in enumerate(told[0]):
                values = [value(numbers[k]) for numbers in told]
                spread = max(values) - min(values)
                if (
                    len(number) > 1
                    and number in stands
                    and spread > THIN * abs(values[0])
                ):
                    yield cell, number, min(values), max(values), line


def same_words(line, other):
    """Whether two lines differ in numbers alone."""
    return NUMBER.sub("#", line) == NUMBER.sub("#", other)


def value(number):
    """What a number in a text is worth, without its unit."""
    return float(re.sub("[^0-9.-]", "", number.replace("−", "-")))


def section(path, runs, remarks):
    """A chapter's part of the page, with the remarks that were written there."""
    cells, rows = notebooks.read(path).cells, []
    for cell, place, source, sides, found, least, turned in compared(runs):
        told = [f"{side:.3g}" for side in sides], f"{found:.2f}", bold(least, turned)
        rows.append(
            (cell, says(cells[cell - 1]), f"`{place or 'cell'}: {source}`", *told)
        )
    for cell, line, turned in reworded(runs):
        rows.append((cell, line, "other words", [], "", bold(0.0, turned)))
    for cell, number, low, high, line in moved(runs, cells):
        rows.append((cell, line, f"{number} moves", [f"{low:g}", f"{high:g}"], "", ""))
    text = f"\n## [{path.stem[:2]}](../notebooks/{path.name})\n\n" + TABLE
    for cell, line, decided, sides, found, least in sorted(
        rows, key=lambda row: row[0]
    ):
        row = [f"{cell}", shortened(line), decided.replace("|", "\\|")]
        row += [", ".join(sides), found, least]
        text += (
            f"| {' | '.join([*row, remarks.get((path.stem[:2], *row[1:3]), '')])} |\n"
        )
    return text


def bold(least, turned):
    """The smallest margin, bold where it is thin, and where the claim turned."""
    told = f"**{least:.2f}**" if least < THIN else f"{least:.2f}"
    return told + f" {', '.join(turned)}" * bool(turned)


def says(cell):
    """What a cell says first: its finding, its first line, or its source."""
    lines = [line for line in lines_of(cell) if line != "A figure:"]
    return lines[0] if lines else cell.source.splitlines()[-1]


def shortened(line):
    """The beginning of a line, as a field of a table."""
    line = " ".join(line.split())
    return (line[:LONG] + "…" * (len(line) > LONG)).replace("|", "\\|")


def sections(text):
    """The parts of a page, {chapter: part}; what stands before them is left out."""
    parts = re.split(r"(?=\n## \[)", text)[1:]
    return {part[5:7]: part.split(REST)[0] for part in parts if part[5:7].isdigit()}


def fields(text):
    """The rows of a page: [(chapter, cell, says, decided by, ..., remark)]."""
    return [
        (chapter, *re.split(r" (?<!\\)\| ?", line[2:])[:7])
        for chapter, part in sections(text).items()
        for line in part.splitlines()
        if re.match(r"\| \d", line)
    ]


def page(parts):
    """The text of the page from {chapter: part}, as the sources are now."""
    body = "".join(parts[chapter] for chapter in sorted(parts))
    rows = fields(body)
    counts = {
        "claims": sum(bool(row[5]) for row in rows),
        "thin": sum(bool(row[5]) and "**" in row[6] for row in rows),
        "findings": sum(row[3] == "other words" for row in rows),
        "numbers": sum(row[3].endswith(" moves") for row in rows),
    }
    told = {row[3].replace("\\|", "|") for row in rows}
    others = sorted(f"* {each}\n" for each in sites() - told)
    return HEAD.format(**counts) + body + REST + "".join(others)


@cache
def sites():
    """All comparisons that are watched, as the page names them."""
    found = set()
    for path in sorted((notebooks.ROOT / "lstmlib" / "course").rglob("*.py")):
        name = ".".join(path.relative_to(notebooks.ROOT).with_suffix("").parts)
        if MODULES.fullmatch(name):
            found |= sites_of(path.read_text(encoding="utf-8"), place_of(name))
    for path in CHAPTERS:
        for cell in notebooks.read(path).cells:
            if cell.cell_type == "code":
                found |= sites_of(cell.source, "")
    return found


def sites_of(source, place):
    """The comparisons that are watched in a module, or in a cell."""
    watch = Watch(place)
    watch.visit(ast.parse(source))
    return {f"`{place or 'cell'}: {text}`" for place, text in watch.sites}


def unexplained(text):
    """The rows of a page that are thin and have no remark."""
    return [row for row in fields(text) if "**" in row[6] and not row[7]]


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path)
    told = parser.parse_args(arguments)
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    remarks = {(row[0], *row[2:4]): row[7] for row in fields(old)}
    parts = sections(old)
    for path in told.paths or CHAPTERS:
        runs = {name: run(path, *setting) for name, setting in settings().items()}
        parts[path.name[:2]] = section(path, runs, remarks)
        PAGE.write_text(page(parts), encoding="utf-8")
        print(f"{path.name} done.", flush=True)
    for row in unexplained(PAGE.read_text(encoding="utf-8")):
        print("Thin, and without a remark: " + " | ".join(row))
    return int(bool(unexplained(page(parts))))


if __name__ == "__main__":
    sys.exit(main())
