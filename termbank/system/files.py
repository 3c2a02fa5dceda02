"""Files told apart without reading them, and the version of this program."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from termbank.text.source import digest

# FAT keeps even seconds only; ext4 and APFS step with the kernel's timer, some 4 to 10 ms (in nanoseconds).
_COARSE, _FINE = 2_000_000_000, 50_000_000


class FileVersion(NamedTuple):
    """Identifies a file's version without reading it: size, mtime, ctime (nanoseconds), inode."""

    size: int
    modified: int
    changed: int
    inode: int


def version_of(status: os.stat_result) -> FileVersion:
    """The version of a file from its status."""
    return FileVersion(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def version_at(file: str) -> FileVersion | None:
    """The version of the file of this name, None where nobody can tell. Side effect: asks the disk."""
    try:
        return version_of(os.lstat(file))
    except OSError:
        return None


def is_stable(version: FileVersion, now: int) -> bool:
    """Whether the file can no longer change and keep this version: it was not written just before `now`.

    File systems keep times in steps, some of two seconds. A file saved twice within one step keeps its times; the
    second save must not go unnoticed.
    """
    # `touch -r` sets mtime back; ctime no program can set, so the later of both counts.
    latest = max(version.modified, version.changed)
    # A time of whole seconds is a coarse file system's; where it is so by chance, waiting does no harm.
    return now - latest > (_COARSE if version.modified % 1_000_000_000 == 0 else _FINE)


def survey(folder: Path, below: str = "") -> Iterator[tuple[str, FileVersion]]:
    """Path and version of every file below `folder` except hidden ones. Side effect: reads folders."""
    try:
        # Not `rglob`, which makes a path of every file and asks for its status apart: thousands of files add up.
        entries = os.scandir(folder / below if below else folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if not entry.name.startswith("."):
                path = f"{below}/{entry.name}" if below else entry.name
                if entry.is_dir(follow_symlinks=False):
                    # Folders count by name alone: an editor's draft comes and goes, and changes their times.
                    yield path, FileVersion(0, 0, 0, 0)
                    yield from survey(folder, path)
                else:
                    yield path, version_of(entry.stat(follow_symlinks=False))


def digest_of(file: Path) -> str:
    """The digest of a file, as that of its bytes, read in pieces. Raises OSError where it is no regular file."""
    with _opened(file) as source:
        return hashlib.file_digest(source, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def copy(file: Path, target: str) -> str:
    """Copy a regular file in pieces to `target`, which is not there yet; return its digest. Raises OSError."""
    # Several large pictures at once would take as much memory as they have bytes.
    name = hashlib.blake2b(digest_size=16)
    with _opened(file) as source, open(target, "xb") as copied:
        while piece := source.read(1 << 20):
            name.update(piece)
            copied.write(piece)
    return name.hexdigest()


def _opened(file: Path) -> BufferedReader:
    # A link could lead out of the content folder, and a pipe would be waited for without end.
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    source = open(os.open(file, flags), "rb")  # noqa: SIM115  who asked for it closes it
    if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
        source.close()
        raise OSError(errno.EINVAL, "it is no file", str(file))
    return source


def now() -> int:
    """The time in nanoseconds, to judge versions by. Nothing that is published depends on it."""
    return time.time_ns()


@cache
def engine() -> str:
    """The digest of this program's source: no version uses what another has cached. Side effect: reads the source."""
    # A version number would not do: in a checkout, the code changes many times between two of them.
    files = sorted(Path(__file__).parents[1].rglob("*.py"))
    return digest(b"".join(file.read_bytes() for file in files))
