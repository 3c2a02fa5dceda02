"""The resource library as readers use it: facets, the address, Back, downloads, print."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from playwright.sync_api import Browser, Page, expect
from trees import build_project, project, record

from termbank.content.citation_formats import FORMATS
from termbank.text.json_data import escaped

from .chromium import Tabs, complaints
from .kinds import TERM, AddressOf, Kind, Sites
from .test_accessibility import violations

LIBRARY = Kind("library-open", "resources/index.html")
RESOURCE = Kind("resource", "resources/*.html")
PHONE = (390, 844)

MANY = 450


def chosen(page: Page, *labels: str) -> None:
    """Tick these values."""
    for label in labels:
        page.get_by_role("checkbox", name=re.compile(rf"^{label} \d+$")).check()


def count(page: Page) -> int:
    """The number of resources that the page says it shows."""
    return int((page.locator(".lib-tools [role=status]").text_content() or "0").split()[0])


def counted(page: Page, label: str) -> int:
    """The count next to a value."""
    return int(page.locator(".lib-choices label", has_text=label).first.locator(".count").inner_text())


def unfold(page: Page) -> Page:
    """Show all values of all facets: of a long list, the library folds the end away."""
    expect(page.locator(".lib-choices fieldset").first).to_be_attached()
    page.locator(".lib-choices details, .lib-take").evaluate_all(
        "(all) => { for (const one of all) one.open = true; }"
    )
    return page


def titles(page: Page) -> list[str]:
    return page.locator(".resources h2").all_inner_texts()


@pytest.fixture
def library(tabs: Tabs, address: AddressOf) -> Page:
    """The library of the flagship, ready."""
    return unfold(tabs.open(address(LIBRARY)))


def test_values_of_one_facet_add_up_and_facets_filter_each_other(library: Page) -> None:
    books, reports = counted(library, "Book"), counted(library, "Report")
    chosen(library, "Book", "Report")
    assert count(library) == len(titles(library)) == books + reports
    left = counted(library, "Non-Profit")
    chosen(library, "Non-Profit")
    assert count(library) == left < books + reports


def test_a_facet_counts_what_the_other_facets_leave(library: Page) -> None:
    videos = counted(library, "Video")
    chosen(library, "Book")
    assert counted(library, "Video") == videos
    # What would leave nothing is not offered, and comes back with the choices that allow it.
    expect(library.get_by_role("checkbox", name=re.compile("^Government"))).to_be_hidden()
    library.get_by_role("button", name="Clear all").click()
    expect(library.get_by_role("checkbox", name=re.compile("^Government"))).to_be_visible()


def test_titles_lead_to_the_page_of_a_work_and_a_marked_link_to_the_work(library: Page) -> None:
    for number, entry in enumerate(library.locator(".resources > li").all()[:60]):
        assert (entry.locator("h2 a").get_attribute("href") or "").startswith("../resources/"), number
        actions = entry.locator(".resource-open a").all()
        assert actions
        assert all((link.get_attribute("href") or "").startswith("http") for link in actions)


def test_an_address_holds_the_choice_and_back_undoes_one_step(library: Page) -> None:
    everything = count(library)
    chosen(library, "Book")
    books = count(library)
    chosen(library, "Report")
    assert "type=book&type=report" in library.url
    library.go_back()
    assert (count(library), library.url.split("?")[1]) == (books, "type=book")
    library.go_back()
    assert count(library) == everything
    assert "?" not in library.url


def test_a_linked_list_opens_as_it_was(tabs: Tabs, address: AddressOf) -> None:
    page = unfold(tabs.open(f"{address(LIBRARY)}?q=mastery&type=book&sort=year"))
    expect(page.get_by_role("checkbox", name="Book")).to_be_checked()
    years = [
        int(text)
        for text in re.findall(
            r"· (\d{4})$", "\n".join(page.locator(".resource-imprint").all_inner_texts()), re.M
        )
    ]
    assert len(titles(page)) == count(page) > 1
    assert years == sorted(years, reverse=True)


def test_typed_words_are_one_step_back(library: Page) -> None:
    everything = count(library)
    library.locator(".lib-tools input").press_sequentially("bloom")
    assert "q=bloom" in library.url
    assert 0 < count(library) < everything
    library.go_back()
    assert count(library) == everything


def test_a_chip_removes_its_filter(library: Page) -> None:
    chosen(library, "Book", "Report")
    library.get_by_role("button", name="Remove filter: Book").click()
    assert library.url.endswith("?type=report")
    expect(library.get_by_role("button", name="Remove filter: Report")).to_be_focused()


def test_nothing_found_says_what_to_do_next(library: Page) -> None:
    library.locator(".lib-tools input").fill("zzzz")
    expect(library.locator(".lib-tools .lib-none")).to_be_visible()
    library.locator(".lib-tools .lib-none").get_by_role("button").click()
    expect(library.locator(".lib-tools .lib-none")).to_be_hidden()
    # A long list is shown in steps.
    assert len(titles(library)) == min(count(library), 200)


def test_the_keyboard_alone_filters_and_clears(library: Page) -> None:
    everything = count(library)
    library.get_by_role("checkbox", name="Book").focus()
    library.keyboard.press("Space")
    assert count(library) < everything
    library.locator(".lib-tools input").focus()
    library.keyboard.press("Tab")
    library.keyboard.press("Enter")
    assert count(library) == everything


def saved(page: Page, button: str) -> bytes:
    page.locator(".lib-take").evaluate("(box) => { box.open = true; }")
    with page.expect_download() as download:
        page.locator(".lib-download").get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("from_folder", [False, True], ids=["from a host", "from a folder"])
def test_the_list_can_be_downloaded(tabs: Tabs, address: AddressOf, sites: Sites, from_folder: bool) -> None:
    start = LIBRARY.path(sites).as_uri() if from_folder else address(LIBRARY)
    page = tabs.open("about:blank")
    with complaints(page) as said:
        page.goto(f"{start}?type=book")
        shown = titles(page)
        table = list(csv.DictReader(io.StringIO(saved(page, "Spreadsheet (CSV)").decode("utf-8-sig"))))
        entries = parse_string(saved(page, "BibTeX").decode()).entries
        items = json.loads(saved(page, "CSL-JSON"))
        records = rispy.loads(saved(page, "RIS").decode())
    assert [row["title"] for row in table] == [item["title"] for item in items] == shown
    assert [record["title"] for record in records] == shown
    assert [entry["title"].replace(r"\&", "&") for entry in entries] == [f"{{{title}}}" for title in shown]
    assert {entry.entry_type for entry in entries} == {"book"}
    assert not said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_an_open_filter_keeps_every_rule_of_accessibility(
    tabs: Tabs, address: AddressOf, width: int, scheme: str
) -> None:
    page = tabs.open(f"{address(LIBRARY)}?type=book", width, color_scheme=scheme, bypass_csp=True)
    if width == 320:
        page.get_by_role("button", name="Filter resources").click()
    assert not violations(page)


def test_paper_shows_the_filtered_list_and_nothing_else(library: Page) -> None:
    chosen(library, "Book")
    library.emulate_media(media="print")
    for hidden in (
        ".facets",
        ".lib-tools .search",
        ".lib-sorting",
        ".lib-take",
        ".masthead .masthead-bar",
        ".colophon",
    ):
        expect(library.locator(hidden).first).to_be_hidden()
    expect(library.locator(".lib-chosen")).to_contain_text("Book")
    assert len(titles(library)) == count(library)
    assert library.pdf().startswith(b"%PDF")


def test_paper_shows_the_words_that_filtered_the_list(library: Page) -> None:
    field = library.locator(".lib-tools input[type=search]")
    field.fill("bloom")
    library.emulate_media(media="print")
    expect(field).to_be_visible()
    assert len(titles(library)) == count(library)


def test_without_script_the_library_links_to_a_page_for_each_value(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(LIBRARY), java_script_enabled=False)
    assert page.locator(".lib-tools").count() == 0
    page.locator(".facets").get_by_role("link", name="Book").click()
    expect(page.locator("h1")).to_have_text("Book")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library page of a glossary with many resources."""
    works = {
        f"resources/w{number}.md": record(
            f"title: Work {number:04}\nyear: {1900 + number % 100}\nterms:\n  - a"
        )
        for number in range(MANY)
    }
    folder = project(tmp_path_factory.mktemp("large"), {"terms/a.md": record("title: A"), **works})
    assert build_project(folder).published
    return folder / "site" / "resources" / "index.html"


