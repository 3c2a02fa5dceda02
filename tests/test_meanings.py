"""Titles with several meanings: the page to choose one, how readers reach it, and what else could have its address."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import Tree, build_project, html, links, parse, project, record, snapshot, text, with_class

LEARNING = record("title: Transfer\nqualifier: of learning", "Using what was learned.")
STUDENTS = record("title: Transfer\nqualifier: of students", "Moving to another school.")
TWO: Tree = {"terms/t-learning.md": LEARNING, "terms/t-students.md": STUDENTS}


def built(folder: Path, tree: Tree) -> Path:
    result = build_project(project(folder, tree))
    assert result.published, result.diagnostics
    return folder / "site/terms"


def codes(folder: Path, tree: Tree) -> list[str]:
    return [found.code for found in build_project(project(folder, tree)).diagnostics]


def others(page: Path) -> list[str]:
    """Where the line "Other meanings" leads."""
    return [
        link
        for line in with_class(html(page), "also")
        if text(line).startswith("Other meanings")
        for link in links(line)
    ]


def test_two_terms_of_one_title_have_a_page_to_choose_one(tmp_path: Path) -> None:
    page = html(built(tmp_path, TWO) / "transfer.html")
    (listed,) = with_class(page, "entries")
    assert text(listed) == (
        "Transfer (of learning) Using what was learned. Transfer (of students) Moving to another school."
    )
    assert links(listed) == ["../terms/t-learning.html", "../terms/t-students.html"]


def test_each_leads_to_the_other_meanings(tmp_path: Path) -> None:
    terms = built(tmp_path, TWO)
    assert others(terms / "t-learning.html") == ["../terms/t-students.html", "../terms/transfer.html"]


@pytest.mark.parametrize(
    "written",
    ["[[Transfer]]", "[[transfer]]", "[x](transfer)", "[x](transfer.md)", "[x](../terms/transfer.html)"],
)
def test_a_link_to_the_title_alone_leads_to_the_choice(written: str, tmp_path: Path) -> None:
    terms = built(tmp_path, {**TWO, "terms/a.md": record("title: A", f"Said: {written}.")})
    assert "../terms/transfer.html" in links(html(terms / "a.html"))


@pytest.mark.parametrize("written", ["[[Transfer (of students)]]", "[x](t-students)"])
def test_a_link_to_one_of_them_leads_there(written: str, tmp_path: Path) -> None:
    terms = built(tmp_path, {**TWO, "terms/a.md": record("title: A", f"Said: {written}.")})
    assert "../terms/t-students.html" in links(html(terms / "a.html"))


def test_the_former_slug_of_one_of_them_leads_to_the_choice(tmp_path: Path) -> None:
    first = record("title: Transfer\nqualifier: of learning\nformerly:\n  - transfer")
    terms = built(tmp_path, {**TWO, "terms/t-learning.md": first})
    assert with_class(html(terms / "transfer.html"), "entries")


def test_a_term_without_a_qualifier_that_has_the_slug_leads_to_the_others(tmp_path: Path) -> None:
    tree = {"terms/transfer.md": record("title: Transfer"), "terms/t-students.md": STUDENTS}
    assert not codes(tmp_path, tree)
    assert others(tmp_path / "site/terms/transfer.html") == ["../terms/t-students.html"]
    assert others(tmp_path / "site/terms/t-students.html") == ["../terms/transfer.html"]


@pytest.mark.parametrize(
    "taken",
    [
        {"terms/transfer.md": record("title: Moving")},
        {"terms/moving.md": record("title: Moving\nformerly:\n  - transfer")},
    ],
    ids=["slug", "former-slug"],
)
def test_the_address_of_another_term_is_left_to_it_and_named(taken: Tree, tmp_path: Path) -> None:
    assert codes(tmp_path, {**TWO, **taken}) == ["taken-address"]
    assert not with_class(html(tmp_path / "site/terms/transfer.html"), "entries")


def test_a_retired_term_is_no_meaning(tmp_path: Path) -> None:
    retired = record("title: Transfer\nqualifier: of students\nstatus: deprecated\nreason: Old.")
    assert not (built(tmp_path, {**TWO, "terms/t-students.md": retired}) / "transfer.html").exists()


def test_a_build_with_a_cache_takes_up_a_second_meaning(tmp_path: Path) -> None:
    linked = {"terms/a.md": record("title: A", "Said: [[Transfer]].")}
    folder = project(tmp_path / "warm", {**linked, "terms/t-learning.md": LEARNING})
    build_project(folder, cache=folder / "cache")
    build_project(project(folder, TWO), cache=folder / "cache")
    cold = project(tmp_path / "cold", {**linked, **TWO})
    build_project(cold)
    assert snapshot(folder / "site") == snapshot(cold / "site")


@pytest.mark.parametrize("page", ["t-learning/used-in.html", "t-students.html"])
def test_a_qualifier_is_kept_wherever_a_term_is_named(page: str, tmp_path: Path) -> None:
    mentions = {f"terms/m{n}.md": record(f"title: M{n}", "[x](t-learning)") for n in range(13)}
    terms = built(tmp_path, {**TWO, **mentions})
    names = [text(link) for link in parse((terms / page).read_text(encoding="utf-8")).iter("a")]
    assert "Transfer (of learning)" in " ".join(names)
    assert "Transfer" not in names
