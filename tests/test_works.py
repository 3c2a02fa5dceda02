"""Prose cites works: `[@slug]`, and mentions of an author and a year."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import Tree, build_project, by_id, html, links, project, record, snapshot, text, with_class

from termbank.content.citations import short_forms
from termbank.glossary import load

WORKS = {
    "resources/bloom-1984.md": record("title: The 2 Sigma Problem\nauthor: Benjamin S. Bloom\nyear: 1984"),
    "resources/kluger-1996.md": record(
        "title: The Effects of Feedback\nauthor:\n  - Avraham N. Kluger\n  - Angelo DeNisi\nyear: 1996\n"
        "resource_type: journal-article\npublished_in: Psychological Bulletin\nvolume: 119\n"
        "doi: 10.1037/0033-2909.119.2.254"
    ),
    "resources/no-year.md": record("title: Learning Targets “Today”\npublisher: A District"),
}


def site_of(folder: Path, body: str, more: Tree = {}, slug: str = "a") -> Path:  # noqa: B006  never changed
    """The site of a term with this body, of three works and of `more`; it must have no errors."""
    tree = {"terms/a.md": record("title: Tutoring", body), "terms/b.md": record("title: B"), **WORKS, **more}
    result = build_project(project(folder, tree))
    assert result.published, result.diagnostics
    return folder / "site"


def prose(site: Path, page: str = "terms/a.html") -> str:
    """The text of a page's definition."""
    (body,) = with_class(html(site / page), "definition")
    return text(body)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[@bloom-1984]", "(Bloom, 1984)"),
        ("[@bloom-1984, p. 4]", "(Bloom, 1984, p. 4)"),
        ("[@bloom-1984,\nchap. 2]", "(Bloom, 1984, chap. 2)"),
        ("[@bloom-1984, p. 4; @kluger-1996]", "(Bloom, 1984, p. 4; Kluger & DeNisi, 1996)"),
        ("[ @kluger-1996 ]", "(Kluger & DeNisi, 1996)"),
        ("[@no-year]", "(“Learning Targets ‘Today’”, n.d.)"),
    ],
)
def test_a_citation_names_authors_year_and_place(written: str, shown: str, tmp_path: Path) -> None:
    site = site_of(tmp_path, f"It works {written}. And more.")
    assert prose(site) == f"It works {shown}. And more."
    # The sentence ends behind the citation.
    (lead,) = with_class(html(site / "terms/a.html"), "lead")
    assert text(lead) == f"It works {shown}."


@pytest.mark.parametrize(
    "written", ["`[@bloom-1984]`", "\\[@bloom-1984]", "a@bloom-1984", "[see @x]", "[@ x]"]
)
def test_other_text_is_no_citation(written: str, tmp_path: Path) -> None:
    site = site_of(tmp_path, f"It works {written}.")
    assert prose(site) == f"It works {written.replace(chr(92), '').strip('`').replace('`', '')}."


def test_a_citation_leads_to_the_work_and_is_shown_wherever_the_text_is(tmp_path: Path) -> None:
    site = site_of(tmp_path, "It works [@bloom-1984, p. 4]. More.\n\nBut see [@kluger-1996].")
    page = html(site / "terms/a.html")
    assert "../resources/bloom-1984.html" in links(with_class(page, "definition")[0])
    said = "It works (Bloom, 1984, p. 4). More."
    for file in ("data/cards.js", "data/search.js", "feeds/changes.xml", "everything.html"):
        if (site / file).exists():
            assert "[@" not in (site / file).read_text(encoding="utf-8"), file
    assert said in (site / "data/cards.js").read_text(encoding="utf-8")
    assert page.find(".//meta[@name='description']").get("content") == said  # type: ignore[union-attr]


