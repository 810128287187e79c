"""The cells of a chapter that its widgets need, found by the names they use."""

import ast
import json
from pathlib import Path

CHAPTERS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
# The replay of chapter 08 shows a race: here a short one.
SHORTER = {"08": ("growing_batches(rng, 1600,", "growing_batches(rng, 40,")}


def widget_cells(chapter):
    """Return the sources of a chapter's widgets and of what they need, in order.

    The first cell, which imports, is always among them. A cell of a widget ends in
    widgets.NAME(...).
    """
    cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    codes = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    trees = [ast.parse(code) for code in codes]
    needed, wanted = {0}, set()
    for k, tree in reversed([*enumerate(trees)][1:]):
        if shows_widget(tree) or wanted & assigned(tree):
            needed.add(k)
            wanted = (wanted | used(tree)) - assigned(tree)
    return [shorter(chapter.name[:2], codes[k]) for k in sorted(needed)]


def shows_widget(tree):
    """Return whether a cell ends in widgets.NAME(...)."""
    last = tree.body[-1]
    call = last.value if isinstance(last, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func).startswith("widgets.")


def assigned(tree):
    """Return the names that a cell defines, those inside its functions apart."""
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    rest = [n for n in tree.body if not isinstance(n, ast.FunctionDef)]
    names = [n for top in rest for n in ast.walk(top) if isinstance(n, ast.Name)]
    return defined | {n.id for n in names if isinstance(n.ctx, ast.Store)}


def used(tree):
    """Return the names that a cell reads."""
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
    return {n.id for n in names if isinstance(n.ctx, ast.Load)}


def shorter(number, code):
    """Return a cell's code with less of what takes long."""
    return code.replace(*SHORTER.get(number, ("", "")))
