"""The course's tables: columns by name, and the setting that did best."""

import hashlib
import shutil

import numpy as np
import pytest
import tables

from lstmlib import load
from lstmlib.course import data
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


# -------------------------------------------------------------------------- checksums


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of three files of data/ and of the checksums, in the place of data/."""
    for name in ("SHA256SUMS", "order.csv", "distractors.txt", "rnn_reader.npz"):
        shutil.copy(DATA / name, tmp_path)
    monkeypatch.setattr(data, "DATA", tmp_path)
    data.read_lines.cache_clear()
    yield tmp_path
    data.read_lines.cache_clear()


READERS = {
    "order.csv": read_table,
    "distractors.txt": data.read_lines,
    "rnn_reader.npz": lambda name: load(data.data_file(name)),
}
DAMAGE = {
    "empty": lambda old, other: b"",
    "truncated": lambda old, other: old[: len(old) // 2],
    "one bit": lambda old, other: bytes([old[0] ^ 1]) + old[1:],
    "other line ends": lambda old, other: old.replace(b"\n", b"\r\n"),
    "one letter": lambda old, other: old.replace(b"e", b"a", 1),
    "swapped": lambda old, other: other,
    "foreign": lambda old, other: "قصة\n".encode(),
    "no text": lambda old, other: b"\x00\xff" * 99,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", READERS)
def test_a_file_that_is_another_is_told_in_one_sentence(copied, name, damage):
    READERS[name](name)
    data.read_lines.cache_clear()
    other = (copied / next(n for n in READERS if n != name)).read_bytes()
    path = copied / name
    path.write_bytes(DAMAGE[damage](path.read_bytes(), other))
    with pytest.raises(ValueError) as caught:
        READERS[name](name)
    told = str(caught.value)
    assert told.startswith(f"expected the course's {name} in ") and "\n" not in told
    assert "got a file that was changed or damaged; git checkout -- data" in told
    assert caught.value._render_traceback_() == [told]


@pytest.mark.parametrize("name", [*READERS, "SHA256SUMS"])
def test_a_file_that_is_gone_or_a_folder_is_told_in_one_sentence(copied, name):
    (copied / name).unlink()
    reader = READERS.get(name, lambda _: read_table("order.csv"))
    with pytest.raises(FileNotFoundError, match=f"expected .*got no {name}; git che"):
        reader(name)
    (copied / name).mkdir()
    with pytest.raises(ValueError, match=f"expected the course's {name}.*brings it"):
        reader(name)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\n", b"king\n" * 9, b"[" * 999])
def test_damaged_checksums_are_told_in_one_sentence(copied, content):
    (copied / "SHA256SUMS").write_bytes(content)
    with pytest.raises(ValueError, match="expected the course's .*got a file that was"):
        read_table("order.csv")


def test_an_installed_library_names_pip(copied, monkeypatch):
    monkeypatch.setattr(data, "_LIBRARY", copied.parent)
    (copied / "order.csv").unlink()
    with pytest.raises(FileNotFoundError, match="pip install --force-reinstall, of"):
        read_table("order.csv")


def test_a_path_elsewhere_is_no_file_of_the_course(tmp_path):
    assert data.data_file(tmp_path / "my.csv") == tmp_path / "my.csv"


def test_every_file_that_is_read_has_its_checksum():
    lines = (DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    found = {
        path.relative_to(DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in DATA.rglob("*")
        if path.suffix in tables.READ
    }
    assert told == found, "python scripts/data/tables.py writes the checksums anew"


def test_nothing_else_opens_a_file_of_the_course():
    """A path made from DATA would be read without a look at its checksum."""
    library = DATA.parent / "lstmlib" / "course"
    chapters = [*DATA.parent.glob("notebooks/*.ipynb"), *library.rglob("*.py")]
    others = [path for path in chapters if "DATA /" in path.read_text(encoding="utf-8")]
    assert others == [library / "data.py"]
