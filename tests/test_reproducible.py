"""The same input gives the same bytes: on any machine, at any time, with any cache."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from trees import RICH, ROOT, build_project, project, record, run, snapshot, write_tree

CONTENT = ROOT / "content"

# Makes every directory listing come in reverse order.
BACKWARDS = """
import os

listdir, scandir = os.listdir, os.scandir

class Scan:
    def __init__(self, entries):
        self.entries = iter(entries)
    def __iter__(self):
        return self.entries
    def __next__(self):
        return next(self.entries)
    def __enter__(self):
        return self
    def __exit__(self, *_):
        pass
    def close(self):
        pass

def backwards(*path):
    with scandir(*path) as entries:
        return Scan(sorted(entries, key=lambda entry: entry.name, reverse=True))

os.listdir = lambda *path: sorted(listdir(*path), reverse=True)
os.scandir = backwards
"""


def build(site: Path, *words: str | Path, **env: str) -> dict[str, bytes]:
    """Build the flagship with the command into `site`."""
    done = run("--content", CONTENT, "--site", site, *words, cwd=site.parent, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    return snapshot(site)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The flagship, built without a cache in the usual environment."""
    folder = tmp_path_factory.mktemp("plain")
    return build(folder / "site", "--no-cache", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The paths at which two sites differ."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def test_the_environment_changes_no_byte(plain: dict[str, bytes], tmp_path: Path) -> None:
    elsewhere = tmp_path / "a much longer path with spaces"
    elsewhere.mkdir()
    before = os.umask(0o077)
    try:
        built = build(
            elsewhere / "site", "--no-cache",
            PYTHONHASHSEED="4242", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONUTF8="0", COLUMNS="20",
        )  # fmt: skip
    finally:
        os.umask(before)
    assert differing(built, plain) == []


def test_the_order_of_directory_entries_changes_no_byte(plain: dict[str, bytes], tmp_path: Path) -> None:
    write_tree(tmp_path, {"backwards/sitecustomize.py": BACKWARDS})
    built = build(tmp_path / "site", "--no-cache", PYTHONPATH=str(tmp_path / "backwards"))
    assert differing(built, plain) == []


def test_cold_warm_and_no_cache_give_the_same_bytes(tmp_path: Path) -> None:
    folder = project(tmp_path, RICH)
    caches = {"none": None, "cold": folder / "cache", "warm": folder / "cache"}
    sites = {}
    for name, cache in caches.items():
        build_project(folder, cache=cache)
        sites[name] = snapshot(folder / "site")
    assert differing(sites["cold"], sites["none"]) == []
    assert differing(sites["warm"], sites["none"]) == []


def test_a_warm_cache_renders_nothing_again(tmp_path: Path) -> None:
    folder = project(tmp_path, RICH)
    build_project(folder, cache=folder / "cache")
    assert build_project(folder, cache=folder / "cache").rendered == {}


def files(cache: Path) -> list[Path]:
    """The cache's files, without the previous site, which nothing else writes."""
    return [file for file in cache.rglob("*") if file.is_file() and "spare" not in file.parts]


def garbage(cache: Path) -> None:
    for file in files(cache):
        file.write_bytes(b"garbage" * 1000)


def cut_short(cache: Path) -> None:
    for file in files(cache):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def folder_in_its_place(cache: Path) -> None:
    for file in files(cache):
        file.unlink()
        file.mkdir()


def file_in_place_of_the_folder(cache: Path) -> None:
    shutil.rmtree(cache)
    cache.write_text("no folder", encoding="utf-8")


@pytest.mark.parametrize("damage", [garbage, cut_short, folder_in_its_place, file_in_place_of_the_folder])
def test_a_damaged_cache_counts_as_empty(damage: Callable[[Path], None], tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/a.md": record("title: A")})
    build_project(folder, cache=folder / "cache")
    before = snapshot(folder / "site")
    damage(folder / "cache")
    result = build_project(folder, cache=folder / "cache")
    assert result.published
    assert snapshot(folder / "site") == before


def test_nothing_of_this_machine_is_written_into_pages(plain: dict[str, bytes]) -> None:
    assert [path for path, data in plain.items() if str(ROOT).encode() in data] == []
