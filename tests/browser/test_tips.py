"""The pages of tips: tabs, a choice that stays in the address, boxes that remember their ticks, and paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .chromium import Tabs
from .kinds import AddressOf, Kind, Sites

CHECKLIST = Kind("short-timeline", "tips/short-timeline.html")
TIPS = Kind("designers-tips", "tips/designers-tips.html")
PHONE = {"width": 390, "height": 844}


def tips(page: Page) -> Locator:
    return page.locator(".tip").filter(visible=True)


def sections(page: Page) -> Locator:
    return page.locator(".listing > section").filter(visible=True)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A reader's phone that has not seen the site before."""
    with browser.new_context(viewport=PHONE, has_touch=True, service_workers="block") as context:  # type: ignore[arg-type]
        yield context.new_page()


def test_the_kinds_of_tips_are_tabs(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TIPS), width=390, has_touch=True, java_script_enabled=False)
    kinds = page.get_by_role("navigation", name="Types of tips")
    expect(kinds.locator("[aria-current=page]")).to_have_text("Designer’s Tips")
    kinds.get_by_role("link").nth(1).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Short")
    expect(kinds.get_by_role("link").nth(1)).to_have_attribute("aria-current", "page")


def test_the_categories_lead_to_their_tips(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(CHECKLIST), width=390, has_touch=True, java_script_enabled=False)
    jump = page.get_by_role("navigation", name="Categories")
    name = jump.get_by_role("listitem").nth(2)
    label, count = name.get_by_role("link").inner_text(), int(name.locator(".count").inner_text())
    section = page.locator("section", has=page.get_by_role("heading", name=label, exact=True))
    expect(section.locator(".tip")).to_have_count(count)
    name.get_by_role("link").tap()
    expect(section.get_by_role("heading", level=2)).to_be_in_viewport()


def test_a_category_is_chosen_by_keyboard_and_stays_in_the_address(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TIPS))
    page.get_by_label("Category").focus()
    page.keyboard.type("Assess")
    expect(sections(page)).to_have_count(1)
    expect(sections(page).get_by_role("heading", level=2)).to_have_text("Assessment")
    assert query(page) == {"category": ["assessment"]}
    expect(page.get_by_role("status")).to_contain_text(f"Tips from {tips(page).count()} of")
    page.go_back()
    expect(page.get_by_label("Category")).to_have_value("")
    expect(page.get_by_role("status")).not_to_contain_text(" of ")


def test_a_choice_that_is_sent_to_somebody_opens_for_them(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TIPS))
    page.get_by_label("Category").select_option("assessment")
    of_category = tips(page).count()
    page.get_by_label("Principle").select_option(index=1)
    expect(tips(page).nth(of_category - 1)).to_be_hidden()
    chosen = tips(page).all_inner_texts()
    sent = tabs.open(page.url, width=390)
    assert tips(sent).all_inner_texts() == chosen
    expect(sent.get_by_label("Category")).to_have_value("assessment")


def test_a_choice_without_tips_says_so_and_shows_the_way_back(tabs: Tabs, address: AddressOf) -> None:
    corners = Kind("corners", "tips/designers-tips.html", "corners")
    page = tabs.open(address(corners))
    whole = tips(page).count()
    page.get_by_label("Principle").evaluate(
        "(field) => field.append(new Option('Nothing', 'nothing'))"  # A value of a newer version of the page.
    )
    page.get_by_label("Principle").select_option("nothing")
    expect(page.get_by_text("No tips fit this choice.")).to_be_visible()
    page.get_by_role("button", name="Show all tips").press("Enter")
    expect(tips(page)).to_have_count(whole)


def test_ticks_are_remembered(phone: Page, address: AddressOf) -> None:
    phone.goto(address(CHECKLIST))
    first, second = (phone.get_by_role("checkbox").nth(number) for number in (0, 1))
    # The words are the label: a tap on them ticks, and a tap on a link in them would follow the link.
    phone.locator(".checklist label").nth(0).tap(position={"x": 60, "y": 8})
    expect(first).to_be_checked()
    second.press("Space")
    phone.reload()
    expect(first).to_be_checked()
    expect(second).to_be_checked()
    second.press("Space")
    phone.reload()
    expect(first).to_be_checked()
    expect(second).not_to_be_checked()
    phone.get_by_role("button", name="Clear check marks").tap()
    phone.reload()
    expect(phone.locator(":checked[type=checkbox]")).to_have_count(0)


def test_check_marks_of_other_categories_stay(phone: Page, address: AddressOf) -> None:
    phone.goto(address(CHECKLIST))
    phone.get_by_role("checkbox").first.check()
    phone.get_by_label("Category").select_option("assessment")
    phone.get_by_role("checkbox").first.check()
    phone.get_by_role("button", name="Clear check marks").tap()
    phone.get_by_label("Category").select_option("")
    expect(phone.locator(":checked[type=checkbox]")).to_have_count(1)


def test_a_box_has_its_words_for_its_name(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(CHECKLIST))
    words = page.locator(".checklist li").first.inner_text().strip()
    expect(page.get_by_role("checkbox").first).to_have_accessible_name(re.sub(r"\s+", " ", words))


@pytest.mark.parametrize("where", ["folder", "host"])
def test_without_a_script_boxes_can_be_ticked(
    where: str, tabs: Tabs, address: AddressOf, sites: Sites
) -> None:
    url = address(CHECKLIST) if where == "host" else CHECKLIST.path(sites).as_uri()
    page = tabs.open(url, java_script_enabled=False)
    page.get_by_role("checkbox").first.check()
    expect(page.locator(".tips-tools")).to_be_hidden()


def test_ticks_are_remembered_in_a_folder(browser: Browser, sites: Sites) -> None:
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.goto(CHECKLIST.path(sites).as_uri())
        page.get_by_role("checkbox").first.check()
        page.reload()
        expect(page.get_by_role("checkbox").first).to_be_checked()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_checklist_of_any_category_is_one_page_from_a_phone(
    size: str, phone: Page, address: AddressOf
) -> None:
    phone.goto(address(CHECKLIST))
    field = phone.get_by_label("Category")
    values = [option.get_attribute("value") for option in field.get_by_role("option").all()]
    lengths = {}
    for value in filter(None, values):
        field.select_option(value)
        lengths[value] = pages_of(phone.pdf(format=size))
    assert set(lengths.values()) == {1}, lengths


def test_print_prints(phone: Page, address: AddressOf) -> None:
    phone.add_init_script("window.print = () => document.documentElement.dataset.printed = 'yes'")
    phone.goto(address(CHECKLIST))
    phone.get_by_role("button", name="Print").tap()
    expect(phone.locator("html")).to_have_attribute("data-printed", "yes")


def test_a_ticked_box_is_ticked_on_paper(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(CHECKLIST), java_script_enabled=False)
    box = page.get_by_role("checkbox").first
    box.check()
    page.emulate_media(media="print")
    expect(box).to_be_visible()
    expect(box).to_be_checked()


def test_without_a_script_the_category_that_was_jumped_to_is_printed_alone(
    tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(f"{address(CHECKLIST)}#category-assessment", media="print", java_script_enabled=False)
    expect(sections(page)).to_have_count(1)
    expect(sections(page).get_by_role("heading", level=2)).to_have_text("Assessment")
