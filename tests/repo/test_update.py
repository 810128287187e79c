"""`make update` brings the newest course, and loses nothing that anybody wrote."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AUTHOR = ["-c", "user.name=A", "-c", "user.email=a@localhost"]


def git(folder, *command):
    """Run git in a folder; return what it says."""
    done = subprocess.run(
        ["git", "-C", str(folder), *AUTHOR, *command],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def write(folder, files):
    """Write {path: text} into a folder; None removes a file."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink() if text is None else file.write_text(text)


def publish(course, files):
    """Commit {path: text} in a course."""
    write(course, files)
    git(course, "add", "--all")
    git(course, "commit", "--quiet", "--message=newer")


def update(copy):
    """Run the update in a copy; return its exit code, and what it says."""
    command = [sys.executable, "-I", str(copy / "scripts" / "update.py")]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def texts(copy):
    """Return {path: text} of all notebooks of a copy."""
    found = (copy / "notebooks").rglob("*.ipynb")
    return {p.relative_to(copy / "notebooks").as_posix(): p.read_text() for p in found}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A published course of two chapters, whatever git is set to at home."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    course = tmp_path / "course"
    (course / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "update.py", course / "scripts")
    shutil.copy(ROOT / ".gitignore", course)
    git(course, "init", "--quiet", "--initial-branch=main")
    chapters = {f"notebooks/0{n}.ipynb": f"chapter {n}" for n in (1, 2)}
    publish(course, {**chapters, "lstmlib/cells.py": "cells"})
    return course


@pytest.fixture
def copy(course, tmp_path):
    """A reader's copy, in a folder with a space."""
    git(tmp_path, "clone", "--quiet", str(course), "a copy")
    return tmp_path / "a copy"


def test_changed_notebooks_are_kept_and_the_newest_take_their_place(course, copy):
    publish(course, {"notebooks/01.ipynb": "newer 1", "lstmlib/cells.py": "newer"})
    write(copy, {"notebooks/01.ipynb": "mine", "notebooks/my own.ipynb": "own"})
    code, said = update(copy)
    assert code == 0
    assert "Kept in notebooks/mine, as you left it: 01.ipynb.\n" in said
    assert texts(copy) == {
        "01.ipynb": "newer 1",
        "02.ipynb": "chapter 2",
        "mine/01.ipynb": "mine",
        "my own.ipynb": "own",
    }
    assert (copy / "lstmlib" / "cells.py").read_text() == "newer"
    assert git(copy, "status", "--porcelain") == '?? "notebooks/my own.ipynb"\n'


@pytest.mark.parametrize("staged", [False, True])
def test_a_changed_chapter_that_was_renamed_and_one_that_is_gone(course, copy, staged):
    git(course, "mv", "notebooks/01.ipynb", "notebooks/03.ipynb")
    publish(course, {"notebooks/02.ipynb": None})
    write(copy, {"notebooks/01.ipynb": "mine 1", "notebooks/02.ipynb": "mine 2"})
    if staged:
        git(copy, "add", "--all")
    code, said = update(copy)
    assert code == 0 and "01.ipynb, 02.ipynb" in said
    kept = {"mine/01.ipynb": "mine 1", "mine/02.ipynb": "mine 2"}
    assert texts(copy) == {"03.ipynb": "chapter 1", **kept}
    assert git(copy, "status", "--porcelain") == ""


@pytest.mark.parametrize("staged", [False, True])
def test_an_own_notebook_with_the_name_of_a_new_chapter_is_kept(course, copy, staged):
    publish(course, {"notebooks/03.ipynb": "chapter 3"})
    write(copy, {"notebooks/03.ipynb": "own"})
    if staged:
        git(copy, "add", "--all")
    assert update(copy)[0] == 0
    assert texts(copy)["03.ipynb"] == "chapter 3"
    assert texts(copy)["mine/03.ipynb"] == "own"


