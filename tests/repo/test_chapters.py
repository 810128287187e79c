"""Every chapter has the same anatomy; every rule of it is tried on a damaged one."""

import ast
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from lstmlib.course.notebook.map import STAGES

CHAPTERS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
HEADINGS = [
    "The story",
    "Predict",
    "Try it",
    "Play",
    "Why it works",
    "Your turn",
    "What we found",
]
OPTIONAL = ["Under the hood"]


class Cell(NamedTuple):
    """A cell of a chapter, its number counted from 1."""

    number: int
    kind: str
    source: str
    outputs: list

    @property
    def prose(self):
        """The text without code blocks, which have other rules."""
        return re.sub(r"^```.*?^```", "", self.source, flags=re.DOTALL | re.MULTILINE)

    @property
    def pictures(self):
        return [o for o in self.outputs if "image/png" in o.get("data", {})]


def read_cells(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        Cell(n, c["cell_type"], "".join(c["source"]), c.get("outputs", []))
        for n, c in enumerate(notebook["cells"], start=1)
    ]


def of_kind(cells, kind):
    return [cell for cell in cells if cell.kind == kind]


def headings(cells):
    """Return (cell, text) of every level-2 heading."""
    pairs = [(c, re.findall(r"^## +(.*?) *$", c.prose, re.MULTILINE)) for c in cells]
    return [(c, text) for c, found in pairs if c.kind == "markdown" for text in found]


def title_problems(cells, name):
    first = cells[0]
    if first.kind != "markdown" or not re.match(rf"# {name[:2]} · \S", first.source):
        yield 1, f"the first cell starts with '# {name[:2]} · Title'"


def heading_problems(cells, name):
    texts = [text for _, text in headings(cells)]
    if texts not in (HEADINGS, HEADINGS + OPTIONAL):
        yield 1, f"expected the headings {HEADINGS + OPTIONAL}, got {texts}"


def neighbour_problems(cells, name):
    for before, after in zip(cells, cells[1:], strict=False):
        if before.kind == after.kind == "code":
            yield after.number, "code follows code without a sentence between"


def figure_problems(cells, name):
    """A chapter has a map, 6 figures, 2 widgets; a widget leaves its first picture."""
    play = [c.number for c, text in headings(cells) if text in ("Play", "Why it works")]
    pictures = [cell for cell in cells for _ in cell.pictures]
    still = [c for c in pictures if not (play and play[0] <= c.number < play[-1])]
    if len(still) > 7:
        yield still[7].number, f"figure 8 of {len(still)}; at most 7"
    if len(pictures) > 9:
        yield pictures[9].number, f"picture 10 of {len(pictures)}; at most 9"


def map_problems(cells, name):
    """The cell as far as it is built stands at the top, with a sentence or two."""
    if int(name[:2]) not in STAGES:
        return
    code = of_kind(cells, "code")
    if len(code) < 2 or f"show_map({int(name[:2])})" not in code[1].source:
        yield 1, f"the second code cell is show_map({int(name[:2])})"
    told = ["**So far:**", "**Now:**"][name[:2] == "00" :]
    if [each for each in told if each not in cells[0].source]:
        yield 1, f"the first cell says {' and '.join(told)}, a sentence each"


def dead_problems(cells, name):
    """A number says more than a truth value."""
    for cell in of_kind(cells, "code"):
        for output in cell.outputs:
            data = output.get("data", {})
            told = "".join(output.get("text") or data.get("text/plain", ""))
            if re.search(r"\b(True|False)\b", told) and not re.search(r"\d", told):
                yield cell.number, "an output holds truth values and no number"


def voice_problems(cells, name):
    """Every picture says its finding, as text and as alternative text."""
    for cell in cells:
        for output in cell.pictures:
            finding = "".join(output["data"].get("text/plain", ""))
            if not finding or finding.startswith("<"):
                yield cell.number, "a picture comes without its finding as text"
            if not output["metadata"].get("image/png", {}).get("alt"):
                yield cell.number, "a picture comes without alternative text"


