"""The README's pictures are what the course draws today, and tell what it finds."""

import base64
import html
import io
import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from web import pictures

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = sorted(path.name for path in pictures.FOLDER.glob("*.svg"))
PIXELS = r'data:image/png;base64,([^"]+)'
PLACES = r'(?<= d=")[^"]+|(?<= [xy]=")[^"]+'
NUMBER = r"-?\d+(?:\.\d+)?"


@pytest.fixture(scope="module")
def drawn():
    """{file name: (text, finding)} of the pictures as the course draws them now."""
    return pictures.pictures()


@pytest.fixture(scope="module")
def seconds():
    """How long each frame of the moving picture stands."""
    return pictures.hearing()[1]


def committed(name):
    """Return the text of a committed picture."""
    return (pictures.FOLDER / name).read_text(encoding="utf-8")


def taken_apart(svg):
    """Return a picture's words and colours, its coordinates, and its heat strips."""
    strips = [base64.b64decode(data) for data in re.findall(PIXELS, svg)]
    strips = [np.asarray(PIL.Image.open(io.BytesIO(strip))) for strip in strips]
    svg = re.sub(PIXELS, "", svg)
    places = [
        float(x) for place in re.findall(PLACES, svg) for x in re.findall(NUMBER, place)
    ]
    return re.sub(PLACES, lambda p: re.sub(NUMBER, "0", p[0]), svg), places, strips


def test_no_picture_is_missing_and_none_is_left_over(drawn):
    assert FILES == sorted(drawn)
    assert [name for name in FILES if f"docs/pictures/{name}" not in README] == []


@pytest.mark.parametrize("name", FILES)
def test_a_committed_picture_is_what_the_course_draws(drawn, name):
    words, places, strips = taken_apart(committed(name))
    words_now, places_now, strips_now = taken_apart(drawn[name][0])
    assert words == words_now
    # Pixels and levels of colour: another processor may round a value the other way.
    np.testing.assert_allclose(places, places_now, atol=0.2)
    for strip, strip_now in zip(strips, strips_now, strict=True):
        np.testing.assert_allclose(strip.astype(int), strip_now.astype(int), atol=1)


def test_a_picture_that_tells_something_else_is_noticed():
    svg = committed("cell.svg")
    for old, new in ("dies", "lives"), ("#D55E00", "#0072B2"):
        assert taken_apart(svg.replace(old, new))[0] != taken_apart(svg)[0]
    moved = svg.replace(' x="0"', ' x="9"', 1)
    assert taken_apart(moved)[0] == taken_apart(svg)[0]
    assert taken_apart(moved)[1] != taken_apart(svg)[1]


def test_the_readme_says_of_each_picture_what_it_found(drawn):
    """Also to who cannot see it; the still twin of the moving one says the same."""
    told = re.findall(r'<img alt="(.*?)"\s+src="docs/pictures/(.*?)"', README)
    told += re.findall(r"!\[(.*?)\]\(docs/pictures/(.*?)\)", README)
    findings = {name: finding for name, (_, finding) in drawn.items()}
    assert findings.pop("listeners_still.svg") == findings["listeners.svg"]
    assert {name: html.unescape(alt) for alt, name in told} == findings
    assert 'srcset="docs/pictures/listeners_still.svg"' in README


def test_all_pictures_together_are_light():
    assert sum(len(committed(name).encode()) for name in FILES) < 400_000


@pytest.mark.browser
def test_the_moving_picture_shows_one_sentence_after_the_other(page, seconds):
    page.emulate_media(reduced_motion="no-preference")
    page.set_content(committed("listeners.svg"))
    ends = np.cumsum(seconds)
    middles = (ends - np.array(seconds) / 2).tolist()
    seen = [shown_at(page, moment) for moment in middles]
    assert seen == [[f"f{k}"] for k in range(len(seconds))]
    assert shown_at(page, pictures.TIMES * ends[-1] + 1) == seen[-1]


@pytest.mark.browser
def test_without_motion_the_end_of_the_picture_is_seen(page, seconds):
    page.set_content(committed("listeners.svg"))
    assert page.evaluate("document.getAnimations().length") == 0
    assert shown_at(page, 0) == [f"f{len(seconds) - 1}"]


def shown_at(page, seconds):
    """Return the names of the frames that are seen so many seconds after the start."""
    return page.evaluate(
        """seconds => {
          for (const move of document.getAnimations()) {
            move.pause();
            move.currentTime = 1000 * seconds;
          }
          const frames = [...document.querySelectorAll("g[id^=f]")];
          const seen = frame => getComputedStyle(frame).visibility === "visible";
          return frames.filter(seen).map(frame => frame.id);
        }""",
        seconds,
    )
