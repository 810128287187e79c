"""The exercises: every solution passes, every known mistake is told, nothing raises."""

import ast
import json
import re
import runpy
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from lstmlib.course.notebook.grading import reveal
from lstmlib.course.stories.grammar import write_chronicle

CHAPTERS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
# One file per chapter: WRONG, wrong answers with a word of the hint that each of them
# must get, {exercise: {hint: code}}, and GIVEN, the names that its code gives.
FILES = sorted((Path(__file__).parents[1] / "wrong_answers").glob("*.py"))
CHAPTER_FILES = [runpy.run_path(str(file)) for file in FILES]
WRONG = {k: v for file in CHAPTER_FILES for k, v in file["WRONG"].items()}
GIVEN = {k: v for file in CHAPTER_FILES for k, v in file["GIVEN"].items()}
NAMES = list(WRONG)
ROOMS = [import_module(f"lstmlib.course.{file.stem}.exercises") for file in FILES]
CHECKS = {
    name.removeprefix("check_"): check
    for room in ROOMS
    for name, check in vars(room).items()
    if name.startswith("check_")
}


def run(code):
    """The names that a piece of a learner's code defines, given what chapters give."""
    scope = {"np": np} | GIVEN
    exec(code, scope)
    return scope


def verdict(name, answer, capsys):
    CHECKS[name](answer)
    out = capsys.readouterr().out
    assert out.count("\n") == 1, "a verdict is one line"
    return out


def solutions():
    """{exercise: the code of its solution}, as it stands in the chapters."""
    found = {}
    for path in CHAPTERS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(c["source"]) for c in cells)
        for body in re.findall(
            r"<summary>Solution</summary>(.*?)</details>", text, re.S
        ):
            code = re.search(r"```python\n(.*?)```", body, re.S)[1]
            found[ast.parse(code).body[-1].name] = code
    return found


def test_every_exercise_of_the_chapters_is_tested_here():
    assert sorted(NAMES) == sorted(CHECKS)
    assert sorted(solutions()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_in_the_chapter_is_correct(name, capsys):
    answer = run(solutions()[name])[name]
    assert re.fullmatch(rf"✓ {name}: correct in all \d cases\.\n",
                        verdict(name, answer, capsys))  # fmt: skip


def test_the_memory_of_chapter_00_holds_on_every_chronicle():
    """The solution reads whole chronicles as the perfect reader does."""
    update_memory = run(solutions()["update_memory"])["update_memory"]
    rng = np.random.default_rng(0)
    for _ in range(200):
        story = write_chronicle(rng, filler=20)
        memory = {"ruler": None, "first": None}
        for sentence in " ".join(story.words).split(" ."):
            if sentence:
                memory = update_memory(memory, sentence.strip() + " .")
        expected = {"ruler": story.facts["current"], "first": story.facts["first"]}
        assert memory == expected, " ".join(story.words)


@pytest.mark.parametrize(
    ("name", "hint", "code"),
    [(name, hint, code) for name in WRONG for hint, code in WRONG[name].items()],
)
def test_a_wrong_answer_gets_its_own_hint(name, hint, code, capsys):
    sentence = verdict(name, run(code)[name], capsys)
    assert sentence.startswith(f"○ {name}: ")
    assert hint in sentence


@pytest.mark.parametrize("name", NAMES)
def test_at_least_two_mistakes_have_a_hint_that_no_other_gets(name, capsys):
    hints = [verdict(name, run(code)[name], capsys) for code in WRONG[name].values()]
    assert len(set(hints)) == len(hints) >= 2


def stop(*args):
    raise KeyError("crown")


def unfinished(*args):
    raise NotImplementedError


class Strange:
    def __array__(self, *args, **kwargs):
        raise TypeError("no array")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (unfinished, "not attempted yet"),
        (lambda *args: None, "not attempted yet"),
        (stop, "it stopped with KeyError: 'crown'"),
        (lambda: 1, "it stopped with TypeError"),
        (lambda *args: Strange(), "expected"),
        (lambda *args: "king", "expected"),
        (lambda *args: [1, [2, 3]], "expected"),
        (lambda *args: np.full(3, np.nan), "expected"),
        (lambda *args: {"W": "a", "b": None, "ruler": 1, "first": []}, "expected"),
        (3, "it stopped with TypeError"),
    ],
)
def test_no_answer_makes_a_check_raise(name, answer, told, capsys):
    assert told in verdict(name, answer, capsys)


def test_a_wrong_number_is_shown_beside_the_right_one(capsys):
    CHECKS["half_life"](lambda f: 6)
    assert "expected 1, got 6." in capsys.readouterr().out


def test_reveal_answers_every_kind_of_guess(capsys):
    for guess, told in [
        (None, "The answer is (b)."),
        ("b", "You said (b), and so does the experiment."),
        ("(B)", "You said (b), and so does the experiment."),
        ("a", "You said (a); the experiment says (b)."),
        (7, "You said (7); the experiment says (b)."),
    ]:
        reveal(guess, "b", "Because it is so.")
        out = capsys.readouterr().out
        assert out.startswith(told) and out.endswith("Because it is so.\n")


def test_a_learner_who_spoils_the_arguments_is_told_so(capsys):
    def spoil(grads, max_norm):
        grads["W"] = np.array([object(), object()])
        return grads

    CHECKS["clip"](spoil)
    assert "changes what it was given" in capsys.readouterr().out

    class Rebel:
        def __array__(self, *args, **kwargs):
            raise RuntimeError("no")

    CHECKS["run_rnn"](lambda *args: Rebel())
    CHECKS["clip"](lambda *args: {1: 2, "b": 3})
    out = capsys.readouterr().out
    assert "expected numbers, got a Rebel" in out
    assert "the keys ['1', 'b']" in out
