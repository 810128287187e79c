"""Execute the course's notebooks and write each in one form, byte for byte.

    python scripts/notebooks.py [--check] [notebook ...]

A notebook is committed executed. Written here, the same content always gives
the same bytes, so a diff shows what changed and nothing else. `--check`
executes nothing; it says what is not in this form and exits with 1 if
anything is.
"""

import argparse
import copy
import hashlib
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import ValidationError

ROOT = Path(__file__).resolve().parent.parent
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
IMAGE_METADATA = ("alt", "height", "width")
GUESS = re.compile(r"^\w*guess\w* = None", re.MULTILINE)
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST = 1_000_000
CELL_TIMEOUT = 600


class NotebookError(Exception):
    """What is wrong with a notebook, as one sentence."""


def read(path):
    """Return the notebook at `path`; NotebookError if it is not one."""
    try:
        notebook = nbformat.v4.reads(Path(path).read_text(encoding="utf-8"))
        nbformat.validate(normalise(copy.deepcopy(notebook)))
    except OSError as error:
        raise NotebookError(f"{path} could not be read: {error.strerror}.") from error
    except (ValueError, AttributeError, KeyError, TypeError, ValidationError) as error:
        message = f"{path}: expected a notebook of format 4, got something else."
        raise NotebookError(message) from error
    return notebook


def render(notebook):
    """Return the text of a notebook file: sorted keys, one newline at the end."""
    return nbformat.v4.writes(notebook) + "\n"


def normalise(notebook):
    """Bring `notebook` into the writer's form, in place, and return it."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    number_of_code_cells = 0
    closed = answers(notebook.cells)
    for cell, cell_id in zip(notebook.cells, stable_ids(notebook.cells), strict=True):
        cell.id = cell_id
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            number_of_code_cells += 1
            cell.execution_count = number_of_code_cells
            cell.outputs = tidy_outputs(cell.outputs, number_of_code_cells)
            # Without outputs there is nothing to close, but JupyterLab shows dots.
            if number_of_code_cells - 1 in closed and cell.outputs:
                cell.metadata.jupyter = nbformat.from_dict({"outputs_hidden": True})
    return notebook


def answers(cells):
    """Return which code cells, counted from 0, may give a prediction's answer away.

    Those that follow a `guess = None`, up to the one that reveals; JupyterLab keeps
    their outputs closed until they are run.
    """
    closed, guessing = set(), False
    for number, cell in enumerate(c for c in cells if c.cell_type == "code"):
        if guessing:
            closed.add(number)
        guessing = GUESS.search(cell.source) or (
            guessing and "reveal(" not in cell.source
        )
    return closed


def stable_ids(cells):
    """Return an id per cell: its own if valid and first of its name, else a hash."""
    ids = []
    for cell in cells:
        wanted = str(cell.get("id", ""))
        salt = 0
        while wanted in ids or not CELL_ID.fullmatch(wanted):
            content = f"{cell.cell_type}\n{cell.source}\n{salt}"
            wanted = hashlib.sha256(content.encode()).hexdigest()[:8]
            salt += 1
        ids.append(wanted)
    return ids


def tidy_outputs(outputs, count):
    """Return the outputs worth keeping: streams merged, widget views gone."""
    tidy = []
    streams = {}
    for output in outputs:
        if output.output_type == "stream":
            merge_stream(tidy, streams, output)
            continue
        if "data" in output:
            output.data.pop(WIDGET_VIEW, None)
            if not output.data:
                continue
            output.metadata = tidy_metadata(output.get("metadata", {}))
        if output.output_type == "execute_result":
            output.execution_count = count
        streams = {}
        tidy.append(output)
    return tidy


def merge_stream(tidy, streams, output):
    """Add a stream's text to the one of its name since the last displayed output."""
    # How stdout and stderr interleave depends on timing: stdout goes first.
    if output.name in streams:
        streams[output.name].text += output.text
        return
    before_stderr = output.name == "stdout" and "stderr" in streams
    tidy.insert(len(tidy) - before_stderr, output)
    streams[output.name] = output


def tidy_metadata(metadata):
    """Return what an output's metadata says about how to show its picture."""
    picture = metadata.get("image/png", {})
    kept = {key: picture[key] for key in IMAGE_METADATA if key in picture}
    return nbformat.from_dict({"image/png": kept} if kept else {})


