"""Every address on every page works, and readers can reach every page."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import Built

from .conftest import SAMPLES
from .documents import Address, Document, documents
from .kinds import Sites

EXTERNAL = ("http", "https", "mailto")
BASE_URL = "https://glossary.example/bank/"
# Hosts serve the first themselves, search fields lead to the second, the third is linked only if site.yaml says so, and
# the service worker shows the last in place of a page that cannot be had.
FOUND_OTHERWISE = {"404.html", "search.html", "about/health.html", "offline.html"}
CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


@pytest.fixture(params=["flagship", "corners", "arabic"])
def site(request: pytest.FixtureRequest, sites: Sites) -> Path:
    return sites[request.param]


@pytest.fixture
def pages(site: Path) -> Mapping[str, Document]:
    return documents(site)


def internal(document: Document) -> Iterator[Address]:
    """The addresses of a page that lead to the site itself."""
    for address in document.addresses:
        if urlsplit(address.url).scheme not in EXTERNAL:
            yield address
    if document.redirect:
        yield Address(document.redirect, "meta")


def target(page: str, url: str) -> tuple[str, str]:
    """The path and the id that `url` on `page` refers to."""
    parts = urlsplit(url)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
    return (path if parts.path else page), unquote(parts.fragment)


def test_every_internal_address_leads_to_a_file(site: Path, pages: Mapping[str, Document]) -> None:
    dead = [
        (page, address)
        for page, document in pages.items()
        for address in internal(document)
        if not (site / target(page, address.url)[0]).is_file()
    ]
    assert not dead


def test_every_anchor_leads_to_an_element(pages: Mapping[str, Document]) -> None:
    dead = [
        (page, address)
        for page, document in pages.items()
        for address in internal(document)
        for path, anchor in [target(page, address.url)]
        if anchor and path in pages and anchor not in pages[path].ids
    ]
    assert not dead


def test_every_address_in_a_style_sheet_leads_to_a_file(site: Path) -> None:
    found = {
        sheet.parent / url
        for sheet in site.rglob("*.css")
        for url in CSS_URL.findall(sheet.read_text(encoding="utf-8"))
    }
    assert found
    assert not [file for file in found if not file.is_file()]


def test_every_link_is_relative_and_stays_inside(pages: Mapping[str, Document]) -> None:
    absolute = [
        (page, address)
        for page, document in pages.items()
        for address in internal(document)
        if address.url.startswith("/") or target(page, address.url)[0].startswith("..")
    ]
    assert not absolute


def test_no_link_names_the_address_of_its_own_site(built: Built) -> None:
    site = built("hosted", SAMPLES / "corners", base_url=BASE_URL)
    # Canonical addresses are always absolute, and 404.html appears at addresses of any depth.
    absolute = [
        (page, address)
        for page, document in documents(site).items()
        for address in document.addresses
        if address.url.startswith(BASE_URL) and address.rel != "canonical" and page != "404.html"
    ]
    assert not absolute


def test_every_page_can_be_reached_from_the_home_page(pages: Mapping[str, Document]) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        page = waiting.pop()
        led_to = {target(page, address.url)[0] for address in internal(pages[page])}
        waiting += sorted(led_to & pages.keys() - reached)
        reached |= led_to
    redirects = {page for page, document in pages.items() if document.redirect}
    assert not pages.keys() - reached - redirects - FOUND_OTHERWISE


def test_every_id_is_used_once_on_its_page(pages: Mapping[str, Document]) -> None:
    twice = {
        page: repeated
        for page, document in pages.items()
        if (repeated := [name for name, count in Counter(document.ids).items() if count > 1])
    }
    assert not twice


def test_every_page_has_one_main_heading(pages: Mapping[str, Document]) -> None:
    assert not [page for page, document in pages.items() if document.headings.count(1) != 1]


def test_no_heading_skips_a_level(pages: Mapping[str, Document]) -> None:
    skipping = {
        page: document.headings
        for page, document in pages.items()
        if any(deeper > level + 1 for level, deeper in pairwise([0, *document.headings]))
    }
    assert not skipping


def test_every_page_for_search_engines_describes_itself(pages: Mapping[str, Document]) -> None:
    listed = {page: document.meta for page, document in pages.items() if "robots" not in document.meta}
    assert listed
    assert not [page for page, meta in listed.items() if not meta.get("description")]
