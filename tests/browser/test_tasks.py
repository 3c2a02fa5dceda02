"""Things that readers come for, each done as they would do it, in so many taps or keys.

A list of five things that is shared: `test_my_list.py`; reading without a network: `test_offline.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .chromium import Tabs
from .test_tips import PHONE


class Hand:
    """A reader with a phone, whose taps are counted."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.taps = page, site, 0

    def open(self, path: str) -> None:
        """Begin at a page."""
        self.page.goto(self.site + path)

    def tap(self, target: Locator) -> None:
        """Tap what can be seen now, without scrolling."""
        expect(target).to_be_in_viewport()
        target.tap()
        self.taps += 1


@pytest.fixture
def hand(browser: Browser, server: str) -> Iterator[Hand]:
    """A phone that has not seen the site before."""
    with browser.new_context(viewport=PHONE, has_touch=True, service_workers="block") as context:  # type: ignore[arg-type]
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield Hand(context.new_page(), f"{server}flagship/")


def test_an_abbreviation_is_found_from_a_term_in_two_taps(hand: Hand) -> None:
    hand.open("terms/rubric.html")
    hand.tap(hand.page.get_by_role("banner").get_by_role("searchbox"))
    expect(hand.page.locator(":focus")).to_have_attribute("type", "search")
    hand.page.keyboard.type("CBE")
    hand.tap(hand.page.get_by_role("option").first)
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("Competency-Based Education")
    assert hand.taps == 2


def test_a_free_video_on_a_principle_is_found_from_the_search_field(hand: Hand) -> None:
    hand.open("search.html")
    hand.page.get_by_role("main").get_by_role("searchbox").fill("free videos on meaningful assessment")
    hand.tap(hand.page.get_by_role("main").get_by_role("link", name="Free · Video · Meaningful Assessment"))
    expect(hand.page).to_have_url(
        re.compile(r"resources/index\.html\?access=free&type=video&principle=meaningful-assessment$")
    )
    expect(hand.page.get_by_role("main").get_by_role("heading", level=2).first).to_be_visible()
    assert hand.taps == 1


def test_a_checklist_of_one_category_prints_on_one_page(hand: Hand) -> None:
    hand.open("tips/short-timeline.html")
    hand.page.get_by_role("combobox", name="Category").select_option(label="Learner Data")
    expect(hand.page.locator(".listing > section").filter(visible=True)).to_have_count(1)
    hand.page.evaluate("window.print = () => { window.asked = true }")
    hand.tap(hand.page.get_by_role("button", name="Print"))
    assert hand.page.evaluate("window.asked")
    # Every page object of a PDF says that it is one.
    assert len(re.findall(rb"/Type\s*/Page\b", hand.page.pdf(format="Letter"))) == 1


def test_a_correction_needs_no_account(hand: Hand) -> None:
    hand.open("terms/rubric.html")
    link = hand.page.get_by_role("contentinfo").get_by_role("link", name="Suggest a change")
    link.scroll_into_view_if_needed()
    hand.tap(link)
    expect(hand.page.get_by_role("heading", name="Suggest a change")).to_be_in_viewport()
    assert hand.taps == 1


def test_the_license_is_on_every_page(hand: Hand) -> None:
    hand.open("resources/bloom-1984.html")
    license_link = hand.page.locator("a[rel~=license]")
    license_link.scroll_into_view_if_needed()
    expect(license_link).to_have_attribute("href", re.compile("^https://creativecommons.org/"))


def test_a_citation_is_taken_along_in_two_taps(hand: Hand) -> None:
    hand.open("terms/rubric.html")
    hand.tap(hand.page.get_by_role("main").get_by_role("link", name="Cite").first)
    expect(hand.page).to_have_url(re.compile("#cite$"))
    hand.tap(hand.page.locator("#cite, section:has(> #cite)").last.get_by_role("button", name="Copy").first)
    # The clipboard is filled in the browser's own time.
    hand.page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('Rubric'))")
    assert hand.taps == 2


def test_a_resource_is_opened_with_twelve_keys(tabs: Tabs, server: str) -> None:
    page = tabs.open(f"{server}flagship/index.html")
    page.wait_for_load_state("networkidle")
    keys = ["/", *"bloom", "ArrowDown", "ArrowDown", "Enter"]
    for key in keys[:6]:
        page.keyboard.press(key)
    expect(page.get_by_role("option").nth(1)).to_contain_text("Armstrong")
    for key in keys[6:]:
        page.keyboard.press(key)
    page.wait_for_url("**/resources/*.html#open")
    page.keyboard.press("Tab")
    opening = page.locator(":focus")
    expect(opening).to_have_attribute("href", re.compile("^https://"))
    # And one key to follow the link, which leads out of the site.
    assert len(keys) + 2 <= 12


def test_what_changed_is_told_on_the_first_screen(hand: Hand) -> None:
    hand.open("index.html")
    hand.tap(hand.page.get_by_role("main").get_by_role("link", name="Recent changes"))
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Changes")
    expect(hand.page.get_by_role("heading", level=2).first).to_be_in_viewport()
    assert hand.taps == 1
