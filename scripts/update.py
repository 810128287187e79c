"""Bring the newest course, and keep the notebooks that were changed.

    python3 scripts/update.py

Changed notebooks are copied to notebooks/mine, which git ignores, before the newest
take their place; nothing is merged. It needs git and the standard library only.
"""

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MINE = ROOT / "notebooks" / "mine"
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
BEGUN = "MERGE_HEAD CHERRY_PICK_HEAD REVERT_HEAD rebase-merge rebase-apply".split()


class Refused(Exception):
    """Why there is no update, in one sentence."""


def git(*command, refusal=None):
    """Return what git answers; raise Refused, with git's reason if none is given."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), *command],
        env={k: v for k, v in os.environ.items() if k not in ELSEWHERE},
        capture_output=True,
        encoding=sys.getfilesystemencoding(),  # most of what git answers are paths
        errors="surrogateescape",
    )
    if done.returncode:
        raise Refused(refusal or "git refuses: " + " ".join(done.stderr.split()))
    return done.stdout


def paths(command, *rest):
    """Return the set of paths that a git command lists."""
    return set(git(command, "-z", "--name-only", *rest).split("\0")) - {""}


def newest():
    """Return the commit of a newer course or None; raise Refused if none can be had."""
    if shutil.which("git") is None:
        raise Refused("make update needs git, which is not installed here.")
    if not (ROOT / ".git").exists():
        raise Refused(
            "This folder was not made by git clone, so it cannot be updated: clone or "
            "download the course beside it, and take your notebooks there."
        )
    for name in BEGUN:
        if (ROOT / git("rev-parse", "--git-path", name).strip()).exists():
            raise Refused("You began a git merge or rebase: finish or abort it first.")
    detached = "This copy is on no branch; git switch main brings it back to one."
    git("symbolic-ref", "HEAD", refusal=detached)
    alone = "This branch follows no other, so nobody knows where a newer course is."
    git("rev-parse", "@{upstream}", refusal=alone)
    away = "The newest course cannot be reached now, so nothing is changed."
    git("fetch", "--quiet", refusal=away)
    if not git("rev-list", "HEAD..@{upstream}"):
        return None
    if git("rev-list", "@{upstream}..HEAD"):
        raise Refused(
            "You have commits of your own, so nothing is changed: git pull --rebase "
            "lays them upon the newest course."
        )
    return git("rev-parse", "@{upstream}").strip()


def is_notebook(path):
    """Return whether a path names a notebook of the course, or one beside them."""
    return path.startswith("notebooks/") and path.endswith(".ipynb")


def keep(path):
    """Copy a notebook to notebooks/mine, over no other file; return its name there."""
    source = ROOT / path
    for number in itertools.count(1):
        again = f"_{number}" if number > 1 else ""
        target = MINE / f"{source.stem}{again}{source.suffix}"
        if not target.exists():
            MINE.mkdir(exist_ok=True)
            shutil.copy2(source, target)
        if target.read_bytes() == source.read_bytes():
            return target.name


def differences(course):
    """Return what the caller changed, and what is in the way of a new file: two sets.

    Raise Refused if anything but a notebook would have to make room.
    """
    news = paths("diff", "--no-renames", "HEAD", course)
    changed = paths("diff", "--no-renames", "HEAD")
    unknown = news - paths("ls-tree", "-r", "HEAD")
    in_the_way = {path for path in unknown if (ROOT / path).exists()}
    others = [p for p in news & (changed | in_the_way) if not is_notebook(p)]
    if others:
        raise Refused(
            f"You changed {', '.join(sorted(others))}, and so does the newest course; "
            "nothing is changed until you put yours aside."
        )
    return set(filter(is_notebook, changed)), in_the_way


def update():
    """Lay the newest course, and say what was kept; raise Refused if that can't be."""
    course = newest()
    if course is None:
        print("This is the newest course.")
        return
    changed, in_the_way = differences(course)
    kept = [keep(p) for p in sorted(changed | in_the_way) if (ROOT / p).exists()]
    if kept:
        print(f"Kept in notebooks/mine, as you left it: {', '.join(kept)}.")
    for path in in_the_way:
        git("rm", "--cached", "--quiet", "--ignore-unmatch", "--", path)
        (ROOT / path).unlink()
    known = changed & paths("ls-tree", "-r", "HEAD")
    if known:
        git("checkout", "HEAD", "--", *known)
    git("merge", "--ff-only", "--quiet", course)
    print("The newest course is here.")


def main():
    """Update; return the exit code."""
    sys.stdout.reconfigure(errors="backslashreplace")  # for consoles of few letters
    try:
        update()
    except Refused as reason:
        print(reason, file=sys.stderr)
        return 1
    except (OSError, KeyboardInterrupt) as error:
        print(f"The update stopped, and nothing of yours is lost. {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
