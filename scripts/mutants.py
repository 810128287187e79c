"""Break the library at one place at a time: do the tests and the chapters notice?

    python scripts/mutants.py --number 60 --seed 1

A mutant is the library with one small fault in lstmlib/*.py or lstmlib/_fast/*.py: a
sign flipped, one gate, state or size read for another, a term or an operation dropped,
a missing tanh, a slice or a range off by one, another axis, constant or default, a
comparison or a condition turned. Messages, and sizes that only speed depends on, are
left alone.

Most sites *compute*. The others *refuse*: _validate, _interrupts, and every check that
ends in a `raise`. No chapter gives the library bad input, so chapters are judged by the
mutants that compute; the unit tests, by all.

Each mutant is made in a copy of the project and meets the unit tests and, separately,
strict nbval of the chapters, both up to the first failure. Each result is added to
build/mutants.jsonl as it comes, so that a run that was stopped goes on; it counts as
long as the library, the tests and the chapters are the same. mutants.tsv argues which
mutants are as right as the library.
"""

import argparse
import ast
import contextlib
import copy
import csv
import hashlib
import importlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ["lstmlib/*.py", "lstmlib/_fast/*.py"]

# ------------------------------------------------------------------- the faults

# A name is mistaken for the next of its group that the function knows.
GROUPS = """i f g o|a_i a_f a_g a_o|da_i da_f da_g da_o|h h_prev|c c_prev|h c|h0 c0
h_prev c_prev|dh dc|dh_now dh_next|dc dc_next|dc dc_prev|W_x W_h|N T|D H|m v|beta1 beta2
i_f g_c|written kept|factor summand|factors summands|sigmoids partners|above below
start stop|min max|any all|sum mean|zeros ones|add subtract|multiply divide|sin cos
float32 float64|tanh positive|exp positive|log positive|sqrt positive|abs positive
sign positive"""
GROUPS = [group.split() for group in GROUPS.replace("\n", "|").split("|")]
ONLY_SPEED = {"CHUNK", "(BLOCK_BYTES, BLOCK_STEPS)"}
OTHER = {"Add": "Sub", "Sub": "Add", "Mult": "Div", "Div": "Mult", "Pow": "Mult"}
OTHER |= {"Lt": "LtE", "LtE": "Lt", "Gt": "GtE", "GtE": "Gt", "Eq": "NotEq"}
OTHER |= {"NotEq": "Eq", "In": "NotIn", "NotIn": "In", "Is": "IsNot", "IsNot": "Is"}
OTHER |= {"And": "Or", "Or": "And"}
OPERATORS = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.NamedExpr)


class Mutant(NamedTuple):
    """One fault: where it is, what it turns into what, and the code with it."""

    module: str  # from the root of the project
    function: str
    before: str  # the line
    after: str
    line: int
    refuses: bool  # whether it is part of a check that raises
    code: str

    @property
    def name(self):
        """What stays when lines move."""
        return self[:4]


def mistaken(name, known=None):
    """The names that may be taken for this one, one of each of its groups."""
    for group in GROUPS:
        at = group.index(name) + 1 if name in group else 0
        rest = [n for n in group[at:] + group[:at] if known is None or n in known]
        if at and rest and rest[0] != name:
            yield rest[0]


def written(node, **changes):
    """The code of a node with some of its parts changed."""
    node = copy.copy(node)
    for name, part in changes.items():
        setattr(node, name, part)
    code = ast.unparse(node)
    return f"({code})" if isinstance(node, OPERATORS) else code


def bare(code):
    """The code without the brackets around it that `written` puts there."""
    return code[1:-1] if code.startswith("(") else code


def other(operator):
    """The operator it is mistaken for."""
    return getattr(ast, OTHER[type(operator).__name__])()


def off_by_one(node):
    """The code of a number, one more and one less."""
    return written(node) + " + 1", written(node) + " - 1"


def turned(test):
    """A condition and its opposite, unless that is the fault of an operator, too."""
    orders = ast.Lt | ast.LtE | ast.Gt | ast.GtE
    if isinstance(test, ast.Compare) and not isinstance(test.ops[0], orders):
        return
    if not isinstance(test, ast.UnaryOp):
        yield test, f"not {written(test)}"


