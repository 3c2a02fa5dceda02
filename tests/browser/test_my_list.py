"""A reader's own list: kept in the browser, printed, exported, and opened by somebody else through a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Built
from playwright.sync_api import Browser, Locator, Page, Route, expect

from termbank.exporters import file

from .chromium import Tabs
from .kinds import TERM, AddressOf, Kind, Sites
from .server import serving

PHONE = {"width": 390, "height": 844}
FIVE = (
    "terms/rubric",
    "terms/formative-assessment",
    "terms/mastery-learning",
    "resources/bloom-1984",
    "resources/black-wiliam-1998b",
)
RESOURCE = Kind("resource", "resources/*.html")

NewPage = Callable[[], Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Phones of readers who have kept nothing yet, each with a browser of its own."""
    contexts = []

    def open_one() -> Page:
        contexts.append(browser.new_context(viewport=PHONE, has_touch=True, service_workers="block"))  # type: ignore[arg-type]
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def flagship_url(server: str, sites: Sites) -> str:
    for path in FIVE:
        assert (sites["flagship"] / f"{path}.html").is_file(), f"the test keeps {path}"
    return f"{server}flagship/"


def keep(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("button", name="Keep").first


def titles(page: Page) -> Locator:
    return page.locator(".mine-entries .entry-word")


def keep_five(page: Page, site: str) -> None:
    for path in FIVE:
        page.goto(f"{site}{path}.html")
        keep(page).tap()
        expect(keep(page)).to_have_attribute("aria-pressed", "true")


def test_five_things_kept_are_shared_by_a_link(new_page: NewPage, flagship_url: str) -> None:
    mine = new_page()
    keep_five(mine, flagship_url)
    mine.get_by_role("main").get_by_role("link", name="My list").tap()
    expect(titles(mine)).to_have_count(5)
    expect(mine.get_by_role("status")).to_have_text("5 entries")
    link = mine.get_by_role("link", name="Link to this list").evaluate("(link) => link.href")
    other = new_page()
    # A site that knows its address shares that; this copy stands elsewhere.
    other.goto(f"{flagship_url}my-list.html#{link.partition('#')[2]}")
    expect(other.get_by_text("Somebody shared this list with you.")).to_be_visible()
    assert titles(other).all_inner_texts() == titles(mine).all_inner_texts()
    other.get_by_role("button", name="Keep all of it").tap()
    expect(other.get_by_text("Somebody shared")).to_have_count(0)
    other.goto(f"{flagship_url}terms/rubric.html")
    expect(keep(other)).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_keeps_and_removes(tabs: Tabs, address: AddressOf, server: str) -> None:
    page = tabs.open(address(TERM))
    keep(page).press("Enter")
    expect(keep(page)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("main").get_by_role("link", name="My list").press("Enter")
    expect(titles(page)).to_have_count(1)
    keep(page).press("Space")
    # What was removed by a slip stays in sight until the reader leaves.
    expect(page.get_by_role("status")).to_contain_text("Nothing here yet")
    expect(titles(page)).to_have_count(1)
    page.reload()
    expect(titles(page)).to_have_count(0)


def test_it_works_from_a_folder(new_page: NewPage, sites: Sites) -> None:
    page = new_page()
    site = f"{sites['flagship'].as_uri()}/"
    keep_five(page, site)
    page.goto(f"{site}my-list.html")
    expect(titles(page)).to_have_count(5)
    titles(page).first.get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rubric")


def test_there_is_no_cookie(new_page: NewPage, flagship_url: str) -> None:
    page = new_page()
    keep_five(page, flagship_url)
    assert page.context.cookies() == []


def test_sites_on_one_host_do_not_mix(new_page: NewPage, server: str, address: AddressOf) -> None:
    page = new_page()
    page.goto(address(TERM))
    keep(page).tap()
    page.goto(f"{server}corners/my-list.html")
    expect(page.get_by_role("status")).to_contain_text("Nothing here yet")


@pytest.mark.parametrize(
    ("button", "holds"),
    [
        ("Text", "terms/rubric.html"),
        ("Spreadsheet (CSV)", '"title","about","url"'),
        ("BibTeX", "@"),
        ("CSL-JSON", '"type"'),
    ],
)
def test_the_list_is_exported(
    button: str, holds: str, new_page: NewPage, flagship_url: str, tmp_path: Path
) -> None:
    page = new_page()
    page.goto(f"{flagship_url}my-list.html#{','.join(FIVE)}")
    with page.expect_download() as download:
        page.get_by_role("button", name=button).tap()
    download.value.save_as(tmp_path / "list")
    text = (tmp_path / "list").read_text(encoding="utf-8")
    assert holds in text
    assert "Bloom" in text


def test_paper_has_the_entries_and_their_addresses(new_page: NewPage, flagship_url: str) -> None:
    page = new_page()
    page.goto(f"{flagship_url}my-list.html#{','.join(FIVE)}")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Keep").first).to_be_hidden()
    expect(page.locator(".mine-address").first).to_contain_text("terms/rubric")


def test_an_address_of_a_stranger_leads_nowhere_else(new_page: NewPage, flagship_url: str) -> None:
    page = new_page()
    page.goto(f"{flagship_url}my-list.html#terms/rubric,javascript:alert(1),//example.org/a,terms/../../a,%")
    expect(page.get_by_role("status")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{flagship_url}my-list.html#terms/rubric,javascript:alert(1),//example.org/a,terms/../../a")
    expect(titles(page)).to_have_count(1)


def test_a_list_that_was_received_stays_when_a_reader_skips_to_it(
    new_page: NewPage, flagship_url: str
) -> None:
    page = new_page()
    page.goto(f"{flagship_url}my-list.html#{','.join(FIVE)}")
    expect(titles(page)).to_have_count(5)
    page.evaluate("addEventListener('hashchange', () => setTimeout(() => (window.settled = true)))")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("window.settled")
    expect(titles(page)).to_have_count(5)
    expect(page.get_by_text("Somebody shared this list with you.")).to_be_visible()


def test_an_old_address_on_a_list_still_leads_on(new_page: NewPage, server: str) -> None:
    page = new_page()
    page.goto(f"{server}corners/my-list.html#terms/older-word")
    titles(page).get_by_role("link").tap()
    page.wait_for_url("**/new-word.html")


def test_other_tabs_follow(browser: Browser, address: AddressOf) -> None:
    with browser.new_context(service_workers="block") as context:
        first, second = context.new_page(), context.new_page()
        first.goto(address(TERM))
        second.goto(address(TERM))
        keep(first).click()
        expect(keep(second)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("kind", [TERM, RESOURCE], ids=str)
def test_without_a_script_no_button_stands_there(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind), java_script_enabled=False)
    expect(page.locator(".take a").filter(has_text="Cite")).to_be_visible()
    expect(page.locator(".take button").filter(visible=True)).to_have_count(0)


def test_without_a_script_the_page_says_what_it_needs(tabs: Tabs, server: str) -> None:
    page = tabs.open(f"{server}flagship/my-list.html", java_script_enabled=False)
    expect(page.get_by_text("Keeping a list needs JavaScript.")).to_be_visible()


def test_nothing_moves_when_the_button_comes(new_page: NewPage, address: AddressOf) -> None:
    page = new_page()
    page.goto(address(TERM))
    expect(keep(page)).to_be_visible()
    with_button = page.locator(".definition").bounding_box()
    page.route("**/script.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    expect(page.locator(".keep")).not_to_be_visible()
    assert page.locator(".definition").bounding_box() == with_button


def test_a_large_glossary_loads_only_what_the_list_needs(
    tabs: Tabs, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "WHOLE", 1)
    monkeypatch.setattr(file, "PART", 1)
    site = built("corners in parts", Path(__file__).parent / "sites" / "corners")
    with serving({"corners": site}) as address:
        page = tabs.open(f"{address}corners/my-list.html#terms/new-word,resources/a-work")
        expect(titles(page).first).to_have_text("New Word (of the two)")
        expect(titles(page).nth(1)).to_contain_text("A Work Whose Title")
        loaded = page.locator("script[src*='data/my-list/']")
        expect(loaded).to_have_count(2)


def test_what_is_known_later_fills_the_list_in_and_leaves_the_focus(
    new_page: NewPage, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "WHOLE", 1)
    monkeypatch.setattr(file, "PART", 1)
    site = built("corners in parts", Path(__file__).parent / "sites" / "corners")
    with serving({"corners": site}) as address:
        page = new_page()
        page.goto(f"{address}corners/terms/new-word.html")
        keep(page).tap()
        expect(keep(page)).to_have_attribute("aria-pressed", "true")
        held = list[Route]()

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/data/my-list/*.js", hold)
        with page.expect_request("**/data/my-list/*.js"):
            page.goto(f"{address}corners/my-list.html", wait_until="commit")
        button = page.get_by_role("button", name="Keep: new-word")
        button.press("Space")
        expect(page.get_by_role("status")).to_contain_text("Nothing here yet")
        held[0].continue_()
        expect(titles(page).first).to_have_text("New Word (of the two)")
        expect(page.get_by_role("button", name="Keep: New Word")).to_be_focused()
