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
from by_keys import WORDS, WORST, violations, walk
from moves import PICTURE, STATE, WATCH, move_all, press, wait_for_change

from lstmlib.course.notebook.by_ear import QUIET

RUN = 600_000
"""Milliseconds after which a page that still runs is taken to hang."""

PAIRS, SLOWER = 20, 2.5
"""Keys pressed to compare a widget with a bare one, and how much longer it may take."""

HOSTILE = "<img src=x onerror=document.title='hacked'><script>x</script>"
"""What a reader could type to put a tag of their own on the page."""

CLOSED = ".jp-OutputPlaceholder"
"""What JupyterLab shows in place of an output that is closed."""

OUTPUTS = ".jp-OutputArea"
NO_ALT = "image-alt"
"""What JupyterLab leaves out of a picture, and the picture of a pixel beside it has."""

FIELDS = "textarea, input[type=text]"
CONTROLS = f"[role=slider], select, button, {FIELDS}"

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

IDLE = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const kernel = panel?.sessionContext?.session?.kernel;
    return panel?.context?.isReady && kernel?.status === "idle";
}"""

RUN_ALL = """limit => Promise.race([
    window.jupyterapp.commands.execute("notebook:run-all-cells"),
    new Promise((_, reject) => setTimeout(() => reject("it ran too long"), limit)),
])"""

HIDE_FILES = "window.jupyterapp.commands.execute('application:toggle-left-area')"
WITHIN = """[...document.querySelectorAll(".explorer")].every(each =>
    each.getBoundingClientRect().right <= innerWidth)"""

CHANGE_THEME = """theme =>
    window.jupyterapp.commands.execute("apputils:change-theme", {theme})"""

# The cell that a widget belongs to has the focus.
IN_CELL = """explorer => document.activeElement.classList.contains("jp-Cell")
    && document.activeElement.contains(explorer)"""
# Pressed buttons that look as their neighbours do.
ALIKE = """explorer => [...explorer.querySelectorAll("button[aria-pressed=true]")]
    .filter(button => [...button.parentElement.children].some(other => other !== button
        && getComputedStyle(other).backgroundColor
            === getComputedStyle(button).backgroundColor))
    .map(button => button.textContent)"""

# Parts of a widget that stand beyond its edge, or hold more than they show.
CUT_OFF = """explorer => [...explorer.querySelectorAll(
        "label, button, input, select, textarea, .widget-readout, .drawing > * > svg")]
    .filter(part => part.checkVisibility())
    .filter(part => part.getBoundingClientRect().right
            > explorer.getBoundingClientRect().right + 1
        || part.matches("label, button") && part.scrollWidth > part.clientWidth + 1)
    .map(part => part.outerHTML.slice(0, 80))"""
CELLS = "document.querySelectorAll('.jp-Cell').length"


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
            assert worst["contrast"] >= WORDS, f"{theme}: {worst}"
            assert walk(page, explorer) > 0
        assert [one for one in violations(page, OUTPUTS) if one[0] != NO_ALT] == []
    page.emulate_media(forced_colors="active")
    for explorer in explorers:
        check_keys(page, explorer)
        assert explorer.locator(".drawing").evaluate(WORST)["contrast"] >= WORDS
        assert explorer.evaluate(ALIKE) == [], "forced colours hide what is pressed"
    zoom(page)
    for explorer in explorers:
        assert explorer.evaluate(CUT_OFF) == [], "at 200 %"
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
def test_keys_move_a_slider_in_notebook_7(page, lab, course):
    source = """from lstmlib.course.notebook.controls import explore, slider
