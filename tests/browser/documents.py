"""Pages as the link tests read them: ids, headings, and addresses, in document order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

_ADDRESSES = ("href", "src", "action", "poster", "data", "cite", "formaction")
_HEADING = re.compile(r"h([1-6])")
_REFRESH = re.compile(r"\d+;\s*url=(?P<url>.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """An address on a page, and its element."""

    url: str
    element: str
    rel: str = ""


@dataclass
class Document:
    """The contents of one page. `redirect` is the target of an automatic redirect; `meta` maps names to values."""

    ids: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    redirect: str | None = None
    meta: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.document = Document()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.document.ids.append(values["id"])
        if heading := _HEADING.fullmatch(tag):
            self.document.headings.append(int(heading[1]))
        if values.get("http-equiv") == "refresh" and (refresh := _REFRESH.fullmatch(values["content"])):
            self.document.redirect = refresh["url"]
        if tag == "meta" and "name" in values:
            self.document.meta[values["name"]] = values["content"]
        for url in (*_addresses(values), *_candidates(values)):
            self.document.addresses.append(Address(url, tag, values.get("rel", "")))


def _addresses(values: Mapping[str, str]) -> list[str]:
    return [values[name] for name in _ADDRESSES if name in values]


def _candidates(values: Mapping[str, str]) -> list[str]:
    return [image.split()[0] for image in values.get("srcset", "").split(",") if image.strip()]


@cache
def documents(site: Path) -> Mapping[str, Document]:
    """Every page of a built site by its path. Do not modify."""
    return {file.relative_to(site).as_posix(): _read(file) for file in sorted(site.rglob("*.html"))}


def _read(file: Path) -> Document:
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    reader.close()
    return reader.document
