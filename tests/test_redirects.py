"""Addresses never die: every old one leads to the page that is meant today."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import repository
from trees import Tree, build_project, html, project, record

from termbank import Config, build

CONTENT: Tree = {
    "site.yaml": """\
vocabularies:
  category:
    grading:
      label: Grading
      formerly:
        - marks
        - Grades and Marks
    unused:
      label: Unused
      formerly:
        - idle
  resource_type:
    report:
      label: Report
      formerly: [paper]
""",
    "terms/rubric.md": record(
        "title: Rubric\ncategory: grading\nformerly: [guide, scale]\nconfused_with:\n  checklist: Levels."
    ),
    "terms/checklist.md": record("title: Checklist\nformerly: [list]", "See [[old-study]] and [@old-study]."),
    "resources/study.md": record("title: Study\nresource_type: report\nformerly: [old-study]"),
    "pages/about.md": record("title: About\nformerly: [about-us]"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("redirects"), CONTENT)
    result = build_project(folder)
    assert result.published, result.diagnostics
    return folder / "site"


def target(site: Path, old: str) -> str:
    """Where the page `old` leads, by script and without one, as a path below the site's root."""
    root = html(site / old)
    (refresh,) = (meta for meta in root.iter("meta") if meta.get("http-equiv") == "refresh")
    (script,) = (script for script in root.iter("script") if "data-target" in script.attrib)
    assert refresh.get("content") == f"0; url={script.get('data-target')}"
    path = (site / old).parent / script.attrib["data-target"]
    assert path.is_file()
    return path.resolve().relative_to(site.resolve()).as_posix()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("terms/guide.html", "terms/rubric.html"),
        ("terms/scale.html", "terms/rubric.html"),
        ("resources/old-study.html", "resources/study.html"),
        ("about-us.html", "about.html"),
        ("compare/checklist-and-guide.html", "compare/checklist-and-rubric.html"),
        ("compare/list-and-scale.html", "compare/checklist-and-rubric.html"),
        ("compare/list-and-rubric.html", "compare/checklist-and-rubric.html"),
        ("changes/guide.html", "terms/rubric.html"),
        ("categories/marks.html", "categories/grading.html"),
        ("categories/grades-and-marks.html", "categories/grading.html"),
        ("resources/type/paper.html", "resources/type/report.html"),
    ],
)
def test_an_old_address_leads_to_the_page_of_today(old: str, new: str, site: Path) -> None:
    assert target(site, old) == new


def test_a_value_that_nothing_has_needs_no_redirect(site: Path) -> None:
    assert not (site / "categories/idle.html").exists()


def test_texts_may_still_name_the_old_slug_of_a_resource(site: Path) -> None:
    links = [link.get("href") for link in html(site / "terms/checklist.html").iter("a")]
    assert "../resources/study.html" in links


def test_the_earlier_wordings_move_with_their_term(tmp_path: Path) -> None:
    bank = repository(tmp_path / "bank")
    bank.commit("2020-01-01T10:00:00Z", {"terms/guide.md": record("title: Rubric", "First words.")})
    bank.commit("2020-02-02T10:00:00Z", {"terms/guide.md": record("title: Rubric", "Second words.")})
    (tmp_path / "bank/content/terms/guide.md").unlink()
    bank.commit(
        "2020-03-03T10:00:00Z",
        {"terms/rubric.md": record("title: Rubric\nformerly: [guide]", "Second words.")},
    )
    result = build(Config(content=tmp_path / "bank/content", site=tmp_path / "site", cache=None))
    assert result.published, result.diagnostics
    assert target(tmp_path / "site", "changes/guide.html") == "changes/rubric.html"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ({"resources/old-study.md": record("title: Another")}, "duplicate-slug"),
        ({"resources/b.md": record("title: B\nformerly: [old-study]")}, "duplicate-slug"),
        ({"pages/b.md": record("title: B\nformerly: [map]")}, "invalid-slug"),
        ({"terms/b.md": record("title: B\ncategory: marks")}, "unknown-value"),
    ],
)
def test_a_claim_on_an_old_address_is_named(file: Tree, code: str, tmp_path: Path) -> None:
    result = build_project(project(tmp_path, {**CONTENT, **file}))
    assert [item.code for item in result.diagnostics] == [code]


def test_an_old_value_is_named_with_the_one_of_today(tmp_path: Path) -> None:
    content = {**CONTENT, "terms/b.md": record("title: B\ncategory: marks")}
    (problem,) = build_project(project(tmp_path, content)).diagnostics
    assert problem.hints == ("it is now `grading`",)


def test_an_old_value_must_not_be_one_of_today(tmp_path: Path) -> None:
    settings = """\
vocabularies:
  category:
    a:
      label: A
      formerly: [B]
    b:
      label: B
"""
    content = {"site.yaml": settings}
    result = build_project(project(tmp_path, {**content, "terms/a.md": record("title: A\ncategory: a")}))
    assert [(item.code, item.span.line) for item in result.diagnostics] == [("duplicate-slug", 5)]
