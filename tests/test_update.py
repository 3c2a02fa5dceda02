"""Publishing changes: only changed files are created, and the site is as complete as after a full build."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import LIMIT, finish
from trees import ROOT, snapshot, write_tree

from termbank.system.inventory import MARKER
from termbank.system.publish import PublishError, Shelf, _swap, inventory, update, write
from termbank.system.store import FILE, Store

OLD = {"index.html": "1", "terms/a.html": "1", "terms/b.html": "1"}
NEW = {"index.html": "2", "terms/a.html": "1", "tips/c.html": "1"}


def content(path: str, key: str) -> bytes:
    return f"{path} made from {key}".encode()


def publish(base: Path, wanted: Mapping[str, str], unknown: bool = False) -> tuple[str, ...]:
    """Update `base/site`; with `unknown`, keys are given only after the files are created."""

    def make(paths: Sequence[str], folder: Path) -> Mapping[str, str]:
        for path in paths:
            write(folder, path, content(path, wanted[path]))
        return {path: wanted[path] for path in paths} if unknown else {}

    asked = dict.fromkeys(wanted) if unknown else wanted
    shelf = Shelf(base / "keep", Store(base / "keep"))
    made, _ = update(base / "site", asked, make, inventory(base / "site", shelf), shelf)
    shelf.store.save()
    return made


def held(base: Path) -> dict[str, bytes]:
    return {path: data for path, data in snapshot(base / "site").items() if path != MARKER}


def files(wanted: Mapping[str, str]) -> dict[str, bytes]:
    return {path: content(path, key) for path, key in wanted.items()}


def test_unchanged_files_are_not_created_again(tmp_path: Path) -> None:
    assert set(publish(tmp_path, OLD)) == set(OLD)
    assert set(publish(tmp_path, NEW)) == {"index.html", "tips/c.html"}
    assert held(tmp_path) == files(NEW)


def test_without_changes_nothing_is_written(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    before = written(tmp_path)
    assert publish(tmp_path, OLD) == ()
    assert written(tmp_path) == before


def written(base: Path) -> dict[Path, tuple[int, int]]:
    """Every file and folder with its inode and modification time."""
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in base.rglob("*")}


def test_keys_may_be_given_after_the_files_are_created(tmp_path: Path) -> None:
    publish(tmp_path, OLD, unknown=True)
    assert publish(tmp_path, OLD) == ()


def test_an_unchanged_file_is_the_same_file_in_both_sites(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    publish(tmp_path, NEW)
    spare, site = tmp_path / "keep" / "spare" / "terms" / "a.html", tmp_path / "site" / "terms" / "a.html"
    assert spare.samefile(site)


def overwrite(site: Path) -> None:
    (site / "terms" / "a.html").write_text("by hand", encoding="utf-8")


def overwrite_alike(site: Path) -> None:
    file = site / "terms" / "a.html"
    file.write_bytes(file.read_bytes().swapcase())


def remove(site: Path) -> None:
    (site / "terms" / "a.html").unlink()


@pytest.mark.parametrize("builds", [1, 3])
@pytest.mark.parametrize("touch", [overwrite, overwrite_alike, remove])
def test_files_that_somebody_else_changed_are_created_again(
    touch: Callable[[Path], None], builds: int, tmp_path: Path
) -> None:
    for wanted in (OLD, NEW, OLD)[:builds]:
        publish(tmp_path, wanted)
    touch(tmp_path / "site")
    publish(tmp_path, OLD)
    assert held(tmp_path) == files(OLD)
    publish(tmp_path, NEW)
    assert held(tmp_path) == files(NEW)
    publish(tmp_path, OLD)
    assert held(tmp_path) == files(OLD)


MINE = {
    "CNAME": "example.org",
    "notes/todo.txt": "mine",
    "terms/mine.html": "by hand",
    ".git/HEAD": "ref: refs/heads/main",
    ".well-known/security.txt": "Contact: me",
}


def forget_nothing(_: Path) -> None:
    pass


def lose_the_cache(base: Path) -> None:
    shutil.rmtree(base / "keep")


def come_from_an_earlier_version(base: Path) -> None:
    lose_the_cache(base)
    (base / "site" / MARKER).write_text(
        "built by termbank; this folder is replaced as a whole\n", encoding="utf-8"
    )


@pytest.mark.parametrize("meanwhile", [forget_nothing, lose_the_cache, come_from_an_earlier_version])
def test_files_that_no_build_wrote_are_never_deleted(
    meanwhile: Callable[[Path], None], tmp_path: Path
) -> None:
    publish(tmp_path, OLD)
    write_tree(tmp_path / "site", MINE)
    (tmp_path / "site/.git/refs").mkdir()
    (tmp_path / "site/latest").symlink_to("notes/todo.txt")
    (tmp_path / "site/archive").symlink_to(tmp_path)
    meanwhile(tmp_path)
    for wanted in (NEW, {"index.html": "3"}, NEW):
        publish(tmp_path, wanted)
        found = {path: data.decode() for path, data in held(tmp_path).items()}
        assert {path: found.get(path) for path in MINE} == MINE
        assert (tmp_path / "site/.git/refs").is_dir()
        assert (tmp_path / "site/latest").readlink() == Path("notes/todo.txt")
        assert (tmp_path / "site/archive").readlink() == tmp_path


def test_pages_of_earlier_builds_go_although_the_cache_is_lost(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    lose_the_cache(tmp_path)
    publish(tmp_path, NEW)
    assert held(tmp_path) == files(NEW)


@pytest.mark.parametrize("mine", ["tips/c.html", "tips", "terms/c.html/notes.txt"])
def test_a_file_of_somebodys_where_a_page_belongs_is_named(mine: str, tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    write_tree(tmp_path / "site", {mine: "by hand"})
    before = held(tmp_path)
    with pytest.raises(PublishError, match=r"no build wrote it"):
        publish(tmp_path, {**NEW, "terms/c.html": "1"})
    assert held(tmp_path) == before


def test_a_file_that_is_saved_while_a_build_publishes_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD)
    write_tree(tmp_path / "site", {"CNAME": "old.example"})

    def swap(new: Path, site: Path) -> Path | None:
        write_tree(site, {"notes.txt": "mine"})
        (site / "CNAME").unlink()
        write_tree(site, {"CNAME": "new.example"})
        return _swap(new, site)

    monkeypatch.setattr("termbank.system.publish._swap", swap)
    publish(tmp_path, NEW)
    assert held(tmp_path) == files(NEW) | {"CNAME": b"new.example", "notes.txt": b"mine"}


@pytest.mark.parametrize("can_sync_all", [True, False])
def test_the_new_site_is_on_disk_before_it_takes_the_place_of_the_old_one(
    can_sync_all: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD)
    done = list[str]()
    whole, sync, swap = ctypes.CDLL(None).syncfs, os.fsync, _swap

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    class System:
        """A system that can, or cannot, sync a file system as a whole."""

        if can_sync_all:

            def syncfs(self, handle: int) -> int:
                done.append("all")
                return int(whole(handle))

    def swapped(new: Path, site: Path) -> Path | None:
        done.append("swap")
        monkeypatch.undo()
        monkeypatch.setattr("os.fsync", synced)
        return swap(new, site)

    monkeypatch.setattr("os.fsync", synced)
    monkeypatch.setattr("termbank.system.publish.ctypes.CDLL", lambda *_, **__: System())
    monkeypatch.setattr("termbank.system.publish._swap", swapped)
    publish(tmp_path, NEW)
    before, after = done[: done.index("swap")], done[done.index("swap") + 1 :]
    # Each page and the marker, or all at once.
    assert "all" in before if can_sync_all else before.count("file") == len(NEW) + 1
    assert "folder" in after


def lose_the_spare(keep: Path) -> None:
    shutil.rmtree(keep / "spare")


def lose_the_inventories(keep: Path) -> None:
    (keep / FILE).unlink()


def damage_the_inventories(keep: Path) -> None:
    with closing(sqlite3.connect(keep / FILE)) as database, database:
        database.execute("update entries set value = substr(value, 1, length(value) - 7)")


def empty_the_spare(keep: Path) -> None:
    for file in (keep / "spare").rglob("*.html"):
        file.unlink()
    (keep / "spare" / MARKER).unlink()


@pytest.mark.parametrize(
    "damage", [lose_the_spare, lose_the_inventories, damage_the_inventories, empty_the_spare]
)
def test_a_damaged_cache_only_costs_time(damage: Callable[[Path], None], tmp_path: Path) -> None:
    for wanted in (OLD, NEW):
        publish(tmp_path, wanted)
    damage(tmp_path / "keep")
    publish(tmp_path, OLD)
    assert held(tmp_path) == files(OLD)


def test_nothing_is_left_next_to_the_site(tmp_path: Path) -> None:
    for wanted in (OLD, NEW, OLD):
        publish(tmp_path, wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keep", "site"]


def test_empty_folders_are_removed(tmp_path: Path) -> None:
    for wanted in (OLD, NEW, OLD):
        publish(tmp_path, wanted)
    assert not (tmp_path / "site" / "tips").exists()


TREES = st.dictionaries(
    st.sampled_from(["a", "b/c", "b/d", "e/f/g", "h"]), st.sampled_from("123"), min_size=1
)


@given(st.lists(TREES, min_size=1, max_size=8))
@settings(max_examples=40)
def test_any_series_of_updates_ends_with_the_last_one(
    tmp_path_factory: pytest.TempPathFactory, series: list[dict[str, str]]
) -> None:
    base = tmp_path_factory.mktemp("series")
    for wanted in series:
        publish(base, wanted)
        assert held(base) == files(wanted)


# For every file system step, updates a site in a child process and kills the child right before that step.
# Prints what it finds then, and after the next update.
KILLER = """
import json, shutil, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from killing import is_killed_before
from test_update import NEW, OLD, files, held, publish

