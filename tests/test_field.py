"""Situations that people reported of other tools: what their readers should see here."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from trees import Tree, build_project, html, project, record, snapshot, text, with_class


def site_of(folder: Path, tree: Tree) -> Path:
    """The site of `tree`, which must have no errors."""
    result = build_project(project(folder, tree))
    assert result.published, result.diagnostics
    return folder / "site"


def body_of(page: Path) -> list[str]:
    """The tags in the definition of a term, in order."""
    (definition,) = with_class(html(page), "definition")
    return [element.tag for element in definition.iter() if element.tag in ("p", "h2", "hr", "blockquote")]


def test_a_line_right_under_a_sentence_keeps_the_definition(tmp_path: Path) -> None:
    written = record("title: Retake", "A second try.\n---\nNot every school allows one.\n\n***\n\nSome do.")
    page = site_of(tmp_path, {"terms/a.md": written}) / "terms/a.html"
    assert body_of(page) == ["p", "hr", "p", "hr", "p"]
    assert text(with_class(html(page), "lead")[0]) == "A second try."


def test_markers_of_a_merge_are_on_no_page_even_if_all_is_allowed(tmp_path: Path) -> None:
    lines = "<<<<<<< HEAD\nIt is quick.\n=======\nIt is slow.\n>>>>>>> other"
    tree: Tree = {"terms/a.md": record("title: A", lines), "terms/b.md": record("title: B", "See [[a]].")}
    result = build_project(project(tmp_path, tree), allow=("all",))
    assert result.published
    assert [path for path, data in snapshot(tmp_path / "site").items() if b"It is quick" in data] == []


def test_footnotes_of_many_pages_on_one_page_have_ids_of_their_own(tmp_path: Path) -> None:
    body = "A tool.[^1] Again.[^1]\n\n## Designer's Tips\n\n- Do it.[^2]\n\n[^1]: One.\n[^2]: Two."
    site = site_of(tmp_path, {f"terms/{name}.md": record(f"title: {name}", body) for name in "abc"})
    for page in site.rglob("*.html"):
        ids = Counter(re.findall(r' id="([^"]+)"', page.read_text("utf-8")))
        assert [name for name, count in ids.items() if count > 1] == [], page


def test_titles_that_begin_with_signs_stand_under_their_first_letter(tmp_path: Path) -> None:
    titles = {
        "G": "“Grit”", "U": "(Un)grading", "N": ".NET", "O": "\u02bbOhana", "Q": "¿Qué sabemos?", "T": "🎯 Target",
        "#": "$100 Challenge", "M": "@mention", "H": "#hashtag",
    }  # fmt: skip
    tree = {
        f"terms/t{number}.md": record(f"title: '{title}'") for number, title in enumerate(titles.values())
    }
    page = html(site_of(tmp_path, tree) / "terms/index.html")
    listed = [text(element) for element in with_class(page, "entry-word")]
    letters = [text(element) for element in page.iter("h2")]
    assert letters == sorted(titles)
    assert sorted(listed) == sorted(titles.values())


def test_names_in_another_script_keep_their_order(tmp_path: Path) -> None:
    aliases = ("تقييم", "قياس", "Measuring")
    written = record("title: Assessment\naliases:\n" + "\n".join(f"  - {alias}" for alias in aliases))
    page = html(site_of(tmp_path, {"terms/a.md": written}) / "terms/a.html")
    (line,) = with_class(page, "also")
    isolated = [text(element) for element in line if element.get("dir") == "auto"]
    assert isolated == list(aliases)


def lead_of(page: Path) -> str:
    return text(with_class(html(page), "lead")[0])


@pytest.mark.parametrize(
    "first",
    [
        "As Bloom et al. (1971) used the word, it is a point.",
        "The hours, cf. Table 3 and Fig. 2 of the handbook, that a learner spends.",
        "Ein Ziel, das z. B. Lernende bzw. Eltern festlegen, vgl. Klafki.",
        "The degree that Prof. Lee and Rev. Smith hold.",
        "A school, e.g. Jr. High No. 5 in the text; approx. 300 learners.",
        "Un objectif, p. ex. celui de la p. 14, que l'on fixe.",
    ],
)
def test_a_full_stop_that_ends_no_sentence_cuts_neither_lead_nor_quotation(
    first: str, tmp_path: Path
) -> None:
    quoting = first.replace("a ", "a rubric or a ", 1) if "a " in first else f"Rubric: {first}"
    tree: Tree = {
        "terms/a.md": record("title: Aa", f"{first} More is here."),
        "terms/b.md": record("title: Bee", f"{quoting} More is here."),
        "terms/rubric.md": record("title: Rubric", "Levels."),
    }
    site = site_of(tmp_path, tree)
    assert lead_of(site / "terms/a.html").startswith(first)
    (mentions,) = with_class(html(site / "terms/rubric.html"), "mentions")
    assert text(mentions) == f"Bee {quoting}"


def test_lines_wrapped_in_chinese_and_japanese_are_joined_without_a_space(tmp_path: Path) -> None:
    tree: Tree = {
        "site.yaml": "language: ja\n",
        "terms/目標.md": record("title: 学習目標", "何ができる\nようになるかを示す短い文\nである。"),
        "terms/評価.md": record("title: 評価", "教師は学習\n目標に照らして見る。"),
        "terms/単元.md": record("title: 単元\nsummary: >-\n  計画された\n  授業である。", "授業の連なり。"),
    }
    site = site_of(tmp_path, tree)
    page = html(site / "terms/目標.html")
    assert lead_of(site / "terms/目標.html") == "何ができるようになるかを示す短い文である。"
    assert [element for element in page.iter("p") if not text(element)] == []
    (link,) = with_class(html(site / "terms/評価.html"), "auto")
    assert text(link) == "学習目標"
    assert "計画された授業である。" in text(html(site / "terms/index.html"))
