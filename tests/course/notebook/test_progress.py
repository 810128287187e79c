"""The bar of a training: it moves, and it never stays behind as if it were alive."""

from types import SimpleNamespace

import ipywidgets as widgets
import numpy as np
import pytest
from IPython.core.events import EventManager, available_events

from lstmlib.course.notebook import progress as module
from lstmlib.course.notebook.progress import progress_bar

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def notebook(monkeypatch):
    """A notebook's shell: the bundles it shows, and `end_cell`."""
    events = EventManager(None, available_events)
    shell = SimpleNamespace(kernel="a kernel", events=events)
    monkeypatch.setattr(module, "get_ipython", lambda: shell)
    shown = []
    monkeypatch.setattr(module, "emit", shown.append)
    end_cell = lambda: events.trigger("post_run_cell", None)  # noqa: E731
    return SimpleNamespace(shown=shown, end_cell=end_cell)


def line_of(notebook):
    """Return what stands in the progress bar's widget."""
    model = notebook.shown[0][VIEW]["model_id"]
    return widgets.widget._instances[model].value


def test_a_bar_is_shown_once_and_its_text_never_changes(notebook, capfd):
    progress = progress_bar("training: RNN, lr 0.003")
    for done in range(1, 101):
        progress(done, 100, 1 / done)
    notebook.end_cell()
    [bundle] = notebook.shown
    assert bundle["text/plain"] == "training: RNN, lr 0.003"
    assert bundle.keys() == {VIEW, "text/plain"}
    assert line_of(notebook) == "training: RNN, lr 0.003: done in 0 s, loss 0.01"
    assert capfd.readouterr() == ("", "")


def test_a_bar_shows_the_loss_and_the_time_left(notebook):
    progress = progress_bar("training <RNN>")
    progress(25, 100, 0.1234)
    line = line_of(notebook)
    assert line.startswith("training &lt;RNN&gt; <progress")
    assert 'value="0.250"' in line and "loss 0.123, 0 s left" in line


def test_a_bar_moves_at_most_ten_times_a_second(notebook, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    progress, lines = progress_bar("training"), []
    model = notebook.shown[0][VIEW]["model_id"]
    widgets.widget._instances[model].observe(lambda c: lines.append(c["new"]), "value")
    for done in range(1, 3001):
        clock[0] += 1 / 512
        progress(done, 10_000, 1 / done)
    assert len(lines) == 3000 // 52 + 1, "each 52nd step is more than 0.1 s later"


@pytest.mark.parametrize("loss", [np.nan, np.inf])
def test_a_bar_stops_where_the_loss_is_no_number(notebook, loss):
    progress = progress_bar("training")
    progress(1, 100, 0.5)
    progress(20, 100, loss)
    progress(21, 100, loss)
    assert (
        line_of(notebook) == f"training: stopped at step 20 of 100: the loss is {loss}"
    )


def test_a_training_that_broke_off_leaves_no_bar(notebook):
    progress = progress_bar("training")
    notebook.end_cell()
    progress(29, 100, 0.5)
    notebook.end_cell()
    notebook.end_cell()
    assert line_of(notebook) == "training: stopped at step 29 of 100"


def test_a_bar_serves_several_trainings_in_turn(notebook):
    progress = progress_bar("training twice", runs=2)
    progress(50, 100, 0.5)
    progress(100, 100, 0.4)
    assert "done" not in line_of(notebook)
    progress(100, 100, 0.3)
    assert line_of(notebook) == "training twice: done in 0 s, loss 0.3"


def test_in_a_script_progress_goes_to_stderr(capsys):
    progress = progress_bar("training: RNN")
    for done in (1, 100):
        progress(done, 100, 0.25)
    out, err = capsys.readouterr()
    assert out == ""
    assert "training: RNN: 100%" in err and "loss 0.25" in err
