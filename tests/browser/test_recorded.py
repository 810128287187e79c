"""Recorded and computed widgets in a page without a kernel, beside the live ones.

`make test` tries a few of them; `make test-web` every one.
"""

import ast
import random
import shutil
from pathlib import Path

import pytest
from chapter_cells import CHAPTERS, shows_widget, widget_cells
from served import served
from web import recordings

from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.controls import choice, explore, slider

STATIC = Path(__file__).parents[2] / "docs" / "_static"
QUICK = (recordings.START, "00-memory_game", "01-answer_explorer", "05-gate_playground")
"""What `make test` records; the others are weekly."""

POINTS = 50
QUIET, PACE = 600, 900
"""Milliseconds: see docs/_static/recorded.js."""

PAGE = """<!doctype html><html lang="en">
<meta charset="utf-8"><link rel="icon" href="data:,">
<script defer src="_static/recorded.js"></script>
<link rel="stylesheet" href="_static/recorded.css"><title>Widgets</title>
<div style="height:{above}px"></div>
<div class="recorded" data-widget="{name}" {more}>
<img alt="as it was" src="data:,"></div>"""

# The control of an axis, moved as a hand moves it: one event for each input.
MOVE = """([place, axis, index]) => {
    const row = place.querySelector(`[data-axis="${axis}"]`);
    const radios = row.querySelectorAll("input[type=radio]");
    if (radios.length) return radios[index].click();
    const input = row.querySelector("input, select");
    input.value = index;
    input.dispatchEvent(new Event("input"));
}"""

# Whether the page shows this picture: both as the browser reads them.
SHOWS = """([place, svg]) => {
    const live = document.createElement("div");
    live.innerHTML = svg;
    return live.innerHTML === place.querySelector(".picture").innerHTML;
}"""

HEARD = "place => place.querySelector('[role=status]').textContent"
LABEL = "place => place.querySelector('.picture svg').getAttribute('aria-label')"


def everyday(name):
    """A widget's name as a parameter of a test: weekly if it takes long to record."""
    return pytest.param(name, marks=() if name in QUICK else pytest.mark.weekly)


EVERY = [everyday(name) for name in (*recordings.GRIDS, *recordings.COMPUTED)]
RECORDED = [everyday(name) for name in recordings.GRIDS]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the scripts, and the address from which it is served."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(STATIC, folder / "_static")
    (folder / "_static" / "recordings").mkdir(exist_ok=True)
    with served(folder) as there:
        yield folder, there


def keep(site, name, content):
    """Put the recording of a widget where the page looks for it."""
    path = site[0] / "_static" / "recordings" / f"{name}.json.gz"
    path.write_bytes(content)


def open_page(page, site, name, above=0, more=""):
    """Open a page with one widget, so many pixels down, and return its place."""
    page_file = site[0] / "index.html"
    page_file.write_text(PAGE.format(name=name, above=above, more=more), "utf-8")
    page.goto(f"{site[1]}/index.html")
    return page.locator(".recorded")


def ready(page, site, name, **more):
    """Open a page with a widget, and wait until it moves."""
    place = open_page(page, site, name, **more)
    page.wait_for_function("p => 'ready' in p.dataset", arg=place.element_handle())
    return place


def shows(place, svg):
    """Whether the page shows the picture that a live widget drew."""
    return place.evaluate(f"(place, svg) => ({SHOWS})([place, svg])", svg)


def move(place, axis, index):
    """Move the control of an axis to its place `index`."""
    place.evaluate(f"(place, [axis, at]) => ({MOVE})([place, axis, at])", [axis, index])


def linked():
    """Return an explorer of two sliders that are one quantity, and a choice."""
    number, half = slider(0, 6, 2, label="number"), slider(0.0, 3.0, 1.0, step=0.5)

    def draw(number, half, name):
        return Drawing(720, 100, f"{name} & {number} <b>", title_lines=1)

    explorer = explore(draw, number=number, half=half, name=choice(["a", "b", "c"]))
    number.observe(lambda change: half.set_trait("value", change["new"] / 2), "value")
    return explorer


GRID = {"number": range(7), "name": ["a", "b", "c"]}


def test_every_widget_of_the_course_moves_on_its_page():
    shown = {
        f"{chapter.name[:2]}-{tree.body[-1].value.func.attr}"
        for chapter in CHAPTERS
        for tree in map(ast.parse, widget_cells(chapter))
        if shows_widget(tree)
    }
    assert shown == {*recordings.GRIDS, *recordings.COMPUTED}


@pytest.mark.browser
@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_picture_is_the_live_one(name, page, site):
    explorer = recordings.explorer_of(name)
    first = explorer.drawing.to_svg()
    recording, grid = (
        recordings.record(name, explorer),
        recordings.grid_of(name, explorer),
    )
    keep(site, name, recording.pack())
    place = ready(page, site, name)
    assert shows(place, first), "it begins as the live widget does"
    within = recordings.PLACES.get(name, dict)
    some = random.Random(name).choices(list(recording.frames), k=POINTS)
    for point in some:
        for axis, index in enumerate(point):
            move(place, axis, index)
        at = zip(grid.items(), point, strict=True)
        explorer.set(**within(**{axis: list(v.values() if isinstance(v, dict) else v)[k]
                                 for (axis, v), k in at}))  # fmt: skip
        assert shows(place, explorer.drawing.to_svg()), f"{name} at {point}"
        assert place.evaluate(LABEL) == explorer.drawing.finding
    assert len({recording.svg(point) for point in some}) > 5 and page.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("name", recordings.COMPUTED)
