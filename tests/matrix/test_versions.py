"""The chapters on the oldest packages that are allowed, and on the newest."""

import json
import shutil
import sys
from pathlib import Path

import environment
import pytest
from elsewhere import run, told

VERSIONS = "import json, sys\nfrom importlib.metadata import version\n"
VERSIONS += "print(json.dumps([sys.version_info[:2], version('numpy')]))"


def python_named(name):
    """Return the path of a Python such as python3.12, or skip the test."""
    places = [shutil.which(name), *Path.home().glob(f".pyenv/versions/*/bin/{name}")]
    for place in filter(None, places):
        if run([place, "-c", "import ensurepip, venv"]).returncode == 0:
            return place
    pytest.skip(f"{name} is not installed")


@pytest.mark.parametrize(
    "python, resolution",
    [
        ("python3.11", "lowest-direct"),
        ("python3.11", "highest"),
        ("python3.12", "highest"),
        ("python3.13", "highest"),
        ("python3.14", "highest"),
    ],
)
def test_chapters_hold_on_versions(python, resolution, hold, tmp_path):
    run([python_named(python), "-m", "venv", "--without-pip", tmp_path / "env"])
    own = str(tmp_path / "env" / "bin" / "python")
    uv = [sys.executable, "-I", "-m", "uv", "pip", "install", "--no-config"]
    uv += ["--python", own, "--resolution", resolution, "-r", "pyproject.toml"]
    uv += ["--extra", "course", "--group", "environment", "--group", "test"]
    settings = environment.surroundings([sys.executable, "-I", "-m", "pip"])
    done = run(uv, **settings)
    assert done.returncode == 0, told(done)
    major_minor, numpy = json.loads(run([own, "-c", VERSIONS]).stdout)
    assert "python{}.{}".format(*major_minor) == python
    assert (numpy == "2.0.0") == (resolution == "lowest-direct")
    hold(python=own)
