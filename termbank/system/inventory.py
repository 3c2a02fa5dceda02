"""Manifests: which files a published folder holds, and what they were made from."""

from __future__ import annotations

import contextlib
import marshal
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from termbank.text.source import digest

MARKER = ".termbank"
_NOTICE = "built by termbank; this folder is replaced as a whole\n"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of one folder: `keys` gives for each path what it was made from; equal keys mean equal bytes.

    `stamps` gives for each path size and time of change, by which a file that somebody else touched is told.
    """

    keys: Mapping[str, str]
    stamps: Mapping[str, tuple[int, int]]

    @property
    def name(self) -> str:
        """The digest of the keys: folders that hold the same have one name."""
        return digest("\0".join(f"{path}\0{key}" for path, key in sorted(self.keys.items())).encode())


def mark(folder: Path, name: str = "") -> None:
    """Say that a build made `folder`, and, once it is complete, which manifest it has. Side effect: writes a file."""
    (folder / MARKER).write_text(_NOTICE + (f"{name}\n" if name else ""), encoding="utf-8")


def marked(folder: Path) -> str:
    """The name of the manifest of `folder`; empty where there is none."""
    try:
        return (folder / MARKER).read_text(encoding="utf-8").removeprefix(_NOTICE).strip()
    except (OSError, UnicodeDecodeError):
        return ""


def stamps(folder: Path, below: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
    """Path, size and time of change of every file of `folder` but the marker. Side effect: reads folders."""
    with os.scandir(folder / below if below else folder) as entries:
        for entry in entries:
            path = f"{below}/{entry.name}" if below else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from stamps(folder, path)
            elif path != MARKER:
                status = entry.stat(follow_symlinks=False)
                yield path, (status.st_size, status.st_mtime_ns)


def stamp(file: str) -> tuple[int, int]:
    """Size and time of change of one file."""
    status = os.lstat(file)
    return status.st_size, status.st_mtime_ns


def untouched(folder: Path, manifest: Manifest) -> Manifest:
    """What `folder` holds, by `manifest`; the key of a file that is not as it says, or not in it, is empty."""
    found = dict(stamps(folder))
    if found == manifest.stamps:
        return manifest
    known = manifest.stamps
    keys = {path: manifest.keys[path] if known.get(path) == now else "" for path, now in found.items()}
    return Manifest(keys, found)


def save(folder: Path, manifest: Manifest) -> None:
    """Keep `manifest` in `folder` under its name. Side effect: writes a file."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{manifest.name}.{secrets.token_hex(4)}"
    draft.write_bytes(marshal.dumps((dict(manifest.keys), dict(manifest.stamps))))
    os.replace(draft, folder / manifest.name)


def load(folder: Path, name: str) -> Manifest | None:
    """The manifest that `save` kept under `name`; None where there is none, or a damaged one."""
    if not name:
        return None
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        manifest = Manifest(*marshal.loads((folder / name).read_bytes()))
        if manifest.name == name:
            return manifest
    return None


def forget(folder: Path, but: set[str]) -> None:
    """Remove the manifests that no folder has any more. Side effect: removes files."""
    for file in folder.iterdir():
        # A draft of another build, which has a longer name, is that build's business.
        if file.name not in but and "." not in file.name:
            file.unlink(missing_ok=True)