def imported(node):
    """Return the full names that an import brings: lstmlib.cells, numpy, ..."""
    base = [getattr(node, "module", None)]
    return [".".join(filter(None, [*base, alias.name])) for alias in node.names]


def import_problems(cells, name):
    for position, cell in enumerate(of_kind(cells, "code")):
        if re.search(r"^\s*[%!]|^get_ipython", cell.source, re.MULTILINE):
            yield cell.number, "a magic or shell command"
            continue
        try:
            nodes = ast.walk(ast.parse(cell.source))
        except SyntaxError:
            yield cell.number, "this is not Python"
            continue
        found = [n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)]
        if bool(found) != (position == 0):
            yield cell.number, "imports stand in the first code cell and only there"
        names = [each for node in found for each in imported(node)]
        yield from ((cell.number, told) for told in wrong_imports(names, name[:2]))


def wrong_imports(names, number):
    """Yield what is wrong with the imports of chapter `number`, in their order."""
    tops = [name.split(".")[0] for name in names]
    if {*tops} - {"lstmlib", "numpy", *sys.stdlib_module_names}:
        yield "a chapter imports lstmlib, NumPy and the standard library"
    if "numpy" in tops and "lstmlib" in tops[tops.index("numpy") :]:
        yield "lstmlib is imported before NumPy: it sets how many threads NumPy uses"
    rooms = {room for name in names for room in re.findall(r"\bch(\d\d)\b", name)}
    if rooms - {number}:
        yield "a chapter imports from its own room alone"
    if any(name.endswith("*") for name in names):
        yield "a star import"


def solution_problems(cells, name):
    for cell in of_kind(cells, "markdown"):
        opened = re.findall(r"<details([^>]*)>", cell.source)
        if any("open" in attributes for attributes in opened):
            yield cell.number, "a solution stands open"
        if len(opened) != cell.source.count("</details>"):
            yield cell.number, "a <details> is not closed in its own cell"
    turn = [c.number for c, text in headings(cells) if text in HEADINGS[5:]]
    inside = [c for c in cells if len(turn) == 2 and turn[0] <= c.number <= turn[1]]
    if not any("<details>" in cell.source for cell in inside):
        yield turn[0] if turn else 1, "an exercise has its solution in <details>"


RULES = [
    title_problems,
    heading_problems,
    neighbour_problems,
    figure_problems,
    map_problems,
    dead_problems,
    voice_problems,
    import_problems,
    solution_problems,
]


def problems(path, rules=RULES):
    """Return the sentences that a chapter's anatomy calls for."""
    cells = read_cells(path)
    return [
        f"{path.name}, cell {number}: {sentence}"
        for rule in rules
        for number, sentence in rule(cells, path.name)
    ]


def test_there_are_chapters():
    assert CHAPTERS


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_a_chapter_is_named_by_number_and_verb(path):
    assert re.fullmatch(r"\d\d_[a-z]+(_[a-z]+)+\.ipynb", path.name)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_a_chapter_has_the_anatomy_of_a_chapter(path, rule):
    found = problems(path, [rule])
    assert not found, "\n".join(found)


# --------------------------------- the rules themselves, tried on a small chapter


def figure(text="f holds", alt="f holds"):
    metadata = {"image/png": {"alt": alt}} if alt else {}
    data = {"image/png": "AAAA", "text/plain": text}
    return new_output("display_data", data, metadata=metadata)


def said(text):
    return new_output("stream", name="stdout", text=text)


def small_chapter():
    """Return the cells of a chapter that keeps every rule; cell 11 draws."""
    first = "# 04 · Forget on purpose\n\n**So far:** c.\n\n**Now:** f."
    cells = [new_markdown_cell(first)]
    for heading in HEADINGS:
        cells += [new_markdown_cell(f"## {heading}"), new_code_cell("f = 0.9")]
        cells += [new_markdown_cell("So."), new_markdown_cell("<details>f</details>")]
    cells[2].source = "from lstmlib.course.ch04 import figures\nimport numpy as np"
    cells[6].source = "show_map(4)"
    cells[10].outputs = [figure()]
    return cells


def save(folder, cells):
    path = folder / "04_forget_on_purpose.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def put(number, **fields):
    """Return a damage: give cell `number` these fields."""
    return lambda cells: cells[number - 1].update(fields)


