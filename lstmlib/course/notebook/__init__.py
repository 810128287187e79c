"""What a cell of a chapter calls: it shows, draws, checks and reports progress."""

import lstmlib.course.notebook.settings  # noqa: F401  a chapter's own, from here on
from lstmlib.course.notebook.display import show, show_code, show_drawing
from lstmlib.course.notebook.grading import reveal
from lstmlib.course.notebook.map import show_map
from lstmlib.course.notebook.missing import finished, made_of
from lstmlib.course.notebook.progress import progress_bar
from lstmlib.course.notebook.tables import show_table

__all__ = [
    "finished",
    "made_of",
    "progress_bar",
    "reveal",
    "show",
    "show_code",
    "show_drawing",
    "show_map",
    "show_table",
]