base = Path(sys.argv[2])

def seen():
    found = held(base)
    return "old" if found == files(OLD) else "new" if found == files(NEW) else f"mixed: {sorted(found)}"

report, number, alive = [], 0, False
while not alive:
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir()
    for wanted in (OLD, NEW, OLD)[int(sys.argv[3]):]:
        publish(base, wanted)
    alive = not is_killed_before(number, lambda: publish(base, NEW))
    after_kill = seen()
    publish(base, NEW)
    report.append([after_kill, seen(), sorted(path.name for path in base.iterdir())])
    number += 1
print(json.dumps(report))
"""


@pytest.mark.parametrize("earlier", [0, 2], ids=["with a spare", "without a spare"])
def test_a_kill_at_any_step_leaves_the_old_site_or_the_new_one(earlier: int, tmp_path: Path) -> None:
    words = [sys.executable, "-c", KILLER, str(ROOT / "tests"), str(tmp_path / "base"), str(earlier)]
    done = finish(words, cwd=ROOT, seconds=4 * LIMIT)
    if done.returncode:
        raise AssertionError(done.stderr)
    report = json.loads(done.stdout)
    assert len(report) > 20
    assert {left for left, _, _ in report} == {"old", "new"}
    assert {after for _, after, _ in report} == {"new"}
    assert {tuple(beside) for _, _, beside in report} == {("keep", "site")}
