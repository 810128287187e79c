"""The lines for other tools that chapter 15 shows: run as they stand."""

import json
import re
from pathlib import Path

import numpy as np

CHAPTER = next((Path(__file__).parents[3] / "notebooks").glob("15_*.ipynb"))


def test_the_lines_for_pytorch_print_a_number_that_is_nearly_zero(skip_or_fail, capsys):
    cells = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] != "code")
    blocks = re.findall(r"^```python\n(.*?)^```", prose, re.DOTALL | re.MULTILINE)
    (lines,) = [block for block in blocks if "import torch" in block]
    try:
        import torch
    except ImportError:
        skip_or_fail("PyTorch is not installed")
    torch.set_num_threads(1)
    exec(lines, {"np": np})
    assert float(capsys.readouterr().out) < 1e-5
