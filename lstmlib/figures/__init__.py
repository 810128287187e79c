"""The figures of the chapters: each draw_*(ax, ...) draws and returns its finding.

A finding is a sentence computed from what is drawn, so that it cannot claim what the
picture does not show. `display.show(fig, finding)` makes it the figure's title. One
module per chapter.
"""

from lstmlib.figures.base import label_ends, new_figure
from lstmlib.figures.fading import (
    draw_bound,
    draw_descent,
    draw_fading,
    draw_radii,
    power,
)
from lstmlib.figures.kings import draw_reach
from lstmlib.figures.one_state import draw_named, draw_recall, whom_they_name
from lstmlib.figures.speed import draw_ladder

__all__ = [
    "draw_bound",
    "draw_descent",
    "draw_fading",
    "draw_ladder",
    "draw_named",
    "draw_radii",
    "draw_reach",
    "draw_recall",
    "label_ends",
    "new_figure",
    "power",
    "whom_they_name",
]
