"""Pages in a browser: from a folder and a host, with and without scripts, on screen and in print."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .chromium import Tabs, complaints
from .kinds import KINDS, TERM, AddressOf, Kind, Sites

FEW_TERMS = Kind("a-to-z-short", "terms/index.html", "corners")
DEPRECATED = Kind("deprecated-term", "terms/old-word.html", "corners")
MARKDOWN = Kind("all-markdown", "terms/new-word.html", "corners")
EVERYTHING = Kind("everything", "everything.html", "corners")
REDIRECT = Kind("redirect", "terms/older-word.html", "corners")
ARABIC = Kind("arabic-term", "terms/*.html", "arabic")

PHONE = (390, 844)

# Whether the definition's first sentence is fully on the screen and not covered.
FIRST_SENTENCE_IS_SEEN = """() => {
  const definition = document.querySelector(".definition");
  const walker = document.createTreeWalker(definition, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const text = nodes.map((node) => node.data).join("").replace(/\\s/g, " ");
  const sentences = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)];
  const first = sentences.find((sentence) => sentence.segment.trim());
  let rest = first.index + first.segment.trimEnd().length;
  const range = document.createRange();
  range.setStart(definition, 0);
  for (const node of nodes) {
    if (rest <= node.length) { range.setEnd(node, rest); break; }
    rest -= node.length;
  }
  const end = [...range.getClientRects()].at(-1);
  const above = document.elementFromPoint(end.right - 1, end.bottom - 2);
  return end.bottom <= innerHeight && definition.contains(above);
}"""

FOCUS_IS_SHOWN = """() => {
  const outlined = (element) => getComputedStyle(element).outlineStyle !== "none";
  for (let element = document.activeElement; element; element = element.parentElement)
    if (outlined(element)) return true;
  return false;
}"""

LOADED_FONTS = """document.fonts.ready.then(
  (fonts) => [...fonts].filter((font) => font.status === "loaded").map((font) => font.family))"""

BACKGROUND = "getComputedStyle(document.body).backgroundColor"

# What remains of an element's style in forced colors.
SHAPE = """(element) => {
  const style = getComputedStyle(element);
  return [style.outlineStyle, style.borderStyle, style.textDecorationLine];
}"""

WHAT_MOVES = """() => [document.documentElement, ...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  return style.animationName !== "none" || style.scrollBehavior === "smooth"
    || style.transitionDuration.split(",").some((duration) => parseFloat(duration) > 0);
}).map((element) => element.outerHTML.slice(0, 100))"""


def loaded_fonts(page: Page) -> list[str]:
    fonts: list[str] = page.evaluate(LOADED_FONTS)
    return fonts


def token(page: Page, name: str) -> str:
    """The value of a token in the style sheet; empty if the style sheet is not applied."""
    root = page.locator("html")
    value: str = root.evaluate("(html, name) => getComputedStyle(html).getPropertyValue(name)", name)
    return value


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def entries(page: Page) -> Locator:
    return page.locator(".entries > li").filter(visible=True)


# --- where the site lies ---


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_page_works_from_a_folder(kind: Kind, tabs: Tabs, sites: Sites) -> None:
    with complaints(tabs.open("about:blank")) as wrong:
        page = tabs.open(kind.path(sites).as_uri() + kind.query)
    assert token(page, "--page")
    assert not wrong


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_page_works_below_a_path_of_a_host(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    with complaints(tabs.open("about:blank")) as wrong:
        page = tabs.open(address(kind))
    assert token(page, "--page")
    assert not wrong


def test_headwords_use_their_font_from_a_folder(tabs: Tabs, sites: Sites) -> None:
    assert "Headword" in loaded_fonts(tabs.open(TERM.path(sites).as_uri()))


def test_headwords_use_their_font_from_a_host(tabs: Tabs, address: AddressOf) -> None:
    assert "Headword" in loaded_fonts(tabs.open(address(TERM)))


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_an_old_address_redirects_to_the_term(script: bool, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(REDIRECT), java_script_enabled=script)
    page.wait_for_url("**/terms/new-word.html")


def test_a_retired_term_names_its_successor(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(DEPRECATED))
    page.get_by_role("main").get_by_role("link", name="New Word").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("New Word")


# --- without script ---


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_text_is_readable_without_script(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind), java_script_enabled=False)
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("main")).not_to_be_empty()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_menu_opens_on_a_phone_without_script(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind), *PHONE, java_script_enabled=False)
    page.locator("header summary").click()
    expect(page.locator("header nav a").filter(visible=True).first).to_be_in_viewport()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_menu_is_open_on_a_wide_screen(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind), java_script_enabled=False)
    expect(page.locator("header nav a").filter(visible=True).first).to_be_in_viewport()


def test_without_script_the_list_of_terms_is_whole(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(FEW_TERMS)}?q=bare", java_script_enabled=False)
    expect(entries(page)).to_have_count(4)


def test_without_script_the_filter_is_hidden(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(FEW_TERMS), java_script_enabled=False)
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_hidden()


# --- by keyboard ---


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_first_tab_stop_leads_to_the_text(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind))
    page.keyboard.press("Tab")
    skip = page.locator("a:focus")
    expect(skip).to_have_attribute("href", "#content")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    # A browser follows the link in its own time, and only then does the next Tab start from there.
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_focus_is_always_visible(width: int, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), width)
    for _ in range(40):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_be_in_viewport()
        assert page.evaluate(FOCUS_IS_SHOWN), page.evaluate("document.activeElement.outerHTML")


def test_the_menu_opens_by_keyboard(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE)
    page.locator("header summary").press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('header details'))")


# --- on a phone ---


def test_every_definition_begins_in_the_first_screen(tabs: Tabs, sites: Sites) -> None:
    terms = [file for file in sites["flagship"].glob("terms/*.html") if file.stem != "index"]
    begun = {file.stem: tabs.open(file.as_uri(), *PHONE).evaluate(FIRST_SENTENCE_IS_SEEN) for file in terms}
    assert not [term for term, seen in begun.items() if not seen]


def test_the_columns_of_a_table_are_aligned_as_written(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MARKDOWN))
    cells = page.locator(".table tr").last.locator("td")
    aligned = cells.evaluate_all("(cells) => cells.map((cell) => getComputedStyle(cell).textAlign)")
    assert aligned == ["start", "end"]


def test_links_are_inline(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MARKDOWN))
    links = page.locator(".body p a")
    displays = links.evaluate_all("(links) => links.map((link) => getComputedStyle(link).display)")
    assert set(displays) == {"inline"}


# --- the list of terms ---


def test_a_word_in_the_address_filters_the_list(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(FEW_TERMS)}?q=bare")
    expect(entries(page)).to_have_text([re.compile("Bare Word")])


def test_the_number_of_terms_found_is_announced(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(FEW_TERMS)}?q=word")
    expect(entries(page)).to_have_count(3)
    expect(status(page)).to_have_text("3 of 4 terms match “word”")


def test_a_synonym_finds_its_term(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(FEW_TERMS)}?q=fresh+word")
    expect(entries(page)).to_have_text([re.compile("New Word")])


def test_typing_filters_the_list_and_clearing_resets_it(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(FEW_TERMS))
    field = page.get_by_role("main").get_by_role("searchbox")
    field.press_sequentially("bare")
    expect(entries(page)).to_have_count(1)
    field.clear()
    expect(entries(page)).to_have_count(4)
    expect(status(page)).to_have_text("4 terms")


def test_finding_nothing_says_what_to_do(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(FEW_TERMS)}?q=zzzz")
    expect(entries(page)).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="show all terms").click()
    expect(entries(page)).to_have_count(4)


def test_finding_nothing_is_announced(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(FEW_TERMS)}?q=zzzz")
    expect(status(page)).to_have_text("0 of 4 terms match “zzzz”")


def sheets(page: Page) -> int:
    """How many pages the printed page has."""
    return len(re.findall(rb"/Type /Page\b", page.pdf()))


# --- paper, and what readers have set for themselves ---


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_paper_has_the_text_and_no_navigation(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind), media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("nav, [role=search], summary:has(+ .menu-panel)").filter(visible=True)).to_have_count(
        0
    )


def test_nothing_is_cut_off_on_paper(tabs: Tabs, address: AddressOf) -> None:
    # Paper does not scroll: the words of a wide table and of a long line of code must fit between its edges.
    page = tabs.open(address(MARKDOWN), 240, media="print")
    wide = "(boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.textContent)"
    boxes = page.locator(".body :is(.table, pre)")
    assert boxes.count() >= 2
    assert boxes.evaluate_all(wide) == []


def test_the_print_edition_has_a_title_page_and_contents(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(EVERYTHING), media="print")
    names = page.locator(".dictionary-contents a")
    entries = page.locator(".dictionary article")
    assert names.count() == entries.count() >= 4
    targets = "(links) => links.map((link) => decodeURIComponent(link.hash.slice(1)))"
    assert names.evaluate_all(targets) == entries.evaluate_all("(all) => all.map((entry) => entry.id)")
    whole = sheets(page)
    page.locator(".dictionary-front").evaluate("(part) => part.remove()")
    assert sheets(page) == whole - 1
    contents = page.locator(".dictionary-contents")
    expect(contents).to_have_css("break-after", "page")


def test_what_only_paper_needs_is_not_on_the_screen(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(EVERYTHING))
    expect(page.locator(".dictionary-contents")).to_be_hidden()
    expect(page.locator(".dictionary-source")).to_be_hidden()


def test_paper_is_white_for_dark_mode_readers(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), color_scheme="dark", media="print")
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"


def test_the_dark_scheme_has_other_colors(tabs: Tabs, address: AddressOf) -> None:
    pages = [tabs.open(address(TERM), color_scheme=scheme) for scheme in ("light", "dark")]
    assert pages[0].evaluate(BACKGROUND) != pages[1].evaluate(BACKGROUND)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_current_letter_is_marked_in_forced_colors(width: int, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), width, forced_colors="active")
    index = page.get_by_role("navigation", name="A to Z")
    current = index.locator("[aria-current]").evaluate(SHAPE)
    assert current != index.locator("a[href]:not([aria-current])").first.evaluate(SHAPE)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_nothing_moves_with_reduced_motion(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    assert not tabs.open(address(kind), reduced_motion="reduce").evaluate(WHAT_MOVES)


# --- from right to left ---


def test_an_arabic_page_runs_from_right_to_left(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(ARABIC))
    brand = page.locator("header a").first.bounding_box()
    index = page.locator("main ~ nav").bounding_box()
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert brand and brand["x"] > 640
    assert index and index["x"] == 0
