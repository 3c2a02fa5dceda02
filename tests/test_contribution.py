"""The links by which readers edit a page, suggest a change, or report a problem."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from trees import Tree, build_project, html, project, record, run, text, with_class

CONTENT: Tree = {
    "site.yaml": "",
    "terms/rubric.md": record("title: Rubric & Co\nconfused_with:\n  checklist: Levels."),
    "terms/checklist.md": record("title: Checklist\ncategory: tools"),
    "resources/study.md": record("title: A Study"),
    "pages/about.md": record("title: About"),
}
GITHUB = "https://github.com/example/bank"


def ways(folder: Path, page: str, settings: str = "", **choices: str) -> list[str]:
    """The addresses to edit, to suggest, and to report, decoded."""
    build = build_project(project(folder, {**CONTENT, "site.yaml": settings}), **choices)
    assert build.published, build.diagnostics
    links = with_class(html(folder / "site" / page), "ways")[0].iter("a")
    found = {text(link): unquote(link.attrib["href"]) for link in links}
    return [found[name] for name in ("Edit this page", "Suggest a change", "Report a problem")]


@pytest.mark.parametrize(
    ("repository", "edit", "suggest"),
    [
        (GITHUB, "/edit/main/content/terms/rubric.md", "/issues/new?title=Suggestion: Rubric & Co&body="),
        (f"{GITHUB}.git", "/edit/main/content/terms/rubric.md", "/issues/new?title="),
        (f"{GITHUB}/tree/trunk/", "/edit/trunk/content/terms/rubric.md", "/issues/new?title="),
        (
            "https://gitlab.com/group/sub/bank",
            "/-/edit/main/content/terms/rubric.md",
            "/-/issues/new?issue[title]=Suggestion: Rubric & Co&issue[description]=",
        ),
        ("https://gitlab.example.org/a/b/-/tree/dev", "/-/edit/dev/content/terms/rubric.md", "/-/issues/new"),
        ("https://codeberg.org/example/bank", "/_edit/main/content/terms/rubric.md", "/issues/new?title="),
        (
            "https://codeberg.org/a/b/src/branch/x/y",
            "/_edit/x/y/content/terms/rubric.md",
            "/issues/new?title=",
        ),
    ],
)
def test_a_known_host_has_addresses_for_files_and_issues(
    repository: str, edit: str, suggest: str, tmp_path: Path
) -> None:
    found = ways(tmp_path, "terms/rubric.html", f"repository: {repository}")
    home = (
        repository.partition("/-/tree")[0].partition("/tree/")[0].partition("/src/")[0].removesuffix(".git")
    )
    assert found[0] == home + edit
    assert found[1].startswith(home + suggest)
    assert found[1].endswith("terms/rubric.html\n\n")


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("resources/study.html", "resources/study.md"),
        ("about.html", "pages/about.md"),
        ("compare/checklist-and-rubric.html", "terms/rubric.md"),
        ("index.html", "site.yaml"),
    ],
)
def test_a_page_is_edited_where_its_text_stands(page: str, file: str, tmp_path: Path) -> None:
    assert ways(tmp_path, page, f"repository: {GITHUB}")[0] == f"{GITHUB}/edit/main/content/{file}"


def test_a_page_that_comes_from_many_files_leads_to_how_to_contribute(tmp_path: Path) -> None:
    assert ways(tmp_path, "terms/index.html", f"repository: {GITHUB}")[0] == "../contribute.html#edit-a-page"


def test_without_a_repository_and_a_contact_no_address_is_invented(tmp_path: Path) -> None:
    assert ways(tmp_path, "terms/rubric.html") == [
        "../contribute.html#edit-a-page",
        "../contribute.html#suggest-a-change",
        "../contribute.html#report-a-problem",
    ]
    page = html(tmp_path / "site/contribute.html")
    assert "doesn’t say where to send messages" in text(page)
    assert "content/terms/NAME.md" in text(page)
    assert not with_class(page, "ways")


def test_a_host_that_nobody_knows_is_only_linked(tmp_path: Path) -> None:
    settings = "repository: https://git.example.org/bank"
    assert ways(tmp_path, "terms/rubric.html", settings)[1] == "../contribute.html#suggest-a-change"
    assert "https://git.example.org/bank" in text(html(tmp_path / "site/contribute.html"))


def test_a_mail_address_gets_subject_and_page(tmp_path: Path) -> None:
    settings = "contact: words@example.org\nbase_url: https://example.org/bank"
    page = "https://example.org/bank/terms/rubric.html"
    assert ways(tmp_path, "terms/rubric.html", settings)[1:] == [
        f"mailto:words@example.org?subject=Suggestion: Rubric & Co&body={page}\n\n",
        f"mailto:words@example.org?subject=Problem: Rubric & Co&body={page}\n\n",
    ]


@pytest.mark.parametrize("contact", ["https://example.org/form", "mailto:a@example.org?subject=Words"])
def test_a_form_is_led_to_as_it_is(contact: str, tmp_path: Path) -> None:
    assert ways(tmp_path, "terms/rubric.html", f"contact: {contact}")[1:] == [contact, contact]


def test_with_both_a_problem_can_be_reported_without_an_account(tmp_path: Path) -> None:
    settings = f"repository: {GITHUB}\ncontact: words@example.org"
    _, suggest, report = ways(tmp_path, "terms/rubric.html", settings)
    assert suggest.startswith(GITHUB)
    assert report.startswith("mailto:words@example.org?")


@pytest.mark.parametrize("contact", ["words", "javascript:alert(1)", "https://user@example.org/"])
def test_a_contact_that_is_no_address_is_named(contact: str, tmp_path: Path) -> None:
    result = build_project(project(tmp_path, {**CONTENT, "site.yaml": f"contact: {contact}"}))
    assert [(item.code, item.span.line) for item in result.diagnostics] == [("unsafe-link", 1)]


def test_a_page_of_the_own_takes_the_place_of_how_to_contribute(tmp_path: Path) -> None:
    content = {**CONTENT, "pages/contribute.md": record("title: Join in", "Come by.")}
    assert build_project(project(tmp_path, content)).published
    assert "Come by." in text(html(tmp_path / "site/contribute.html"))
    links = with_class(html(tmp_path / "site/terms/rubric.html"), "ways")[0].iter("a")
    assert {link.get("href") for link in links} == {"../contribute.html"}


def test_a_deploying_workflow_says_its_own_repository(tmp_path: Path) -> None:
    folder = project(tmp_path, {**CONTENT, "site.yaml": "repository: https://github.com/example/old"})
    done = run("build", "--content", folder / "content", "--site", folder / "site", "--repository", GITHUB)
    assert done.returncode == 0, done.stderr
    page = (folder / "site/terms/rubric.html").read_text(encoding="utf-8")
    assert f"{GITHUB}/edit/main/content/terms/rubric.md" in page
    assert "example/old" not in page


def test_a_repository_that_is_no_address_is_refused(tmp_path: Path) -> None:
    done = run("build", "--content", project(tmp_path, CONTENT) / "content", "--repository", "javascript:1")
    assert done.returncode == 2
    assert "--repository: `javascript:1` is not a web address" in done.stderr


def test_the_path_in_the_repository_is_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    found = ways(tmp_path / "docs/words", "terms/rubric.html", f"repository: {GITHUB}")
    assert found[0] == f"{GITHUB}/edit/main/docs/words/content/terms/rubric.md"
