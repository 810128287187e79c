"""A reader's file: every number is kept, or one clear sentence says why not."""

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.ch14.own_series import from_csv, in_words, own_race, race_rows
from lstmlib.course.data import DATA

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([None, "", "NA", "nan", "n/a", " ", "null", "-"]),
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("own") / "series.csv"


def one_sentence(error):
    told = str(error.value if hasattr(error, "value") else error)
    return told.startswith("expected ") and "\n" not in told and len(told) < 400


@settings(max_examples=150)
@given(
    entries=st.lists(NUMBERS, min_size=1, max_size=40),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(ENCODINGS),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_number_comes_back_in_its_place(
    path, entries, delimiter, encoding, ending
):
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    rows.writerow(["größe", "note"])
    for number in entries:
        rows.writerow(["" if number is None else number, "a, b"])
    path.write_bytes(text.getvalue().encode(encoding))
    expected = [x if isinstance(x, float) else math.nan for x in entries]
    if all(map(math.isnan, expected)):
        with pytest.raises(ValueError, match="got none"):
            from_csv(path, 0)
        return
    np.testing.assert_array_equal(from_csv(path, 0), expected)
    np.testing.assert_array_equal(from_csv(path, "größe"), expected)


def test_a_printed_minus_and_full_width_digits_are_read(path):
    path.write_text("mm\n−1.5\n2\n３\n", encoding="utf-8")
    np.testing.assert_array_equal(from_csv(path, "mm"), [-1.5, 2, 3])


@settings(max_examples=300)
@given(data=st.binary(max_size=300), column=st.sampled_from([0, 1, "a", "größe"]))
def test_any_bytes_give_numbers_or_a_sentence(path, data, column):
    path.write_bytes(data)
    try:
        values = from_csv(path, column)
    except ValueError as error:
        assert one_sentence(error)
    else:
        assert values.ndim == 1 and values.dtype == float
        assert not np.isinf(values).any() and np.isfinite(values).any()


@settings(max_examples=100)
@given(text=st.text(alphabet="0123456789.,;-\t\n\"'ae ", max_size=80))
def test_any_text_gives_numbers_or_a_sentence(path, text):
    path.write_text(text, encoding="utf-8", newline="")
    try:
        assert np.isfinite(from_csv(path, 0)).any()
    except ValueError as error:
        assert one_sentence(error)


def test_a_file_of_one_long_line_or_of_many(path):
    path.write_text("x\n" + "1" * 1_000_000, encoding="utf-8")
    with pytest.raises(ValueError, match="expected") as error:
        from_csv(path, "x")
    assert one_sentence(error)
    path.write_text("x\n" + "1\n" * 200_000, encoding="utf-8")
    assert len(from_csv(path, "x")) == 200_000


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("", 0, "got an empty file"),
        ("\n \n", 0, "got an empty file"),
        ("a,b\n1,2", "c", "a column among 'a', 'b', got 'c'"),
        ("rain,sun\n1,2", "rian", "did you mean 'rain'"),
        ("a,b\n1,2", 2, "a column in 0..1, got 2"),
        ("a,a\n1,2", "a", "one column 'a', got 2"),
        ("a\n1\nx", "a", "column 'a', row 3, got 'x'"),
        ("a\n1\ninf", "a", "row 3, got 'inf'"),
        ("a,b\n1,5,2", "a", "2 fields in each row, as in the first one, got 3"),
        ("a\nNA\n", "a", "numbers in column 'a', got none"),
        ("a\n", "a", "got none"),
        ('a\n"1', "a", "expected a CSV file"),
    ],
)
def test_what_cannot_be_read_is_told(path, text, column, told):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="expected") as error:
        from_csv(path, column)
    assert told in str(error.value) and one_sentence(error)


def test_a_file_that_is_not_there(path):
    with pytest.raises(FileNotFoundError, match="expected a file, got none at"):
        from_csv(path.with_name("no.csv"), 0)
    with pytest.raises(ValueError, match="expected a file to read"):
        from_csv(path.parent, 0)


def test_small_courtesies(path):
    path.write_text("day;mm\nmo;1,5\ntu;\nwe;2,25\n", encoding="utf-8")
    np.testing.assert_array_equal(from_csv(path, "mm"), [1.5, np.nan, 2.25])
    path.write_text("1\n\n3\n\n\n", encoding="utf-8")
    values = from_csv(path, 0)
    np.testing.assert_array_equal(values, [1, np.nan, 3])
    assert in_words(values) == "3 values with one gap, from 1 to 3."


def test_the_sunspots():
    values = from_csv(DATA / "sunspots.csv", "sunspots")
    years = from_csv(DATA / "sunspots.csv", "year")
    np.testing.assert_array_equal(years, np.arange(1700, 2009))
    assert values[0] == 5 and values[1957 - 1700] == 190.2 and values[-1] == 2.9
    assert in_words(values) == "309 values with no gap, from 0 to 190.2."


# ---------------------------------------------------------------------- the race


def test_a_race_has_all_forecasters_and_a_row_for_each():
    rng = np.random.default_rng(0)
    values = np.sin(np.arange(120) * np.pi / 6) + 0.1 * rng.normal(size=120)
    values[[7, 100]] = np.nan
    found = own_race(values, window=12, season=12, seeds=1)
    assert list(found) == ["last value", "linear", "LSTM", "season before"]
    assert all(
        np.isfinite(told).all() and told.shape == (3,) for told in found.values()
    )
    assert found["season before"].mean() < found["last value"].mean()
    rows = race_rows(found)
    assert [row[0] for row in rows] == list(found) and rows[1][-1] == "-"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (np.arange(10.0), "a series of 48 values or more"),
        (np.ones((60, 2)), "got shape"),
        (np.ones(60), "two different numbers"),
        (np.full(60, np.nan), "two different numbers"),
    ],
)
def test_a_series_that_cannot_race_is_told_so(values, told):
    with pytest.raises(ValueError, match=told) as error:
        own_race(values, seeds=1)
    assert one_sentence(error)


@settings(max_examples=25)
@given(
    entries=st.lists(
        st.one_of(st.floats(allow_infinity=False), st.floats(0, 9), st.just(math.nan)),
        min_size=48,
        max_size=60,
    )
)
def test_any_series_gives_errors_or_a_sentence(entries):
    try:
        found = own_race(np.array(entries), window=3, seeds=1)
    except (ValueError, FloatingPointError) as error:
        assert one_sentence(error)
    else:
        assert all(np.isfinite(told).all() for told in found.values())
