"""What the rows of the fault matrix share: an empty home, and the strict run."""

import json
import re
import sys

import pytest
from elsewhere import ROOT, run, told

NBVAL = "--nbval --nbval-cell-timeout=600 -p no:cacheprovider -q".split()
WARNED = "Unexpected output fields from running code: {'stderr'}"


def pytest_collection_modifyitems(items):
    """A row takes minutes, so none runs unless it is asked for."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "matrix"):
            item.add_marker(pytest.mark.weekly)
            item.add_marker(pytest.mark.matrix)


@pytest.fixture
def home(tmp_path):
    """An empty home folder."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def hold(home):
    """Return hold(...), which fails unless the chapters say what is committed.

    Arguments: file names of chapters, all without any; the Python; words before the
    command; the kernel's name; the course's folder; whether Matplotlib may warn in the
    first cell; settings of the environment.
    """

    def hold(
        *chapters,
        python=sys.executable,
        before=(),
        kernel=None,
        root=ROOT,
        may_warn=False,
        **settings,
    ):
        chosen = f"--nbval-kernel-name={kernel}" if kernel else "--nbval-current-env"
        paths = [f"notebooks/{name}" for name in chapters or [""]]
        command = [*before, python, "-m", "pytest", *NBVAL, chosen, *paths]
        own = {"PYTHONPATH": str(root), "HOME": str(home), "OPENBLAS_NUM_THREADS": "1"}
        done = run(command, root, **own | settings)
        if may_warn:
            failed = re.findall(r"^FAILED \S+::Cell (\d+)", done.stdout, re.MULTILINE)
            warned = done.stdout.count(WARNED)
            assert failed == ["0"] * warned == ["0"], told(done)[-6000:]
        else:
            assert done.returncode == 0, told(done)[-6000:]

    return hold


@pytest.fixture
def kernel_with(home):
    """Return kernel_with(NAME="value", ...) -> the name of a kernel that has them."""

    def kernel_with(**settings):
        folder = home / ".local/share/jupyter/kernels/foreign"
        folder.mkdir(parents=True)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f"]
        spec = {"argv": [*command, "{connection_file}"], "env": settings}
        spec |= {"display_name": "foreign", "language": "python"}
        (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        return folder.name

    return kernel_with
