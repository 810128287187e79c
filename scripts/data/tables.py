"""What the scripts beside this one share: tables, checksums and the command line."""

import csv
import hashlib
import sys
from contextlib import contextmanager

from lstmlib.course.data import DATA

WEIGHTS = DATA / "weights"


@contextmanager
def new_table(name, columns):
    """Begin data/name with its columns -> a function that writes a row, at once."""
    with open(DATA / name, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")

        def write(*row):
            table.writerow(row)
            # So that a run that is cut off leaves what it has computed.
            file.flush()

        write(*columns)
        yield write


def write_checksums():
    """Write data/SHA256SUMS, a line for each .npz; `sha256sum -c` reads it."""
    sums = {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(DATA.rglob("*.npz"))
    }
    lines = [f"{checksum}  {name}\n" for name, checksum in sums.items()]
    (DATA / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def make(results):
    """Compute the results {name: function} that the command line names, or all."""
    names = sys.argv[1:] or list(results)
    if unknown := [name for name in names if name not in results]:
        sys.exit(f"expected one of {', '.join(results)}, got {unknown[0]}")
    for name in names:
        results[name]()
    write_checksums()
