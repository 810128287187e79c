"""The page of margins is of the claims that stand in the chapters."""

import ast
import builtins

import margins
import margins_watch
import numpy as np
import pytest
from margins_watch import Recorder, Watch, margin

import notebooks

SAID = '''
def finding(share, many, names):
    """Not this: 1.0 < 2.0."""
    if share < 0:
        raise ValueError(f"expected 0 or more, got {share}")
    best = max(names, key=names.get)
    all_far = np.all(many > 0.5)
    return f"{best} {'often' if share >= 0.4 else 'rarely'} {all_far}"


def computed(a):
    return a > 0.5
'''


@pytest.fixture
def recorder(monkeypatch):
    monkeypatch.setattr(builtins, margins_watch.NAME, Recorder(), raising=False)
    return getattr(builtins, margins_watch.NAME)


def run(source, place, **names):
    tree = Watch(place)
    names |= {"np": np}
    exec(
        compile(
            ast.fix_missing_locations(tree.visit(ast.parse(source))), place, "exec"
        ),
        names,
    )
    return names


@pytest.fixture(scope="module")
def text():
    return margins.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def cells():
    return {path.name[:2]: notebooks.read(path).cells for path in margins.CHAPTERS}


def test_the_page_tells_every_comparison_that_is_watched_and_no_other(text):
    assert margins.page(margins.sections(text)) == text
    told = {row[3] for row in margins.fields(text) if row[3].startswith("`")}
    assert {each.replace("\\|", "|") for each in told} <= margins.sites()


def test_what_the_page_says_a_cell_says_stands_there(text, cells):
    assert set(margins.sections(text)) == set(cells)
    for chapter, number, says, decided, *_ in margins.fields(text):
        cell = cells[chapter][int(number) - 1]
        lines = [margins.says(cell)]
        if not decided.startswith("`"):
            lines = margins.lines_of(cell)
        assert says in [margins.shortened(line) for line in lines], (chapter, number)


def test_every_thin_claim_has_its_remark(text):
    assert margins.unexplained(text) == []


def test_what_chooses_words_is_watched_and_nothing_else(recorder):
    names = run(SAID, "ch99.figures")
    told = names["finding"](0.3, np.array([0.9, 0.6, 2.0]), {"a": 1.0, "b": 4.0})
    assert told == "b rarely True" and names["computed"](1.0)
    assert [
        (source, sides, held) for _, _, source, sides, _, held in recorder.seen
    ] == [
        ("max(names, key=names.get)", [4.0, 1.0], [1]),
        ("many > 0.5", [0.6, 0.5], True),
        ("share >= 0.4", [0.3, 0.4], False),
    ]


def test_whole_numbers_have_no_margin_and_a_chain_has_its_nearer_gap(recorder):
    run("a = 3 > 2\nb = 1.0 <= 2.0 <= 8.0\nc = 1.0 > 2.0 > 0.5", "")
    assert [each[3:5] for each in recorder.seen] == [
        ([1.0, 2.0, 8.0], 1 / 8),
        ([1.0, 2.0, 0.5], 1 / 2),
    ]


def test_an_assertion_is_as_near_as_the_difference_that_is_allowed(recorder):
    run("assert np.allclose(np.array([1.0]), np.array([1.5]), rtol=0, atol=1.0)", "")
    [(*_, sides, found, held)] = recorder.seen
    assert (sides, found, held) == ([0.5, 1.0], 0.5, True)


@pytest.mark.parametrize(
    ("sides", "found"),
    [((8.0, 10.0), 0.2), ((-1.0, 1.0), 2.0), ((2.0, 2.0), 0.0), ((0.0, 0.0), 0.0),
     ((0.99, 0.9), 0.9), ((0.95, 1), 0.05), ((np.nan, 1.0), 0.0)],
)  # fmt: skip
def test_a_margin_is_a_share_of_the_larger_or_of_what_lacks(sides, found):
    assert margin(sides) == pytest.approx(found)


def test_a_claim_that_turns_in_one_run_is_told_with_that_run():
    def seen(side):
        return [(3, "", "a > 1.0", [side, 1.0], margin([side, 1.0]), side > 1)]

    runs = {"own": (seen(2.0), {}), "near": (seen(1.1), {}), "other": (seen(0.5), {})}
    [(cell, *_, sides, found, least, turned)] = margins.compared(runs)
    assert (cell, sides, found, least) == (3, [2.0, 1.0], 0.5, 0.0)
    assert turned == ["other"]
    del runs["other"]
    assert next(margins.compared(runs))[-2:] == (pytest.approx(0.1 / 1.1), [])


def test_numbers_of_the_text_that_move_and_findings_in_other_words_are_told():
    own = ["A figure:", "it fades by 71 % in 12 of 30"]
    other = ["A figure:", "it fades by 40 % in 13 of 30"]
    words = ["A figure:", "it carries 90 %"]
    runs = {
        n: ([], {1: lines}) for n, lines in zip("abc", (own, other, words), strict=True)
    }
    after = notebooks.nbformat.v4.new_markdown_cell("About 71 % in 12 of 30 are gone.")
    after = [notebooks.nbformat.v4.new_code_cell(), after]
    assert [each[:4] for each in margins.moved(runs, after)] == [(1, "71", 40, 71)]
    assert list(margins.reworded(runs)) == [(1, own[1], ["c"])]


def test_remarks_and_the_parts_of_other_chapters_are_kept(text):
    parts = margins.sections(text)
    assert margins.fields("".join(parts.values())) == margins.fields(text)
    rows = [row for row in margins.fields(text) if row[7]]
    assert rows and all(len(row) == 8 for row in rows)
