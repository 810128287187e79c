"""The library stays small and one-way, and every chapter has the same anatomy."""

import ast
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "lstmlib").rglob("[!_]*.py"))
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# Which modules of lstmlib a module may import. The maths half, then the drawing half.
MATHS = {
    "validate": set(),
    "counting": set(),
    "vocabulary": {"validate"},
    "cells": {"validate"},
    "projections": {"validate"},
    "losses": {"validate"},
    "engine": {"cells"},
    "layers": {"cells", "engine", "validate"},
    "speed": {"cells", "engine", "validate"},
    "models": {"cells", "layers", "losses", "projections", "validate"},
    "training": {"layers", "losses", "models", "validate"},
    "gradcheck": {"validate"},
    "bug_lab": {"cells", "gradcheck"},
    "memory": {"cells", "layers", "validate"},
    "what_if": {"cells", "losses", "validate"},
    "typed": set(),
    "interview": {"cells", "layers", "losses", "recall", "story", "what_if"},
    "twins": {"chronicle", "story"},
    "game": {"validate"},
    "chronicle": {"validate"},
    "story": {"chronicle", "validate", "vocabulary"},
    "tasks": {
        "chronicle",
        "layers",
        "losses",
        "models",
        "projections",
        "story",
        "training",
        "validate",
        "vocabulary",
    },
    "votes": {"cells", "layers", "models", "projections", "validate"},
    "hand_set": {"chronicle", "story", "validate", "votes"},
    "probes": {"chronicle", "story", "validate"},
    "moments": {"probes", "story"},
    "recall": {"cells", "chronicle", "losses", "models", "story", "validate"},
    "flips": {"tasks"},
    "ladder": {"layers", "models", "recall", "training"},
    "race": {
        "cells",
        "chronicle",
        "losses",
        "recall",
        "story",
        "training",
        "validate",
    },
}
DRAWING = {
    "style": set(),
    "svg": {"style"},
    "shapes": {"style"},
    "cell_picture": {"shapes", "style"},
    "diagram": {"cell_picture", "shapes", "style", "svg"},
    "figures": {"style"},
    "display": {"style", "svg"},
    "explorer": {"diagram", "display", "style", "svg"},
    "widgets": {
        "cell_picture",
        "diagram",
        "display",
        "explorer",
        "figures",
        "shapes",
        "style",
        "svg",
    },
    "checks": {"display"},
    "exercises": {"checks", "display"},
}
USES_MATHS = {"checks", "exercises", "figures", "widgets"}
MAY_IMPORT = MATHS | {
    name: allowed | ({*MATHS} if name in USES_MATHS else set())
    for name, allowed in DRAWING.items()
}
OUTSIDE_MATHS = {"matplotlib", "IPython", "ipywidgets", "tqdm", "torch"}


# ---------------------------------------------------------------- reading code


def name_of(path):
    """Return a module's name inside lstmlib, such as "cells" or "widgets.kings"."""
    return ".".join(path.relative_to(ROOT / "lstmlib").with_suffix("").parts)


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(nodes):
    """Return the full names that these nodes import: lstmlib.cells, numpy, ..."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            base = ("lstmlib." if node.level else "") + (node.module or "")
            names |= {f"{base.rstrip('.')}.{alias.name}" for alias in node.names}
    return names


def of_lstmlib(names):
    """Return the modules of lstmlib among imported names."""
    return {name.split(".")[1] for name in names if name.startswith("lstmlib.")}


def functions(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def body_lines(function):
    """Return how many lines a function's body has without its docstring."""
    body = function.body[ast.get_docstring(function) is not None :]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def tunnels(function):
    """Return whether a function hands its own **keywords on to another."""
    taken = function.args.kwarg and function.args.kwarg.arg
    handed_on = [
        keyword.value.id
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg is None and isinstance(keyword.value, ast.Name)
    ]
    return taken in handed_on


