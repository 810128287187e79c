"""What tests share: one BLAS thread, no network, Hypothesis, skipping, a browser."""

import os

# Before NumPy is imported: it reads this once. The Makefile says why.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import pathlib  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Whatever the tests start, a chapter's kernel too, reaches this machine alone.
OFFLINE = str(pathlib.Path(__file__).with_name("offline"))
os.environ["PYTHONPATH"] = os.pathsep.join(
    [OFFLINE, *filter(None, [os.environ.get("PYTHONPATH")])]
)

# The same examples on every run, and no deadline that a busy machine would miss.
settings.register_profile("course", deadline=None, derandomize=True, database=None)
settings.load_profile("course")

# A shell starts what runs in the background with interrupts ignored, and so would be
# what the tests start: some of them press the stop button.
signal.signal(signal.SIGINT, signal.default_int_handler)


def ci_is_set():
    """Return whether a missing tool is a failure, as it is on the project's CI."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def skip_or_fail(reason):
    """Skip the calling test, or fail it where CI is set; `reason` says what lacks."""
    if ci_is_set():
        pytest.fail(f"{reason} (CI is set, so this is no reason to skip)")
    pytest.skip(reason)


@pytest.fixture(name="skip_or_fail", scope="session")
def skip_or_fail_fixture():
    """The function skip_or_fail(reason), for tests in any folder."""
    return skip_or_fail


@pytest.fixture(scope="session", name="torch")
def pytorch(skip_or_fail):
    """PyTorch on one thread; where it is not installed, a test that asks is skipped."""
    try:
        import torch
    except ImportError:
        skip_or_fail("PyTorch is not installed")
    torch.set_num_threads(1)
    return torch


@pytest.fixture(scope="session")
def on_ci():
    """Whether CI is set."""
    return ci_is_set()


@pytest.fixture(scope="session")
def chromium_path():
    """The path of Chromium: the variable CHROMIUM, else what PATH knows, or None."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


# Playwright runs an event loop of its own while it is open, and no other one can run
# meanwhile. With a fixture of one module it is closed before any other test begins.
@pytest.fixture(scope="module")
def chromium(chromium_path, skip_or_fail):
    """A Chromium without a window."""
    if not chromium_path:
        skip_or_fail("Chromium is not installed (the variable CHROMIUM can name it).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = {"executable_path": chromium_path, "args": BROWSER}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


# One for all pages of a module: what one has fetched and compiled, the next one has.
@pytest.fixture(scope="module")
def context(chromium):
    """Settings of a visitor who reaches 127.0.0.1 only."""
    size = {"width": 1280, "height": 1000}
    context = chromium.new_context(viewport=size, reduced_motion="reduce")
    context.route(is_elsewhere, lambda route: route.abort())
    yield context
    context.close()


@pytest.fixture
def page(context):
    """An empty page, and its complaints in page.errors."""
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: note(page.errors, message))
    yield page
    page.close()


def is_elsewhere(address):
    """Return whether an address leaves this machine."""
    return not address.startswith(("http://127.0.0.1", "data:", "blob:"))


def note(errors, message):
    """Keep what the page writes to its console as an error."""
    if message.type == "error":
        errors.append(f"{message.text} ({message.location.get('url', '')})")
