"""A table can be read by eye and ear, and says the same as text."""

from xml.etree import ElementTree

import pytest

from lstmlib.course.notebook import tables

HEADS, ROWS = ["chapter", "found"], [["01", "7 of 8"], ["06", "<b> & more"]]


@pytest.fixture
def shown(monkeypatch):
    """What show_table puts on the page, as {MIME type: content}."""
    bundles = []
    monkeypatch.setattr(tables, "emit", bundles.append)
    tables.show_table("counts", HEADS, ROWS)
    return bundles[0]


def test_every_field_stands_in_the_page_and_in_the_text(shown):
    table = ElementTree.fromstring(shown["text/html"])
    assert [each.text for each in table.iter("td")] == ["7 of 8", "<b> & more"]
    assert shown["text/plain"].splitlines() == [
        "counts", "chapter 01: found: 7 of 8", "chapter 06: found: <b> & more"
    ]  # fmt: skip


def test_rows_and_columns_have_heads_and_the_table_a_name(shown):
    table = ElementTree.fromstring(shown["text/html"])
    heads = [(each.text, each.get("scope")) for each in table.iter("th")]
    assert heads == [("chapter", "col"), ("found", "col"), ("01", "row"), ("06", "row")]
    assert table.find("caption").text == "counts"


def test_a_row_that_does_not_fit_is_told():
    with pytest.raises(ValueError, match=r"expected 2 fields in a row, got \['01'\]"):
        tables.show_table("counts", HEADS, [["01"]])