def test_a_long_list_is_shown_in_steps(tabs: Tabs, large: Path) -> None:
    page = tabs.open(large.as_uri())
    page.get_by_role("button", name="Show 200 more").click()
    assert len(titles(page)) == 400
    expect(page.locator(".resources > li").nth(200).locator("a").first).to_be_focused()


def test_paper_shows_the_whole_of_a_long_list(tabs: Tabs, large: Path) -> None:
    page = tabs.open(large.as_uri())
    page.pdf()
    expect(page.locator(".resources > li")).to_have_count(MANY)


# --- citing ---


@pytest.mark.parametrize("kind", [TERM, RESOURCE], ids=str)
def test_a_citation_can_be_copied(tabs: Tabs, address: AddressOf, kind: Kind) -> None:
    page = tabs.open(address(kind), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".cite summary").click()
    text = page.locator(".cite dd").first.inner_text()
    page.get_by_role("button", name="Copy: APA").click()
    expect(page.locator(".cite [role=status]").first).to_have_text("Copied")
    assert text.startswith(page.evaluate("navigator.clipboard.readText()"))


def test_the_address_of_an_entry_can_be_copied(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(TERM)}#used-in", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".take [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == address(TERM)


CLIPBOARD = ["clipboard-read", "clipboard-write"]


