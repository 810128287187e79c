"""The built web edition: links, pictures, what is closed, weight, and in Chromium."""

import gzip
import itertools
import json
import re
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path

import pytest
from by_keys import WORDS, WORST, violations, walk
from web import recordings

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PAGES = ["index.html", "performance.html", "search.html"]
PAGES += [f"chapters/{chapter.stem}.html" for chapter in CHAPTERS]
LOADED = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
}
ELSEWHERE = re.compile(
    r"""(?:url\(|@import|fetch\(|import\(|from|\.src\s*=)\s*["'(]*(?:https?:)?//"""
)
SEEN_AS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
QUICK = ["index.html", "chapters/05_choose_what_to_write.html"]
KILO = 1000
TWO_FRAMES = (
    "() => new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))"
)
"""By then a page knows which of its boxes scroll."""


class Tags(HTMLParser):
    """All tags of a page as (name, attributes, attributes of all around it)."""

    EMPTY = {"img", "link", "meta", "input", "br", "hr", "source", "wbr"}

    def __init__(self, text):
        super().__init__()
        self.text, self.found, self._around = text, [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note a tag, and that it stands around what follows."""
        attributes = dict(attrs)
        self.found.append((tag, attributes, [a for _, a in self._around]))
        if tag not in self.EMPTY:
            self._around.append((tag, attributes))

    def handle_endtag(self, tag):
        """Forget the tag that ends, and those in it that HTML lets end with it."""
        names = [name for name, _ in self._around]
        if tag in names:
            del self._around[len(names) - 1 - names[::-1].index(tag) :]

    def all(self, tag):
        """Return the attributes of all tags of a name."""
        return [attributes for name, attributes, _ in self.found if name == tag]


@pytest.fixture(scope="session")
def tags(site):
    """{page: its Tags} of the whole site."""
    paths = sorted(site.glob("**/*.html"))
    return {
        path.relative_to(site).as_posix(): Tags(path.read_text("utf-8"))
        for path in paths
    }


def cells(chapter, kind):
    """Return the cells of one kind of a committed chapter."""
    found = json.loads(chapter.read_text("utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def page_of(chapter):
    """Return the page of a chapter, from the site's top."""
    return f"chapters/{chapter.stem}.html"


def test_the_site_is_built_without_a_warning(built):
    _, done = built
    assert (done.returncode, done.stderr) == (0, "")


def test_the_site_has_every_page(tags):
    assert set(tags) >= set(PAGES)


def test_every_page_tells_its_language_its_name_and_its_parts_in_order(tags):
    for page in PAGES:
        found = tags[page]
        [main] = found.all("main")
        assert found.all("html")[0]["lang"] == "en"
        assert found.all("a")[0]["href"] == f"#{main['id']}", "first a way to the text"
        levels = [int(tag[1]) for tag, *_ in found.found if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1 and levels.count(1) == 1, page
        steps = [after - before for before, after in itertools.pairwise(levels)]
        assert max(steps, default=0) <= 1, f"{page} leaves out a level of headings"
    names = [re.search("<title>(.*)</title>", tags[p].text)[1] for p in PAGES]
    assert len(set(names)) == len(PAGES) and all(names)


def test_every_link_within_the_site_leads_somewhere(site, tags):
    lost = []
    for page, found in tags.items():
        links = [a["href"] for a in found.all("a") if "href" in a]
        links += [a["action"] for a in found.all("form")]
        links += [a[LOADED[t]] for t in LOADED for a in found.all(t) if LOADED[t] in a]
        lost += [
            (page, link)
            for link in links
            if not leads_somewhere(site, tags, page, link)
        ]
    assert lost == []


def leads_somewhere(site, tags, page, link):
    """Return whether a link leaves the site, or leads to a file and anchor of it."""
    to = urllib.parse.urlsplit(urllib.parse.urljoin(f"https://site/{page}", link))
    if to.netloc != "site":
        return True
    path = urllib.parse.unquote(to.path[1:])
    if path == "lite/lab/index.html":
        opened = urllib.parse.parse_qs(to.query)["path"][0]
        return (ROOT / "notebooks" / opened).is_file()
    if path in tags and to.fragment:
        return to.fragment in {
            attributes.get("id") for _, attributes, _ in tags[path].found
        }
    return (site / path).is_file() and not to.fragment


def test_every_picture_tells_its_finding(tags):
    for chapter in CHAPTERS:
        metadata = [
            output["metadata"]["image/png"]
            for cell in cells(chapter, "code")
            for output in cell["outputs"]
            if "image/png" in output.get("data", {})
        ]
        wanted = [(m["alt"], str(m["width"]), str(m["height"])) for m in metadata]
        images = tags[page_of(chapter)].all("img")
        assert [(a["alt"], a["width"], a["height"]) for a in images] == wanted
    others = [a for page in PAGES[:3] for a in tags[page].all("img")]
    assert len(others) > 1 and all(a["alt"] for a in others)


def test_nothing_is_asked_of_another_host(site, tags):
    asked = [
        (page, address)
        for page, found in tags.items()
        for tag, attribute in LOADED.items()
        for address in [a.get(attribute) or "" for a in found.all(tag)]
        if re.match(r"(https?:)?//", address)
    ]
    files = [*site.glob("**/*.css"), *site.glob("**/*.js"), *site.glob("**/*.html")]
    asked += [
        (path.name, line)
        for path in files
        for line in path.read_text("utf-8").splitlines()
        if ELSEWHERE.search(line)
    ]
    assert asked == []


@pytest.mark.parametrize("line", ["a{b:url(//x)}", "@import 'https://x'", "fetch(`"])
def test_a_request_to_another_host_would_be_seen(line):
    assert bool(ELSEWHERE.search(line)) == ("//" in line)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem[:2])
def test_what_is_to_be_guessed_or_solved_is_closed(tags, chapter):
    found = tags[page_of(chapter)]
    folds = found.all("details")
    hidden = [
        cell
        for cell in cells(chapter, "code")
        if cell["metadata"].get("jupyter", {}).get("outputs_hidden") and cell["outputs"]
    ]
    words = "".join("".join(cell["source"]) for cell in cells(chapter, "markdown"))
    kinds = [fold.get("class", "hint") for fold in folds]
    assert kinds.count("answer") == len(hidden) > 0
    assert kinds.count("hint") == words.count("<details>") > 0
    assert [fold for fold in folds if "open" in fold] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem[:2])
