"""Search as readers use it: by keyboard, with typos, from a folder and a host, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import yaml
from conftest import Built
from playwright.sync_api import Locator, Page, Route, expect
from trees import ROOT, needs_corpora

from termbank.exporters import search_index

from .chromium import Tabs, complaints
from .kinds import FLAGSHIP, TERM, AddressOf, Kind, Sites
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
  && document.querySelector(".hits").ariaBusy === "false" """


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


def test_on_a_phone_the_key_opens_the_field(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE)
    page.keyboard.press("/")
    expect(field_of(page)).to_be_focused()


def test_on_a_phone_two_taps_lead_from_a_term_to_another(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE, has_touch=True)
    field = field_of(page)
    assert field.evaluate("(field) => field.offsetWidth") < 60
    field.tap()
    expect(field).to_be_focused()
    assert field.evaluate("(field) => field.offsetWidth") > 250
    page.keyboard.type("CBE")
    page.get_by_role("option").first.tap()
    page.wait_for_url("**/terms/competency-based-education.html")


@pytest.mark.parametrize("width", WIDTHS)
def test_search_is_in_sight_on_every_page(width: int, tabs: Tabs, sites: Sites, address: AddressOf) -> None:
    for kind in FLAGSHIP:
        page = tabs.open(address(kind), width, 700, java_script_enabled=False)
        form = page.locator("form[role=search]").filter(visible=True)
        # Without scripts there is no filter; the field of all other pages is there and large enough for a finger.
        if kind.name.startswith("a-to-z"):
            continue
        box = form.locator("input").bounding_box()
        assert box, kind
        assert min(box["width"], box["height"]) >= 24, kind
        assert box["y"] + box["height"] < 700, kind


def test_twelve_keys_open_a_resource_from_the_home_page(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(HOME))
    for key in "/dweck":
        page.keyboard.press(key)
    expect(page.get_by_role("option").first).to_contain_text("Mindset")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/resources/*.html#open")
    expect(page.locator("h1")).to_be_in_viewport()
    page.keyboard.press("Tab")
    # One press of Enter more, the tenth key, opens the work on another site.
    expect(page.locator(".resource-use a").first).to_be_focused()


def test_a_free_video_on_a_principle_is_found_from_the_field(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE, has_touch=True)
    field_of(page).tap()
    page.keyboard.type("free video on meaningful assessment")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Free · Video · Meaningful Assessment")
    count = first.locator(".hit-text").inner_text().split()[0]
    first.tap()
    page.wait_for_url("**/resources/index.html?*")
    expect(page.locator(".resources > li")).to_have_count(int(count))
    for item in page.locator(".resources > li").all():
        expect(item).to_contain_text("Video")
        expect(item).to_contain_text("Free")


# --- the menu and the field of a phone ---


def test_escape_and_a_tap_elsewhere_close_the_menu(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE, has_touch=True)
    button, menu = page.locator(".menu summary"), page.locator(".menu-panel")
    button.tap()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.tap()
    expect(menu).to_be_visible()
    page.touchscreen.tap(200, 700)
    expect(menu).to_be_hidden()


def test_a_tap_elsewhere_closes_the_field_of_a_phone(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE, has_touch=True)
    field_of(page).tap()
    page.locator("main").tap(position={"x": 5, "y": 600})
    expect(field_of(page)).not_to_be_focused()
    expect(page.locator(".brand")).to_be_in_viewport()


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


