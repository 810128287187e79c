"""The course in a real browser: it runs, its widgets move, and can be read.

`make test` tries one chapter; `make test-web` every one, in JupyterLab and Notebook 7.
"""

import json
import os
import pathlib
import re
import statistics
from html import unescape

import pytest
from moves import PICTURE, STATE, WATCH, move_all, press, wait_for_change

RUN = 600_000
"""Milliseconds after which a page that still runs is taken to hang."""

PAIRS, SLOWER = 20, 2.5
"""Keys pressed to compare a widget with a bare one, and how much longer it may take."""

HOSTILE = "<img src=x onerror=document.title='hacked'><script>x</script>"
"""What a reader could type to put a tag of their own on the page."""

CLOSED = ".jp-OutputPlaceholder"
"""What JupyterLab shows in place of an output that is closed."""

FIELDS = "textarea, input[type=text]"

OTHERS = (
    # An extension that belongs to the pages of JupyterLite, and starts there alone.
    "Shared module @jupyterlite/services doesn't exist",
    # Jupyter looks a file up by its name alone: what JupyterLab had, Notebook 7 of the
    # same server is refused, and the other way round.
    r"status of 403 .*/static/(lab|notebook)/\w+\.woff",
)
"""Complaints of a page that are not about the course."""

EARLY = ("reading 'schema'", "Command 'filebrowser:open-path' not registered")
"""What Notebook 7 looks up of its own before it is there, at times, and goes on."""

CONTRAST = 4.5
"""The least contrast of words with what is behind them (WCAG 2, level AA)."""

IDLE = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const kernel = panel?.sessionContext?.session?.kernel;
    return panel?.context?.isReady && kernel?.status === "idle";
}"""

RUN_ALL = """limit => Promise.race([
    window.jupyterapp.commands.execute("notebook:run-all-cells"),
    new Promise((_, reject) => setTimeout(() => reject("it ran too long"), limit)),
])"""

CHANGE_THEME = """theme =>
    window.jupyterapp.commands.execute("apputils:change-theme", {theme})"""

# The worst contrast among the words of a picture. Colours are mixed by painting them
# on a canvas: the page's background, then the filled shape below the word, the word.
WORST = """picture => {
    const canvas = document.createElement("canvas").getContext("2d");
    const paint = colours => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        const linear = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const below = [];
    for (let e = picture; e; e = e.parentElement)
        below.unshift(getComputedStyle(e).backgroundColor);
    const holds = (shape, word) => {
        const [a, b] = [shape.getBBox(), word.getBBox()];
        const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
        return a.x <= x && x <= a.x + a.width && a.y <= y && y <= a.y + a.height;
    };
    let worst = {contrast: 21, words: ""};
    for (const word of picture.querySelectorAll("svg text")) {
        const filled = [...picture.querySelectorAll("svg path")].filter(shape =>
            shape.compareDocumentPosition(word) & 4 && holds(shape, word) &&
            getComputedStyle(shape).fill !== "none");
        const ground = below.concat(filled.map(s => getComputedStyle(s).fill));
        const [a, b] = [paint(ground), paint([...ground, getComputedStyle(word).fill])];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < worst.contrast) worst = {contrast, words: word.textContent};
    }
    return worst;
}"""


@pytest.mark.browser
def test_chapter(chapter, page, lab, course):
    open_notebook(page, f"{lab}/lab/tree/notebooks/{chapter}?reset")
    closed, findings = committed(course / "notebooks" / chapter)
    shown = page.locator(CLOSED).all_inner_texts()
    assert [" ".join(line.split()) for line in shown] == closed
    run_opened(page)
    assert page.locator(CLOSED).count() == 0, "what is run is open"
    assert findings and not findings - set(heard(page))
    explorers = page.locator(".explorer").all()
    move_all(page)
    for explorer in explorers:
        for field in explorer.locator(FIELDS).all():
            check_field(page, field, explorer.locator(PICTURE))
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        choose_theme(page, theme)
        for number, explorer in enumerate(explorers):
            photograph(explorer, f"{chapter}-{number}-{theme.split()[1]}")
            worst = explorer.locator(".drawing").evaluate(WORST)
            assert worst["contrast"] >= CONTRAST, f"{theme}: {worst}"
    assert complaints(page) == []


@pytest.mark.browser
@pytest.mark.weekly
def test_chapter_in_notebook_7(any_chapter, page, lab):
    run_all_cells(page, f"{lab}/notebooks/notebooks/{any_chapter}")
    assert page.locator(".explorer svg").count() > 0
    move_all(page)
    assert complaints(page, *EARLY) == []


@pytest.mark.browser
@pytest.mark.weekly
def test_page_up_moves_a_slider_in_notebook_7(page, lab, course):
    source = """from lstmlib.course.notebook.controls import explore, slider
