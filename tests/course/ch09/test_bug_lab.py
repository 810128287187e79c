"""Chapter 09: the bug lab finds every bug, and every repair in the chapter mends it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from lstmlib.cells import lstm_step_backward
from lstmlib.course.ch09 import bug_lab
from lstmlib.gradcheck import relative_error
from lstmlib.layers import LSTM

CHAPTER = Path(__file__).parents[3] / "notebooks" / "09_follow_the_blame.ipynb"
CELLS = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]

# Each bug of the chapter: where it fails over one step, and over six.
EVERYWHERE = {"i", "f", "g", "o", "x", "h_0"}
RELU = {"W_x", "W_h", "b", "x", "h_0"}
BUGS = {
    "hand_back": (set(), EVERYWHERE),
    "step_back": ({"c_0"}, EVERYWHERE | {"c_0"}),
    "forget_back": ({"f", "x", "h_0"}, EVERYWHERE | {"c_0"}),
    "relu_back": (RELU, RELU),
    "gate": ({"i", "f", "o", "x", "h_0"}, EVERYWHERE | {"c_0"}),
}
PARTS = {"forget_back": "step_back"}


def source(cell):
    return "".join(cell["source"])


def bug_cells():
    """{name: (number, code)} of the cells that hold a bug, without what they call."""
    found = {}
    for number, cell in enumerate(CELLS):
        code = source(cell)
        if cell["cell_type"] == "code" and "bug_lab.examine(" in code:
            definition, name = re.match(r"(def (\w+).*?)\n\n", code, re.S).groups()
            found[name] = number, definition
    return found


def repairs(name):
    """The old line and the new one, as the next cell's closed <details> gives them."""
    number, _ = bug_cells()[name]
    text = source(CELLS[number + 1])
    body = re.search(r"<summary>Repair</summary>(.*?)</details>", text, re.S)[1]
    code = re.search(r"```diff\n(.*?)```", body, re.S)[1]
    old, new = code.splitlines()
    assert old[0] == "-" and new[0] == "+"
    return old[1:].strip(), new[1:].strip()


def errors(name, code, steps):
    scope = {"np": np, "bug_lab": bug_lab}
    exec(code, scope)
    if name == "relu_back":
        return bug_lab.relu_errors(steps, scope[name])
    return bug_lab.lstm_errors(steps, **{PARTS.get(name, name): scope[name]})


def failing(found):
    return {tensor for tensor, error in found.items() if error > 0.01}


def test_the_chapter_has_the_five_bugs():
    assert list(bug_cells()) == list(BUGS)


@pytest.mark.parametrize("name", BUGS)
@pytest.mark.parametrize("steps", [1, 6])
def test_the_lab_tells_which_tensors_a_bug_spoils(name, steps):
    found = errors(name, bug_cells()[name][1], steps)
    assert failing(found) == BUGS[name][steps == 6]
    assert all(e > 0.01 or e < bug_lab.EXACT for e in found.values())


@pytest.mark.parametrize("name", BUGS)
def test_one_line_mends_every_bug(name):
    code = bug_cells()[name][1]
    assert len(code.splitlines()) <= 12
    old, new = repairs(name)
    assert code.count(old) == 1 and old != new
    mended = code.replace(old, new)
    for steps in (1, 6):
        assert max(errors(name, mended, steps).values()) < bug_lab.EXACT


@pytest.mark.parametrize("steps", [1, 6])
def test_the_lab_finds_nothing_wrong_where_nothing_is(steps):
    assert max(bug_lab.lstm_errors(steps).values()) < bug_lab.EXACT
    mended = bug_lab.lstm_errors(steps, hand_back=bug_lab.hand_back)
    assert max(mended.values()) < bug_lab.EXACT and "c_0" not in mended


def test_the_lab_s_parts_are_the_library_s_step_and_layer():
    params, steps, dh_out, _ = bug_lab.lstm_task(4)
    W_x, W_h = params["W_x"], params["W_h"]
    dh, dc = np.random.default_rng(0).normal(size=(2, *steps[1].h.shape))
    (dx, *theirs), _ = lstm_step_backward(dh, dc, steps[1], W_x, W_h)
    da, *mine = bug_lab.step_back(dh, dc, steps[1], W_h)
    assert np.allclose(da @ W_x.T, dx) and np.allclose(mine, theirs)
    layer = LSTM(4, 5, rng=np.random.default_rng(0), dtype=np.float64)
    layer.params |= {name: params[name] for name in ("W_x", "W_h", "b")}
    x = params["x"].transpose(1, 0, 2)
    trace = layer.forward(x, (params["h_0"], params["c_0"]))
    dx, _ = layer.backward(dh_out.transpose(1, 0, 2), trace)
    das = bug_lab.hand_back(dh_out, steps, W_h)
    mine = np.stack([da @ W_x.T for da in das], axis=1)
    assert relative_error(mine, dx) < bug_lab.EXACT


def test_examine_prints_one_table_of_two_rows(capsys):
    bug_lab.examine(step_back=lambda *args: [0 * a for a in bug_lab.step_back(*args)])
    head, one, six = capsys.readouterr().out.splitlines()
    assert head.split() == ["i", "f", "g", "o", "x", "h_0", "c_0"]
    assert one.split() == ["one", "step"] + ["1.00"] * 7
    assert six.split() == ["six", "steps"] + ["1.00"] * 7


def test_examine_prints_small_errors_of_its_own_size(capsys):
    """One tensor only is wrong over one step, by a third; the others are exact."""

    def too_much(*given):
        da, dh, dc = bug_lab.step_back(*given)
        return da, dh, 1.5 * dc

    error = bug_lab.lstm_errors(1, step_back=too_much)["c_0"]
    assert 0.1 < error < 0.9
    bug_lab.examine(step_back=too_much)
    one = capsys.readouterr().out.splitlines()[1]
    assert one.split()[2:] == ["<", "1e-9"] * 6 + [f"{error:.2f}"]
