"""The project's furniture agrees with itself: versions, locks, environment, style."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import lstmlib

ROOT = Path(__file__).resolve().parents[2]
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
LOCKS = ["requirements.lock", "requirements-test.lock"]
PLATFORMS = [
    {"python_full_version": f"3.{minor}.9", "python_version": f"3.{minor}", **system}
    for minor in (11, 12, 13, 14)
    for system in (
        {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
        {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
        {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    )
]


def text_of(path):
    """Return the text of a file, its path from the root of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def pyproject():
    return tomllib.loads(text_of("pyproject.toml"))


def project():
    return pyproject()["project"]


def ranges(requirements, platform=PLATFORMS[0]):
    """Return {name: range} of the requirement lines that hold on a platform."""
    place = {**default_environment(), **platform}
    return {
        canonicalize_name(r.name): r.specifier
        for r in map(Requirement, requirements)
        if r.marker is None or r.marker.evaluate(place)
    }


def declared(lock, platform=PLATFORMS[0]):
    """Return the ranges that pyproject.toml declares for what a lock installs."""
    groups = pyproject()["dependency-groups"]
    lines = project()["dependencies"] + project()["optional-dependencies"]["course"]
    lines = lines + groups["environment"] + groups["build"]
    if lock == "requirements-test.lock":
        lines = lines + groups["test"] + groups["site"] + groups["ways"]
    return ranges(lines, platform)


def lock_blocks(lock):
    """Return the lock as blocks of text, one per pinned version with its hashes."""
    text = text_of(lock)
    return re.findall(r"^\w.*(?:\n    .*)*", text, flags=re.MULTILINE)


def pins(lock):
    """Return the Requirement of every pinned version in a lock."""
    return [Requirement(block.split("\\")[0]) for block in lock_blocks(lock)]


def installed(lock, platform):
    """Return {name: version} of what a lock installs on a platform."""
    environment = {**default_environment(), **platform}
    return {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in pins(lock)
        if pin.marker is None or pin.marker.evaluate(environment)
    }


def environment_yml():
    return yaml.safe_load(text_of("environment.yml"))


def conda_ranges():
    """Return {name: range} of environment.yml, with conda's names made pip's."""
    found = {}
    for line in environment_yml()["dependencies"]:
        name, bounds = re.fullmatch(r"([\w-]+)(.*)", line).groups()
        bounds = re.sub(r"^=(?=\d)", "==", bounds)
        found[CONDA_NAMES.get(name, name)] = SpecifierSet(bounds)
    return found


def test_environment_yml_has_the_ranges_of_pyproject():
    conda = conda_ranges()
    del conda["python"], conda["pip"]
    assert conda == declared("requirements.lock")


def test_environment_yml_names_a_python_that_the_project_allows():
    version = str(conda_ranges()["python"]).removeprefix("==")
    assert version in SpecifierSet(project()["requires-python"])


def test_the_makefile_and_the_linter_ask_for_the_python_of_the_project():
    lowest = project()["requires-python"].removeprefix(">=")
    settings = pyproject()["tool"]["ruff"]
    makefile = text_of("Makefile")
    assert settings["target-version"] == "py" + lowest.replace(".", "")
    assert f"sys.version_info < ({lowest.replace('.', ', ')})" in makefile
    assert f"--python-version {lowest} " in makefile


def test_the_build_needs_what_the_lock_brings():
    build_system = pyproject()["build-system"]
    assert ranges(build_system["requires"]).items() <= declared(LOCKS[0]).items()


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-uv.lock"])
def test_a_lock_pins_every_version_with_hashes_and_names_no_address(lock):
    assert not re.search(r"://|^-|@ ", text_of(lock), re.MULTILINE)
    for block in lock_blocks(lock):
        assert re.match(r"[\w.-]+==[\w.]+ ", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_lock_installs_what_pyproject_declares(lock, platform):
    versions = installed(lock, platform)
    for name, bounds in declared(lock, platform).items():
        assert name in versions, f"{lock} does not install {name}"
        assert versions[name] in bounds, f"{name}{bounds} expected in {lock}"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_tests_run_on_the_versions_of_the_course(platform):
    course, tests = (installed(lock, platform) for lock in LOCKS)
    assert course.items() <= tests.items()


def test_pytorch_is_never_a_dependency():
    names = {pin.name for lock in LOCKS for pin in pins(lock)}
    assert not names & {"torch", "tensorflow", "jax"}


@pytest.mark.parametrize("path", ["Makefile", "environment.yml", "tests/conftest.py"])
def test_one_blas_thread_is_set_wherever_the_course_starts(path):
    setting = r'OPENBLAS_NUM_THREADS("\] =| =|:) "?1'
    assert re.search(setting, text_of(path))


@pytest.mark.parametrize(
    ("target", "here"), [("lab", "--ip=127.0.0.1"), ("site-serve", "--bind 127.0.0.1")]
)
def test_what_make_serves_is_for_this_machine_alone(target, here):
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True)
    assert here in done.stdout.decode()


