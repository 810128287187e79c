"""Long runs: the same rows for any number of workers, and none is computed twice."""

import csv
import json

import joblib
import pytest
import tables

COLUMNS = ["name", "seed", "share"]
JOBS = [(name, seed) for name in ("RNN", "LSTM") for seed in range(3)]


def work(name, seed):
    """Two rows that follow from the job alone."""
    return [(name, seed, f"{len(name) + seed / 10:.2f}"), (name, seed, seed)]


def refuse(*job):
    raise AssertionError("this was computed already")


def rows_of(path):
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def test_rows_stand_in_the_order_of_the_jobs(tmp_path):
    rows = tables.compute("t.csv", COLUMNS, work, JOBS, tmp_path)
    assert rows_of(tmp_path / "t.csv") == [COLUMNS, *rows]
    assert rows[:3] == [["RNN", "0", "3.00"], ["RNN", "0", "0"], ["RNN", "1", "3.10"]]
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("number", [2, 3])
def test_any_number_of_workers_gives_the_same_table(number, tmp_path):
    alone = tables.compute("one.csv", COLUMNS, work, JOBS, tmp_path)
    with joblib.parallel_config("threading", n_jobs=number):
        assert tables.compute("many.csv", COLUMNS, work, JOBS, tmp_path) == alone


def test_a_dask_cluster_gives_the_same_table(tmp_path):
    distributed = pytest.importorskip("distributed")
    alone = tables.compute("one.csv", COLUMNS, work, JOBS, tmp_path)
    cluster = distributed.LocalCluster(
        n_workers=2,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    )
    with cluster, tables.workers(scheduler=cluster.scheduler_address):
        assert tables.compute("many.csv", COLUMNS, work, JOBS, tmp_path) == alone


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path):
    def until_the_fourth(name, seed):
        if (name, seed) == JOBS[3]:
            raise KeyboardInterrupt
        return work(name, seed)

    with pytest.raises(KeyboardInterrupt):
        tables.compute("t.csv", COLUMNS, until_the_fourth, JOBS, tmp_path)
    assert not (tmp_path / "t.csv").exists()
    # The line that was being written when it stopped is no row.
    with open(tmp_path / "t.csv.part", "a", encoding="utf-8") as part:
        part.write('["[\\"LSTM\\", 2]", [["LS')
    done = []

    def the_rest(*job):
        done.append(job)
        return work(*job)

    rows = tables.compute("t.csv", COLUMNS, the_rest, JOBS, tmp_path)
    assert done == JOBS[3:]
    assert rows == tables.compute("u.csv", COLUMNS, work, JOBS, tmp_path)


def test_what_is_there_is_not_computed_again(tmp_path):
    lines = [COLUMNS, *([json.dumps(job), [[*job, "1"]]] for job in JOBS)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "t.csv.part").write_text(text, encoding="utf-8")
    assert len(tables.compute("t.csv", COLUMNS, refuse, JOBS, tmp_path)) == len(JOBS)


def test_faults_are_told_in_a_sentence(tmp_path):
    with pytest.raises(ValueError, match="expected jobs that differ, got one twice"):
        tables.compute("t.csv", COLUMNS, work, [*JOBS, JOBS[0]], tmp_path)
    with pytest.raises(ValueError, match=r"expected rows of 2 fields, got \[3\]"):
        tables.compute("t.csv", COLUMNS[:2], work, JOBS, tmp_path)
    with pytest.raises(ValueError, match="begun with other columns; delete it first"):
        tables.compute("t.csv", COLUMNS, work, JOBS, tmp_path)
