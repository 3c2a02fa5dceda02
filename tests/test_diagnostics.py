"""Problems as data: severities that sites set, near names, quoting, and complete coverage of codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from casefiles import CASES
from trees import ROOT, Tree, record, write_tree

from termbank import Config, Diagnostic, check, load
from termbank.checks import RULES
from termbank.text.diagnostics import apply_severities, diagnostic
from termbank.text.rules import Severity
from termbank.text.source import Span
from termbank.text.suggest import did_you_mean, nearest, quote

FIXED = sorted(code for code, rule in RULES.items() if rule.fixed)
FINAL = sorted(code for code, rule in RULES.items() if rule.final)
OPEN = sorted(code for code, rule in RULES.items() if not rule.final)

# Codes that content alone can't raise, and the tests that raise them.
RAISED_BY = {
    "duplicate-url": "test_pages.py::test_two_pages_with_one_address_are_an_error_that_names_both",
    "foreign-repository": "test_machine.py::test_a_repository_of_another_user_passes_on_what_git_says",
    "no-history": "test_history.py::test_a_shallow_clone_is_reported_and_gives_no_dates",
    "not-a-file": "test_diagnostics.py::test_a_link_instead_of_a_file_is_named",
    "output-folder": "test_publish.py::test_a_site_that_cannot_be_replaced_is_a_problem_of_the_build",
    "template-error": "test_theme.py::test_a_mistake_in_a_template_is_named_and_keeps_the_old_site",
    "idle-word": "test_theme.py::test_a_word_that_the_interface_does_not_have_is_named",
    "low-contrast": "test_own_theme.py::test_colors_of_a_site_without_contrast_are_named",
    "dead-template-link": "test_own_theme.py::test_dead_links_in_own_templates_are_named",
    "too-large": "test_diagnostics.py::test_a_file_that_is_too_large_is_named",
}


def at(line: int, path: str = "terms/a.md") -> Span:
    return Span(path, line, 1, 0, 0)


def of(code: str, line: int = 1) -> Diagnostic:
    return diagnostic(RULES[code], "wrong", at(line))


def severities(folder: Path, checks: str = "", allow: tuple[str, ...] = ()) -> dict[str, str]:
    """The severities for a term with an unknown reference, HTML in its text, and a hidden character."""
    write_tree(
        folder,
        {
            "site.yaml": checks,
            "terms/a.md": record("title: A\nrelated:\n  - nowhere", "<b>Bold</b>"),
            "terms/b.md": record("title: B\u202e"),
        },
    )
    config = Config(content=folder, allow=allow)
    return {item.code: str(item.severity) for item in check(load(config), config)}


def test_problems_have_the_severity_of_their_code(tmp_path: Path) -> None:
    assert severities(tmp_path) == {
        "unknown-term": "error",
        "raw-html": "warning",
        "forbidden-character": "error",
    }


def test_an_allowed_code_is_a_warning(tmp_path: Path) -> None:
    assert severities(tmp_path, allow=("unknown-term",))["unknown-term"] == "warning"


def test_allowing_one_code_does_not_lower_another() -> None:
    (item,) = apply_severities([of("dead-link")], {}, ["unknown-term"])
    assert item.severity is Severity.ERROR


@pytest.mark.parametrize("code", OPEN)
def test_allowing_all_checks_leaves_no_error_of_this_code(code: str) -> None:
    (item,) = apply_severities([of(code)], {}, ["all"])
    assert item.severity is Severity.WARNING


@pytest.mark.parametrize("code", FIXED)
def test_no_site_lowers_a_safety_check(code: str) -> None:
    (item,) = apply_severities([of(code)], {code: Severity.OFF})
    assert item.severity is Severity.ERROR


@pytest.mark.parametrize("code", FINAL)
def test_nothing_lowers_what_leaves_nothing_to_publish(code: str) -> None:
    (item,) = apply_severities([of(code)], {code: Severity.OFF}, ["all", code])
    assert item.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("setting", "code", "expected"),
    [
        ("unknown-term: warning", "unknown-term", "warning"),
        ("raw-html: error", "raw-html", "error"),
        ("unknown-term: off", "unknown-term", None),
        ("forbidden-character: off", "forbidden-character", "error"),
    ],
    ids=["lowers", "raises", "switches off", "leaves safety alone"],
)
def test_the_site_sets_severities(setting: str, code: str, expected: str | None, tmp_path: Path) -> None:
    assert severities(tmp_path, f"checks:\n  {setting}\n").get(code) == expected


def test_allowing_lowers_a_severity_that_the_site_raised(tmp_path: Path) -> None:
    found = severities(tmp_path, "checks:\n  raw-html: error\n", allow=("raw-html",))
    assert found["raw-html"] == "warning"


def test_allowing_does_not_bring_back_a_check_that_the_site_turned_off(tmp_path: Path) -> None:
    assert "unknown-term" not in severities(tmp_path, "checks:\n  unknown-term: off\n", allow=("all",))


def test_a_problem_reported_twice_is_shown_once() -> None:
    assert len(apply_severities([of("dead-link"), of("dead-link")], {})) == 1


def test_problems_are_sorted_by_file_and_place() -> None:
    places = [at(9), at(10), at(2, "terms/b.md"), at(1, "resources/z.md")]
    settled = apply_severities([diagnostic("dead-link", "wrong", place) for place in places], {})
    assert [item.span for item in settled] == [places[3], places[0], places[1], places[2]]


def test_the_nearest_names_come_first() -> None:
    assert (
        nearest("learning-target", ["learning-goals", "learning-targets", "rubric"])[0] == "learning-targets"
    )


def test_at_most_four_near_names_are_offered() -> None:
    assert len(nearest("term", [f"term-{number}" for number in range(9)])) == 4


def test_case_and_underscores_do_not_matter_for_near_names() -> None:
    assert nearest("LEARNING_TARGETS", ["learning-targets"]) == ["learning-targets"]


def test_distant_names_are_not_offered() -> None:
    assert did_you_mean("rubric", ["learning-targets", "feedback"]) == ()


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (["term-1"], "did you mean `term-1`?"),
        (["term-1", "term-2"], "did you mean `term-1` or `term-2`?"),
        (["term-1", "term-2", "term-3"], "did you mean `term-1`, `term-2` or `term-3`?"),
    ],
)
def test_near_names_are_offered_in_a_sentence(names: list[str], hint: str) -> None:
    assert did_you_mean("term", names) == (hint,)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("plain, “typographic” and 学習", "`plain, “typographic” and 学習`"),
        ("two\nlines", r"`two\nlines`"),
        ("two\r\nlines", r"`two\r\nlines`"),
        ("\x1b[31mred", r"`\x1b[31mred`"),
        ("nul\0", r"`nul\x00`"),
        ("bidi\u202e", r"`bidi\u202e`"),
        ("line\u2028separator", r"`line\u2028separator`"),
        ("zero\u200bwidth", r"`zero\u200bwidth`"),
        ("tag\U000e0041", r"`tag\U000e0041`"),
        ("byte\udcff", r"`byte\udcff`"),
    ],
    ids=ascii,
)
def test_a_quoted_text_is_one_line_with_nothing_invisible(text: str, quoted: str) -> None:
    assert quote(text) == quoted


def test_a_quoted_text_of_80_characters_is_not_cut() -> None:
    assert quote("x" * 80) == f"`{'x' * 80}`"


def test_a_longer_quoted_text_is_cut() -> None:
    assert quote("x" * 81) == f"`{'x' * 79}…`"


def test_a_link_instead_of_a_file_is_named(tmp_path: Path) -> None:
    content = write_tree(tmp_path / "content", {"terms/a.md": record("title: A")})
    (tmp_path / "secret.txt").write_text("not for readers", encoding="utf-8")
    (content / "terms" / "b.md").symlink_to(tmp_path / "secret.txt")
    assert [(item.code, item.span.path) for item in check(load(content))] == [("not-a-file", "terms/b.md")]


@pytest.mark.parametrize(
    "large",
    [
        {"site.yaml": f"title: Bank\n{'# x' * 400_000}\n"},
        {"terms/b.md": record("title: B", "x" * 70_000)},
        {"terms/b.md": record(f"title: {'x' * 17_000}")},
    ],
    ids=["file", "body", "front matter"],
)
def test_a_file_that_is_too_large_is_named(large: Tree, tmp_path: Path) -> None:
    write_tree(tmp_path, {"terms/a.md": record("title: A"), **large})
    assert "too-large" in {item.code for item in check(load(tmp_path))}


def test_every_code_is_raised_by_a_case_or_a_test() -> None:
    told = "\n".join(file.read_text(encoding="utf-8") for file in CASES.rglob("*.md"))
    raised = set(re.findall(r"(?:error|warning)\[([a-z0-9-]+)\]: ", told))
    assert RULES.keys() - raised - RAISED_BY.keys() == set()


@pytest.mark.parametrize("code", RAISED_BY)
def test_the_test_that_raises_a_code_exists(code: str) -> None:
    file, _, name = RAISED_BY[code].partition("::")
    source = (Path(__file__).parent / file).read_text(encoding="utf-8")
    assert f"\ndef {name}(" in source
    assert f'"{code}"' in source or f"[{code}]" in source


def test_every_code_has_a_section_in_the_manual() -> None:
    manual = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^#+ `?([a-z0-9-]+)`?\s*$", manual, re.MULTILINE))
    assert RULES.keys() - sections == set()
