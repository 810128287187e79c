"""What a page owes to those who see little, hear it, or use its keys alone."""

from axe_playwright_python.sync_playwright import Axe

WORDS, LINES = 4.5, 3
"""The least contrast of words, and of lines, with what is behind them (WCAG 2, AA)."""

# Colours are mixed by painting them on a canvas, one on the other.
CONTRAST = """
const often = {willReadFrequently: true};
const canvas = document.createElement("canvas").getContext("2d", often);
const light = colours => {
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
const contrast = (ground, colour) => {
    const [a, b] = [light(ground), light([...ground, colour])];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};
const behind = element => !element ? []
    : [...behind(element.parentElement), getComputedStyle(element).backgroundColor];
"""

# The worst contrast among the words of a picture: with the page's background and the
# filled shapes below the word.
WORST = f"""picture => {{
    {CONTRAST}
    const holds = (shape, word) => {{
        const [a, b] = [shape.getBBox(), word.getBBox()];
        const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
        return a.x <= x && x <= a.x + a.width && a.y <= y && y <= a.y + a.height;
    }};
    let worst = {{contrast: 21, words: ""}};
    for (const word of picture.querySelectorAll("svg text")) {{
        const filled = [...picture.querySelectorAll("svg path")].filter(shape =>
            shape.compareDocumentPosition(word) & 4 && holds(shape, word) &&
            getComputedStyle(shape).fill !== "none");
        const inks = [...filled, word].map(shape => getComputedStyle(shape).fill);
        const found = contrast(behind(picture).concat(inks.slice(0, -1)), inks.at(-1));
        const words = word.textContent;
        if (found < worst.contrast) worst = {{contrast: found, words}};
    }}
    return worst;
}}"""

# What has the focus: its place in the list, and the contrast of the ring around it.
# The fields of a group of radios are one stop; the ring of a hidden one is its label's.
FOCUSED = f"""places => {{
    {CONTRAST}
    const at = document.activeElement, look = getComputedStyle(at);
    const ringed = look.opacity === "0" ? at.nextElementSibling : at;
    const ring = getComputedStyle(ringed);
    const drawn = ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2;
    return [
        places.findIndex(place => place === at || place.name && place.name === at.name),
        drawn ? contrast(behind(ringed.parentElement), ring.outlineColor) : 1,
    ];
}}"""

STOPS = """root => [...root.querySelectorAll(
    "a[href], summary, button, input, select, textarea, [tabindex='0'], " +
    "[contenteditable=true]"
)].filter((stop, k, all) => stop.checkVisibility()
    && (stop.type !== "radio" || stop.checked))"""


def violations(page, within=None):
    """Return what axe-core finds that is critical or serious, a line for each."""
    found = Axe().run(page, context=within).response["violations"]
    return [told(one) for one in found if one["impact"] in ("serious", "critical")]


def told(violation):
    """Return what axe-core found, in a line."""
    places = [str(node["target"]) for node in violation["nodes"]]
    return violation["id"], violation["help"], places[:5]


def walk(page, root):
    """See that Tab goes through all controls of a part of the page and out of it.

    Each shows that it has the focus. Returns how many there are.
    """
    stops = root.evaluate_handle(STOPS)
    count, first = stops.evaluate("stops => stops.length"), "stops => stops[0].focus()"
    if count == 0:
        return 0
    stops.evaluate(first)
    page.keyboard.press("Shift+Tab")
    assert stops.evaluate(FOCUSED)[0] == -1, "Shift and Tab lead out at the beginning"
    stops.evaluate(first)
    for number in range(count):
        at, contrast = stops.evaluate(FOCUSED)
        assert at == number, f"Tab goes to control {at}, not {number} of {count}"
        assert contrast >= LINES, f"the focus on control {number} shows {contrast:.2f}"
        page.keyboard.press("Tab")
    assert stops.evaluate(FOCUSED)[0] == -1, "Tab leads out at the end"
    return count
