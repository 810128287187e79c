"""The apps of `make app`: a chapter's widgets move on a page of Voila."""

import ast
import re
import socket
import subprocess
import sys
import urllib.request

import pytest
from chapter_cells import shows_widget, widget_cells
from listening import listening
from moves import move_all
from web import addresses, app

SCRIPTS = addresses.ROOT / "scripts"
RUN = 600_000
"""Milliseconds after which a widget counts as missing; chapter 08 trains before it."""


@pytest.fixture
def voila():
    """Return voila(chapter) -> the address, with its token, and the process."""
    servers = []

    def start(chapter):
        command = [sys.executable, "-m", "web.app", chapter[:2], "--no-browser"]
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        server = subprocess.Popen(
            [*command, f"--port={port}"],
            cwd=SCRIPTS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        servers.append(server)
        told = ""
        for line in server.stderr:
            told += line
            if address := re.search(r"http://127\S+", line):
                return address[0], server
        pytest.fail(f"Voila did not start:\n{told}")

    yield start
    for server in servers:
        server.terminate()
        server.communicate()


@pytest.mark.parametrize("chapter", addresses.CHAPTERS)
def test_an_app_has_every_widget_of_its_chapter_between_words(chapter):
    cells = app.app(chapter)["cells"]
    sources = [cell["source"] for cell in cells]
    path = addresses.ROOT / "notebooks" / f"{chapter}.ipynb"
    widgets = [code for code in widget_cells(path) if shows_widget(ast.parse(code))]
    seen = [k for k, source in enumerate(sources) if source in widgets]
    assert widgets and [sources[k] for k in seen] == widgets
    for k in seen:
        around = cells[k - 1], cells[k + 1]
        assert all(cell["cell_type"] == "markdown" for cell in around)
        assert all(cell["source"] and "##" not in cell["source"] for cell in around)
    hidden = [cell for cell in cells if cell["cell_type"] == "code"]
    shown = [cell for cell in hidden if not cell["source"].startswith(app.UNSEEN)]
    assert len(shown) == len(seen)


@pytest.mark.browser
@pytest.mark.weekly
@pytest.mark.parametrize("chapter", addresses.CHAPTERS)
def test_the_widgets_of_an_app_move(chapter, page, voila):
    address, server = voila(chapter)
    # Without its token, Voila asks who it is.
    with urllib.request.urlopen(address.split("?")[0]) as answer:
        assert "/login" in answer.url
    page.goto(address, wait_until="commit")
    page.locator(".explorer svg").first.wait_for(timeout=RUN)
    assert page.locator("h1").inner_text().startswith(chapter[:2])
    assert page.locator("pre").count() == 0
    assert listening(server.pid) == {"127.0.0.1"}
    move_all(page)
    assert page.errors == []
