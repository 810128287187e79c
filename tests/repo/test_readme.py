"""What the README says of the chapters is so: minutes, numbers, addresses, routes."""

import json
import re
from pathlib import Path

import pytest
from web import addresses

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = r"^\| (\d\d) \| \[.+?\]\(notebooks/(\w+)\.ipynb\) \| (\d+) \| (.+?) \| (.+?) \|$"
ROWS = {row[0]: row[1:] for row in re.findall(ROW, README, re.MULTILINE)}
TIME = r"\b(?:(\d+) h\b)?(?: ?(\d+) min\b)?"


def part(name):
    """Return what stands between the marks of a name."""
    return README.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]


def words_of(chapter):
    """Return all that a chapter says, its outputs included."""
    path = ROOT / "notebooks" / f"{chapter}.ipynb"
    said = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        said += cell["source"]
        for output in cell.get("outputs", []):
            said += output.get("text", output.get("data", {}).get("text/plain", []))
    return "".join(said)


def minutes(text):
    """Return the first time in a text, such as “2 h 10 min”, in minutes, or None."""
    found = [t for t in re.findall(TIME, text) if any(t)]
    return 60 * int(found[0][0] or 0) + int(found[0][1] or 0) if found else None


def chapters_in(text):
    """Return the numbers of the chapters that a text links to."""
    return re.findall(r"\(notebooks/(\d\d)_", text)


def takes(text):
    """Return how many minutes the chapters that a text links to take together."""
    return sum(int(ROWS[number][1]) for number in chapters_in(text))


def test_the_table_has_a_row_for_each_chapter_in_order():
    assert [row[0] for row in ROWS.values()] == addresses.CHAPTERS
    assert README.index("<!-- chapters -->") < README.index("| 00 |")


@pytest.mark.parametrize("number", ROWS)
def test_a_chapter_takes_the_minutes_that_it_says(number):
    chapter, told, *_ = ROWS[number]
    assert f"About {told} minutes" in words_of(chapter)


@pytest.mark.parametrize("number", ROWS)
def test_the_numbers_of_a_row_stand_in_its_chapter(number):
    chapter, _, finding, _ = ROWS[number]
    said = words_of(chapter)
    plain = finding.replace("\N{NO-BREAK SPACE}", " ")
    numbers = re.findall(r"\d+(?:[. ]\d+)*(?: of \d+)?", plain)
    assert [number for number in numbers if number not in said] == []


@pytest.mark.parametrize("number", ROWS)
def test_a_chapter_opens_where_the_addresses_say(number):
    chapter, *_, links = ROWS[number]
    assert dict(re.findall(r"\[(.+?)\]\((.+?)\)", links)) == {
        "live": addresses.SITE + addresses.live(chapter),
        "Binder": addresses.binder(chapter),
        "Colab": addresses.colab(chapter),
    }


def test_a_notebook_service_is_told_the_line_that_installs_the_course():
    assert f"```\n{addresses.INSTALL}\n```" in README


def test_the_times_of_the_routes_add_up():
    routes = part("routes").split("### ")[1:]
    assert [route.split(":")[0] for route in routes] == [
        "An evening", "A weekend", "A term",
    ]  # fmt: skip
    for route in routes:
        assert minutes(route.split("\n")[0]) == takes(route), route
        for item in re.split(r"\n(?=\* |\n)", route):
            if item.startswith("* "):
                assert minutes(item) == takes(item), item


def test_a_term_takes_a_chapter_each_week():
    rows = re.findall(r"^\| (\d+) \| (.*)", part("routes"), re.MULTILINE)
    numbers = [chapter[:2] for chapter in addresses.CHAPTERS]
    assert [int(week) for week, _ in rows] == list(range(1, len(numbers) + 1))
    assert [chapters_in(rest) for _, rest in rows] == [[number] for number in numbers]


def test_what_the_start_page_takes_over_is_plain_markdown():
    assert not re.search(r"<\w|&\w+;", part("chapters") + part("routes"))