def test_workflows_set_one_blas_thread():
    workflows = list((ROOT / ".github" / "workflows").glob("*.yml"))
    assert workflows
    for path in workflows:
        assert yaml.safe_load(text_of(path))["env"]["OPENBLAS_NUM_THREADS"] == "1"


def test_ruff_finds_nothing():
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", str(ROOT)]
    result = subprocess.run(ruff, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_ci_has_pytorch(skip_or_fail):
    if importlib.util.find_spec("torch") is None:
        skip_or_fail("PyTorch is not installed")


def test_ci_has_chromium(skip_or_fail, chromium_path):
    if chromium_path is None or not Path(chromium_path).exists():
        skip_or_fail("Chromium is not installed")


@pytest.mark.parametrize("ci, outcome", [("true", "Failed"), ("", "Skipped")])
def test_a_missing_tool_fails_on_ci_and_skips_elsewhere(
    monkeypatch, skip_or_fail, ci, outcome
):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(BaseException) as caught:
        skip_or_fail("no such tool")
    assert type(caught.value).__name__ == outcome
    assert "no such tool" in str(caught.value)


def test_notebooks_import_the_lstmlib_of_this_folder():
    where = "import lstmlib; print(lstmlib.__file__)"
    command = [sys.executable, "-c", where]
    folder = ROOT / "notebooks"
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert Path(result.stdout.strip()) == ROOT / "lstmlib" / "__init__.py"


def test_the_repository_is_named_in_the_readme_alone_for_a_maintainer_to_change():
    texts = [p for p in ROOT.glob("*") if p.is_file()]
    texts += [*ROOT.glob(".github/**/*.*"), *ROOT.glob("notebooks/*.ipynb")]
    name = "kings-memory" + "/" + "kings-memory"
    counts = {p.name: text_of(p).count(name) for p in texts}
    assert [file for file, n in counts.items() if n] == ["README.md"]


def test_readme_gives_both_commands_on_the_first_screen():
    first_screen = text_of("README.md").split("\n")[:30]
    assert {"make lab", "make test"} <= {line.split("  ")[0] for line in first_screen}


PAGES = [*ROOT.glob("*.md"), *ROOT.glob(".github/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page):
    links = re.findall(r"\]\(([^)#]+)", text_of(page))
    local = [link for link in links if "://" not in link]
    missing = [x for x in local if not (page.parent / x).exists()]
    assert missing == []


def test_readme_lists_every_chapter_that_is_there():
    text = text_of("README.md")
    chapters = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    assert chapters
    assert [c.name for c in chapters if f"(notebooks/{c.name})" not in text] == []


def test_the_citation_names_this_version_its_authors_and_licences():
    citation = yaml.safe_load(text_of("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0" and citation["message"]
    assert citation["title"] in text_of("README.md").split("\n")[0]
    assert citation["authors"] == project()["authors"]
    assert citation["license"] == project()["license"].split(" AND ")
    assert citation["version"] == lstmlib.__version__


def test_the_changelog_tells_what_this_version_brought():
    versions = re.findall(r"^## (\S+)", text_of("CHANGELOG.md"), re.MULTILINE)
    assert versions[:2] == ["Unreleased", lstmlib.__version__]


@pytest.mark.parametrize("form", ["chapter.yml", "question.yml"])
def test_an_issue_form_has_what_its_host_demands(form):
    text = yaml.safe_load(text_of(f".github/ISSUE_TEMPLATE/{form}"))
    assert {"name", "description", "body"} <= text.keys()
    ids = [field["id"] for field in text["body"]]
    assert len(set(ids)) == len(ids) > 0
    for field in text["body"]:
        assert field["type"] in {"input", "textarea"} and field["attributes"]["label"]


def test_contributing_names_commands_and_files_that_exist():
    text = text_of(".github/CONTRIBUTING.md")
    commands = re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)
    targets = re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE)
    assert commands and set(commands) - set(targets) == set()
    paths = re.findall(r"`((?:lstmlib|notebooks|tests|data|scripts)[^` ]*)`", text)
    assert len(paths) > 9
    assert [p for p in paths if not (ROOT / p.replace("chNN", "ch04")).exists()] == []
