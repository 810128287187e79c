"""A cell below a stopped one says in one sentence what is missing, or goes on."""

import json
import sys
import types

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lstmlib.course.notebook import finished, made_of, missing


def test_what_is_finished_is_handed_on():
    runs = [1, 2]
    assert finished(runs) is runs
    assert made_of(runs, planned=2) == ""


def test_a_finding_tells_that_runs_are_missing():
    assert made_of([0, 0], planned=9) == " (2 of 9 trainings)"


@pytest.mark.parametrize("ask", [finished, lambda runs: made_of(runs, planned=3)])
def test_nothing_at_all_is_told_in_one_sentence(ask):
    with pytest.raises(missing.Missing, match="No training of this kind") as caught:
        ask([])
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert "\n" not in str(caught.value)


@pytest.fixture
def told():
    """A function that runs a cell -> the lines that are shown of its error."""
    shell, shown = InteractiveShell(), []
    shell.set_custom_exc((NameError, KeyboardInterrupt), missing._tell)
    shell._showtraceback = lambda kind, error, lines: shown.append((kind, lines))

    def run(code):
        shown.clear()
        shell.run_cell(code)
        return shown[0][0], "\n".join(shown[0][1])

    return run


@pytest.mark.parametrize("cell", ["x = 1\nrecord", "[record for _ in range(3)]"])
def test_a_name_that_a_cell_does_not_know_is_told_in_one_sentence(told, cell):
    kind, lines = told(cell)
    assert kind is NameError and "\n" not in lines
    assert lines.startswith("There is no `record` yet: run the cell above that makes")


CELLS = [
    ("markdown", "# Chapter 99\n\n## Before\nx = 1"),
    ("code", "%time this is no Python\nrecord = 1"),
    ("markdown", "## Train *two*"),
    ("code", "for seed in (0, 1):\n    record = seed"),
    ("markdown", "## After\n"),
    ("code", "record"),
    ("code", "def draw(curve):\n    last = 0\n    return curve"),
]
SETUP = "import sys; exercises = sys.modules['lstmlib.course.ch99.exercises']\n"


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """The file of a chapter, in the folder where the kernel works."""
    cells = [{"cell_type": kind, "source": [source]} for kind, source in CELLS]
    path = tmp_path / "99_forget.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exercises = types.ModuleType("lstmlib.course.ch99.exercises")
    monkeypatch.setitem(sys.modules, exercises.__name__, exercises)
    return path


@pytest.mark.parametrize(
    "cell", ["print(record)", "def f():\n    return [record for _ in '1']\nf()"]
)
def test_the_cell_that_makes_a_name_is_named(told, chapter, cell):
    assert told(SETUP + cell)[1] == (
        "There is no `record` yet: run the cell “for seed in (0, 1):” under "
        "“Train *two*”, to its end."
    )
    assert "“def draw(curve):” under “After”" in told(SETUP + "draw")[1]
    assert "or look at the spelling" in told(SETUP + "last")[1]
    assert "or look at the spelling" in told(SETUP + "x")[1]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cells": [{}]}', None])
def test_a_chapter_that_cannot_be_read_costs_no_sentence(told, chapter, content):
    chapter.unlink()
    if content is not None:
        chapter.write_text(content)
    assert "There is no `record` yet: run the cell above" in told(SETUP + "record")[1]


def test_a_stopped_cell_says_so_in_one_sentence(told):
    kind, lines = told("def f():\n    raise KeyboardInterrupt\nf()")
    assert kind is KeyboardInterrupt
    assert lines == "Stopped: this cell has not run to its end."
    assert told("raise KeyboardInterrupt('Stopped early.')")[1] == "Stopped early."


@pytest.mark.parametrize("cell", ["def f():\n    return record\nf()", "1 / 0"])
def test_an_error_in_a_function_and_any_other_keep_their_traceback(told, cell):
    _, lines = told(cell)
    assert "Traceback" in lines and "run the cell above" not in lines
