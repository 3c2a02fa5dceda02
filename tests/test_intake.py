"""Content files are parsed once: unchanged files are neither opened nor parsed again, and nothing stale is used."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from trees import ROOT, record, write_tree

from termbank.content import reader
from termbank.content.intake import ParseCache
from termbank.content.key import Key
from termbank.content.model import Glossary
from termbank.system.pool import Pool
from termbank.system.store import FILE, IDLE_BUILDS, Store

A = Key("term", "a")
MANY = {f"terms/t{number}.md": record(f"title: T{number}", f"About *t{number}*.") for number in range(450)}
OLD = (1_700_000_000_123_456_789,) * 2
"""A time long past, with a fraction: a file system that keeps whole seconds is not trusted so soon."""

# Makes some files as new as can be, reads the content folder twice with a cache, and prints the content files that were
# opened the second time.
OPENED = """
import os
import sys
import time
from pathlib import Path
from termbank.content import reader
from termbank.system.store import Store

content, cache = map(Path, sys.argv[1:3])
for name in sys.argv[3:]:
    os.utime(content / "terms" / name, (time.time() + 3600,) * 2)
def tell(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".md"):
        print(Path(str(arguments[0])).name)
reader.read(content, store=Store(cache))
sys.addaudithook(tell)
reader.read(content, store=Store(cache))
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = write_tree(tmp_path / "content", {"terms/a.md": record("title: A", "First.")})
    settle(folder / "terms" / "a.md")
    return folder


def settle(file: Path) -> None:
    """Make as if `file` had been written long ago. Its status changes now, so wait until that is past, too."""
    os.utime(file, ns=OLD)
    changed = file.stat().st_ctime_ns
    while time.time_ns() - changed < 60_000_000:
        os.sched_yield()


