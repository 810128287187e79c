"""The cells of chapters 10 and 11 may be run again, in any order after the first.

A cell may rely on a name only if no other cell gives it another value, and nothing in
it may rest on an assert alone, which `python -O` leaves out.
"""

import ast
import builtins
import json
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


class Names(ast.NodeVisitor):
    """What a cell reads from other cells, and what it leaves to them."""

    def __init__(self, code):
        self.needs, self.gives = set(), set()
        self.visit(ast.parse(code))

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.gives.add(node.id)
        elif node.id not in self.gives | set(dir(builtins)):
            self.needs.add(node.id)

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_For(self, node):
        for part in (node.iter, node.target, *node.body):
            self.visit(part)

    def visit_comprehension(self, node):
        self.visit(node.iter)
        self.visit(node.target)
        for test in node.ifs:
            self.visit(test)

    def visit_GeneratorExp(self, node):
        for part in (*node.generators, getattr(node, "elt", None)):
            self.visit(part)

    visit_ListComp = visit_SetComp = visit_GeneratorExp

    def visit_DictComp(self, node):
        for part in (*node.generators, node.key, node.value):
            self.visit(part)

    def visit_FunctionDef(self, node):
        self.gives.add(node.name)

    def visit_Import(self, node):
        self.gives |= {alias.asname or alias.name for alias in node.names}

    visit_ImportFrom = visit_Import


def problems(codes):
    """Names on which a cell relies although not one cell alone gives them."""
    cells = [Names(code) for code in codes]
    return {
        name
        for cell in cells
        for name in cell.needs
        if sum(name in other.gives for other in cells) != 1
    }


@pytest.mark.parametrize("number", ["10", "11"])
def test_cells_may_be_run_again_in_another_order(number):
    (path,) = NOTEBOOKS.glob(f"{number}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    codes = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    assert problems(codes) == set()
    for code in codes:
        assert "assert" not in code or "print(" in code.split("assert", 1)[1]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["a = 1", "print(a)"], set()),
        (["a = 1", "print(a)", "a = 2"], {"a"}),
        (["a = 1", "for a in range(3): print(a)"], set()),
        (["net = 1", "f(net)", "for net in (1, 2): pass"], {"net", "f"}),
        (["rows = [r for r in range(3)]", "[r for r in rows]"], set()),
        (["a += 1"], set()),
    ],
)
def test_the_rule_sees_what_is_bound_twice(codes, found):
    assert problems(codes) == found
