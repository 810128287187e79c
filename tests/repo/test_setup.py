"""The set-up: from empty folders, under foreign settings, with uv and without it."""

import base64
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest
import websocket
from listening import listening, wait_until_it_listens

pytestmark = pytest.mark.weekly
ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
UV = Path(sysconfig.get_path("scripts"), "uv")

# A course that installs without the network: one package instead of a hundred.
PACKAGE = {
    "jupyterlab/labapp.py": "def main(): return 0",
    "ipykernel/kernelapp.py": "",
    "ipywidgets.py": "",
    "matplotlib/pyplot.py": "",
}
# uv, as it is installed here.
RUN_UV = f"import os, sys; os.execv({str(UV)!r}, ['uv', *sys.argv[1:]])"
UVS = {"uv/__main__.py": RUN_UV}
BACKEND = """
import zipfile

def build_editable(folder, settings=None, metadata=None):
    with zipfile.ZipFile(f"{folder}/course-1-py3-none-any.whl", "w") as wheel:
        about = "Metadata-Version: 2.1\\nName: course\\nVersion: 1\\n"
        wheel.writestr("course-1.dist-info/METADATA", about)
        kind = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr("course-1.dist-info/WHEEL", kind)
        wheel.writestr("course-1.dist-info/RECORD", "")
    return "course-1-py3-none-any.whl"
"""
PYPROJECT = """
[project]
name = "course"
version = "1"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""

# Settings that other projects leave behind, each of which once sent packages elsewhere,
# chose other versions, or stopped Python, make, Matplotlib or Jupyter from starting.
FOREIGN = {
    "PIP_USER": "1",
    "PIP_TARGET": "{tmp}/elsewhere",
    "PIP_PREFIX": "{tmp}/elsewhere",
    "PIP_ROOT": "{tmp}/elsewhere",
    "PIP_NO_DEPS": "1",
    "PIP_DRY_RUN": "1",
    "PIP_NO_BINARY": ":all:",
    "PIP_CONSTRAINT": "{tmp}/none.txt",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "PIP_PYTHON": "/nowhere",
    "UV_SYSTEM_PYTHON": "1",
    "UV_PYTHON": "/nowhere",
    "UV_CONSTRAINT": "{tmp}/none.txt",
    "UV_OVERRIDE": "{tmp}/none.txt",
    "UV_NO_BINARY": "1",
    "UV_OFFLINE": "nonsense",
    "UV_CONFIG_FILE": "{tmp}/none.toml",
    "PYTHONHOME": "/nowhere",
    "PYTHONPATH": "{tmp}/foreign",
    "PYTHONSTARTUP": "/nowhere",
    "PYTHONOPTIMIZE": "2",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONWARNINGS": "error",
    "VIRTUAL_ENV": "/nowhere",
    "CONDA_PREFIX": "/nowhere",
    "MAKEFLAGS": "-j8",
    "CDPATH": "/",
    "LC_ALL": "C",
    "MPLBACKEND": "nonsense",
    "MPLCONFIGDIR": "/nowhere",
    "MATPLOTLIBRC": "/nowhere",
    "IPYTHONDIR": "/nowhere",
    "JUPYTER_CONFIG_DIR": "/nowhere",
    "JUPYTER_DATA_DIR": "/nowhere",
    "JUPYTER_RUNTIME_DIR": "/nowhere",
    "JUPYTER_PATH": "/nowhere",
    "JUPYTER_TOKEN": "nonsense",
    "JUPYTERLAB_DIR": "/nowhere",
}


def make(folder, target, *options, **settings):
    """Run make in a folder, as if no other make had started this."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", target, *options],
        cwd=folder,
        env={**kept, **settings},
        capture_output=True,
        text=True,
    )


def make_wheel(folder, name, files):
    """Write a wheel of version 1 into a folder; return the line that locks it."""
    kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n"
    info = f"{name}-1.dist-info"
    files = {**files, f"{info}/METADATA": about, f"{info}/WHEEL": kind}
    record = "".join(f"{file},{digest(t)},{len(t)}\n" for file, t in files.items())
    path = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(zipfile.ZipInfo(file), text)  # with no time in it
    return f"{name}==1 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(text):
    """Return the hash of a text as a wheel records it."""
    raw = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture
def course(tmp_path, skip_or_fail):
    """A small course with this Makefile and set-up, in a folder with an odd name."""
    if not UV.exists():
        skip_or_fail("uv is not installed beside this Python")
    course, wheels = tmp_path / "a # kürs", tmp_path / "wheels"
    for folder in (course / "lstmlib", course / "scripts", wheels):
        folder.mkdir(parents=True)
    for name in ("environment.py", "lab.py", "jupyter_server_config.py"):
        shutil.copy(SCRIPTS / name, course / "scripts")
    shutil.copy(ROOT / "Makefile", course)
    (course / "lstmlib" / "cells.py").touch()
    (course / "backend.py").write_text(BACKEND)
    (course / "pyproject.toml").write_text(PYPROJECT)
    (course / "requirements-uv.lock").write_text(make_wheel(wheels, "uv", UVS))
    lock = make_wheel(wheels, "packages", PACKAGE)
    (course / "requirements.lock").write_text(lock)
    return course


def set_up(course, **settings):
    """Run `make .venv/.lab` there, with packages from its wheels alone."""
    wheels = course.parent / "wheels"
    own = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "HOME": str(wheels)}
    own["UV_CACHE_DIR"] = str(wheels / "cache")
    python = "PYTHON=" + os.path.realpath(sys.executable)
    return make(course, ".venv/.lab", python, **{**own, **settings})


def is_set_up(course):
    """Return whether the course's environment is made and has all it needs."""
    code = "import pip, jupyterlab.labapp; from importlib.metadata import version; "
    code += "version('course')"
    command = [course / ".venv" / "bin" / "python", "-I", "-c", code]
    works = subprocess.run(command, capture_output=True).returncode == 0
    return works and (course / ".venv" / ".lab").exists()


def test_uv_installs_under_all_foreign_settings_at_once(course, tmp_path):
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    for name in ("sitecustomize", "pip", "numpy", "re"):
        (foreign / f"{name}.py").write_text("raise SystemExit('foreign')")
    settings = {name: value.format(tmp=tmp_path) for name, value in FOREIGN.items()}
    done = set_up(course, **settings)
    assert done.returncode == 0, done.stderr
    assert is_set_up(course)
    assert "pip installs" not in done.stdout
    assert not (tmp_path / "elsewhere").exists()
    venv = course / ".venv"
    assert (venv / "bin" / "pip").exists()
    assert (venv / "etc" / "jupyter" / "jupyter_server_config.py").exists()
    assert list((course / "lstmlib").glob("__pycache__/cells.*.pyc"))
    assert list(venv.glob("lib/*/site-packages/jupyterlab/__pycache__/labapp.*.pyc"))