def test_the_list_says_that_the_index_is_on_its_way(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    held: list[Route] = []
    page.route("**/data/search.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks its handlers
    with page.expect_request("**/data/search.js"):
        field_of(page).fill("rubric")
    expect(page.locator(".search-none").filter(visible=True)).to_have_text("Searching…")
    held[0].continue_()
    page.unroute("**/data/search.js")
    expect(page.get_by_role("option").first).to_contain_text("Rubric")
    expect(page.locator(".search-none").filter(visible=True)).to_have_count(0)


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
    expect(
        page.get_by_role("group", name=re.compile("^Resources")).get_by_role("option").first
    ).to_contain_text("Carol S. Dweck, 2006")


@pytest.mark.parametrize(
    ("query", "group", "title", "path"),
    [
        ("meaningful assessment", "Lists", "Meaningful Assessment", "principles/meaningful-assessment.html"),
        ("grading and reporting", "Lists", "Grading and Reporting", "categories/grading-and-reporting.html"),
        ("podcasts", "Lists", "Podcast", "resources/type/podcast.html"),
        ("rand corporation", "Lists", "RAND Corporation", "resources/index.html?publisher=RAND+Corporation"),
        ("dweck", "People", "Carol S. Dweck", "resources/index.html?q=Carol+S.+Dweck"),
        ("map", "Pages", "Map", "map.html"),
        ("license", "Pages", "License", "about/data.html#license"),
        ("how to contribute", "Pages", "How to contribute", "contribute.html"),
        ("designer's tips", "Pages", "Designer’s Tips", "tips/designers-tips.html"),
    ],
)
def test_everything_that_has_a_name_is_found(
    query: str, group: str, title: str, path: str, tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(address(TERM))
    field_of(page).fill(query)
    hit = page.get_by_role("group", name=group).get_by_role("option").filter(has_text=title).first
    expect(hit).to_be_visible()
    assert str(hit.get_attribute("href")).endswith(path)
    hit.click()
    page.wait_for_url(f"**/{path}")


def test_results_are_sorted_by_kind_with_their_number(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    field_of(page).fill("assessment")
    expect(page.get_by_role("group", name=re.compile(r"^Terms \(5 of \d+\)$"))).to_be_visible()
    expect(page.get_by_role("group", name=re.compile(r"^Resources \(3 of \d+\)$"))).to_be_visible()


@pytest.mark.parametrize("where", ["folder", "host"])
def test_a_hit_in_a_text_shows_its_sentence_and_opens_there(
    where: str, tabs: Tabs, sites: Sites, address: AddressOf
) -> None:
    page = tabs.open(TERM.path(sites).as_uri() if where == "folder" else address(TERM), *PHONE)
    with complaints(page) as wrong:
        field_of(page).fill("registrar")
        hit = page.get_by_role("group", name="In the text").get_by_role("option").first
        expect(hit.locator(".hit-text mark")).to_have_text("registrar")
        sentence = hit.locator(".hit-text").inner_text().removeprefix("… ")
        hit.click()
        page.wait_for_url(re.compile(r"/terms/.+\.html#:~:text="))
        passage = page.locator("main").get_by_text(sentence[-30:])
        expect(passage.first).to_be_in_viewport()
        assert page.evaluate("scrollY") > 300
    assert not wrong


def test_a_text_is_searched_only_where_no_name_answers(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request_finished(lambda request: request.url.endswith("search-more.js")):
        typed(page, "rubric")
    expect(page.get_by_role("group", name=re.compile("^Resources"))).to_be_visible()
    assert not [url for url in asked if "/data/texts/" in url]
    field_of(page).fill("registrar")
    expect(page.get_by_role("group", name="In the text").get_by_role("option").first).to_be_visible()
    sizes = [url for url in asked if "/data/texts/" in url]
    assert 3 <= len(sizes) <= 8


def test_the_results_page_always_searches_texts(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(SEARCH)}?q=rubric")
    expect(page.get_by_role("heading", name="In the text")).to_be_visible()
    expect(hits(page).first).to_contain_text("Rubric")


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
    with page.expect_request_finished(lambda request: request.url.endswith("search-more.js")):
        options = typed(page, "rubric")
    expect(page.get_by_role("group", name=re.compile("^Resources"))).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="results")).to_have_text(
        f"{options.count() - 1} results"
    )


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


def test_the_first_answer_costs_little(tabs: Tabs, sites: Sites, address: AddressOf) -> None:
    page = tabs.open(address(TERM), *PHONE)
    page.evaluate("performance.clearResourceTimings()")
    field_of(page).fill("cbe")
    # Looked at in the frame in which the answer appears: the next files are asked for later.
    loaded = page.wait_for_function(
        "() => document.querySelector('[role=option]')"
        " && performance.getEntriesByType('resource').map((one) => one.name)"
    ).json_value()
    files = [sites["flagship"] / unquote(url.partition("/flagship/")[2]) for url in loaded]
    assert sum(map(on_the_wire, files)) <= 30_000, {file.name: on_the_wire(file) for file in files}


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
        texts.append(hits(page).all_inner_texts())
    assert texts[0] == texts[1]


def test_a_large_index_only_loads_the_parts_of_the_words(parted: Path, tabs: Tabs) -> None:
    page = tabs.open((parted / "index.html").as_uri())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field_of(page).fill("rubric")
    expect(page.get_by_role("group", name="Terms").get_by_role("option").first).to_contain_text("Rubric")
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
    wrong = []
    for query, slugs in wanted(name).items():
        field_of(page).fill(query)
        page.wait_for_function(ANSWERED, arg=query.strip())
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
