"""Locks: one build of a site at a time, and one preview."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl

_PAUSE = 0.05


@contextlib.contextmanager
def alone(site: Path, waits: Callable[[], object]) -> Iterator[bool]:
    """Hold the lock of `site`; yields whether another build had it first, for which `waits` is called.

    Where no file can be written beside the site, there is no lock, and the build says itself that it cannot publish.
    Side effect: a file beside the site, as long as the lock is held. The lock goes with its process, however that ends.
    """
    file, waited = site.parent / f".{site.name}.lock", False
    handle = _opened(file)
    while handle is not None and not _taken(handle, file):
        os.close(handle)
        if not waited:
            waited = True
            waits()
        time.sleep(_PAUSE)
        handle = _opened(file)
    try:
        yield waited
    finally:
        if handle is not None:
            # While it is still held: later, it may be that of the next build. Windows keeps files that are open.
            with contextlib.suppress(OSError):
                file.unlink()
            os.close(handle)


@contextlib.contextmanager
def claimed(file: Path, text: str) -> Iterator[str | None]:
    """Hold the lock `file`, in which `text` stands meanwhile.

    Yields None, or the text of the process that holds it already. Side effect: the file, as long as the lock is held.
    """
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    handle, other = _opened(file), None
    if handle is not None and not _taken(handle, file):
        other = os.read(handle, 1000).decode("utf-8", "replace")
        os.close(handle)
        handle = None
    try:
        if handle is not None:
            os.truncate(handle, 0)
            os.write(handle, text.encode())
        yield other
    finally:
        if handle is not None:
            with contextlib.suppress(OSError):
                file.unlink()
            os.close(handle)


def _opened(file: Path) -> int | None:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        return None


def _taken(handle: int, file: Path) -> bool:
    """Whether the lock is ours now."""
    try:
        if sys.platform == "win32":  # pragma: no cover
            # Far behind the text, which others may read.
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
            return True
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The build before us removed the file after we had opened it: a lock on that keeps nobody out.
        return os.path.samestat(os.fstat(handle), os.stat(file))
    except OSError:
        return False
