"""The figures of the chapters: each draw_*(ax, ...) draws and returns its finding.

A finding is a sentence computed from what is drawn, so that it cannot claim what the
picture does not show. `display.show(fig, finding)` makes it the figure's title. One
module per chapter.
"""

from lstmlib.figures.base import SOLVED, label_ends, new_figure
from lstmlib.figures.boxes import draw_boxes
from lstmlib.figures.fading import (
    draw_bound,
    draw_descent,
    draw_fading,
    draw_radii,
    power,
)
from lstmlib.figures.forgetting import (
    at_best_rate,
    draw_bias_flow,
    draw_bias_sweep,
    draw_drift,
    draw_handover,
    draw_succession,
)
from lstmlib.figures.kings import draw_reach
from lstmlib.figures.ladder import draw_rungs
from lstmlib.figures.minds import draw_moments, draw_tracked_story
from lstmlib.figures.one_state import draw_named, draw_recall, whom_they_name
from lstmlib.figures.pronouns import (
    at_best,
    draw_flips,
    draw_pronouns,
    flip_table,
    pronoun_table,
)
from lstmlib.figures.race import draw_length, draw_race
from lstmlib.figures.second_path import (
    best_rate,
    draw_growth,
    draw_learned,
    draw_line_of_kings,
    draw_roads,
)
from lstmlib.figures.speaking import draw_errors, draw_held_and_said
from lstmlib.figures.speed import draw_ladder
from lstmlib.figures.teaching import draw_product
from lstmlib.figures.twins import draw_twins
from lstmlib.figures.whole_cell import draw_seats, draw_strength, draw_votes
from lstmlib.figures.writing import draw_doors, draw_runs, draw_written

__all__ = [
    "SOLVED",
    "at_best",
    "at_best_rate",
    "best_rate",
    "draw_bias_flow",
    "draw_bias_sweep",
    "draw_bound",
    "draw_boxes",
    "draw_descent",
    "draw_doors",
    "draw_drift",
    "draw_errors",
    "draw_fading",
    "draw_flips",
    "draw_growth",
    "draw_handover",
    "draw_held_and_said",
    "draw_ladder",
    "draw_learned",
    "draw_length",
    "draw_line_of_kings",
    "draw_moments",
    "draw_named",
    "draw_product",
    "draw_pronouns",
    "draw_race",
    "draw_radii",
    "draw_reach",
    "draw_recall",
    "draw_roads",
    "draw_rungs",
    "draw_runs",
    "draw_seats",
    "draw_strength",
    "draw_succession",
    "draw_tracked_story",
    "draw_twins",
    "draw_votes",
    "draw_written",
    "flip_table",
    "label_ends",
    "new_figure",
    "power",
    "pronoun_table",
    "whom_they_name",
]
