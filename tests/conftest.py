"""What every test shares: one BLAS thread, steady Hypothesis, honest skipping."""

import os

# Before NumPy is imported: it reads this once. The Makefile says why.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import shutil  # noqa: E402
import signal  # noqa: E402

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

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


@pytest.fixture(scope="session")
def on_ci():
    """Whether CI is set."""
    return ci_is_set()


@pytest.fixture(scope="session")
def chromium_path():
    """The path of Chromium: the variable CHROMIUM, else what PATH knows, or None."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")
