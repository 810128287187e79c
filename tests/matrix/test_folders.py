"""Folders with odd names, and where nothing may be written; no git and no make."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from elsewhere import base_python, copy_course, run, surroundings, told
from elsewhere import where_packages_come_from as packages
from listening import listening, wait_until_it_listens

pytestmark = pytest.mark.xdist_group("folders")
FIRST = "00_meet_the_kings.ipynb"
SMALL = 'mount -t tmpfs -o size=16k tmpfs "$HOME" && exec "$@"'
ODD = "Kö nig #1 'été' 100%"
ADDRESS = r"(http://127\.0\.0\.1:\d+)(/\S+)\?token=(\w+)"
README = Path(__file__).parents[2] / "README.md"

# Permissions do not hold for root, unless it gives up the right to pass over them.
AS_USER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
AS_USER = AS_USER if os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course from an archive, set up without make as the README says."""
    folder = tmp_path_factory.mktemp("odd")
    course = copy_course(folder / ODD)
    says = re.search(
        r"\*\*Windows\*\*: `(.*?)`, then `(.*?)`", README.read_text(), re.S
    )
    for command in says.groups():
        words = command.replace("\\", "/").replace("Scripts", "bin").split()
        words = [base_python() if word == "py" else word for word in words]
        done = run(words, course, HOME=str(folder), **packages())
        assert done.returncode == 0, told(done)
    return course


@pytest.fixture
def closed():
    """Return closed(folder), which takes from all the right to write in a folder."""
    folders = []

    def closed(folder):
        folders.append(folder)
        subprocess.run(["chmod", "-R", "a-w", folder], check=True)
        probe = [*AS_USER, sys.executable, "-c", "open('probe', 'w')"]
        assert "PermissionError" in told(run(probe, folder))

    yield closed
    for folder in folders:
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def python_of(course):
    return course / ".venv" / "bin" / "python"


def test_a_chapter_holds_in_a_folder_with_an_odd_name(course, hold):
    hold(FIRST, python=python_of(course), root=course)


class Lab:
    """`make lab` in a folder: its address, and what it answers."""

    def __init__(self, course, before=(), **settings):
        self.process = subprocess.Popen(
            [*before, "make", "lab"],
            cwd=course,
            env=surroundings(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if found := re.search(ADDRESS, line):
                self.address, self.opens, self.token = found.groups()
                break
        else:
            raise AssertionError(self.said)
        wait_until_it_listens(self.address.removeprefix("http://"), self.process)
        assert listening(self.process.pid) == {"127.0.0.1"}

    def ask(self, path, **options):
        """Return what the server answers."""
        request = urllib.request.Request(f"{self.address}{path}", **options)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def close(self):
        """End make and all that it has started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.communicate()


@pytest.fixture
def lab():
    """Return lab(course, ...), a Lab that is closed after the test."""
    labs = []

    def lab(*args, **settings):
        labs.append(Lab(*args, **settings))
        return labs[-1]

    yield lab
    for each in labs:
        if each.process.poll() is None:
            each.close()


def hostile(home):
    """Fill a home folder with another Jupyter's kernel and other start-up files."""
    kernel = home / ".local/share/jupyter/kernels/python3/kernel.json"
    startup = home / ".ipython/profile_default/startup/00_mine.py"
    style = home / ".config/matplotlib/matplotlibrc"
    for path in (kernel, startup, style):
        path.parent.mkdir(parents=True)
    spec = {"argv": ["/nowhere/python"], "display_name": "mine", "language": "python"}
    kernel.write_text(json.dumps(spec))
    startup.write_text("raise SystemExit('mine')")
    style.write_text("backend: nonsense")


def opens_chapter_00(lab):
    """Assert that the start page is chapter 00, that it is there, and a kernel runs."""
    assert lab.opens == f"/lab/tree/notebooks/{FIRST}"
    chapter = lab.ask(f"/api/contents/notebooks/{FIRST}")
    assert chapter["content"]["cells"][0]["source"].startswith("# 00")
    lab.ask("/api/kernels", method="POST", data=b"{}")


def test_make_lab_opens_chapter_00_in_a_folder_with_an_odd_name(course, home, lab):
    hostile(home)
    opens_chapter_00(lab(course, HOME=str(home), **packages()))


def test_the_folder_may_be_renamed_after_the_set_up(course, home, lab, hold):
    renamed = course.rename(course.with_name("renamed é"))
    try:
        opens_chapter_00(lab(renamed, HOME=str(home), **packages()))
        hold(FIRST, python=python_of(renamed), root=renamed)
    finally:
        renamed.rename(course)


def test_make_lab_opens_chapter_00_in_a_folder_that_only_a_teacher_may_change(
    course, home, lab, closed
):
    lab(course, HOME=str(home), **packages()).close()
    closed(course)
    opens_chapter_00(lab(course, AS_USER, HOME=str(home), **packages()))


def test_make_lab_opens_chapter_00_with_a_home_that_may_not_be_written(
    course, home, lab, closed
):
    lab(course, HOME=str(home), **packages()).close()
    closed(home)
    opens_chapter_00(lab(course, AS_USER, HOME=str(home), **packages()))


def test_chapters_hold_in_a_folder_that_only_a_teacher_may_change(course, hold, closed):
    shutil.rmtree(course / "lstmlib" / "course" / "notebook" / "__pycache__")
    closed(course)
    hold(python=python_of(course), before=AS_USER, root=course)
    assert not (course / "lstmlib" / "course" / "notebook" / "__pycache__").exists()


def test_a_chapter_goes_on_where_nothing_at_all_may_be_written(
    course, home, hold, closed
):
    closed(course)
    closed(home)
    place = {"python": python_of(course), "before": AS_USER, "root": course}
    hold(FIRST, may_warn=True, **place)


def test_a_chapter_goes_on_when_the_disk_is_full(home, hold):
    small = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c", SMALL, "sh"]
    if run([*small, "true"], HOME=str(home)).returncode:
        pytest.skip("a small disk cannot be mounted here")
    hold(FIRST, may_warn=True, before=small, TMPDIR=str(home))


def test_a_set_up_that_may_not_write_says_so(course, closed):
    closed(course)
    command = [*AS_USER, python_of(course), "scripts/environment.py"]
    done = run([*command, "requirements.lock"], course)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "Permission denied" in done.stderr and "is not installed" in done.stderr


def test_two_chapters_start_at_once_with_no_font_list(hold):
    with ThreadPoolExecutor() as at_once:
        list(at_once.map(hold, [FIRST, "11_change_its_mind.ipynb"]))
