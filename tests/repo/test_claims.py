"""When seeds move: what a chapter says then is set beside what it said."""

import claims
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import notebooks

CHAPTER = """
import lstmlib
import numpy as np
print("seed", np.random.default_rng(3).integers(10**9), "of", 10**9)
print("the king" if np.random.default_rng(7).random() < 2 else "nobody")
print("always the same")
"""


@pytest.mark.weekly
def test_only_seeds_move_and_nothing_is_written(tmp_path, capsys):
    path = tmp_path / "02_watch.ipynb"
    path.write_text(notebooks.render(new_notebook(cells=[new_code_cell(CHAPTER)])))
    notebooks.write(path)
    written = path.read_bytes()
    assert claims.main(["0", str(path)]) == 0
    assert "0 lines say something else, 0 moved" in capsys.readouterr().out
    assert claims.main(["1000", str(path)]) == 0
    told = capsys.readouterr().out
    assert "0 lines say something else, 1 moved" in told
    assert "cell 1: seed" in told and "always" not in told
    assert path.read_bytes() == written


def test_words_that_change_come_before_numbers_that_move():
    old, new = ["it fades: 0.71", "10 of 10"], ["it carries: 0.71", "9 of 10", "more"]
    assert list(claims.moves(old, new)) == [
        (True, "it fades: 0.71", "it carries: 0.71"),
        (False, "10 of 10", "9 of 10"),
        (True, "", "more"),
    ]
