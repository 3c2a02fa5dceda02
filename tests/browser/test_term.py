"""The page of a term in a browser: what stands where, on phones and wide screens, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .chromium import Tabs
from .kinds import TERM, AddressOf, Kind, Sites

PHONE = (390, 844)

FONT_SIZE = "(element) => parseFloat(getComputedStyle(element).fontSize)"
# Sentences of the definition as readers see it, without case and marks.
SENTENCES = """(definition) => {
  const cut = new Intl.Segmenter("en", { granularity: "sentence" }).segment(definition.innerText);
  return [...cut].map(({ segment }) => segment.toLowerCase().replace(/[^a-z0-9 ]/g, "").trim()).filter(Boolean);
}"""


def size(page: Page, selector: str) -> float:
    """The size of the type of an element in pixels."""
    found: float = page.locator(selector).first.evaluate(FONT_SIZE)
    return found


# --- the summary ---


@pytest.mark.parametrize("width", [390, 1280])
def test_the_summary_is_larger_than_the_text_below_it(width: int, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), width, java_script_enabled=False)
    assert size(page, ".lead p") > 1.2 * size(page, ".definition > p")


def test_no_sentence_of_a_definition_is_said_twice(tabs: Tabs, sites: Sites) -> None:
    twice = {}
    for file in sites["flagship"].glob("terms/*.html"):
        if file.stem != "index":
            page = tabs.open(file.as_uri())
            said: list[str] = page.locator(".definition").evaluate(SENTENCES)
            twice[file.stem] = [sentence for sentence in said if said.count(sentence) > 1]
    assert not {term: sentences for term, sentences in twice.items() if sentences}


def test_the_summary_leads_the_page(tabs: Tabs, sites: Sites) -> None:
    page = tabs.open((sites["flagship"] / "terms/rubric.html").as_uri(), *PHONE)
    expect(page.locator(".lead")).to_contain_text("A scoring tool that lists what counts")
    expect(page.locator(".lead")).to_be_in_viewport(ratio=1)


# --- what is on the page ---

LITTLE = Kind("bare-term", "terms/bare-word.html", "corners")
MARKDOWN = Kind("all-markdown", "terms/new-word.html", "corners")

# The ids of what stands in the text and beside it, from top to bottom as it is drawn.
DRAWN = """(entry) => [...entry.querySelectorAll("section, .lead")]
  .filter((part) => part.checkVisibility())
  .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
  .map((part) => part.id || part.className)"""
# The label and number of each place, and what is there: the heading and the number of resources below it.
PLACES = """(links) => links.map((link) => {
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const heading = place.matches("section") && place.querySelector("h2").textContent.trim();
  const count = link.nextElementSibling?.textContent;
  const listed = count ? place.querySelectorAll("section > .resources > li").length : 0;
  return [link.textContent, heading || link.textContent, Number(count ?? 0), listed];
})"""


def on_this_page(page: Page) -> Locator:
    return page.get_by_role("navigation", name="On this page")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("width", [960, 1280])
def test_the_list_of_places_stays_beside_the_text(
    width: int, script: bool, tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(address(TERM), width, java_script_enabled=script)
    link = on_this_page(page).get_by_role("link", name="Curated resources")
    link.click()
    expect(page.locator("#curated-resources h2")).to_be_in_viewport()
    expect(link).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [390, 1280])
def test_places_are_named_as_their_headings_and_counted(width: int, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), width)
    places = on_this_page(page).get_by_role("link").evaluate_all(PLACES)
    assert len(places) > 5
    assert not [place for place in places if place[0] != place[1] or place[2] != place[3]]


def test_on_a_phone_the_places_are_one_line_under_the_summary(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE, java_script_enabled=False)
    line, lead = on_this_page(page).bounding_box(), page.locator(".lead").bounding_box()
    assert line and lead
    assert line["height"] < 50
    assert 0 <= line["y"] - lead["y"] - lead["height"] < 30


def test_a_tap_on_the_line_leads_to_its_place(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE, has_touch=True)
    on_this_page(page).get_by_role("link", name="Curated resources").tap()
    expect(page.locator("#curated-resources h2")).to_be_in_viewport()


def test_the_line_is_used_by_keyboard(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE)
    link = on_this_page(page).get_by_role("link", name="Curated resources")
    link.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#curated-resources'))")


def test_cite_opens_where_the_link_leads(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    on_this_page(page).get_by_role("link", name="Cite", exact=True).press("Enter")
    expect(page.get_by_text("Chicago", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_related_terms_and_mentions_come_before_the_resources(
    width: int, tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(address(TERM), width)
    drawn: list[str] = page.locator(".entry").evaluate(DRAWN)
    order = [
        "lead",
        "not-to-be-confused-with",
        "related-terms",
        "designers-tips",
        "used-in",
        "curated-resources",
    ]
    if width > 960:
        order.remove("related-terms")
    assert [part for part in drawn if part in order] == order


def test_a_page_of_one_sentence_has_no_list_of_places(tabs: Tabs, address: AddressOf) -> None:
    expect(on_this_page(tabs.open(address(LITTLE)))).to_have_count(0)


@pytest.mark.parametrize("kind", [TERM, MARKDOWN], ids=str)
def test_every_heading_of_the_text_links_to_itself(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind), java_script_enabled=False)
    headings = page.locator(":is(.entry-main, .entry-rest) > section > :is(h2, .body > h3, .body > h4)")
    links = headings.locator("> a")
    assert links.count() == headings.count() >= 4
    links.last.click()
    assert page.url.endswith(str(links.last.get_attribute("href")))


# --- principles ---


@pytest.mark.parametrize("width", [390, 1280])
def test_the_principles_are_one_line_behind_the_definition(
    width: int, tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(address(TERM), width, java_script_enabled=False)
    line, text = page.locator(".serves").bounding_box(), page.locator(".definition").bounding_box()
    assert line and text
    assert line["height"] < 32
    assert 0 <= line["y"] - text["y"] - text["height"] < 40


@pytest.mark.parametrize("way", ["keyboard", "touch"])
def test_the_line_unfolds_what_the_principles_mean(way: str, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE, java_script_enabled=False, has_touch=True)
    line = page.get_by_text("Serves", exact=True)
    first = page.locator(".serves li").first
    expect(first).to_be_hidden()
    if way == "touch":
        line.tap()
    else:
        page.locator(".serves summary").press("Enter")
    expect(first).to_contain_text(re.compile(r": \w.*\.$"))
    expect(first).to_be_visible()
    link = first.get_by_role("link")
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
