"""Build the web edition from the committed notebooks into build/site/html.

    python -m web.build [--no-recordings] [--no-lite] [folder]
    python -m web.build --links    ask whether links to other hosts are alive

Nothing of a chapter is executed for its page. The widgets' recordings are made by
running what they need; the kernel in the page is built with `lite`.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main
from web import pages, recordings

from lstmlib.course.ch00.listeners import load_listeners
from lstmlib.course.ch00.two_listeners import listen
from lstmlib.course.notebook.display import picture

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def write_source(source, site):
    """Write what Sphinx reads: texts and chapters; their pictures go to the site.

    Both folders are made anew.
    """
    for old in (source, site):
        shutil.rmtree(old, ignore_errors=True)
    source.mkdir(parents=True)
    for path in [*DOCS.glob("*.png"), *DOCS.glob("*.svg")]:
        shutil.copy(path, source)
    for path in DOCS.glob("*.md"):
        text = pages.linked(path.read_text(encoding="utf-8"), "docs")
        (source / path.name).write_text(text, encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    still = picture(listen(load_listeners()).drawing)
    text = (source / "index.md").read_text(encoding="utf-8")
    made = pages.start(text, readme, still, recordings.START)
    write_page(made, source / "index.md", site)
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        made = pages.page(notebook, path.stem, recordings.widget_of)
        write_page(made, source / "chapters" / f"{path.stem}.md", site)


def write_page(page, path, site):
    """Write a page's text to `path` and its pictures below `site`."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(page.text, encoding="utf-8")
    for name, content in page.pictures.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)


def run_sphinx(builder, folder, output):
    """Let a builder of Sphinx work on folder/source; return 0 if all is well."""
    options = ["-q", "-W", "--keep-going", "-E", "-b", builder, "-c", str(DOCS)]
    options += ["-d", str(folder / "doctrees"), str(folder / "source"), str(output)]
    return build_main(options)


def build(folder, with_recordings=True, with_lite=True):
    """Build the site into folder/html; return Sphinx's exit code, 0 if all is well."""
    site = folder / "html"
    write_source(folder / "source", site)
    failed = run_sphinx("html", folder, site)
    shutil.copytree(ROOT / "notebooks", site / "notebooks", ignore=all_but_notebooks)
    (site / ".nojekyll").touch()
    if with_recordings:
        recordings.write_all(site / "_static" / "recordings")
    if with_lite:
        from web import lite

        lite.build(site / "lite")
    print(f"The site is in {site}.")
    return failed


def check_links(folder):
    """Ask other hosts for what the pages link to; return 0 if all of it is there."""
    write_source(folder / "source", folder / "html")
    return run_sphinx("linkcheck", folder, folder / "links")


def all_but_notebooks(_, names):
    """Return which of the names in a folder are no chapter, for shutil.copytree."""
    return [name for name in names if not name.endswith(".ipynb")]


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "site")
    parser.add_argument("--no-recordings", action="store_true", help="still widgets")
    parser.add_argument("--no-lite", action="store_true", help="no kernel in the page")
    parser.add_argument("--links", action="store_true", help="check outer links only")
    options = parser.parse_args(arguments)
    if options.links:
        return check_links(options.folder)
    return build(options.folder, not options.no_recordings, not options.no_lite)


if __name__ == "__main__":
    sys.exit(main())
