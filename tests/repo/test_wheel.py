"""Installed in an empty environment outside the repository, lstmlib lacks nothing."""

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = r"git\+https://[^\s\"]+"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
OFFLINE = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in ROOT.glob("lstmlib/**/*.py")
}
DATA = {
    path.relative_to(ROOT / "data").as_posix()
    for path in ROOT.glob("data/**/*")
    if path.is_file()
}

# Whoever opens a file of the repository is stopped, but for the packages of the tests.
GUARD = f"""
import sys
def guard(event, arguments):
    path = str(arguments[0]) if event == "open" else ""
    if path.startswith({str(ROOT) + os.sep!r}) and not path.startswith({sys.prefix!r}):
        raise PermissionError(path + " is in the repository")
sys.addaudithook(guard)
"""
IMPORT_ALL = """
from importlib import import_module
from pkgutil import walk_packages
import lstmlib
names = [module.name for module in walk_packages(lstmlib.__path__, "lstmlib.")]
print(*[import_module(name).__name__ for name in names])
"""
READ_DATA = """
import numpy as np
from lstmlib.course.data import DATA
for path in filter(lambda path: path.is_file(), DATA.rglob("*")):
    if path.suffix == ".npz":
        with np.load(path) as arrays:
            assert all(array.size for array in arrays.values())
    else:
        assert path.read_text(encoding="utf-8")
    print(path.relative_to(DATA).as_posix())
"""
TRAIN = """
import numpy as np
from lstmlib import LSTM, word_model
from lstmlib.course.ch08 import race
from lstmlib.course.stories.grammar import chronicle_vocabulary, unseen_chronicles
rng, vocabulary = np.random.default_rng(0), chronicle_vocabulary()
layer = LSTM(16, 32, rng=rng, forget_bias=3.0)
models = {"LSTM": word_model(layer, len(vocabulary), rng=rng)}
batches = race.growing_batches(rng, 20, vocabulary)
stories = unseen_chronicles(rng, 2, 10)
rates = {"LSTM": 0.01}
*_, record = race.run(models, batches, stories, vocabulary, learning_rates=rates)
print(record.loss[0, 0] > record.loss[0, -1])
"""
# Only these may be imported: what is said to need NumPy alone.
NUMPY_ALONE = """
class Refuse:
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] not in {"numpy", "lstmlib", *sys.stdlib_module_names}:
            raise ImportError(f"{name} is not NumPy")
sys.meta_path.insert(0, Refuse)
from importlib import import_module
"""


def run(command, folder):
    """Run a command in a folder and return what it printed; it has to succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A copy of what a wheel is built from: building leaves traces in its folder."""
    folder = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, folder)
    for name in ("lstmlib", "data"):
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    return folder


@pytest.fixture(scope="module")
def outside(tmp_path_factory, source):
    """Return outside(code) -> what it prints where the README's line was followed.

    NumPy and the chapters' other packages are lent by the environment of the tests.
    """
    folder = tmp_path_factory.mktemp("outside")
    venv.create(folder / "env", symlinks=os.name != "nt")
    python = str(folder / "env" / Path(sys.executable).relative_to(sys.prefix))
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    lent = "\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    Path(run([python, "-c", purelib], folder).strip(), "lent.pth").write_text(lent)
    [line] = re.findall(rf'^pip install "(.*{ADDRESS})"$', README, re.MULTILINE)
    local = re.sub(ADDRESS, source.as_uri(), line)
    run([*PIP, "--python", python, "install", *OFFLINE, local], folder)
    return lambda code: run([python, "-I", "-c", GUARD + code], folder)


def test_every_module_is_there_and_can_be_imported(outside):
    assert set(outside(IMPORT_ALL).split()) == MODULES - {"lstmlib"}


def test_all_data_is_there_and_can_be_read(outside):
    assert set(outside(READ_DATA).split()) == DATA


def test_chapter_08_trains(outside):
    assert outside(TRAIN) == "True\n"


def test_the_library_needs_numpy_alone(outside):
    library = sorted(name for name in MODULES if ".course" not in name)
    assert len(library) > 9
    outside(NUMPY_ALONE + f"for name in {library}: import_module(name)")


def test_the_repository_would_be_noticed(outside):
    with pytest.raises(AssertionError, match="is in the repository"):
        outside(f"open({str(ROOT / 'README.md')!r})")
    with pytest.raises(AssertionError, match="matplotlib is not NumPy"):
        outside(NUMPY_ALONE + "import_module('lstmlib.course.drawing.plots')")


def test_the_source_archive_holds_the_library_and_its_data(source):
    build = "import setuptools.build_meta as build; build.build_sdist('dist')"
    run([sys.executable, "-c", build], source)
    [archive] = source.glob("dist/*.tar.gz")
    with tarfile.open(archive) as members:
        names = {name.partition("/")[2] for name in members.getnames()}
    files = ROOT.glob("lstmlib/**/*.py")
    wanted = {path.relative_to(ROOT).as_posix() for path in files}
    assert wanted | {f"data/{name}" for name in DATA} | {"setup.py"} <= names


def test_the_extra_is_what_the_chapters_import_beyond_the_library():
    imported = set()
    for path in ROOT.glob("lstmlib/course/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module)
    top = {name.split(".")[0] for name in imported} - sys.stdlib_module_names
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert [Requirement(line).name for line in project["dependencies"]] == ["numpy"]
    extra = {Requirement(x).name for x in project["optional-dependencies"]["course"]}
    names = {"IPython": "ipython", "PIL": "pillow"}
    assert {names.get(n, n) for n in top - {"lstmlib", "numpy"}} == extra