def test_pictures_to_be_guessed_stand_in_what_is_closed(tags, chapter):
    wanted = [
        bool(cell["metadata"].get("jupyter", {}).get("outputs_hidden"))
        for cell in cells(chapter, "code")
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    ]
    closed = [
        any(a.get("class") == "answer" for a in around)
        for tag, _, around in tags[page_of(chapter)].found
        if tag == "img"
    ]
    assert closed == wanted


def test_every_widget_has_its_place_and_its_recording(tags):
    names = [
        a["data-widget"]
        for page in tags.values()
        for a in page.all("div")
        if "data-widget" in a
    ]
    all_names = [*recordings.GRIDS, *recordings.COMPUTED]
    assert sorted(names) == sorted([recordings.START, *all_names])


def sent(site, page, tags):
    """Return how many bytes a page costs, with all that it asks for until its end.

    Texts as GitHub Pages sends them, packed; pictures and recordings as they are.
    """
    found = tags[page]
    addresses = [a[LOADED[t]] for t in LOADED for a in found.all(t) if LOADED[t] in a]
    rels = {a["href"]: a.get("rel") for a in found.all("link")}
    files = {
        (site / page).parent.joinpath(address).resolve()
        for address in addresses
        if rels.get(address) not in ("next", "prev")
    }
    widgets = [a["data-widget"] for a in found.all("div") if "data-widget" in a]
    static = site / "_static"
    files |= {static.resolve() / "recordings" / f"{name}.json.gz" for name in widgets}
    if set(widgets) & set(recordings.COMPUTED):
        files.add(static.resolve() / "computed.js")
    return sum(map(weight, [site / page, *files]))


def weight(path):
    """Return the size of a file as it is sent."""
    packed = path.suffix in (".html", ".css", ".js", ".svg")
    content = path.read_bytes()
    return len(gzip.compress(content, 6) if packed else content)


