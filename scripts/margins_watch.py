"""Watch the comparisons that decide what a chapter says: for `margins.py`, in a kernel.

begin(shell) makes Python hand each of them to a recorder, which compares as Python does
and keeps both sides; told(recorder) is what it has seen.
"""

import ast
import importlib.machinery
import json
import operator
import re
import sys
from pathlib import Path

import numpy as np

MODULES = re.compile(r"lstmlib\.course\.(ch\d\d|lab)\.(?!exercises)\w+")
"""What is watched beside the cells. An exercise compares what the learner wrote."""

QUIET = {
    "_draw_difference",
    "_draw_words",
    "_mark_half_life",
    "_mark_start",
    "_name_the_worst",
    "_short",
    "as_share",
    "fisher_exact",
    "half_life_in_words",
    "has_learned",
    "round_number",
}
"""Functions whose comparisons place, colour, round or count; they decide no words."""

OPS = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
NAME = "_watched"
CALLS = ("allclose", "isclose", "argmax", "argmin")
BY_KEY = ("min", "max", "sorted")


class Watch(ast.NodeTransformer):
    """Rewrites a module, or a cell if `place` is "", and lists the sites it found.

    sites: (place, source), such as ("ch01.figures.draw_recall", "ratio[0] < 1.25").
    """

    def __init__(self, place=""):
        self.place, self.open, self.sites = place, not place, []

    def visit_FunctionDef(self, node):
        """Watch a function that puts words together or chooses among some."""
        place, was_open = self.place, self.open
        self.place = f"{place}.{node.name}" if place else ""
        self.open = self.open or (node.name not in QUIET and says(node))
        self.generic_visit(node)
        self.place, self.open = place, was_open
        return node

    def visit_If(self, node):
        """Leave the check of an argument alone: what it says is an error."""
        return (
            node if isinstance(node.body[-1], ast.Raise) else self.generic_visit(node)
        )

    def visit_While(self, node):
        """Leave a loop alone that goes on until it is done."""
        return node

    def visit_ClassDef(self, node):
        """Leave networks and layers alone: they compute, they say nothing."""
        return node

    def visit_Call(self, node):
        """Note who is chosen, whether two are near, and what all or any hold."""
        called = ast.unparse(node.func).split(".")[-1]
        if called in ("all", "any") and isinstance(
            next(iter(node.args), 0), ast.Compare
        ):
            node.args[0] = self.visit_Compare(node.args[0], over=called)
            return node
        source = ast.unparse(node)
        self.generic_visit(node)
        by_key = any(keyword.arg == "key" for keyword in node.keywords)
        if not self.open or called not in (BY_KEY if by_key else CALLS):
            return node
        return self.handed("call", source, [node.func, *node.args], node.keywords)

    def visit_Compare(self, node, over=""):
        """Hand the sides of a comparison over."""
        source = ast.unparse(node)
        self.generic_visit(node)
        if not self.open or any(type(op) not in OPS for op in node.ops):
            return node
        ops = tuple(OPS[type(op)].__name__ for op in node.ops)
        sides = [node.left, *node.comparators]
        return self.handed("compare", source, [ast.Constant((ops, over)), *sides])

    def handed(self, how, source, parts, keywords=()):
        """The call of the recorder in the place of a piece of source."""
        self.sites.append((self.place, source))
        method = ast.Attribute(ast.Name(NAME, ast.Load()), how, ast.Load())
        told = [ast.Constant(self.place), ast.Constant(source), *parts]
        return ast.Call(method, told, [*keywords])


def place_of(module):
    """How a module is named on the page."""
    return module.removeprefix("lstmlib.course.")


def says(function):
    """Whether a function puts words together, hands some back or chooses among some."""
    nodes = [n for line in function.body for n in ast.walk(line)]
    errors = {id(n) for e in nodes if isinstance(e, ast.Raise) for n in ast.walk(e)}
    ends = [n.value for n in nodes if isinstance(n, ast.Return)]
    ends += [end for n in nodes if isinstance(n, ast.IfExp)
             for end in (n.body, n.orelse)]  # fmt: skip
    words = [n for n in nodes if isinstance(n, ast.JoinedStr) and id(n) not in errors]
    words += [end for end in ends if isinstance(getattr(end, "value", None), str)]
    return bool(words)


