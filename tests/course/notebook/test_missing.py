"""A cell below a stopped one says in one sentence what is missing, or goes on."""

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


def test_a_stopped_cell_says_so_in_one_sentence(told):
    kind, lines = told("def f():\n    raise KeyboardInterrupt\nf()")
    assert kind is KeyboardInterrupt
    assert lines == "Stopped: this cell has not run to its end."
    assert told("raise KeyboardInterrupt('Stopped early.')")[1] == "Stopped early."


@pytest.mark.parametrize("cell", ["def f():\n    return record\nf()", "1 / 0"])
def test_an_error_in_a_function_and_any_other_keep_their_traceback(told, cell):
    _, lines = told(cell)
    assert "Traceback" in lines and "run the cell above" not in lines
