"""The command line of a script that writes a page of docs from the chapters."""

import sys


def write_or_check(arguments, script, path, text):
    """Write a page; with `--check` only say if it is another. Return the exit code."""
    if "--check" not in (sys.argv[1:] if arguments is None else arguments):
        path.write_text(text, encoding="utf-8")
        return 0
    if path.read_text(encoding="utf-8") == text:
        return 0
    print(f"docs/{path.name} is another: run python scripts/{script}.")
    return 1
