"""Publishing: the new tree is staged beside the old one and takes its place as a whole."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover  on Windows: builds are not kept apart there
    fcntl = None  # type: ignore[assignment]

MARKER = ".termbank"
# What follows the site's name in the names of folders that a build makes for a while.
_TEMPORARY = re.compile(r"(?:new|old)-[0-9a-f]{8}")
_EXCHANGE = 2
_AT_FDCWD = -100


class PublishError(Exception):
    """Why the site could not be published; the old one is as it was. `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def publish(site: Path, files: Iterable[tuple[str, bytes]], keep_out: Iterable[Path] = ()) -> int:
    """Make `site` hold exactly `files` (path below it, bytes); return how many. Raises PublishError.

    `keep_out` are folders that `site` may neither be nor contain. The old site stays until the new one is
    complete; then they change places in one step where the system can (Linux), in two otherwise. What a killed
    build left behind is cleared away or put back first.
    """
    site = site.absolute()
    _refuse_unsafe(site, [path.absolute() for path in keep_out])
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        recover(site)
        with _staging(site) as folder:
            count = _write(folder, files)
            _swap(folder, site)
    except OSError as error:
        name = error.filename or site
        raise PublishError(
            f"`{name}` cannot be written: {error.strerror}", "the old site is as it was"
        ) from error
    return count


def recover(site: Path) -> None:
    """Put back an old site whose exchange was cut short, and remove what killed builds left. Idempotent."""
    with _alone(site.parent):
        for folder in sorted(site.parent.glob(f".{site.name}.*")):
            # Another build may do the same at this moment: what is gone already needs no clearing away.
            with contextlib.suppress(FileNotFoundError):
                if _is_ours(folder, site):
                    _clear(folder, site)


def _is_ours(folder: Path, site: Path) -> bool:
    """Whether a build made this folder. One killed early or late has no marker in it."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    return (folder / MARKER).exists() or bool(
        _TEMPORARY.fullmatch(folder.name.removeprefix(f".{site.name}."))
    )


def _clear(folder: Path, site: Path) -> None:
    with _locked(folder) as free:
        if free and folder.name.startswith(f".{site.name}.old-") and not site.exists():
            folder.rename(site)
        elif free:
            shutil.rmtree(folder, ignore_errors=True)


def _refuse_unsafe(site: Path, keep_out: Iterable[Path]) -> None:
    if site.is_symlink():
        raise PublishError(
            f"`{site}` is a link; the site must be a real folder",
            "remove the link, or name another folder with `--site`",
        )
    if site.exists() and not site.is_dir():
        raise PublishError(
            f"`{site}` is a file; the site must be a folder", "name another folder with `--site`"
        )
    real = site.resolve()
    for folder in keep_out:
        if folder.resolve() == real or real in folder.resolve().parents:
            raise PublishError(
                f"`{site}` holds the sources of the site and would be replaced",
                "name another folder with `--site`",
            )
    with contextlib.suppress(FileNotFoundError):
        if site.is_dir() and any(site.iterdir()) and not (site / MARKER).exists():
            raise PublishError(
                f"`{site}` is not empty and was not built by termbank, so it is not replaced",
                "name another folder with `--site`, or empty this one",
            )


@contextlib.contextmanager
def _staging(site: Path) -> Iterator[Path]:
    """A new folder beside `site`, locked against clearing away, gone afterwards."""
    folder = site.parent / f".{site.name}.new-{secrets.token_hex(4)}"
    with contextlib.ExitStack() as stack:
        with _alone(site.parent):
            folder.mkdir()
            stack.enter_context(_locked(folder))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        (folder / MARKER).write_text("built by termbank; this folder is replaced as a whole\n", "utf-8")
        yield folder


@contextlib.contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Keep other builds from clearing away beside the site while a folder is made and not yet locked."""
    if fcntl is None:  # pragma: no cover
        yield
        return
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of `folder`; yields False where another build holds it."""
    if fcntl is None:  # pragma: no cover
        yield True
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    made: set[str] = set()
    count = 0
    for path, data in files:
        parent = os.path.dirname(path)
        if parent not in made:
            os.makedirs(folder / parent, exist_ok=True)
            made.add(parent)
        with open(f"{folder}/{path}", "xb") as file:
            file.write(data)
        count += 1
    return count


def _swap(new: Path, site: Path) -> None:
    """Put `new` in the place of `site`; what was there is then in the place of `new`, or removed."""
    if not site.exists():
        new.rename(site)
    elif not _exchange(new, site):
        old = site.parent / f".{site.name}.old-{secrets.token_hex(4)}"
        site.rename(old)
        new.rename(site)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders change names in one step (renameat2, Linux 3.15); False where that cannot be done."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _EXCHANGE) == 0)
