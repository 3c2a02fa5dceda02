"""Editorial checks: who gets them, their severity, exceptions from them, and the health page."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from trees import RICH, ROOT, Tree, build_project, by_id, html, links, project, record, run, text, write_tree

from termbank import Config, check, load
from termbank.checks import CHECKS, EDITORIAL, RULES, advice
from termbank.checks.reviews import overdue
from termbank.linking.inflection import Inflector
from termbank.site.kinds.health import MOST, examine
from termbank.text import rules

ADVICE = sorted(code for code, rule in RULES.items() if rule.editorial)
EXCUSABLE = [code for code in ADVICE if code != "idle-exception"]

# One of every problem: each editorial check reports at least once.
FAULTY: Tree = {
    "site.yaml": "editorial: true\nreview_every: 12\n",
    "terms/goal.md": record(
        "title: Goal\nsummary: What several targets lead to.\nreviewed: 2020-01-01\nrelated:\n  - target"
    ),
    "terms/target.md": record(
        "title: Target\nsummary: A step to a goal.\nreviewed: 2026-01-01",
        "A step to one goal. Response to intervention (RTI).",
    ),
    "terms/rubric.md": record("title: Rubric\nsummary: It is when rubrics are used. This has two."),
    "terms/long.md": record(f'title: Long\nsummary: "{"many words " * 30}:"'),
    "terms/word.md": record(
        'title: Word\naliases:\n  - Expression\nsummary: This term refers to a ""word"".',
        "What is it? An expression is a kind of word.\n\n## Designer's Tips\n\nSay it to a friend before you write.",
    ),
    "terms/idle.md": record("title: Idle\nexceptions:\n  long-summary: No reason.\n  is-when: Nor here."),
    "terms/letter.md": record(
        "title: Q", "A letter.\n\n## Designer's Tips\n\nSay it to a friend before you write."
    ),
    "terms/standard.md": record("title: Standard", "Writer (2020) says more than Nobody (2020)."),
    **{
        f"terms/use-{number}.md": record(f"title: Use {number}", "A standard in Q, as [measured](goal.md).")
        for number in range(3)
    },
    "resources/one.md": record("title: One\nurl: https://example.org/"),
    "resources/three.md": record("title: Three\nauthor: Ada Writer\nyear: 2020"),
    "resources/four.md": record("title: Four\nauthor: Ada Writer\nyear: 2020"),
    "resources/two.md": record("title: Two\nurl: https://www.example.org", ""),
}


def found(folder: Path, tree: Tree, **choices: object) -> dict[str, str]:
    """The severity of every code that `check` reports for `tree`."""
    config = Config(content=write_tree(folder, tree), cache=None, **choices)  # type: ignore[arg-type]
    return {item.code: str(item.severity) for item in check(load(config), config)}


def with_site(settings: str) -> Tree:
    return {**FAULTY, "site.yaml": settings}


def test_every_editorial_check_finds_its_problem(tmp_path: Path) -> None:
    assert sorted(found(tmp_path, FAULTY)) == ADVICE


def test_advice_is_a_warning(tmp_path: Path) -> None:
    assert set(found(tmp_path, FAULTY).values()) == {"warning"}


@pytest.mark.parametrize("settings", ["", "editorial: false\n"], ids=["nothing set", "set to false"])
def test_there_is_no_advice_by_default(settings: str, tmp_path: Path) -> None:
    assert found(tmp_path, with_site(settings)) == {}


@pytest.mark.parametrize("severity", ["warning", "error"])
@pytest.mark.parametrize("code", [code for code in ADVICE if code != "review-overdue"])
def test_one_check_can_be_turned_on_alone(code: str, severity: str, tmp_path: Path) -> None:
    tree = with_site(f"checks:\n  {code}: {severity}\n")
    if code == "idle-exception":
        tree = with_site(f"checks:\n  {code}: {severity}\n  long-summary: warning\n")
    assert found(tmp_path, tree)[code] == severity


def test_turning_on_one_check_does_not_turn_on_another(tmp_path: Path) -> None:
    assert list(found(tmp_path, with_site("checks:\n  export-trace: error\n"))) == ["export-trace"]


@pytest.mark.parametrize("code", ADVICE)
def test_one_check_can_be_turned_off(code: str, tmp_path: Path) -> None:
    settings = f"editorial: true\nreview_every: 12\nchecks:\n  {code}: off\n"
    assert sorted(found(tmp_path, with_site(settings))) == [other for other in ADVICE if other != code]


def test_allowing_lowers_advice_that_the_site_raised(tmp_path: Path) -> None:
    tree = with_site("checks:\n  export-trace: error\n")
    assert found(tmp_path, tree, allow=("export-trace",)) == {"export-trace": "warning"}


def test_allowing_all_checks_turns_none_on(tmp_path: Path) -> None:
    assert found(tmp_path, with_site(""), allow=("all",)) == {}


def test_editorial_checks_do_not_run_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    glossary = load(write_tree(tmp_path, with_site("")))
    monkeypatch.setattr(Inflector, "form", lambda *_: pytest.fail("names were collected"))
    assert list(advice(glossary)) == []


def test_no_check_is_in_both_tables() -> None:
    assert not set(CHECKS) & set(EDITORIAL)


def test_what_a_check_finds_can_be_lowered_and_cured() -> None:
    declared = RULES.keys() - rules.RULES.keys()
    assert [code for code in declared if RULES[code].fixed or RULES[code].outside] == []


# --- exceptions ---


def excused(tree: Tree, code: str) -> Tree:
    """`tree` with an exception for `code` in every file."""
    line = f"\nexceptions:\n  {code}: A reason.\n---\n"
    return {
        path: data if path == "site.yaml" else str(data).replace("\n---\n", line, 1)
        for path, data in tree.items()
        if path != "terms/idle.md"
    }


@pytest.mark.parametrize("code", EXCUSABLE)
def test_an_exception_excuses_its_check(code: str, tmp_path: Path) -> None:
    assert code not in found(tmp_path, excused(FAULTY, code))


@pytest.mark.parametrize("code", EXCUSABLE)
def test_an_exception_does_not_excuse_another_check(code: str, tmp_path: Path) -> None:
    others = {other for other in ADVICE if other not in (code, "idle-exception")}
    assert others <= found(tmp_path, excused(FAULTY, code)).keys()


@pytest.mark.parametrize("file", ["terms/goal.md", "terms/target.md"])
def test_either_of_two_files_can_excuse_a_problem_between_them(file: str, tmp_path: Path) -> None:
    tree = {**FAULTY, file: excused(FAULTY, "circular-pair")[file]}
    assert "circular-pair" not in found(tmp_path, tree)


def test_an_exception_in_another_file_excuses_nothing(tmp_path: Path) -> None:
    tree = {**FAULTY, "terms/word.md": excused(FAULTY, "circular-pair")["terms/word.md"]}
    assert "circular-pair" in found(tmp_path, tree)


def test_an_exception_from_a_check_that_is_off_is_not_reported(tmp_path: Path) -> None:
    settings = "editorial: true\nchecks:\n  long-summary: off\n  is-when: off\n"
    assert "idle-exception" not in found(tmp_path, with_site(settings))


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("long-sumary", "did you mean `long-summary` or `leaning-summary`?"),
        ("forbidden-character", "only editorial checks take exceptions"),
        ("idle-exception", "only editorial checks take exceptions"),
    ],
)
def test_no_other_check_takes_exceptions(code: str, hint: str, tmp_path: Path) -> None:
    tree = {"terms/a.md": record(f"title: A\nexceptions:\n  {code}: A reason.")}
    (problem,) = check(load(write_tree(tmp_path, tree)))
    assert (problem.code, str(problem.severity), problem.hints[0]) == ("unknown-value", "error", hint)


def test_what_is_named_is_the_words_themselves(tmp_path: Path) -> None:
    write_tree(tmp_path, FAULTY)
    named = {
        (item.code, (tmp_path / item.span.path).read_text(encoding="utf-8")[item.span.start : item.span.end])
        for item in check(load(tmp_path))
    }
    assert {
        ("circular-summary", "rubrics"),
        ("circular-pair", "targets"),
        ("many-sentences", "This has two."),
        ("refers-to", "This term refers to"),
        ("undefined-jargon", "Response to intervention"),
        ("idle-exception", "long-summary"),
        ("review-overdue", "2020-01-01"),
    } <= named


def test_the_flagship_passes_every_editorial_check() -> None:
    glossary = load(ROOT / "content")
    assert glossary.site.editorial
    assert check(glossary) == ()


# --- the health page ---

SICK: Tree = {
    "site.yaml": """\
