"""The widgets of the chapters: what is drawn, and which sliders move it.

Each widget is three functions: one that computes (most of them in the maths half of
the library), one that draws, pure, from numbers to a Drawing, and one that wires
controls to it. One module per chapter.
"""

from lstmlib.widgets.fading import draw_radius, radius_explorer, radius_flow
from lstmlib.widgets.kings import draw_game, memory_game
from lstmlib.widgets.one_state import belief_explorer, draw_belief

__all__ = [
    "belief_explorer",
    "draw_belief",
    "draw_game",
    "draw_radius",
    "memory_game",
    "radius_explorer",
    "radius_flow",
]
