"""Maps as a browser draws them: nothing clipped, nothing on top of something else, every node a link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .chromium import Tabs
from .kinds import TERM, AddressOf, Kind, Sites

ARABIC = Kind("arabic-term", "terms/*.html", "arabic")
LONG_WORD = Kind("long-word", "terms/long-word.html", "corners")
BESIDE_LONG_WORD = Kind("beside-long-word", "terms/new-word.html", "corners")

BOXES = """(svg) => [...svg.querySelectorAll("text")].map((text) => {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  return { name: text.textContent, left, right, top, bottom };
})"""

Box = dict[str, Any]


def boxes(page: Page, selector: str) -> list[Box]:
    """The text of each label, and the room that it takes on the screen."""
    found: list[Box] = page.locator(selector).evaluate(BOXES)
    return found


def sticking_out(page: Page, selector: str) -> list[str]:
    """The labels that are not wholly inside their drawing."""
    edge = page.locator(selector).bounding_box()
    assert edge
    right, bottom = edge["x"] + edge["width"], edge["y"] + edge["height"]
    return [
        box["name"]
        for box in boxes(page, selector)
        if box["left"] < edge["x"] - 1 or box["right"] > right + 1
        or box["top"] < edge["y"] - 2 or box["bottom"] > bottom + 2
    ]  # fmt: skip


def overlapping(found: list[Box]) -> list[tuple[str, str]]:
    """The pairs of labels that share some of their room, a pixel aside."""
    return [
        (a["name"], b["name"])
        for number, a in enumerate(found)
        for b in found[:number]
        if a["left"] < b["right"] - 1 and b["left"] < a["right"] - 1
        and a["top"] < b["bottom"] - 3 and b["top"] < a["bottom"] - 3
    ]  # fmt: skip


# --- the concept map of a term ---


def test_no_concept_map_clips_a_label_or_puts_one_on_another(tabs: Tabs, sites: Sites) -> None:
    wrong = {}
    for file in sorted(sites["flagship"].glob("terms/*.html")):
        page = tabs.open(file.as_uri(), 320)
        if page.locator(".concept").count():
            wrong[file.stem] = [*sticking_out(page, ".concept"), *overlapping(boxes(page, ".concept"))]
    assert len(wrong) == 76
    assert not {term: labels for term, labels in wrong.items() if labels}


@pytest.mark.parametrize("kind", [ARABIC, LONG_WORD, BESIDE_LONG_WORD], ids=str)
def test_long_words_and_other_scripts_are_not_clipped_either(
    kind: Kind, tabs: Tabs, address: AddressOf
) -> None:
    page = tabs.open(address(kind), 320)
    assert boxes(page, ".concept")
    assert not sticking_out(page, ".concept")


def test_a_node_of_the_concept_map_leads_to_its_term(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), java_script_enabled=False)
    page.locator(".concept a", has_text="Enrichment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enrichment")


def test_the_concept_map_says_nothing_that_is_not_in_the_lists(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM))
    links = "(all) => all.map((link) => link.getAttribute('href'))"
    drawn = page.locator(".concept a").evaluate_all(links)
    assert drawn
    assert set(drawn) <= set(page.locator(".aside .refs a").evaluate_all(links))


def test_the_lines_of_the_concept_map_are_seen_in_forced_colors(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(TERM), forced_colors="active", color_scheme="dark")
    stroke = page.locator(".concept path").evaluate("(path) => getComputedStyle(path).stroke")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert stroke == ink
