"""Content files parsed: from the cache where they are as they were, by several processes where they are many."""

from __future__ import annotations

import marshal
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from termbank.content import codec
from termbank.content.key import Key
from termbank.content.model import Parsed
from termbank.content.parser import parse
from termbank.content.schema import Setting
from termbank.system import files as disk
from termbank.system.files import FileVersion
from termbank.system.pool import Pool
from termbank.system.store import Store
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span, digest

MAX_FILE = 1_000_000
LEAST = 200
"""Files that a process takes at once, at the least."""


class Found(NamedTuple):
    """A content file by the record that it holds and its path below the content folder."""

    key: Key
    path: str


class ParsedFile(NamedTuple):
    """A file as it was parsed, and how to tell that it is the same file.

    `digest` is that of its bytes, empty where it could not be read. `version` is None where the file was written so
    recently that a second save could go unnoticed. `setting` is all else that the outcome depends on.
    """

    parsed: Parsed
    digest: str
    version: FileVersion | None
    setting: str


def setting_name(language: str, setting: Setting) -> str:
    """What a parsed file depends on besides its bytes, in one text."""
    own = (f"{name}:{kind}" for name, kind in setting.own)
    return " ".join([language, *(["large"] if setting.large else []), *own])


@dataclass(frozen=True, slots=True)
class ParseCache:
    """The parsed files of one content folder, kept in a `room` of `store`."""

    store: Store
    room: str

    @classmethod
    def of(cls, store: Store, content: Path) -> ParseCache:
        """The parsed files of `content`. Another version of the codec, or of a library, uses another room."""
        return cls(store, f"parsed {codec.codec_version()} {content.absolute()}")

    def get(self, path: str) -> ParsedFile | None:
        """The file as it was when it was last parsed."""
        found: ParsedFile | None = self.store.get(self.room, path, _decode)
        return found

    def put(self, path: str, file: ParsedFile, data: bytes | None = None) -> None:
        """Remember a file; `data` is its record as bytes, where that is known already."""
        packed = codec.dumps(file.parsed) if data is None else data
        version = tuple(file.version) if file.version else None
        self.store.put(self.room, path, file, marshal.dumps((packed, file.digest, version, file.setting)))


def _decode(data: bytes) -> ParsedFile:
    # A cache of our own, with a checksum; who can write there can change the program as well.
    packed, name, version, setting = marshal.loads(data)  # noqa: S302
    return ParsedFile(codec.loads(packed), name, FileVersion(*version) if version else None, setting)


def parse_files(
    content: Path,
    files: Sequence[Found],
    language: str,
    store: Store,
    pool: Pool,
    settings: Mapping[str, Setting],
) -> Iterator[ParsedFile]:
    """Each of `files`, parsed, in order. Side effects: reads files, adds to `store`.

    `settings` are those of each kind of record. A file of the same version is not opened, one of the same bytes is not
    parsed again.
    """
    cache, now = ParseCache.of(store, content), disk.now()
    names = {kind: setting_name(language, setting) for kind, setting in settings.items()}
    parsed: dict[str, ParsedFile] = {}
    changed: list[tuple[Found, bytes | Diagnostic]] = []
    versions: dict[str, FileVersion | None] = {}
    for found in files:
        version = disk.version_at(f"{content}/{found.path}")
        known = cache.get(found.path)
        # A term's language is the site's: `language: de` in site.yaml changes every record without touching its file.
        if known and known.setting != names[found.key.kind]:
            known = None
        if known and version and known.version == version:
            parsed[found.path] = known
            continue
        versions[found.path] = version if version and disk.is_stable(version, now) else None
        data = fetch(content, found.path)
        if known and isinstance(data, bytes) and known.digest == digest(data):
            parsed[found.path] = known._replace(version=versions[found.path])
            cache.put(found.path, parsed[found.path])
        else:
            changed.append((found, data))
    for answers in pool.map(_Parser(language, settings), changed, LEAST):
        for found, name, packed in answers:
            file = ParsedFile(codec.loads(packed), name, versions[found.path], names[found.key.kind])
            parsed[found.path] = file
            if name:
                cache.put(found.path, file, packed)
    store.prune(cache.room, parsed.keys())
    store.save()
    # Of a large glossary, these are as many bytes as its files.
    store.release(cache.room)
    return (parsed[found.path] for found in files)


@dataclass(frozen=True, slots=True)
class _Parser:
    """Parses chunks of files that were read; needs neither folder nor cache, so that it can be sent anywhere."""

    language: str
    settings: Mapping[str, Setting]

    def __call__(self, chunk: Sequence[tuple[Found, bytes | Diagnostic]]) -> list[tuple[Found, str, bytes]]:
        parsed = []
        for found, data in chunk:
            if isinstance(data, Diagnostic):
                parsed.append((found, "", codec.dumps(Parsed(None, (data,)))))
            else:
                # Bytes, not objects, go back to the first process: pickled records took four times as long.
                setting = self.settings[found.key.kind]
                packed = codec.dumps(parse(*found.key, found.path, data, self.language, setting))
                parsed.append((found, digest(data), packed))
        return parsed


def fetch(content: Path, path: str) -> bytes | Diagnostic:
    """The bytes of a regular file of reasonable size, or what is wrong with it. Side effect: reads the file."""
    full, place = content / path, Span(path, 1, 1, 0, 0)
    try:
        # Not `stat`: where a link leads, it would say nothing of the link.
        status = os.lstat(full)
        if not stat.S_ISREG(status.st_mode):
            message = "this is a link, a device or a folder, not a file"
            return diagnostic("not-a-file", message, place, "put the file itself here")
        if status.st_size > MAX_FILE:
            message = "the file is larger than 1 MB"
            return diagnostic("too-large", message, place, "split it in two")
        # Between the look and the opening, somebody could put a link there: O_NOFOLLOW refuses it.
        with open(os.open(full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            return file.read()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return diagnostic("not-a-file", message, place, "check its permissions")
