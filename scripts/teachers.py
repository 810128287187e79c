"""Writes docs/for_teachers.md: the chapters for a class, and an exam with its answers.

    python scripts/teachers.py [--check]

What a chapter needs, gives, asks and takes is read from the chapter; the answers of the
exam are computed here, with lstmlib. `--check` writes nothing, and exits with 1 if the
page is not what they make it.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from written_page import write_or_check

from lstmlib import LSTM, RNN
from lstmlib.cells import lstm_gates, lstm_state, sigmoid
from lstmlib.course.lab.statistics import fisher_exact, wilson_interval

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "for_teachers.md"
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))

TEMPLATE = Path(__file__).with_name("teachers_page.md")


def count_lstm():
    layer = LSTM(10, 20, rng=np.random.default_rng(0))
    return f"{sum(map(np.size, layer.params.values())):,}".replace(",", " ")


def count_rnn():
    layer = RNN(10, 20, rng=np.random.default_rng(0))
    return sum(map(np.size, layer.params.values()))


def one_step():
    i, f, g, o = lstm_gates(np.zeros((1, 4)))
    c, h = lstm_state(i, f, g, o, np.ones((1, 1)))
    told = f"i = f = o = {i.item():.1f}, g = {g.item():.0f}"
    return f"{told}, c = {c.item():.1f}, h = {h.item():.2f}"


def halves(f):
    return np.log(0.5) / np.log(f)


def wilson():
    low, high = wilson_interval(8, 10)
    return f"{100 * low:.0f} % and {100 * high:.0f} %"


EXAM = (
    (
        "An LSTM reads 10 numbers a step and has 20 units. How many weights has it, "
        "its biases included? And a plain RNN of that size?",
        lambda: f"4 · 20 · (10 + 20 + 1) = {count_lstm()}, and {count_rnn()}.",
    ),
    (
        "All votes of a cell are 0, and its memory is c = 1. What are i, f, g, o, the "
        "new c and h?",
        lambda: f"{one_step()}.",
    ),
    (
        "A forget gate stands at 0.9. After how many steps is half of a memory gone? "
        "And at 0.99?",
        lambda: f"After {halves(0.9):.1f} and {halves(0.99):.0f} steps.",
    ),
    (
        "A forget gate starts with the bias 1 (0, 3). What is it worth, if its other "
        "votes are 0?",
        lambda: ", ".join(f"σ({b}) = {sigmoid(b):.2f}" for b in (1.0, 0.0, 3.0)) + ".",
    ),
    (
        "A plain RNN hands back 0.9 of a gradient at every step. How much is left "
        "after 50 steps?",
        lambda: f"0.9⁵⁰ = {0.9**50:.3f}.",
    ),
    (
        "Why does the gradient along c not fade in a cell without a forget gate, and "
        "what goes wrong with c there?",
        lambda: (
            "c is only added to, so its slope is 1; but nothing is taken out, and c "
            "drifts."
        ),
    ),
    (
        "Which gate must be closed so that a word leaves no trace in c? Which must be "
        "open so that the old c stays?",
        lambda: "The input gate must be closed, at 0; the forget gate open, at 1.",
    ),
    (
        "A cell without an output gate says h = tanh(c). Why can it not fall silent "
        "and remember?",
        lambda: "h is 0 only where c is 0, and then there is nothing to remember.",
    ),
    (
        "Eight of ten seeds have learned. Between which shares does the true one lie "
        "(95 %)?",
        lambda: f"Between {wilson()} (Wilson's interval).",
    ),
    (
        "Network A: 8 of 10 seeds, network B: 4 of 10, as many settings tried for "
        "both. Is A better?",
        lambda: (
            f"Ten seeds do not tell: Fisher's exact test has p = "
            f"{fisher_exact(8, 10, 4, 10):.2f}."
        ),
    ),
    (
        "A probe reads the first king off c in 95 % of the cases. Does the network use "
        "him?",
        lambda: (
            "Not for sure: a probe tells what is there. Only an intervention tells "
            "what it does."
        ),
    ),
    (
        "After 1 000 words, how many numbers does an LSTM of 32 units keep, and how "
        "many a head of attention of 32?",
        lambda: (
            f"{2 * 32}, and {2 * 32 * 1000:,}".replace(",", " ").replace("  ", ", ")
            + ": h and c, and a label and a content for every word."
        ),
    ),
)


def main(arguments=None):
    """Run the command line; return the exit code."""
    return write_or_check(arguments, Path(__file__).name, PAGE, page(CHAPTERS))


def page(chapters):
    """Return the text of the page about these chapters."""
    parts = {
        "chapters": "".join(map(row, chapters)),
        "questions": "".join(f"{n}. {ask}\n" for n, (ask, _) in enumerate(EXAM, 1)),
        "answers": "".join(f"{n}. {tell()}\n" for n, (_, tell) in enumerate(EXAM, 1)),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"<!-- {name} -->\n", part)
    return text


def row(path):
    """Return a chapter's line, as it says itself: minutes, needs, gives, exercises."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    title = re.match(r"# (\d\d) · (.*)", texts[0])
    needs, minutes = re.search(r"Needs: (.*?)\. About (\d+) minutes", texts[0]).groups()
    gives = re.search(r"You learn (.*?)\.(?:\s|$)", texts[0], re.DOTALL)[1]
    exercises = re.findall(r"\*\*Exercise(?: \d+)?: (.*?)\.?\*\*", "\n".join(texts))
    fields = [
        f"[{title[1]} · {title[2]}](../notebooks/{path.name})",
        minutes,
        needs[0].lower() + needs[1:] if needs.startswith("Chapter") else needs,
        " ".join(gives.split()),
        ", ".join(exercises),
    ]
    return "| " + " | ".join(fields) + " |\n"


if __name__ == "__main__":
    sys.exit(main())
