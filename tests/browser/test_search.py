"""Search as readers use it: by keyboard, with typos, from a folder and a host, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from conftest import Built
from playwright.sync_api import Locator, Page, expect
from trees import ROOT, needs_corpora

from termbank.exporters import search_index

from .chromium import Tabs, complaints
from .kinds import TERM, AddressOf, Kind, Sites
from .server import serving
from .test_accessibility import COLOR_RULES, STICKING_OUT, WIDTHS, violations
from .test_budget import on_the_wire

HOME = Kind("home", "index.html")
SEARCH = Kind("search-start", "search.html")
ARABIC = Kind("arabic-term", "terms/*.html", "arabic")
PHONE = (390, 844)

QUERIES = ROOT / "tests/cases/search"

# Whether all these terms are among the first three on the results page.
FOREMOST = """(slugs) => {
  const links = [...document.querySelectorAll(".hits a[href*='/terms/']")].slice(0, 3);
  const found = links.map((link) => decodeURIComponent(link.href.split("/").pop()));
  return slugs.every((slug) => found.includes(`${slug}.html`));
}"""

ANSWERED = """(query) => new URLSearchParams(location.search).get("q") === query
  && document.querySelector("[role=status]").textContent"""


def field_of(page: Page) -> Locator:
    """The visible search field."""
    return page.locator("form[role=search] input").filter(visible=True)


def typed(page: Page, query: str) -> Locator:
    """The options below the field after typing `query`."""
    field_of(page).press_sequentially(query)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def hits(page: Page) -> Locator:
    """The hits on a results page."""
    return page.locator("main .hits a")


# --- by keyboard ---


@pytest.mark.parametrize("where", ["folder", "host"])
@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_field_and_the_arrows_to_the_term(
    key: str, where: str, tabs: Tabs, sites: Sites, address: AddressOf
) -> None:
    page = tabs.open(TERM.path(sites).as_uri() if where == "folder" else address(TERM))
    with complaints(page) as wrong:
        page.keyboard.press(key)
        page.keyboard.type("scoring gui")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/terms/rubric.html")
    assert not wrong


def test_the_keys_can_be_turned_off(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    page.keyboard.press("/")
    expect(field_of(page)).not_to_be_focused()
    expect(page.locator("kbd").filter(visible=True)).to_have_count(0)


def test_a_slash_in_a_field_is_a_letter(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    field_of(page).press_sequentially("a/b")
    expect(field_of(page)).to_have_value("a/b")


def test_on_a_phone_the_key_opens_the_menu(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE)
    page.keyboard.press("/")
    expect(field_of(page)).to_be_focused()


def test_the_keys_move_through_the_list_as_the_pattern_says(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    options = typed(page, "assessment")
    field, last = field_of(page), options.count() - 1
    for key, place in [
        ("ArrowDown", 0),
        ("ArrowDown", 1),
        ("End", last),
        ("Home", 0),
        ("ArrowUp", None),
        ("ArrowUp", last),
    ]:
        field.press(key)
        named = field.get_attribute("aria-activedescendant")
        assert named == (None if place is None else options.nth(place).get_attribute("id")), key
        assert page.locator("[aria-selected=true]").count() == (place is not None)


def test_escape_closes_the_list_and_keeps_the_word(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    typed(page, "rubric")
    field = field_of(page)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_be_focused()
    expect(field).to_have_value("rubric")


def test_leaving_the_field_closes_the_list(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    typed(page, "rubric")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_enter_leads_to_the_term_of_that_name(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(HOME))
    typed(page, "cbe")
    field_of(page).press("Enter")
    page.wait_for_url("**/terms/competency-based-education.html")


def test_enter_on_anything_else_leads_to_all_results(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(HOME))
    typed(page, "formative assesment")
    field_of(page).press("Enter")
    page.wait_for_url("**/search.html?q=formative+assesment")
    expect(hits(page).first).to_contain_text("Formative Assessment")


# --- what is found ---


def test_a_typo_is_forgiven_and_labeled(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    options = typed(page, "formtaive assesment")
    expect(page.get_by_role("group", name="Did you mean").get_by_role("option").first).to_contain_text(
        "Formative Assessment"
    )
    expect(options.first.locator("mark")).to_have_text(["Formative", "Assessment"])


def test_the_name_that_matched_is_shown(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    expect(typed(page, "cbe").first).to_contain_text(re.compile(r"^CBE\s+Competency-Based Education"))


def test_a_hidden_name_finds_its_term_and_is_not_shown(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    first = typed(page, "rubrik").first
    expect(first).to_contain_text("Rubric")
    expect(first).not_to_contain_text("rubrik")


def test_two_terms_lead_to_their_comparison(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    options = typed(page, "difference between formative and summative assessment")
    expect(options).to_contain_text(
        ["and Summative Assessment compared", "Formative Assessment", "Summative Assessment"]
    )
    options.first.click()
    page.wait_for_url("**/compare/formative-assessment-and-summative-assessment.html")


def test_two_terms_without_a_comparison_are_both_found(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    expect(typed(page, "rubric vs tutoring")).to_contain_text(["Rubric", "Tutoring", "All results"])


def test_a_name_that_holds_and_is_one_name(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    expect(typed(page, "scope and sequence").first).to_contain_text("Scope and Sequence")


def test_resources_come_after_the_terms_and_are_found_by_author(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    typed(page, "carol dweck mindset")
    expect(page.get_by_role("group", name="Resources").get_by_role("option").first).to_contain_text(
        "Carol S. Dweck, 2006"
    )


def test_terms_that_mention_a_word_come_last(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    typed(page, "hours")
    expect(page.get_by_role("listbox").get_by_role("group").last).to_have_accessible_name(
        "Mentioned in other terms"
    )


def test_a_word_in_no_name_is_searched_on_the_pages(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    typed(page, "rubric")
    assert not [url for url in asked if "search-texts" in url]
    field_of(page).fill("calendar")
    expect(
        page.get_by_role("group", name="Mentioned in other terms").get_by_role("option").first
    ).to_be_visible()


def test_a_word_that_no_entry_has_leaves_the_nearest(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    field_of(page).fill("formative zzzzq")
    nearest = page.get_by_role("group", name="Nothing has all these words; nearest:")
    expect(nearest.get_by_role("option").first).to_contain_text("Formative Assessment")


def test_finding_nothing_says_what_to_do(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    typed(page, "zzzzq")
    expect(page.locator(".search-none").filter(visible=True)).to_contain_text("No results for “zzzzq”")
    page.get_by_role("option", name="from A to Z").click()
    page.wait_for_url("**/terms/index.html")


def test_the_number_of_results_is_announced(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    count = typed(page, "rubric").count() - 1
    expect(page.get_by_role("status").filter(has_text="results")).to_have_text(f"{count} results")


def test_an_arabic_term_is_found_and_its_arrow_points_left(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(ARABIC))
    field_of(page).fill("بنائي")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("تقويم تكويني")
    assert "←" in first.locator(".hit-via").evaluate("(via) => getComputedStyle(via, '::after').content")
    first.click()
    page.wait_for_url(f"**/terms/{quote('تقويم-تكويني')}.html")


# --- a page of results ---


@pytest.mark.parametrize("where", ["folder", "host"])
def test_a_search_can_be_linked(where: str, tabs: Tabs, sites: Sites, address: AddressOf) -> None:
    start = SEARCH.path(sites).as_uri() if where == "folder" else address(SEARCH)
    with complaints(tabs.open("about:blank")) as wrong:
        page = tabs.open(f"{start}?q=retakes")
        expect(hits(page).first).to_contain_text("Reassessment")
    expect(field_of(page)).to_have_value("retakes")
    assert not wrong


@pytest.mark.parametrize("where", ["folder", "host"])
def test_back_and_forward_go_from_search_to_search(
    where: str, tabs: Tabs, sites: Sites, address: AddressOf
) -> None:
    start = SEARCH.path(sites).as_uri() if where == "folder" else address(SEARCH)
    page = tabs.open(f"{start}?q=rubric")
    field_of(page).fill("tutoring")
    field_of(page).press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=tutoring$"))
    page.go_back()
    expect(hits(page).first).to_contain_text("Rubric")
    page.go_forward()
    expect(hits(page).first).to_contain_text("Tutoring")


def test_an_empty_search_says_how_to_begin(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(SEARCH))
    expect(page.get_by_text("Type a term")).to_be_visible()
    expect(hits(page)).to_have_count(0)


def test_results_are_text_no_matter_what_was_typed(tabs: Tabs, address: AddressOf) -> None:
    with complaints(tabs.open("about:blank")) as wrong:
        page = tabs.open(f"{address(SEARCH)}?q={quote('<img src=x onerror=alert(1)>')}")
        expect(page.get_by_role("status")).to_contain_text("<img src=x")
    assert page.locator("main img").count() == 0
    assert not wrong


@pytest.fixture(scope="module")
def lost(built: Built) -> Iterator[str]:
    """The address of a site on a host that shows 404.html for missing pages."""
    site = built("flagship-hosted", ROOT / "content", base_url="https://glossary.example/bank/")
    with serving({"bank": site}) as server:
        yield f"{server}bank/"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("terms/Formative_Assesment.html", "Formative Assessment"),
        ("glossary/old/learning-target/", "Learning Targets"),
        ("wiki/Zone%20of%20proximal%20development", "Zone of Proximal Development"),
        ("compare/rubric-and-tutoring.html", "Rubric"),
    ],
)
def test_a_wrong_address_offers_what_it_seems_to_mean(path: str, found: str, lost: str, tabs: Tabs) -> None:
    page = tabs.open(lost + path)
    expect(hits(page).first).to_contain_text(found)
    hits(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(found)


# --- without script ---


def test_without_script_the_field_leads_to_all_terms(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), java_script_enabled=False)
    field_of(page).fill("rubric")
    field_of(page).press("Enter")
    page.wait_for_url("**/terms/index.html?q=rubric")


def test_without_script_the_results_page_says_where_to_look(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(SEARCH), java_script_enabled=False)
    page.get_by_role("main").get_by_role("link", name="Terms from A to Z").click()
    page.wait_for_url("**/terms/index.html")


# --- for everybody ---


@pytest.mark.parametrize("query", ["formative assesment", "cbe", "zzzzq"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_the_open_list(query: str, width: int, tabs: Tabs, address: AddressOf) -> None:
    for scheme in ("light", "dark"):
        page = tabs.open(address(TERM), width, color_scheme=scheme, bypass_csp=True)
        page.keyboard.press("/")
        typed(page, query)
        page.keyboard.press("ArrowDown")
        assert not violations(page)
        assert not page.evaluate(STICKING_OUT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marked_text_is_readable(scheme: str, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(SEARCH)}?q=asess", color_scheme=scheme, bypass_csp=True)
    expect(hits(page).locator("mark").first).to_be_visible()
    assert not violations(page, COLOR_RULES)


# --- what it costs ---


def test_nothing_is_fetched_before_a_field_is_used(tabs: Tabs, address: AddressOf) -> None:
    asked: list[str] = []
    page = tabs.open("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    tabs.open(address(TERM))
    before = [url for url in asked if re.search("search|vendor|rank", url)]
    typed(page, "rubric")
    assert before == []
    assert any(url.endswith("data/search.js") for url in asked)


def test_what_every_page_loads_for_it_is_small() -> None:
    assert on_the_wire(ROOT / "assets/js/search.js") <= 2000


@pytest.fixture(scope="module")
def parted(built: Built) -> Path:
    """The flagship as if it were large: its index in many parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "WHOLE", 1000)
        patch.setattr(search_index, "PART", 3000)
        return built("parted", ROOT / "content")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rubric", "Rubric"),
        ("cbe", "Competency-Based Education"),
        ("scafoldding", "Scaffolding"),
        ("zone of proximl devlopment", "Zone of Proximal Development"),
        ("formative vs sumative assessment", "Formative Assessment and Summative Assessment compared"),
        ("graded", "Grade Composition"),
    ],
)
def test_a_large_index_finds_the_same_in_its_parts(query: str, found: str, parted: Path, tabs: Tabs) -> None:
    page = tabs.open((parted / "index.html").as_uri())
    with complaints(page) as wrong:
        typed(page, query)
        expect(page.get_by_role("option").first).to_contain_text(found)
    assert not wrong


