"""Content and sites at addresses: shared folders, object stores, and everything else that fsspec opens."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from termbank.config import Config
from termbank.system import inventory
from termbank.text.source import digest

LISTING = ".termbank.json"
"""The file in a delivered site that lists what was delivered: path to digest."""

EXTRA = "this needs more packages: pip install 'termbank[dask]'"
_THEME = ("templates", "assets")


class RemoteError(Exception):
    """An address or a cluster that does not work; the message is for the person who named it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of content and site; None for a folder of this machine."""

    content: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The paths that were sent and those that were removed: what a cache in front of the site must drop."""

    sent: tuple[str, ...]
    removed: tuple[str, ...]


@contextlib.contextmanager
def fetched(config: Config, addresses: Addresses) -> Iterator[Config]:
    """`config` with folders of this machine in place of `addresses`; fetches the content.

    A site's own `templates/` and `assets/` beside the content are fetched with it. Raises RemoteError. Side effects:
    reads the content's address, writes the cache.
    """
    if addresses.site:
        # Better to hear of an address that nobody can open before a long build than after it.
        with _errors_at(addresses.site):
            _open(addresses.site)
    with contextlib.ExitStack() as stack:
        base = config.cache / "remote" if config.cache else Path(stack.enter_context(TemporaryDirectory()))
        if addresses.content:
            project, address = base / digest(addresses.content.encode()), addresses.content.rstrip("/")
            if not _fetch(address, project / "content"):
                raise RemoteError(f"there are no files at {address}")
            for name in _THEME:
                _fetch(f"{address.rpartition('/')[0]}/{name}", project / name)
            config = replace(config, content=project / "content")
        if addresses.site:
            # The folder stays in the cache between builds: what the site has already is not rendered again.
            config = replace(config, site=base / digest(addresses.site.encode()) / "site")
        yield config


def _fetch(address: str, folder: Path) -> int:
    """Make `folder` hold the files at `address`; return how many there are."""
    with _errors_at(address):
        store, root = _open(address)
        paths = [path[len(root) :].lstrip("/") for path in store.find(root)]
        for path in paths:
            _refuse_unsafe(path)
        # Whatever was fetched before goes: a file that is gone at the address must not stay in the glossary.
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
    completed by the next one. Raises RemoteError.
    """
    with _errors_at(address):
        store, root = _open(address)
        before = _listed(store, root)
        now = {path: digest((site / path).read_bytes()) for path in inventory.owned(site) or ()}
        sent = tuple(sorted(path for path, name in now.items() if before.get(path) != name))
        gone = tuple(sorted(before.keys() - now.keys()))
        if sent or gone:
            # A delivery that is cut short here may have sent any of these files, or half of one: with an empty digest
            # the next delivery sends them all again.
            _list(store, root, {**before, **dict.fromkeys(sent, "")})
            pages = [path for path in sent if path.endswith(".html")]
            # A page goes after the files that it loads, and after the new pages that it links to.
            for step in (
                [path for path in sent if not path.endswith(".html")],
                [path for path in pages if path not in before],
                [path for path in pages if path in before],
            ):
                if step:
                    store.put([str(site / path) for path in step], [f"{root}/{path}" for path in step])
            present = [path for path in (f"{root}/{path}" for path in gone) if store.exists(path)]
            if present:
                store.rm(present)
            _list(store, root, now)
    return Delivery(sent, gone)


def _listed(store: Any, root: str) -> dict[str, str]:
    """What earlier deliveries left at `root`, as path to digest."""
    try:
        listing: dict[str, str] = json.loads(store.cat_file(f"{root}/{LISTING}"))
    except FileNotFoundError:
        return {}
    # Somebody else may write there: a listing that names `../other/file` would have us remove it.
    for path in listing:
        _refuse_unsafe(path)
    return listing


def _list(store: Any, root: str, files: Mapping[str, str]) -> None:
    store.pipe_file(f"{root}/{LISTING}", json.dumps(files, sort_keys=True).encode())


def _open(address: str) -> tuple[Any, str]:
    """The file system of `address`, and the path there."""
    import fsspec

    # Stores of objects have no folders; a disk has, and does not make them by itself.
    folders = {"auto_mkdir": True} if address.startswith(("file:", "local:")) else {}
    store, root = fsspec.core.url_to_fs(address, **folders)
    # fsspec lists a folder once for each process, but others write there between two builds.
    store.invalidate_cache()
    return store, root.rstrip("/")


def _refuse_unsafe(path: str) -> None:
    """Refuse a path that an object store can hold and that leads out of a folder."""
    if "\\" in path or any(part in ("", ".", "..") for part in path.split("/")):
        raise RemoteError(f"`{path}` is no name for a file: remove it there")


@contextlib.contextmanager
def _errors_at(address: str) -> Iterator[None]:
    try:
        yield
    except RemoteError:
        raise
    except ImportError as error:
        raise RemoteError(f"{address}: {EXTRA} ({error})") from error
    except Exception as error:  # every kind of store has its own kinds of errors
        raise RemoteError(f"{address}: {error}") from error
