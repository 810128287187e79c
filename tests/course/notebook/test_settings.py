"""A chapter has NumPy's own settings, whatever was set before its first cell."""

import json
import subprocess
import sys

import numpy as np

CELL = """
import json
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
{shell}
np.set_printoptions(edgeitems=1, floatmode="fixed", infstr="i", linewidth=9, nanstr="n")
np.set_printoptions(precision=1, sign="+", suppress=True, threshold=2, legacy="1.21")
np.set_printoptions(formatter=dict(all=str))
np.seterr(all="raise")
import lstmlib.course.notebook
print(json.dumps([np.get_printoptions(), np.geterr()]))
"""


def settings_after(shell):
    command = [sys.executable, "-c", CELL.format(shell=shell)]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout) if not done.returncode else done.stderr


def test_in_jupyter_they_are_brought_back():
    expected = [np.get_printoptions(), np.geterr()]
    assert settings_after("InteractiveShell.instance()") == expected


def test_elsewhere_they_stay_the_readers():
    assert "not JSON serializable" in settings_after("")
