"""What the scripts beside this one share: jobs, tables, checksums, the command line.

    RESULTS = {"race": make_race}       what a script can compute
    make("ch08")                        its last line: the command line

    rows = compute("race.csv", columns, work, jobs)

computes a table. A job is a tuple of numbers and strings; work(*job) returns its rows,
and all that it does follows from these arguments, seeds included. So the rows are the
same for any number of workers:

    python scripts/data/ch08.py race --workers 2
    python scripts/data/ch08.py race --scheduler tcp://127.0.0.1:8786

The second asks a Dask cluster, whose workers were started in a copy of the repository
with PYTHONPATH=.:scripts/data. A run that is cut off goes on where it stopped: what it
has computed stands in data/*.part until the table is whole. Run by itself, this script
writes the checksums of data/ anew, for who has changed a text there.
"""

import argparse
import contextlib
import csv
import hashlib
import importlib
import io
import json
import os

# A worker is a process with one thread; more of them would take turns on the cores.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import joblib  # noqa: E402
from tqdm import tqdm  # noqa: E402

from lstmlib._files import write_whole  # noqa: E402
from lstmlib.course.data import DATA  # noqa: E402

WEIGHTS = DATA / "weights"
READ = {".csv", ".txt", ".npz"}
"""How the files of data/ end that the course reads."""


def compute(name, columns, work, jobs, folder=DATA):
    """Write folder/name: its columns, then each job's rows, in the order of the jobs.

    Returns the rows as lists of text, as they stand there. Raises ValueError when two
    jobs are the same, or a row has more or fewer fields than there are columns.
    """
    keys = [json.dumps(job) for job in jobs]
    if len(set(keys)) < len(keys):
        raise ValueError("expected jobs that differ, got one twice")
    part = folder / f"{name}.part"
    done = _read_part(part, columns)
    left = [job for key, job in zip(keys, jobs, strict=True) if key not in done]
    with open(part, "a", encoding="utf-8") as file:
        if file.tell() == 0:
            file.write(json.dumps(list(columns)) + "\n")
        run = joblib.Parallel(return_as="generator_unordered")
        tasks = (joblib.delayed(_rows_of)(work, job, len(columns)) for job in left)
        for job, rows in tqdm(run(tasks), desc=name, total=len(left)):
            file.write(json.dumps([json.dumps(job), rows]) + "\n")
            file.flush()
            done[json.dumps(job)] = rows
    rows = [row for key in keys for row in done[key]]
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([columns, *rows])
    write_whole(folder / name, table.getvalue().encode())
    part.unlink()
    write_checksums(folder)
    return rows


def _rows_of(work, job, width):
    rows = [[str(field) for field in row] for row in work(*job)]
    if any(len(row) != width for row in rows):
        lengths = sorted({len(row) for row in rows})
        raise ValueError(f"expected rows of {width} fields, got {lengths} for {job}")
    return job, rows


def _read_part(path, columns):
    """What an earlier run of the same table has left -> {job: rows}."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n")
    # The last line is empty, or it was being written when the run was cut off.
    whole = [json.loads(line) for line in lines[:-1]]
    path.write_text("".join(line + "\n" for line in lines[:-1]), encoding="utf-8")
    if whole and whole[0] != list(columns):
        raise ValueError(f"{path} was begun with other columns; delete it first")
    return dict(whole[1:])


def write_checksums(folder=DATA):
    """Write SHA256SUMS, a line for each file that is read; `sha256sum -c` reads it."""
    sums = {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in READ
    }
    lines = [f"{checksum}  {name}\n" for name, checksum in sums.items()]
    write_whole(folder / "SHA256SUMS", "".join(lines).encode())


@contextlib.contextmanager
def workers(number=1, scheduler=None):
    """Where `compute` works: in processes of this machine, or on a Dask cluster."""
    if scheduler is None:
        with joblib.parallel_config(n_jobs=number):
            yield
        return
    from distributed import Client

    with Client(scheduler), joblib.parallel_config("dask"):
        yield


def make(script):
    """Compute the results that the command line names, or all that the script has."""
    # By name, not as __main__: so that workers can import what they are to do.
    results = importlib.import_module(script).RESULTS
    parser = argparse.ArgumentParser()
    parser.add_argument("results", nargs="*", metavar="RESULT", help=", ".join(results))
    parser.add_argument("--workers", type=int, default=1, help="processes, here")
    parser.add_argument("--scheduler", help="address of a Dask scheduler")
    told = parser.parse_args()
    if unknown := [name for name in told.results if name not in results]:
        parser.error(f"expected one of {', '.join(results)}, got {unknown[0]}")
    with workers(told.workers, told.scheduler):
        for name in told.results or results:
            results[name]()
    write_checksums()


if __name__ == "__main__":
    write_checksums()
