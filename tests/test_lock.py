"""Builds of one site run one after the other, whatever they share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from trees import build_project, project, record, write_tree

from termbank import Config, build
from termbank.system import lock


def test_a_build_waits_for_another_one_and_looks_again(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A", "Old words.")})
    build_project(folder)
    stages = list[str]()
    with ThreadPoolExecutor(1) as other:
        with lock.alone(folder / "site", lambda: None):
            config = Config(folder / "content", folder / "site", None)
            waiting = other.submit(build, config, lambda name, *_: stages.append(name))
            while not stages:
                assert not waiting.done()
            write_tree(folder / "content", {"terms/a.md": record("title: A", "New words.")})
        result = waiting.result()
    assert stages[0] == "wait"
    assert result.waited
    assert "New words." in (folder / "site/terms/a.html").read_text(encoding="utf-8")


def test_builds_with_different_caches_take_turns(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A")})
    configs = [
        Config(folder / "content", folder / "site", tmp_path / name) for name in ("one", "two", "three")
    ]
    with ThreadPoolExecutor(3) as builds:
        assert all(result.published for result in builds.map(build, configs))
    assert [path.name for path in folder.iterdir() if path.name.startswith(".site")] == []


def test_the_lock_of_a_killed_build_blocks_nobody(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A")})
    write_tree(folder, {".site.lock": ""})
    assert not build_project(folder).waited
    assert not (folder / ".site.lock").exists()


@pytest.mark.parametrize("site", ["deeper/site", "site"])
def test_a_build_alone_does_not_wait(site: str, tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A")})
    assert not build_project(folder, site=folder / site).waited
