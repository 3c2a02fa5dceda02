"""The lock of a site: one build at a time looks at it, makes its files and puts them in place."""

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


def _opened(file: Path) -> int | None:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError:
        return None


def _taken(handle: int, file: Path) -> bool:
    """Whether the lock is ours now."""
    try:
        if sys.platform == "win32":  # pragma: no cover
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return True
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The build before us removed the file after we had opened it: a lock on that keeps nobody out.
        return os.path.samestat(os.fstat(handle), os.stat(file))
    except OSError:
        return False
