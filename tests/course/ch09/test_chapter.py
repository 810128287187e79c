"""Chapter 09's cells: in any order, under python -O, and what its checks tell."""

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

CHAPTER = Path(__file__).parents[3] / "notebooks" / "09_follow_the_blame.ipynb"
CELLS = [
    "".join(cell["source"])
    for cell in json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
]
PICTURES = ("show(", "widgets.", "show_code(")


def said(code, scope):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, scope)
    return out.getvalue()


@pytest.fixture(scope="module")
def run():
    """The names after a whole run, and what each cell without a picture said."""
    scope = {}
    told = [(code, said(code, scope)) for code in CELLS]
    return scope, [(c, out) for c, out in told if not any(p in c for p in PICTURES)]


@pytest.mark.parametrize("order", [1, 2, 3])
def test_cells_run_again_in_another_order_say_the_same(run, order):
    scope, told = run
    for k in np.random.default_rng(order).permutation(len(told)):
        code, before = told[k]
        assert said(code, scope) == before, code


def test_cells_run_twice_each_say_the_same_twice(run):
    scope, told = run
    for code, before in told:
        assert said(code, scope) == said(code, scope) == before, code


def test_every_gradient_is_confirmed_and_a_wrong_one_is_not(run):
    scope, told = run
    lines = [line for _, out in told for line in out.splitlines() if "error" in line]
    assert len(lines) == 20 and all(line.endswith("error < 1e-9") for line in lines)
    wrong = said('confirm("f", df * 1.01, one_step)', scope)
    assert "error 0.01" in wrong


def test_wrong_gradients_and_answers_are_told_without_assertions():
    """python -O skips every assert; no check of the chapter may rest on one."""
    first = next(k for k, code in enumerate(CELLS) if code.startswith("sizes ="))
    code = "\n".join([CELLS[0], *CELLS[first : first + 4]])
    code += """
confirm("f", 2 * dc * c_prev, one_step)
exercises.check_gate(lambda a: (1 + np.tanh(a)) / 2)
exercises.check_relu_back(lambda dh, h, W_h: (dh, dh @ W_h.T))
"""
    done = subprocess.run(
        [sys.executable, "-O", "-c", code], capture_output=True, text=True, check=True
    )
    *_, gradient, gate, relu = done.stdout.splitlines()
    assert gradient.startswith("df") and gradient.endswith("error 1.00")
    assert "not repaired yet" in gate and "not repaired yet" in relu


def test_most_blame_lies_where_the_answer_to_the_widget_s_question_says(run):
    walk = run[0]["walks"]["trained"][0]
    first, second, third = np.argsort(-walk.word)[:3]
    assert (walk.words[first], walk.words[second]) == ("of", "deva")
    assert walk.word[second] > 1.3 * walk.word[third]
