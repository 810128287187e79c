"""The exercises: every solution passes, every known mistake is told, nothing raises."""

import ast
import itertools
import json
import re
import runpy
import sys
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
        first, out = capsys.readouterr().out.split("\n", 1)
        assert "(" not in first, "JupyterLab shows it while the answer is closed"
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


class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Loud:
    def __eq__(self, other):
        raise SystemExit

    __hash__ = None
    __repr__ = __array__ = __float__ = __eq__


def leave(*args):
    sys.exit("enough")


def hush(*args):
    raise Silent


def give_up(*args):
    raise GeneratorExit


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (leave, "it stopped with SystemExit: enough"),
        (hush, "it stopped with Silent: a Silent"),
        (give_up, "it stopped with GeneratorExit"),
        (lambda *args: Loud(), "○"),
        (lambda *args: [Loud()], "○"),
        (lambda *args: {"W": Loud()}, "○"),
    ],
)
def test_nothing_that_a_learner_writes_escapes_from_a_check(name, answer, told, capsys):
    assert told in verdict(name, answer, capsys)


nested = []
nested.append(nested)
# What an answer may give, or be: none of it is right, and some of it is large.
ODD = [
    *(np.nan, -np.inf, 10**400, 10**5000, 1 + 2j, -1, True, "", "king\ndies", b"king"),
    *([], {}, (), [None] * 3, {1, 2}, range(2000), list(range(2000)), nested),
    *({"W": np.full(2000, np.nan)}, dict.fromkeys(range(2000)), itertools.count()),
    *(np.array([object()]), np.zeros(0), np.zeros((2, 0, 3)), np.zeros(3, "M8[D]")),
    *(np.ma.masked, np, len, Silent, Silent(), np.random.default_rng(0)),
    *("crown " * 2000, [np.zeros(2), "king"], np.zeros(3, [("W", float)])),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_odd_answer_is_told_in_one_short_line(name, capsys):
    for n, odd in enumerate(ODD):
        for answer in (odd, lambda *args: odd):  # noqa: B023
            line = verdict(name, answer, capsys)
            assert line.startswith(f"○ {name}: ") and len(line) < 500, (n, line[:500])


def test_the_stop_button_still_stops_a_check():
    def pressed(*args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        CHECKS["half_life"](pressed)


def numpys_own(thing):
    """The same answer, made of NumPy's own bools, numbers, strings and arrays."""
    if isinstance(thing, dict):
        return {key: numpys_own(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        arrays = any(isinstance(each, np.ndarray) for each in thing)
        return [*map(numpys_own, thing)] if arrays else np.array(thing)
    return thing if thing is None else np.asarray(thing)[()]


@pytest.mark.parametrize("name", NAMES)
def test_what_numpy_gives_counts_where_pythons_own_does(name, capsys):
    answer = run(solutions()[name])[name]
    assert "✓" in verdict(name, lambda *args: numpys_own(answer(*args)), capsys)


def test_a_wrong_list_is_told_where_and_with_both_values(capsys):
    right = run(solutions()["royal_deaths"])["royal_deaths"]
    CHECKS["royal_deaths"](lambda words: right(words)[:-1] + [True])
    CHECKS["royal_deaths"](lambda words: right(words)[1:])
    CHECKS["royal_deaths"](lambda words: [False] * len(words))
    flipped, short, constant = capsys.readouterr().out.splitlines()
    assert re.search(r"at place \d+, counted from 0, expected False, got True", flipped)
    assert re.search(r"expected a list of \d+ values, got one of \d+\.", short)
    assert "it gives False whatever it is given." in constant
