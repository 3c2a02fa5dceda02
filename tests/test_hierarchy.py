"""The tree of broader and narrower terms: where each term stands, and that large trees go on from page to page."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import build_project, by_id, html, links, project, record

from termbank.site.parts.hierarchy import DEPTH, Hierarchy, Node, grow
from termbank.site.parts.index import ENTRIES


def tree(**broader: str) -> Hierarchy:
    """The tree of terms, each with the names of its broader terms."""
    names = {slug: tuple(written.split()) for slug, written in broader.items()}
    order = sorted({*names, *(name for written in names.values() for name in written)})
    narrower = {slug: [each for each in order if slug in names.get(each, ())] for slug in order}
    wider = {slug: names.get(slug, ()) for slug in order}
    return grow(order, wider, {slug: below for slug, below in narrower.items() if below}, ENTRIES)


def shape(nodes: list[Node]) -> str:
    """`a(b c)` for a tree in which b and c are narrower than a."""
    return " ".join(f"{node.slug}({shape(node.below)})" if node.below else node.slug for node in nodes)


def shapes(found: Hierarchy) -> dict[str, str]:
    return {branch.part.path: shape([*branch.nodes]) for branch in found.branches}


@pytest.mark.parametrize(
    ("broader", "shown"),
    [
        ({"b": "a", "c": "b", "d": "a"}, "a(b(c) d)"),
        # Two broader terms: what is below the second place stands at the first.
        ({"c": "a b", "d": "c"}, "a(c(d)) b(c)"),
        # The first place is the highest one, not that of the first name.
        ({"b": "a", "x": "b z", "y": "x"}, "a(b(x)) z(x(y))"),
        # A circle has no top, and begins with its first name.
        ({"b": "c", "c": "b", "d": "c"}, "b(c(b d))"),
    ],
    ids=["levels", "two parents", "highest place", "circle"],
)
def test_the_tree_has_every_relation_once(broader: dict[str, str], shown: str) -> None:
    assert shapes(tree(**broader)) == {"hierarchy.html": shown}


def test_a_term_is_found_at_its_first_place() -> None:
    found = tree(c="a b", d="c")
    assert found.places == {slug: f"hierarchy.html#term-{slug}" for slug in "abcd"}


def test_a_wide_branch_goes_on_on_pages_of_its_own() -> None:
    found = tree(**{f"t{number:04}": "a" for number in range(ENTRIES + 2)})
    assert {path: len(text.split()) for path, text in shapes(found).items()} == {
        "hierarchy.html": 1,
        "hierarchy/a.html": ENTRIES,
        "hierarchy/a/2.html": 2,
    }
    assert found.places["t0501"] == "hierarchy/a/2.html#term-t0501"


def test_a_long_chain_goes_on_from_page_to_page() -> None:
    found = tree(**{f"t{number:04}": f"t{number - 1:04}" for number in range(1, 1_000)})
    assert len(found.branches) == -(-1_000 // DEPTH)
    assert len(found.places) == 1_000


# --- the pages ---

GOALS = {
    "terms/goal.md": record("title: Goal"),
    "terms/target.md": record("title: Target\nbroader:\n  - goal"),
    "terms/alone.md": record("title: Alone\nrelated:\n  - goal"),
}


def test_terms_link_to_their_place_and_it_links_back(tmp_path: Path) -> None:
    build_project(project(tmp_path, GOALS))
    place = by_id(html(tmp_path / "site/hierarchy.html"), "term-target")
    assert links(place) == ["terms/target.html"]
    for slug, listed in (("target", True), ("goal", True), ("alone", False)):
        page = html(tmp_path / f"site/terms/{slug}.html")
        assert (f"../hierarchy.html#term-{slug}" in links(page)) is listed


def test_every_page_links_to_the_hierarchy_if_there_is_one(tmp_path: Path) -> None:
    build_project(project(tmp_path, GOALS))
    assert "hierarchy.html" in links(html(tmp_path / "site/index.html"))


def test_a_glossary_without_levels_has_no_hierarchy(tmp_path: Path) -> None:
    build_project(project(tmp_path, {"terms/alone.md": record("title: Alone")}))
    assert not (tmp_path / "site/hierarchy.html").exists()
    assert "hierarchy.html" not in links(html(tmp_path / "site/index.html"))
