"""axe-core finds nothing on any kind of page, in both color schemes, on narrow and wide screens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .chromium import Tabs
from .kinds import KINDS, TERM, AddressOf, Kind

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALL_RULES = {"type": "tag", "values": TAGS}
# A scheme changes colors and nothing else, so the dark one is asked only what colors answer.
COLOR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SCHEMES: Mapping[Literal["light", "dark"], Mapping[str, Any]] = {"light": ALL_RULES, "dark": COLOR_RULES}
WIDTHS = (320, 1280)
SHARDS = 8
"""Tests that share the pages of the flagship, so that several processes can."""

AXE = Axe().axe_script
VIOLATIONS = "async (options) => (await axe.run(document, options)).violations"

# The elements beyond the page's edges, where the page can be scrolled to them.
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


# Pages of the flagship are all looked at below, but not with a query.
OTHERS = [kind for kind in KINDS if kind.site != "flagship" or kind.query]


def found_by_axe(page: Page) -> Iterator[str]:
    """The problems that axe-core finds on `page` in both color schemes and at both widths."""
    for scheme, width in product(SCHEMES, WIDTHS):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        for line in violations(page, SCHEMES[scheme]):
            yield f"{page.url}, {scheme}, {width} px: {line}"


@pytest.mark.parametrize("kind", OTHERS, ids=str)
def test_axe_finds_nothing(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    # axe brings its own script, which the site's policy rightly forbids.
    page = tabs.open(address(kind), bypass_csp=True, reduced_motion="reduce")
    assert not [*found_by_axe(page)]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_axe_finds_nothing_on_any_page_of_the_flagship(
    shard: int, tabs: Tabs, flagship: Path, server: str
) -> None:
    found: list[str] = []
    paths = sorted(file.relative_to(flagship).as_posix() for file in flagship.rglob("*.html"))
    for path in paths[shard::SHARDS]:
        page = tabs.open(f"{server}flagship/{path}", bypass_csp=True, reduced_motion="reduce")
        found += found_by_axe(page)
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
