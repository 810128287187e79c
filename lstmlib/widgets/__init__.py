"""The widgets of the chapters: what is drawn, and which sliders move it.

Each widget is three functions: one that computes (most of them in the maths half of
the library), one that draws, pure, from numbers to a Drawing, and one that wires
controls to it. One module per chapter.
"""

from lstmlib.widgets.fading import draw_radius, radius_explorer, radius_flow
from lstmlib.widgets.forgetting import decay, decay_explorer, draw_decay
from lstmlib.widgets.gate_reader import gate_reader, read_scene
from lstmlib.widgets.kings import draw_game, memory_game
from lstmlib.widgets.one_state import belief_explorer, draw_belief
from lstmlib.widgets.pronouns import draw_pronoun, pronoun_explorer, read_pronoun
from lstmlib.widgets.race import (
    draw_replay,
    draw_standing,
    race_explorer,
    race_watch,
)
from lstmlib.widgets.second_path import draw_kings, king_scores, kings_explorer
from lstmlib.widgets.speaking import draw_speech, speak_by_hand, speech_explorer
from lstmlib.widgets.whole_cell import cell_explorer, draw_cell
from lstmlib.widgets.writing import draw_playground, gate_playground, written

__all__ = [
    "belief_explorer",
    "cell_explorer",
    "decay",
    "decay_explorer",
    "draw_belief",
    "draw_cell",
    "draw_decay",
    "draw_game",
    "draw_kings",
    "draw_playground",
    "draw_pronoun",
    "draw_radius",
    "draw_replay",
    "draw_speech",
    "draw_standing",
    "gate_playground",
    "gate_reader",
    "king_scores",
    "kings_explorer",
    "memory_game",
    "pronoun_explorer",
    "race_explorer",
    "race_watch",
    "radius_explorer",
    "radius_flow",
    "read_scene",
    "read_pronoun",
    "speak_by_hand",
    "speech_explorer",
    "written",
]
