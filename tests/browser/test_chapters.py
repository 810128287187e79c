"""Every chapter in a real browser: it runs, its widgets move, and can be read."""

import json
import os
import pathlib
import statistics
import warnings

import pytest

RUN = 180_000
"""Milliseconds within which a chapter must have run."""

REDRAW = 5_000
"""Milliseconds after which a picture that has not changed counts as still."""

PRESSES, BATCHES, MEDIAN, SLOWEST = 20, 5, 50, 80
"""Keys pressed to time a slider, how often at most; the median in ms that is wanted,
and the one that no slow machine excuses."""

EDIT = 100
"""Milliseconds from a key that edits a story of 120 words to its picture."""

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

NAME = "s => s.closest('.widget-slider').querySelector('.widget-label').textContent"

# Where the handle stands; its aria-valuenow is rounded to one decimal.
PLACE = "slider => slider.parentElement.style.transform"

# Words of a picture that are cut off at its edge or stand on other words.
UNREADABLE = """picture => {
    const svg = picture.querySelector("svg"), frame = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text:not([transform])")]
        .filter(word => word.textContent.trim())
        .map(word => ({words: word.textContent, box: word.getBoundingClientRect()}));
    const share = (low, high, from, to) => Math.min(high, to) - Math.max(low, from);
    const inside = (a, b, least) => share(a.left, a.right, b.left, b.right) > least
        && share(a.top, a.bottom, b.top, b.bottom) > 0.4 * a.height;
    const cut = words.filter(({box}) => box.left < frame.left - 1
        || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
    const pairs = words.flatMap((a, k) => words.slice(k + 1).map(b => [a, b]));
    const crossed = pairs.filter(([a, b]) => inside(a.box, b.box, 2));
    return cut.map(a => `${a.words} is cut off`).concat(
        crossed.map(([a, b]) => `${a.words} stands on ${b.words}`));
}"""

# What a widget shows to people who see it and to people who hear it.
STATE = """picture => ({
    svg: picture.querySelector("svg")?.outerHTML,
    label: picture.querySelector("svg")?.getAttribute("aria-label"),
})"""

CHANGED = """([picture, before]) =>
    (picture.querySelector("svg")?.outerHTML ?? picture.textContent) !== before"""

# Notes how long each key press took to become a picture, and every empty picture.
WATCH = """picture => {
    Object.assign(picture, {blanks: 0, delays: [], pressed: null});
    window.addEventListener("keydown", () => picture.pressed = performance.now(), true);
    new MutationObserver(() => {
        if (picture.querySelector("svg") === null) picture.blanks += 1;
        if (picture.pressed) picture.delays.push(performance.now() - picture.pressed);
        picture.pressed = null;
    }).observe(picture, {childList: true, subtree: true});
}"""

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
def test_chapter(chapter, page, lab):
    run_all_cells(page, f"{lab}/lab/tree/notebooks/{chapter}?reset")
    explorers = page.locator(".explorer").all()
    for explorer in explorers:
        picture = explorer.locator(".drawing .widget-html-content")
        picture.evaluate(WATCH)
        for slider in explorer.get_by_role("slider").all():
            check_slider(page, slider, picture)
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        choose_theme(page, theme)
        for number, explorer in enumerate(explorers):
            photograph(explorer, f"{chapter}-{number}-{theme.split()[1]}")
            worst = explorer.locator(".drawing").evaluate(WORST)
            assert worst["contrast"] >= CONTRAST, f"{theme}: {worst}"
    assert page.errors == []


@pytest.mark.browser
def test_page_up_moves_a_slider_in_notebook_7(page, lab, course):
    source = """from lstmlib.course.notebook.controls import explore, slider
from lstmlib.course.drawing.svg import Drawing
explore(lambda f: Drawing(720, 90, f"f is {f}"), f=slider(0, 9, 2))"""
    write_notebook(course / "slider.ipynb", source)
    run_all_cells(page, f"{lab}/notebooks/slider.ipynb")
    slider = page.get_by_role("slider")
    picture = page.locator(".drawing .widget-html-content")
    slider.focus()
    assert press(page, "PageUp", slider, picture)["label"] == "f is 7"


