"""Content files parsed: from the store where they are known, by several processes where they are many."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from termbank.content import codec
from termbank.content.model import Key, Parsed
from termbank.content.parser import parse
from termbank.system import files as disk
from termbank.system.files import Stamp
from termbank.system.pool import Pool
from termbank.system.store import Store
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span, digest

MAX_FILE = 160_000
LEAST = 200
"""Files that a process takes at once, at the least."""


class Found(NamedTuple):
    """A content file by the record that it holds and its path below the content folder."""

    key: Key
    path: str


class Taken(NamedTuple):
    """A file as it was parsed, with the digest of its bytes; an empty one where it could not be read."""

    parsed: Parsed
    digest: str


@dataclass
class Memory:
    """What earlier builds made of content files. Without a folder, nothing is known.

    Used as a context manager: what is new is written on leaving, if it is to be kept. Used again, it remembers in
    `taken` what it gave last time.
    """

    folder: Path | None = None
    keep: bool = True
    store: Store = field(init=False)
    known: dict[str, tuple[Stamp, str]] = field(init=False, default_factory=dict)
    new: dict[str, tuple[Stamp, str]] = field(init=False, default_factory=dict)
    taken: dict[tuple[Found, str], Taken] = field(init=False, default_factory=dict)

    def __enter__(self) -> Self:
        if self.taken:
            self.known, self.new = self.new, {}
            return self
        self.store = Store(self.folder).__enter__()
        if self.folder:
            files: Mapping[str, Any] = disk.load(self.folder / _FILE)
            self.known = {path: (Stamp(*stamp), name) for path, (stamp, name) in files.items()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.keep and self.folder and kind is None:
            self.store.__exit__(kind, error, trace)
            if self.new != self.known:
                files = {path: (tuple(stamp), name) for path, (stamp, name) in self.new.items()}
                disk.save(self.folder / _FILE, files)
        # Of a large bank, these are as many bytes as its files; what was taken is here without them.
        self.store.release()

    def replace(self, found: Found, language: str, taken: Taken) -> None:
        """Remember that a file was `taken` so, just after it was written."""
        self.taken[found, language] = taken
        self.new.pop(found.path, None)


_FILE = "files"


def take_in(
    content: Path, files: Sequence[Found], language: str, memory: Memory, pool: Pool
) -> Iterator[Taken]:
    """Each of `files` as it was parsed, in order. Side effects: reads files, adds to `memory`.

    A file whose stamp is known is not opened, one whose bytes are known is not parsed again.
    """
    now = disk.now()
    stamps = {found.path: _stamp(f"{content}/{found.path}") for found in files}
    taken: dict[str, Taken] = {}
    for found in files:
        name = _known(memory, found.path, stamps[found.path])
        parsed = _recall(memory, found, name, language) if name else None
        if parsed:
            taken[found.path] = Taken(parsed, name)
    missing = [found for found in files if found.path not in taken]
    for answers in _answers(_Reader(content, language, memory.store), missing, pool):
        for found, name, data in answers:
            parsed = _recall(memory, found, name, language) if data is None else codec.loads(data)
            assert parsed
            taken[found.path] = Taken(parsed, name)
            if name and data is not None:
                memory.store.put(_key(found, name, language), data)
    memory.taken = {(found, language): taken[found.path] for found in files}
    for found in files:
        stamp, name = stamps[found.path], taken[found.path].digest
        if stamp and name and disk.settled(stamp, now):
            memory.new[found.path] = stamp, name
        yield taken[found.path]


def _stamp(file: str) -> Stamp | None:
    try:
        return disk.stamp(os.lstat(file))
    except OSError:
        return None


def _known(memory: Memory, path: str, stamp: Stamp | None) -> str:
    """The digest of a file that is as it was; empty where that is not known."""
    before, name = memory.known.get(path, (None, ""))
    return name if stamp and before == stamp else ""


def _key(found: Found, name: str, language: str) -> str:
    parts = (codec.codec_version(), found.key.kind, found.path, language, name)
    return digest("\0".join(parts).encode())


def _recall(memory: Memory, found: Found, name: str, language: str) -> Parsed | None:
    taken = memory.taken.get((found, language))
    if taken and taken.digest == name:
        return taken.parsed
    data = memory.store.get(_key(found, name, language))
    try:
        return codec.loads(data) if data is not None else None
    except ValueError:
        return None


Answer = tuple[Found, str, bytes | None]
"""A file, the digest of its bytes (empty where it cannot be read), and what was parsed; None if the store has that."""


def _answers(reader: _Reader, files: Sequence[Found], pool: Pool) -> Iterable[list[Answer]]:
    """What `pool` makes of chunks of `files`, whose bytes are sent along where it does not work here."""
    if not pool.elsewhere:
        return pool.map(reader, files, LEAST)
    sent = [(found, fetch(reader.content, found.path)) for found in files]
    return pool.each(_Parser(reader.language), sent, LEAST)


@dataclass(frozen=True, slots=True)
class _Parser:
    """Parses chunks of files that were read already; needs neither folder nor store."""

    language: str

    def __call__(self, chunk: Sequence[tuple[Found, bytes | Diagnostic]]) -> list[Answer]:
        return [_parsed(found, data, self.language) for found, data in chunk]


def _parsed(found: Found, data: bytes | Diagnostic, language: str) -> Answer:
    if isinstance(data, Diagnostic):
        return found, "", codec.dumps(Parsed(None, (data,)))
    kind, slug = found.key
    return found, digest(data), codec.dumps(parse(kind, slug, found.path, data, language))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads and parses chunks of files."""

    content: Path
    language: str
    store: Store

    def __call__(self, chunk: Sequence[Found]) -> list[Answer]:
        return [self._answer(found) for found in chunk]

    def _answer(self, found: Found) -> Answer:
        data = fetch(self.content, found.path)
        name = "" if isinstance(data, Diagnostic) else digest(data)
        known = self.store.get(_key(found, name, self.language)) if name else None
        if known is not None and _is_whole(known):
            return found, name, None
        return _parsed(found, data, self.language)


def _is_whole(data: bytes) -> bool:
    try:
        codec.loads(data)
    except ValueError:
        return False
    return True


def fetch(content: Path, path: str) -> bytes | Diagnostic:
    """The bytes of a regular file of reasonable size, or what is wrong with it. Side effect: reads the file."""
    full, place = content / path, Span(path, 1, 1, 0, 0)
    try:
        status = os.lstat(full)
        if not stat.S_ISREG(status.st_mode):
            message = "this is a link, a device or a folder, not a file"
            return diagnostic("not-a-file", message, place, "put the file itself here")
        if status.st_size > MAX_FILE:
            message = f"the file is larger than {MAX_FILE // 1000} kB"
            return diagnostic("too-large", message, place, "split it in two")
        with open(os.open(full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            return file.read()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return diagnostic("not-a-file", message, place, "check its permissions")
