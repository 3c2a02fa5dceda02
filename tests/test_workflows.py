"""Workflows, ours and those of a new glossary: pinned, allowed little, and each command does what it is for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from programs import finish
from repositories import Repository, repository
from trees import ROOT, run

from termbank import __version__

STARTER = ROOT / "termbank/edit/starter/dot-github/workflows"
FILES = sorted([*(ROOT / ".github/workflows").glob("*.yml"), *STARTER.glob("*.yml")])
INSTALL = "python -m pip install -r requirements.txt"
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture(params=FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def file(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def steps(file: Path) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values():
        yield from job["steps"]


def test_actions_are_pinned_and_say_their_version(file: Path) -> None:
    lines = [line.strip(" -") for line in file.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert [line for line in lines if not PINNED.fullmatch(line)] == []


def test_no_more_is_allowed_than_needed(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 90
        if "contents" not in job.get("permissions", {"contents": "read"}):
            assert name == "publish"
    kept = [step for step in steps(file) if "checkout@" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] is False for step in kept)
    # What somebody else wrote, such as the name of a branch, must not become part of a command.
    assert not any("${{" in step.get("run", "") for step in steps(file))


def test_our_workflows_call_what_the_readme_names() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    called = [
        step["run"] for file in FILES if STARTER not in file.parents for step in steps(file) if "run" in step
    ]
    assert {"make site", "make test"} <= set(called)
    assert "make site" in readme
    assert "make test" in readme


@pytest.fixture
def begun(tmp_path: Path) -> Repository:
    """A new glossary in a repository of its own."""
    assert run("init", "words", cwd=tmp_path).returncode == 0
    new = repository(tmp_path / "words")
    new.commit("2026-01-01T00:00:00Z")
    return new


def perform(new: Repository, name: str, tmp_path: Path) -> list[tuple[int, str]]:
    """The commands of a workflow in `new`, as a runner does them: exit code and output of each."""
    program = tmp_path / "bin/termbank"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "build.py"}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    given = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "example/words",
        "ADDRESS": "https://example.github.io/words",
    }
    outcomes = []
    for step in steps(new.folder / ".github/workflows" / name):
        if step.get("run", INSTALL) != INSTALL:
            done = finish(["bash", "-e", "-c", step["run"]], cwd=new.folder, env={**os.environ, **given})
            outcomes.append((done.returncode, done.stdout + done.stderr))
    return outcomes


def test_a_new_glossary_is_checked_as_its_workflow_says(begun: Repository, tmp_path: Path) -> None:
    assert [code for code, _ in perform(begun, "check.yml", tmp_path)] == [0]
    crumb = begun.content / "terms/crumb.md"
    crumb.write_text(crumb.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    ((code, said),) = perform(begun, "check.yml", tmp_path)
    assert code == 1
    assert re.search(r"^::error file=content/terms/crumb.md,line=\d+,col=\d+,title=\w", said, re.MULTILINE)


def test_a_new_glossary_is_published_as_its_workflow_says(begun: Repository, tmp_path: Path) -> None:
    assert [code for code, _ in perform(begun, "publish.yml", tmp_path)] == [0]
    page = (begun.folder / "site/terms/crumb.html").read_text(encoding="utf-8")
    assert 'rel="canonical" href="https://example.github.io/words/terms/crumb.html"' in page
    assert "https://github.com/example/words/edit/main/content/terms/crumb.md" in page
    (uploaded,) = [
        step["with"]["path"] for step in steps(STARTER / "publish.yml") if "path" in step.get("with", {})
    ]
    assert (begun.folder / uploaded / "index.html").exists()


def test_what_a_workflow_installs_is_what_began_the_glossary(begun: Repository) -> None:
    assert (begun.folder / "requirements.txt").read_text(encoding="utf-8") == f"termbank=={__version__}\n"
