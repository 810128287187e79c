"""Binder: repo2docker, which Binder runs, takes this repository as it is meant."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from web import addresses

ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(sys.platform == "win32", reason="Binder builds on Linux")


@linux
def test_repo2docker_makes_the_environment_first_and_the_course_last():
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # A layer is made anew when one before it has changed: what takes long comes first.
    python = "environment-2epy-2d3-2e12-2dlinux"
    environment = '--file "environment.yml"'
    repository = "COPY --chown=0:0 src/ ${REPO_DIR}/"
    steps = [python, environment, repository, "RUN ./postBuild"]
    places = [(done.stdout + done.stderr).find(step) for step in steps]
    assert -1 not in places and places == sorted(places)


def test_a_badge_opens_its_chapter():
    for chapter in addresses.CHAPTERS:
        address = urlsplit(addresses.binder(chapter))
        assert address.path == f"/v2/gh/{addresses.REPOSITORY}/main"
        [path] = parse_qs(address.query)["urlpath"]
        assert (ROOT / path.removeprefix("lab/tree/")).is_file()
