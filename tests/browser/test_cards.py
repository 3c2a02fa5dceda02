"""The card of a linked term, by pointer, keyboard and touch; the tests bear the numbers of their cases."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from conftest import Built
from playwright.sync_api import Locator, Page, expect
from trees import project, record

from termbank.exporters import cards

from .chromium import Tabs, complaints
from .test_accessibility import SCHEMES, WIDTHS, violations

LONG = "A thing told at length. " * 150
BANK = {
    "site.yaml": "vocabularies:\n  category:\n    words:\n      label: Words\n",
    "terms/pod.md": record("title: Pod\ncategory: words", "Pod is a shell."),
    "terms/pod-lifecycle.md": record("title: Pod Lifecycle", "How a shell grows."),
    "terms/quoted.md": record("title: Quoted\nsummary: '\"a\" <b>bold</b> & <script>x</script>'"),
    "terms/long.md": record(f"title: Long\nsummary: {LONG}"),
    "terms/page.md": record(
        "title: Page",
        """\
Here is [a pod](pod.md), then [its lifecycle](pod-lifecycle.md), [quoted](quoted.md), [long](long.md) words.[^1]

> [!NOTE]
> A note on [pods](pod.md).

| Cell |
|------|
| [in a table](pod-lifecycle.md) |

[^1]: A footnote on [quotes](quoted.md).""",
    ),
    "resources/work.md": record("title: A Work\nresource_type: report\nterms:\n  - pod"),
}


@pytest.fixture
def bank(built: Built, tmp_path: Path) -> str:
    """The address, in its folder, of a page that links to all terms of a small bank."""
    return (built("cards", project(tmp_path, BANK) / "content") / "terms/page.html").as_uri()


@pytest.fixture
def page(tabs: Tabs, bank: str) -> Page:
    tab = tabs.open(bank)
    tab.mouse.move(0, 0)
    return tab


def link_of(page: Page, text: str) -> Locator:
    return page.get_by_role("link", name=text, exact=True).first


def card_of(page: Page) -> Locator:
    return page.locator("#card")


def test_the_card_says_summary_category_and_types_from_a_folder(page: Page) -> None:
    with complaints(page) as wrong:
        link_of(page, "a pod").hover()
        expect(card_of(page)).to_have_text("PodPod is a shell.Words · report")
    assert not wrong


def test_t01_escape_closes_and_focus_stays_and_nothing_reopens_until_left(page: Page) -> None:
    link = link_of(page, "a pod")
    page.keyboard.press("Tab")
    link.focus()
    expect(card_of(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card_of(page)).to_have_count(0)
    expect(link).to_be_focused()
    link.blur()
    link.focus()
    expect(card_of(page)).to_be_visible()


def test_t02_and_t05_the_pointer_may_enter_the_card_and_select_its_text(page: Page) -> None:
    link_of(page, "a pod").hover()
    text = card_of(page).locator(".card-text")
    expect(text).to_be_visible()
    text.hover()
    text.dblclick()
    assert page.evaluate("getSelection().toString()").strip()
    expect(card_of(page)).to_be_visible()


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


def test_t04_a_tap_opens_a_sheet_whose_link_leads_on_and_a_tap_elsewhere_closes_it(
    tabs: Tabs, bank: str
) -> None:
    page = tabs.open(bank, 390, has_touch=True, is_mobile=True)
    link_of(page, "a pod").tap()
    expect(card_of(page)).to_contain_text("Open entry")
    page.touchscreen.tap(200, 20)
    expect(card_of(page)).to_have_count(0)
    link_of(page, "a pod").tap()
    page.get_by_role("link", name="Open entry").tap()
    page.wait_for_url("**/terms/pod.html")


@pytest.mark.parametrize(
    ("link", "text"),
    [
        pytest.param("a pod", "Pod is a shell.", id="T06-T11-M23"),
        pytest.param("its lifecycle", "How a shell grows.", id="T11-M23"),
        pytest.param("quoted", '"a" <b>bold</b> & <script>x</script>', id="T07-T08"),
        pytest.param("pods", "Pod is a shell.", id="T14-note"),
        pytest.param("in a table", "How a shell grows.", id="T14-table"),
        pytest.param("quotes", '"a" <b>bold</b> & <script>x</script>', id="T14-footnote"),
    ],
)
def test_each_link_shows_its_own_text_as_it_is_written(link: str, text: str, page: Page) -> None:
    link_of(page, link).hover()
    expect(card_of(page).locator(".card-text")).to_have_text(text)


def test_t09_and_t10_a_long_card_scrolls_inside_a_narrow_low_window_and_off_its_line(
    tabs: Tabs, bank: str
) -> None:
    """Summaries are plain text, so length is all that can make a card too large."""
    page = tabs.open(bank, 320, 400)
    link = link_of(page, "long")
    link.hover()
    expect(card_of(page).locator(".card-text")).to_be_visible()
    card, line = card_of(page).bounding_box(), link.bounding_box()
    assert card and line
    assert card["x"] >= 0 and card["x"] + card["width"] <= 320
    assert card["y"] >= 0 and card["y"] + card["height"] <= 400
    assert card["y"] >= line["y"] + line["height"] or card["y"] + card["height"] <= line["y"]
    assert card_of(page).evaluate("(card) => card.scrollHeight > card.clientHeight")


def test_t12_and_t20_a_second_run_of_the_script_doubles_nothing(page: Page) -> None:
    page.evaluate(
        "() => new Promise((done) => { const again = document.createElement('script'); again.onload = done;"
        "again.src = trustedTypes.createPolicy('t', { createScriptURL: (u) => u }).createScriptURL("
        "document.querySelector('script').src); document.head.append(again); })"
    )
    link_of(page, "a pod").hover()
    expect(card_of(page)).to_have_count(1)


def test_t13_the_card_does_not_need_the_navigation(page: Page) -> None:
    page.evaluate("document.querySelectorAll('header, nav, footer').forEach((part) => part.remove())")
    link_of(page, "a pod").hover()
    expect(card_of(page)).to_be_visible()


def test_t15_without_scripts_the_link_is_plain(tabs: Tabs, bank: str) -> None:
    page = tabs.open(bank, java_script_enabled=False)
    link_of(page, "a pod").click()
    page.wait_for_url("**/terms/pod.html")


def test_t16_a_link_is_described_only_while_its_card_is_open(page: Page) -> None:
    link = link_of(page, "a pod")
    expect(link).not_to_have_attribute("aria-describedby", "card")
    link.hover()
    expect(link).to_have_attribute("aria-describedby", "card")
    page.mouse.move(0, 0)
    expect(link).not_to_have_attribute("aria-describedby", "card")


def test_t19_no_card_opens_once_they_are_switched_off(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.cards = 'off'")
    link_of(page, "a pod").hover()
    page.evaluate("document.documentElement.dataset.cards = ''")
    link_of(page, "its lifecycle").hover()
    expect(card_of(page)).to_contain_text("How a shell grows.")


def test_a_large_bank_sends_only_the_part_that_holds_the_card(
    built: Built, tabs: Tabs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "WHOLE", 1)
    monkeypatch.setattr(cards, "PART", 1)
    page = tabs.open((built("card-parts", project(tmp_path, BANK) / "content") / "terms/page.html").as_uri())
    with complaints(page) as wrong:
        for link, text in (("its lifecycle", "How a shell grows."), ("a pod", "Pod is a shell.")):
            link_of(page, link).hover()
            expect(card_of(page)).to_contain_text(text)
    sources = page.locator("head script").evaluate_all(
        "(all) => all.map(({ src }) => src.split('/data/')[1])"
    )
    # The slugs in their order: long, page, pod, pod-lifecycle, quoted.
    assert sources[1:] == ["cards.js", "cards/3.js", "cards/2.js"]
    assert not wrong


def test_a_link_with_a_malformed_address_has_no_card_and_stops_none(page: Page) -> None:
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
        # axe brings its own script, and colors that fade in are not yet those of the card.
        still = tabs.open(
            bank, width, color_scheme=scheme, has_touch=touch, bypass_csp=True, reduced_motion="reduce"
        )
        link = link_of(still, "a pod")
        link.tap() if touch else link.hover()
        expect(card_of(still)).to_be_visible()
        found += [f"{scheme}, {width} px: {line}" for line in violations(still)]
    assert not found, "\n".join(found)
