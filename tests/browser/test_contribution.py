"""Taking part: from the foot of any page to the page that says how, by touch and keyboard, without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .chromium import Tabs
from .kinds import TERM, AddressOf, Kind

PAGES = (
    TERM,
    Kind("resource", "resources/*.html"),
    Kind("home", "index.html"),
    Kind("own-page", "about.html"),
)


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_phone_gets_from_a_page_to_what_to_send_in_one_tap(
    kind: Kind, tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(address(kind), width=390, has_touch=True, java_script_enabled=False)
    page.get_by_role("link", name="Suggest a change").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("How to contribute")
    expect(page.get_by_role("heading", name="Suggest a change")).to_be_in_viewport()


def test_the_keyboard_gets_there_too(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    page.get_by_role("link", name="Report a problem").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Report a problem")).to_be_in_viewport()