def test_on_a_phone_a_citation_takes_two_taps_and_keeps_its_italics(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), 390, permissions=CLIPBOARD, has_touch=True, is_mobile=True)
    expect(page.locator(".take").get_by_role("link", name="Cite")).to_be_in_viewport(ratio=1)
    page.locator(".take").get_by_role("link", name="Cite").tap()
    page.get_by_role("button", name="Copy: APA").tap()
    expect(page.locator(".cite [role=status]")).to_have_text("Copied")
    copied = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((blob) => blob.text())"
    )
    assert "In <i>Mastery Learning Resource Bank</i>" in copied


def test_a_term_offers_its_own_citation_for_programs(tabs: Tabs, sites: Sites) -> None:
    page = tabs.open((sites["flagship"] / "terms/rubric.html").as_uri())
    page.locator(".cite summary").click()
    texts = page.locator(".cite pre")
    expect(texts).to_have_count(len(FORMATS))
    for form, text in zip(FORMATS, texts.all_inner_texts(), strict=True):
        whole = (sites["flagship"] / f"data/terms.{form.suffix}").read_text(encoding="utf-8")
        assert "rubric" in text
        assert escaped(text.strip()) in whole or text.strip() in whole
        expect(page.get_by_role("button", name=f"Copy: {form.name}")).to_be_visible()


def test_a_page_is_shared_in_the_way_of_the_system(browser: Browser, address: AddressOf) -> None:
    with browser.new_context(service_workers="block") as context:
        context.add_init_script("navigator.share = async (shared) => { window.shared = shared; }")
        page = context.new_page()
        page.goto(f"{address(TERM)}#cite")
        page.get_by_role("button", name="Share").click()
        assert page.evaluate("window.shared.url") == address(TERM)


