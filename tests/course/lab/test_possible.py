"""Three questions, kept apart, in three rows."""

import csv

from lstmlib.course.lab.possible import HEADS, Possible, as_rows, read_possible

MEMORY = Possible(
    "an additive memory of 4 units", 1.0, 0.0312, 0, 10, "Adam, 12 settings",
    "400 words", 0.999, 0.01, 0.0, "it fades",
)  # fmt: skip


def test_three_rows_answer_three_questions():
    can, found, keeps = str(MEMORY).splitlines()
    assert can.startswith("can it? ") and "by hand: 100 % right, margin 0.031" in can
    assert found.startswith("is it found? ") and "0 of 10 seeds (0-28 %): Adam" in found
    assert keeps.startswith("does it keep? ")
    assert keeps.endswith("400 words: 99 %; noise of 0.01: 0 %"), "not all is not 100 %"


def test_a_small_margin_is_a_power_of_ten():
    assert MEMORY._replace(margin=1.07e-18).can.endswith("margin 1.1 · 10⁻¹⁸")


def test_the_rows_stand_below_each_other():
    starts = [
        line.index(line.split("?")[1].strip()) for line in str(MEMORY).splitlines()
    ]
    assert len(set(starts)) == 1


def test_a_table_gives_back_what_was_measured(tmp_path):
    with open(tmp_path / "possible.csv", "w", newline="", encoding="utf-8") as file:
        rows = [["chapter", *Possible._fields], ["04", *MEMORY], ["06", *MEMORY]]
        csv.writer(file).writerows(rows)
    assert read_possible(tmp_path / "possible.csv") == {"04": MEMORY, "06": MEMORY}


def test_rows_of_a_table_say_the_same():
    (row,) = as_rows({"04": MEMORY})
    assert len(row) == len(HEADS) and row[0] == "04" and row[-1] == "it fades"
    told = str(MEMORY)
    assert all(text in told for text in row[1:-1])