def test_a_page_lists_the_works_it_cites_and_they_list_the_page(tmp_path: Path) -> None:
    body = "More [@kluger-1996; @no-year].\n\nIt works [@bloom-1984]. Again [@bloom-1984, p. 2]."
    site = site_of(tmp_path, body)
    cited = by_id(html(site / "terms/a.html"), "works-cited")
    assert [text(item) for item in cited.iter("li")] == [
        "Bloom, B. S. (1984). The 2 Sigma Problem.",
        "Kluger, A. N., & DeNisi, A. (1996). The Effects of Feedback. Psychological Bulletin, 119.",
        "Learning Targets “Today.” (n.d.). A District.",
    ]
    assert links(cited)[1:] == [
        f"../resources/{slug}.html" for slug in ("bloom-1984", "kluger-1996", "no-year")
    ]
    users = by_id(html(site / "resources/bloom-1984.html"), "cited-in")
    assert text(users) == "Cited in Tutoring It works (Bloom, 1984)."


@pytest.mark.parametrize(
    ("written", "linked"),
    [
        ("Bloom (1984) found", "Bloom (1984)"),
        ("Bloom (1984, p. 4) found", "Bloom (1984, p. 4)"),
        ("Bloom’s (1984) claim", "Bloom’s (1984)"),
        ("Benjamin Bloom (1984) found", "Benjamin Bloom (1984)"),
        ("As B. S. Bloom (1984) found", "B. S. Bloom (1984)"),
        ("Following Bloom (1984), we", "Bloom (1984)"),
        ("it works (Bloom, 1984)", "Bloom, 1984"),
        ("it works (see Bloom, 1984, p. 4; others)", "Bloom, 1984"),
        ("it works (Bloom 1984)", "Bloom 1984"),
        ("Kluger and DeNisi (1996) found", "Kluger and DeNisi (1996)"),
        ("In Boston, Kluger and\nDeNisi (1996) found", "Kluger and DeNisi (1996)"),
        ("as Kluger & DeNisi, 1996, said", "Kluger & DeNisi, 1996"),
        ("Guskey et al. (2007) say", "Guskey et al. (2007)"),
        ("Guskey, Gates, and Bailey (2007) say", "Guskey, Gates, and Bailey (2007)"),
        ("(Guskey and colleagues, 2007)", "Guskey and colleagues, 2007"),
        ("Brookhart and colleagues (2016) say", "Brookhart and colleagues (2016)"),
        ("The National Research Council (2001) says", "National Research Council (2001)"),
        ("*Bloom* (1984) found", "Bloom (1984)"),
        ("Although Bloom (1984) found", "Bloom (1984)"),
    ],
)
def test_an_author_and_a_year_link_by_themselves(written: str, linked: str, tmp_path: Path) -> None:
    guskey = "author:\n  - Thomas R. Guskey\n  - Sally Gates\n  - Jane Bailey"
    more = {
        "resources/guskey-2007.md": record(f"title: Closing Gaps\n{guskey}\nyear: 2007"),
        "resources/brookhart-2016.md": record(
            "title: A Century\nauthor: Susan M. Brookhart et al.\nyear: 2016"
        ),
        "resources/nrc-2001.md": record("title: Knowing\nauthor: National Research Council\nyear: 2001"),
    }
    page = html(site_of(tmp_path, f"Note this. {written}.", more) / "terms/a.html")
    (body,) = with_class(page, "definition")
    assert [text(link) for link in with_class(body, "work")] == [linked]
    assert links(by_id(page, "works-cited"))


@pytest.mark.parametrize(
    "written",
    [
        "Bloom (1985) found",
        "Harold Bloom (1984) found",
        "Leopold Bloom, 1984, found",
        "Blooms (1984) found",
        "Bloom and Kluger (1984) found",
        "Bloom et al. (1984) found",
        "in the year of Bloom, 1984-85",
        "Bloom (1984, 1986) found",
        "Kluger (1996) found",
        "[Bloom (1984)]() found",
        "`Bloom (1984)` found",
        "[what Bloom (1984) found](b.md)",
        "Bloom 1984 found",
    ],
)
def test_other_names_and_years_do_not_link(written: str, tmp_path: Path) -> None:
    page = html(site_of(tmp_path, f"Note this. {written}.") / "terms/a.html")
    assert not with_class(page, "work")


