"""Content and sites at addresses: shared folders, stores of objects, and whatever else fsspec opens."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from termbank.config import Config
from termbank.system import inventory
from termbank.text.source import digest

LISTING = ".termbank.json"
"""The file beside a delivered site that says what was delivered: the digest of each file by its path."""

EXTRA = "this needs more packages: pip install 'termbank[dask]'"
_THEME = ("templates", "assets")


class DistantError(Exception):
    """What is wrong with an address or with those who work there; the message is for the person who named it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where content is fetched from and a site is delivered to; None for a folder of this machine."""

    content: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The paths that were sent and those that were removed: what a cache in front of the site has to forget."""

    sent: tuple[str, ...]
    removed: tuple[str, ...]


@contextlib.contextmanager
def at_hand(config: Config, addresses: Addresses) -> Iterator[Config]:
    """`config` with folders of this machine in place of `addresses`; the content has been fetched.

    A site's own `templates/` and `assets/` beside the content are fetched with it. The folders stay in the cache.
    Raises DistantError. Side effects: reads the content's address, writes the cache.
    """
    with contextlib.ExitStack() as stack:
        base = config.cache / "distant" if config.cache else Path(stack.enter_context(TemporaryDirectory()))
        if addresses.content:
            project = base / digest(addresses.content.encode())
            _fetch_project(addresses.content.rstrip("/"), project)
            config = replace(config, content=project / "content")
        if addresses.site:
            config = replace(config, site=base / digest(addresses.site.encode()) / "site")
        yield config


def _fetch_project(address: str, project: Path) -> None:
    if not _fetch(address, project / "content"):
        raise DistantError(f"there are no files at {address}")
    for name in _THEME:
        _fetch(f"{address.rpartition('/')[0]}/{name}", project / name)


def _fetch(address: str, folder: Path) -> int:
    """Make `folder` hold the files at `address`; return how many there are."""
    with _told(address):
        store, root = _opened(address)
        paths = [path[len(root) :].lstrip("/") for path in store.find(root)]
        for path in paths:
            _refuse_unsafe(path)
        shutil.rmtree(folder, ignore_errors=True)
        for parent in {(folder / path).parent for path in paths}:
            parent.mkdir(parents=True, exist_ok=True)
        if paths:
            store.get([f"{root}/{path}" for path in paths], [str(folder / path) for path in paths])
    return len(paths)


def deliver(site: Path, address: str) -> Delivery:
    """Make what lies at `address` the files of `site`: send those that differ, then remove those that are gone.

    Nothing there changes all at once, so that each step leaves whole pages: assets and data go first, then new pages,
    then changed ones. Only files that an earlier delivery sent are removed. A delivery that was cut short is
    completed by the next one. Raises DistantError.
    """
    with _told(address):
        store, root = _opened(address)
        before, now = _listed(store, root), _digests(site)
        sent = tuple(sorted(path for path, name in now.items() if before.get(path) != name))
        gone = tuple(sorted(before.keys() - now.keys()))
        if sent or gone:
            # What is under way is nothing that one may rely on.
            _list(store, root, {**before, **dict.fromkeys(sent, "")})
            for step in range(3):
                _send(store, site, root, [path for path in sent if _step(path, before) == step])
            _remove(store, [f"{root}/{path}" for path in gone])
            _list(store, root, now)
    return Delivery(sent, gone)


def _step(path: str, before: Mapping[str, str]) -> int:
    """When a file is sent: a page after all that it shows, and after new pages that it links to."""
    return 0 if not path.endswith(".html") else 2 if path in before else 1


def _digests(site: Path) -> dict[str, str]:
    return {path: digest((site / path).read_bytes()) for path, _ in inventory.stamps(site)}


def _listed(store: Any, root: str) -> dict[str, str]:
    """What earlier deliveries left at `root`."""
    try:
        listing: dict[str, str] = json.loads(store.cat_file(f"{root}/{LISTING}"))
    except FileNotFoundError:
        return {}
    for path in listing:
        _refuse_unsafe(path)
    return listing


def _list(store: Any, root: str, files: Mapping[str, str]) -> None:
    store.pipe_file(f"{root}/{LISTING}", json.dumps(files, sort_keys=True).encode())


def _send(store: Any, site: Path, root: str, paths: Iterable[str]) -> None:
    chosen = list(paths)
    if chosen:
        store.put([str(site / path) for path in chosen], [f"{root}/{path}" for path in chosen])


def _remove(store: Any, paths: Iterable[str]) -> None:
    present = [path for path in paths if store.exists(path)]
    if present:
        store.rm(present)


def _opened(address: str) -> tuple[Any, str]:
    """The file system of `address`, and the path there."""
    import fsspec

    folders = {"auto_mkdir": True} if address.startswith(("file:", "local:")) else {}
    store, root = fsspec.core.url_to_fs(address, **folders)
    store.invalidate_cache()
    return store, root.rstrip("/")


def _refuse_unsafe(path: str) -> None:
    """Refuse names that a store can hold, but that lead out of a folder."""
    if "\\" in path or any(part in ("", ".", "..") for part in path.split("/")):
        raise DistantError(f"`{path}` is no name for a file: remove it there")


@contextlib.contextmanager
def _told(address: str) -> Iterator[None]:
    try:
        yield
    except DistantError:
        raise
    except ImportError as error:
        raise DistantError(f"{address}: {EXTRA} ({error})") from error
    except Exception as error:  # every kind of store has its own kinds of errors
        raise DistantError(f"{address}: {error}") from error