class Recorder:
    """Does what the source asks for, and keeps the sides if they are fractions."""

    def __init__(self):
        self.cell, self.seen = 0, []

    def compare(self, place, source, how, *sides):
        """Compare the sides; how: (names of operators, "all", "any" or "")."""
        ops, over = how
        for op, left, right in zip(ops, sides, sides[1:], strict=False):
            held = getattr(operator, op)(left, right)
            if not isinstance(held, np.ndarray) and not held:
                break
        many = isinstance(held, np.ndarray)
        if fractions(sides) and (over and held.size if many else True):
            result = bool(getattr(np, over)(held) if many else held)
            kept = deciding(sides, held, over, result) if many else sides
            self.keep(place, source, kept, result)
        return held

    def call(self, place, source, function, *arguments, **how):
        """Call one of CALLS, or one of BY_KEY by its key."""
        name, values = function.__name__, arguments and arguments[0]
        if "key" in how:
            arguments = (list(values),)
            values = [how["key"](value) for value in arguments[0]]
        result = function(*arguments, **how)
        if name.endswith("close"):
            self.keep(place, source, [off(*arguments, **how), 1], bool(np.all(result)))
            return result
        values = np.asarray(values if arguments else function.__self__)
        if values.ndim == 1 and values.size > 1 and values.dtype.kind == "f":
            order = np.argsort(
                -values if name.endswith("max") else values, kind="stable"
            )
            # Who comes first is decided by the first two, an order by every two.
            order = order if name == "sorted" else order[:2]
            pairs = zip(values[order], values[order[1:]], strict=False)
            first = order if name == "sorted" else order[:1]
            self.keep(place, source, min(pairs, key=margin), first.tolist())
        return result

    def keep(self, place, source, sides, held):
        """Add a comparison to what was seen in this cell."""
        found = margin(sides)
        sides = [float(side) for side in sides]
        self.seen.append((self.cell, place, source, sides, found, held))


def fractions(sides):
    """Whether the sides are numbers, and not all of them whole ones."""
    try:
        kinds = {np.asarray(side).dtype.kind for side in sides}
    except ValueError:
        return False
    return "f" in kinds and kinds <= set("fiu")


def deciding(sides, held, over, result):
    """The sides of the element that would have to turn for an `all` or `any` to turn.

    The nearest one where one is enough, else the farthest of those that all have to.
    """
    rows = [row.ravel() for row in np.broadcast_arrays(*sides)]
    elements = [
        [row[k] for row in rows] for k in np.flatnonzero(held.ravel() == result)
    ]
    one_is_enough = result == (over == "all")
    return (min if one_is_enough else max)(elements, key=margin)


def off(ours, theirs, rtol=1e-5, atol=1e-8):
    """The largest difference, as a share of what is allowed there."""
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    return float(np.max(np.abs(ours - theirs) / (atol + rtol * np.abs(theirs))))


def margin(sides):
    """How far a comparison is from turning: the nearest gap, relative to the larger.

    Where two shares are compared, relative to what the smaller lacks of 1, if that is
    more: 0.99 is far above 0.9, for ten times fewer are missing. 0 is on the edge.
    """
    values = [float(side) for side in sides]
    gap = min(abs(b - a) for a, b in zip(values, values[1:], strict=False))
    scales = [max(abs(value) for value in values)]
    shares = all(0 <= value <= 1 for value in values)
    if shares and not any(isinstance(side, int) for side in sides):
        scales.append(1 - min(values))
    return max(gap / scale if scale and np.isfinite(scale) else float(gap > 0)
               for scale in scales)  # fmt: skip


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with its comparisons watched, and leaves no bytecode behind."""

    def get_code(self, fullname):
        """Compile the module anew."""
        tree = ast.parse(Path(self.path).read_text(encoding="utf-8"))
        Watch(place_of(fullname)).visit(tree)
        return compile(ast.fix_missing_locations(tree), self.path, "exec")


class Finder:
    """Finds the modules that say something, before Python does."""

    @staticmethod
    def find_spec(fullname, path=None, target=None):
        """A module of a chapter or of the laboratory -> its spec, else None."""
        spec = None
        if MODULES.fullmatch(fullname):
            spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
            spec.loader = Loader(fullname, spec.origin)
        return spec


def begin(shell):
    """Watch what this shell's cells and their modules compare from now on."""
    recorder = Recorder()
    sys.meta_path.insert(0, Finder)
    vars(sys.modules["builtins"])[NAME] = recorder
    shell.ast_transformers.append(Watch())

    def next_cell(info):
        recorder.cell += 1

    shell.events.register("pre_run_cell", next_cell)
    return recorder


def told(recorder):
    """What was seen, as JSON: [[cell, place, source, sides, margin, held], ...]."""
    return json.dumps(recorder.seen)
