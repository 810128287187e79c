"""The cells of a chapter that its widgets need, found by the names they use."""

import ast
import contextlib
import io
import json
from pathlib import Path

CHAPTERS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def run_widgets(chapter, short=("", "")):
    """Run what a chapter's widgets need -> {NAME: what widgets.NAME(...) returned}.

    short: a text of its cells, and one in its place that takes less long.
    """
    names, found = {}, {}
    with contextlib.chdir(chapter.parent), silence():
        for code in widget_cells(chapter):
            tree = ast.parse(code.replace(*short))
            call = tree.body.pop().value if shows_widget(tree) else None
            exec(compile(tree, chapter.name, "exec"), names)
            if call:
                made = eval(ast.unparse(call), names)
                found[call.func.attr] = made
    return found


@contextlib.contextmanager
def silence():
    """Let nothing of what runs inside be printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        yield


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
    return [codes[k] for k in sorted(needed)]


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
