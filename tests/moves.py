"""Moving the widgets of a page in a browser, and seeing that their pictures follow."""

REDRAW = 60_000
"""Milliseconds after which a picture that has not changed counts as still."""

PICTURE = ".drawing .widget-html-content"

NAME = "s => s.closest('.widget-slider').querySelector('.widget-label').textContent"

# Where the handle stands; its aria-valuenow is rounded to one decimal.
PLACE = "slider => slider.parentElement.style.transform"

CHOICES = ".widget-dropdown, .widget-toggle-buttons"

# The words of what is chosen in a menu or a row of buttons.
CHOSEN = """choice => (choice.querySelector("select")?.selectedOptions[0]
    ?? choice.querySelector("button.mod-active")).textContent.trim()"""

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


def move_all(page):
    """Move every slider, menu and row of buttons of a page to both of its ends.

    The last rows come first: what a hand does has to be chosen before when it acts.
    """
    for explorer in page.locator(".explorer").all():
        picture = explorer.locator(PICTURE)
        picture.evaluate(WATCH)
        for slider in explorer.locator("[role=slider]").all():
            check_slider(page, slider, picture)
        for choice in reversed(explorer.locator(CHOICES).all()):
            check_choice(page, choice, picture)


def check_choice(page, choice, picture):
    """See that a menu or a row of buttons redraws its picture at both of its ends."""
    choice.scroll_into_view_if_needed()
    options = choice.locator("option, button").all_text_contents()
    # The option "own" is what moves by itself when another control is moved.
    names = [" ".join(name.split()) for name in options]
    names = [name for name in names if " own " not in name]
    assert len(names) > 1
    for name in (names[0], names[-1]):
        before = picture.evaluate(STATE)["svg"]
        if " ".join(choice.evaluate(CHOSEN).split()) == name:
            continue
        if choice.locator("option").count():
            choice.locator("select").select_option(label=name)
        else:
            choice.get_by_role("button", name=name, exact=True).click()
        wait_for_change(page, picture, before)


def check_slider(page, slider, picture):
    """See that a slider redraws its picture, at both ends and within."""
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
    assert picture.evaluate("p => p.blanks") == 0, f"{name}: empty between two pictures"


def press(page, key, slider, picture):
    """Press a key; return what the picture shows of the slider's new value."""
    before, place = picture.evaluate(STATE), slider.evaluate(PLACE)
    page.keyboard.press(key)
    if slider.evaluate(PLACE) != place:
        wait_for_change(page, picture, before["svg"])
    return picture.evaluate(STATE)


def wait_for_change(page, picture, svg):
    """Return when a picture is another one than this."""
    drawn = [picture.element_handle(), svg]
    page.wait_for_function(CHANGED, arg=drawn, timeout=REDRAW)
