"""The workflows: their actions are fixed, and an auditor finds no weakness."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

WORKFLOWS = Path(__file__).resolve().parents[2] / ".github" / "workflows"
ZIZMOR = Path(sysconfig.get_path("scripts"), "zizmor")


def audit(folder):
    """Run zizmor on workflows, without the network."""
    command = [ZIZMOR, "--offline", "--no-progress", folder]
    return subprocess.run(command, capture_output=True, text=True)


def test_an_auditor_of_workflows_finds_nothing():
    done = audit(WORKFLOWS)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("here", "there", "finding"),
    [
        ("@11bd71901bbe5b1630ceea73d27597364c9af683", "@v4", "unpinned-uses"),
        ("contents: read", "contents: write", "excessive-permissions"),
        ("persist-credentials: false", "fetch-depth: 1", "artipacked"),
    ],
)
def test_the_auditor_finds_a_weakness(tmp_path, here, there, finding):
    weak = (WORKFLOWS / "test.yml").read_text("utf-8").replace(here, there)
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "test.yml").write_text(weak, encoding="utf-8")
    done = audit(tmp_path)
    assert done.returncode and f"[{finding}]" in done.stdout


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda p: p.stem)
def test_a_commit_of_an_action_is_followed_by_its_version(path):
    used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    assert used
    for each in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", each), each
