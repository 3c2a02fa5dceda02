"""Values by digest on disk: get, put, prune."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

_FILE = "pages.sqlite3"
_KEPT = 5


class Store:
    """What earlier builds made, by key. A store that is damaged or cannot be written is an empty one.

    Used as a context manager: on leaving, new values are written and those that the last builds did not ask
    for are dropped. Several builds may use one store at the same time.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _FILE if folder else None
        self._used: dict[str, bytes | None] = {}
        self._values: dict[str, bytes] = {}

    def __enter__(self) -> Store:
        if self._file and self._file.exists():
            try:
                with contextlib.closing(sqlite3.connect(self._file)) as database:
                    self._values = dict(database.execute("select key, value from pages"))
            except sqlite3.DatabaseError:
                with contextlib.suppress(OSError):
                    self._file.unlink()
        return self

    def get(self, key: str) -> bytes | None:
        """The value stored under `key`, or None."""
        value = self._values.get(key)
        if value is not None:
            self._used[key] = None
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        self._used[key] = value

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file and kind is None and self._used:
            with contextlib.suppress(sqlite3.Error, OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.closing(sqlite3.connect(self._file)) as database:
                    _save(database, self._used)


def _save(database: sqlite3.Connection, used: Mapping[str, bytes | None]) -> None:
    """Write what is new, stamp what was used with this build's number, drop what is older than `_KEPT` builds."""
    with database:
        database.execute("create table if not exists pages (key text primary key, value blob, build integer)")
        database.execute("begin immediate")
        (build,) = database.execute("select coalesce(max(build), 0) + 1 from pages").fetchone()
        database.executemany(
            "insert or replace into pages values (?, ?, ?)",
            [(key, value, build) for key, value in used.items() if value is not None],
        )
        database.executemany(
            "update pages set build = ? where key = ?",
            [(build, key) for key, value in used.items() if value is None],
        )
        database.execute("delete from pages where build <= ?", (build - _KEPT,))