def test_pip_conf_says_where_packages_come_from_but_not_where_to(course, tmp_path):
    mirror = f"no-index = true\nfind-links = {tmp_path / 'wheels'}\n"
    elsewhere = f"user = true\ntarget = {tmp_path / 'elsewhere'}\n"
    text = f"[global]\n{mirror}[install]\n{elsewhere}"
    (tmp_path / "pip.conf").write_text(text)
    own = {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": ""}
    done = set_up(course, PIP_CONFIG_FILE=str(tmp_path / "pip.conf"), **own)
    assert done.returncode == 0, done.stderr
    assert is_set_up(course) and "pip installs" not in done.stdout
    assert not (tmp_path / "elsewhere").exists()


def without_uv(course):
    (course.parent / "wheels" / "uv-1-py3-none-any.whl").unlink()


def uv_that_fails(course):
    files = {"uv/__main__.py": "raise SystemExit('no')"}
    lock = make_wheel(course.parent / "wheels", "uv", files)
    (course / "requirements-uv.lock").write_text(lock)


@pytest.mark.parametrize("trouble", [without_uv, uv_that_fails])
def test_without_the_locked_uv_pip_installs_and_says_so(course, trouble):
    trouble(course)
    done = set_up(course, PIP_USER="1")
    assert done.returncode == 0, done.stderr
    assert is_set_up(course)
    assert done.stdout.count("pip installs") == 1


def test_a_package_of_another_hash_is_not_installed(course):
    make_wheel(course.parent / "wheels", "packages", {**PACKAGE, "more.py": ""})
    done = set_up(course)
    assert done.returncode != 0
    assert "is not installed; the reason stands above" in done.stderr
    assert not is_set_up(course)


def test_after_a_renewal_that_failed_the_next_set_up_begins_anew(course):
    assert set_up(course).returncode == 0
    lock = (course / "requirements.lock").read_text()
    (course / "requirements.lock").write_text(lock.replace("==1", "==2"))
    assert set_up(course).returncode != 0
    left = course / ".venv" / "left behind"
    left.touch()
    (course / "requirements.lock").write_text(lock)
    assert set_up(course).returncode == 0
    assert is_set_up(course) and not left.exists()


def test_an_environment_survives_a_new_name_of_its_folder_but_not_the_end_of_its_python(
    course,
):
    assert set_up(course).returncode == 0
    course = course.rename(course.with_name("renamed"))
    again = set_up(course)
    assert again.stdout == "make: '.venv/.lab' is up to date.\n"
    python = course / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert set_up(course).stdout.startswith("Installing")
    assert is_set_up(course)


def test_no_foreign_setting_reaches_a_command_of_the_makefile(tmp_path):
    probe = tmp_path / "probe.mk"
    code = "import json, os, numpy, lstmlib; print(json.dumps(dict(os.environ)))"
    probe.write_text(f"probe:\n\t@'$(PYTHON)' -c '{code}'\n")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "numpy.py").write_text("raise SystemExit('foreign')")
    foreign = {name: value.format(tmp=tmp_path) for name, value in FOREIGN.items()}
    options = ["-s", "-f", "Makefile", "-f", str(probe), "PYTHON=" + sys.executable]
    done = make(ROOT, "probe", *options, **foreign)
    assert done.returncode == 0, done.stderr
    there = json.loads(done.stdout)
    # What the set-up itself sorts out, and what harms nobody.
    others = ("PIP_", "UV_", "CONDA_", "MAKEFLAGS", "CDPATH", "LC_ALL")
    left = {k for k, v in foreign.items() if there.get(k) == v}
    assert {name for name in left if not name.startswith(others)} == set()


@pytest.fixture
def server(tmp_path):
    """A server with the course's settings alone: its address, token and process."""
    own = {f"JUPYTER_{name}_DIR": tmp_path / name for name in ("CONFIG", "DATA")}
    own |= {"JUPYTER_CONFIG_PATH": SCRIPTS, "IPYTHONDIR": tmp_path / "IPYTHON"}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "JPY"))}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-P", str(SCRIPTS / "lab.py"), "--allow-root"]
    command += ["--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**kept, **{name: str(path) for name, path in own.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        first = process.stdout.readline()
        found = re.fullmatch(r"http://(127\.0\.0\.1:\d+)/lab\?token=(\w+)\n", first)
        yield *(found.groups() if found else (first, "")), process
        process.kill()


def test_a_chapter_speaks_encrypted_and_the_terminal_shows_the_address_alone(
    server, tmp_path
):
    address, token, process = server
    assert token, f"the terminal begins with: {address}"

    def ask(path, **options):
        request = urllib.request.Request(f"http://{address}/api/{path}", **options)
        request.add_header("Authorization", f"token {token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    wait_until_it_listens(address, process)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"http://{address}/api/contents", timeout=60)
    ask("contents/notebooks/00_meet_the_kings.ipynb")
    kernel = ask("kernels", method="POST", data=b"{}")["id"]
    channels = f"ws://{address}/api/kernels/{kernel}/channels?token={token}"
    connection = websocket.create_connection(channels, timeout=60)
    assert "execution_state" in connection.recv()
    connection.close()
    file = tmp_path / "DATA" / "runtime" / f"kernel-{kernel}.json"
    assert "curve_publickey" in json.loads(file.read_text())
    assert listening(process.pid) == {"127.0.0.1"}
    process.terminate()
    stopped = ["received signal 15, stopping"]
    assert process.stdout.read().splitlines() == stopped