review_every: 12
checks:
  unknown-term: warning
  dead-link: warning
vocabularies:
  category:
    tools:
      label: Tools
    unused:
      label: Unused
""",
    "terms/rubric.md": record(
        "title: Rubric\ncategory: tools\nreviewed: 2020-01-01\nrelated:\n  - checklist\n  - exit-ticket",
        "See the [ticket](exit-ticket.md), the [[Tick List]], [a draft](draft.md), and [a book](book).",
    ),
    "terms/checklist.md": record("title: Checklist\ncategory: tools\nreviewed: 2026-01-01"),
    "terms/alone.md": record(
        "title: Alone\nprinciples:\n  - calm\nexceptions:\n  orphan-term: It is <b>shy</b>."
    ),
    "terms/old.md": record("title: Old\nstatus: deprecated"),
    "terms/draft.md": record("title: Draft\nstatus: draft"),
    "resources/book.md": record(
        "title: A Book\nurl: https://example.org/\nterms:\n  - rubric\n  - exit-ticket"
    ),
    "resources/seen.md": record("title: Seen\nurl: https://example.com/\nchecked: 2025-12-01"),
    "resources/paper.md": record("title: On Paper"),
}
HEALTHY: Tree = {
    "terms/a.md": record(
        "title: Alpha\ncategory: tools\nprinciples:\n  - calm\nrelated:\n  - b\nreviewed: 2026-01-01"
    ),
    "terms/b.md": record("title: Beta\ncategory: tools\nrelated:\n  - a\nreviewed: 2026-01-01"),
    "resources/book.md": record("title: A Book\nterms:\n  - a\n  - b"),
}


def health(folder: Path, tree: Tree) -> Element:
    """The health page of a site with this content."""
    result = build_project(project(folder, tree))
    assert result.published, result.diagnostics
    return html(folder / "site" / "about" / "health.html")


def rows(section: Element) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in section.iter("tr")][1:]


@pytest.fixture(scope="module")
def sick(tmp_path_factory: pytest.TempPathFactory) -> Element:
    return health(tmp_path_factory.mktemp("sick"), SICK)


def test_coverage_counts_every_value_including_unused_ones(sick: Element) -> None:
    assert rows(by_id(sick, "categories")) == [
        ["Tools", "2", "1", "0"],
        ["Unused", "0", "0", "0"],
        ["Uncategorized", "1", "1", "1"],
    ]


OWNED: Tree = {
    "site.yaml": """\
