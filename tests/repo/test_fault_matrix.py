"""The fault matrix names tests that exist, and all that belong to it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "fault_matrix.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))


def names_of_tests(path):
    """Return the names of the test functions in a file."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    return {name for name in functions if name.startswith("test_")}


def test_each_row_is_held_by_tests_that_exist():
    rows = re.findall(r"^\| (?!what |---).*$", PAGE, re.MULTILINE)
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []
    missing = [pair for pair in NAMED if pair[1] not in names_of_tests(ROOT / pair[0])]
    assert missing == []


def test_each_test_of_make_matrix_has_a_row():
    paths = sorted((ROOT / "tests" / "matrix").glob("test_*.py"))
    matrix = {
        (f"tests/matrix/{p.name}", name) for p in paths for name in names_of_tests(p)
    }
    assert len(matrix) > 15 and matrix - NAMED == set()
