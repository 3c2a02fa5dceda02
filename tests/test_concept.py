"""The concept map of a term: where terms are placed, and that nothing is lost or clipped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from termbank.site.diagrams.concept_map import WIDTH, Relations, Setting, draw

SETTING = Setting("Broader", "Narrower", lambda count: f"and {count} more")


def refs(*titles: str) -> list[dict[str, Any]]:
    return [
        {"title": title, "qualifier": None, "url": f"terms/{title.lower().replace(' ', '-')}.html"}
        for title in titles
    ]


def many(count: int) -> list[dict[str, Any]]:
    return refs(*(f"Term {number}" for number in range(count)))


def svg(relations: Relations, setting: Setting = SETTING) -> ET.Element:
    return ET.fromstring(draw(relations, "../", setting))


def heights(drawing: ET.Element) -> dict[str, float]:
    """The vertical position of each text."""
    return {"".join(text.itertext()): float(text.attrib["y"]) for text in drawing.iter("text")}


def sides(drawing: ET.Element) -> dict[str, tuple[float, str]]:
    """Where the terms beside the middle are anchored, and at which end."""
    return {
        "".join(text.itertext()): (float(group.attrib["transform"][10:-1]), group.attrib["text-anchor"])
        for group in drawing.iter("g")
        for text in group.iter("text")
    }


def test_a_term_without_relations_has_no_map() -> None:
    assert draw(Relations("Own"), "../", SETTING) == ""


def test_broader_terms_are_above_and_narrower_ones_below() -> None:
    found = heights(svg(Relations("Own", refs("Wide"), refs("Narrow"), refs("Beside"))))
    order = sorted(found, key=found.__getitem__)
    assert order == ["Wide", "Broader", "Own", "Beside", "Narrower", "Narrow"]


def test_related_terms_are_on_both_sides_and_face_the_middle() -> None:
    found = sides(svg(Relations("Own", related=refs("First", "Second"))))
    (first, first_end), (second, second_end) = found["First"], found["Second"]
    assert first < WIDTH / 2 < second
    assert (first_end, second_end) == ("end", "start")


def test_the_map_is_mirrored_from_right_to_left() -> None:
    found = sides(svg(Relations("Own", related=refs("First", "Second")), replace(SETTING, rtl=True)))
    assert found["First"][0] > WIDTH / 2 > found["Second"][0]


def test_every_term_links_to_its_page_and_is_not_a_tab_stop() -> None:
    links = list(svg(Relations("Own", refs("Wide Term"), related=refs("Other"))).iter("a"))
    assert [(link.attrib["href"], link.attrib["tabindex"]) for link in links] == [
        ("../terms/wide-term.html", "-1"),
        ("../terms/other.html", "-1"),
    ]


@pytest.mark.parametrize(
    ("relation", "count", "shown"),
    [("related", 6, 6), ("related", 7, 5), ("narrower", 9, 2), ("broader", 3, 1)],
)
def test_the_first_of_many_terms_are_shown_and_the_rest_are_counted(
    relation: str, count: int, shown: int
) -> None:
    drawing = svg(Relations("Own", **{relation: many(count)}))
    links = [(link.attrib["href"], "".join(link.itertext())) for link in drawing.iter("a")]
    terms = [href for href, _ in links if href.startswith("../terms/term-")]
    assert len(terms) == shown
    assert links[shown:] == ([(f"#{relation}-terms", f"and {count - shown} more")] if shown < count else [])


def test_a_qualifier_is_part_of_the_name() -> None:
    drawing = svg(
        Relations("Own", [{"title": "Transfer", "qualifier": "of skill", "url": "terms/transfer.html"}])
    )
    assert "Transfer (of skill)" in heights(drawing)


def test_titles_are_text_and_nothing_else() -> None:
    drawing = svg(Relations('"<i>"', refs("<b>&amp;</b>")))
    assert {'"<i>"', "<b>&amp;</b>"} <= set(heights(drawing))


def test_a_map_is_always_the_same() -> None:
    relations = Relations("Own", many(2), many(4), many(9))
    assert draw(relations, "../", SETTING) == draw(relations, "../", SETTING)
