"""A chapter's cells in another order give what is committed, or one sentence.

That no cell reads what two cells make, or draws from a generator that others draw
from, is read in the code; the weekly tests run the cells: each one alone, each one
twice, backwards, and with a third left out.
"""

import builtins
import dis
import json
import symtable

import numpy as np
import pytest
from chapter_cells import CHAPTERS
from in_kernel import run, started

EVERY = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def cells(path):
    """The code cells of a chapter: [(source, the texts that it shows)]."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        ("".join(cell["source"]), [text for text in map(said, cell["outputs"]) if text])
        for cell in found
        if cell["cell_type"] == "code"
    ]


def said(output):
    """The text of an output; none for what a progress bar and a picture show beside."""
    plain = output.get("data", {}).get("text/plain", "")
    return "".join(output.get("text", plain))


# ------------------------------------------------------------------ read in the code


def made(code):
    """The names that a cell makes for others, its comprehensions' own ones apart."""
    table = symtable.symtable(code, "cell", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned()}


def needed(code):
    """The names that a cell reads before it has made them, if it makes them at all."""
    first = {}
    for step in dis.get_instructions(compile(code, "cell", "exec")):
        if step.opname in ("LOAD_NAME", "STORE_NAME"):
            first.setdefault(step.argval, step.opname)
    names = used(symtable.symtable(code, "cell", "exec")) - set(dir(builtins))
    return {name for name in names if first.get(name) != "STORE_NAME"}


def used(table):
    """The names of the notebook that a piece of code or a function in it reads."""
    whole = table.get_type() == "module"
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (whole or symbol.is_global())
    }
    return names.union(*map(used, table.get_children()))


def ambiguous(codes):
    """Names that one cell reads and two make, and generators that cells share."""
    makers = [made(code) for code in codes]
    taken = set().union(*map(needed, codes))
    twice = {n for n in taken if sum(n in names for names in makers) > 1}
    return twice | {name for name in taken if name.split("_")[0] == "rng"}


@EVERY
def test_what_a_cell_reads_is_made_by_one_cell_alone(path):
    assert ambiguous([code for code, _ in cells(path)]) == set()


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["x = 1", "x = 2", "print(x)"], {"x"}),
        (["x = 1", "x = 2\nprint(x)"], set()),
        (["x = 1", "for x in y:\n    print(x)"], set()),
        (["x = 1", "x = x + 1"], {"x"}),
        (["x = 1", "x = 2", "def f():\n    return x"], {"x"}),
        (["x = 1", "x = 2", "def f(x):\n    return x"], set()),
        (["x = 1", "[x for x in range(3)]", "print(x)"], set()),
        (["rng = seeded(0)", "print(rng.normal())"], {"rng"}),
        (["rng = seeded(0)\nprint(rng.normal())", "rng = seeded(0)"], set()),
    ],
)
def test_the_reading_test_would_see_it(codes, found):
    assert ambiguous(codes) == found


# ------------------------------------------------------------------------------ run


@pytest.fixture(scope="module")
def kernel():
    with started() as client:
        yield client


def strange(kernel, code, texts, whole=False):
    """What is wrong with a cell's output; None for the committed one or a sentence.

    whole: everything that the cell needs has been run, so a sentence is wrong, too.
    """
    status, error, shown = run(kernel, code)
    if status == "ok":
        shown, texts = "".join(shown), "".join(texts)
        return None if shown == texts else (code, texts, shown)
    told = len(error) == 2 and "\n" not in error[1] and error[1].endswith(".")
    return None if told and not whole else (code, error)


def anew(kernel, codes=()):
    """Forget all names and run these cells."""
    run(kernel, "%reset -f")
    for code in codes:
        assert run(kernel, code)[0] == "ok", code


@pytest.mark.weekly
@EVERY
def test_each_cell_twice_and_then_all_backwards(kernel, path):
    anew(kernel)
    found = []
    for code, texts in cells(path):
        found += [strange(kernel, code, texts, whole=True) for _ in range(2)]
    for code, texts in reversed(cells(path)):
        found.append(strange(kernel, code, texts, whole=True))
    assert [wrong for wrong in found if wrong] == []


@pytest.mark.weekly
@EVERY
def test_a_cell_alone_and_with_a_third_left_out(kernel, path):
    (imports, _), *others = cells(path)
    found = []
    for code, texts in others:
        anew(kernel, [imports])
        found.append(strange(kernel, code, texts))
    anew(kernel, [imports])
    rng = np.random.default_rng(int(path.name[:2]))
    for code, texts in others:
        if rng.random() > 1 / 3:
            found.append(strange(kernel, code, texts))
    assert [wrong for wrong in found if wrong] == []


@pytest.mark.weekly
def test_the_running_tests_would_see_it(kernel):
    anew(kernel, ["n = 1"])
    assert strange(kernel, "n += 1\nprint(n)", ["2\n"]) is None
    assert strange(kernel, "n += 1\nprint(n)", ["2\n"])
    assert strange(kernel, "1 / 0", [""])
    anew(kernel, ["import lstmlib.course.notebook"])
    assert strange(kernel, "print(n)", ["2\n"]) is None
    assert strange(kernel, "print(n)", ["2\n"], whole=True)
