"""Readers choose theme, cards, and keys in a dialog. Choices are remembered if storage allows it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from conftest import Built
from playwright.sync_api import Browser, Locator, Page, expect
from trees import project, record

from .chromium import Tabs, complaints
from .kinds import TERM, AddressOf
from .server import serving
from .test_accessibility import violations

BANK = {
    "terms/pod.md": record("title: Pod", "Pod is a shell."),
    "terms/page.md": record("title: Page", "Here is [a pod](pod.md)."),
}
DENIED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"


@pytest.fixture
def site(built: Built, tmp_path: Path) -> Path:
    return built("settings", project(tmp_path, BANK) / "content")


@pytest.fixture(params=["folder", "server"])
def home(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """The address of the site, opened from its folder and served."""
    if request.param == "folder":
        yield f"{site.as_uri()}/"
        return
    with serving({"site": site}) as server:
        yield f"{server}site/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab without data from other tests."""
    with browser.new_context(service_workers="block") as context:
        yield context.new_page()


def dialog_of(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Reading settings")


def opened(page: Page) -> Locator:
    """The dialog, opened by keyboard."""
    page.keyboard.press("?")
    dialog = dialog_of(page)
    expect(dialog).to_be_visible()
    return dialog


def background(page: Page) -> str:
    color: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return color


def toggled(page: Page, label: str) -> None:
    """Open the dialog, toggle the labeled checkbox by keyboard, and close it."""
    opened(page).get_by_label(label).press("Space")
    page.keyboard.press("Escape")
    expect(dialog_of(page)).to_have_count(0)


def test_a_theme_chosen_by_keyboard_is_remembered_here_and_on_other_pages(home: str, page: Page) -> None:
    page.goto(f"{home}index.html")
    light = background(page)
    with complaints(page) as wrong:
        opened(page)
        expect(page.get_by_label("Match my device")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Dark")).to_be_checked()
    assert not wrong
    dark = background(page)
    page.reload()
    assert background(page) == dark != light
    page.goto(f"{home}terms/pod.html")
    assert background(page) == dark
    expect(opened(page).get_by_label("Dark")).to_be_checked()
    page.keyboard.press("ArrowDown")
    page.reload()
    assert background(page) == light


def test_t19_cards_turned_off_stay_closed_on_another_page(home: str, page: Page) -> None:
    page.goto(f"{home}index.html")
    toggled(page, "Preview linked terms")
    page.clock.install()
    page.goto(f"{home}terms/page.html")
    page.get_by_role("link", name="a pod").hover()
    page.clock.run_for(1_000)
    expect(page.locator("#card, script[src$='cards.js']")).to_have_count(0)
    toggled(page, "Preview linked terms")
    page.mouse.move(0, 0)
    page.get_by_role("link", name="a pod").hover()
    page.clock.run_for(1_000)
    expect(page.locator("#card")).to_contain_text("Pod is a shell.")


def test_keys_turned_off_do_nothing_on_another_page_and_the_button_still_opens(home: str, page: Page) -> None:
    page.goto(f"{home}index.html")
    toggled(page, "Use keyboard shortcuts")
    page.goto(f"{home}terms/pod.html")
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(page.locator("input:focus, dialog")).to_have_count(0)
    page.get_by_role("button", name="Reading settings").press("Enter")
    expect(dialog_of(page).get_by_label("Use keyboard shortcuts")).not_to_be_checked()


def test_escape_closes_and_focus_returns_to_the_button(home: str, page: Page) -> None:
    page.goto(f"{home}index.html")
    button = page.get_by_role("button", name="Reading settings")
    button.press("Enter")
    expect(dialog_of(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog_of(page)).to_have_count(0)
    expect(button).to_be_focused()
    button.press("Enter")
    dialog_of(page).get_by_role("button", name="Close").press("Enter")
    expect(button).to_be_focused()


def test_a_question_mark_in_a_field_is_text(home: str, page: Page) -> None:
    page.goto(f"{home}index.html")
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(page.locator("input:focus")).to_have_value("?")
    expect(dialog_of(page)).to_have_count(0)


def test_a_choice_lasts_for_this_page_if_storage_is_denied(home: str, page: Page) -> None:
    page.add_init_script(DENIED)
    with complaints(page) as wrong:
        page.goto(f"{home}index.html")
        light = background(page)
        opened(page).get_by_label("Dark").check()
        page.keyboard.press("Escape")
        expect(dialog_of(page)).to_have_count(0)
        assert background(page) != light
        expect(opened(page).get_by_label("Dark")).to_be_checked()
    assert not wrong


def test_without_scripts_there_is_no_button(tabs: Tabs, site: Path) -> None:
    page = tabs.open((site / "index.html").as_uri(), java_script_enabled=False)
    expect(page.locator(".colophon button")).to_be_hidden()


def test_axe_finds_nothing_in_the_open_dialog(tabs: Tabs, address: AddressOf) -> None:
    found = []
    for scheme, width in product(("light", "dark"), (320, 1280)):
        page = tabs.open(address(TERM), width, color_scheme=scheme, bypass_csp=True)
        opened(page)
        found += [f"{scheme}, {width} px: {line}" for line in violations(page)]
    assert not found, "\n".join(found)
