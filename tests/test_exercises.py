"""The exercises: every solution passes, every known mistake is told, nothing raises."""

import ast
import json
import re
from pathlib import Path

import numpy as np
import pytest

from lstmlib import exercises
from lstmlib.checks import reveal
from lstmlib.story import write_chronicle

CHAPTERS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
NAMES = ["update_memory", "run_rnn", "latest_king", "long_jacobian", "clip"]

# Wrong answers, and a word of the hint that each of them must get.
WRONG = {
    "update_memory": {
        "the dead king still rules": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
    if "rules" in words:
        new["ruler"] = new["first"] = words[3]
    return new""",
        "poet's death": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if "dies" in words:
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
    if "rules" in words:
        new["ruler"] = new["first"] = words[3]
    return new""",
        "first king's place": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if words[0] == "king" and words[2] == "dies":
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = new["first"] = words[1]
    if "rules" in words:
        new["ruler"] = new["first"] = words[3]
    return new""",
        "look for “rules”": """
def update_memory(memory, sentence):
    new, words = dict(memory), sentence.split()
    if words[0] == "king" and words[2] == "dies":
        new["ruler"] = None
    if words[2:4] == ["becomes", "king"]:
        new["ruler"] = words[1]
    if words[0] == "in":
        new["ruler"] = new["first"] = words[3]
    return new""",
        "nothing is ever written": "update_memory = lambda m, s: dict(m)",
        "changes what it was given": """
def update_memory(memory, sentence):
    memory["ruler"] = "deva"
    return memory""",
        "expected a dictionary": "update_memory = lambda m, s: [m]",
        "the keys ['first', 'ruler']": "update_memory = lambda m, s: {'ruler': None}",
    },
    "run_rnn": {
        "hand each step's h": """
def run_rnn(x, h, W_x, W_h, b):
    return np.stack([np.tanh(x[:, t] @ W_x + h @ W_h + b)
                     for t in range(x.shape[1])], axis=1)""",
        "from last to first": """
def run_rnn(x, h, W_x, W_h, b):
    states = []
    for t in reversed(range(x.shape[1])):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        states.insert(0, h)
    return np.stack(states, axis=1)""",
        "initial h is ignored": """
def run_rnn(x, h, W_x, W_h, b):
    h, states = np.zeros_like(h), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        states.append(h)
    return np.stack(states, axis=1)""",
        "expected an array of shape (2, 5, 4), got shape (2, 4)": """
def run_rnn(x, h, W_x, W_h, b):
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
    return h""",
        "expected an array of floats, got int": """
def run_rnn(x, h, W_x, W_h, b):
    return np.zeros((*x.shape[:2], h.shape[1]), int)""",
        "case 1 is wrong: at [0, 0, 0]": """
def run_rnn(x, h, W_x, W_h, b):
    return np.zeros((*x.shape[:2], h.shape[1]))""",
    },
    "latest_king": {
        "the rule wants the latest": """
def latest_king(words):
    return [b for a, b in zip(words, words[1:]) if a == "king" and b in NAMES][0]""",
        "names a king, too": """
def latest_king(words):
    return [b for a, b in zip(words, words[1:]) if a == "king" and b in NAMES][-1]""",
        "a poet is no king": """
def latest_king(words):
    return [word for word in words if word in NAMES][-1]""",
        "expected 'arjun', got 'king'": "latest_king = lambda words: 'king'",
    },
    "long_jacobian": {
        "in the wrong order": """
def long_jacobian(h, W_h):
    J = np.eye(len(W_h))
    for step in h:
        J = J @ ((1 - step**2)[:, None] * W_h.T)
    return J""",
        "slopes of tanh are missing": """
def long_jacobian(h, W_h):
    J = np.eye(len(W_h))
    for step in h:
        J = W_h.T @ J
    return J""",
        "sums over the rows": """
def long_jacobian(h, W_h):
    J = np.eye(len(W_h))
    for step in h:
        J = ((1 - step**2)[:, None] * W_h) @ J
    return J""",
        "the last step alone": """
def long_jacobian(h, W_h):
    return (1 - h[-1] ** 2)[:, None] * W_h.T""",
    },
    "clip": {
        "bends the direction": """
def clip(grads, max_norm):
    return {k: np.clip(g, -max_norm, max_norm) for k, g in grads.items()}""",
        "a norm of its own": """
def clip(grads, max_norm):
    return {k: g * min(1, max_norm / np.linalg.norm(g)) for k, g in grads.items()}""",
        "stretched, too": """
def clip(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    return {k: g * max_norm / norm for k, g in grads.items()}""",
        "changes what it was given": """
def clip(grads, max_norm):
    for g in grads.values():
        g *= 0.5
    return grads""",
    },
}


def run(code):
    """The names that a piece of a learner's code defines, given what chapters give."""
    from lstmlib.cells import rnn_step
    from lstmlib.chronicle import NAMES

    scope = {
        "np": np,
        "rnn_step": lambda *args: rnn_step(*args).h,  # as chapter 01 defines it
        "NAMES": NAMES,
    }
    exec(code, scope)
    return scope


def verdict(name, answer, capsys):
    getattr(exercises, f"check_{name}")(answer)
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
    checks = [name for name in vars(exercises) if name.startswith("check_")]
    assert sorted(f"check_{name}" for name in NAMES) == sorted(checks)
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
