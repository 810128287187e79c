"""Where each chapter can be opened: what the README and the pages link to.

A chapter is the name of its notebook without the ending, as "04_forget_on_purpose".
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))

REPOSITORY = "kings-memory/kings-memory"
SITE = "https://kings-memory.github.io/kings-memory/"
BADGE = "https://mybinder.org/badge_logo.svg"
INSTALL = f'pip install "lstmlib[course] @ git+https://github.com/{REPOSITORY}"'
"""What a notebook service without the course runs first; in a cell, with a `%`."""

UNTRIED = (
    "*Open live* starts Python in your browser, and fetches it then from "
    "cdn.jsdelivr.net, the only other host that this site asks: the kernel is tested "
    "without NumPy, and the chapters in another WebAssembly, but the two have not been "
    "tried together."
)
"""What the pages say of *Open live*, in Markdown."""


def binder(chapter):
    """Return the address that opens a chapter on Binder."""
    path = f"lab/tree/notebooks/{chapter}.ipynb"
    return f"https://mybinder.org/v2/gh/{REPOSITORY}/main?urlpath={path}"


def colab(chapter):
    """Return the address that opens a chapter on Colab, which needs INSTALL first."""
    path = f"{REPOSITORY}/blob/main/notebooks/{chapter}.ipynb"
    return f"https://colab.research.google.com/github/{path}"


def github(chapter):
    """Return the address of a chapter on GitHub."""
    return f"https://github.com/{REPOSITORY}/blob/main/notebooks/{chapter}.ipynb"


def live(chapter):
    """Return where a chapter runs in the page, relative to the root of the site.

    It has a workspace of its own, because whatever a workspace holds starts a kernel.
    """
    return f"lite/lab/index.html?path={chapter}.ipynb&workspace={chapter}"
