"""A table on the page: each cell can be reached and read aloud, and wraps its words.

show_table("what was found", ["chapter", "counts"], [["01", "7 of 8 seeds"], ...])
"""

import html

from lstmlib.course.notebook.display import emit

LEFT = 'style="text-align:left;vertical-align:top;white-space:normal"'


def show_table(caption, heads, rows):
    """Show rows below their heads, the first field of each as the row's own head.

    The output's text says the same, a line for each row. Raises ValueError for a row
    with more or fewer fields than there are heads.
    """
    rows = [[str(field) for field in row] for row in rows]
    for row in rows:
        if len(row) != len(heads):
            raise ValueError(f"expected {len(heads)} fields in a row, got {row}")
    lines = [caption, *(_as_line(heads, row) for row in rows)]
    emit({"text/html": _as_html(caption, heads, rows), "text/plain": "\n".join(lines)})


def _as_line(heads, row):
    """A row as one line that can be read without the table above it."""
    own, *others = zip(heads, row, strict=True)
    told = "; ".join(f"{head}: {field}" for head, field in others)
    return f"{own[0]} {own[1]}: {told}"


def _as_html(caption, heads, rows):
    top = "".join(f'<th scope="col" {LEFT}>{html.escape(h)}</th>' for h in heads)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        f"<table><caption {LEFT}>{html.escape(caption)}</caption>"
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cells(row):
    own, *others = (html.escape(field) for field in row)
    rest = "".join(f"<td {LEFT}>{field}</td>" for field in others)
    return f'<th scope="row" {LEFT}>{own}</th>{rest}'
