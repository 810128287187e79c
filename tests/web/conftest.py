"""The web edition, built once for the tests that look at it, and a server for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import served
from web import recordings

ROOT = Path(__file__).resolve().parents[2]
QUICK = [recordings.START, "05-gate_playground"]
"""The widgets of the two pages that `make test` opens in a browser."""


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """What `make site` did without recordings and kernel: (its folder, its process)."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "web.build", "--no-recordings", "--no-lite"]
    paths = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, str(folder)],
        cwd=ROOT / "scripts",
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
    )
    return folder / "html", done


@pytest.fixture(scope="session")
def site(built):
    """The folder of the site, with the recordings of two pages."""
    folder, done = built
    assert done.returncode == 0, done.stderr
    recordings.write_all(folder / "_static" / "recordings", QUICK)
    return folder


@pytest.fixture(scope="session")
def whole_site(site):
    """The folder of the site, with all recordings."""
    names = [*recordings.GRIDS, *recordings.COMPUTED]
    missing = [name for name in names if name not in QUICK]
    recordings.write_all(site / "_static" / "recordings", missing)
    return site


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served."""
    with served(site) as there:
        yield there
