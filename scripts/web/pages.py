"""A committed notebook becomes the source of a page: Markdown with its outputs.

    page(notebook, name, widget_of)  the page of a chapter and its pictures
    start(text, readme, picture, widget)  the start page, with parts of the README
    linked(text, here)               the same text with links as the site has them

Nothing is executed. A picture stands once, with its finding as alternative text; what a
notebook keeps closed is closed here; a widget's still picture waits for its recording.
"""

import base64
import html
import json
import posixpath
import re
from pathlib import Path
from typing import NamedTuple

from web.addresses import REPOSITORY, UNTRIED, binder, colab, live

from lstmlib.course.notebook.display import HEARD

ROOT = Path(__file__).resolve().parents[2]
ON_GITHUB = f"https://github.com/{REPOSITORY}"
ONE_PIXEL = HEARD.split('"{}"')[1]
FIGURES = "_static/figures"
PAGES = {"notebooks": "chapters", "docs": "."}
"""The folders whose notebooks and texts are pages, and where these stand."""

LONGEST = 110
"""Characters of a line above which what was printed is words to wrap, not columns."""
IMPORT = re.compile(r"from \S+ import |import |$")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PART = r"<!-- {0} -->(.*?)<!-- /{0} -->"


class Page(NamedTuple):
    """The Markdown of a page, and its pictures: {path from the site's top: bytes}."""

    text: str
    pictures: dict


def page(notebook, name, widget_of):
    """Return the Page of the chapter `name`, such as "04_forget_on_purpose".

    `widget_of(chapter, source)` names the widget that a cell ends with, or is None.
    Raises ValueError for a picture without a finding and a link that leads nowhere.
    """
    parts, pictures = [], {}
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(linked(source, "notebooks"))
            continue
        parts += code(source)
        widget = widget_of(name[:2], source)
        shown = [output_of(o, name, widget, pictures) for o in cell["outputs"]]
        parts += closed(cell, [part for part in shown if part])
    head, _, rest = parts[0].partition("\n")
    parts[0] = f"{head}\n\n{ways(name)}\n{rest}"
    return Page(described(rest) + "\n\n".join(parts) + "\n", pictures)


def described(text):
    """Return the head of a page that tells search engines its first paragraph."""
    first = re.sub("[*$`]", "", text.strip().split("\n\n")[0])
    told = json.dumps({"html_meta": {"description": first}}, ensure_ascii=False)
    return f"---\nmyst: {told}\n---\n\n"


def ways(name):
    """Return the line that says how else a chapter opens, and what was not tried."""
    links = {
        "Open live": f"../{live(name)}",
        "Binder": binder(name),
        "Colab": colab(name),
    }
    shown = [f'<a href="{html.escape(to)}">{words}</a>' for words, to in links.items()]
    shown.append(f'<a href="../notebooks/{name}.ipynb" download>Download notebook</a>')
    said = raw(f'<p class="ways">{" ".join(shown)}</p>')
    return f"{said}\n\n:::{{container}} untried\n{UNTRIED}\n:::"


def code(source):
    """Return the code of a cell; imports alone stay closed until asked for."""
    shown = fenced("python", source)
    if not all(IMPORT.match(line) for line in source.split("\n")):
        return [shown]
    return folded("imports", "What this chapter imports", [shown])


def output_of(output, name, widget, pictures):
    """Return one output as Markdown, "" if nothing is to be seen of it.

    A picture is added to `pictures`.
    """
    if output["output_type"] == "stream":
        return printed("".join(output["text"]))
    data = {kind: "".join(content) for kind, content in output["data"].items()}
    if "image/png" in data:
        path = f"{FIGURES}/{name[:2]}-{len(pictures) + 1}.png"
        pictures[path] = base64.b64decode(data["image/png"])
        picture = image(f"../{path}", output["metadata"]["image/png"])
        return raw(recorded(widget, picture) if widget else figure(picture))
    if ONE_PIXEL in data.get("text/html", ""):
        return ""
    if "text/html" in data:
        return raw(f'<div class="output wide">{data["text/html"]}</div>')
    if "text/markdown" in data:
        return data["text/markdown"]
    return printed(data["text/plain"])


