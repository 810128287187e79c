"""Whatever is typed into a field of a chapter is a picture, or one sentence.

The fields are found by their kind, so that a new one is tried as well.
"""

import html
import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from ipywidgets import Text, Textarea

import lstmlib.course
from lstmlib import LSTM, RNN, word_model
from lstmlib.course.ch00.two_listeners import SHORT, listen
from lstmlib.course.ch01.widgets import answer_explorer
from lstmlib.course.ch10.gate_reader import gate_reader
from lstmlib.course.stories.grammar import chronicle_vocabulary

VOCABULARY = chronicle_vocabulary()
TALE = "in avanti king arjun rules. a boy sings."
TYPED = {
    "nothing": "",
    "blanks": " \t\u3000\u00a0\n" * 99,
    "full-width": "ｉｎ　ａｖａｎｔｉ　ｋｉｎｇ　ａｒｊｕｎ　ｒｕｌｅｓ．",
    "ideographic stop": "in avanti king arjun rules。",
    "danda": "in avanti king arjun rules।",
    "typographic": "‘in’ “avanti” «king» ‹arjun› „rules“…",
    "apostrophes": "the king’s boat sings.",
    "right to left": "\u202ein avanti king arjun rules.\u202c",
    "Arabic": "ملك في القصر؟",
    "joiners": "ki\u200dng ar\u200cjun \u2060rules\ufeff.",
    "marks on letters": "kin\u0301g a\u0308rjun rules.",
    "a flood of marks": "a" + "\u0301\u0316" * 50_000,
    "marks, as many as are read": "a" + "\u0301\u0316" * 4_999,
    "NUL": "king\x00arjun \x1b[31m\x08\x0b rules\x7f.",
    "lone surrogates": "\ud800 king \udfff.",
    "no characters": "\ufffe\uffff king.",
    "emoji": "👑 👩\u200d👩\u200d👧 🇮🇳 king.",
    "CRLF and tabs": "in avanti\r\nking\tarjun\r\nrules.\r\n",
    "100 000 letters": "king arjun rules. " * 5_556,
    "one long word": "x" * 100_000,
    "100 000 ligatures": "\ufdfa" * 100_000,
    "100 000 digits": "9" * 100_000,
    "100 000 blanks": " " * 100_000,
    "100 000 tags": "<b>" * 33_333,
    "image": "<img src=x onerror=alert(1)> king.",
    "script": "</text></svg><script>alert(1)</script>",
    "attribute": "\" onload=\"alert(1)' x='",
    "entities": "&lt;b&gt; & &#60; &nbsp; ]]> <![CDATA[ <!-- -->",
    "mathematics": "$x^2$ \\(\\frac{1}{2}\\) $$king$$.",
    "formats": "%s %d {} {0} {king!r:>9} %(king)s \\ \\n \\x.",
}


def fields(explorer):
    kinds = (Text, Textarea)
    return [n for n, c in explorer.controls.items() if isinstance(c, kinds)]


@pytest.fixture(scope="module")
def explorers():
    """Every widget with a field, on small networks: {chapter: explorer}."""
    rng = np.random.default_rng(0)
    layers = {"RNN": RNN(4, 6, rng=rng), "LSTM": LSTM(4, 6, rng=rng)}
    models = {n: word_model(x, len(VOCABULARY), rng=rng) for n, x in layers.items()}
    return {
        "00": listen(models, "a short story"),
        "01": answer_explorer(models["RNN"], VOCABULARY),
        "10": gate_reader(models["LSTM"], VOCABULARY, SHORT.split()),
    }


def problem_of(page, problem):
    """What is wrong with a page that shows a picture or a sentence; None if nothing."""
    if len(page) > 100_000:
        return f"{len(page)} letters"
    page.encode("utf-8")
    tags = {
        element.tag.split("}")[-1] for element in ElementTree.fromstring(page).iter()
    }
    if not tags <= {"svg", "path", "text", "image", "p"}:
        return f"tags {tags}"
    if re.search(r"<[^>]* on\w+=", page):
        return "a handler"
    if problem is None:
        return None
    if html.escape(problem) not in page or len(problem) > 300 or "\n" in problem:
        return problem
    hidden = [sign for sign in problem if unicodedata.category(sign) in ("Cc", "Cf")]
    return f"signs that are not seen: {hidden}" if hidden else None


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("chapter", ["00", "01", "10"])
def test_whatever_is_typed_is_a_picture_or_one_sentence(explorers, chapter, name):
    explorer = explorers[chapter]
    for field in fields(explorer):
        before = explorer.values()[field]
        explorer.set(**{field: TYPED[name]})
        wrong = problem_of(explorer._picture.value, explorer.problem)
        assert wrong is None, field
        assert (explorer.problem or "expected ").startswith("expected ")
        explorer.set(**{field: before})
        assert explorer.problem is None


READ = ("full-width", "ideographic stop", "danda", "typographic", "CRLF and tabs")


@pytest.mark.parametrize("name", READ)
def test_the_signs_of_other_keyboards_are_read(explorers, name):
    for chapter in ("00", "10"):
        story = explorers[chapter].values()["story"]
        explorers[chapter].set(story=TYPED["CRLF and tabs"])
        before = explorers[chapter].drawing.to_svg()
        explorers[chapter].set(story=TYPED[name])
        assert explorers[chapter].problem is None
        assert explorers[chapter].drawing.to_svg() == before
        explorers[chapter].set(story=story)


@pytest.mark.parametrize(
    "typed",
    ["a boy sings", "Ａ　ｂｏｙ　ｓｉｎｇｓ。", "“a boy sings!”", "a boy\tsings।"],
)
def test_a_sentence_of_ones_own_may_be_typed_on_any_keyboard(explorers, typed):
    explorer = explorers["01"]
    explorer.set(aside="a boy sings.")
    wanted = explorer.drawing.to_svg()
    explorer.set(aside=typed)
    assert explorer.problem is None and explorer.drawing.to_svg() == wanted
    explorer.set(aside="")


def test_no_field_is_forgotten(explorers):
    """Each chapter that offers a field is above, and each field is found."""
    modules = Path(lstmlib.course.__file__).parent.glob("ch*/*.py")
    found = {
        path.parent.name.removeprefix("ch")
        for path in modules
        if re.search(r"\btext_(box|area)\(", path.read_text(encoding="utf-8"))
    }
    assert found == set(explorers) and all(map(fields, explorers.values()))


@pytest.mark.parametrize("hostile", ["<b>x</b>", "a\nb", "x" * 400, "\u202e"])
def test_the_test_would_see_it(hostile):
    assert problem_of(f'<p role="alert">{hostile}</p>', hostile)