def test_nothing_in_mine_is_overwritten_or_kept_twice(course, copy):
    write(copy, {"notebooks/mine/01.ipynb": "older", "notebooks/01.ipynb": "mine"})
    publish(course, {"notebooks/02.ipynb": "newer 2"})
    assert "01_2.ipynb" in update(copy)[1]
    write(copy, {"notebooks/01.ipynb": "mine"})
    publish(course, {"notebooks/02.ipynb": "newest 2"})
    assert "01_2.ipynb" in update(copy)[1]
    kept = {name: text for name, text in texts(copy).items() if "mine" in name}
    assert kept == {"mine/01.ipynb": "older", "mine/01_2.ipynb": "mine"}


def test_a_chapter_that_the_reader_deleted_comes_back(course, copy):
    publish(course, {"notebooks/02.ipynb": "newer 2"})
    write(copy, {"notebooks/01.ipynb": None})
    assert update(copy)[0] == 0
    assert texts(copy) == {"01.ipynb": "chapter 1", "02.ipynb": "newer 2"}


def test_without_a_newer_course_nothing_is_touched(copy):
    write(copy, {"notebooks/01.ipynb": "mine"})
    assert update(copy) == (0, "This is the newest course.\n")
    assert texts(copy) == {"01.ipynb": "mine", "02.ipynb": "chapter 2"}


def test_another_changed_file_stays_if_the_newest_course_leaves_it(course, copy):
    publish(course, {"notebooks/02.ipynb": "newer 2"})
    write(copy, {"lstmlib/cells.py": "mine"})
    assert update(copy)[0] == 0
    assert (copy / "lstmlib" / "cells.py").read_text() == "mine"
    assert texts(copy)["02.ipynb"] == "newer 2"


def own_commit(course, copy):
    publish(copy, {"notebooks/01.ipynb": "mine"})


def own_library(course, copy):
    write(copy, {"lstmlib/cells.py": "mine"})


def detached(course, copy):
    git(copy, "checkout", "--quiet", "--detach")


def offline(course, copy):
    course.rename(course.with_name("away"))


def no_upstream(course, copy):
    git(copy, "branch", "--unset-upstream")


def a_merge_begun(course, copy):
    git(copy, "fetch", "--quiet")
    git(copy, "switch", "--quiet", "--create", "side")
    publish(copy, {"notebooks/02.ipynb": "mine"})
    git(copy, "switch", "--quiet", "main")
    git(copy, "merge", "--quiet", "--no-ff", "--no-commit", "side")


def no_git(course, copy):
    shutil.rmtree(copy / ".git")


@pytest.mark.parametrize(
    "obstacle, words",
    [
        (own_commit, "commits of your own"),
        (own_library, "You changed lstmlib/cells.py"),
        (detached, "on no branch"),
        (offline, "cannot be reached"),
        (no_upstream, "follows no other"),
        (a_merge_begun, "merge or rebase"),
        (no_git, "not made by git clone"),
    ],
)
def test_one_sentence_says_why_there_is_no_update(course, copy, obstacle, words):
    publish(course, {"notebooks/01.ipynb": "newer", "lstmlib/cells.py": "newer"})
    obstacle(course, copy)
    before = texts(copy), (copy / "lstmlib" / "cells.py").read_text()
    code, said = update(copy)
    assert code == 1
    assert words in said and said.count("\n") == 1
    assert (texts(copy), (copy / "lstmlib" / "cells.py").read_text()) == before


def test_an_update_that_stops_in_the_middle_loses_nothing(course, copy):
    publish(course, {"notebooks/01.ipynb": "newer 1"})
    write(copy, {"notebooks/01.ipynb": "mine"})
    lock = copy / ".git" / "index.lock"
    lock.touch()
    code, said = update(copy)
    assert code == 1 and "git refuses" in said
    assert texts(copy)["mine/01.ipynb"] == "mine"
    lock.unlink()
    assert update(copy)[0] == 0
    assert texts(copy)["01.ipynb"] == "newer 1"
    assert texts(copy)["mine/01.ipynb"] == "mine"
