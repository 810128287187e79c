"""The mutation check: faults of one place, drawn by seed, and results that last."""

import ast
import difflib
import json
import random

import mutants
import pytest


@pytest.fixture(scope="module")
def everyone():
    return mutants.all_mutants()


def test_every_module_has_places_to_break(everyone):
    broken = {m.module for m in everyone}
    paths = [path for pattern in mutants.LIBRARY for path in mutants.ROOT.glob(pattern)]
    expected = {path.relative_to(mutants.ROOT).as_posix() for path in paths}
    assert broken == expected - {"lstmlib/_fast/__init__.py"}


def test_a_mutant_is_code_that_differs_at_one_place(everyone):
    for m in random.Random(0).sample(everyone, 60):
        old = (mutants.ROOT / m.module).read_text("utf-8")
        ast.parse(m.code)
        matcher = difflib.SequenceMatcher(
            None, old.splitlines(), m.code.splitlines(), autojunk=False
        )
        places = [code for code in matcher.get_opcodes() if code[0] != "equal"]
        assert len(places) == 1, m.name
        assert m.before != m.after


def test_names_tell_mutants_apart_and_stay_when_lines_move():
    code = "def f(i, g, t):\n    return i * g + t[1:]\n"
    found = mutants.mutants_of("a.py", code)
    moved = mutants.mutants_of("a.py", "# a line more\n\n" + code)
    names = [m.name for m in found]
    assert names == [m.name for m in moved] and len(set(names)) == len(names)


def test_the_faults_are_those_that_a_reader_would_name():
    code = """
def sigmoid(a): return a
def f(i, f, c_prev, g, dh, T, axis=0):
    c = f * c_prev + i * np.tanh(g)
    for t in range(T):
        dh[t] = -c if t < 3 else sigmoid(c).sum(axis=1)
    if not c:
        raise ValueError("1 + 1")
    return c[:-1]
"""
    after = {m.after for m in mutants.mutants_of("a.py", code)}
    assert {
        "c = f * c_prev - i * np.tanh(g)",
        "c = f * c_prev",
        "c = g * c_prev + i * np.tanh(g)",
        "c = f * c + i * np.tanh(g)",
        "c = f * c_prev + i * np.positive(g)",
        "c = f * c_prev + i * sigmoid(g)",
        "for t in range(T + 1):",
        "dh[t] = c if t < 3 else sigmoid(c).sum(axis=1)",
        "dh[t] = -c if t <= 3 else sigmoid(c).sum(axis=1)",
        "dh[t] = -c if not (t < 3) else sigmoid(c).sum(axis=1)",
        "dh[t] = -c if t < 3 else sigmoid(c).sum(axis=0)",
        "def f(i, f, c_prev, g, dh, T, axis=1):",
        "if c:",
        "pass",
        "return c[:-2]",
        "return c[1:-1]",
    } <= after
    assert not any("1 - 1" in line for line in after), "a message is left alone"


def test_the_same_seed_draws_the_same(everyone):
    one, same, other = (mutants.draw(everyone, 60, seed) for seed in (1, 1, 2))
    assert one == same != other and len({m.name for m in one}) == 60
    assert len(mutants.draw(everyone, 0, 1)) == len(everyone)


def test_results_outlast_a_run_that_was_cut_off(tmp_path):
    path, stamps = tmp_path / "results", {"units": "new", "chapters": "new"}
    assert mutants.read_results(path, stamps) == {}
    name = ["lstmlib/cells.py", "f", "a + b", "a - b"]
    lines = [
        json.dumps(["units", "old", *name, "of other code"]),
        json.dumps(["units", "new", *name, "test_cells.py"]),
        json.dumps(["chapters", "new", *name, ""]),
        '["chapters", "new", "lstmlib/ce',
    ]
    path.write_text("\n".join(lines))
    assert mutants.read_results(path, stamps) == {
        ("units", tuple(name)): "test_cells.py",
        ("chapters", tuple(name)): "",
    }


def test_what_is_as_right_as_the_library_exists_and_is_argued(everyone):
    argued = mutants.arguments()
    assert argued.keys() <= {m.name for m in everyone}
    assert all(reason.endswith(".") for reason in argued.values())


def test_a_report_names_who_lives(everyone):
    lives, noticed, equivalent = everyone[:3]
    found = {("units", lives.name): "", ("units", noticed.name): "test_cells.py"}
    argued = {equivalent.name: "It is the same."}
    told = "\n".join(mutants.report([lives, noticed, equivalent], found, argued))
    assert "unit tests notice 1 of 2" in told
    assert f"lives: {lives.module}:{lives.line} {lives.before}" in told
    assert "It is the same." in told
