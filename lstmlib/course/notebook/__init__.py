"""What a cell of a chapter calls: it shows, draws, checks and reports progress."""

from lstmlib.course.notebook.display import show, show_code, show_drawing
from lstmlib.course.notebook.grading import reveal
from lstmlib.course.notebook.missing import tell_missing_names
from lstmlib.course.notebook.progress import progress_bar

__all__ = ["progress_bar", "reveal", "show", "show_code", "show_drawing"]

tell_missing_names()
