"""The kernel in the page: what is in it, and how far it starts without Pyodide's host.

No test asks that host: many machines cannot reach it. What npm and PyPI have of Pyodide
stands in for it. They lack what is compiled, NumPy above all.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest
from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_PYTHON_VERSION,
    PYODIDE_VERSION,
)
from served import served
from web import addresses, lite

import lstmlib

ROOT = Path(__file__).resolve().parents[2]
START = 180_000
"""Milliseconds within which a kernel must have started."""

COMPILED = {"contourpy", "kiwisolver", "matplotlib", "numpy", "pillow"}
"""What the chapters need of Pyodide and neither npm nor PyPI has."""

NO_NUMPY = "ModuleNotFoundError: No module named 'numpy'"

EXPECTED = re.compile(
    # What is compiled could not be loaded.
    rf"The following error occurred while loading ({'|'.join(COMPILED)}): "
    "|Failed to fetch "
    # JupyterLab makes links of the files in a traceback; these are the kernel's own.
    "|.* 404 .*/lite/api/(resolvePath|contents/lib/)",
    re.IGNORECASE,
)

WIDGET = """import ipywidgets
slider, told = ipywidgets.IntSlider(), ipywidgets.HTML()
slider.observe(lambda change: told.set_trait("value", f"{slider.value} kings"), "value")
ipywidgets.VBox([slider, told])"""

DATA = """import importlib.util, pathlib
course = pathlib.Path(importlib.util.find_spec("lstmlib").origin).parent
print(*sorted(p.name for p in (course / "data").rglob("*") if p.is_file()))"""

CELL = ".jp-Notebook .jp-Cell"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory):
    """The folder of a site that has the kernel's page alone."""
    folder = tmp_path_factory.mktemp("site")
    lite.build(folder / "lite")
    # What a browser asks every server for.
    shutil.copy(folder / "lite" / "lab" / "favicon.ico", folder)
    return folder


def test_it_holds_every_chapter_as_it_is_committed(page_folder):
    files = {path.stem: path for path in page_folder.glob("lite/files/*")}
    assert sorted(files) == addresses.CHAPTERS
    for chapter, path in files.items():
        committed = ROOT / "notebooks" / f"{chapter}.ipynb"
        assert path.read_bytes() == committed.read_bytes()


def test_its_kernel_loads_the_course_and_what_pyodide_lacks(page_folder):
    kernel = page_folder / "lite" / "extensions" / lite.KERNEL / "static"
    assert list(kernel.glob("comlink.worker.*.js"))
    settings = json.loads((page_folder / "lite" / "jupyter-lite.json").read_text())
    plugins = settings["jupyter-config-data"]["litePluginSettings"]
    packages = plugins[f"{lite.KERNEL}:kernel"]["loadPyodideOptions"]["packages"]
    wheels = [(kernel / name).resolve() for name in packages if name.endswith(".whl")]
    assert all(wheel.is_relative_to(page_folder) for wheel in wheels)
    made = {tuple(w.name.split("-")[:2]) for w in wheels if w.is_file()}
    installed = {(name, version(name)) for name in lite.PURE}
    assert made == {("lstmlib", lstmlib.__version__), *installed}


def test_it_has_no_source_maps(page_folder):
    assert list(page_folder.rglob("*.js")) and not list(page_folder.rglob("*.map"))


@pytest.fixture(scope="module")
def address(page_folder):
    """Where that site is served."""
    with served(page_folder) as there:
        yield there


@pytest.mark.browser
@pytest.mark.weekly
@pytest.mark.parametrize("chapter", addresses.CHAPTERS)
def test_a_chapter_opens_and_asks_for_pyodide_alone(chapter, page, context, address):
    asked = answer(context, None)
    with page.expect_event("pageerror", timeout=START):
        open_live(page, address, chapter)
    title = json.loads((ROOT / "notebooks" / f"{chapter}.ipynb").read_text("utf-8"))
    words = "".join(title["cells"][0]["source"]).split("\n")[0].removeprefix("# ")
    heading = page.locator(".jp-Notebook h1").first
    assert heading.inner_text().removesuffix("¶") == words
    # No other one, which would start its kernel too, and no room lost beside it.
    assert page.locator(".jp-NotebookPanel").count() == 1
    assert not page.locator("#jp-left-stack").is_visible()
    assert set(asked) == set(page.errors) == {f"{PYODIDE_CDN_URL}/pyodide.mjs"}