def test_a_work_is_linked_as_often_as_the_site_links_terms(tmp_path: Path) -> None:
    body = "Bloom (1984) said so. Bloom (1984) did.\n\n## More\n\nBloom (1984) again."
    for budget, count in (("first", 1), ("section", 2), ("all", 3), ("never", 0)):
        site = site_of(tmp_path / budget, body, {"site.yaml": f"link: {budget}"})
        assert len(with_class(html(site / "terms/a.html"), "work")) == count
    off = {"terms/c.md": record("title: C\nautolink: false", body)}
    assert not with_class(html(site_of(tmp_path / "off", body, off) / "terms/c.html"), "work")


def test_a_written_citation_spends_the_budget_of_a_work(tmp_path: Path) -> None:
    page = html(site_of(tmp_path, "It works [@bloom-1984]. Bloom (1984) says so.") / "terms/a.html")
    assert [text(link) for link in with_class(page, "work")] == ["Bloom, 1984"]


def test_the_name_of_a_term_in_the_mention_of_a_work_does_not_link(tmp_path: Path) -> None:
    term = {"terms/bloom.md": record("title: Bloom")}
    page = html(site_of(tmp_path, "So says Bloom (1984), not any Bloom.", term) / "terms/a.html")
    (body,) = with_class(page, "definition")
    assert [(link.get("class"), text(link)) for link in body.iter("a")] == [
        ("work auto", "Bloom (1984)"),
        ("term auto", "Bloom"),
    ]


def test_a_work_does_not_link_to_itself(tmp_path: Path) -> None:
    more = {
        "resources/bloom-1984.md": WORKS["resources/bloom-1984.md"].replace("Text.", "Bloom (1984) asks.")
    }
    assert not with_class(html(site_of(tmp_path, "Text.", more) / "resources/bloom-1984.html"), "work")


def test_works_of_one_year_and_one_author_have_letters(tmp_path: Path) -> None:
    tree = {
        f"resources/{slug}.md": record(f"title: {title}\nauthor: Chris Sturgis\nyear: 2018")
        for slug, title in (("x", "Zeal"), ("y", "Art"))
    }
    glossary = load(project(tmp_path, {"terms/a.md": record("title: A"), **tree}) / "content")
    assert {slug: str(form) for slug, form in short_forms(glossary.resources).items()} == {
        "x": "Sturgis, 2018b",
        "y": "Sturgis, 2018a",
    }


def test_a_work_that_is_not_there_is_named_as_it_was_written(tmp_path: Path) -> None:
    tree = {"terms/a.md": record("title: A", "It works [@bloom-1984; @nobody, p. 2]."), **WORKS}
    result = build_project(project(tmp_path, tree))
    assert [problem.code for problem in result.diagnostics] == ["unknown-resource"]
    result = build_project(tmp_path, allow=("unknown-resource",))
    assert result.published
    assert prose(tmp_path / "site") == "It works (Bloom, 1984; @nobody, p. 2)."


def test_an_edited_work_changes_the_pages_that_cite_it_in_any_build(tmp_path: Path) -> None:
    site_of(tmp_path, "It works [@bloom-1984, p. 4].")
    cache = tmp_path / "cache"
    build_project(tmp_path, cache=cache)
    renamed = WORKS["resources/bloom-1984.md"].replace("Bloom", "Blum").replace("1984", "1985")
    project(tmp_path, {"resources/bloom-1984.md": renamed})
    assert build_project(tmp_path, cache=cache).published
    assert prose(tmp_path / "site") == "It works (Blum, 1985, p. 4)."
    after = snapshot(tmp_path / "site")
    build_project(tmp_path, site=tmp_path / "clean")
    assert snapshot(tmp_path / "clean").keys() == after.keys()
    assert {path: data for path, data in snapshot(tmp_path / "clean").items() if path != ".termbank"} == {
        path: data for path, data in after.items() if path != ".termbank"
    }