def test_the_link_of_a_heading_copies_its_address(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), permissions=CLIPBOARD)
    page.locator("#curated-resources h2 a").click()
    expect(page.locator("#curated-resources h2 [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address(TERM)}#curated-resources"


def test_without_script_the_link_opens_the_citations(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), java_script_enabled=False)
    page.locator(".take").get_by_role("link", name="Cite").click()
    expect(page.locator(".cite dd").first).to_be_in_viewport()


@pytest.mark.parametrize("kind", [TERM, RESOURCE], ids=str)
def test_without_script_citations_are_in_the_page(tabs: Tabs, address: AddressOf, kind: Kind) -> None:
    page = tabs.open(address(kind), java_script_enabled=False)
    page.locator(".cite summary").click()
    assert page.locator(".cite dt").all_inner_texts()[:3] == ["APA", "MLA", "Chicago"]
    expect(page.locator(".cite dd").first).to_be_visible()
    assert page.locator(".cite button").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_citations_keep_every_rule_of_accessibility(tabs: Tabs, address: AddressOf, scheme: str) -> None:
    page = tabs.open(address(RESOURCE), 320, color_scheme=scheme, bypass_csp=True)
    page.locator(".cite summary").click()
    assert not violations(page)


# --- handouts ---


def test_a_list_of_terms_prints_as_it_was_filtered(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(Kind('a-to-z', 'terms/index.html'))}?q=assessment", media="print")
    shown = page.locator(".entries > li:visible").all_inner_texts()
    assert 0 < len(shown) < page.locator(".entries > li").count()
    assert all("assessment" in text.casefold() for text in shown)
    total = page.locator(".entries > li").count()
    expect(page.locator(".tally")).to_have_text(f"{len(shown)} of {total} terms match “assessment”")
    expect(page.locator(".tally")).to_be_visible()
    for hidden in (".masthead .masthead-bar", ".thumb", ".colophon", ".search-filter"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.fixture
def sheet(tabs: Tabs, address: AddressOf) -> Page:
    """The library on a phone with its sheet of filters open, opened from the keyboard."""
    page = tabs.open(address(LIBRARY), *PHONE, has_touch=True)
    page.get_by_role("button", name="Filter resources").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Filter resources")).to_be_visible()
    return page


OPENER = re.compile("^Filter resources")


@pytest.mark.parametrize("way", ["touch", "Escape", "Back"])
def test_the_filters_of_a_phone_are_a_sheet_that_closes_in_every_way(sheet: Page, way: str) -> None:
    before = sheet.url
    sheet.get_by_role("checkbox", name=re.compile("^Video ")).check()
    sheet.get_by_role("checkbox", name=re.compile("^Toolkit ")).check()
    show = sheet.get_by_role("button", name=re.compile(r"^Show \d+ resources$"))
    expect(show).to_be_in_viewport(ratio=1)
    box = show.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    left = re.findall(r"\d+", show.inner_text())
    if way == "touch":
        show.tap()
    elif way == "Escape":
        sheet.keyboard.press("Escape")
    else:
        sheet.go_back()
    expect(sheet.get_by_role("dialog")).to_be_hidden()
    expect(sheet.get_by_role("button", name=OPENER)).to_be_focused()
    expect(sheet.get_by_role("button", name=OPENER)).to_have_text("Filter resources (2)")
    expect(sheet.locator(".lib-chosen")).to_contain_text("Video")
    assert [str(count(sheet))] == left
    # What was chosen in the sheet is one step: Back undoes it, and never opens the sheet again.
    assert sheet.url == f"{before}?type=video&type=toolkit"
    sheet.go_back()
    expect(sheet.locator(".lib-chosen li")).to_have_count(0)
    expect(sheet.get_by_role("dialog")).to_be_hidden()
    assert sheet.url == before


def test_a_sheet_in_which_nothing_was_chosen_leaves_no_step(sheet: Page) -> None:
    left = "new Promise((done) => addEventListener('popstate', () => done(history.state), { once: true }))"
    sheet.evaluate(f"window.left = {left}, null")
    sheet.get_by_role("button", name="Close", exact=True).click()
    expect(sheet.get_by_role("dialog")).to_be_hidden()
    assert sheet.evaluate("window.left") is None


def test_the_focus_stays_in_the_sheet(sheet: Page) -> None:
    for _ in range(60):
        sheet.keyboard.press("Tab")
        assert sheet.evaluate("document.activeElement.closest('dialog, html').matches('dialog, html')")
        assert not sheet.evaluate("document.activeElement.matches('.listing *, .masthead *')")


@pytest.mark.parametrize(("width", "most"), [(1280, 20), (390, 18)])
def test_the_keyboard_reaches_filters_and_resources_soon(
    tabs: Tabs, address: AddressOf, width: int, most: int
) -> None:
    page = tabs.open(address(LIBRARY), width, 844)
    expect(page.locator(".lib-choices fieldset").first).to_be_attached()
    seen: list[str] = []
    while len(seen) < most and "resource" not in seen:
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { const it = document.activeElement;
                return it.matches('.lib-opener') ? 'filter' : it.matches('.resources h2 a') ? 'resource' : ''; }"""
            )
        )
    assert seen.index("filter") < seen.index("resource")


def test_on_wide_screens_the_keyboard_goes_from_list_to_filters_and_back(library: Page) -> None:
    expect(library.get_by_role("checkbox", name=re.compile("^Video "))).to_be_visible()
    opener = library.get_by_role("button", name=OPENER)
    opener.focus()
    library.keyboard.press("Enter")
    first = library.get_by_role("checkbox", name=re.compile("^Video "))
    expect(first).to_be_focused()
    library.keyboard.press("Space")
    library.locator(".lib-show").focus()
    library.keyboard.press("Enter")
    expect(library.locator(".lib-tools [role=status]")).to_be_focused()
    assert "type=video" in library.url


def test_ways_to_save_the_list_stand_beside_its_count(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(LIBRARY), *PHONE, has_touch=True)
    take = page.get_by_text("Save or share")
    expect(take).to_be_in_viewport()
    take.tap()
    expect(page.get_by_role("button", name="RIS", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="RIS", exact=True).focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="RIS", exact=True)).to_be_hidden()
    expect(take).to_be_focused()
    take.tap()
    page.locator("h1").tap()
    expect(page.get_by_role("button", name="RIS", exact=True)).to_be_hidden()


# --- the resources of one term ---

SERVED = Kind("term-served", "terms/competency-based-education.html")


@pytest.mark.parametrize("by", ["touch", "keyboard"])
def test_the_resources_of_a_term_are_narrowed_by_type(tabs: Tabs, address: AddressOf, by: str) -> None:
    page = tabs.open(address(SERVED), *PHONE, has_touch=True)
    listed = page.locator("#curated-resources .resource")
    everything = listed.count()
    kind = page.locator(".kinds button").first
    number = int(kind.locator(".count").inner_text())
    name = kind.inner_text().rsplit(" ", 1)[0]
    assert 0 < number < everything
    if by == "touch":
        kind.tap()
    else:
        kind.focus()
        page.keyboard.press("Space")
    expect(kind).to_have_attribute("aria-pressed", "true")
    expect(listed.filter(visible=True)).to_have_count(number)
    assert all(name in text for text in page.locator(".resource-kind:visible").all_inner_texts())
    kind.press("Space")
    expect(listed.filter(visible=True)).to_have_count(everything)


def test_the_resources_of_a_term_lead_to_the_library_with_that_term_as_filter(
    tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(address(SERVED))
    titles_there = page.locator("#curated-resources .resource h3").all_inner_texts()
    page.get_by_role("link", name="All in the library").click()
    expect(page.locator(".lib-chosen")).to_contain_text("Competency-Based Education")
    assert sorted(titles(page)) == sorted(titles_there)
    page.get_by_role("button", name="Remove filter: Competency-Based Education").click()
    assert "term=" not in page.url
    assert count(page) > len(titles_there)


def test_without_script_a_term_lists_all_its_resources(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(SERVED), java_script_enabled=False)
    expect(page.locator(".kinds")).to_have_count(0)
    expect(page.locator("#curated-resources .resource").last).to_be_visible()


@pytest.mark.parametrize("by", ["touch", "keyboard"])
def test_descriptions_open_in_place_on_a_phone(tabs: Tabs, address: AddressOf, by: str) -> None:
    page = tabs.open(address(LIBRARY), *PHONE, has_touch=True)
    entry = page.locator(".resources > li").first
    about = entry.get_by_role("button", name="About this resource")
    expect(about).to_have_attribute("aria-expanded", "false")
    expect(entry.locator(".body")).to_be_hidden()
    if by == "touch":
        about.tap()
    else:
        about.focus()
        page.keyboard.press("Enter")
    expect(about).to_have_attribute("aria-expanded", "true")
    expect(entry.locator(".body")).to_be_visible()
    expect(page.locator(".resources > li").nth(1).locator(".body")).to_be_hidden()


def test_descriptions_stand_open_on_wide_screens_and_without_a_script(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(LIBRARY))
    expect(page.locator(".lib-about").first).to_be_hidden()
    expect(page.locator(".resources .body").first).to_be_visible()
    plain = tabs.open(address(LIBRARY), *PHONE, java_script_enabled=False)
    expect(plain.locator(".resources .body").first).to_be_visible()
