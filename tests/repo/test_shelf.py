"""The pages for the shelf say what the chapters say, and their code runs."""

import json
import re
from pathlib import Path

import glossary
import pytest
import teachers

from lstmlib import LSTM
from lstmlib.course.beyond import convert

ROOT = Path(__file__).resolve().parents[2]
SHEET = (ROOT / "docs" / "cheat_sheet.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", [glossary, teachers], ids=lambda s: s.__name__)
def test_a_page_is_what_the_chapters_make_it(script, tmp_path, monkeypatch, capsys):
    assert script.main(["--check"]) == 0, "run the script that writes the page"
    monkeypatch.setattr(script, "PAGE", tmp_path / "page.md")
    assert script.main([]) == 0 and script.main(["--check"]) == 0
    script.PAGE.write_text("another page", encoding="utf-8")
    assert script.main(["--check"]) == 1
    assert "run python scripts/" in capsys.readouterr().out


def test_every_sentence_of_the_glossary_belongs_to_a_term_of_a_chapter():
    found = {term for path in glossary.CHAPTERS for term, _ in glossary.terms(path)}
    found = {glossary.SAME.get(term, term) for term in found}
    assert glossary.meanings().keys() <= found
    for term, (meaning, _) in glossary.meanings().items():
        assert meaning[0].isupper() and meaning[-1] in ".?", term
        assert len(meaning.split()) <= 20, term


def test_a_term_without_a_sentence_gets_its_chapters_own(tmp_path):
    text = "One is here. This is a **crown jewel**, kept\nin a box. Another one."
    path = tmp_path / "16_count_the_crowns.ipynb"
    cells = {"cells": [{"cell_type": "markdown", "source": [text]}]}
    path.write_text(json.dumps(cells), encoding="utf-8")
    page = glossary.page([path])
    assert "| **crown jewel** | This is a crown jewel, kept in a box. |  | [16]" in page


def test_a_label_is_no_term():
    for label in ("Exercise 2", "An honest limit.", "So far:"):
        assert glossary.LABEL.fullmatch(label)
    assert not glossary.LABEL.fullmatch("half-life")


def test_the_exam_has_twelve_questions_with_answers():
    told = {question: answer() for question, answer in teachers.EXAM}
    assert len(told) == 12 and all(told.values())
    page = teachers.PAGE.read_text(encoding="utf-8")
    for n, (question, answer) in enumerate(told.items(), 1):
        assert f"{n}. {question}\n" in page and f"{n}. {answer}\n" in page
    answers = " ".join(told.values())
    for number in ("2 480", "620", "6.6", "69", "0.73", "0.005", "64, and 64 000"):
        assert number in answers


def test_every_chapter_has_its_line():
    lines = [teachers.row(path) for path in teachers.CHAPTERS]
    assert all(line.count("|") == 6 for line in lines)
    assert all(int(line.split("|")[2]) >= 5 for line in lines)


# ------------------------------------------------------------------ the cheat sheet


def test_the_code_of_the_cheat_sheet_runs():
    (code,) = re.findall(r"^```python\n(.*?)^```", SHEET, re.DOTALL | re.MULTILINE)
    exec(code, {})


def test_the_numbers_of_the_cheat_sheet_are_right():
    layer = LSTM(3, 5, rng=teachers.np.random.default_rng(0))
    weights = sum(array.size for array in layer.params.values())
    assert "| 4H (D + H + 1) |" in SHEET and weights == 4 * 5 * (3 + 5 + 1)
    assert "6.6 at 0.9, 69 at 0.99" in SHEET
    assert [f"{teachers.halves(f):.2g}" for f in (0.9, 0.99)] == ["6.6", "69"]


def test_the_sheet_and_the_converter_agree_on_orders_and_names():
    kind = convert.KINDS[LSTM]
    assert kind.gates == "ifgo" and kind.onnx_gates == "iofg"
    assert "i, f, g, o here and in PyTorch, i, o, f, c\n   in ONNX" in SHEET
    for name in re.findall(r"`((?:to|from)_\w+)`", SHEET):
        assert hasattr(convert, name)
    assert SHEET.count("\n1. **") == SHEET.count("\n5. **") == 1


@pytest.mark.parametrize("page", ["cheat_sheet", "for_teachers", "glossary"])
def test_links_of_the_shelf_lead_to_files(page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / "docs" / link).exists(), link
