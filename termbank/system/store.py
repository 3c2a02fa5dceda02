"""The cache: values by room and key, in one SQLite file."""

from __future__ import annotations

import contextlib
import marshal
import sqlite3
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from termbank.system.files import engine
from termbank.text.source import digest

FILE = "cache.sqlite3"
IDLE_BUILDS = 50
"""Builds after which a room that none of them used is dropped, such as that of a site that is no more."""

_CHECKSUM = 32
# SQLite quotes a damaged schema in its message, and Python fails to decode the quotation.
_UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
# Another build is writing, or the disk is full or read-only: nothing is wrong with the file.
_NOT_DAMAGED = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN")
_SCHEMA = """
create table if not exists entries (room text, key text, value blob, primary key (room, key)) without rowid;
create table if not exists rooms (room text primary key, build integer);
create table if not exists facts (name text primary key, value text);
"""


class Store:
    """What earlier builds found out. A store that is damaged or cannot be written is an empty one.

    A room holds values of one kind; a room is read as a whole when it is first used. Values that were put are in the
    file after `save`; with `lasting` off nothing is ever written, and what was put is known to this process alone.

    Several builds may use one file at the same time: each writes in one transaction, and the last one wins. What
    another version of the program wrote is not read: the same file may mean something else to it.
    """

    def __init__(self, folder: Path | None = None, lasting: bool = True) -> None:
        self._file = folder / FILE if folder else None
        self._lasting = lasting
        self._rooms: dict[str, dict[str, bytes]] = {}
        self._live: dict[tuple[str, str], Any] = {}
        self._new: dict[tuple[str, str], bytes | None] = {}

    def get(self, room: str, key: str, decode: Callable[[bytes], Any] = marshal.loads) -> Any:
        """The value under `key`, None where there is none, or a damaged one. Side effect: may read the file.

        Within one process it is the very object that was put or decoded before.
        """
        # Records of one build share objects, such as spans; to decode twice would make two of each.
        if (room, key) in self._live:
            return self._live[room, key]
        # A flipped bit still is valid marshal now and then, and compiled templates would run it: hence the checksum.
        row = self._rows(room).get(key)
        if row is None or row[:_CHECKSUM] != digest(row[_CHECKSUM:]).encode():
            return None
        try:
            value = decode(row[_CHECKSUM:])
        except (ValueError, EOFError, TypeError):
            return None
        self._live[room, key] = value
        return value

    def put(self, room: str, key: str, value: Any, data: bytes | None = None) -> None:
        """Keep `value` under `key`. `data` are its bytes, where it is not made of what marshal takes."""
        self._live[room, key] = value
        self._rows(room).pop(key, None)
        if self._lasting and self._file:
            self._new[room, key] = marshal.dumps(value) if data is None else data

    def is_empty(self, room: str) -> bool:
        """Whether nothing is known in `room`. Side effect: may read the file."""
        return not self._rows(room) and not any(found == room for found, _ in self._live)

    def prune(self, room: str, keep: Collection[str]) -> None:
        """Drop what the room holds under other keys than those of `keep`."""
        known = self._rows(room).keys() | {key for found, key in self._live if found == room}
        for key in known - set(keep):
            self._rows(room).pop(key, None)
            self._live.pop((room, key), None)
            if self._lasting and self._file:
                self._new[room, key] = None

    def release(self, room: str) -> None:
        """Let go of the room's bytes in memory: of a large glossary, they are as many as its files have."""
        if room in self._rooms:
            self._rooms[room] = {}

    def save(self) -> None:
        """Write what is new. Side effect: writes the file, or, where that fails, nothing."""
        if not self._file or not self._lasting or not self._new:
            return
        new, self._new = self._new, {}
        # The disk is full: the build has published or will, and only the next one takes longer.
        with contextlib.suppress(OSError, sqlite3.Error):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._write(self._file, new)
            except _UNREADABLE as error:
                # To delete a file that another build is writing would lose its work; one torn apart never heals.
                if getattr(error, "sqlite_errorname", "") not in _NOT_DAMAGED:
                    self._file.unlink()
                    self._write(self._file, new)

    def _rows(self, room: str) -> dict[str, bytes]:
        if room not in self._rooms:
            self._rooms[room] = {}
            # A room as a whole: one query of all rows is far cheaper than a query for each file of the content.
            if self._file and self._file.exists():
                # A file that is no database, or is being written just now, is as good as none.
                with contextlib.suppress(*_UNREADABLE), contextlib.closing(_connect(self._file)) as database:
                    if _is_ours(database):
                        found = database.execute("select key, value from entries where room = ?", (room,))
                        self._rooms[room] = dict(found)
        return self._rooms[room]

    def _write(self, file: Path, new: dict[tuple[str, str], bytes | None]) -> None:
        with contextlib.closing(_connect(file)) as database:
            # A file that a crash tears apart is no loss: its values are worked out again.
            for pragma in ("page_size = 16384", "synchronous = off", "journal_mode = memory"):
                database.execute(f"pragma {pragma}")
            database.executescript(_SCHEMA)
            with database:
                # Immediate: two builds that both began by reading could not both go on to write.
                database.execute("begin immediate")
                # The program was upgraded, or a branch with other code checked out: start over.
                if not _is_ours(database):
                    database.execute("delete from entries")
                    database.execute("insert or replace into facts values ('engine', ?)", (engine(),))
                gone = [name for name, data in new.items() if data is None]
                rows = [
                    (*name, digest(data).encode() + data) for name, data in new.items() if data is not None
                ]
                database.executemany("delete from entries where room = ? and key = ?", gone)
                database.executemany("insert or replace into entries values (?, ?, ?)", rows)
                _drop_idle(database, self._rooms.keys() | {room for room, _ in new})


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=10)


def _is_ours(database: sqlite3.Connection) -> bool:
    """Whether this version of the program wrote what the file holds."""
    return bool(database.execute("select value from facts where name = 'engine'").fetchone() == (engine(),))


def _drop_idle(database: sqlite3.Connection, used: Iterable[str]) -> None:
    """Note that a build used these rooms, and drop those that none has used for long."""
    # Counted in builds, not days: after a holiday, the cache is as useful as before.
    build = (database.execute("select max(build) from rooms").fetchone()[0] or 0) + 1
    database.executemany("insert or replace into rooms values (?, ?)", [(room, build) for room in used])
    old = database.execute("select room from rooms where build <= ?", (build - IDLE_BUILDS,)).fetchall()
    database.executemany("delete from entries where room = ?", old)
    database.executemany("delete from rooms where room = ?", old)
