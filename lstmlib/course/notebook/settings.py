"""A chapter computes and prints with NumPy's own settings, as its committed outputs do.

A reader's start-up file may have set others before the first cell: fewer digits, or an
error where exp(-1000) is 0, as it should be.
"""

import numpy as np
from IPython import get_ipython

OF_PRINTING = {
    "edgeitems": 3,
    "floatmode": "maxprec",
    "formatter": None,
    "infstr": "inf",
    "legacy": False,
    "linewidth": 75,
    "nanstr": "nan",
    "precision": 8,
    "sign": "-",
    "suppress": False,
    "threshold": 1000,
}

if get_ipython() is not None:
    np.set_printoptions(**OF_PRINTING)
    np.seterr(all="warn", under="ignore")
