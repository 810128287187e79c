"""The course's tables: columns by name, and the setting that did best."""

import numpy as np
import pytest

from lstmlib.course.data import DATA, best_setting, read_table

TABLE = """run,learning_rate,start,seed,right,size
"treasury, quiet",0.01,3.0,0,0.9,1
"treasury, quiet",0.01,3.0,1,0.5,nan
"treasury, quiet",0.03,small,0,0.8,2
"treasury, quiet",0.03,small,1,0.8,inf
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    return read_table(tmp_path / "table.csv")


def test_columns_of_numbers_are_floats_and_others_strings(table):
    assert len(table) == 4 and table["run"].tolist() == ["treasury, quiet"] * 4
    assert table["start"].tolist() == ["3.0", "3.0", "small", "small"]
    assert table["right"].dtype == float
    np.testing.assert_array_equal(table["size"], [1, np.nan, 2, np.inf])


def test_the_best_setting_has_the_highest_mean_over_its_seeds(table):
    best = best_setting(table, "right")
    assert best["right"].tolist() == [0.8, 0.8] and best["seed"].tolist() == [0, 1]
    assert best_setting(table[::2], "right")["right"].tolist() == [0.9]
    single = best_setting(table, "right", ("learning_rate", "seed"))
    assert single["right"].tolist() == [0.9]


def test_among_equals_the_first_setting_counts(table):
    table["right"] = 1
    assert set(best_setting(table, "right")["learning_rate"]) == {0.01}


def test_a_table_that_is_missing_is_named():
    with pytest.raises(FileNotFoundError, match="got no nothing.csv"):
        read_table("nothing.csv")


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_every_committed_table_is_read(path):
    table = read_table(path.name)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(table) == len(lines) - 1 and ",".join(table.dtype.names) == lines[0]
