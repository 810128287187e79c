"""The ten lines of PyTorch that chapter 07 shows: run as they stand, and compared."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from lstmlib.course.ch07 import handmade_lstm
from lstmlib.course.stories import grammar

CHAPTER = next((Path(__file__).parents[3] / "notebooks").glob("07_*.ipynb"))


@pytest.fixture(scope="module")
def lines():
    """The block of the chapter that imports torch, as one text."""
    cells = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] != "code")
    blocks = re.findall(r"^```python\n(.*?)^```", prose, re.DOTALL | re.MULTILINE)
    (found,) = [block for block in blocks if "import torch" in block]
    return found


def test_they_are_ten(lines):
    assert len(lines.splitlines()) == 10


def test_they_give_the_numbers_of_the_chapter(lines, skip_or_fail, capsys):
    try:
        import torch
    except ImportError:
        skip_or_fail("PyTorch is not installed")
    torch.set_num_threads(1)
    vocabulary = grammar.chronicle_vocabulary()
    chronicle = grammar.write_chronicle(np.random.default_rng(0), filler=20)
    model = handmade_lstm.throne(vocabulary)
    trace = model.forward(grammar.pad([chronicle.words], vocabulary))
    scope = {"params": model.layer.params, "trace": trace}
    exec(lines, scope)
    assert float(capsys.readouterr().out) < 1e-12
    assert np.abs(scope["c_last"].numpy()[0] - trace.c[:, -1]).max() < 1e-12
    assert np.abs(trace.h).max() > 0.5, "the cell speaks, so there is much to compare"