def test_a_large_index_answers_the_same_whatever_was_asked_before(parted: Path, tabs: Tabs) -> None:
    texts = []
    for before in ([], ["learning", "assessment", "zzzzq", "graded"]):
        page = tabs.open((parted / "search.html").as_uri())
        for query in (*before, "learning targets rubric"):
            field_of(page).fill(query)
            page.wait_for_function(ANSWERED, arg=query)
            page.wait_for_load_state("networkidle")
        texts.append(hits(page).all_inner_texts())
    assert texts[0] == texts[1]


def test_a_large_index_only_loads_the_parts_of_the_words(parted: Path, tabs: Tabs) -> None:
    page = tabs.open((parted / "index.html").as_uri())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field_of(page).fill("rubric")
    expect(page.get_by_role("option").first).to_contain_text("Rubric")
    assert 1 <= len([url for url in asked if "/data/search/" in url]) <= 2
    assert len(list(parted.glob("data/search/*.js"))) > 20


# --- whether the right term is found ---


def wanted(name: str) -> dict[str, list[str]]:
    """The queries for a glossary, each with the slugs that must come first."""
    listed: dict[str, Any] = yaml.load((QUERIES / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader)
    return {query: [slugs] if isinstance(slugs, str) else slugs for query, slugs in listed.items()}


def missed(site: Path, name: str, tabs: Tabs) -> list[str]:
    """The queries whose terms are not among the first three results."""
    page = tabs.open((site / "search.html").as_uri())
    waiting: set[str] = set()
    page.on("request", lambda request: waiting.add(request.url))
    page.on("requestfinished", lambda request: waiting.discard(request.url))
    wrong = []
    for query, slugs in wanted(name).items():
        field_of(page).fill(query)
        # The address gets the query once the letters pause; by then all parts of the index have been asked for.
        page.wait_for_function(ANSWERED, arg=query.strip())
        while waiting:
            page.wait_for_event("requestfinished")
        if not page.evaluate(FOREMOST, slugs):
            wrong.append(query)
    return wrong


def too_many(wrong: list[str], name: str) -> bool:
    """Whether more than one query in twenty has a wrong answer."""
    return len(wrong) > len(wanted(name)) // 20


def test_readers_of_the_flagship_find_what_they_mean(flagship: Path, tabs: Tabs) -> None:
    wrong = missed(flagship, "flagship", tabs)
    assert len(wanted("flagship")) >= 30
    assert not too_many(wrong, "flagship"), wrong


@needs_corpora
@pytest.mark.parametrize("name", ["turing-way", "solana"])
def test_readers_of_other_glossaries_find_what_they_mean(
    name: str, corpus_site: Callable[[str], Path], tabs: Tabs
) -> None:
    site = corpus_site(name)
    wrong = missed(site, name, tabs)
    assert len(wanted(name)) >= 30
    assert not too_many(wrong, name), wrong
