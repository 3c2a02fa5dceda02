"""The inventory of a published folder: its files, and what each was made from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from termbank.text.source import digest

MARKER = ".termbank"
_NOTICE = "built by termbank; this folder is replaced as a whole\n"

Stamp = tuple[int, int]
"""Size and time of change of a published file, in bytes and nanoseconds."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The published files: path to cache key. An empty key marks a file that was changed by hand.

    Equal keys mean equal bytes. `stamps` show which files were changed since. `name` is that of the folder's marker,
    empty where no build made the folder; `untouched` is whether every file is as it was published.
    """

    keys: Mapping[str, str]
    stamps: Mapping[str, Stamp]
    name: str = ""
    untouched: bool = False


def published(keys: Mapping[str, str], stamps: Mapping[str, Stamp]) -> Inventory:
    """The inventory of a folder just made. Its name is the digest of the keys: equal folders share a name."""
    # Keys, not stamps: an undone edit leads back to the same name, so what is kept under it fits again.
    listed = "\0".join(f"{path}\0{key}" for path, key in sorted(keys.items()))
    return Inventory(keys, stamps, digest(listed.encode()), untouched=True)


def compare(folder: Path, before: Inventory) -> Inventory:
    """`before` as `folder` is now: files changed by hand, or added, get an empty key. Side effect: reads folders."""
    found = dict(stamps(folder))
    # The usual case, and one dict comparison: nobody touched the site since it was published.
    if found == before.stamps:
        return before
    # Somebody edits a page by hand: its key is empty now, no key that is wanted equals it, so the build makes it again.
    keys = {
        path: before.keys[path] if before.stamps.get(path) == stamp else "" for path, stamp in found.items()
    }
    return Inventory(keys, found, before.name)


def mark(folder: Path, name: str = "") -> None:
    """Mark `folder` as made by a build and, once it is complete, name its inventory. Side effect: writes a file."""
    (folder / MARKER).write_text(_NOTICE + (f"{name}\n" if name else ""), encoding="utf-8")


def marked(folder: Path) -> str:
    """The name of the inventory of `folder`; empty where there is none."""
    try:
        return (folder / MARKER).read_text(encoding="utf-8").removeprefix(_NOTICE).strip()
    except (OSError, UnicodeDecodeError):
        return ""


def stamps(folder: Path, below: str = "") -> Iterator[tuple[str, Stamp]]:
    """Path and stamp of every file of `folder` but the marker. Side effect: reads folders."""
    with os.scandir(folder / below if below else folder) as entries:
        for entry in entries:
            path = f"{below}/{entry.name}" if below else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from stamps(folder, path)
            # Its own time changes when the folder is complete, which says nothing of the files.
            elif path != MARKER:
                status = entry.stat(follow_symlinks=False)
                yield path, (status.st_size, status.st_mtime_ns)


def stamp(file: str) -> Stamp:
    """The stamp of one file."""
    status = os.lstat(file)
    return status.st_size, status.st_mtime_ns