@pytest.mark.browser
def test_a_story_of_120_words_that_is_edited_is_soon_drawn(page, lab, course):
    source = """from lstmlib import models, story, widgets
from lstmlib.course.ch09.gate_reader import STORIES
reader = models.load(story.DATA / "weights" / "recall_1.npz")
words = STORIES["a long story"]()[:119]
widgets.gate_reader(reader, story.chronicle_vocabulary(), [*words, "."])"""
    write_notebook(course / "edit.ipynb", source)
    run_all_cells(page, f"{lab}/lab/tree/edit.ipynb?reset")
    picture = page.locator(".explorer .drawing .widget-html-content")
    picture.evaluate(WATCH)
    page.locator(".explorer textarea").focus()
    page.keyboard.press("Control+End")
    medians = []
    while len(medians) < BATCHES and min(medians, default=EDIT + 1) > EDIT:
        picture.evaluate("p => p.delays = []")
        for k in range(PRESSES):
            before = picture.evaluate(STATE)
            page.keyboard.press(("a", "Backspace")[k % 2])
            drawn = [picture.element_handle(), before["svg"]]
            page.wait_for_function(CHANGED, arg=drawn, timeout=REDRAW)
        medians.append(statistics.median(picture.evaluate("p => p.delays")))
    print(f"story: {min(medians):.0f} ms from key to picture")
    assert min(medians) <= EDIT
    assert "of 120" in picture.evaluate(STATE)["label"]


def run_all_cells(page, address):
    """Open a notebook, run it when its kernel is idle, and see that nothing failed."""
    page.goto(address)
    page.wait_for_function(IDLE, timeout=60_000)
    page.evaluate(RUN_ALL, RUN)
    for kind in ("error", "stderr"):
        mime = f"[data-mime-type='application/vnd.jupyter.{kind}']"
        assert page.locator(f".jp-OutputArea-output{mime}").all_inner_texts() == []


def check_slider(page, slider, picture):
    """See that a slider redraws its picture, at both ends and within, and in time."""
    slider.scroll_into_view_if_needed()
    slider.focus()
    name, states = slider.evaluate(NAME), {}
    for key in ("PageDown", "End", "Home", "PageUp"):
        states[key] = press(page, key, slider, picture)
        assert picture.evaluate(UNREADABLE) == [], f"{name} after {key}"
    end, home = states["End"]["label"], states["Home"]["label"]
    assert end != home, f"{name}: both ends tell {end!r}"
    within = states["PageUp"]["svg"]
    assert within != states["Home"]["svg"], f"{name}: Page Up changes nothing"
    check_speed(name, time_slider(page, slider, picture))
    assert picture.evaluate("p => p.blanks") == 0, f"{name}: empty between two pictures"


def press(page, key, slider, picture):
    """Press a key; return what the picture shows of the slider's new value."""
    before, place = picture.evaluate(STATE), slider.evaluate(PLACE)
    page.keyboard.press(key)
    if slider.evaluate(PLACE) != place:
        drawn = [picture.element_handle(), before["svg"]]
        page.wait_for_function(CHANGED, arg=drawn, timeout=REDRAW)
    return picture.evaluate(STATE)


def time_slider(page, slider, picture):
    """Return medians of ms from a key press to its picture, until one is good."""
    medians = []
    while len(medians) < BATCHES and min(medians, default=MEDIAN + 1) > MEDIAN:
        picture.evaluate("p => p.delays = []")
        for k in range(PRESSES):
            press(page, ("End", "Home")[k % 2], slider, picture)
        medians.append(statistics.median(picture.evaluate("p => p.delays")))
    return medians


def check_speed(name, medians):
    """See that the best median is good; say so if only this machine may be slow."""
    said = f"{name}: {min(medians):.0f} ms from key to picture"
    print(said)
    assert min(medians) <= SLOWEST, said
    if min(medians) > MEDIAN:
        warnings.warn(f"{said}, wanted {MEDIAN}", stacklevel=2)


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


def write_notebook(path, source):
    """Write a notebook of one cell."""
    cell = {"cell_type": "code", "id": "only", "metadata": {}, "source": source}
    cell |= {"execution_count": None, "outputs": []}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    form = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel}
    path.write_text(json.dumps(form | {"cells": [cell]}))