review_every: 24
vocabularies:
  category:
    tools:
      label: Tools
      owner: Tool team
      review_every: 6
    marks:
      label: Marks
""",
    "terms/rubric.md": record("title: Rubric\ncategory: tools\nreviewed: 2025-08-31"),
    "terms/checklist.md": record(
        "title: Checklist\ncategory: tools\nreviewed: 2025-09-01\nowner: Ed <b>office</b>"
    ),
    "terms/grade.md": record("title: Grade\ncategory: marks\nreviewed: 2025-01-01\nreview_every: 12"),
    "terms/mark.md": record("title: Mark\ncategory: marks\nreviewed: 2025-01-01"),
    "terms/new.md": record("title: New\ncategory: tools"),
    "terms/now.md": record("title: Now\nreviewed: 2026-02-28"),
}


def test_terms_are_due_as_they_or_their_category_or_the_site_say(tmp_path: Path) -> None:
    glossary = load(project(tmp_path, OWNED) / "content")
    # Half a year after August 31 is the last day of February, on which nothing is overdue yet.
    for day, due in (
        ("2026-02-28", {"grade"}),
        ("2026-03-01", {"grade", "rubric"}),
        ("2027-01-02", {"mark"}),
    ):
        today = datetime.date.fromisoformat(day)
        assert {review.term.slug for review in overdue(glossary, today)} >= due
    assert "rubric" not in {review.term.slug for review in overdue(glossary, datetime.date(2026, 2, 28))}


def test_the_health_page_says_what_each_owner_has_to_do(tmp_path: Path) -> None:
    page = health(tmp_path, {**OWNED, "terms/now.md": record("title: Now\nreviewed: 2026-03-05")})
    assert rows(by_id(page, "owners")) == [
        ["Ed <b>office</b>", "1", "0", "Checklist"],
        ["Nobody named", "3", "0", "Grade"],
        ["Tool team", "2", "1", "Rubric"],
    ]


def test_nobody_named_is_no_list_of_owners(sick: Element) -> None:
    assert "owners" not in {element.get("id") for element in sick.iter("section")}


def test_check_lists_overdue_reviews_by_owner(tmp_path: Path) -> None:
    folder = project(tmp_path, OWNED)
    done = run("check", "--overdue", cwd=folder)
    assert done.stdout.splitlines()[:4] == [
        "Ed <b>office</b>:",
        "  due 2026-03-01  terms/checklist.md  last reviewed 2025-09-01",
        "",
        "Tool team:",
    ]
    assert done.returncode == 0
    strict = run("check", "--overdue", "--strict", "--format", "json", cwd=folder)
    assert {item["code"] for item in json.loads(strict.stdout)} == {"review-overdue"}
    assert strict.returncode == 1


def test_coverage_counts_undeclared_values(sick: Element) -> None:
    assert rows(by_id(sick, "principles")) == [["calm", "1", "1", "1"]]


def test_a_value_without_terms_is_not_linked(sick: Element) -> None:
    assert links(by_id(sick, "categories")) == ["../categories/tools.html"]


def test_wanted_terms_from_fields_and_links_are_listed_most_wanted_first(sick: Element) -> None:
    assert rows(by_id(sick, "wanted")) == [["exit-ticket", "Rubric, A Book"], ["tick-list", "Rubric"]]


@pytest.mark.parametrize(
    ("part", "leads_to"),
    [
        ("orphans", ["../terms/alone.html"]),
        ("without-resources", ["../terms/alone.html", "../terms/checklist.html"]),
        ("reviews", ["../terms/rubric.html", "../terms/checklist.html"]),
        ("never-reviewed", ["../terms/alone.html"]),
        ("unchecked", ["../resources/book.html"]),
        ("one-sided", ["../terms/rubric.html", "../terms/checklist.html"]),
        ("exceptions", ["../terms/alone.html"]),
    ],
)
def test_each_section_lists_its_records(part: str, leads_to: list[str], sick: Element) -> None:
    assert links(by_id(sick, part)) == leads_to


def test_the_oldest_review_comes_first_and_is_marked_as_due(sick: Element) -> None:
    items = [text(item) for item in by_id(sick, "reviews").iter("li")]
    assert items == ["Rubric due for review January 1, 2020", "Checklist January 1, 2026"]


def test_an_exception_is_shown_with_its_reason(sick: Element) -> None:
    assert rows(by_id(sick, "exceptions")) == [["Alone", "orphan-term", "It is <b>shy</b>."]]


@pytest.mark.parametrize(
    "part",
    ["orphans", "wanted", "without-resources", "never-reviewed", "unchecked", "one-sided", "exceptions"],
)
def test_an_empty_section_says_so(part: str, tmp_path: Path) -> None:
    assert "None." in text(by_id(health(tmp_path, HEALTHY), part))


def test_a_glossary_without_principles_or_dates_says_what_to_add(tmp_path: Path) -> None:
    page = health(tmp_path, {"terms/a.md": record("title: Alpha")})
    said = [text(by_id(page, part)) for part in ("principles", "reviews")]
    assert "No principles yet" in said[0]
    assert "No reviews yet" in said[1]


def test_search_engines_are_asked_not_to_index_it(sick: Element) -> None:
    assert [meta.get("content") for meta in sick.iter("meta") if meta.get("name") == "robots"] == ["noindex"]


@pytest.mark.parametrize(("settings", "linked"), [("health: true\n", True), ("", False)])
def test_pages_link_to_it_only_if_the_site_says_so(settings: str, linked: bool, tmp_path: Path) -> None:
    build_project(project(tmp_path, {**HEALTHY, "site.yaml": settings}))
    assert ("../about/health.html" in links(html(tmp_path / "site" / "terms" / "a.html"))) is linked


def test_a_long_list_is_collapsed_and_cut(tmp_path: Path) -> None:
    tree = {f"terms/t{number}.md": record(f"title: Word {number}") for number in range(MOST + 3)}
    part = by_id(health(tmp_path, tree), "orphans")
    assert len(list(part.iter("li"))) == MOST
    assert next(text(item) for item in part.iter("details")).endswith("and 3 more")


def test_retired_terms_and_drafts_are_left_alone(tmp_path: Path) -> None:
    found = examine(load(write_tree(tmp_path, SICK)))
    assert not {"old", "draft"} & {*found.orphans, *found.without_resources, *found.never_reviewed}


def test_no_text_is_missing_on_the_page_of_a_full_glossary(tmp_path: Path) -> None:
    assert text(by_id(health(tmp_path, RICH), "reviews")).endswith("Rubric March 31, 2026")
