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
from trees import ROOT, record, write_tree

from termbank.content import reader
from termbank.content.intake import Memory
from termbank.content.model import Glossary, Key
from termbank.system.pool import Pool
from termbank.system.store import Store

A = Key("term", "a")
MANY = {f"terms/t{number}.md": record(f"title: T{number}", f"About *t{number}*.") for number in range(450)}
OLD = (1_700_000_000_123_456_789,) * 2
"""A time long past, with a fraction: a file system that keeps whole seconds is not trusted so soon."""

# Touches some files, reads the content folder twice with a cache, and prints the content files that the second
# reading opened.
OPENED = """
import sys
from pathlib import Path
from termbank.content import reader
from termbank.content.intake import Memory

content, cache = map(Path, sys.argv[1:3])
for name in sys.argv[3:]:
    (content / "terms" / name).touch()
def tell(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".md"):
        print(Path(str(arguments[0])).name)
reader.read(content, memory=Memory(cache))
sys.addaudithook(tell)
reader.read(content, memory=Memory(cache))
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


def stored(cache: Path) -> set[str]:
    """The keys of the values in the store in `cache`."""
    with closing(sqlite3.connect(cache / "values.sqlite3")) as database:
        return {str(row) for row in database.execute("select key from entries")}


def first_paragraph(glossary: Glossary) -> str:
    return glossary.terms["a"].body.first_paragraph


def test_an_unchanged_file_is_not_opened_again(content: Path, tmp_path: Path) -> None:
    assert opened(content, tmp_path / "cache") == []


def test_a_file_that_was_just_written_is_read_again(content: Path, tmp_path: Path) -> None:
    write_tree(content, {"terms/b.md": record("title: B")})
    assert opened(content, tmp_path / "cache", "b.md") == ["b.md"]


def test_an_edit_that_keeps_size_and_time_is_noticed(content: Path, tmp_path: Path) -> None:
    assert first_paragraph(reader.read(content, memory=Memory(tmp_path / "cache"))) == "First."
    write_tree(content, {"terms/a.md": record("title: A", "Later.")})
    os.utime(content / "terms" / "a.md", ns=OLD)
    assert first_paragraph(reader.read(content, memory=Memory(tmp_path / "cache"))) == "Later."


def test_a_file_that_comes_back_is_not_parsed_again(content: Path, tmp_path: Path) -> None:
    reader.read(content, memory=Memory(tmp_path / "cache"))
    (content / "terms" / "a.md").touch()
    # Every parsed file is recorded there.
    before = (tmp_path / "cache/values.sqlite3").read_bytes()
    reader.read(content, memory=Memory(tmp_path / "cache"))
    assert (tmp_path / "cache/values.sqlite3").read_bytes() == before


def test_damaged_values_are_computed_again(content: Path, tmp_path: Path) -> None:
    reader.read(content, memory=Memory(tmp_path / "cache"))
    with closing(sqlite3.connect(tmp_path / "cache" / "values.sqlite3")) as database, database:
        database.execute("update entries set value = x'00112233445566'")
    assert first_paragraph(reader.read(content, memory=Memory(tmp_path / "cache"))) == "First."


def test_a_term_moved_to_another_language_is_parsed_again(content: Path, tmp_path: Path) -> None:
    reader.read(content, memory=Memory(tmp_path / "cache"))
    write_tree(content, {"site.yaml": "language: fr\n"})
    assert reader.read(content, memory=Memory(tmp_path / "cache")).terms["a"].language == "fr"


def test_any_pool_reads_the_same(tmp_path: Path) -> None:
    content = write_tree(tmp_path, MANY)
    alone = reader.read(content)
    assert reader.read(content, pool=Pool(3)) == alone
    with ProcessPoolExecutor(2) as executor:
        assert reader.read(content, pool=Pool(2, executor)) == alone
    assert len(alone.terms) == len(MANY)


def test_unused_values_are_dropped_after_some_builds(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put("kept", b"1")
        store.put("idle", b"2")
    for number in range(8):
        with Store(tmp_path) as store:
            assert store.get("kept") == b"1"
            store.put(f"new {number}", b"3")
    with Store(tmp_path) as store:
        assert store.get("kept") == b"1"
        assert store.get("idle") is None


def test_a_value_that_is_used_again_is_kept(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put("seldom", b"1")
    for number in range(12):
        with Store(tmp_path) as store:
            store.put(f"new {number}", b"2")
            if number % 3 == 0:
                assert store.get("seldom") == b"1"


def test_two_engines_share_no_values(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.read(content, memory=Memory(tmp_path / "cache"))
    monkeypatch.setattr("termbank.content.codec.codec_version", lambda: "another engine")
    before = stored(tmp_path / "cache")
    reader.read(content, memory=Memory(tmp_path / "cache"))
    assert len(stored(tmp_path / "cache") - before) == 1