def faults(node, known):
    """Yield (node, code that may stand in its place) for the faults at one node."""
    match node:
        case ast.BinOp(op=ast.Pow()):
            yield from (
                (node, written(node, op=other(node.op))),
                (node, written(node.left)),
            )
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            yield node, bare(written(node, op=other(node.op)))
            for kept in (node.left, node.right):
                is_sum = isinstance(getattr(kept, "op", None), ast.Add | ast.Sub)
                yield node, written(kept) if is_sum else bare(written(kept))
        case ast.UnaryOp():
            yield node, written(node.operand)
        case ast.Compare():
            for n, op in enumerate(node.ops):
                ops = [*node.ops[:n], other(op), *node.ops[n + 1 :]]
                yield node, bare(written(node, ops=ops))
        case ast.BoolOp():
            yield node, written(node, op=other(node.op))
            for value in node.values:
                rest = [v for v in node.values if v is not value]
                yield node, written(node, values=rest)
        case ast.Constant(value=bool()):
            yield node, repr(not node.value)
        case ast.Constant(value=int()):
            yield from ((node, repr(node.value + n)) for n in (1, -1))
        case ast.Constant(value=float() | complex()):
            yield from ((node, repr(node.value * factor)) for factor in (2, 0.5))
        case ast.Constant(value=str()) if 0 < len(node.value) < 5 and known:
            # Neighbours in the order of the fast loops: the next ones, or those before.
            start, order = "oifgc".find(node.value), "oifgc"
            size = len(node.value)
            if start >= 0:
                start += 1 if start + size < len(order) else -1
                yield node, repr(order[start : start + size])
            yield from ((node, repr(name)) for name in mistaken(node.value))
        case ast.Name(ctx=ast.Load()):
            yield from ((node, name) for name in mistaken(node.id, known))
            if node.id == "sigmoid":
                yield from ((node, squash) for squash in ("np.tanh", "np.positive"))
        case ast.Attribute(attr="T"):
            yield node, written(node.value)
        case ast.Attribute(ctx=ast.Load()):
            for name in mistaken(node.attr):
                yield node, written(node, attr=name)
            if node.attr == "tanh" and "sigmoid" in known:
                yield node, "sigmoid"
        case ast.Call(func=ast.Attribute(attr="copy" | "swapaxes" | "transpose")):
            yield node, written(node.func.value)
        case ast.Call(func=ast.Name(id="range")):
            for argument in node.args:
                if not isinstance(argument, ast.Constant):
                    yield from ((argument, code) for code in off_by_one(argument))
        case ast.Slice():
            lower, upper = node.lower, node.upper
            for bound in filter(None, (lower, upper)):
                if not isinstance(bound, ast.Constant | ast.UnaryOp):
                    yield from ((bound, code) for code in off_by_one(bound))
            if not (lower and upper):
                new = {"lower": lower or ast.Constant(1)} if upper else {}
                yield node, written(node, **(new or {"upper": ast.Constant(-1)}))
        case ast.If() | ast.IfExp():
            yield from turned(node.test)
        case ast.comprehension():
            for test in node.ifs:
                yield from turned(test)
        case ast.AugAssign(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            yield node, written(node, op=other(node.op))
            yield node, "pass"
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield node, "pass"
        case ast.Assign(targets=[ast.Subscript()]):
            yield node, "pass"
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=owner))]):
            if owner != "self":
                yield node, "pass"
        case ast.Return(value=ast.BinOp(op=ast.Mult() | ast.MatMult())):
            yield node.value, f"-{written(node.value)}"


def is_a_check(node):
    """Whether a statement does nothing but raise for what is wrong."""
    match node:
        case ast.If(body=[*_, ast.Raise()]) | ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name.startswith("check_")
    return False


def places(node, function, known, refuses):
    """Yield (node, its function, the names known there, whether it refuses)."""
    refuses = refuses or is_a_check(node)
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".strip(".")
        parts = list(ast.walk(node))
        known = known | {n.id for n in parts if isinstance(n, ast.Name)}
        known |= {n.arg for n in parts if isinstance(n, ast.arg)}
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ONLY_SPEED:
        return
    yield node, function, known, refuses
    children = ast.iter_child_nodes(node)
    match node:
        case ast.Raise() | ast.JoinedStr():
            return  # what a message says
        case ast.keyword(arg="strict"):
            return  # it guards against faults of our own
        case ast.Call(func=ast.Name(id="_blocks")):
            children = node.args[:1]  # how many bytes a block has
    for child in children:
        yield from places(child, function, known, refuses)