def public(nodes):
    """Return the public functions and classes among nodes, and their methods."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [n for n in nodes if isinstance(n, kinds) and n.name[0] != "_"]
    classes = [n for n in found if isinstance(n, ast.ClassDef)]
    return found + [method for c in classes for method in public(c.body)]


def used_names(node, without=None):
    """Return the names that code reads, as a name or an attribute."""
    if node is without:
        return set()
    names = set()
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        names = {node.id}
    if isinstance(node, ast.Attribute):
        names = {node.attr}
    for child in ast.iter_child_nodes(node):
        names |= used_names(child, without)
    return names


def code_of(path):
    """Return a notebook's code; a cell that is not Python has its own test."""
    trees = []
    for cell in read_cells(path):
        if cell.kind == "code":
            try:
                trees.append(ast.parse(cell.source))
            except SyntaxError:
                continue
    return trees


# ------------------------------------------------------------------- lstmlib

MATHS_MODULES = [p for p in MODULES if name_of(p).split(".")[0] in MATHS]
each_module = pytest.mark.parametrize("path", MODULES, ids=name_of)
each_maths_module = pytest.mark.parametrize("path", MATHS_MODULES, ids=name_of)


@each_module
def test_imports_inside_lstmlib_run_one_way(path):
    name = name_of(path).split(".")[0]  # a package has one row for all its modules
    assert name in MAY_IMPORT, f"give {name} a row in this file's table"
    wanted = of_lstmlib(imported(ast.walk(tree(path))))
    assert wanted - MAY_IMPORT[name] - {name} == set()


def test_the_table_of_imports_has_no_circle():
    rest = {name: set(allowed) for name, allowed in MAY_IMPORT.items()}
    while rest:
        free = {name for name, allowed in rest.items() if not allowed & rest.keys()}
        assert free, f"a circle among {sorted(rest)}"
        rest = {name: rest[name] for name in rest.keys() - free}


@each_maths_module
def test_the_maths_half_imports_numpy_and_the_standard_library(path):
    top = {name.split(".")[0] for name in imported(tree(path).body)}
    assert top - sys.stdlib_module_names - {"numpy", "lstmlib"} == set()


def test_only_explorer_imports_ipywidgets():
    users = [
        path.stem
        for path in MODULES
        if any(n.startswith("ipywidgets") for n in imported(ast.walk(tree(path))))
    ]
    assert set(users) <= {"explorer"}


@each_maths_module
def test_importing_a_maths_module_loads_nothing_that_draws(path):
    code = f"import sys, lstmlib.{name_of(path)}; print(*sys.modules)"
    run = [sys.executable, "-c", code]
    loaded = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert OUTSIDE_MATHS & set(loaded.stdout.split()) == set()


def test_the_maths_half_adds_less_than_50_ms_to_the_import_of_numpy(tmp_path):
    names = ", ".join(f"lstmlib.{name_of(path)}" for path in MATHS_MODULES)
    code = f"""
from time import process_time
start = process_time()
import numpy
middle = process_time()
import {names}
print(middle - start, process_time() - middle)
"""
    run = [sys.executable, "-c", code]
    # The first run compiles; the others import what it wrote, as a reader's do.
    env = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    options = {"cwd": ROOT, "env": env, "capture_output": True, "text": True}
    times = [subprocess.run(run, check=True, **options) for _ in range(8)][1:]
    numpy, lstmlib = zip(*(map(float, t.stdout.split()) for t in times), strict=True)
    if max(numpy) > 4 * min(numpy):
        pytest.skip("this machine is so busy that NumPy's own import varies fourfold")
    assert min(lstmlib) < 0.050, f"{1000 * min(lstmlib):.0f} ms"


