"""The exercises of the chapters, each with a check_*(learner_function).

One module per chapter.
"""

from lstmlib.exercises.fading import check_clip, check_long_jacobian
from lstmlib.exercises.kings import check_update_memory
from lstmlib.exercises.one_state import check_latest_king, check_run_rnn

__all__ = [
    "check_clip",
    "check_latest_king",
    "check_long_jacobian",
    "check_run_rnn",
    "check_update_memory",
]
