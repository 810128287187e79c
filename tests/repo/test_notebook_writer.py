"""The notebook writer gives every notebook one form, and `--check` says what lacks."""

import errno
import importlib.util
import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location(
    "notebook_writer", ROOT / "scripts" / "notebooks.py"
)
writer = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(writer)

WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
ALT = {"image/png": {"alt": "a line", "colour": "blue"}, "isolated": True}
SOURCES = [
    "import sys\nfrom pathlib import Path\nfrom matplotlib import pyplot as plt",
    "print(1)\nprint(2, file=sys.stderr)\nprint(3)",
    "_ = plt.plot([1, 2, 4])\nplt.show()",
    "Path('ran.txt').write_text(sys.executable); 'é'",
]
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def put(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def save(path, *cells, **metadata):
    return put(path, writer.render(new_notebook(cells=[*cells], metadata=metadata)))


def tidy(cell):
    """Return a copy of the cell in the writer's form, alone in its notebook."""
    return writer.normalise(new_notebook(cells=[cell])).cells[0]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A notebook written once: its path, and the bytes before and after."""
    path = tmp_path_factory.mktemp("chapter") / "tiny.ipynb"
    cells = [new_code_cell(source) for source in SOURCES]
    save(path, new_markdown_cell("# Tiny"), *cells, authors=[])
    before = path.read_bytes()
    writer.write(path)
    return path, before, path.read_bytes()


@pytest.fixture(scope="module")
def cells(written):
    return writer.read(written[0]).cells


def test_writing_twice_gives_the_same_bytes(written):
    path, before, first = written
    writer.write(path)
    assert path.read_bytes() == first != before


def test_cells_run_in_the_folder_of_the_notebook_on_this_python(written):
    assert (written[0].parent / "ran.txt").read_text() == sys.executable


def test_every_code_cell_is_counted_from_1(cells):
    counts = [cell.execution_count for cell in cells if cell.cell_type == "code"]
    assert counts == [1, 2, 3, 4]
    assert cells[4].outputs[0].execution_count == 4


def test_a_written_figure_is_kept(cells):
    assert set(cells[3].outputs[0].data) == {"image/png", "text/plain"}


def test_streams_of_one_name_become_one_with_stdout_first(cells):
    streams = [(output.name, output.text) for output in cells[2].outputs]
    assert streams == [("stdout", "1\n3\n"), ("stderr", "2\n")]


def test_the_file_is_indented_by_1_keeps_letters_and_ends_with_a_newline(written):
    text = written[2].decode("utf-8")
    assert text.startswith('{\n "cells": [\n  {\n   "cell_type"')
    assert "'é'" in text and text.endswith("}\n") and "\r" not in text


def test_the_metadata_names_the_kernel_and_nothing_else(written):
    notebook = writer.read(written[0])
    assert notebook.metadata == writer.METADATA
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)


def test_a_written_notebook_passes_the_check(written, capsys):
    assert writer.main(["--check", str(written[0])]) == 0
    assert "1 in the writer's form" in capsys.readouterr().out


def test_stdout_goes_first_even_if_stderr_came_first():
    late = [new_output("stream", name=n, text=n) for n in ("stderr", "stdout")]
    cell = tidy(new_code_cell(outputs=late))
    assert [output.name for output in cell.outputs] == ["stdout", "stderr"]


def test_a_result_has_the_count_of_its_cell():
    result = new_output("execute_result", {"text/plain": "x"}, execution_count=7)
    cell = tidy(new_code_cell(execution_count=7, outputs=[result]))
    assert cell.outputs[0].execution_count == cell.execution_count == 1


def test_another_kernel_of_the_same_name_is_not_used(tmp_path, monkeypatch):
    spec = {"argv": ["another"], "display_name": "x", "language": "python"}
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    put(folder / "kernel.json", json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    kernel = writer.own_kernels().get_kernel_spec("python3")
    assert kernel.argv[0] == sys.executable


def test_text_displayed_between_prints_keeps_its_place():
    shown = new_output("display_data", {"text/plain": "x"})
    prints = [new_output("stream", text=text) for text in ("a", "b", "c")]
    cell = tidy(new_code_cell(outputs=[prints[0], shown, prints[1], prints[2]]))
    assert [output.get("text") for output in cell.outputs] == ["a", None, "bc"]


def test_a_widget_leaves_its_picture_and_its_sentence():
    data = {**WIDGET, "text/plain": "f = 0.9"}
    cell = tidy(new_code_cell(outputs=[new_output("display_data", data)]))
    assert cell.outputs[0].data == {"text/plain": "f = 0.9"}


@pytest.mark.parametrize("kind", ["display_data", "execute_result"])
def test_an_output_that_was_a_widget_alone_is_dropped(kind):
    assert tidy(new_code_cell(outputs=[new_output(kind, WIDGET)])).outputs == []


def test_metadata_keeps_tags_and_the_words_for_a_picture():
    picture = new_output("display_data", {"image/png": "AAAA"}, metadata=ALT)
    metadata = {"tags": ["solution"], "collapsed": True}
    cell = tidy(new_code_cell(metadata=metadata, outputs=[picture]))
    assert cell.metadata == {"tags": ["solution"]}
    assert cell.outputs[0].metadata == {"image/png": {"alt": "a line"}}


def test_a_valid_id_stays_and_a_bad_or_second_one_comes_from_the_content():
    ids = ["rain", "rain", "not valid!", ""]
    cells = [{**new_code_cell("1"), "id": name} for name in ids]
    cells = [nbformat.from_dict(cell) for cell in cells]
    first, second = writer.stable_ids(cells), writer.stable_ids(cells)
    assert first == second
    assert first[0] == "rain" and len(set(first)) == 4
    assert all(writer.CELL_ID.fullmatch(name) for name in first)


def test_cells_without_ids_get_the_same_ids_wherever_they_stand():
    one, two = new_code_cell("1"), new_markdown_cell("two")
    del one["id"], two["id"]
    assert writer.stable_ids([one, two]) == writer.stable_ids([two, one])[::-1]


def test_an_error_names_cell_line_and_error_and_leaves_the_file(tmp_path, capsys):
    good, bad = new_code_cell("a = 1"), new_code_cell("b = a - 1\na / b")
    path = save(tmp_path / "broken.ipynb", new_markdown_cell("# B"), good, bad)
    before = path.read_bytes()
    assert writer.main([str(path)]) == 1
    sentence = f"{path}, cell 3 ('b = a - 1'), stopped with ZeroDivisionError: "
    assert capsys.readouterr().out == sentence + "division by zero\n"
    assert path.read_bytes() == before


def test_a_replacement_that_fails_leaves_the_file_and_nothing_beside_it(
    tmp_path, monkeypatch
):
    def refuse(source, target):
        raise OSError("disk full")

    path = save(tmp_path / "tiny.ipynb")
    before = path.read_bytes()
    monkeypatch.setattr(writer.os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        writer.replace(path, "half")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_takes_no_file_is_told_in_one_sentence(
    tmp_path, monkeypatch, capsys
):
    path = tmp_path / "00_a.ipynb"
    path.write_text(nbformat.writes(nbformat.v4.new_notebook()), encoding="utf-8")
    before = path.read_bytes()

    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(writer, "execute", lambda *_: None)
    monkeypatch.setattr(writer.tempfile, "mkstemp", refuse)
    assert writer.main([str(path)]) == 1
    assert (
        capsys.readouterr().out == f"{path} could not be written: Permission denied.\n"
    )
    assert path.read_bytes() == before


def test_a_replacement_keeps_the_mode_of_the_file(tmp_path):
    path = save(tmp_path / "tiny.ipynb")
    path.chmod(0o644)
    before = path.stat().st_mode
    writer.replace(path, "whole")
    assert (path.read_text(), path.stat().st_mode) == ("whole", before)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 1, "nbformat": 4}'])
def test_what_is_no_notebook_is_said_in_one_sentence(tmp_path, text):
    path = put(tmp_path / "strange.ipynb", text)
    [sentence] = writer.problems(path)
    assert sentence == f"{path}: expected a notebook of format 4, got something else."


def test_a_missing_file_is_said_in_one_sentence(tmp_path):
    [sentence] = writer.problems(tmp_path / "none.ipynb")
    assert sentence.startswith(f"{tmp_path / 'none.ipynb'} could not be read: ")


def printed(text):
    return [new_output("stream", text=text)]


SHOWN = "shows a path or address of one machine: "
DAMAGES = {
    "never executed": ({"execution_count": None}, "was never executed."),
    "error": (
        {"outputs": [new_output("error", ename="E", evalue="v", traceback=[])]},
        "holds an error: E: v",
    ),
    "widget view": (
        {"outputs": [new_output("display_data", WIDGET)]},
        "holds the view of a widget",
    ),
    "home": ({"outputs": printed(f"{Path.home()}/x")}, SHOWN),
    "repository": ({"outputs": printed(f"{ROOT}/data")}, SHOWN),
    "another's home": ({"outputs": printed("/home/anna/x")}, SHOWN),
    "package": ({"outputs": printed("lib/site-packages/numpy")}, SHOWN),
    "address": ({"outputs": printed("<object at 0x7f12ab34cd56>")}, SHOWN),
    "address in SVG": (
        {"outputs": [new_output("display_data", {"image/svg+xml": "0x7f12ab34cd"})]},
        SHOWN,
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_check_names_the_cell_and_what_is_wrong(tmp_path, capsys, damage):
    fields, sentence = DAMAGES[damage]
    cell = tidy(new_code_cell("a = 1"))
    cell.update(fields)
    path = save(tmp_path / "damaged.ipynb", new_markdown_cell("# D"), cell)
    assert writer.main(["--check", str(path)]) == 1
    assert f"{path}, cell 2 ('a = 1'), {sentence}" in capsys.readouterr().out


def test_the_check_finds_every_byte_that_is_not_the_writers(tmp_path):
    notebook = writer.normalise(new_notebook(cells=[new_code_cell("1", id="one")]))
    path = put(tmp_path / "tiny.ipynb", writer.render(notebook))
    assert writer.problems(path) == []
    put(path, writer.render(notebook) + "\n")
    [sentence] = writer.problems(path)
    assert sentence.startswith(f"{path} is not in the writer's form")


def test_the_check_finds_a_notebook_that_is_too_large(tmp_path):
    cell = tidy(new_code_cell("1", outputs=printed("x" * writer.LARGEST)))
    [sentence] = writer.problems(save(tmp_path / "large.ipynb", cell))
    assert f"fewer than {writer.LARGEST} are expected" in sentence


def test_the_check_executes_nothing(tmp_path):
    cell = tidy(new_code_cell("open('ran.txt', 'w').write('x')"))
    writer.problems(save(tmp_path / "tiny.ipynb", cell))
    assert not (tmp_path / "ran.txt").exists()


def test_there_are_notebooks_to_check():
    assert CHAPTERS


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_a_committed_notebook_is_in_the_writers_form(path):
    found = writer.problems(path)
    assert not found, "\n".join(found)


def test_outputs_between_a_prediction_and_its_answer_stay_closed():
    sources = [
        "a = 1",
        "guess = None",
        "print(a)",
        "text",
        "b = 2",
        "reveal(guess, 'b', '')",
        "a",
    ]
    cells = [new_code_cell(source) for source in sources]
    cells[3] = new_markdown_cell("text")
    # JupyterLab would show dots where a cell without outputs is closed.
    for k in (0, 2, 5, 6):
        cells[k].outputs = [new_output("stream", text="3")]
    notebook = writer.normalise(new_notebook(cells=cells))
    closed = [cell.metadata.get("jupyter") for cell in notebook.cells]
    hidden = {"outputs_hidden": True}
    assert closed == [None, None, hidden, None, None, hidden, None]