@each_module
def test_a_module_has_at_most_250_lines(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 250


@each_module
def test_a_function_has_at_most_25_lines(path):
    lengths = {function.name: body_lines(function) for function in functions(path)}
    assert {name: n for name, n in lengths.items() if n > 25} == {}


def test_half_of_all_functions_have_at_most_8_lines():
    lengths = [body_lines(f) for path in MODULES for f in functions(path)]
    assert statistics.median(lengths) <= 8


@each_module
def test_no_star_imports_and_no_keyword_tunnels(path):
    assert not [name for name in imported(ast.walk(tree(path))) if name[-1] == "*"]
    assert [f.name for f in functions(path) if tunnels(f)] == []


@each_module
def test_everything_public_has_a_docstring(path):
    module = tree(path)
    assert ast.get_docstring(module)
    bare = [node.name for node in public(module.body) if not ast.get_docstring(node)]
    assert bare == []


@each_module
def test_everything_public_is_used_by_the_course(path):
    trees = {p: tree(p) for p in [*MODULES, *(ROOT / "scripts").glob("*.py")]}
    elsewhere = [code for p, code in trees.items() if p != path]
    elsewhere += [code for chapter in CHAPTERS for code in code_of(chapter)]
    names = set().union(*map(used_names, elsewhere))
    module = trees[path]
    top = [node for node in public(module.body) if node in module.body]
    unused = [n.name for n in top if n.name not in names | used_names(module, n)]
    assert not unused, f"nothing uses {', '.join(unused)}"


# --------------------------------------------------------------------- words

FORBIDDEN = re.compile(r"\b(simply|just|obviously)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *MODULES, *CHAPTERS], ids=lambda path: path.name
)
def test_nothing_is_called_easy(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".ipynb":
        lines = [line for cell in read_cells(path) for line in cell.lines]
    found = [line for line in lines if FORBIDDEN.search(line)]
    assert not found, "\n".join(found)


# ------------------------------------------------------------------ chapters

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
    def lines(self):
        return self.source.splitlines()

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


def under_the_hood(cells):
    """Split a chapter's cells: what everybody reads, and the optional end."""
    hood = [cell.number for cell, text in headings(cells) if text in OPTIONAL]
    first = hood[0] - 1 if hood else len(cells)
    return cells[:first], cells[first:]


def size_problems(cells, name):
    chapter, hood = under_the_hood(cells)
    if not 25 <= len(chapter) <= 45:
        yield len(chapter), f"expected 25 to 45 cells, got {len(chapter)}"
    if len(hood) > 10:
        yield len(cells), f"expected at most 10 cells under the hood, got {len(hood)}"


def code_size_problems(cells, name):
    code = of_kind(cells, "code")
    for cell in code:
        if len(cell.lines) > 12:
            yield cell.number, f"{len(cell.lines)} lines of code; at most 12"
        if any(len(line) > 79 for line in cell.lines):
            yield cell.number, "a line of code is longer than 79 columns"
    median = statistics.median(len(cell.lines) for cell in code) if code else 0
    if median > 4:
        yield code[0].number, f"the median code cell has {median:g} lines; at most 4"


def neighbour_problems(cells, name):
    for before, after in zip(cells, cells[1:], strict=False):
        if before.kind == after.kind == "code":
            yield after.number, "code follows code without a sentence between"


def figure_problems(cells, name):
    """A chapter has 6 figures and 2 widgets; a widget leaves its first picture."""
    play = [c.number for c, text in headings(cells) if text in ("Play", "Why it works")]
    pictures = [cell for cell in cells for _ in cell.pictures]
    still = [c for c in pictures if not (play and play[0] <= c.number < play[-1])]
    if len(still) > 6:
        yield still[6].number, f"figure 7 of {len(still)}; at most 6"
    if len(pictures) > 8:
        yield pictures[8].number, f"picture 9 of {len(pictures)}; at most 8"


def voice_problems(cells, name):
    """Every picture says its finding, as text and as alternative text."""
    for cell in cells:
        for output in cell.pictures:
            finding = "".join(output["data"].get("text/plain", ""))
            if not finding or finding.startswith("<"):
                yield cell.number, "a picture comes without its finding as text"
            if not output["metadata"].get("image/png", {}).get("alt"):
                yield cell.number, "a picture comes without alternative text"


def import_problems(cells, name):
    for position, cell in enumerate(of_kind(cells, "code")):
        if re.search(r"^\s*[%!]|^get_ipython", cell.source, re.MULTILINE):
            yield cell.number, "a magic or shell command"
            continue
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except SyntaxError:
            yield cell.number, "this is not Python"
            continue
        imports = imported(nodes)
        if any(imported_name.endswith("*") for imported_name in imports):
            yield cell.number, "a star import"
        if bool(imports) != (position == 0):
            yield cell.number, "imports stand in the first code cell and only there"


def count_words(cells):
    prose = " ".join(cell.prose for cell in of_kind(cells, "markdown"))
    prose = re.sub(r"<[^>]*>|\$\$.*?\$\$|\]\([^)]*\)", " ", prose, flags=re.DOTALL)
    return len(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", prose))


def word_problems(cells, name):
    chapter, hood = map(count_words, under_the_hood(cells))
    if not 1200 <= chapter <= 2000:
        yield len(cells), f"expected 1200 to 2000 words of prose, got {chapter}"
    if hood > 500:
        yield len(cells), f"expected at most 500 words under the hood, got {hood}"


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
    size_problems,
    code_size_problems,
    neighbour_problems,
    figure_problems,
    voice_problems,
    import_problems,
    word_problems,
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


def small_chapter():
    """Return the cells of a chapter that keeps every rule; cell 11 draws."""
    cells = [new_markdown_cell("# 04 · Forget on purpose\n\n" + "word " * 1300)]
    for heading in HEADINGS:
        cells += [new_markdown_cell(f"## {heading}"), new_code_cell("f = 0.9")]
        cells += [new_markdown_cell("So."), new_markdown_cell("<details>f</details>")]
    cells[2].source = "import numpy as np"
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


LONG = "\n".join(["f = 0.9"] * 13)
DAMAGES = {
    "title": (put(1, source="# 4 Forget" + " word" * 1300), title_problems, 1),
    "heading": (put(10, source="## Try this"), heading_problems, 1),
    "small": (lambda cells: cells.__delitem__(slice(18, 26)), size_problems, 21),
    "large": (lambda cells: cells.extend([cells[3]] * 20), size_problems, 49),
    "deep hood": (
        lambda cells: cells.extend([new_markdown_cell("## Under the hood")] * 11),
        size_problems,
        40,
    ),
    "wordy hood": (
        lambda cells: cells.append(
            new_markdown_cell("## Under the hood\n" + "word " * 501)
        ),
        word_problems,
        30,
    ),
    "long cell": (put(7, source=LONG), code_size_problems, 7),
    "wide line": (put(7, source="f = '" + "f" * 80 + "'"), code_size_problems, 7),
    "all long": (
        lambda cells: [c.update(source="f\n" * 5) for c in cells[6::4]],
        code_size_problems,
        3,
    ),
    "code upon code": (
        put(8, cell_type="code", source="f", outputs=[]),
        neighbour_problems,
        8,
    ),
    "figures": (put(11, outputs=[figure()] * 7), figure_problems, 11),
    "pictures": (put(15, outputs=[figure()] * 8), figure_problems, 15),
    "mute": (picture(text=""), voice_problems, 11),
    "nameless": (picture(text="<Figure size 640x480>"), voice_problems, 11),
    "invisible": (picture(alt=""), voice_problems, 11),
    "magic": (put(7, source="%matplotlib inline"), import_problems, 7),
    "shell": (put(7, source="!pip list"), import_problems, 7),
    "star": (put(3, source="from numpy import *"), import_problems, 3),
    "late import": (put(7, source="import math"), import_problems, 7),
    "no import": (put(3, source="f = 0.9"), import_problems, 3),
    "not Python": (put(7, source="f ="), import_problems, 7),
    "few words": (put(1, source="# 04 · F"), word_problems, 29),
    "many words": (put(4, source="word " * 800), word_problems, 29),
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


def test_body_lines_leave_out_signature_and_docstring():
    [function] = ast.parse('def f(\n    x\n):\n    """Doc."""\n    x = 1\n\n    x').body
    assert body_lines(function) == 3


def test_a_tunnel_is_told_from_keywords_that_are_used():
    tunnel = "def f(**kw):\n    return g(**kw)"
    use = "def f(**kw):\n    return g(**{}), sorted(kw)"
    assert [tunnels(ast.parse(code).body[0]) for code in (tunnel, use)] == [True, False]


def test_a_function_that_calls_only_itself_counts_as_unused():
    module = ast.parse("def f():\n    f()\n\ndef g():\n    g.x()")
    assert used_names(module, module.body[0]) == {"g", "x"}