from lstmlib.course.drawing.svg import Drawing
explore(lambda f: Drawing(720, 90, f"f is {f}"), f=slider(0, 9, 2))"""
    write_notebook(course / "slider.ipynb", [source])
    run_all_cells(page, f"{lab}/notebooks/slider.ipynb")
    slider = page.get_by_role("slider")
    picture = page.locator(PICTURE)
    slider.focus()
    assert press(page, "PageUp", slider, picture)["label"] == "f is 7"


# A slider whose picture is one letter: what the page and the kernel take anyhow.
BARE = """import ipywidgets
from lstmlib import load
from lstmlib.course.data import DATA
from lstmlib.course.stories.grammar import chronicle_vocabulary
bare, letter = ipywidgets.IntSlider(), ipywidgets.HTML("<svg>0</svg>")
draw = lambda change: letter.set_trait("value", f"<svg>{change['new']}</svg>")
bare.observe(draw, "value")
ipywidgets.VBox([bare, letter]).add_class("bare")"""
GATES = """from lstmlib.course.ch10 import widgets
from lstmlib.course.ch10.gate_reader import STORIES
reader = load(DATA / "weights" / "recall_1.npz")
words = STORIES["a long story"]()[:119]
widgets.gate_reader(reader, chronicle_vocabulary(), [*words, "."])"""
LISTENERS = """from lstmlib.course.ch00 import listeners, widgets
explorer = widgets.listen(listeners.load_listeners())
# Without its last full stop, which is typed and taken away.
explorer.set(story=explorer.values()["story"][:-1])
explorer"""


@pytest.mark.browser
@pytest.mark.weekly
@pytest.mark.parametrize(
    ("source", "letter", "told"),
    [(GATES, "a", "of 120"), (LISTENERS, ".", "Who rules?")],
    ids=["gate reader", "two listeners"],
)
def test_an_edited_story_is_drawn_nearly_as_soon_as_one_letter(
    page, lab, course, source, letter, told
):
    write_notebook(course / "edit.ipynb", [BARE, source])
    run_all_cells(page, f"{lab}/lab/tree/edit.ipynb?reset")
    bare, edited = page.locator(".bare"), page.locator(".explorer")
    places = [bare.get_by_role("slider"), edited.locator("textarea")]
    pictures = [bare.locator(".widget-html-content"), edited.locator(PICTURE)]
    for picture in pictures:
        picture.evaluate(WATCH)
    places[1].focus()
    page.keyboard.press("Control+End")
    for k in range(PAIRS):
        keys = [("End", "Home")[k % 2], (letter, "Backspace")[k % 2]]
        for key, place, picture in zip(keys, places, pictures, strict=True):
            place.focus()
            before = picture.evaluate(STATE)["svg"]
            page.keyboard.press(key)
            wait_for_change(page, picture, before)
    least, taken = [picture.evaluate("p => p.delays") for picture in pictures]
    ratios = [t / b for t, b in zip(taken, least, strict=True)]
    print(f"an edit takes {statistics.median(ratios):.2f} times a bare slider's move")
    assert statistics.median(ratios) <= SLOWER
    assert told in pictures[1].evaluate(STATE)["label"]


def complaints(page, *known):
    """Return the complaints of a page, but for those of others and the known ones."""
    return [e for e in page.errors if not re.search("|".join(OTHERS + known), e)]


def run_all_cells(page, address):
    """Open a notebook, run it, and see that nothing failed."""
    open_notebook(page, address)
    run_opened(page)


def open_notebook(page, address):
    """Open a notebook, and wait until its kernel is idle."""
    page.goto(address)
    page.wait_for_function(IDLE, timeout=60_000)


def committed(path):
    """What stands in place of each closed output, and all figures' findings."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    closed, findings = [], set()
    for cell in cells:
        outputs = cell.get("outputs", [])
        if "jupyter" in cell["metadata"] and outputs:
            data = outputs[0].get("data", {})
            said = [data.get(f"text/{kind}") for kind in ("html", "markdown", "plain")]
            said = next(filter(None, [*said, outputs[0].get("text")]))
            closed.append(" ".join("".join(said).split("\n")[0].split()))
        for output in outputs:
            html = "".join(output.get("data", {}).get("text/html", ""))
            findings |= set(re.findall('^<img alt="(.*?)" src', html))
    return closed, set(map(unescape, findings))


def heard(page):
    """The names of all pictures that a listener comes by."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    pictures = (n for n in tree if n.get("role", {}).get("value") in ("image", "img"))
    return [node.get("name", {}).get("value") for node in pictures]


def run_opened(page):
    """Run all cells of the open notebook, and see that nothing failed."""
    page.evaluate(RUN_ALL, RUN)
    for kind in ("error", "stderr"):
        mime = f"[data-mime-type='application/vnd.jupyter.{kind}']"
        assert page.locator(f".jp-OutputArea-output{mime}").all_inner_texts() == []


def check_field(page, field, picture):
    """See that a tag which is typed is told as words, and that the field recovers."""
    typed, before = field.input_value(), picture.evaluate(STATE)
    field.fill(HOSTILE)
    field.press("Tab")
    alert = picture.get_by_role("alert")
    alert.wait_for()
    assert "<img" in alert.inner_text()
    assert picture.locator("img, script").count() == 0 and page.title() != "hacked"
    field.fill(typed)
    field.press("Tab")
    alert.wait_for(state="detached")
    assert picture.evaluate(STATE) == before


def choose_theme(page, theme):
    """Switch JupyterLab to a theme and wait until it is there."""
    page.evaluate(CHANGE_THEME, theme)
    page.wait_for_function("t => document.body.dataset.jpThemeName === t", arg=theme)


def photograph(explorer, name):
    """Keep a picture of the widget in the folder SHOTS, if that is set."""
    if "SHOTS" in os.environ:
        path = pathlib.Path(os.environ["SHOTS"], f"{name}.png")
        explorer.scroll_into_view_if_needed()
        explorer.screenshot(path=path)


def write_notebook(path, sources):
    """Write a notebook of these cells of code."""
    empty = {"cell_type": "code", "metadata": {}, "execution_count": None}
    cells = [
        empty | {"id": f"cell-{k}", "source": source, "outputs": []}
        for k, source in enumerate(sources)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    form = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel}
    path.write_text(json.dumps(form | {"cells": cells}))
