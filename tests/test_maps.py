"""The map of the glossary: nothing touches, nothing sticks out, and every relation is drawn or listed."""

from __future__ import annotations

import re
import time
import timeit
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import Built
from trees import ROOT, build_project, by_id, html, links, project, record, snapshot, with_class

from termbank import load
from termbank.site.diagrams.regions import MAPPED
from termbank.site.diagrams.ring import (
    HEADING_SIZE,
    PITCH,
    SIZE,
    Group,
    Layout,
    Node,
    PlacedName,
    draw,
    lay_out,
)
from termbank.site.diagrams.text_width import width

SIZES = [(15,), (1,), (2, 1), (6, 11, 9, 8, 17, 6, 10, 5, 4), (MAPPED,), (10,) * 12, (119, 1), (1,) * 40]
LONG = "A Term With a Title That Goes On for Longer Than Any Map Has Room"


def groups(*sizes: int) -> list[Group]:
    """Groups of these sizes; the last term of each has a long title."""
    return [
        Group(
            f"Category {number}",
            f"categories/{number}.html",
            number % 12,
            tuple(
                Node(f"t-{number}-{term}", LONG if term == size - 1 else f"Term {term}", "terms/t.html")
                for term in range(size)
            ),
        )
        for number, size in enumerate(sizes)
    ]


def names(layout: Layout) -> list[PlacedName]:
    return [name for side in layout.sides for name in side]


def box(name: PlacedName) -> tuple[float, float, float, float]:
    """The largest possible box of a name: left, right, top, and bottom."""
    size = SIZE if name.node else HEADING_SIZE
    near, far = name.x, name.x + (1 if name.x > 0 else -1) * width(name.text) * size
    return min(near, far), max(near, far), name.y - size / 2, name.y + size / 2


def touching(a: PlacedName, b: PlacedName) -> bool:
    (left, right, top, bottom), (other_left, other_right, other_top, other_bottom) = box(a), box(b)
    return left < other_right and other_left < right and top < other_bottom and other_top < bottom


