"""axe-core finds nothing on any kind of page, in both color schemes, on narrow and wide screens.

Every kind of page is checked in all four ways, every other page of the flagship in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .chromium import Tabs
from .kinds import KINDS, TERM, AddressOf, Kind, Sites

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALL_RULES = {"type": "tag", "values": TAGS}
# A scheme changes only colors, so the dark one is tested only for rules about color.
COLOR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
Scheme = Literal["light", "dark"]
SCHEMES: Mapping[Scheme, Mapping[str, Any]] = {"light": ALL_RULES, "dark": COLOR_RULES}
WIDTHS = (320, 1280)
WAYS = tuple(product(SCHEMES, WIDTHS))
"""The ways to look at a page: the scheme and the width."""
SHARDS = 4
"""Tests that share the pages of the flagship, so that several processes can."""

AXE = Axe().axe_script
VIOLATIONS = "async (options) => (await axe.run(document, options)).violations"

# Elements beyond the page's edges, if the page can scroll to them.
STICKING_OUT = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const outside = ({ left, right }) => left < -1 || right > innerWidth + 1;
  const elements = [...document.querySelectorAll("body *")].filter((e) => outside(e.getBoundingClientRect()));
  return elements.map((element) => element.outerHTML.slice(0, 100)).concat("the page scrolls sideways");
}"""


def violations(page: Page, rules: Mapping[str, Any] = ALL_RULES) -> list[str]:
    """The problems that axe-core finds, one line per element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    quick = {"resultTypes": ["violations"], "selectors": False, "preload": False, "iframes": False}
    found = page.evaluate(VIOLATIONS, {"runOnly": rules, **quick})
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def found_in(page: Page, scheme: Scheme, width: int, rules: Mapping[str, Any] = ALL_RULES) -> Iterator[str]:
    """What axe-core finds on `page` in one scheme at one width."""
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    for line in violations(page, rules):
        yield f"{page.url}, {scheme}, {width} px: {line}"


def found_by_axe(page: Page) -> Iterator[str]:
    """The problems that axe-core finds on `page` in both color schemes and at both widths."""
    for scheme, width in WAYS:
        yield from found_in(page, scheme, width, SCHEMES[scheme])


def opened(url: str, tabs: Tabs) -> Page:
    # axe injects its own script, which the site's policy rightly forbids.
    return tabs.open(url, bypass_csp=True, reduced_motion="reduce")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_axe_finds_nothing(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    assert not [*found_by_axe(opened(address(kind), tabs))]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_axe_finds_nothing_on_any_page_of_the_flagship(
    shard: int, tabs: Tabs, sites: Sites, server: str
) -> None:
    kinds = {kind.path(sites) for kind in KINDS if not kind.query}
    pages = sorted({*sites["flagship"].rglob("*.html")} - kinds)
    found: list[str] = []
    for number in range(shard, len(pages), SHARDS):
        path = pages[number].relative_to(sites["flagship"]).as_posix()
        # Neighbors are mostly of one kind: each way is taken on a quarter of a kind's pages.
        scheme, width = WAYS[number // SHARDS % len(WAYS)]
        found += found_in(opened(f"{server}flagship/{path}", tabs), scheme, width)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_expanded_parts(width: int, tabs: Tabs, address: AddressOf) -> None:
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
