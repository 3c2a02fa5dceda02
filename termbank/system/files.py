"""Ledgers: what an earlier build saw and concluded, for the next one to begin with."""

from __future__ import annotations

import contextlib
import marshal
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from termbank.text.source import digest

_COARSE, _FINE = 2_000_000_000, 50_000_000


class Stamp(NamedTuple):
    """By what a file is known again without reading it: size, times of change in nanoseconds, number."""

    size: int
    modified: int
    changed: int
    inode: int


def stamp(status: os.stat_result) -> Stamp:
    """The stamp of a file from its status."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def settled(stamp: Stamp, now: int) -> bool:
    """Whether a file can no longer change without its stamp: it was not written just `now` (nanoseconds).

    File systems keep times in steps, some of two seconds.
    """
    latest = max(stamp.modified, stamp.changed)
    return now - latest > (_COARSE if stamp.modified % 1_000_000_000 == 0 else _FINE)


def survey(folder: Path, below: str = "") -> Iterator[tuple[str, Stamp]]:
    """Path and stamp of every file below `folder`, hidden ones passed over. Side effect: reads folders."""
    try:
        entries = os.scandir(folder / below if below else folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if not entry.name.startswith("."):
                path = f"{below}/{entry.name}" if below else entry.name
                if entry.is_dir(follow_symlinks=False):
                    yield path, Stamp(0, 0, 0, 0)
                    yield from survey(folder, path)
                else:
                    yield path, stamp(entry.stat(follow_symlinks=False))


def now() -> int:
    """The time by which stamps are judged, in nanoseconds. Nothing that is published depends on it."""
    return time.time_ns()


@cache
def engine() -> str:
    """The digest of the engine's source: what one version concluded is nothing to another. Side effect: reads it."""
    files = sorted(Path(__file__).parents[1].rglob("*.py"))
    return digest(b"".join(file.read_bytes() for file in files))


def save(file: Path, facts: Mapping[str, Any]) -> None:
    """Keep `facts` (what marshal takes) in `file`. Side effect: writes it, or, where that fails, nothing."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        data = marshal.dumps((engine(), dict(facts)))
        draft.write_bytes(digest(data).encode() + data)
        os.replace(draft, file)


def load(file: Path) -> dict[str, Any]:
    """The facts that this version of the engine kept in `file`; none where there are none, or damaged ones."""
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        data = file.read_bytes()
        if data[:32] == digest(data[32:]).encode():
            made_by, facts = marshal.loads(data[32:])
            if made_by == engine():
                return dict(facts)
    return {}
