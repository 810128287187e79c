"""`make chapter` makes a chapter that keeps every rule, or nothing."""

import os
import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import chapter
import pytest

pytestmark = pytest.mark.weekly
ROOT = Path(__file__).resolve().parents[2]
NAME = "16_count_the_crowns"
LEFT_BY_TOOLS = (".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "build")
NEW = [
    "README.md",
    "lstmlib/course/ch16/__init__.py",
    "lstmlib/course/ch16/exercises.py",
    "lstmlib/course/ch16/figures.py",
    "lstmlib/course/ch16/widgets.py",
    f"notebooks/{NAME}.ipynb",
    "tests/course/ch16/test_ch16.py",
    "tests/wrong_answers/ch16.py",
]


def contents(project):
    """Return {path: bytes} of all files of a project but for compiled ones."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project in which the chapter was begun, as the Makefile does."""
    folder = tmp_path_factory.mktemp("elsewhere") / "project"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_BY_TOOLS))
    before = contents(folder)
    run(folder, "scripts/chapter.py", NAME)
    after = contents(folder)
    changed = [path for path in after if after[path] != before.get(path)]
    assert sorted(changed) == NEW and before.keys() <= after.keys()
    return folder


def run(folder, *arguments):
    """Run Python in a project, whose lstmlib it imports -> what it printed."""
    env = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_chapter_has_the_form_and_style_of_all(project):
    run(project, "-m", "ruff", "check", "--no-cache", *NEW[1:])
    run(project, "scripts/notebooks.py", "--check", f"notebooks/{NAME}.ipynb")


def test_a_new_chapter_passes_the_tests_that_look_at_it(project):
    rules = [f"tests/repo/test_{name}.py" for name in ("imports", "code", "chapters")]
    about = ["tests/course/ch16", "tests/course/test_exercises.py", *rules]
    strict = ["--nbval", "--nbval-current-env", f"notebooks/{NAME}.ipynb"]
    which = ["-k", "ch16 or 16_count or left_after or everything or every_exercise"]
    assert " passed" in run(project, "-m", "pytest", "-q", *about, *strict, *which)


def test_the_readme_lists_a_new_chapter_after_the_last(project):
    readme = (project / "README.md").read_text("utf-8")
    table = readme.split("<!-- chapters -->")[1].split("<!-- /chapters -->")[0]
    rows = re.findall(r"^\| \d\d .*", table, re.M)
    assert rows == sorted(rows)
    begins = f"| 16 | [Count the crowns](notebooks/{NAME}.ipynb) | 5 | What do you find"
    assert rows[-1].startswith(begins) and rows[-1].endswith(f"{NAME}.ipynb) |")


@pytest.fixture
def small(tmp_path, monkeypatch):
    """What `make chapter` looks at of a project."""
    for path in ("lstmlib", *chapter.PLACES[1:]):
        shutil.copytree(ROOT / path, tmp_path / path)
    shutil.copy(ROOT / "README.md", tmp_path)
    monkeypatch.setattr(chapter, "ROOT", tmp_path)
    return tmp_path


FORM = "Expected a number of two digits and lower-case words, as in make chapter "
BAD_NAMES = {
    "": FORM + "NAME=16_count_the_crowns; got no NAME.",
    "count_the_crowns": FORM,
    "16_count": FORM,
    "16_Count_the_crowns": FORM,
    "16_count_the_crowns.ipynb": FORM,
    "6_count_the_crowns": FORM,
    "१६_count_the_crowns": FORM,
    "../16_count_the_crowns": FORM,
    "notebooks/16_count_the_crowns": FORM,
    "16 count the crowns": FORM,
    "16_count_the_crowns\n": FORM,
    "04_find_the_crown": "Expected a free number, got 04: see lstmlib/course/ch04.",
}


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_gets_one_sentence_and_makes_nothing(small, capsys, name):
    before = contents(small)
    assert chapter.main([name] if name else []) == 1
    said = capsys.readouterr().out
    assert said.startswith(BAD_NAMES[name])
    assert said.count(".\n") == 1 and said.endswith(".\n")
    assert contents(small) == before


def stop(*arguments):
    raise KeyboardInterrupt


def stop_at(moment):
    """Return what renames as ever, but for an interruption at call number `moment`."""
    rename, calls = Path.rename, count(1)
    return lambda *way: stop() if next(calls) == moment else rename(*way)


@pytest.mark.parametrize("moment", [0, 1, 2, 3, 4, 99])
def test_an_interruption_leaves_nothing_half_done(small, capsys, monkeypatch, moment):
    """0: while the notebook runs; 1 to 4: before a move; 99: after all of them."""
    before = contents(small)
    monkeypatch.setattr(chapter, "run", lambda *paths: moment or stop())
    monkeypatch.setattr(Path, "rename", stop_at(moment))
    monkeypatch.setattr(Path, "replace", stop)
    assert chapter.main([NAME]) == 130
    assert capsys.readouterr().out == "Stopped; no chapter was made.\n"
    assert contents(small) == before


def test_a_notebook_that_does_not_run_makes_nothing(small, capsys):
    (small / "scripts").mkdir()
    (small / "scripts" / "notebooks.py").write_text("exit('Cell 7 stopped.')")
    before = contents(small)
    assert chapter.main([NAME]) == 1
    assert capsys.readouterr().out == "No chapter was made: Cell 7 stopped.\n"
    assert contents(small) == before