from lstmlib.course.drawing.svg import Drawing
explore(lambda f: Drawing(720, 90, f"f is {f}"), f=slider(0, 9, 2))"""
    write_notebook(course / "slider.ipynb", [source])
    run_all_cells(page, f"{lab}/notebooks/slider.ipynb")
    slider = page.get_by_role("slider")
    picture = page.locator(PICTURE)
    slider.focus()
    for key, f in (("PageUp", 7), ("ArrowRight", 8), ("ArrowUp", 9), ("ArrowDown", 8)):
        assert press(page, key, slider, picture)["label"] == f"f is {f}"
    check_keys(page, page.locator(".explorer"))


# Holds what a page would do after QUIET milliseconds, until `page.pass()`.
HOLD = """quiet => {
    const [set, clear, held] = [window.setTimeout, window.clearTimeout, new Map()];
    window.setTimeout = (act, after, ...more) => after === quiet
        ? (held.set(-held.size - 1, act), -held.size) : set(act, after, ...more);
    window.clearTimeout = id => held.delete(id) || clear(id);
    window.pass = () => { const acts = [...held.values()]; held.clear();
        acts.forEach(act => act()); return acts.length; };
}"""
NOTE = """status => {
    status.said = [];
    new MutationObserver(() => status.said.push(status.textContent))
        .observe(status, {childList: true, subtree: true});
}"""


@pytest.mark.browser
def test_a_burst_of_keys_is_announced_once_when_it_has_ended(page, lab, course):
    source = """from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.controls import choice, explore, slider, text_area
def draw(f, cell, word):
    if word != "king":
        raise ValueError(f"expected king, got {word}")
    return Drawing(720, 90, f"f is {f} in {cell}")
explore(draw, f=slider(0, 99, 20, label="forget"), cell=choice(["RNN", "LSTM"]),
        word=text_area("king"))"""
    write_notebook(course / "burst.ipynb", [source])
    run_all_cells(page, f"{lab}/lab/tree/burst.ipynb?reset")
    page.evaluate(HOLD, QUIET)
    panel = page.locator(".explorer")
    picture, status = panel.locator(PICTURE), panel.get_by_role("status")
    status.evaluate(NOTE)

    def heard():
        waiting = page.evaluate("pass()")
        return waiting, status.evaluate("status => status.said.splice(0)")

    assert heard() == (0, []), "what a page begins with is not announced"
    handle = panel.get_by_role("slider", name="forget")
    handle.focus()
    for _ in range(20):
        press(page, "ArrowRight", handle, picture)
    assert heard() == (1, ["f is 40 in RNN"])
    for key in ("ArrowLeft", "ArrowRight"):
        press(page, key, handle, picture)
    assert heard() == (1, []), "nothing has changed since"
    button = panel.get_by_role("group", name="cell").get_by_role("button", name="LSTM")
    before = picture.evaluate(STATE)["svg"]
    assert button.get_attribute("aria-pressed") == "false"
    button.press("Enter")
    wait_for_change(page, picture, before)
    assert button.get_attribute("aria-pressed") == "true"
    assert heard() == (1, ["f is 40 in LSTM"])
    panel.get_by_role("textbox", name="word").press_sequentially("dom")
    picture.get_by_text("got kingdom").wait_for()
    assert heard() == (1, ["expected king, got kingdom"])


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
    problem = picture.locator(".problem")
    problem.wait_for()
    assert "<img" in problem.inner_text()
    assert picture.locator("img, script").count() == 0 and page.title() != "hacked"
    field.fill(typed)
    field.press("Tab")
    problem.wait_for(state="detached")
    assert picture.evaluate(STATE) == before


def check_keys(page, explorer):
    """See that Escape leaves every control, and that a letter does no harm."""
    cells = page.evaluate(CELLS)
    for control in explorer.locator(CONTROLS).all():
        control.focus()
        if not control.evaluate("c => c.matches(':read-write')"):
            for key in ("b", "x", "Shift+M"):
                page.keyboard.press(key)
        page.keyboard.press("Escape")
        assert explorer.evaluate(IN_CELL), "Escape leads to the cell"
    assert page.evaluate(CELLS) == cells, "a letter is no command on a control"


def zoom(page):
    """Show the page as at 200 %, without the list of files beside it."""
    page.set_viewport_size({"width": 640, "height": 500})
    if page.locator("#jp-left-stack").is_visible():
        page.evaluate(HIDE_FILES)
    page.locator("#jp-left-stack").wait_for(state="hidden")
    page.wait_for_function(WITHIN)


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