@pytest.mark.parametrize("rtl", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_no_two_names_touch(sizes: tuple[int, ...], rtl: bool) -> None:
    found = names(lay_out(groups(*sizes), rtl))
    assert not [(a.text, b.text) for a, b in combinations(found, 2) if touching(a, b)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_name_is_inside_the_drawing(sizes: tuple[int, ...]) -> None:
    layout = lay_out(groups(*sizes))
    for left, right, top, bottom in map(box, names(layout)):
        assert -layout.width / 2 <= left < right <= layout.width / 2
        assert -layout.height / 2 <= top < bottom <= layout.height / 2


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_term_appears_once_and_every_category_has_one_heading(sizes: tuple[int, ...]) -> None:
    found = names(lay_out(groups(*sizes)))
    assert [name.node for name in found if name.node] == [
        node for group in groups(*sizes) for node in group.nodes
    ]
    assert sum(name.node is None for name in found) == len(sizes)


@pytest.mark.parametrize("sizes", SIZES[2:], ids=str)
def test_both_sides_are_about_the_same_height(sizes: tuple[int, ...]) -> None:
    heights = [len(side) * PITCH for side in lay_out(groups(*sizes)).sides]
    assert abs(heights[0] - heights[1]) <= max(sum(heights) / 3, 2 * PITCH)


def test_a_map_is_mirrored_from_right_to_left() -> None:
    layouts = [lay_out(groups(6, 11, 9), rtl) for rtl in (False, True)]
    assert [(name.text, -name.x, name.y) for name in names(layouts[0])] == [
        (name.text, name.x, name.y) for name in names(layouts[1])
    ]


def test_a_map_is_always_the_same() -> None:
    pairs = [("t-0-1", "t-1-2"), ("t-0-0", "t-0-1")]
    drawings = [draw(lay_out(groups(6, 11)), pairs, [], "") for _ in range(2)]
    assert drawings[0] == drawings[1]


def test_time_grows_with_the_number_of_terms_and_no_faster() -> None:
    def seconds(count: int) -> float:
        given = groups(*[count] * 10)
        return min(timeit.repeat(lambda: lay_out(given), timer=time.process_time, number=1, repeat=5))

    # Sixteen times as many terms: quadratic work would take 256 times as long. CPU time of this process alone
    # counts, so other processes don't distort it.
    assert seconds(1600) < 80 * seconds(100)


def test_every_name_is_a_link_and_every_line_ends_at_two_names() -> None:
    layout = lay_out(groups(3, 3))
    drawing = ET.fromstring(draw(layout, [("t-0-0", "t-1-2")], [("t-0-1", "t-0-2")], "../"))
    assert len(list(drawing.iter("a"))) == len(list(drawing.iter("text"))) == 8
    related = drawing.find("path[@class='map-related']")
    assert related is not None
    ends = set(re.findall(r"(?:^M|\s)(-?\d+ -?\d+)(?=Q|$)", related.attrib["d"]))
    assert ends <= {f"{x} {y}" for x, y in layout.points.values()}


def test_a_cut_name_has_the_full_name_as_its_title() -> None:
    drawing = ET.fromstring(draw(lay_out(groups(1)), [], [], ""))
    assert drawing.findtext(".//a[@id]/text", "").endswith("…")
    assert drawing.findtext(".//a[@id]/title") == LONG


# --- the pages ---


def test_every_relation_of_the_flagship_is_drawn_and_listed(flagship: Path) -> None:
    glossary, page = load(ROOT / "content"), html(flagship / "map.html")
    entries = {item[0].attrib["href"]: set(links(item)[1:]) for item in by_id(page, "map-list").iter("li")}
    for slug, others in glossary.links.related.items():
        near = {*others, *glossary.links.broader[slug], *glossary.links.narrower.get(slug, ())}
        assert entries[f"terms/{slug}.html"] == {f"terms/{other}.html" for other in near}
    (drawn,) = (path.attrib["d"] for path in with_class(page, "map-related"))
    assert drawn.count("M") == sum(map(len, glossary.links.related.values())) / 2


def test_a_term_links_to_its_place_on_the_map(flagship: Path) -> None:
    term, page = html(flagship / "terms/rubric.html"), html(flagship / "map.html")
    assert "../map.html#term-rubric" in links(term)
    assert by_id(page, "term-rubric").attrib["href"] == "terms/rubric.html"


def test_a_glossary_without_relations_has_no_map(tmp_path: Path) -> None:
    site = project(tmp_path, {"terms/alone.md": record("title: Alone")})
    build_project(site)
    assert not (tmp_path / "site/map.html").exists()
    assert not [link for link in links(html(tmp_path / "site/index.html")) if "map" in link]


def large(count: int, categories: int) -> dict[str, str]:
    """A glossary in which each term is related to the next and to the first."""
    return {
        f"terms/term-{number:04}.md": record(
            f"title: Term {number:04}\ncategory: Category {number % categories}\n"
            f"related:\n  - term-{(number + 1) % count:04}\n  - term-0000"
        )
        for number in range(count)
    }


@pytest.fixture(scope="session")
def thousand(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a thousand terms in four categories. Do not modify."""
    content = project(tmp_path_factory.mktemp("thousand"), large(1000, 4)) / "content"
    return built("thousand", content, allow=("all",))


def test_a_large_glossary_has_maps_of_its_categories(thousand: Path) -> None:
    files = sorted(file.relative_to(thousand).as_posix() for file in thousand.glob("map/*.html"))
    assert files == [f"map/category-{n}{part}.html" for n in range(4) for part in ("", "_2", "_3")]


def test_every_term_of_a_large_glossary_is_on_the_map_that_its_page_links_to(thousand: Path) -> None:
    for number in (0, 1, 401, 999):
        term = html(thousand / f"terms/term-{number:04}.html")
        (url,) = (link for link in links(term) if "#term-" in link)
        path, _, anchor = url.removeprefix("../").partition("#")
        assert by_id(html(thousand / path), anchor).attrib["href"] == f"../terms/term-{number:04}.html"


def test_no_map_of_a_large_glossary_is_large(thousand: Path) -> None:
    sizes = {file.name: file.stat().st_size for file in [thousand / "map.html", *thousand.glob("map/*.html")]}
    assert not {name: size for name, size in sizes.items() if size > 150_000}


def test_the_list_shortens_the_relations_of_a_term_that_all_others_are_related_to(thousand: Path) -> None:
    page = html(thousand / "map/category-0.html")
    (hub,) = (
        item for item in by_id(page, "map-list").iter("li") if links(item)[0].endswith("term-0000.html")
    )
    assert len(links(hub)) == 13
    assert "and 987 more" in "".join(hub.itertext())


def test_maps_are_the_same_bytes_in_every_build(tmp_path: Path) -> None:
    site = project(tmp_path, large(150, 3))
    sites = []
    for name in ("one", "two"):
        build_project(site, site=tmp_path / name, allow=("all",))
        sites.append(
            {path: data for path, data in snapshot(tmp_path / name).items() if path.startswith("map")}
        )
    assert sites[0] == sites[1]
    assert len(sites[0]) == 4
