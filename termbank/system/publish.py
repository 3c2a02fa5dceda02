"""Publishing: the new tree is made aside of the old one and takes its place as a whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from termbank.system.inventory import MARKER, Inventory, compare, mark, marked, owned, published, stamp
from termbank.system.store import Store

try:
    import fcntl
except ImportError:  # pragma: no cover  on Windows: builds are not kept apart there
    fcntl = None  # type: ignore[assignment]

# What follows the site's name in the names of folders that a build makes for a while.
_TEMPORARY = re.compile(r"(?:new|old)-[0-9a-f]{8}")
# Paths that lead out of the folder they are below, or that name no file in it.
_OUTSIDE = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|[\0\\]")
_EXCHANGE = 2
_AT_FDCWD = -100


class PublishError(Exception):
    """Why the site could not be published; the old one is as it was. `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


Make = Callable[[Sequence[str], Path], Mapping[str, str]]
"""Makes the files of these paths below a folder that has their folders; gives the keys of those that had none."""


def publish(site: Path, files: Iterable[tuple[str, bytes]], keep_out: Iterable[Path] = ()) -> int:
    """Make `site` hold `files` (path below it, bytes); return how many. Raises PublishError.

    Files that an earlier build wrote are gone then; files that no build wrote stay.
    `keep_out` are folders that `site` may neither be nor contain. The old site stays until the new one is
    complete; then they change places in one step where the system can (Linux), in two otherwise. What a killed
    build left behind is cleared away or put back first.
    """
    with _publishing(site.absolute(), keep_out), _staging(site.absolute()) as folder:
        paths = list[str]()
        for path, data in files:
            _make_folders(folder, [path])
            write(folder, path, data)
            paths.append(path)
        mark(folder, paths=paths)
        _replace(folder, site.absolute(), paths)
    return len(paths)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What publishing keeps of one site: the site before the last, in `folder`, and inventories, in the cache.

    Without `folder`, nothing is kept between builds.
    """

    folder: Path | None = None
    store: Store = field(default_factory=Store)

    @property
    def spare(self) -> Path | None:
        """Where the site before the last waits to become the next one."""
        return self.folder / "spare" if self.folder else None

    def inventory(self, folder: Path) -> Inventory | None:
        """The inventory that the marker of `folder` names, as it was published."""
        facts = self.store.get(self._room, name) if (name := marked(folder)) else None
        if not facts:
            return None
        keys, stamps = facts
        return Inventory(keys, stamps, name, untouched=True)

    def keep(self, inventory: Inventory, site: Path) -> None:
        """Remember `inventory`, and forget those of folders that are gone."""
        self.store.put(self._room, inventory.name, (dict(inventory.keys), dict(inventory.stamps)))
        names = {inventory.name, marked(site), *(marked(self.spare) if self.spare else "",)}
        self.store.prune(self._room, names)

    def take(self, old: Path) -> None:
        """Keep the site before this one, if it lies on the same disk."""
        if self.folder and self.spare:
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                # One that no inventory tells of any more is of no use.
                shutil.rmtree(self.spare, ignore_errors=True)
                old.rename(self.spare)

    @property
    def _room(self) -> str:
        return f"inventories {self.folder}"


def inventory(site: Path, shelf: Shelf) -> Inventory:
    """The inventory of `site` as it is now; an empty one where none is known. Side effect: reads folders."""
    before = shelf.inventory(site.absolute())
    return compare(site.absolute(), before) if before else Inventory({}, {})


def update(
    site: Path, wanted: Mapping[str, str | None], make: Make, live: Inventory, shelf: Shelf,
    keep_out: Iterable[Path] = (),
) -> tuple[tuple[str, ...], Inventory]:  # fmt: skip
    """Make `site`, whose inventory is `live`, hold the files of `wanted` (path: key). Raises PublishError.

    Returns the paths made, and the new inventory. As `publish`, but a file whose key is as before is neither made nor
    written: the site before the last waits on the shelf, gets what changed since, and changes places with the site.
    A key of None is known only once the file is made. Side effects: writes `site` and the shelf.
    """
    site = site.absolute()
    with _publishing(site, keep_out):
        if live.keys == wanted:
            return (), live
        base = shelf.inventory(shelf.spare) if shelf.spare and _share_disk(shelf.spare, site.parent) else None
        with _staging(site, shelf.spare if base else None) as folder:
            made, now = _amend(folder, base or Inventory({}, {}), site, live, wanted, make)
            mark(folder, now.name, wanted)
            # A site that somebody edited is no base for the next: its bytes are not those that its keys stand for.
            _replace(folder, site, wanted, shelf if live.untouched else None)
            shelf.keep(now, site)
    return made, now


def _share_disk(first: Path, second: Path) -> bool:
    """Whether a folder can move from the one to the other: the cache may have moved to another disk since."""
    return first.exists() and os.stat(first).st_dev == os.stat(second).st_dev


def patch(
    site: Path, wanted: Mapping[str, str | None], make: Make, live: Inventory
) -> tuple[tuple[str, ...], Inventory]:
    """As `update`, but file by file in the site itself: for a preview, which is looked at but not deployed.

    The new inventory has no stamps. Side effect: writes `site`.
    """
    missing = tuple(sorted(path for path, key in wanted.items() if not key or live.keys.get(path) != key))
    with _publishing(site, ()), _staging(site) as folder:
        ours = owned(site)
        for path in missing:
            if ours is not None and path not in ours and os.path.lexists(site / path):
                raise _clash(site, path)
        _make_folders(folder, missing)
        keys = {path: key or "" for path, key in wanted.items()}
        keys.update(make(missing, folder))
        _make_folders(site, missing)
        if ours is None or ours != wanted.keys():
            # Before the files: a preview that is killed between two of them leaves none that seems to be somebody's.
            mark(folder, live.name, (ours or frozenset()) | wanted.keys())
            os.replace(folder / MARKER, site / MARKER)
        # Each file changes in one step, so a browser that reloads meanwhile sees a whole page, the old or the new one.
        for path in missing:
            os.replace(folder / path, site / path)
        for path in live.keys.keys() - wanted.keys():
            _remove(site, path)
    return missing, Inventory(keys, {}, live.name)


def _amend(
    folder: Path, base: Inventory, site: Path, live: Inventory, wanted: Mapping[str, str | None], make: Make
) -> tuple[tuple[str, ...], Inventory]:
    """Turn `folder`, which holds `base`, into one that holds `wanted`; what `site` has already is linked from there.

    Returns the paths made and the inventory of the result.
    """
    # A file that somebody touched in the site may be the very file that stands in the folder, too.
    # It is judged by the site, where stamps are compared; in the spare nobody looks.
    good = {path for path, key in base.keys.items() if key == wanted.get(path) and live.keys.get(path) != ""}
    for path in base.keys.keys() - good:
        _remove(folder, path)
    present = [
        path for path, key in wanted.items() if path not in good and key and live.keys.get(path) == key
    ]
    made = tuple(sorted(wanted.keys() - good - set(present)))
    _make_folders(folder, (*present, *made))
    for path in present:
        _link(f"{site}/{path}", f"{folder}/{path}")
    keys = {path: key or "" for path, key in wanted.items()}
    keys.update(make(made, folder))
    stamps = {path: base.stamps[path] for path in good} | {path: live.stamps[path] for path in present}
    return made, published(keys, stamps | {path: stamp(f"{folder}/{path}") for path in made})


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that are empty without it."""
    (folder / path).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        for parent in list((folder / path).parents)[: path.count("/")]:
            parent.rmdir()


def _make_folders(folder: Path, paths: Iterable[str]) -> None:
    """Make the folders of the files `paths` below `folder`. Raises PublishError where one is not below it."""
    paths = list(paths)
    # Checks of the content refuse such names. Should one come through, this is where it ends.
    if (outside := next(filter(_OUTSIDE.search, paths), None)) is not None:
        raise PublishError(f"`{outside}` would not lie inside the site", "please report this")
    for parent in {os.path.dirname(path) for path in paths}:
        os.makedirs(folder / parent, exist_ok=True)


@contextlib.contextmanager
def _publishing(site: Path, keep_out: Iterable[Path]) -> Iterator[None]:
    """Refuse what is not safe, clear up after killed builds, and turn errors of the disk into a PublishError."""
    _refuse_unsafe(site, [path.absolute() for path in keep_out])
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        recover(site)
        yield
    except OSError as error:
        message, cure = (
            f"`{error.filename or site}` cannot be written: {error.strerror}",
            "the site is as it was",
        )
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            cure = "free some space on that disk, or name another folder with `--site`"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            cure = "check its permissions, or name another folder with `--site`"
        raise PublishError(message, cure) from error


def recover(site: Path) -> None:
    """Put back an old site whose exchange was cut short, and remove what killed builds left. Idempotent."""
    with _alone(site.parent):
        # Sorted: of two old sites that wait, the same one is put back in every run.
        for folder in sorted(site.parent.glob(f".{glob.escape(site.name)}.*")):
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
        # The old site waits and nothing is in its place: a build was killed between two renames.
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
    # `--site .` and `--site content/..` name the sources in other words; a link may as well.
    # A volume of a container, for example. Its folder cannot change names with another one.
    if os.path.ismount(site):
        raise PublishError(
            f"`{site}` is a mount point, which cannot be replaced as a whole",
            f"name a folder inside it: `--site {site / 'public'}`",
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
def _staging(site: Path, base: Path | None = None) -> Iterator[Path]:
    """A new folder beside `site`, locked against clearing away, gone afterwards. It holds what `base` held."""
    folder = site.parent / f".{site.name}.new-{secrets.token_hex(4)}"
    with contextlib.ExitStack() as stack:
        # Between making a folder and locking it, another build would take it for one that a killed build left.
        with _alone(site.parent):
            if base:
                base.rename(folder)
            else:
                folder.mkdir()
            stack.enter_context(_locked(folder))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        mark(folder)
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
        # A lock of the kernel's goes with the process that holds it: one that was killed blocks nobody.
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def write(folder: Path, path: str, data: bytes) -> None:
    """Write a file that is not there yet below `folder`, whose own folder is there."""
    # Exclusive: two pages of one path are a fault to report, not one page that the other overwrites.
    with open(f"{folder}/{path}", "xb") as file:
        file.write(data)


def _replace(new: Path, site: Path, paths: Collection[str], shelf: Shelf | None = None) -> None:
    """Put `new`, which holds `paths`, in the place of `site`, with what `site` has that no build wrote.

    The site before goes to the `shelf`, if there is one and nothing of somebody's is in it; otherwise it is removed.
    """
    # Alone, as another build may swap in a site with other pages, which would then seem to be somebody's.
    with _alone(site.parent):
        # Where nothing says which files are ours, those that this build wants too are, and no others.
        listed = owned(site)
        ours = frozenset(paths) if listed is None else listed
        kept = _carry(site, new, ours) if site.exists() else []
        # ext4 writes a new name to disk within seconds and the bytes of new files up to half a minute later: a power
        # cut between the two leaves a site of empty files.
        _sync(new)
        old = _swap(new, site)
        _sync(site.parent, whole=False)
        if old:
            # Once more: somebody saved a file between looking and swapping.
            if not _carry(old, site, ours, kept) and shelf:
                shelf.take(old)
            shutil.rmtree(old, ignore_errors=True)


def _carry(
    source: Path, target: Path, ours: Collection[str], known: Collection[str] | None = None
) -> list[str]:
    """Link into `target` what `source` has besides `ours`, empty folders as well; return the paths of files.

    With `known`, the files that were carried before, a file that differs from the one carried takes its place.
    """
    folders = {path[:end] for path in ours for end, sign in enumerate(path) if sign == "/"}
    kept: list[str] = []
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(source / below) as entries:
            for entry in entries:
                path, new = f"{below}{entry.name}", f"{target}/{below}{entry.name}"
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder:
                    waiting.append(f"{path}/")
                if path == MARKER or path in (folders if is_folder else ours):
                    continue
                try:
                    if is_folder:
                        # A `.git` without its empty folder `refs` is no repository any more.
                        os.makedirs(new, exist_ok=True)
                        continue
                    kept.append(path)
                    os.makedirs(os.path.dirname(new), exist_ok=True)
                    _link(entry.path, new)
                except (FileExistsError, NotADirectoryError):
                    if known is None:
                        raise _clash(source, path) from None
                    if path in known and not os.path.samestat(os.lstat(new), os.lstat(entry.path)):
                        os.replace(entry.path, new)
    return kept


def _clash(site: Path, path: str) -> PublishError:
    return PublishError(
        f"`{site}/{path}` stands where this build has a file of its own, and no build wrote it",
        "move it away, or delete it; files of your own for the site belong in `content/root/`",
    )


def _link(source: str, target: str) -> None:
    # A hard link costs no bytes, and a kill at any moment leaves one of the two names. Nobody writes into a published
    # file: it is replaced.
    try:
        os.link(source, target, follow_symlinks=False)
    except (FileExistsError, NotADirectoryError):
        raise
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _sync(folder: Path, whole: bool = True) -> None:
    """Have the disk hold a folder or file, with `whole` all that is below it, before anything else happens."""
    if sys.platform == "win32":  # pragma: no cover  folders cannot be synced there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if whole else None
        if syncfs and syncfs(handle):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        # Linux can sync a file system at once, which takes a small part of the time of syncing thousands of files.
        for place, _, files in os.walk(folder) if whole and not syncfs else ():
            for name in (*files, "."):
                if not os.path.islink(f"{place}/{name}"):
                    _sync(Path(place, name), whole=False)
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(new: Path, site: Path) -> Path | None:
    """Put `new` in the place of `site`; return where the old site is now, if there was one."""
    if not site.exists():
        new.rename(site)
        return None
    if _exchange(new, site):
        return new
    # Two renames, and a moment without a site between them. Killed there, `recover` of the next build puts the old one
    # back, which it knows by its name.
    old = site.parent / f".{site.name}.old-{secrets.token_hex(4)}"
    site.rename(old)
    new.rename(site)
    return old


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders change names in one step (renameat2, Linux 3.15); False where that cannot be done."""
    if not sys.platform.startswith("linux"):
        return False
    # Python has no call for it. A file system without it (some network disks) answers with an error.
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _EXCHANGE) == 0)
