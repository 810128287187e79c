"""Begin a chapter: a room, a notebook and tests that run, to be replaced bit by bit.

    python scripts/chapter.py 16_count_the_crowns

What it makes stands in the folder `chapter_template`. It makes all of it or nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from web.addresses import SITE, binder, colab, live

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "scripts" / "chapter_template"
PLACES = ("lstmlib/course", "tests/course", "tests/wrong_answers", "notebooks")
LEFT_BY_TOOLS = {"__pycache__", ".ipynb_checkpoints"}
FOUND = "What do you find out?"


class ChapterError(Exception):
    """Why no chapter was made, as one sentence."""


def main(arguments=None):
    """Run the command line; return the exit code."""
    sys.stdout.reconfigure(errors="backslashreplace")  # for consoles of few letters
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        made = make(" ".join(arguments))
    except ChapterError as error:
        print(error)
        return 1
    except KeyboardInterrupt:
        print("Stopped; no chapter was made.")
        return 130
    print("A chapter that runs; replace it bit by bit:", *made, sep="\n  ")
    print("README.md lists it; say there what you find out, and its minutes.")
    return 0


def make(name):
    """Make the chapter called `name`, such as 16_count_the_crowns -> the new paths.

    ChapterError for another form of name and for a number that is taken.
    """
    number, title = read_name(name)
    # Inside the project, so that what is done can be moved to its place in one step.
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".chapter_") as folder:
        draft = Path(folder)
        fill(draft, {"NN_verb_phrase": name, "TITLE": title, "NN": number})
        made = [path for place in PLACES for path in sorted(draft.glob(f"{place}/*"))]
        run(draft, draft / "notebooks" / f"{name}.ipynb")
        (draft / "README.md").write_text(
            with_row(name, title), encoding="utf-8", newline="\n"
        )
        put_in_place(draft, [path.relative_to(draft) for path in made])
    return [path.relative_to(draft).as_posix() for path in made]


def read_name(name):
    """Return the number and the title of a chapter called `name`."""
    if not re.fullmatch(r"[0-9]{2}(_[a-z]+){2,}", name):
        raise ChapterError(
            "Expected a number of two digits and lower-case words, as in make chapter "
            f"NAME=16_count_the_crowns; got {f'NAME={name}' if name else 'no NAME'}."
        )
    number, phrase = name[:2], name[3:]
    for place in PLACES:
        for taken in ROOT.glob(f"{place}/*"):
            if re.match(rf"(ch)?{number}(?![0-9])", taken.name):
                got = f"{number}: see {taken.relative_to(ROOT).as_posix()}"
                raise ChapterError(f"Expected a free number, got {got}.")
    return number, phrase.replace("_", " ").capitalize()


def fill(draft, words):
    """Write the template into the folder `draft`, its placeholders made words."""

    def filled(text):
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        return text

    for source in TEMPLATE.rglob("*.*"):
        if LEFT_BY_TOOLS.intersection(source.parts):
            continue
        target = draft / filled(source.relative_to(TEMPLATE).as_posix())
        target.parent.mkdir(parents=True, exist_ok=True)
        text = filled(source.read_text(encoding="utf-8"))
        target.write_text(text, encoding="utf-8", newline="\n")


def run(draft, notebook):
    """Execute the notebook with a copy of the library that has the new room."""
    library = draft / "lstmlib"
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "lstmlib", library, ignore=leave, dirs_exist_ok=True)
    writer = [sys.executable, str(ROOT / "scripts" / "notebooks.py"), str(notebook)]
    env = os.environ | {"PYTHONPATH": str(draft)}
    done = subprocess.run(writer, env=env, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout or done.stderr).strip()
        raise ChapterError(f"No chapter was made: {said}")


def with_row(name, title):
    """Return the README with a row for the chapter, after those of lower numbers."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.split("<!-- /chapters -->")[0]
    rows = re.findall(r"^\| [0-9]{2} \|.*\n", table, re.MULTILINE)
    before = [row for row in rows if row[2:4] < name[:2]][-1]
    ways = {"live": SITE + live(name), "Binder": binder(name), "Colab": colab(name)}
    links = " · ".join(f"[{way}]({address})" for way, address in ways.items())
    first = (TEMPLATE / "notebooks" / "NN_verb_phrase.ipynb").read_text("utf-8")
    minutes = re.search("About ([0-9]+) minutes", first)[1]
    cells = (name[:2], f"[{title}](notebooks/{name}.ipynb)", minutes, FOUND, links)
    row = f"| {' | '.join(cells)} |\n"
    return readme.replace(before, before + row)


def put_in_place(draft, paths):
    """Move the new paths from `draft` to the project, and its README; all or none."""
    try:
        for path in paths:
            (draft / path).rename(ROOT / path)
        (draft / "README.md").replace(ROOT / "README.md")
    except BaseException:
        for path in paths:
            if not (draft / path).exists():
                (ROOT / path).rename(draft / path)
        raise


if __name__ == "__main__":
    sys.exit(main())