def execute(notebook, path):
    """Run all cells of `notebook` in a fresh kernel, in the folder of `path`."""
    at = {"index": 0}

    def remember(cell, cell_index):
        at["index"] = cell_index

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_TIMEOUT,
        force_raise_errors=True,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(Path(path).resolve().parent)}},
        on_cell_start=remember,
        extra_arguments=["--log-level=ERROR"],
    )
    manager = client.create_kernel_manager()
    manager.kernel_spec_manager = own_kernels()
    # What is said to the kernel is encrypted where the system has it.
    manager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
    try:
        client.execute()
    except (CellExecutionError, RuntimeError, TimeoutError) as error:
        where = place(path, notebook.cells, at["index"])
        raise NotebookError(f"{where} stopped with {one_line(error)}") from error


def own_kernels():
    """Return the kernels to choose from: one, of the Python that runs this script."""
    return KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)


def place(path, cells, index):
    """Name a cell for a reader: file, number from 1, first line of its source."""
    first_line = cells[index].source.strip().split("\n")[0]
    return f"{path}, cell {index + 1} ({first_line!r}),"


def one_line(error):
    """Return an exception's name and message as one line without a traceback."""
    if isinstance(error, CellExecutionError):
        text = f"{error.ename}: {error.evalue}"
    else:
        text = f"{type(error).__name__}: {error}"
    return re.sub(r"\s+", " ", text).strip()


def write(path):
    """Execute the notebook at `path` and replace the file, or leave it as it was."""
    path = Path(path)
    notebook = read(path)
    execute(normalise(notebook), path)
    try:
        replace(path, render(normalise(notebook)))
    except OSError as error:
        message = f"{path} could not be written: {error.strerror}."
        raise NotebookError(message) from error


def replace(path, text):
    """Give the file at `path` new content in one step, so that none sees half."""
    # mkstemp makes the file private; a notebook keeps the mode it had.
    mode = path.stat().st_mode
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def problems(path):
    """Return what keeps the file at `path` from the writer's form, as sentences."""
    try:
        notebook = read(path)
    except NotebookError as error:
        return [str(error)]
    found = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            where = place(path, notebook.cells, index)
            found += [f"{where} {what}" for what in cell_problems(cell)]
    size = Path(path).stat().st_size
    if size >= LARGEST:
        found.append(f"{path} has {size} bytes; fewer than {LARGEST} are expected.")
    if not found and Path(path).read_bytes() != render(normalise(notebook)).encode():
        found.append(f"{path} is not in the writer's form; make notebooks writes it.")
    return found


def cell_problems(cell):
    """Yield what is wrong with a code cell, as ends of a sentence."""
    if cell.get("execution_count") is None:
        yield "was never executed."
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"holds an error: {output.ename}: {output.evalue}"
        if WIDGET_VIEW in output.get("data", {}):
            yield "holds the view of a widget, which nobody else can open."
        for text in texts(output):
            match = machine_paths().search(text)
            if match:
                yield f"shows a path or address of one machine: {match.group()!r}."


def texts(output):
    """Yield every text of an output that a reader may see; pictures are no text."""
    yield output.get("text", "")
    for mime, content in output.get("data", {}).items():
        if isinstance(content, str) and mime not in ("image/png", "image/jpeg"):
            yield content


def machine_paths():
    """Return a pattern of what differs between machines: folders and addresses."""
    folders = {str(Path.home()), str(ROOT), tempfile.gettempdir()}
    here = [rf"{re.escape(folder)}(?=[/\\])" for folder in folders if len(folder) > 1]
    anywhere = [
        r"/(home|Users)/\w+",
        r"[A-Z]:\\Users",
        r"(site|dist)-packages",
        r"ipykernel_\d+",
        r"\b0x[0-9a-fA-F]{6,}",
    ]
    return re.compile("|".join(here + anywhere))


def main(arguments=None):
    """Run the command line; return the exit code."""
    sys.stdout.reconfigure(errors="backslashreplace")  # for consoles of few letters
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="execute nothing")
    parser.add_argument("paths", nargs="*", type=Path, help="default: all chapters")
    options = parser.parse_args(arguments)
    folder = Path(os.path.relpath(ROOT / "notebooks"))
    paths = options.paths or sorted(folder.glob("*.ipynb"))
    if not paths:
        print("There is no notebook in the folder notebooks.")
        return 1
    return (check if options.check else write_all)(paths)


def check(paths):
    """Print the problems of every notebook; return 1 if there is one, else 0."""
    found = [sentence for path in paths for sentence in problems(path)]
    print("\n".join(found) or f"{len(paths)} in the writer's form.")
    return int(bool(found))


def write_all(paths):
    """Write every notebook, saying which; return 1 if one could not be."""
    failed = 0
    for path in paths:
        try:
            write(path)
            print(f"{path} written.", flush=True)
        except NotebookError as error:
            print(error, flush=True)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
