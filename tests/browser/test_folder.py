"""The site as a folder: zipped, sent, unzipped, and opened, with everything that scripts add."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .chromium import complaints


@pytest.fixture(scope="module")
def folder(flagship: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship, unpacked from an archive."""
    place = tmp_path_factory.mktemp("sent along")
    archive = shutil.make_archive(str(place / "site"), "zip", flagship)
    shutil.unpack_archive(archive, place / "unpacked here")
    return place / "unpacked here"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must not have errors."""
    with browser.new_context() as context:
        page = context.new_page()
        with complaints(page) as found:
            yield page
        assert not found


def test_search_finds_terms(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.locator(".search-large input").fill("CBE")
    expect(page.get_by_role("option").first).to_contain_text("Competency-Based Education")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Competency-Based Education")


def test_the_results_page_forgives_typos(page: Page, folder: Path) -> None:
    page.goto(f"{(folder / 'search.html').as_uri()}?q=formative+vs+sumative")
    expect(page.locator("main")).to_contain_text("Formative Assessment")
    expect(page.locator("main")).to_contain_text("Summative Assessment")


def test_the_library_filters(page: Page, folder: Path) -> None:
    page.goto((folder / "resources/index.html").as_uri())
    # Of many types, the library folds the last away.
    page.locator(".lib-choices fieldset details").evaluate_all(
        "(all) => { for (const one of all) one.open = true; }"
    )
    page.get_by_label("Book", exact=False).first.check()
    expect(page.locator(".resources > li").first).to_contain_text("Book")
    assert "type=book" in page.url


def test_a_card_opens(page: Page, folder: Path) -> None:
    page.goto((folder / "terms/mastery-learning.html").as_uri())
    page.locator(".definition a.term").first.hover()
    expect(page.locator("#card:popover-open")).to_be_visible()


@pytest.mark.parametrize("path", ["map.html", "changes.html", "everything.html"])
def test_other_pages_open(path: str, page: Page, folder: Path) -> None:
    page.goto((folder / path).as_uri())
    page.locator("main a[href$='.html'], main a[href*='.html#']").first.click()
    expect(page.locator("h1")).to_be_visible()
