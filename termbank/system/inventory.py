"""The inventory of a published folder: its files, and what each was made from."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from termbank.text.source import digest

MARKER = ".termbank"
_NOTICE = "built by termbank: a build replaces the files listed here and keeps all others\n"

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
    """`before` as `folder` is now: files changed by hand get an empty key. Side effect: looks at files."""
    found = dict(stamps(folder, before.keys))
    # The usual case, and one dict comparison: nobody touched the site since it was published.
    if found == before.stamps:
        return before
    # Somebody edits a page by hand: its key is empty now, no key that is wanted equals it, so the build makes it again.
    keys = {
        path: before.keys[path] if before.stamps.get(path) == stamp else "" for path, stamp in found.items()
    }
    return Inventory(keys, found, before.name)


def mark(folder: Path, name: str = "", paths: Iterable[str] = ()) -> None:
    """Mark `folder` as made by a build: its inventory is `name`, its files are `paths`. Side effect: writes a file."""
    # The list stays with the site. The cache is deleted, or the site comes from a backup, and still the next build
    # knows which files it may replace: a CNAME, notes or a `.git` beside them are somebody's.
    text = "".join(f"{line}\n" for line in (name, *sorted(paths)))
    (folder / MARKER).write_text(_NOTICE + text, encoding="utf-8", newline="\n")


def marked(folder: Path) -> str:
    """The name of the inventory of `folder`; empty where there is none."""
    return (_marker(folder) or [""])[0]


def owned(folder: Path) -> frozenset[str] | None:
    """The files of `folder` that a build wrote; None where the folder does not say, as those of earlier versions."""
    return frozenset(lines[1:]) if (lines := _marker(folder)) else None


def _marker(folder: Path) -> list[str]:
    try:
        text = (folder / MARKER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return text.removeprefix(_NOTICE).split("\n")[:-1] if text.startswith(_NOTICE) else []


def stamps(folder: Path, paths: Iterable[str]) -> Iterator[tuple[str, Stamp]]:
    """Path and stamp of those of `paths` that are in `folder`. Side effect: looks at files."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            yield path, stamp(f"{folder}/{path}")


def stamp(file: str) -> Stamp:
    """The stamp of one file."""
    status = os.lstat(file)
    return status.st_size, status.st_mtime_ns
