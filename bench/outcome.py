"""Reads the links and listings of a built site, which two sites of one glossary must agree on."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

BASE = "/bank/"
"""Where Hugo's links begin; ours are relative."""
VOID = {"link", "meta", "input", "img", "br", "hr", "source", "wbr", "col"}
LISTS = ("related-terms", "curated-resources", "used-in")
"""Ids of the sections of a term's page that list something."""


@dataclass
class Page:
    """The link targets in a page's main part: all of them, the written ones in prose, and those of each section."""

    links: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    sections: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """A site: its terms in order, the members of each category, the lists on each term, and the written links."""

    order: list[str]
    categories: Mapping[str, list[str]]
    related: Mapping[str, set[str]]
    resources: Mapping[str, set[str]]
    used_in: Mapping[str, set[str]]
    written: Mapping[str, set[str]]


def read(site: Path) -> Outcome:
    """Read the site in `site`. Paths are relative to it."""
    terms = _pages(site, "terms")
    written: dict[str, set[str]] = {}
    for path, page in {**terms, **_pages(site, "resources")}.items():
        for target in page.written:
            written.setdefault(target, set()).add(path)
    related, resources, used_in = (
        {path: set(page.sections.get(name, ())) - {path} for path, page in terms.items()} for name in LISTS
    )
    own = {
        path: {link for link in links if _is_record(link, "resources")} for path, links in resources.items()
    }
    categories = {path: _members(site, path) for path in _paths(site, "categories")}
    return Outcome(_members(site, "terms/index.html"), categories, related, own, used_in, written)


def differences(ours: Outcome, peers: Outcome) -> list[str]:
    """One line for each difference between the sites; empty if they show the same glossary.

    A peer lists only written links under "used in"; Termbank lists automatic links as well.
    """
    found = [] if ours.order == peers.order else ["the order of the terms differs"]
    for name in ("categories", "related", "resources", "written"):
        found += _unlike(name, getattr(ours, name), getattr(peers, name))
    for target, sources in peers.written.items():
        if peers.used_in.get(target) != sources:
            found.append(f"used in: Hugo's {target} does not list what links to it")
        if not sources <= ours.used_in.get(target, set()):
            found.append(f"used in: our {target} lacks some of what links to it")
    return found


def _unlike(name: str, ours: Mapping[str, object], peers: Mapping[str, object]) -> Iterator[str]:
    for path in sorted({*ours, *peers}):
        if ours.get(path) != peers.get(path):
            yield f"{name}: {path} differs"


def _paths(site: Path, folder: str) -> list[str]:
    return sorted(f"{folder}/{file.name}" for file in (site / folder).glob("*.html") if file.stem != "index")


def _pages(site: Path, folder: str) -> dict[str, Page]:
    return {path: parse(path, (site / path).read_text(encoding="utf-8")) for path in _paths(site, folder)}


def _members(site: Path, path: str) -> list[str]:
    """The terms in the listing at `path`, in order, including all parts of the listing.

    The parts of a long listing are pages in the folder with its name.
    """
    parts = f"{path.removesuffix('.html')}/"
    members: dict[str, None] = {}
    ahead, seen = [path], set[str]()
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        page = parse(here, (site / here).read_text(encoding="utf-8"))
        members |= dict.fromkeys(link for link in page.links if _is_record(link, "terms"))
        onward = [*page.sections.get("next", ()), *page.links]
        ahead += [link for link in reversed(onward) if link.startswith(parts)]
    return list(members)


def _is_record(path: str, folder: str) -> bool:
    return posixpath.dirname(path) == folder and path != f"{folder}/index.html"


def parse(path: str, text: str) -> Page:
    """The links of the page `text` at `path`."""
    reader = _Reader(path)
    reader.feed(text)
    return reader.page


class _Reader(HTMLParser):
    """Collects links and the sections that contain them."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.page = Page()
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a link."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given and self._within("main"):
            self._link(given)
        if tag not in VOID:
            self.open.append((tag, given.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        """Close an element and any elements left open inside it."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def _within(self, tag: str) -> bool:
        return any(name == tag for name, _ in self.open)

    def _link(self, given: Mapping[str, str]) -> None:
        address = self._resolve(given["href"])
        if address is None:
            return
        ids = [name for tag, name in self.open if tag == "section" and name]
        for name in [*ids, *(["next"] if given.get("rel") == "next" and not self._within("article") else [])]:
            self.page.sections.setdefault(name, []).append(address)
        if given.get("rel") not in ("next", "prev"):
            self.page.links.append(address)
        kinds = given.get("class", "").split()
        if "term" in kinds and "auto" not in kinds and not set(ids) & set(LISTS):
            self.page.written.append(address)

    def _resolve(self, href: str) -> str | None:
        """The path of the page that `href` links to, if it is on this site."""
        parts = urlsplit(href)
        if parts.scheme or not parts.path.endswith(".html"):
            return None
        if parts.path.startswith(BASE):
            return parts.path.removeprefix(BASE)
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), parts.path))
