"""Pages stay small on a reader's phone: budgets in bytes after gzip."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from .documents import Document, documents
from .kinds import TERM, AddressOf, Sites
from .test_links import internal, target

HTML, CSS, SCRIPT = 8_000, 8_000, 10_000
FIRST_VISIT, REQUESTS = 30_000, 5

PACKED = (".woff2", ".png", ".jpg", ".webp", ".avif")
"""Files that gain nothing from gzip and are sent as they are."""


def on_the_wire(file: Path) -> int:
    """The number of bytes that a host sends for `file`."""
    data = file.read_bytes()
    return len(data) if file.suffix in PACKED else len(gzip.compress(data, 6))


def too_big(site: Path, paths: set[str], budget: int) -> dict[str, int]:
    """The files over budget, with their sizes."""
    sizes = {path: on_the_wire(site / path) for path in paths}
    return {path: size for path, size in sizes.items() if size > budget}


def loaded(page: str, document: Document) -> set[str]:
    """The files that a page loads by itself: style sheets, scripts, fonts, icons."""
    own = (address for address in internal(document) if address.element in ("link", "script"))
    return {target(page, address.url)[0] for address in own}


def terms(site: Path) -> set[str]:
    return {page for page in documents(site) if page.startswith("terms/") and page != "terms/index.html"}


def test_the_html_of_every_term_is_small(flagship: Path) -> None:
    assert not too_big(flagship, terms(flagship), HTML)


@pytest.mark.parametrize(("suffix", "budget"), [(".css", CSS), (".js", SCRIPT)])
def test_styles_and_scripts_of_a_term_are_small(flagship: Path, suffix: str, budget: int) -> None:
    for page in terms(flagship):
        files = {path for path in loaded(page, documents(flagship)[page]) if path.endswith(suffix)}
        sizes = {path: on_the_wire(flagship / path) for path in files}
        assert sum(sizes.values()) <= budget, (page, sizes)


@pytest.fixture
def first_visit(browser: Browser, sites: Sites, address: AddressOf, server: str) -> dict[str, int]:
    """The size of each file that a phone loads for the longest term; a file from another host has size 0."""
    asked: list[str] = []
    with browser.new_context(viewport={"width": 390, "height": 844}) as nothing_cached:
        page = nothing_cached.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address(TERM), wait_until="networkidle")
    own = {unquote(url.removeprefix(f"{server}flagship/")) for url in asked}
    path = TERM.path(sites).relative_to(sites["flagship"]).as_posix()
    # Headless Chromium does not load the icon; a reader's browser does.
    icons = {file for file in loaded(path, documents(sites["flagship"])[path]) if file.endswith(".svg")}
    files = {path: sites["flagship"] / path for path in sorted(own | icons)}
    return {path: 0 if "://" in path else on_the_wire(file) for path, file in files.items()}


def test_a_first_visit_is_small(first_visit: dict[str, int]) -> None:
    assert sum(first_visit.values()) <= FIRST_VISIT, first_visit


def test_a_first_visit_takes_few_requests(first_visit: dict[str, int]) -> None:
    assert len(first_visit) <= REQUESTS, first_visit


def test_no_other_host_is_contacted(first_visit: dict[str, int]) -> None:
    assert not [path for path in first_visit if "://" in path]
