"""The map at the top of a chapter: the cell as far as it is built by then.

show_map(4)     two paths and the forget gate, which is new
"""

from lstmlib.course.drawing.cell_map import draw_map
from lstmlib.course.notebook.display import show_drawing

# For each chapter: what is built, which part of it is new, a mark, and the text.
STAGES = {
    0: ("", "", None, "words go in, answers come out, and the box between is empty"),
    1: ("h", "h", None, "one state h, which is new, goes round in a loop"),
    2: ("h", "", "blame", "one state h, and blame that goes back and fades"),
    3: (
        "c",
        "c",
        None,
        "two paths, h below and above it the cell state c, which is new",
    ),
    4: ("cf", "f", None, "two paths and the forget gate, which is new"),
    5: (
        "cfi",
        "i",
        None,
        "two paths, the forget gate, and the input gate, which is new",
    ),
    6: ("cfio", "o", None, "two paths and three gates; the output gate is new"),
    7: ("cfio", "", None, "the whole cell, with two paths and three gates"),
    8: ("cfio", "", "lesson", "the whole cell, and errors that teach it"),
    9: ("cfio", "", "blame", "the whole cell, and blame that goes back along c"),
    10: ("cfio", "", "glass", "the whole cell, with a reading glass on its gates"),
    11: ("cfio", "", "hand", "the whole cell, with a hand on its forget gate"),
    12: ("cfio", "", "papers", "the whole cell, held to what the papers say of it"),
    13: ("cfio", "", "writing", "the whole cell, and its own word that comes back"),
    14: ("cfio", "", "series", "the whole cell, and a series of numbers goes in"),
    15: ("cfio", "", "further", "the whole cell, and looks that reach past it"),
}


def map_of(chapter):
    """The map of a chapter -> Drawing; ValueError for a chapter that has none."""
    if chapter not in STAGES:
        raise ValueError(f"expected a chapter in 0..{max(STAGES)}, got {chapter!r}")
    parts, new, mark, told = STAGES[chapter]
    return draw_map(f"The cell so far: {told}.", parts, new, mark)


def show_map(chapter):
    """Show the cell as far as it is built in this chapter, with its text."""
    show_drawing(map_of(chapter))