def picture(**missing):
    return put(11, outputs=[figure(**missing)])


DAMAGES = {
    "title": (put(1, source="# 4 Forget"), title_problems, 1),
    "heading": (put(10, source="## Try this"), heading_problems, 1),
    "code upon code": (
        put(8, cell_type="code", source="f", outputs=[]),
        neighbour_problems,
        8,
    ),
    "figures": (put(11, outputs=[figure()] * 8), figure_problems, 11),
    "pictures": (put(15, outputs=[figure()] * 9), figure_problems, 15),
    "no map": (put(7, source="f = 0.9"), map_problems, 1),
    "another map": (put(7, source="show_map(5)"), map_problems, 1),
    "no way so far": (put(1, source="# 04 · Forget\n\n**Now:** f."), map_problems, 1),
    "dead": (put(11, outputs=[said("True True\n")]), dead_problems, 11),
    "mute": (picture(text=""), voice_problems, 11),
    "nameless": (picture(text="<Figure size 640x480>"), voice_problems, 11),
    "invisible": (picture(alt=""), voice_problems, 11),
    "magic": (put(7, source="%matplotlib inline"), import_problems, 7),
    "shell": (put(7, source="!pip list"), import_problems, 7),
    "star": (put(3, source="from numpy import *"), import_problems, 3),
    "NumPy first": (
        put(3, source="import numpy\nimport lstmlib"),
        import_problems,
        3,
    ),
    "another room": (
        put(3, source="from lstmlib.course.ch03 import figures"),
        import_problems,
        3,
    ),
    "a foreign import": (put(3, source="import pandas"), import_problems, 3),
    "late import": (put(7, source="import math"), import_problems, 7),
    "no import": (put(3, source="f = 0.9"), import_problems, 3),
    "not Python": (put(7, source="f ="), import_problems, 7),
    "open": (put(8, source="<details open>f</details>"), solution_problems, 8),
    "unclosed": (put(8, source="<details>f"), solution_problems, 8),
    "unsolved": (put(25, source="So."), solution_problems, 22),
}


def test_a_chapter_that_keeps_every_rule_has_no_problems(tmp_path):
    assert problems(save(tmp_path, small_chapter())) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_broken_rule_is_named_with_its_cell(tmp_path, damage):
    change, rule, number = DAMAGES[damage]
    cells = small_chapter()
    change(cells)
    path = save(tmp_path, cells)
    expected = f"{path.name}, cell {number}: "
    assert [s for s in problems(path, [rule]) if s.startswith(expected)]


# ------------------------------------------------------ one word for one thing

LABEL = re.compile(r"(exercise|bug) ?\d*|.*[.:?]|so far|now", re.IGNORECASE)
"""What is bold and no term: the beginning of a paragraph."""


def terms():
    """Return where every bold term stands: {term: [(chapter, cell), ...]}."""
    found = {}
    for path in CHAPTERS:
        for cell in of_kind(read_cells(path), "markdown"):
            text = re.sub(r"<details>.*?</details>", "", cell.prose, flags=re.DOTALL)
            for bold in re.findall(r"\*\*(\S.*?)\*\*", text, re.DOTALL):
                term = " ".join(bold.lower().split())
                if not LABEL.fullmatch(term):
                    found.setdefault(term, []).append((path.name[:2], cell.number))
    return found


def test_a_term_is_bold_once_where_it_is_defined():
    twice = {term: places for term, places in terms().items() if len(places) > 1}
    assert not twice


def test_a_bold_term_is_the_first_use_in_its_chapter():
    late = []
    for term, [(chapter, number), *_] in terms().items():
        [path] = [path for path in CHAPTERS if path.name[:2] == chapter]
        before = [c for c in read_cells(path)[1 : number - 1] if c.kind == "markdown"]
        text = " ".join(
            re.sub(r"^#.*$", "", c.prose, flags=re.MULTILINE) for c in before
        )
        if re.search(rf"\b{re.escape(term)}\b", " ".join(text.lower().split())):
            late.append(f"{chapter}: {term}")
    assert not late