def opened(content: Path, cache: Path, *touched: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", OPENED, str(content), str(cache), *touched],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def stored(cache: Path, room: str = "parsed") -> dict[str, bytes]:
    """The values that the cache holds in rooms of this kind."""
    with closing(sqlite3.connect(cache / "cache.sqlite3")) as database:
        rows = database.execute("select room, key, value from entries where room like ?", (f"{room} %",))
        return {f"{place}/{key}": value for place, key, value in rows}


def first_paragraph(glossary: Glossary) -> str:
    return glossary.terms["a"].body.first_paragraph


def test_an_unchanged_file_is_not_opened_again(content: Path, tmp_path: Path) -> None:
    assert opened(content, tmp_path / "cache") == []


def test_a_file_that_was_just_written_is_read_again(content: Path, tmp_path: Path) -> None:
    write_tree(content, {"terms/b.md": record("title: B")})
    assert opened(content, tmp_path / "cache", "b.md") == ["b.md"]


def test_an_edit_that_keeps_size_and_time_is_noticed(content: Path, tmp_path: Path) -> None:
    assert first_paragraph(reader.read(content, store=Store(tmp_path / "cache"))) == "First."
    write_tree(content, {"terms/a.md": record("title: A", "Later.")})
    os.utime(content / "terms" / "a.md", ns=OLD)
    assert first_paragraph(reader.read(content, store=Store(tmp_path / "cache"))) == "Later."


def test_a_file_of_the_same_bytes_is_not_parsed_again(content: Path, tmp_path: Path) -> None:
    reader.read(content, store=Store(tmp_path / "cache"))
    # Another record in place of the parsed one: whoever parses the file again does not see it.
    other = write_tree(tmp_path / "other", {"terms/a.md": record("title: A", "Planted.")})
    reader.read(other, store=Store(tmp_path / "cache"))
    planted = ParseCache.of(Store(tmp_path / "cache"), other).get("terms/a.md")
    known = ParseCache.of(store := Store(tmp_path / "cache"), content).get("terms/a.md")
    assert planted
    assert known
    ParseCache.of(store, content).put("terms/a.md", known._replace(parsed=planted.parsed))
    store.save()
    (content / "terms" / "a.md").touch()
    assert first_paragraph(reader.read(content, store=Store(tmp_path / "cache"))) == "Planted."


def test_damaged_values_are_computed_again(content: Path, tmp_path: Path) -> None:
    reader.read(content, store=Store(tmp_path / "cache"))
    with closing(sqlite3.connect(tmp_path / "cache" / "cache.sqlite3")) as database, database:
        database.execute("update entries set value = x'00112233445566'")
    assert first_paragraph(reader.read(content, store=Store(tmp_path / "cache"))) == "First."


def test_a_term_moved_to_another_language_is_parsed_again(content: Path, tmp_path: Path) -> None:
    reader.read(content, store=Store(tmp_path / "cache"))
    write_tree(content, {"site.yaml": "language: fr\n"})
    assert reader.read(content, store=Store(tmp_path / "cache")).terms["a"].language == "fr"


def test_any_pool_reads_the_same(tmp_path: Path) -> None:
    content = write_tree(tmp_path, MANY)
    alone = reader.read(content)
    assert reader.read(content, pool=Pool(3)) == alone
    with ProcessPoolExecutor(2) as executor:
        assert reader.read(content, pool=Pool(2, executor)) == alone
    assert len(alone.terms) == len(MANY)


def test_what_is_gone_is_pruned(content: Path, tmp_path: Path) -> None:
    write_tree(content, {"terms/b.md": record("title: B")})
    reader.read(content, store=Store(tmp_path / "cache"))
    (content / "terms" / "b.md").unlink()
    reader.read(content, store=Store(tmp_path / "cache"))
    assert [name.rpartition("/")[2] for name in stored(tmp_path / "cache")] == ["a.md"]


def test_two_codecs_share_no_values(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.read(content, store=Store(tmp_path / "cache"))
    monkeypatch.setattr("termbank.content.codec.codec_version", lambda: "another codec")
    reader.read(content, store=Store(tmp_path / "cache"))
    assert len(stored(tmp_path / "cache")) == 2


def test_a_store_gives_back_what_was_put(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("numbers", "one", (1, "1"))
    assert store.get("numbers", "one") == (1, "1")
    store.save()
    again = Store(tmp_path)
    assert again.get("numbers", "one") == (1, "1")
    assert again.get("numbers", "two") is None


def test_a_store_that_does_not_last_writes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path, lasting=False)
    store.put("numbers", "one", 1)
    store.save()
    assert store.get("numbers", "one") == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_pruned_is_gone_from_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("numbers", "one", 1)
    store.put("numbers", "two", 2)
    store.save()
    store = Store(tmp_path)
    store.prune("numbers", {"two"})
    store.save()
    assert [Store(tmp_path).get("numbers", key) for key in ("one", "two")] == [None, 2]


def test_a_room_that_no_build_uses_is_dropped_after_a_while(tmp_path: Path) -> None:
    for room in ("old", *["new"] * (IDLE_BUILDS + 1)):
        store = Store(tmp_path)
        store.put(room, "key", room)
        store.save()
    assert Store(tmp_path).get("old", "key") is None
    assert Store(tmp_path).get("new", "key") == "new"


def test_another_version_of_the_program_finds_an_empty_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.put("numbers", "one", 1)
    store.save()
    monkeypatch.setattr("termbank.system.store.engine", lambda: "another version")
    other = Store(tmp_path)
    assert other.get("numbers", "one") is None
    other.put("numbers", "two", 2)
    other.save()
    assert Store(tmp_path).get("numbers", "two") == 2


@given(st.binary(max_size=400), st.integers(0, 10**6))
@example(noise=b"\x00\x00\x80", place=16098)
def test_any_damage_makes_an_empty_store_or_no_difference(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store = Store(folder)
    store.put("numbers", "one", list(range(1000)))
    store.save()
    data = bytearray((folder / FILE).read_bytes())
    at = place % len(data)
    data[at : at + len(noise)] = noise
    (folder / FILE).write_bytes(data)
    damaged = Store(folder)
    assert damaged.get("numbers", "one") in (None, list(range(1000)))
    damaged.put("numbers", "two", 2)
    damaged.save()
    assert Store(folder).get("numbers", "two") == 2
