"""How Sphinx builds the web edition; scripts/web/build.py calls it (`make site`)."""

import sys
from pathlib import Path

from docutils import nodes

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "scripts"))

from web.pages import ON_GITHUB  # noqa: E402

project = "The King's Memory"
author = "The King's Memory authors"
html_title = project
extensions = ["myst_parser", "web.mathml"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
smartquotes = False

html_theme = "theme"
html_theme_path = ["."]
html_static_path = ["_static"]
html_math_renderer = "mathml"
html_use_index = False
html_copy_source = False
html_permalinks_icon = "#"
html_context = {"repository": ON_GITHUB}


def wrap_tables(app, doctree, name):
    """Give every table a box that scrolls where the page is too narrow."""
    for table in list(doctree.findall(nodes.table)):
        box = nodes.container(classes=["wide"])
        table.replace_self(box)
        box += table


def setup(app):
    """Let the tables of all pages scroll by themselves."""
    app.connect("doctree-resolved", wrap_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