def test_the_start_page_is_light(site, tags):
    assert sent(site, "index.html", tags) <= 500 * KILO


@pytest.mark.weekly
def test_every_chapter_is_light(whole_site, tags):
    sizes = {page: sent(whole_site, page, tags) for page in PAGES if "chap" in page}
    assert {page: size for page, size in sizes.items() if size > 1500 * KILO} == {}


def seen(pages):
    """Return pages, and how they are seen; what is not QUICK is weekly."""
    return [
        pytest.param(
            page,
            *look,
            id=f"{page}-{look[0]}-{look[1]}",
            marks=() if page in QUICK else pytest.mark.weekly,
        )
        for page in pages
        for look in SEEN_AS
    ]


@pytest.fixture
def visitor(chromium):
    """Return a function that opens pages for a width and a theme, and closes them."""
    contexts = []

    def open_page(width, theme, **settings):
        size = {"width": width, "height": 900}
        context = chromium.new_context(
            viewport=size, color_scheme=theme, reduced_motion="reduce", **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.asked = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name, width, theme", seen(PAGES))
def test_a_page_in_chromium(request, visitor, address, name, width, theme):
    if name not in QUICK:
        request.getfixturevalue("whole_site")
    page = visitor(width, theme)
    page.goto(f"{address}/{name}")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for widget in page.locator(".recorded").all():
        widget.scroll_into_view_if_needed()
        page.wait_for_function("w => 'ready' in w.dataset", arg=widget.element_handle())
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    if width == max(SEEN_AS)[0]:
        check_keys_colours_and_zoom(page)
    assert page.complaints == []
    own = (address, "data:", "blob:")
    assert [url for url in page.asked if not url.startswith(own)] == []


def check_keys_colours_and_zoom(page):
    """See that keys lead through a page, and that it bears forced colours and 200 %."""
    assert walk(page, page.locator("main")) > 0 or page.url.endswith("/search.html")
    page.emulate_media(forced_colors="active")
    for picture in page.locator(".recorded .picture").all():
        assert picture.evaluate(WORST)["contrast"] >= WORDS
    page.emulate_media(forced_colors="none")
    page.set_viewport_size({"width": 640, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.browser
def test_the_search_finds_a_chapter(visitor, address):
    page = visitor(390, "light")
    page.goto(f"{address}/index.html")
    assert page.locator("input[name=q]").count() == 1
    page.fill("input[name=q]", "half-life")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a")
    links = page.locator("#search-results li a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    assert any("04_forget_on_purpose" in link for link in links)
    assert page.locator("input[name=q]").count() == 1
    assert page.complaints == []


@pytest.mark.browser
def test_the_theme_is_kept_and_the_chapters_open_by_key(visitor, address):
    page = visitor(390, "light")
    page.goto(f"{address}/{QUICK[1]}")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Use the dark theme").press("Enter")
    dark = page.evaluate(colour)
    page.reload()
    assert page.evaluate(colour) == dark != light
    contents = page.locator("#contents")
    assert not contents.is_visible()
    page.get_by_role("button", name="Chapters").press("Enter")
    assert contents.is_visible()
    contents.get_by_role("link", name="Your turn").press("Enter")
    assert not contents.is_visible() and page.url.endswith("#your-turn")


@pytest.mark.browser
def test_the_first_key_offers_a_way_past_the_chapters(visitor, address):
    page = visitor(1280, "light")
    page.goto(f"{address}/{QUICK[1]}")
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").bounding_box()["y"] >= 0, "it is seen"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


@pytest.mark.browser
def test_without_script_a_page_is_whole(visitor, address):
    page = visitor(1280, "dark", java_script_enabled=False)
    page.goto(f"{address}/{QUICK[1]}")
    still = page.locator(".recorded img")
    assert still.is_visible() and still.get_attribute("alt")
    answer = page.locator("details.answer").first
    assert not answer.locator("img, pre").first.is_visible()
    answer.locator("summary").press("Enter")
    assert answer.locator("img, pre").first.is_visible()
    assert page.locator("math").first.is_visible()
