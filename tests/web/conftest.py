"""The web edition, built once for the tests that look at it, and a server for it."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from web import recordings

ROOT = Path(__file__).resolve().parents[2]
QUICK = [recordings.START, "05-gate_playground"]
"""The widgets of the two pages that `make test` opens in a browser."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *_):
        """Say nothing."""


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
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
