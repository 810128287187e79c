"""How Sphinx builds the web edition; scripts/web/build.py calls it (`make site`)."""

import sys
from pathlib import Path

from docutils import nodes

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "scripts"))

from web.addresses import SITE  # noqa: E402
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
# Hosts such as GitHub make their anchors by script.
linkcheck_anchors = False
html_context = {"repository": ON_GITHUB}


def tidy(app, doctree, name):
    """Let every table scroll in a box of its own; stay on this copy of the site."""
    for table in list(doctree.findall(nodes.table)):
        box = nodes.container(classes=["wide"])
        table.replace_self(box)
        box += table
    for link in doctree.findall(nodes.reference):
        if link.get("refuri", "").startswith(SITE):
            link["refuri"] = "../" * name.count("/") + link["refuri"][len(SITE) :]


def setup(app):
    """Tidy all pages."""
    app.connect("doctree-resolved", tidy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
