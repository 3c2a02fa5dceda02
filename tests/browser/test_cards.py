"""The card of a linked term, by pointer, keyboard, and touch. Test names include case numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from conftest import Built
from lxml import etree
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, expect
from repositories import repository
from trees import build_project, project, record, run

from termbank.exporters import file

from .chromium import Tabs, complaints
from .server import serving
from .test_accessibility import SCHEMES, WIDTHS, violations

LONG = "W" * 200 + " A thing told at length. " * 150
HOSTILE = '<script>window.hit = 1</script> and <img src=x onerror="window.hit = 1"> it.'
BANK: dict[str, str | bytes] = {
    "site.yaml": "vocabularies:\n  category:\n    words:\n      label: Words\n",
    "terms/pod.md": record("title: Pod\ncategory: words", "Pod is a shell.\n\n## Parts\n\nTwo."),
    "terms/pod-lifecycle.md": record("title: Pod Lifecycle", "How a shell grows."),
    "terms/growth.md": record("title: Growth", "[Pods](pod.md) grow in spring."),
    "terms/quoted.md": record("title: Quoted", "Some \"a\" and 'b' <b>bold</b> &\nmore < less."),
    "terms/hostile.md": record("title: Hostile", HOSTILE),
    "terms/mixed.md": record(
        "title: Mixed", "Has `x < y`, ![a shell](../images/a.png) and $a^2$.\n\n| A |\n|---|\n| B |"
    ),
    "terms/list.md": record("title: List", "- First.\n- Second."),
    "terms/long.md": record(f"title: Long\nsummary: {LONG}"),
    "terms/seed-coat.md": record("title: Coat\nqualifier: of a seed", "A skin."),
    "terms/winter-coat.md": record("title: Coat\nqualifier: for winter", "A garment."),
    "terms/page.md": record(
        "title: Page",
        """\
Here is [a pod](pod.md), then [its lifecycle](pod-lifecycle.md), [quoted](quoted.md), [long](long.md) words.[^1]

> [!NOTE]
> A note on [pods](pod.md).

| Cell |
|------|
| [in a table](pod-lifecycle.md) |

