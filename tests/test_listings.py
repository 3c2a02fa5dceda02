"""Long lists: parts on separate pages, and lopsided glossaries that stay usable and linear."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import Path

import pytest
from trees import Tree, build_project, by_id, html, links, project, record, snapshot, text, with_class

from termbank.site.parts.pagination import part_path, split

MANY = 1200


def word(number: int) -> str:
    """A unique word for each number, starting with any letter."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))


def lopsided(count: int) -> Tree:
    """Everything refers to one term: relations, mentions, resources; all in one category, under one principle."""
    hub = {"terms/hub.md": record("title: Hub\naliases:\n" + "".join(f"  - Hub {n}\n" for n in range(count)))}
    common = "category: All\nprinciples:\n  - One\nrelated:\n  - hub"
    terms = {
        f"terms/t-{word(n)}.md": record(f"title: {word(n).title()} Word\n{common}", "See [[hub]]. Said.")
        for n in range(count)
    }
    works = {
        f"resources/r-{word(n)}.md": record(
            f"title: Work {word(n)}\nresource_type: book\nterms:\n  - hub", "Good."
        )
        for n in range(count)
    }
    return hub | terms | works


def built(folder: Path, tree: Tree) -> Path:
    assert build_project(project(folder, tree)).published
    return folder / "site"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = {
        f"terms/t-{word(n)}.md": record(f"title: {word(n).title()}\ncategory: All", "Said.")
        for n in range(MANY)
    }
    return built(tmp_path_factory.mktemp("large"), tree)


@pytest.fixture(scope="module")
def lopsided_sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return (
        built(tmp_path_factory.mktemp("some"), lopsided(300)),
        built(tmp_path_factory.mktemp("many"), lopsided(600)),
    )


def targets(site: Path, path: str) -> Iterable[str]:
    """The pages that a page links to."""
    for address in links(html(site / path)):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address.partition("#")[0]))
        if "://" not in address and target.endswith(".html"):
            yield target


def reachable(site: Path, start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = {path for path in targets(site, waiting.pop()) if path not in found}
        found |= new
        # Term pages link everywhere, so follow only the lists.
        waiting += [path for path in new if not path.startswith("terms/t-")]
    return found


def test_every_term_can_be_reached_from_the_home_page_through_lists(large: Path) -> None:
    terms = {f"terms/t-{word(number)}.html" for number in range(MANY)}
    assert terms <= reachable(large, "index.html")


def test_every_page_leads_back_to_the_first(large: Path) -> None:
    listings = reachable(large, "index.html")
    assert all("index.html" in targets(large, path) for path in listings - {"index.html"})


def test_no_page_lists_more_than_five_hundred_terms(large: Path) -> None:
    longest = max(len(with_class(html(page), "entry-word")) for page in large.rglob("*.html"))
    assert longest == 500


def test_a_part_shows_its_position_and_links_to_its_neighbors(large: Path) -> None:
    page = html(large / "categories" / "all" / "2.html")
    (pager,) = with_class(page, "pager")
    assert links(pager) == [
        f"../../categories/{page}.html" for page in ("all", "all", "all/2", "all/3", "all/3")
    ]
    assert [text(item) for item in pager.iter("a") if item.get("aria-current")] == ["Part 2"]
    assert text(next(page.iter("title"))).startswith("All, part 2 of 3")
    (tally,) = with_class(page, "tally")
    assert text(tally).endswith("terms, part 2 of 3")


def test_a_glossary_that_fits_on_one_page_has_no_parts(tmp_path: Path) -> None:
    site = built(tmp_path, {"terms/a.md": record("title: A\ncategory: All")})
    assert not any(with_class(html(page), "pager") for page in site.rglob("*.html"))
    assert not (site / "terms" / "index").exists()


def test_the_page_of_a_term_does_not_grow_with_its_references(lopsided_sites: tuple[Path, Path]) -> None:
    fewer, more = (site / "terms" / "hub.html" for site in lopsided_sites)
    # The page has 300 aliases more, too, for readers and for programs.
    aliases = 300 * len('<i dir="auto">Hub 500</i>, "Hub 500",')
    assert more.stat().st_size - fewer.stat().st_size < aliases + 500


def test_a_term_links_to_all_of_its_references(lopsided_sites: tuple[Path, Path]) -> None:
    site = lopsided_sites[1]
    lists = {f"terms/hub/{name}.html" for name in ("related", "used-in", "resources")}
    assert lists <= {*targets(site, "terms/hub.html")}
    for path in lists:
        found = {*targets(site, path), *targets(site, part_path(path, 2))}
        kind = "resources/r-" if path.endswith("resources.html") else "terms/t-"
        assert len({target for target in found if target.startswith(kind)}) == 600


@pytest.mark.parametrize(("count", "named", "led"), [(12, 12, False), (13, 12, True)])
def test_a_term_quotes_three_mentions_names_a_dozen_and_leads_to_the_rest(
    count: int, named: int, led: bool, tmp_path: Path
) -> None:
    terms = {
        f"terms/t-{word(n)}.md": record(f"title: {word(n).title()}", "See [[hub]].") for n in range(count)
    }
    site = built(tmp_path, terms | {"terms/hub.md": record("title: Hub", "Said.")})
    section = by_id(html(site / "terms/hub.html"), "used-in")
    (listed,) = with_class(section, "mentions")
    assert len([*listed.iter("li")]) == named
    assert len([*listed.iter("b")]) == 3
    assert ("hub/used-in.html" in " ".join(links(section))) is led
    assert (site / "terms/hub/used-in.html").exists() is led


def test_a_site_twice_as_large_has_twice_as_many_bytes(lopsided_sites: tuple[Path, Path]) -> None:
    fewer, more = (
        sum(len(data) for path, data in snapshot(site).items() if path.endswith(".html"))
        for site in lopsided_sites
    )
    assert more < 2.2 * fewer


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (3, [3]), (4, [3, 1]), (6, [3, 3])])
def test_all_parts_but_the_last_are_full(count: int, sizes: list[int]) -> None:
    parts = list(split("a.html", range(count), 3))
    assert [len(part.items) for part in parts] == sizes


def test_a_pager_shows_the_ends_and_the_nearby_pages() -> None:
    part = list(split("a.html", range(20), 1))[9]
    pager = part.links()
    assert pager
    assert [page["number"] for page in pager["pages"]] == [1, 7, 8, 9, 10, 11, 12, 13, 20]
