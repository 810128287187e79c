"""A small LSTM library in pure NumPy, written to be read.

Start with `cells`: one step of an RNN and of an LSTM, forward and backward. Then
`layers` (the same steps over time), `models` and `training`. What the chapters need
around it is in `lstmlib.course`. Import lstmlib before NumPy: it sets how many threads
NumPy may use.
"""

import os

# The products here are small. Shared among more threads than there are free cores they
# take many times as long, so NumPy's BLAS gets one. It reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from lstmlib.layers import LSTM, RNN, Embedding, Linear  # noqa: E402
from lstmlib.models import SequenceModel, load, word_model  # noqa: E402
from lstmlib.training import Adam, clip_grad_norm, fit  # noqa: E402
from lstmlib.vocabulary import Vocabulary  # noqa: E402

__version__ = "0.1.0"
__all__ = [
    "LSTM",
    "RNN",
    "Adam",
    "Embedding",
    "Linear",
    "SequenceModel",
    "Vocabulary",
    "clip_grad_norm",
    "fit",
    "load",
    "word_model",
]
