"""One press of the stop button ends the cell, in a real kernel, in every chapter.

The trainings are those of the chapters with fewer updates. What is counted is work:
no update begins after the press. Every cell below runs, or says in one sentence what
is missing.
"""

import json

import numpy as np
import pytest
from chapter_cells import CHAPTERS
from in_kernel import run, started

STEP = ("lstmlib.training", "Adam.step")
CLIP = ("lstmlib.training", "clip_grad_norm")
BAR = ("lstmlib.course.notebook.progress", "_NotebookBar.__call__")
# By chapter: the cell that trains, what is made shorter in all cells, the updates of
# that cell then, and where else to press.
TRAINING = {
    "01": ("models = {rate", {"0), 1000, voc": "0), 30, voc"}, 270, {
        "between two trainings": ("lstmlib.layers", "RNN.__init__", 3),
        "before the first training": ("lstmlib.layers", "RNN.__init__", 1),
        "as the bar is told": (*BAR, 100),
    }),
    "03": ("walls = []", {"= 600 if": "= 30 if", "else 1800": "else 40"}, 100, {
        "between two trainings": ("lstmlib.layers", "LSTM.__init__", 2),
        "while batches are made": ("lstmlib.course.stories.king_streams", "_noise", 20),
        "as the bar is told": (*BAR, 50),
    }),
    "04": ("trained = {", {"(600)": "(30)"}, 180, {
        "between two trainings": ("lstmlib.layers", "LSTM.__init__", 5),
        "before the first training": ("lstmlib.layers", "LSTM.__init__", 1),
    }),
    "05": ("with_gate = train", {"(800)": "(30)"}, 60, {
        "while batches are made": (
            "lstmlib.course.ch05.treasury", "treasury_batch", 20
        ),
        "between two trainings": ("lstmlib.layers", "LSTM.__init__", 2),
    }),
    "06": ("without, gated = [], []", {"(1500)": "(30)"}, 120, {
        "between two trainings": ("lstmlib.layers", "LSTM.__init__", 2),
        "as a score is made": (
            "lstmlib.course.ch06.silent_streams", "score_speech", 3
        ),
    }),
    "08": ("in race.run(", {"(rng, 1600,": "(rng, 250,"}, 500, {
        "while batches are made": ("lstmlib.course.ch08.race", "batch", 20),
        "during the first look": ("lstmlib.course.ch08.race", "name_kings", 1),
        "during a look": ("lstmlib.course.ch08.race", "name_kings", 3),
        "as the bar is told": (*BAR, 130),
        "as a look is drawn": ("lstmlib.course.ch08.widgets", "draw_standing", 2),
    }),
}  # fmt: skip


def presses():
    """Every press as (chapter, module, name, n); all but one weekly."""
    rng = np.random.default_rng(0)
    for number, (_, _, updates, places) in TRAINING.items():
        first, *random = (rng.integers(1, updates + 1, 3)).tolist()
        marks = () if number == "01" else pytest.mark.weekly
        name = f"{number}-update {first}"
        yield pytest.param(number, *STEP, first, id=name, marks=marks)
        more = {f"update {n}": (*STEP, n) for n in [1, updates, *random]} | places
        for words, place in more.items():
            mark = pytest.mark.weekly
            yield pytest.param(number, *place, id=f"{number}-{words}", marks=mark)


@pytest.fixture(scope="module")
def kernel():
    with started() as client:
        yield client


def cells(number):
    """The code cells of a chapter with fewer updates, and where its training stands."""
    training, shorter, *_ = TRAINING[number]
    (path,) = [path for path in CHAPTERS if path.name.startswith(number)]
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    codes = ["".join(c["source"]) for c in found if c["cell_type"] == "code"]
    for old, new in shorter.items():
        assert any(old in code for code in codes), old
        codes = [code.replace(old, new) for code in codes]
    (place,) = [k for k, code in enumerate(codes) if training in code]
    return codes, place


def one_sentence(error):
    return len(error) == 2 and error[1].count("\n") == 0


def press_in(kernel, number, *press):
    """Stop a chapter's training by presses.at(*press) -> the cells below it."""
    run(kernel, "%reset -f")
    codes, place = cells(number)
    for code in codes[:place]:
        assert run(kernel, code)[0] == "ok", code
    run(kernel, f"import presses\npresses.at{press}")
    status, error, _ = run(kernel, codes[place])
    assert status == "error" and len(error) == 2, error
    assert error[0] == "KeyboardInterrupt" and error[1].startswith("Stopped"), error
    return codes[place + 1 :]


def go_on(kernel, below):
    """Run the cells below: each runs, or says in one sentence what it lacks."""
    for code in below:
        status, error, _ = run(kernel, code)
        assert status == "ok" or one_sentence(error), (code, error)


@pytest.mark.parametrize(("number", "module", "name", "n"), [*presses()])
def test_one_press_ends_the_cell_and_the_cells_below_go_on(
    kernel, number, module, name, n
):
    below = press_in(kernel, number, module, name, n)
    _, _, told = run(kernel, "print(presses.steps, presses.pressed)")
    begun, pressed = map(int, told[0].split())
    # In a race the other network has its update of this round, too.
    assert begun == (pressed + pressed % 2 if number == "08" else pressed)
    go_on(kernel, below)


@pytest.mark.weekly
@pytest.mark.parametrize("number", TRAINING)
@pytest.mark.parametrize("where", [STEP, CLIP], ids=["update", "gradient"])
def test_pressed_twice_the_cell_ends_and_the_cells_below_go_on(kernel, number, where):
    go_on(kernel, press_in(kernel, number, *where, 7, 2))


def test_a_figure_of_fewer_trainings_says_so(kernel):
    run(kernel, "%reset -f")
    codes, place = cells("01")
    for code in codes[:place]:
        run(kernel, code)
    run(kernel, f"import presses\npresses.at{(*STEP, 75)}")
    run(kernel, codes[place])
    shown = [run(kernel, code)[2] for code in codes[place + 1 : place + 4]]
    figures = [texts[-1] for texts in shown[1:]]
    assert all(finding.endswith(" (2 of 9 trainings)") for finding in figures)
