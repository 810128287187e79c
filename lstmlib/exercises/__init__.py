"""The exercises of the chapters, each with a check_*(learner_function).

One module per chapter.
"""

from lstmlib.exercises.fading import check_clip, check_long_jacobian
from lstmlib.exercises.forgetting import (
    check_forgetful_memory,
    check_half_life,
    check_share_left,
)
from lstmlib.exercises.kings import check_update_memory
from lstmlib.exercises.one_state import check_latest_king, check_run_rnn
from lstmlib.exercises.reading import check_effect_size, check_flip, check_royal_deaths
from lstmlib.exercises.second_path import check_additive_memory, check_succeed
from lstmlib.exercises.speaking import check_listen, check_speak
from lstmlib.exercises.teaching import (
    check_coupled_back,
    check_hand_back,
    check_step_back,
)
from lstmlib.exercises.whole_cell import check_and_gate, check_royal, check_seat
from lstmlib.exercises.writing import check_treasurer_weights, check_write_stream

__all__ = [
    "check_additive_memory",
    "check_and_gate",
    "check_clip",
    "check_effect_size",
    "check_flip",
    "check_coupled_back",
    "check_forgetful_memory",
    "check_half_life",
    "check_hand_back",
    "check_latest_king",
    "check_listen",
    "check_long_jacobian",
    "check_royal",
    "check_royal_deaths",
    "check_run_rnn",
    "check_seat",
    "check_share_left",
    "check_speak",
    "check_step_back",
    "check_succeed",
    "check_treasurer_weights",
    "check_update_memory",
    "check_write_stream",
]
