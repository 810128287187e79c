"""The few rules for code that are worth a test; what is advice, `make lint` prints."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "lstmlib").rglob("[!_]*.py"))
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# The library itself: what is to be read, and what is below.
READ = sorted((ROOT / "lstmlib").glob("*.py"))
BELOW = ["_fast/*.py", "_validate.py", "_interrupts.py", "_files.py"]
FORBIDDEN = re.compile(r"\b(simply|just|obviously)\b", re.IGNORECASE)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def name_of(path):
    """A file's path from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def cells(chapter, *kinds):
    """The sources of a chapter's cells of these kinds."""
    found = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    return ["".join(c["source"]) for c in found if c["cell_type"] in kinds]


@pytest.fixture(scope="module")
def trees():
    """{path: its parsed code} of the library, the scripts and the chapters."""
    paths = [*MODULES, *(ROOT / "scripts").rglob("*.py")]
    codes = {path: path.read_text(encoding="utf-8") for path in paths}
    codes |= {path: "\n".join(cells(path, "code")) for path in CHAPTERS}
    return {path: ast.parse(code, str(path)) for path, code in codes.items()}


def public(nodes):
    """The public functions and classes among nodes, and their methods."""
    kinds = (*FUNCTIONS, ast.ClassDef)
    found = [n for n in nodes if isinstance(n, kinds) and n.name[0] != "_"]
    classes = [n for n in found if isinstance(n, ast.ClassDef)]
    return found + [method for c in classes for method in public(c.body)]


def used_names(node, without=None):
    """The names that code reads, as a name or an attribute."""
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


def tunnels(function):
    """Whether a function hands its own **keywords on to another."""
    taken = function.args.kwarg and function.args.kwarg.arg
    handed_on = [
        keyword.value.id
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg is None and isinstance(keyword.value, ast.Name)
    ]
    return taken in handed_on


def stars(tree):
    """The modules from which code imports everything."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return [node.module for node in imports if node.names[0].name == "*"]


def test_the_library_is_visibly_small():
    below = {path for part in BELOW for path in (ROOT / "lstmlib").glob(part)}
    lines = {p: p.read_text("utf-8").count("\n") for p in {*READ, *below}}
    assert sum(lines.values()) <= 1290
    assert sum(lines[path] for path in READ if path not in below) <= 850
    assert len([path for path in READ if path.name[0] != "_"]) <= 9


def test_the_library_loads_nothing_but_numpy_and_the_standard_library():
    modules = [f"lstmlib.{path.stem}" for path in READ if path.name[0] != "_"]
    code = f"""
import sys, numpy, numpy.random
before = set(sys.modules)
import lstmlib, {", ".join(modules)}
print(*set(sys.modules) - before)
"""
    run = [sys.executable, "-c", code]
    told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert {*modules} <= loaded and "lstmlib.course" not in loaded
    others = {name.split(".")[0] for name in loaded} - sys.stdlib_module_names
    assert others <= {"lstmlib", "numpy"}


def test_everything_public_has_a_docstring(trees):
    bare = [name_of(path) for path in MODULES if not ast.get_docstring(trees[path])]
    bare += [
        f"{name_of(path)}: {node.name}"
        for path in MODULES
        for node in public(trees[path].body)
        if not ast.get_docstring(node)
    ]
    assert bare == []


def test_everything_public_is_used_by_the_course(trees):
    read = {path: used_names(tree) for path, tree in trees.items()}
    unused = []
    for path in MODULES:
        elsewhere = set().union(*(read[p] for p in trees if p != path))
        for node in set(public(trees[path].body)) & set(trees[path].body):
            if node.name not in elsewhere | used_names(trees[path], without=node):
                unused.append(f"{name_of(path)}: {node.name}")
    assert unused == []


def test_no_star_imports_and_no_keyword_tunnels(trees):
    found = [(name_of(path), stars(tree)) for path, tree in trees.items()]
    assert [pair for pair in found if pair[1]] == []
    tunnelled = [
        f"{name_of(path)}: {node.name}"
        for path in MODULES
        for node in ast.walk(trees[path])
        if isinstance(node, FUNCTIONS) and tunnels(node)
    ]
    assert tunnelled == []


def test_nothing_is_called_easy():
    texts = [(path, path.read_text("utf-8")) for path in [ROOT / "README.md", *MODULES]]
    texts += [(p, text) for p in CHAPTERS for text in cells(p, "code", "markdown")]
    found = [
        f"{name_of(path)}: {line}"
        for path, text in texts
        for line in text.splitlines()
        if FORBIDDEN.search(line)
    ]
    assert not found, "\n".join(found)


# ----------------------------------------------------- the rules can be broken


def test_a_tunnel_is_told_from_keywords_that_are_used():
    tunnel = "def f(**kw):\n    return g(**kw)"
    use = "def f(**kw):\n    return g(**{}), sorted(kw)"
    assert [tunnels(ast.parse(code).body[0]) for code in (tunnel, use)] == [True, False]


def test_a_function_that_calls_only_itself_counts_as_unused():
    module = ast.parse("def f():\n    f()\n\ndef g():\n    g.x()")
    assert used_names(module, module.body[0]) == {"g", "x"}


def test_a_star_import_is_found_wherever_it_stands():
    assert stars(ast.parse("if f:\n    from numpy import *")) == ["numpy"]


def test_methods_of_public_classes_are_public():
    module = ast.parse("class C:\n    def f(): ...\n    def _g(): ...\nclass _D: ...")
    assert [node.name for node in public(module.body)] == ["C", "f"]