def mutants_of(module, code):
    """Every mutant of one module's code."""
    tree, seen = ast.parse(code), {code}
    starts = [0, *(n + 1 for n, byte in enumerate(code.encode()) if byte == 10)]
    checks = module.endswith(("_validate.py", "_interrupts.py"))
    functions = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    for at, function, known, refuses in places(tree, "", functions, checks):
        for node, text in faults(at, known):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            first, last = starts[node.lineno - 1], starts[node.end_lineno]
            raw = code.encode()
            parts = raw[:first], raw[first:begin], raw[end:last], raw[last:]
            head, left, right, tail = (part.decode() for part in parts)
            line = left + text + right
            if (new := head + line + tail) not in seen:
                seen.add(new)
                shown = (" ".join(s.split()) for s in (raw[first:last].decode(), line))
                yield Mutant(module, function, *shown, node.lineno, refuses, new)


def all_mutants(root=ROOT):
    """Every mutant of the library, in the order of the code."""
    paths = sorted(path for pattern in LIBRARY for path in root.glob(pattern))
    codes = {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in paths}
    return [m for module, code in codes.items() for m in mutants_of(module, code)]


def draw(mutants, number, seed):
    """So many of the mutants at random, or all of them for 0, in random order."""
    return random.Random(seed).sample(mutants, number or len(mutants))


def arguments():
    """{name of a mutant that is as right as the library: why}."""
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {tuple(row[:4]): row[4] for row in rows}


# --------------------------------------------------------------------- the runs

EQUIVALENT = Path(__file__).with_suffix(".tsv")
RESULTS = ROOT / "build" / "mutants.jsonl"
COPIED = {
    "units": ["lstmlib", "tests", "pyproject.toml"],
    "chapters": ["lstmlib", "notebooks", "data", "tests", "pyproject.toml"],
}
# What the verdicts of each suite hang on.
INPUTS = {
    "units": [*LIBRARY, "tests/conftest.py", "tests/lstmlib/*.py"],
    "chapters": ["lstmlib/**/*.py", "notebooks/[0-9]*.ipynb", "data/**/*.*"],
}
# By the processor's time they take; those that are not named come last.
UNITS = "cells vocabulary bad_input losses linear_embedding gradcheck layers".split()
CHAPTERS = "00 11 07 09 15 12 02 14 05 13 06 03 04 10 08 01".split()
# About ten times what the longest process takes without a fault.
CPU_SECONDS = 200
# Imported once, and not again for each mutant.
WARM = ["numpy", "hypothesis.strategies", "jupyter_client.manager", "nbval.plugin"]


def stamp(suite, root=ROOT):
    """A hash of all that the suite's verdicts hang on."""
    told = hashlib.sha256()
    for path in sorted(p for pattern in INPUTS[suite] for p in root.glob(pattern)):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:16]


def questions(suite, module):
    """What pytest is asked: the module's own tests first, or the cheapest chapter."""
    if suite == "chapters":
        paths, order = sorted(Path("notebooks").glob("[0-9]*.ipynb")), CHAPTERS
        names = [path.name[:2] for path in paths]
        flags = ["-p", "nbval.plugin", "--nbval", "--nbval-current-env"]
        flags.append("--nbval-cell-timeout=300")
    else:
        # Without PyTorch, too, no mutant may live.
        paths = [p for p in sorted(Path("tests/lstmlib").glob("test_*.py"))
                 if "pytorch" not in p.name]  # fmt: skip
        names, flags = [path.stem.removeprefix("test_") for path in paths], []
        order = [Path(module).stem.strip("_").replace("kernels", "layers"), *UNITS]
    cost = [order.index(name) if name in order else len(order) for name in names]
    return flags + [str(path) for _, path in sorted(zip(cost, paths, strict=True))]


def run_tests(suite, mutant, folder):
    """Put the fault into a copy of the project, test that, end with pytest's code."""
    os.setsid()
    with (folder / "told").open("w") as told:
        os.dup2(told.fileno(), 1)
        os.dup2(told.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 9))
    for name in COPIED[suite]:
        to_copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        to_copy(ROOT / name, folder / name)
    os.chdir(folder)
    if mutant:
        Path(mutant.module).write_text(mutant.code, encoding="utf-8")
    sys.path[0] = os.environ["PYTHONPATH"] = str(folder)
    flags = ["-x", "-q", "--tb=no", "-rfE", "-p", "no:cacheprovider"]
    code = pytest.main(flags + questions(suite, mutant.module if mutant else ""))
    sys.stdout.flush()
    os._exit(code)


def begin(suite, mutant, folder):
    """Start a process of its own for `run_tests` -> its number."""
    if process := os.fork():
        return process
    try:
        run_tests(suite, mutant, Path(folder))
    except BaseException:
        traceback.print_exc()
    os._exit(99)


