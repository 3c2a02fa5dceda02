"""axe-core finds nothing on any kind of page, in both schemes, on the narrowest screen and on a wide one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .chromium import Tabs
from .kinds import FLAGSHIP, FLAGSHIP_LONG, KINDS, SAMPLES, TERM, AddressOf, Kind

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALL_RULES = {"type": "tag", "values": TAGS}
# A scheme changes colors and nothing else, so the dark one is asked only what colors answer.
COLOR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SCHEMES = {"light": ALL_RULES, "dark": COLOR_RULES}
WIDTHS = (320, 1280)

# The elements beyond the page's edges, where the page can be scrolled to them.
STICKING_OUT = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const outside = ({ left, right }) => left < -1 || right > innerWidth + 1;
  const elements = [...document.querySelectorAll("body *")].filter((e) => outside(e.getBoundingClientRect()));
  return elements.map((element) => element.outerHTML.slice(0, 100)).concat("the page scrolls sideways");
}"""


def violations(page: Page, rules: Mapping[str, Any] = ALL_RULES) -> list[str]:
    """What axe-core finds, a line for each element."""
    quick = {"resultTypes": ["violations"], "selectors": False, "preload": False, "iframes": False}
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": rules, **quick}).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("kind", FLAGSHIP + SAMPLES, ids=str)
def test_axe_finds_nothing(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    found = []
    for scheme, width in product(SCHEMES, WIDTHS):
        # axe brings its own script, which the site's policy rightly forbids.
        page = tabs.open(address(kind), width, color_scheme=scheme, bypass_csp=True)
        found += [f"{scheme}, {width} px: {line}" for line in violations(page, SCHEMES[scheme])]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", FLAGSHIP_LONG, ids=str)
def test_axe_finds_nothing_on_the_longest_pages(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    # Seconds a run: once is enough for pages whose kinds are looked at from all sides with less on them.
    assert not violations(tabs.open(address(kind), 320, bypass_csp=True))


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_what_unfolds(width: int, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), width, bypass_csp=True)
    page.evaluate("document.querySelectorAll('main details').forEach((details) => details.open = true)")
    assert not violations(page)


def test_axe_finds_nothing_in_the_open_menu(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), 320, bypass_csp=True)
    page.locator("header summary").click()
    assert not violations(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_page_scrolls_sideways(kind: Kind, width: int, tabs: Tabs, address: AddressOf) -> None:
    assert not tabs.open(address(kind), width).evaluate(STICKING_OUT)