def test_a_computed_picture_is_the_live_one(name, page, site):
    explorer, draw = recordings.explorer_of(name), random.Random(name)
    keep(site, name, recordings.packed(name, explorer))
    place = ready(page, site, name)
    assert shows(place, explorer.drawing.to_svg()), "it begins as the live widget does"
    axes, told = list(explorer.controls.items()), set()
    for step in range(4 * POINTS):
        axis = draw.randrange(len(axes))
        control = axes[axis][1]
        values = recordings.places(control)
        index = draw.randrange(len(values))
        move(place, axis, index)
        explorer.set(**{axes[axis][0]: values[index]})
        assert shows(place, explorer.drawing.to_svg()), f"{name}, step {step}"
        told.add(place.evaluate(LABEL))
    assert explorer.drawing.finding in told and len(told) > 20 and page.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("name", EVERY)
def test_every_control_reaches_both_ends_by_key(name, page, site):
    if not (site[0] / "_static" / "recordings" / f"{name}.json.gz").exists():
        recordings.write(name, site[0] / "_static" / "recordings")
    place = ready(page, site, name)
    for control in place.get_by_role("slider").all():
        said = []
        for key in ("End", "Home"):
            control.press(key)
            said.append(
                (control.get_attribute("aria-valuetext"), place.evaluate(LABEL))
            )
        assert said[0][0] != said[1][0], name
        readout = control.locator("xpath=following-sibling::output")
        assert readout.inner_text() == said[1][0]
    for menu in place.get_by_role("combobox").all():
        # The first of a menu of presets says that none of them is what is shown.
        for index in (-1, 1):
            option = menu.locator("option").all()[index].inner_text()
            menu.select_option(label=option)
            assert menu.evaluate("m => m.selectedOptions[0].textContent") == option
    for group in place.get_by_role("group").all():
        count, seen = group.get_by_role("radio").count(), set()
        group.locator("input:checked").focus()
        for _ in range(count):
            page.keyboard.press("ArrowRight")
            seen.add(group.locator("input:checked").get_attribute("id"))
        assert len(seen) == count
    assert page.errors == []


@pytest.mark.browser
def test_linked_controls_follow_each_other(page, site):
    keep(site, "linked", linked().record(GRID).pack())
    place = ready(page, site, "linked")
    number, half = place.get_by_role("slider").all()
    for moved, key, at in ((number, "End", 6), (half, "Home", 0), (half, "PageUp", 1)):
        moved.press(key)
        told = [str(at), f"{at / 2}"]
        assert [s.get_attribute("aria-valuetext") for s in (number, half)] == told
        assert place.evaluate(LABEL) == f"a & {at} <b>"


@pytest.mark.browser
def test_a_move_is_announced_once_when_it_has_ended(page, site):
    keep(site, "linked", linked().record(GRID).pack())
    page.clock.install()
    place = ready(page, site, "linked")
    place.evaluate("""place => {
        place.said = [];
        new MutationObserver(() => place.said.push(1)).observe(
            place.querySelector("[role=status]"), {childList: true, subtree: true});
    }""")
    place.get_by_role("slider").first.press("End")
    for _ in range(4):
        place.get_by_role("slider").first.press("ArrowLeft")
    assert place.evaluate(HEARD) == ""
    page.clock.run_for(QUIET)
    assert place.evaluate(HEARD) == place.evaluate(LABEL) == "a & 2 <b>"
    assert place.evaluate("place => place.said.length") == 1


@pytest.mark.browser
def test_nothing_is_fetched_before_it_is_near_and_the_picture_stays_without(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    place = open_page(page, site, "nowhere", above=9000)
    page.wait_for_load_state("networkidle")
    assert not any("recordings" in address for address in asked)
    with page.expect_response(lambda answer: "nowhere" in answer.url) as answer:
        place.scroll_into_view_if_needed()
    assert answer.value.status == 404
    assert place.get_by_alt_text("as it was").count() == 1


@pytest.mark.browser
def test_it_plays_by_itself_only_where_motion_is_welcome(page, chromium, site):
    keep(
        site, "linked", linked().record({"name": ["a", "b"], "number": range(7)}).pack()
    )
    place = ready(page, site, "linked", more="data-play")
    button = place.get_by_role("button")
    assert "Play" in button.inner_text() and place.evaluate(LABEL) == "a & 2 <b>"
    context = chromium.new_context(reduced_motion="no-preference")
    other = context.new_page()
    other.clock.install()
    place = ready(other, site, "linked", more="data-play")
    other.clock.run_for(1)
    assert "Pause" in place.get_by_role("button").inner_text()
    for number in range(3):
        assert place.evaluate(LABEL) == f"a & {number} <b>"
        other.clock.run_for(PACE)
    assert place.evaluate(HEARD) == "", "what plays is not read aloud"
    place.get_by_role("slider").first.press("Home")
    other.clock.run_for(9 * PACE)
    assert place.evaluate(LABEL) == "a & 0 <b>", "a hand on a control stops it"
    place.get_by_role("button").click()
    other.clock.run_for(9 * PACE)
    assert place.evaluate(LABEL) == "a & 6 <b>"
    assert "Play" in place.get_by_role("button").inner_text()
    context.close()
