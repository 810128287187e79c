"""One rule for imports, so that the library can be read without the course.

`_validate, _interrupts, cells <- _fast <- lstmlib <- data <- stories <- lab <- chNN`,
`lstmlib <- beyond <- chNN` and `drawing <- notebook <- chNN`: a module imports from its
own folder and from what stands further left. No chapter imports another. `_fast` is
for lstmlib alone, and for chapter 07, whose subject it is.
"""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "lstmlib").rglob("*.py"))
INSIDE = ("_validate", "_interrupts", "cells", "_fast")
MATHS = (*INSIDE, "library", "data", "stories", "lab", "room")
BEYOND = (*INSIDE, "library", "beyond", "room")
PICTURES = ("drawing", "notebook", "room")
# What maths may ask for from outside, what pictures may, and what a notebook may.
FOR_MATHS = {"numpy", *sys.stdlib_module_names}
FOR_PICTURES = FOR_MATHS | {"matplotlib"}
FOR_NOTEBOOKS = FOR_PICTURES | {"IPython", "PIL", "ipywidgets", "tqdm"}


def place(name):
    """Where a module stands: "library", "stories", "ch04", ..."""
    first, *rest = [*name.split(".")[1:], ""]
    if first == "course":
        return rest[0] or "data"
    return first if first in INSIDE else "library"


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path):
    """The full names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def allowed(here, there):
    """Whether a module that stands `here` may import one that stands `there`."""
    if here == there:
        return True
    if there == "_fast":
        return here in ("library", "ch07")
    here = "room" if here.startswith("ch") else here
    return any(
        here in order and there in order[: order.index(here)]
        for order in (MATHS, BEYOND, PICTURES)
    )


def outside(here):
    """What a module that stands `here` may import from outside lstmlib."""
    if here in (*MATHS, *BEYOND):
        return FOR_MATHS
    return FOR_NOTEBOOKS if here == "notebook" else FOR_PICTURES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path):
    here = place(name_of(path))
    for name in imported(path):
        if name.startswith("lstmlib"):
            assert allowed(here, place(name)), f"{name_of(path)} imports {name}"
        else:
            assert name.split(".")[0] in outside(here), name


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("library", "stories"),
        ("_fast", "library"),
        ("stories", "lab"),
        ("lab", "ch04"),
        ("ch04", "ch03"),
        ("ch08", "_fast"),
        ("drawing", "library"),
        ("lab", "drawing"),
        ("beyond", "data"),
        ("lab", "beyond"),
        ("notebook", "ch01"),
    ],
)
def test_the_rule_can_be_broken(here, there):
    assert not allowed(here, there)
