"""Print what is longer than advised: modules, functions, code cells, chapters.

    python scripts/lint_lengths.py

Advice, not a rule: long and clear is better than short and scattered. It never fails.
"""

import ast
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE, FUNCTION, CELL, WIDTH, WORDS = 250, 25, 12, 79, 2000


def body_lines(function):
    """Return how many lines a function's body has without its docstring."""
    body = function.body[ast.get_docstring(function) is not None :]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def of_module(text):
    """Yield what is long in a module's text, as ends of a sentence."""
    lines = text.count("\n")
    if lines > MODULE:
        yield f"{lines} lines; {MODULE} are advised"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and body_lines(node) > FUNCTION:
            yield f"{node.name} has {body_lines(node)} lines; {FUNCTION} are advised"


def of_chapter(text):
    """Yield what is long in a chapter's text, as ends of a sentence."""
    cells = json.loads(text)["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    for number, (cell, source) in enumerate(zip(cells, sources, strict=True), start=1):
        lines = source.splitlines() if cell["cell_type"] == "code" else []
        if len(lines) > CELL:
            yield f"cell {number} has {len(lines)} lines; {CELL} are advised"
        if max(map(len, lines), default=0) > WIDTH:
            yield f"cell {number} has a line of more than {WIDTH} columns"
    pairs = zip(cells, sources, strict=True)
    words = count_words("\n".join(s for c, s in pairs if c["cell_type"] != "code"))
    if words > WORDS:
        yield f"{words} words of prose outside <details>; {WORDS} are advised"


def count_words(prose):
    """Return how many words of Markdown a reader reads, solutions and code apart."""
    apart = r"<details.*?</details>|^```.*?^```|<[^>]*>|\$\$.*?\$\$|\]\([^)]*\)"
    prose = re.sub(apart, " ", prose, flags=re.DOTALL | re.MULTILINE)
    return len(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", prose))


def main():
    """Print a line for everything that is longer than advised."""
    sys.stdout.reconfigure(errors="backslashreplace")  # for consoles of few letters
    modules = [p for f in ("lstmlib", "scripts") for p in (ROOT / f).rglob("*.py")]
    chapters = (ROOT / "notebooks").glob("*.ipynb")
    for path in [*sorted(modules), *sorted(chapters)]:
        long = of_chapter if path.suffix == ".ipynb" else of_module
        for sentence in long(path.read_text(encoding="utf-8")):
            print(f"{path.relative_to(ROOT)}: {sentence}.")


if __name__ == "__main__":
    main()
