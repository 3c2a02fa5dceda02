"""Old addresses in a browser: query and place are taken along where scripts run."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from .chromium import Tabs
from .kinds import AddressOf, Kind, Sites

OLD = Kind("redirect", "terms/older-word.html", "corners")
NEW = Kind("all-markdown", "terms/new-word.html", "corners")


def test_a_script_takes_query_and_place_along(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(OLD)}?q=a%20b#designers-tips")
    page.wait_for_url("**/new-word.html*")
    found = urlsplit(page.url)
    assert (found.query, found.fragment) == ("q=a%20b", "designers-tips")


def test_back_does_not_come_by_the_old_page_again(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(NEW))
    page.goto(address(OLD))
    page.wait_for_url("**/new-word.html")
    page.go_back()
    expect(page).to_have_url(address(NEW))


def test_without_a_script_the_page_leads_on_as_well(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(OLD), java_script_enabled=False)
    page.wait_for_url("**/new-word.html")


def test_from_a_folder_too(tabs: Tabs, sites: Sites) -> None:
    page = tabs.open(f"{OLD.path(sites).as_uri()}#designers-tips")
    page.wait_for_url("**/new-word.html#designers-tips")
