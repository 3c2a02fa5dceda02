"""Values by digest on disk: get, put, prune."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection
from pathlib import Path
from types import TracebackType

_FILE = "values.sqlite3"
_KEPT = 5


class Store:
    """What earlier builds made, by key. A store that is damaged or cannot be written is an empty one.

    Used as a context manager: all values are read on entering; on leaving, new ones are written, and those that
    the last builds did not ask for are dropped. Several builds may use one store at the same time. `new` holds what
    was put.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _FILE if folder else None
        self._values: dict[str, bytes] = {}
        self._idle: dict[str, int] = {}
        self._used: set[str] = set()
        self.new: dict[str, bytes] = {}

    def __enter__(self) -> Store:
        if self._file and self._file.exists():
            try:
                with contextlib.closing(sqlite3.connect(self._file)) as database:
                    for key, value, idle in database.execute("select key, value, idle from entries"):
                        self._values[key] = value
                        if idle:
                            self._idle[key] = idle
            except sqlite3.DatabaseError:
                self._values.clear()
                with contextlib.suppress(OSError):
                    self._file.unlink()
        return self

    def get(self, key: str) -> bytes | None:
        """The value stored under `key`, None where there is none. Whether it is whole is for its codec to say."""
        value = self.new.get(key) or self._values.get(key)
        if value is not None:
            self._used.add(key)
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        self._used.add(key)
        self.new[key] = value

    def release(self) -> None:
        """Forget all values in memory: from now on nothing is known but what is put."""
        self._values.clear()
        self._idle.clear()
        self.new.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file and kind is None and self.new:
            with contextlib.suppress(sqlite3.Error, OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.closing(sqlite3.connect(self._file)) as database:
                    self._save(database)

    def _save(self, database: sqlite3.Connection) -> None:
        """Write what is new, note since which build a value was not asked for, drop what has waited too long."""
        # A value that a crash tears apart is no loss: it is made again.
        for pragma in ("page_size = 16384", "synchronous = off", "journal_mode = memory"):
            database.execute(f"pragma {pragma}")
        with database:
            database.execute(
                "create table if not exists entries (key text primary key, value blob, idle integer)"
            )
            database.execute("create table if not exists builds (number integer primary key)")
            database.execute("begin immediate")
            number = database.execute("insert into builds default values").lastrowid or 0
            database.executemany("insert or replace into entries values (?, ?, null)", self.new.items())
            unused = self._values.keys() - self._used - self._idle.keys()
            _set_idle(database, unused, number)
            _set_idle(database, self._idle.keys() & self._used, None)
            database.execute("delete from entries where idle <= ?", (number - _KEPT,))
            database.execute("delete from builds where number < ?", (number,))


def _set_idle(database: sqlite3.Connection, keys: Collection[str], since: int | None) -> None:
    database.executemany("update entries set idle = ? where key = ?", [(since, key) for key in keys])
