"""One JupyterLab on a copy of the notebooks, and one Chromium, for the browser tests.

CHROMIUM names the browser, NOTEBOOKS another folder of notebooks to try, and SHOTS a
folder for screenshots.
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).parents[2]
NOTEBOOKS = pathlib.Path(os.environ.get("NOTEBOOKS", ROOT / "notebooks"))

# Every cell is on the page, and nothing asks the network for news.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
START = 60
"""Seconds within which JupyterLab must answer."""


WHOLE = "10_read_its_mind.ipynb"
"""The chapter that `make test` runs whole in the browser."""


def pytest_generate_tests(metafunc):
    """Run a test of `chapter` with every notebook: all but one of them weekly."""
    names = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    if "chapter" in metafunc.fixturenames:
        marks = {name: () if name == WHOLE else pytest.mark.weekly for name in names}
        chapters = [pytest.param(name, marks=marks[name]) for name in names]
        metafunc.parametrize("chapter", chapters)
    if "any_chapter" in metafunc.fixturenames:
        metafunc.parametrize("any_chapter", names)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course, in which a browser may change what it likes."""
    course = tmp_path_factory.mktemp("lab") / "course"
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    shutil.copytree(NOTEBOOKS, course / "notebooks", ignore=ignore)
    for folder in ("lstmlib", "data"):
        shutil.copytree(ROOT / folder, course / folder, ignore=ignore)
    return course


@pytest.fixture(scope="module")
def lab(course):
    """The address of a JupyterLab that serves the course; Notebook 7 is there too."""
    home = course.parent
    for plugin, value in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value))
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.root_dir={course}", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command += ["--IdentityProvider.token=", "--ServerApp.password="]
    command += ["--LabApp.expose_app_in_browser=True"]
    command += ["--JupyterNotebookApp.expose_app_in_browser=True"]
    with open(home / "log", "w") as log:
        server = subprocess.Popen(
            command,
            env=surroundings(home),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_it_answers(address, server, home / "log")
        yield address
    finally:
        stop(server)


def free_port():
    """Return a port of 127.0.0.1 that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def surroundings(home):
    """Return the server's environment: all it writes goes to `home`."""
    own = {
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "jupyter",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
        "MPLCONFIGDIR": home / "matplotlib",
        "PYTHONPATH": f"{home / 'course'}{os.pathsep}{os.environ['PYTHONPATH']}",
    }
    return {**os.environ, **{name: str(folder) for name, folder in own.items()}}


def wait_until_it_answers(address, server, log):
    """Return when the server answers; fail with its log if it ends or takes long."""
    deadline = time.monotonic() + START
    while True:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=2).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
            time.sleep(0.1)


def stop(server):
    """End the server and the kernels it started."""
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
