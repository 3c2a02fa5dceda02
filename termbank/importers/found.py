"""What an importer found: entries in our fields, and everything that got lost on the way, with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from termbank.content.key import Kind
from termbank.content.schema import SiteFields


class ImportFileError(ValueError):
    """Why nothing can be imported; the message is for the person who asked."""


@dataclass(frozen=True)
class Options:
    """What a person chose: the kind of records, the fields of columns by name, and the language to take.

    `site` has the fields that the glossary declares.
    """

    kind: Kind | None = None
    columns: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    site: SiteFields = field(default_factory=SiteFields)


Value = str | list[str] | dict[str, str]


@dataclass
class Entry:
    """One term or resource to be. `place` is where it came from, such as `words.csv:12`.

    `fields` are named as our front matter names them; fields that name other terms hold whatever the source calls
    these. `names` is what links and fields of other entries may call this one, besides its title; `base` is the folder
    that its relative links start from.
    """

    kind: Kind
    title: str
    place: str
    fields: dict[str, Value] = field(default_factory=dict)
    body: str = ""
    names: set[str] = field(default_factory=set)
    base: str = ""
    slug: str = ""

    def add(self, name: str, value: str) -> None:
        """Put `value` at the end of the list `name`, unless the entry is called that already."""
        values = self.fields.setdefault(name, [])
        if isinstance(values, list) and value.casefold() not in map(str.casefold, (*values, self.title)):
            values.append(value)

    def take(self, *lists: str) -> str:
        """The first value of the first of these lists that has any, which it is taken from; empty if none has."""
        for name in lists:
            if isinstance(values := self.fields.get(name), list) and values:
                return values.pop(0)
        return ""


@dataclass
class Found:
    """Everything of one import: `total` entries were there, `entries` can be written.

    `mapping` says which of the source's fields went where, for people to look over. `losses` are by kind, each with the
    places where it happened.
    """

    entries: list[Entry] = field(default_factory=list)
    total: int = 0
    mapping: dict[str, str] = field(default_factory=dict)
    losses: dict[str, list[str]] = field(default_factory=dict)

    def lose(self, what: str, place: str) -> None:
        """Note that something did not arrive."""
        self.losses.setdefault(what, []).append(place)


def files_of(path: Path, endings: Iterable[str]) -> list[Path]:
    """The file at `path`, whatever its ending, or the files below the folder there that have one of `endings`."""
    if path.is_file():
        return [path]
    return sorted(file for ending in endings for file in path.rglob(f"*{ending}"))


def read_text(path: Path, found: Found) -> str:
    """The text of a file: UTF-8 with or without a mark, UTF-16 with one, and what older Windows programs write."""
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16").replace("\r\n", "\n")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        found.lose("the file is not UTF-8; read as Windows-1252, look at accents and quotes", path.name)
        return data.decode("cp1252", "replace").replace("\r\n", "\n")