def verdict(status, folder):
    """What noticed the fault: a test, a chapter's cell, "timeout"; "" for nothing."""
    code = os.waitstatus_to_exitcode(status)
    told = (Path(folder) / "told").read_text("utf-8", "replace").splitlines()
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout"
    if code not in (0, 1, 2, 3):
        raise RuntimeError("\n".join(["expected pytest to run, it said", *told[-20:]]))
    failed = [line for line in told if line.startswith(("FAILED ", "ERROR "))]
    found = failed[0].split(" - ")[0].split(" ", 1)[1] if failed else "an error"
    return found if code else ""


def run_all(jobs, processes, keep):
    """Run jobs (suite, mutant), some at a time, and keep(suite, mutant, verdict)."""
    jobs, running = list(jobs)[::-1], {}
    try:
        while jobs or running:
            while jobs and len(running) < processes:
                folder, job = tempfile.mkdtemp(prefix="mutant-"), jobs.pop()
                running[begin(*job, folder)] = *job, folder
            process, status = os.wait()
            suite, mutant, folder = running[process]
            keep(suite, mutant, verdict(status, folder))
            del running[process]
            shutil.rmtree(folder)
    finally:
        for process, (*_, folder) in running.items():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)


def read_results(path, stamps):
    """{(suite, mutant's name): verdict} of the runs of this very code."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    found = {}
    for line in lines:
        with contextlib.suppress(ValueError):  # a line that was cut off
            suite, of, *name, noticed = json.loads(line)
            if of == stamps[suite]:
                found[suite, tuple(name)] = noticed
    return found


def report(mutants, found, argued):
    """The lines that say who noticed how many, and every mutant that lives."""
    for suite, told in (("units", "unit tests"), ("chapters", "chapters")):
        run = [m for m in mutants if (suite, m.name) in found]
        for refuses, kind in ((False, "compute"), (True, "refuse")):
            part = [m for m in run if m.refuses == refuses and m.name not in argued]
            noticed = [m for m in part if found[suite, m.name]]
            by_time = sum(found[suite, m.name] == "timeout" for m in part)
            share = len(noticed) / max(1, len(part))
            yield (
                f"{told} notice {len(noticed)} of {len(part)} mutants that {kind}"
                f" ({share:.0%}; {by_time} by a timeout)"
            )
        for m in run:
            if m.name not in argued and not found[suite, m.name]:
                yield f"  lives: {m.module}:{m.line} {m.before}  ->  {m.after}"
            if m.name in argued and found[suite, m.name]:
                yield f"  noticed, against mutants.tsv: {m.before}  ->  {m.after}"
    for m in mutants:
        if m.name in argued:
            yield f"  as right: {m.before}  ->  {m.after}: {argued[m.name]}"


def main(arguments_given=None):
    """Run the command line; return 1 if the unit tests let a mutant live."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--number", type=int, default=60, help="0: every mutant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--suites", nargs="+", default=list(INPUTS), choices=INPUTS)
    parser.add_argument("--processes", type=int, default=2)
    told = parser.parse_args(arguments_given)
    mutants, argued = all_mutants(), arguments()
    stamps = {suite: stamp(suite) for suite in INPUTS}
    drawn = draw(mutants, told.number, told.seed)
    found = read_results(RESULTS, stamps)
    RESULTS.parent.mkdir(exist_ok=True)
    # Before NumPy comes; the Makefile says why.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # A shell starts what runs in the background with interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for module in WARM:
        importlib.import_module(module)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # That a test fails is enough: no smaller example is looked for.
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile("no shrinking", phases=phases)
    hypothesis.settings.load_profile("no shrinking")

    def keep(suite, mutant, noticed):
        name = mutant.name if mutant else ("nothing",)
        if not mutant and noticed:
            raise SystemExit(f"expected the library without a fault to pass: {noticed}")
        found[suite, name] = noticed
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(json.dumps([suite, stamps[suite], *name, noticed]) + "\n")
        print(f"{suite}: {noticed or 'lives'}  {' | '.join(name)}", flush=True)

    for suite in told.suites:
        if (suite, ("nothing",)) not in found:
            run_all([(suite, None)], 1, keep)
        # The chapters would take minutes not to notice what is right.
        todo = [m for m in drawn if suite == "units" or m.name not in argued]
        todo = [m for m in todo if (suite, m.name) not in found]
        run_all([(suite, m) for m in todo], told.processes, keep)
    print(*report(drawn, found, argued), sep="\n")
    return int(any(found.get(("units", m.name), "?") == "" for m in drawn
                   if m.name not in argued))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