@pytest.mark.browser
@pytest.mark.weekly
def test_a_kernel_starts_and_lacks_what_is_compiled_alone(
    page, context, address, pyodide
):
    asked = answer(context, pyodide)
    open_live(page, address, addresses.CHAPTERS[0])
    page.locator(IDLE).wait_for(timeout=START)
    assert run(page, "1 + 1") == "2"
    committed = [path.name for path in ROOT.glob("data/**/*") if path.is_file()]
    assert run(page, DATA).split() == sorted(committed)
    assert run(page, "open('my_memory.json', 'w').write('[0, 2]')") == "6"
    run(page, WIDGET)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("1 kings").wait_for()
    for chapter in addresses.CHAPTERS:
        assert run(page, first_code(chapter)).endswith(NO_NUMPY), chapter
    # What chapter 00 keeps is there for a kernel of chapter 10.
    open_live(page, address, addresses.CHAPTERS[10])
    page.locator(IDLE).wait_for(timeout=START)
    assert run(page, "open('my_memory.json').read()") == "'[0, 2]'"
    assert {name for name, found in asked.items() if not found} == compiled(pyodide)
    assert [e for e in page.errors if not EXPECTED.match(e)] == []


@pytest.fixture(scope="module")
def pyodide(tmp_path_factory, skip_or_fail):
    """A folder with what npm and PyPI have of Pyodide, and its list of packages."""
    if not shutil.which("npm"):
        skip_or_fail("npm is not installed, which brings Pyodide's kernel.")
    folder = tmp_path_factory.mktemp("pyodide")
    npm = [shutil.which("npm"), "pack", "--silent", f"pyodide@{PYODIDE_VERSION}"]
    subprocess.run(npm, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(folder / f"pyodide-{PYODIDE_VERSION}.tgz") as archive:
        archive.extractall(folder, filter="data")
    core = folder / "package"
    lock = json.loads((core / "pyodide-lock.json").read_text())
    pure = {
        f"{package['name']}=={package['version']}": package
        for package in needed(lock["packages"])
        if package["file_name"].endswith("-none-any.whl")
    }
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    pip += ["--only-binary=:all:", "--platform=any", f"--dest={folder}"]
    pip += [f"--python-version={PYODIDE_PYTHON_VERSION}"]
    subprocess.run([*pip, *pure], check=True, stderr=subprocess.DEVNULL)
    # Pyodide packs a wheel anew and names the sum of its own; ours is PyPI's.
    for package in pure.values():
        wheel = shutil.copy(folder / package["file_name"], core)
        package["sha256"] = hashlib.sha256(Path(wheel).read_bytes()).hexdigest()
    (core / "pyodide-lock.json").write_text(json.dumps(lock))
    return core


def needed(packages):
    """Return what the kernel loads of Pyodide's packages, with what those need."""
    wanted, found = list(lite.PYODIDES), {}
    while wanted:
        name = re.sub("[-_.]+", "-", wanted.pop()).lower()
        if name not in found:
            found[name] = packages[name]
            wanted += packages[name]["depends"]
    return list(found.values())


def compiled(pyodide):
    """Return the addresses of what is compiled."""
    packages = json.loads((pyodide / "pyodide-lock.json").read_text())["packages"]
    return {f"{PYODIDE_CDN_URL}/{packages[name]['file_name']}" for name in COMPILED}


def answer(context, folder):
    """Answer what is asked of other hosts from a folder; return {address: found}."""
    asked = {}

    def handle(route):
        address = route.request.url
        file = folder and folder / address.removeprefix(f"{PYODIDE_CDN_URL}/")
        asked[address] = bool(file and file.is_file())
        if asked[address]:
            kind = {".mjs": "text/javascript", ".wasm": "application/wasm"}
            route.fulfill(
                path=file,
                content_type=kind.get(file.suffix, "application/octet-stream"),
                headers={"Access-Control-Allow-Origin": "*"},
            )
        else:
            route.abort()

    context.route(re.compile("^https:"), handle)
    return asked


def open_live(page, address, chapter):
    """Open a chapter as *Open live* does, and wait for its cells."""
    page.goto(f"{address}/{addresses.live(chapter)}")
    page.locator(CELL).nth(3).wait_for(timeout=START)


def first_code(chapter):
    """Return the first cell of code of a chapter."""
    text = (ROOT / "notebooks" / f"{chapter}.ipynb").read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    return "".join(next(c["source"] for c in cells if c["cell_type"] == "code"))


def run(page, code):
    """Run code in a new cell at the top of the notebook; return what it shows."""
    top = page.locator(CELL).first
    top.click()
    for key in ("Escape", "a", "Enter"):
        page.keyboard.press(key)
    page.keyboard.insert_text(code)
    page.keyboard.press("Shift+Enter")
    done = top.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]"))
    done.wait_for(timeout=START)
    return "\n".join(top.locator(".jp-OutputArea-output").all_inner_texts()).strip()
