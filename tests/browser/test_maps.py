"""Maps in a browser: nothing is clipped, nothing overlaps, and every node is a link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .chromium import Tabs
from .kinds import AddressOf, Kind

MAP = Kind("map", "map.html")
ARABIC_MAP = Kind("arabic-map", "map.html", "arabic")

PHONE = (390, 844)

BOXES = """(svg) => [...svg.querySelectorAll("text")].map((text) => {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  return { name: text.textContent, left, right, top, bottom };
})"""

Box = dict[str, Any]


def boxes(page: Page, selector: str) -> list[Box]:
    """The text of each label, and its box on the screen."""
    found: list[Box] = page.locator(selector).evaluate(BOXES)
    return found


def sticking_out(page: Page, selector: str) -> list[str]:
    """The labels that stick out of their drawing."""
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
    """The pairs of labels that overlap by more than a pixel."""
    return [
        (a["name"], b["name"])
        for number, a in enumerate(found)
        for b in found[:number]
        if a["left"] < b["right"] - 1 and b["left"] < a["right"] - 1
        and a["top"] < b["bottom"] - 3 and b["top"] < a["bottom"] - 3
    ]  # fmt: skip


# --- the map of the bank ---

VISIBLE = "(path) => getComputedStyle(path).visibility"


def scale(page: Page) -> float:
    """The zoom factor of the map."""
    natural, shown = page.locator(".map-drawing").evaluate(
        "(map) => [map.viewBox.baseVal.width, map.getBoundingClientRect().width]"
    )
    ratio: float = round(shown / natural, 2)
    return ratio


@pytest.mark.parametrize("kind", [MAP, ARABIC_MAP], ids=str)
def test_the_map_does_not_clip_or_overlap_names(kind: Kind, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(kind), 320)
    assert not sticking_out(page, ".map-drawing")
    assert not overlapping(boxes(page, ".map-drawing"))


def test_a_name_on_the_map_leads_to_its_term(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP), java_script_enabled=False)
    page.locator(".map-drawing").get_by_text("Rubric", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rubric")


def test_a_heading_on_the_map_leads_to_its_category(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP))
    page.locator(".map-drawing .map-head", has_text="Assessment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assessment")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_pointing_at_a_name_shows_its_lines(script: bool, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP), java_script_enabled=script)
    lines = page.locator("#term-rubric + path")
    assert lines.evaluate(VISIBLE) == "hidden"
    page.locator("#term-rubric").hover()
    assert lines.evaluate(VISIBLE) == "visible"


def test_focusing_a_name_marks_its_neighbors(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP))
    page.locator("#term-mastery").focus()
    near = page.locator(".map-drawing .map-near").evaluate_all("(all) => all.map((name) => name.id)")
    assert set(near) == {"term-demonstration-of-mastery", "term-proficiency-scale", "term-mastery-learning"}
    page.locator("#term-growth-mindset").focus()
    expect(page.locator("#term-mastery-learning")).not_to_have_class("map-near")


def test_an_address_with_a_term_points_at_it_on_the_map(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(f"{address(MAP)}#term-rubric", *PHONE, java_script_enabled=False)
    expect(page.locator("#term-rubric")).to_be_in_viewport()
    assert page.locator("#term-rubric + path").evaluate(VISIBLE) == "visible"


def test_the_keyboard_zooms_the_map(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP))
    page.get_by_role("region", name="Map picture").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert scale(page) == 1.56
    page.keyboard.press("-")
    assert scale(page) == 1.25
    page.keyboard.press("0")
    assert scale(page) == 1


def test_buttons_zoom_the_map_up_to_a_limit(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP))
    larger = page.get_by_role("button", name="Zoom in")
    while larger.is_enabled():
        larger.click()
    assert scale(page) == 4
    page.get_by_role("button", name="Reset zoom").click()
    assert scale(page) == 1


def test_the_wheel_with_ctrl_zooms_the_map_around_the_pointer(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP))
    name = page.locator("#term-competencies text")
    name.hover()
    before = name.bounding_box()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('.map-movable')")
    after = name.bounding_box()
    assert scale(page) > 1
    assert before and after
    assert abs(after["x"] + after["width"] / 2 - before["x"] - before["width"] / 2) < 40


def test_arrow_keys_and_dragging_move_the_zoomed_map(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP), *PHONE)
    picture = page.locator(".map-picture")
    picture.focus()
    page.keyboard.press("+")
    start = picture.evaluate("(picture) => picture.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(start) => document.querySelector('.map-picture').scrollLeft > start", arg=start)
    moved = picture.evaluate("(picture) => picture.scrollLeft")
    box = picture.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 300, steps=4)
    page.mouse.up()
    page.wait_for_function("(moved) => document.querySelector('.map-picture').scrollLeft > moved", arg=moved)


def test_two_fingers_zoom_the_map(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP), *PHONE, has_touch=True)
    fingers = page.context.new_cdp_session(page)
    for event, reach in (("touchStart", 20), ("touchMove", 30), ("touchMove", 60), ("touchMove", 90)):
        points = [{"x": 190 + side * reach, "y": 600, "id": side} for side in (0, 1)]
        fingers.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("document.querySelector('.map-movable')")
    assert scale(page) > 1.5


def test_releasing_the_map_on_a_name_is_not_a_click(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP))
    name = page.locator("#term-competencies text").bounding_box()
    assert name
    page.mouse.move(name["x"] + 40, name["y"] + 5)
    page.mouse.down()
    page.mouse.move(name["x"] + 20, name["y"] + 6, steps=4)
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map of all terms")


def test_a_name_that_gets_the_focus_is_brought_into_view(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP), 320)
    page.locator("#term-advisory").focus()
    expect(page.locator("#term-advisory text")).to_be_in_viewport()


def test_the_tools_of_the_map_are_hidden_where_they_cannot_work(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP), java_script_enabled=False)
    expect(page.locator(".map-tools")).to_be_hidden()


def test_the_map_fits_on_paper(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(MAP), 720, media="print")
    box = page.locator(".map-drawing").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 720


# --- the hierarchy ---

HIERARCHY = Kind("hierarchy", "hierarchy.html")


@pytest.mark.parametrize("way", ["keyboard", "touch"])
def test_a_branch_of_the_hierarchy_folds_without_script(way: str, tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(HIERARCHY), *PHONE, java_script_enabled=False, has_touch=True)
    branch = page.locator("#term-rubric")
    below = branch.get_by_role("link", name="Single-Point Rubric")
    expect(below).to_be_visible()
    sign = branch.locator("summary")
    for visible in (False, True):
        if way == "touch":
            sign.tap()
        else:
            sign.press("Enter")
        expect(below).to_be_visible(visible=visible)


def test_a_term_leads_to_its_place_in_the_hierarchy(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(
        address(Kind("term", "terms/single-point-rubric.html")), *PHONE, java_script_enabled=False
    )
    page.get_by_role("link", name="See it in the hierarchy").click()
    expect(page.locator("#term-single-point-rubric")).to_be_in_viewport()
    page.get_by_role("link", name="Single-Point Rubric").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Single-Point Rubric")


def test_the_signs_that_fold_are_as_large_as_a_finger_needs(tabs: Tabs, address: AddressOf) -> None:
    page = tabs.open(address(HIERARCHY), *PHONE)
    boxes = "(signs) => signs.map((sign) => [sign.offsetWidth, sign.offsetHeight])"
    sizes = page.locator(".tree summary").evaluate_all(boxes)
    assert sizes
    assert all(min(size) >= 24 for size in sizes)
