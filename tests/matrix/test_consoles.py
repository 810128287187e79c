"""What the scripts print on consoles of few letters: the same, and never an error."""

import shutil
import sys

import nbformat
import pytest
from elsewhere import ROOT, run, told

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
AUTHOR = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
COMMIT = (["init"], ["add", "."], [*AUTHOR, "commit", "-m", "news"])
CONSOLES = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii": ASCII | {"PYTHONIOENCODING": "ascii"},
    "C locale": ASCII | {"PYTHONIOENCODING": ":strict"},
}


@pytest.fixture(params=CONSOLES.values(), ids=CONSOLES)
def script(request, home):
    """Return script(name, ...), which runs a script there -> its CompletedProcess."""
    own = {"HOME": str(home), "PYTHONPATH": str(ROOT)} | request.param

    def script(name, *arguments):
        done = run([sys.executable, ROOT / "scripts" / name, *arguments], **own)
        assert "UnicodeEncodeError" not in told(done)
        return done

    return script


@pytest.fixture
def notebook(tmp_path):
    """A notebook that writes an arrow, a minus and a seed's number, not executed."""
    source = "import numpy as np\nprint('→ −', np.random.default_rng(0).random())"
    cells = [nbformat.v4.new_code_cell(f"x = 'é →'\n{source}")]
    path = tmp_path / "ünd.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_the_notebooks_form(script, notebook):
    done = script("notebooks.py", "--check", notebook)
    assert "was never executed" in done.stdout and done.returncode == 1


def test_claims(script, notebook):
    done = script("claims.py", "5", notebook)
    assert "cell 1 SAYS: " in done.stdout and done.returncode == 0


def test_a_new_chapter_of_an_impossible_name(script):
    done = script("chapter.py", "16_→")
    assert done.returncode == 1 and done.stdout.count("\n") == 1


def test_a_page_that_is_written_from_the_chapters(script):
    assert script("glossary.py", "--check").returncode == 0
    assert script("teachers.py", "--check").returncode == 0


def test_advice_on_lengths(script):
    assert "are advised" in script("lint_lengths.py").stdout


def test_an_update_that_keeps_a_notebook(script, tmp_path):
    newest, mine = tmp_path / "newest", tmp_path / "mine"
    for name in ("notebooks", "scripts"):
        (newest / name).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "update.py", newest / "scripts")
    for number in (1, 2):
        (newest / "notebooks" / "→.ipynb").write_text(str(number))
        for command in COMMIT:
            assert run(["git", *command], newest).returncode == 0
        if number == 1:
            assert run(["git", "clone", newest, mine]).returncode == 0
    (mine / "notebooks" / "→.ipynb").write_text("of my own")
    done = script(mine / "scripts" / "update.py")
    assert done.stdout.endswith("The newest course is here.\n"), told(done)
    assert (mine / "notebooks" / "mine" / "→.ipynb").read_text() == "of my own"
