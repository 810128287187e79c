"""A chapter has NumPy's own settings, whatever was set before its first cell."""

import subprocess
import sys

import pytest

CELL = """
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
{shell}
own = [np.get_printoptions(), np.geterr()]
np.set_printoptions(edgeitems=1, floatmode="fixed", infstr="i", linewidth=9, nanstr="n")
np.set_printoptions(precision=1, sign="+", suppress=True, threshold=2, legacy="1.21")
np.set_printoptions(formatter=dict(all=str))
np.seterr(all="raise")
import lstmlib.course.notebook
print([np.get_printoptions(), np.geterr()] == own)
"""


@pytest.mark.parametrize(
    "shell, said", [("InteractiveShell.instance()", "True\n"), ("", "False\n")]
)
def test_in_jupyter_they_are_brought_back_and_elsewhere_they_are_the_readers(
    shell, said
):
    command = [sys.executable, "-c", CELL.format(shell=shell)]
    assert subprocess.run(command, capture_output=True, text=True).stdout == said
