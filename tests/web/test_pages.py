"""What becomes of a notebook's pieces on a page: links, outputs, formulas."""

import re

import pytest
from web import pages
from web.mathml import mathml

PICTURE = {"alt": "f < 1 & “open”", "width": 720, "height": 320}
PIXEL = pages.HEARD.format("f")


def no_widget(chapter, source):
    """Say that no cell ends with a widget."""


def notebook(*outputs, source="show(fig)", **metadata):
    """A notebook of a title and one cell with these outputs."""
    title = {"cell_type": "markdown", "metadata": {}, "source": "# 04 · T\n\nText"}
    cell = {"cell_type": "code", "source": source, "outputs": outputs}
    return {"cells": [title, {**cell, "metadata": metadata}]}


def shown(metadata=None, **data):
    """An output of a notebook, with its data by MIME type (`_` stands for `/`)."""
    data = {kind.replace("_", "/"): content for kind, content in data.items()}
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def page(*outputs, widget_of=no_widget, **settings):
    """The Page of a notebook with these outputs."""
    return pages.page(notebook(*outputs, **settings), "04_x", widget_of)


def figure():
    """An output with a picture."""
    return shown({"image/png": PICTURE}, image_png="AAAA", text_plain="A figure:\nf")


@pytest.mark.parametrize(
    "link, here, there",
    [
        ("03_open_a_second_path.ipynb#How-to-read", "notebooks",
         "03_open_a_second_path.md#how-to-read"),
        ("../README.md", "notebooks", "../index.md"),
        ("../docs/performance.md", "notebooks", "../performance.md"),
        ("../data/README.md", "notebooks", "{0}/blob/main/data/README.md"),
        ("notebooks/00_meet_the_kings.ipynb", ".", "chapters/00_meet_the_kings.md"),
        ("lstmlib/cells.py#L1", ".", "{0}/blob/main/lstmlib/cells.py#L1"),
        ("lstmlib", ".", "{0}/tree/main/lstmlib"),
        ("performance.png", "docs", "performance.png"),
        ("https://a.org/b", ".", "https://a.org/b"),
        ("#play", "notebooks", "#play"),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_page_or_to_the_repository(link, here, there):
    assert pages.linked(f"[a]({link})", here) == f"[a]({there})".format(pages.ON_GITHUB)


def test_a_link_to_nothing_is_refused():
    with pytest.raises(ValueError, match="expected a link to a file.*nothing.md"):
        pages.linked("[a](nothing.md)", "notebooks")


def test_a_picture_stands_once_with_its_finding_and_its_size():
    made = page(figure(), shown(text_html=PIXEL))
    assert made.pictures == {"_static/figures/04-1.png": b"\0\0\0"}
    tags = re.findall("<img[^>]*>", made.text)
    assert len(tags) == 1 and "A figure" not in made.text
    for part in ('alt="f &lt; 1 &amp; “open”"', 'width="720"', 'height="320"', "lazy"):
        assert part in tags[0]


@pytest.mark.parametrize("key", PICTURE)
def test_a_picture_without_finding_or_size_is_refused(key):
    output = shown({"image/png": {**PICTURE, key: ""}}, image_png="AAAA")
    with pytest.raises(ValueError, match=f"expected a picture with {key}"):
        page(output)


def test_a_widget_waits_for_its_recording_around_its_still_picture():
    made = page(figure(), widget_of=lambda chapter, source: f"{chapter}-w{source}")
    wanted = r'<div class="recorded" data-widget="04-wshow\(fig\)"><div.*<img .*</div>'
    assert re.search(wanted, made.text)


@pytest.mark.parametrize("hidden", [True, False])
def test_what_the_notebook_keeps_closed_is_closed(hidden):
    printed = {"output_type": "stream", "text": "1 < 2\n"}
    text = page(printed, jupyter={"outputs_hidden": hidden}).text
    assert '<pre class="output">1 &lt; 2</pre>' in text
    assert ('<details class="answer">' in text) == hidden
    assert "details" not in page(jupyter={"outputs_hidden": hidden}).text


def test_imports_alone_are_closed_and_other_code_is_not():
    folded = '<details class="imports">'
    assert folded in page(source="import numpy as np\n\nfrom a import b").text
    assert folded not in page(source="import numpy as np\nx = 1").text


def test_long_lines_wrap_and_columns_do_not():
    assert 'class="output long"' in pages.printed("word " * 40)
    assert 'class="output"' in pages.printed("a  1\nb  2\n")
    assert pages.printed("\n") == ""


def test_tables_and_sources_go_on_as_they_are():
    table, source = "<table><tr><td>1</td></tr></table>", "```python\nx = 1\n```"
    made = page(shown(text_html=table, text_plain="1"), shown(text_markdown=source))
    assert f'<div class="output wide">{table}</div>' in made.text
    assert f"\n\n{source}\n" in made.text


def test_a_fence_is_longer_than_any_in_it():
    assert pages.fenced("python", "a\n````\nb") == "`````python\na\n````\nb\n`````"


def test_a_search_engine_is_told_the_first_paragraph():
    head = page().text.split("\n\n")[0]
    assert head == '---\nmyst: {"html_meta": {"description": "Text"}}\n---'


def test_below_the_title_stand_the_ways_to_open_the_chapter():
    _, title, ways, *rest = page().text.split("\n\n", 3)
    assert title == "# 04 · T" and rest[0].startswith(":::{container} untried")
    for link in ("../lite/", "mybinder.org", "colab.", "../notebooks/04_x.ipynb"):
        assert f'href="{link}' in ways or f'href="https://{link}' in ways


def test_the_start_page_takes_its_parts_from_the_readme():
    readme = "<!-- {0} -->\n[a](lstmlib/cells.py) {0}\n<!-- /{0} -->\n"
    readme = readme.format("chapters") + readme.format("routes")
    text = "<!-- listeners -->|<!-- chapters -->|<!-- routes -->"
    picture = {"image/png": b"p"}, {"image/png": PICTURE}
    made = pages.start(text, readme, picture, "00-w")
    widget, chapters, routes = made.text.split("|")
    assert 'data-widget="00-w" data-play' in widget and "eager" in widget
    assert chapters == f"[a]({pages.ON_GITHUB}/blob/main/lstmlib/cells.py) chapters"
    assert routes.endswith("routes")
    assert made.pictures == {"_static/figures/start.png": b"p"}
    with pytest.raises(ValueError, match="expected <!-- chapters -->"):
        pages.start(text, "nothing", picture, "00-w")


@pytest.mark.parametrize(
    "formula, parts",
    [
        (r"\ln 2", ['<mo lspace="0.167em" rspace="0.167em">ln</mo>']),
        (r"\tanh(c)", ['rspace="0">tanh</mo><mo stretchy="false">&#x00028;']),
        (r"\arg\min_W W", [">arg</mo>", ">min</mo>"]),
        (r"|c| + \lVert c \rVert", ['lspace="0" rspace="0">&#x0007C;', "&#x02016;"]),
        (r"\overline{1 - f}", ['<mrow class="over"><mrow><mn>1</mn>']),
        (r"a < b", ['alttext="a &lt; b"']),
        (r"\mathrm{j}", ['<mi mathvariant="normal">&#x0006A;</mi>']),
    ],
)
def test_a_formula_is_set_as_tex_sets_it(formula, parts):
    element = mathml(formula)
    assert [part for part in parts if part not in element] == []
    assert element.startswith("<math alttext=") and "\\" not in element.split(">", 1)[1]
