"""A small LSTM library in pure NumPy, written to be read.

Start with `cells`: one step of an RNN and of an LSTM, forward and backward. Then
`layers` (the same steps over time), `models`, `training` and `story`. Import lstmlib
before NumPy: it sets how many threads NumPy may use.
"""

import os

__version__ = "0.1.0"

# The products here are small. Shared among more threads than there are free cores they
# take many times as long, so NumPy's BLAS gets one. It reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
