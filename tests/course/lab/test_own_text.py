"""Whatever a file holds, it is read whole, or one sentence says why not."""

import re
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmlib.course.lab import own_text
from lstmlib.course.lab.own_text import LEAST, RARE, read_own

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "shift_jis", "ascii")


def put(folder, data):
    path = Path(folder) / "mine.txt"
    path.write_bytes(data)
    return path


def one_sentence(error):
    told = str(error.value if hasattr(error, "value") else error)
    assert told.startswith("expected") and "\n" not in told and len(told) < 300
    return told


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=3000),
        st.text(max_size=1500).map(lambda t: t.encode("utf-8")),
        st.tuples(st.text(min_size=600, max_size=900), st.sampled_from(ENCODINGS)).map(
            lambda pair: pair[0].encode(pair[1], "ignore")
        ),
    ),
    st.sampled_from(own_text.UNITS),
    st.sampled_from([None, *ENCODINGS, "latin-1", "rot13", "no-such"]),
)
def test_any_bytes_are_read_whole_or_get_one_sentence(data, unit, encoding):
    with tempfile.TemporaryDirectory() as folder:
        path = put(folder, data)
        try:
            read = read_own(path, unit, encoding)
        except ValueError as error:
            one_sentence(error)
            return
    parts = read.vocabulary.decode(read.tokens)
    names = encoding or next(
        (name for mark, name in own_text.MARKS if data.startswith(mark)), "utf-8"
    )
    text = data.decode(names)
    if unit == "characters":
        assert "".join(parts) == text, "nothing is lost"
    else:
        assert "".join(parts) == "".join(text.lower().split())
    assert len(parts) >= LEAST and str(len(parts)) in read.told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_that_says_its_encoding_is_read_in_it(tmp_path, encoding):
    told = "Ärger, Žižek und 王さま – naïve! " * 100
    read = read_own(put(tmp_path, told.encode(encoding)), "characters")
    assert "".join(read.vocabulary.decode(read.tokens)) == told


def test_another_encoding_is_named_by_the_reader(tmp_path):
    told = "Der König grüßt. " * 200
    path = put(tmp_path, told.encode("cp1252"))
    with pytest.raises(ValueError) as error:
        read_own(path)
    assert 'encoding="cp1252"' in one_sentence(error)
    assert "könig" in read_own(path, encoding="cp1252").vocabulary.words


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "at least 500 words, got 0"),
        (b"one two three", "at least 500 words, got 3"),
        (b"\xff\xfe\x00", "a text in utf-16"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), "a text in utf-8"),
        (b"a" * 2000 + bytes(2), "bytes 0"),
        (b"abc \xff" * 500, "place 4"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(tmp_path, data, told):
    with pytest.raises(ValueError) as error:
        read_own(put(tmp_path, data))
    assert told in one_sentence(error)


def test_no_file_a_folder_and_a_wrong_unit_get_one_sentence(tmp_path):
    for path, told in (
        (tmp_path / "none.txt", "no such file"),
        (tmp_path, "got the folder"),
        (tmp_path / ("x" * 5000), "file name too long"),
        ("a\0b", "null"),
    ):
        with pytest.raises(ValueError) as error:
            read_own(path)
        assert told in str(error.value)
    with pytest.raises(ValueError, match="expected the unit words or characters"):
        read_own(tmp_path / "none.txt", unit="syllables")


def test_one_line_of_a_million_characters(tmp_path):
    rng = np.random.default_rng(0)
    line = "".join(rng.choice(list("abcdefg"), 1_000_000).tolist())
    path = put(tmp_path, line.encode())
    with pytest.raises(ValueError) as error:
        read_own(path)
    assert 'got 1; unit="characters" reads it' in one_sentence(error)
    read = read_own(path, "characters")
    assert read.told == "1000000 characters, 7 different"
    [(tokens, targets)] = own_text.own_lessons(rng, read.tokens, 1)
    assert (tokens[:, 1:] == targets[:, :-1]).all()


def test_a_file_beyond_the_largest_gets_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(own_text, "LARGEST", 100)
    with pytest.raises(ValueError, match="expected a file of up to 100 bytes, got 101"):
        read_own(put(tmp_path, b"a" * 101))


def test_the_rarest_words_stand_as_one(tmp_path):
    words = [f"w{n}" for n in range(own_text.MOST + 10) for _ in range(1 + (n < 99))]
    read = read_own(put(tmp_path, " ".join(words).encode()))
    assert len(read.vocabulary) == own_text.MOST + 1
    assert read.vocabulary.decode(read.tokens).count(RARE) == 10
    assert re.search(f"the 10 rarest stand as {RARE}", read.told)


@given(st.integers(2, 90), st.integers(1, 5), st.integers(1, 60))
def test_lessons_are_windows_of_the_text(length, size, window):
    tokens = np.arange(length)
    told = own_text.own_lessons(np.random.default_rng(0), tokens, 3, size, window)
    assert len(told) == 3
    for inputs, targets in told:
        assert inputs.shape == (size, min(window, length - 1))
        assert (targets == inputs + 1).all()


def test_one_token_is_no_lesson():
    with pytest.raises(ValueError, match="expected two tokens or more, got 1"):
        own_text.own_lessons(np.random.default_rng(0), np.arange(1), 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't, don’t!", ["don't", ",", "don't", "!"]),
        ("‘a’ well-known man", ["‘", "a", "'", "well-known", "man"]),
        ("हिन्दी में।", ["हिन्दी", "में", "।"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("王說。", ["王說", "。"]),
    ],
)
def test_a_word_is_one_in_every_script(text, words):
    assert own_text.words_in(text) == words