[Growth](growth.md), [hostile](hostile.md), [mixed](mixed.md), [list](list.md),
[one coat](seed-coat.md), [the other coat](winter-coat.md), [a part](pod.md#parts).

Here is [a pod of which so much has to be said that the words fill line after line after line](pod.md).

[^1]: A footnote on [quotes](quoted.md).""",
    ),
    "images/a.png": b"",
    "resources/work.md": record("title: A Work\nresource_type: report\nterms:\n  - pod"),
}


@pytest.fixture
def site(built: Built, tmp_path: Path) -> Path:
    """A small glossary with a page that links to all its terms."""
    return built("cards", project(tmp_path, BANK) / "content")


@pytest.fixture
def bank(site: Path) -> str:
    """The address of that page, in its folder."""
    return (site / "terms/page.html").as_uri()


@pytest.fixture
def page(tabs: Tabs, bank: str) -> Page:
    tab = tabs.open(bank)
    tab.mouse.move(0, 0)
    return tab


@pytest.fixture
def timed(browser: Browser, bank: str) -> Iterator[Page]:
    """The page in a tab whose clock only advances when a test says so."""
    with browser.new_context(service_workers="block") as context:
        context.clock.install()
        page = context.new_page()
        page.goto(bank)
        page.clock.pause_at(datetime.now() + timedelta(hours=1))
        yield page


def link_of(page: Page, text: str) -> Locator:
    return page.get_by_role("link", name=text, exact=True).first


def card_of(page: Page) -> Locator:
    return page.locator("#card")


def box_of(found: Locator) -> FloatRect:
    box = found.bounding_box()
    assert box
    return box


def hovered(timed: Page, text: str) -> Locator:
    """The link with its card open, after the delay for opening."""
    link = link_of(timed, text)
    link.hover()
    timed.clock.run_for(200)
    expect(card_of(timed)).to_be_visible()
    return link


def test_the_card_says_summary_category_and_types_from_a_folder(page: Page) -> None:
    with complaints(page) as wrong:
        link_of(page, "a pod").hover()
        expect(card_of(page)).to_have_text("PodPod is a shell.Words · report")
    assert not wrong


def test_t01_escape_while_hovering_closes_and_nothing_reopens_until_the_pointer_has_left(timed: Page) -> None:
    link = hovered(timed, "a pod")
    timed.keyboard.press("Escape")
    expect(card_of(timed)).to_have_count(0)
    place = box_of(link)
    timed.mouse.move(place["x"] + 2, place["y"] + place["height"] / 2)
    timed.clock.run_for(1_000)
    expect(card_of(timed)).to_have_count(0)
    timed.mouse.move(0, 0)
    hovered(timed, "a pod")


def test_t01_escape_while_focused_closes_and_focus_stays_and_nothing_reopens_until_it_has_left(
    timed: Page,
) -> None:
    link = link_of(timed, "a pod")
    timed.keyboard.press("Tab")
    link.focus()
    expect(card_of(timed)).to_be_visible()
    timed.keyboard.press("Escape")
    expect(card_of(timed)).to_have_count(0)
    expect(link).to_be_focused()
    link.hover()
    timed.clock.run_for(1_000)
    expect(card_of(timed)).to_have_count(0)
    timed.mouse.move(0, 0)
    link.blur()
    link.focus()
    expect(card_of(timed)).to_be_visible()


def test_t02_the_card_stays_while_the_pointer_crosses_the_gap_and_rests_on_it(timed: Page) -> None:
    line, card = box_of(hovered(timed, "a pod")), box_of(card_of(timed))
    gap = (line["y"] + line["height"] + card["y"]) / 2
    assert line["y"] + line["height"] < gap < card["y"]
    timed.mouse.move(card["x"] + 20, gap)
    timed.clock.run_for(100)
    timed.mouse.move(card["x"] + 20, card["y"] + 20)
    timed.clock.run_for(5_000)
    expect(card_of(timed)).to_be_visible()
    timed.mouse.move(0, 0)
    timed.clock.run_for(5_000)
    expect(card_of(timed)).to_have_count(0)


def test_t03_escape_closes_the_card_before_the_dialog_that_holds_it(page: Page) -> None:
    page.evaluate(
        "() => { const dialog = document.createElement('dialog'); document.body.append(dialog);"
        "dialog.append(document.querySelector('a.term')); dialog.showModal(); }"
    )
    page.locator("dialog a").hover()
    expect(card_of(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card_of(page)).to_have_count(0)
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()


@pytest.fixture
def touched(tabs: Tabs, bank: str) -> Page:
    """The page on a phone, with the sheet of Pod open."""
    page = tabs.open(bank, 390, has_touch=True, is_mobile=True)
    link_of(page, "a pod").tap()
    expect(card_of(page)).to_contain_text("Pod is a shell.")
    return page


def test_t04_a_second_tap_follows_the_link(touched: Page) -> None:
    # The sheet lies over the page, so the tap is one at the link's place.
    line = box_of(link_of(touched, "a pod"))
    touched.touchscreen.tap(line["x"] + 2, line["y"] + line["height"] / 2)
    touched.wait_for_url("**/terms/pod.html")


def test_t04_the_sheet_has_a_link_that_leads_on(touched: Page) -> None:
    touched.get_by_role("link", name="See full entry").tap()
    touched.wait_for_url("**/terms/pod.html")


def test_t04_a_tap_elsewhere_closes_the_sheet(touched: Page) -> None:
    touched.touchscreen.tap(200, 20)
    expect(card_of(touched)).to_have_count(0)
    assert touched.url.endswith("/terms/page.html")


# --- the sheet on touch ---


def test_the_sheet_is_modal_and_has_a_button_to_close_it(touched: Page) -> None:
    sheet = touched.get_by_role("dialog", name="Pod")
    assert sheet.evaluate("(sheet) => sheet.matches(':modal')")
    sheet.get_by_role("button", name="Close").tap()
    expect(card_of(touched)).to_have_count(0)
    assert touched.url.endswith("/terms/page.html")


def test_back_closes_the_sheet_and_nothing_else(touched: Page) -> None:
    touched.go_back()
    expect(card_of(touched)).to_have_count(0)
    assert touched.url.endswith("/terms/page.html")


def test_back_from_the_entry_leads_to_the_page_without_its_sheet(touched: Page) -> None:
    touched.get_by_role("link", name="See full entry").tap()
    touched.wait_for_url("**/terms/pod.html")
    touched.go_back()
    touched.wait_for_url("**/terms/page.html")
    expect(card_of(touched)).to_have_count(0)


def test_escape_closes_the_sheet_and_leads_back_to_the_term(touched: Page) -> None:
    touched.keyboard.press("Escape")
    expect(card_of(touched)).to_have_count(0)
    expect(link_of(touched, "a pod")).to_be_focused()


@pytest.mark.parametrize("corner", ["20px auto auto 0", "auto auto 20px 0"], ids=["top", "bottom"])
def test_the_sheet_does_not_cover_the_line_that_was_tapped(corner: str, tabs: Tabs, bank: str) -> None:
    page = tabs.open(bank, 390, 600, has_touch=True, is_mobile=True)
    link = link_of(page, "a pod")
    style = "(link, inset) => Object.assign(link.style, { position: 'fixed', inset, zIndex: 3 })"
    link.evaluate(style, corner)
    link.tap()
    expect(card_of(page)).to_be_visible()
    sheet, line = box_of(card_of(page)), box_of(link)
    assert sheet["y"] >= line["y"] + line["height"] or sheet["y"] + sheet["height"] <= line["y"]


# --- lists and low windows ---


@pytest.mark.parametrize("width", [1280, 700])
def test_every_item_of_a_list_can_be_pointed_at_while_a_card_is_open(
    width: int, tabs: Tabs, bank: str
) -> None:
    page = tabs.open(bank, width)
    page.mouse.move(0, 0)
    page.evaluate(
        "() => { const list = document.createElement('ul'); list.className = 'refs';"
        "list.append(...[...document.querySelectorAll('a.term')].slice(0, 4).map((link) => {"
        "const item = document.createElement('li'); item.append(link.cloneNode(true)); return item; }));"
        "document.querySelector('main').prepend(list); }"
    )
    items = page.locator("main .refs a")
    for item in items.all():
        item.hover()
        expect(card_of(page)).to_be_visible()
        expect(item).to_have_attribute("aria-describedby", "card")
        card = box_of(card_of(page))
        for other in map(box_of, items.all()):
            assert (
                card["x"] >= other["x"] + other["width"]
                or card["x"] + card["width"] <= other["x"]
                or card["y"] >= other["y"] + other["height"]
                or card["y"] + card["height"] <= other["y"]
            )


def test_in_a_low_window_the_card_takes_the_whole_width(tabs: Tabs, bank: str) -> None:
    page = tabs.open(bank, 900, 240)
    page.keyboard.press("Tab")
    link_of(page, "long").focus()
    expect(card_of(page)).to_be_visible()
    card, line = box_of(card_of(page)), box_of(link_of(page, "long"))
    assert card["width"] > 850
    assert card["y"] >= line["y"] + line["height"] or card["y"] + card["height"] <= line["y"]


def test_t05_text_in_the_card_can_be_selected_and_copied(page: Page) -> None:
    link_of(page, "a pod").hover()
    card_of(page).locator(".card-text").dblclick(position={"x": 4, "y": 8})
    expect(card_of(page)).to_be_visible()
    page.keyboard.press("Control+C")
    field = page.locator("input[name=q]").first
    field.focus()
    page.keyboard.press("Control+V")
    expect(field).to_have_value(re.compile(r"^Pod ?$"))


@pytest.mark.parametrize(
    ("link", "text"),
    [
        pytest.param("Growth", "Pods grow in spring.", id="T06-a-link-comes-first"),
        pytest.param("quoted", "Some \"a\" and 'b' <b>bold</b> & more < less.", id="T07"),
        pytest.param("hostile", HOSTILE, id="T08"),
        # What a picture shows is no part of the sentence.
        pytest.param("mixed", "Has x < y, and $a^2$.", id="T09-code-image-formula-table"),
        pytest.param("list", "First.", id="T09-list"),
        pytest.param("a pod", "Pod is a shell.", id="T11-M23-one-address-begins-another"),
        pytest.param("its lifecycle", "How a shell grows.", id="T11-M23-one-address-begins-with-another"),
        pytest.param("a part", "Pod is a shell.", id="T11-one-address-with-a-place-on-the-page"),
        pytest.param("one coat", "A skin.", id="T11-one-title"),
        pytest.param("the other coat", "A garment.", id="T11-one-title-again"),
        pytest.param("pods", "Pod is a shell.", id="T14-note"),
        pytest.param("in a table", "How a shell grows.", id="T14-table"),
        pytest.param("quotes", "Some \"a\" and 'b' <b>bold</b> & more < less.", id="T14-footnote"),
    ],
)
def test_each_link_shows_its_own_text_as_it_is_written(link: str, text: str, page: Page) -> None:
    """A card is plain text: it shows only the words of a definition."""
    link_of(page, link).hover()
    expect(card_of(page).locator(".card-text")).to_have_text(text)


def test_t08_a_script_in_a_definition_runs_neither_on_the_page_nor_in_the_card(tabs: Tabs, bank: str) -> None:
    # Without the pages' policy, only plain text keeps a script from running.
    page = tabs.open(bank, bypass_csp=True)
    link_of(page, "hostile").hover()
    expect(card_of(page)).to_contain_text("window.hit")
    link_of(page, "hostile").click()
    page.wait_for_url("**/terms/hostile.html")
    expect(page.locator("main")).to_contain_text("window.hit")
    assert page.evaluate("window.hit === undefined")
    assert not page.locator("main script, main img, [onerror]").count()


def test_t09_a_long_card_is_no_higher_than_the_sheet_allows_and_scrolls(tabs: Tabs, bank: str) -> None:
    page = tabs.open(bank, 1280, 2000)
    link_of(page, "long").hover()
    card_of(page).hover()
    assert box_of(card_of(page))["height"] <= 22 * page.evaluate(
        "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    )
    assert any(scrolled(page) for _ in range(2_000))


def scrolled(page: Page) -> float:
    """The card's scroll position two frames after the wheel was turned. A busy browser may miss the first turns."""
    page.mouse.wheel(0, 200)
    frame = "await new Promise(requestAnimationFrame);"
    return float(
        page.evaluate(f"async () => {{ {frame} {frame} return document.querySelector('#card').scrollTop; }}")
    )


SIZES = {
    "320-px": ((320, 400), 1, "100%"),
    # A window of 1,280 by 800 pixels at 200 %, and a reader's own text size.
    "zoom-200": ((640, 400), 2, "100%"),
    "text-200": ((640, 400), 1, "200%"),
}
CORNERS = ("0 auto auto 0", "0 0 auto auto", "auto 0 0 auto", "auto auto 0 0", "45% 0 auto auto")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("corner", CORNERS)
def test_t10_a_card_at_an_edge_stays_in_the_window_beside_the_link_and_its_text_wraps(
    corner: str, size: str, tabs: Tabs, bank: str
) -> None:
    (width, height), scale, text = SIZES[size]
    page = tabs.open(bank, width, height, device_scale_factor=scale)
    page.mouse.move(width / 2, height / 2)
    link = link_of(page, "long")
    link.evaluate(
        "(link, [corner, text]) => { document.documentElement.style.fontSize = text; document.body.style."
        "whiteSpace = 'nowrap'; Object.assign(link.style, { position: 'fixed', inset: corner, zIndex: 9 }); }",
        [corner, text],
    )
    link.hover()
    expect(card_of(page).locator(".card-text")).to_be_visible()
    card, line = box_of(card_of(page)), box_of(link)
    assert card["x"] >= 0 and card["x"] + card["width"] <= width
    assert card["y"] >= 0 and card["y"] + card["height"] <= height
    assert card["y"] >= line["y"] + line["height"] or card["y"] + card["height"] <= line["y"]
    sizes = "(card) => [card.scrollWidth - card.clientWidth, card.scrollHeight > card.clientHeight]"
    assert card_of(page).evaluate(sizes) == [0, True]


def test_t12_a_swapped_page_has_cards_and_no_duplicate_handlers(page: Page) -> None:
    link_of(page, "a pod").hover()
    expect(card_of(page)).to_be_visible()
    page.evaluate(
        "() => { const main = document.querySelector('main'); const next = main.cloneNode(true);"
        "next.querySelector('#card').remove(); main.replaceWith(next); }"
    )
    page.evaluate(
        "() => new Promise((done) => { const again = document.createElement('script'); again.onload = done;"
        "again.src = trustedTypes.createPolicy('t', { createScriptURL: (u) => u }).createScriptURL("
        "document.querySelector('script').src); document.head.append(again); })"
    )
    link_of(page, "its lifecycle").hover()
    expect(card_of(page)).to_contain_text("How a shell grows.")
    expect(card_of(page)).to_have_count(1)
    expect(page.locator("script[src$='data/cards.js']")).to_have_count(1)


def test_t13_the_card_does_not_need_the_navigation(page: Page) -> None:
    page.evaluate("document.querySelectorAll('header, nav, footer').forEach((part) => part.remove())")
    link_of(page, "a pod").hover()
    expect(card_of(page)).to_be_visible()


def test_t15_without_scripts_the_link_is_a_plain_link(tabs: Tabs, bank: str) -> None:
    page = tabs.open(bank, java_script_enabled=False)
    link_of(page, "a pod").click()
    page.wait_for_url("**/terms/pod.html")


def test_t15_the_html_of_a_page_has_no_card_text(site: Path) -> None:
    """A reading mode, or any program without scripts, sees only the page's own text."""
    sent = (site / "terms/page.html").read_text(encoding="utf-8")
    body = sent[sent.index("<main") : sent.index("</main>")]
    assert not [text for text in ("Pod is a shell.", "A garment.", "at length") if text in body]


def test_t15_an_open_card_is_not_printed(page: Page) -> None:
    page.keyboard.press("Tab")
    link_of(page, "a pod").focus()
    expect(card_of(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(card_of(page)).to_be_hidden()
    expect(card_of(page)).to_have_count(1)
    expect(link_of(page, "a pod")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_has_an_edge_in_forced_colors(scheme: str, page: Page) -> None:
    # Shadows and backgrounds are not shown there.
    page.emulate_media(forced_colors="active", color_scheme="dark" if scheme == "dark" else "light")
    page.keyboard.press("Tab")
    link_of(page, "a pod").focus()
    card = card_of(page)
    expect(card).to_be_visible()
    style = card.evaluate(
        "(card) => { const s = getComputedStyle(card); return"
        " ['Top', 'Right', 'Bottom', 'Left'].map((side) => parseFloat(s[`border${side}Width`])); }"
    )
    assert min(style) >= 1


def test_t15_a_feed_has_the_definition_and_no_cards(tmp_path: Path) -> None:
    bank = repository(tmp_path)
    bank.commit(
        "2020-01-01T10:00:00Z",
        {
            "site.yaml": "base_url: https://example.org/\n",
            "terms/growth.md": BANK["terms/growth.md"],
            "terms/pod.md": BANK["terms/pod.md"],
        },
    )
    assert build_project(tmp_path).published
    feed = etree.parse(tmp_path / "site/feeds/terms.xml")
    summaries = feed.findall(".//{*}entry/{*}summary")
    assert sorted(summary.text or "" for summary in summaries) == ["Pod is a shell.", "Pods grow in spring."]


def test_t16_a_link_says_the_term_once_and_is_described_only_while_its_card_is_open(page: Page) -> None:
    link = link_of(page, "a pod")
    expect(link).to_have_accessible_description("")
    link.hover()
    expect(card_of(page)).to_be_visible()
    expect(link).to_have_accessible_name("a pod")
    expect(link).to_have_accessible_description(re.compile(r"^Pod is a shell\. ?Words · report$"))
    page.mouse.move(0, 0)
    expect(link).to_have_accessible_description("")
    expect(link).not_to_have_attribute("aria-describedby", "card")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_t17_the_card_of_a_link_over_several_lines_opens_at_the_line_with_the_pointer(
    number: int, tabs: Tabs, bank: str
) -> None:
    page = tabs.open(bank, 320)
    page.mouse.move(0, 0)
    link = page.get_by_role("link", name="a pod of which")
    link.scroll_into_view_if_needed()
    lines = link.evaluate(
        "(link) => [...link.getClientRects()].map(({ x, y, width, height }) => [x, y, width, height])"
    )
    x, y, width, height = lines[number]
    page.mouse.move(x + width / 2, y + height / 2)
    card = box_of(card_of(page))
    below, above = card["y"] - (y + height), y - (card["y"] + card["height"])
    assert 0 <= max(below, above) <= 10
    assert card["x"] <= x + width / 2 <= card["x"] + card["width"]


def test_t18_a_missing_term_fails_the_check_or_is_plain_text_if_allowed(tabs: Tabs, tmp_path: Path) -> None:
    tree = {"terms/page.md": record("title: Page", "Here is [[nowhere]] and [a lost word](nothing.md).")}
    folder = project(tmp_path, tree)
    checked = run("check", cwd=folder)
    assert checked.returncode == 1 and "nowhere" in checked.stdout
    assert build_project(folder, allow=("all",)).published
    page = tabs.open((folder / "site/terms/page.html").as_uri())
    expect(page.locator("main")).to_contain_text("Here is nowhere and a lost word.")
    expect(page.locator("a.term, main a:text('nowhere'), main a:text('a lost word')")).to_have_count(0)


def test_t18_a_link_with_an_unknown_card_is_a_plain_link(tabs: Tabs, bank: str) -> None:
    page = tabs.open(bank, 390, has_touch=True, is_mobile=True)
    link_of(page, "a pod").evaluate("(link) => { link.href = 'index.html'; }")
    link_of(page, "a pod").tap()
    page.wait_for_url("**/terms/index.html")


def test_t19_cards_turned_off_stay_off_on_other_pages_without_a_cookie(site: Path, browser: Browser) -> None:
    with serving({"site": site}) as server, browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.goto(f"{server}site/index.html")
        page.keyboard.press("?")
        page.get_by_role("dialog").get_by_label("Preview linked terms").uncheck()
        page.clock.install()
        page.goto(f"{server}site/terms/page.html")
        link_of(page, "a pod").hover()
        page.clock.run_for(1_000)
        expect(card_of(page)).to_have_count(0)
        assert not context.cookies()


def test_t20_ids_stay_unique_however_often_a_term_is_linked(page: Page) -> None:
    assert page.locator("a.term[href$='/pod.html']").count() >= 3
    for link in ("a pod", "pods"):
        link_of(page, link).hover()
        expect(link_of(page, link)).to_have_attribute("aria-describedby", "card")
        ids = page.locator("[id]").evaluate_all("(all) => all.map(({ id }) => id)")
        assert len(ids) == len(set(ids))


SLUGS = sorted(Path(path).stem for path in BANK if path.startswith("terms/"))


def part_of(slug: str) -> str:
    """The file of a card in a site with one file per card."""
    return f"cards/{SLUGS.index(slug)}.js"


@pytest.fixture
def parted(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with one file per card."""
    monkeypatch.setattr(file, "WHOLE", 1)
    monkeypatch.setattr(file, "PART", 1)
    return built("card-parts", project(tmp_path, BANK) / "content")


def test_a_large_glossary_sends_only_the_part_with_the_card(tabs: Tabs, parted: Path) -> None:
    page = tabs.open((parted / "terms/page.html").as_uri())
    with complaints(page) as wrong:
        for link, text in (("its lifecycle", "How a shell grows."), ("a pod", "Pod is a shell.")):
            link_of(page, link).hover()
            expect(card_of(page)).to_contain_text(text)
    sources = page.locator("head script").evaluate_all(
        "(all) => all.map(({ src }) => src.split('/data/')[1])"
    )
    assert [source for source in sources if source] == [
        "cards.js",
        part_of("pod-lifecycle"),
        part_of("pod"),
    ]
    assert not wrong


def test_a_card_opens_even_if_its_text_arrives_last(browser: Browser, parted: Path) -> None:
    held: dict[str, Route] = {}

    def hold(route: Route) -> None:
        held[Path(route.request.url).suffix] = route

    with serving({"site": parted}) as server, browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.goto(f"{server}site/terms/page.html")
        for path in (part_of("pod"), "cards.css"):
            page.route(f"**/{path}", hold)
        with page.expect_request(f"**/{part_of('pod')}"):
            link_of(page, "a pod").hover()
        with page.expect_event("requestfinished"):
            held[".css"].continue_()
        held[".js"].continue_()
        expect(card_of(page)).to_contain_text("Pod is a shell.")


def test_a_link_with_a_malformed_address_has_no_card_and_breaks_none(page: Page) -> None:
    link_of(page, "its lifecycle").evaluate("(link) => { link.href = '100%.html'; }")
    page.keyboard.press("Tab")
    with complaints(page) as wrong:
        link_of(page, "its lifecycle").focus()
        link_of(page, "a pod").focus()
        expect(card_of(page)).to_contain_text("Pod is a shell.")
    assert not wrong


@pytest.mark.parametrize("touch", [False, True], ids=["card", "sheet"])
def test_axe_finds_nothing_while_a_card_is_open(touch: bool, tabs: Tabs, bank: str) -> None:
    found = []
    for scheme, width in product(SCHEMES, WIDTHS):
        # axe injects its own script, and colors that are fading in don't count yet.
        still = tabs.open(
            bank, width, color_scheme=scheme, has_touch=touch, bypass_csp=True, reduced_motion="reduce"
        )
        link = link_of(still, "a pod")
        link.tap() if touch else link.hover()
        expect(card_of(still)).to_be_visible()
        found += [f"{scheme}, {width} px: {line}" for line in violations(still)]
    assert not found, "\n".join(found)
