"""A JupyterLab that runs the chapters in the reader's browser, with Pyodide's Python.

    python scripts/web/lite.py build/site/html/lite

It is built from what is installed here; nothing is downloaded. In the reader's browser
Pyodide and its packages, such as NumPy, come from Pyodide's own host; the page, the
course and the chapters lie in the folder.
"""

import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-TEXT")
LABEXTENSIONS = Path(sysconfig.get_path("data"), "share", "jupyter", "labextensions")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
WIDGETS = "@jupyter-widgets/jupyterlab-manager"

PURE = ("comm", "ipywidgets")
"""What the chapters need and Pyodide lacks: Python alone, as the course is."""

PYODIDES = ("micropip", "ipython", "jedi", "numpy", "matplotlib", "pillow", "tqdm")
"""What a kernel takes from Pyodide before its first cell runs."""

WHEELS = "pypi"
"""The folder of the wheels, of the course and of PURE; JupyterLite knows this name."""

FROM_KERNEL = "../../../.."
"""The way from the kernel, which loads the wheels, to the root of the page."""

OLD_FONTS = "build/fa-*.[set][vot][gtf]"
"""Fonts for browsers that cannot run Pyodide."""


def build(output):
    """Build the page into the folder `output`, which it replaces."""
    output = Path(output).resolve()
    shutil.rmtree(output, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        wheels = home / WHEELS
        wheels.mkdir()
        build_wheel(home / "course", wheels)
        for name in PURE:
            pack(name, wheels)
        names = sorted(path.name for path in wheels.iterdir())
        (home / "chapters").mkdir()
        (home / "workspaces").mkdir()
        for chapter in ROOT.glob("notebooks/[0-9]*.ipynb"):
            shutil.copy(chapter, home / "chapters")
            file = home / "workspaces" / f"{chapter.stem}.jupyterlab-workspace"
            write(file, workspace(chapter.stem))
        write(home / "jupyter_lite_config.json", build_settings(output))
        write(home / "jupyter-lite.json", page_settings(names))
        write(home / "overrides.json", lab_settings())
        lite = ["-m", "jupyterlite_core", "build", "--log-level=ERROR"]
        run([sys.executable, *lite], home)
    for font in output.glob(OLD_FONTS):
        font.unlink()


def build_settings(output):
    """Return what JupyterLite builds: JupyterLab alone, with these two extensions."""
    return {
        "LiteBuildConfig": {
            "apps": ["lab"],
            "contents": ["chapters"],
            "workspaces": ["workspaces"],
            "output_dir": str(output),
            "ignore_sys_prefix": True,
            "federated_extensions": [str(LABEXTENSIONS / e) for e in (KERNEL, WIDGETS)],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "no_libarchive": True,
        }
    }


def page_settings(wheels):
    """Return the page's settings: its kernel loads these wheels before its first cell.

    What a reader then installs with `%pip` comes from Pyodide too, and not from PyPI:
    so the page asks one other host, and no more.
    """
    ours = [f"{FROM_KERNEL}/{WHEELS}/{wheel}" for wheel in wheels]
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": [*PYODIDES, *ours]},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "The King's Memory",
            "litePluginSettings": {f"{KERNEL}:kernel": kernel},
        },
    }


def lab_settings():
    """Return JupyterLab's settings: no question about news, no outputs as headings.

    For those a table of contents wants strings, and stored outputs are lists of lines.
    """
    return {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
        "@jupyterlab/toc-extension:registry": {"includeOutput": False},
    }


def workspace(chapter):
    """Return the workspace of a chapter: it alone, and both sides closed.

    A phone has no room for the sides, and each open chapter starts a kernel.
    """
    notebook = f"notebook:{chapter}.ipynb"
    layout = {
        "main": {
            "dock": {"type": "tab-area", "currentIndex": 0, "widgets": [notebook]},
            "current": notebook,
        },
        "left": {"collapsed": True},
        "right": {"collapsed": True},
    }
    opened = {"data": {"path": f"{chapter}.ipynb", "factory": "Notebook"}}
    data = {"layout-restorer:data": layout, notebook: opened}
    return {"data": data, "metadata": {"id": chapter}}


def build_wheel(source, folder):
    """Build the course's wheel from a copy, because building leaves traces."""
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("lstmlib", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=leave)
    for name in SOURCES:
        shutil.copy(ROOT / name, source)
    code = "import sys; from setuptools.build_meta import build_wheel as build"
    run([sys.executable, "-c", f"{code}; build(sys.argv[1])", str(folder)], source)


def pack(name, folder):
    """Make the wheel of an installed distribution again."""
    found = distribution(name)
    path = folder / f"{name}-{found.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in found.files:
            if file.suffix != ".pyc" and ".." not in file.parts:
                wheel.write(file.locate(), file.as_posix())


def write(path, settings):
    """Write settings to a file."""
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")


def run(command, folder):
    """Run a command in a folder; fail with what it said."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    build(*sys.argv[1:])
