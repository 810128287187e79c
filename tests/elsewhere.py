"""Running the course as somebody else would: no settings but those that are named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_COPIED = (".git", ".venv", "build", "mine", "*_cache", "__pycache__", ".hypothesis")


def run(command, folder=ROOT, **settings):
    """Run a command with these settings and no others -> its CompletedProcess."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=surroundings(**settings),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


def surroundings(**settings):
    """Return these settings, and of the caller's own only where programs are."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | settings


def told(done):
    """Return all that a finished command wrote."""
    return done.stdout + done.stderr


def copy_course(folder):
    """Copy the course as an archive brings it, without git and not set up."""
    leave = shutil.ignore_patterns(*NOT_COPIED)
    return Path(shutil.copytree(ROOT, folder, ignore=leave))


def where_packages_come_from():
    """Return the caller's settings that the set-up keeps."""
    return {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "UV_"))}


def base_python():
    """Return the Python that this environment was made from."""
    return os.path.realpath(sys.executable)