def image(address, metadata, loading="lazy"):
    """Return an <img> with its finding and size; ValueError where one is missing."""
    missing = [key for key in ("alt", "width", "height") if not metadata.get(key)]
    if missing:
        raise ValueError(f"expected a picture with {missing[0]}, got {address} without")
    alt = html.escape(metadata["alt"])
    size = f'width="{metadata["width"]}" height="{metadata["height"]}"'
    return f'<img src="{address}" alt="{alt}" {size} loading="{loading}">'


def figure(picture):
    """Return a still picture in its frame."""
    return f'<div class="figure">{picture}</div>'


def recorded(widget, picture, attributes=""):
    """Return the place of a recorded widget, which holds its still picture."""
    opening = f'<div class="recorded" data-widget="{widget}"{attributes}>'
    return f"{opening}{figure(picture)}</div>"


def printed(text):
    """Return what a cell printed, as it was; long lines are words, and wrap."""
    text = text.rstrip("\n")
    if not text:
        return ""
    longest = max(map(len, text.split("\n")))
    look = "output long" if longest > LONGEST else "output"
    return raw(f'<pre class="{look}">{html.escape(text, quote=False)}</pre>')


def closed(cell, shown):
    """Return a cell's outputs, behind a button if the notebook keeps them closed."""
    if not shown or not cell["metadata"].get("jupyter", {}).get("outputs_hidden"):
        return shown
    return folded("answer", "Guess first, then open the output", shown)


def folded(kind, words, parts):
    """Return pieces of Markdown that stay closed until their words are chosen."""
    opening = f'<details class="{kind}"><summary>{words}</summary>'
    return [raw(opening), *parts, raw("</details>")]


def raw(content):
    """Return HTML as a piece of Markdown that nothing in it can end."""
    return fenced("{raw} html", content)


def fenced(kind, content):
    """Return a block of Markdown with a fence that is longer than any in it."""
    longest = max(map(len, re.findall("`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{kind}\n{content}\n{fence}"


def linked(text, here):
    """Return Markdown of the folder `here` with links as its page has them.

    Chapters and texts of docs lead to their pages, other files to the repository's
    address. Raises ValueError for a link to a file that is not there.
    """
    return LINK.sub(lambda link: f"]({target(link[1], here)})", text)


def target(link, here):
    """Return where a link of the repository's folder `here` leads on the site."""
    path, mark, anchor = link.partition("#")
    if "://" in link or not path:
        return link
    file = posixpath.normpath(posixpath.join(here, path))
    if not (ROOT / file).exists():
        raise ValueError(f"expected a link to a file of the course, got {link!r}")
    page_folder = PAGES.get(here, ".")
    folder, name = posixpath.split(file)
    if file == "README.md":
        folder, name = "docs", "index.md"
    if folder in PAGES and name.endswith((".ipynb", ".md")):
        there = posixpath.join(PAGES[folder], name.replace(".ipynb", ".md"))
        # Jupyter's anchors keep a heading's capital letters; those of pages do not.
        return posixpath.relpath(there, page_folder) + mark + anchor.lower()
    if folder == here == "docs":
        return link
    kind = "tree" if (ROOT / file).is_dir() else "blob"
    return f"{ON_GITHUB}/{kind}/main/{file}{mark}{anchor}"


def start(text, readme, picture, widget):
    """Return the Page of the start: its text, a widget, and parts of the README.

    `picture` is (data, metadata) as `display.picture` returns it, and stands until the
    widget of that name moves. Raises ValueError for a part that the README has not.
    """
    data, metadata = picture
    path = f"{FIGURES}/start.png"
    still = image(path, metadata["image/png"], "eager")
    parts = {name: part_of(readme, name) for name in ("chapters", "routes")}
    parts["listeners"] = recorded(widget, still, " data-play")
    for name, content in parts.items():
        text = text.replace(f"<!-- {name} -->", content)
    return Page(text, {path: data["image/png"]})


def part_of(readme, name):
    """Return what the README has between the marks of a name, linked as here."""
    found = re.search(PART.format(name), readme, re.DOTALL)
    if not found:
        raise ValueError(f"expected <!-- {name} --> and its end in README.md, got none")
    return linked(found[1].strip(), ".")
