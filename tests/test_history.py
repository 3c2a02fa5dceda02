"""History from git: dates, earlier wordings, renames, and messages if git can't help."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from repositories import AUTHOR, MAIL, Repository, repository
from trees import Tree, build_project, html, record, run, snapshot, text, with_class, write_tree

from termbank import Key
from termbank.content.git_history import read
from termbank.content.history import History, RecordHistory
from termbank.glossary import load
from termbank.system.store import Store

FIRST, SECOND, THIRD = "2020-01-01T10:00:00Z", "2020-02-02T10:00:00Z", "2020-03-03T10:00:00Z"
RUBRIC = Key("term", "rubric")


def rubric(body: str, front: str = "") -> Tree:
    return {"terms/rubric.md": record(f"title: Rubric\n{front}", body)}


def history(bank: Repository, cache: Path | None = None) -> History:
    store = Store(cache)
    found = read(load(bank.content), bank.content, store)
    store.save()
    return found


def life(bank: Repository, key: Key = RUBRIC) -> RecordHistory:
    return history(bank).records[key]


@pytest.fixture
def bank(tmp_path: Path) -> Repository:
    """A glossary with one term that was revised once."""
    new = repository(tmp_path / "bank")
    new.commit(FIRST, rubric("A guide to levels."))
    new.commit(SECOND, rubric("A clear guide to levels."))
    return new


def test_a_term_has_the_dates_of_its_first_and_last_commits(bank: Repository) -> None:
    assert (life(bank).added, life(bank).changed) == (FIRST, SECOND)


def test_dates_are_in_utc_regardless_of_the_time_zone_of_the_commit(tmp_path: Path) -> None:
    new = repository(tmp_path)
    new.commit("2020-01-01T23:30:00-05:00", rubric("A guide."))
    assert life(new).added == "2020-01-02T04:30:00Z"


def test_the_wordings_of_a_definition_are_kept_in_order(bank: Repository) -> None:
    assert [tuple(wording) for wording in life(bank).wordings] == [
        (FIRST, "A guide to levels."),
        (SECOND, "A clear guide to levels."),
    ]


def test_a_wording_is_the_summary_and_definition_without_sections(tmp_path: Path) -> None:
    new = repository(tmp_path)
    new.commit(FIRST, rubric("One **guide**.\n\n- A\n- B", "summary: Short."))
    new.commit(SECOND, rubric("Two.\n\n## Designer's Tips\n\n- Write.", "summary: Short."))
    first, second = life(new).wordings
    assert first.text.split("\n\n") == ["Short.", "One guide.", "A", "B"]
    assert second.text == "Short.\n\nTwo."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("One.\n\n```\n## code\n```\n\nTwo.\n\n## Tips\n\nNo.", ["One.", "Two."], id="in-code"),
        pytest.param("See [it][1].\n\n## Tips\n\n[1]: https://example.org", ["See it."], id="reference"),
        pytest.param("One.\n## Tips\nNo.", ["One."], id="no-empty-line"),
        pytest.param("One.\n\nTwo\n---\nNo.\n\n## Tips\n\nNo.", ["One."], id="underlined"),
        pytest.param(
            "- One.\n\n  ## Two\n\n- Three.\n\n## Tips\n\nNo.", ["One.", "Two", "Three."], id="in-list"
        ),
    ],
)
def test_a_wording_ends_where_the_first_section_begins(tmp_path: Path, body: str, said: list[str]) -> None:
    new = repository(tmp_path)
    new.commit(FIRST, rubric("Nothing yet."))
    new.commit(SECOND, rubric(body))
    assert life(new).wordings[-1].text.split("\n\n")[-len(said) :] == said


@pytest.mark.parametrize(
    "change", [rubric("A guide.\n\n## Tips\n\nNew."), rubric("*A*\nguide.", "aliases:\n  - R")]
)
def test_a_commit_that_does_not_change_the_words_is_not_a_revision(tmp_path: Path, change: Tree) -> None:
    new = repository(tmp_path)
    new.commit(FIRST, rubric("A guide."))
    new.commit(SECOND, change)
    assert (life(new).changed, life(new).refined) == (SECOND, None)


def test_new_quotation_marks_are_not_a_revision_and_appear_with_the_next_one(tmp_path: Path) -> None:
    new = repository(tmp_path)
    new.commit(FIRST, rubric('A teacher\'s "guide".'))
    new.commit(SECOND, rubric("A teacher’s “guide”."))
    assert life(new).refined is None
    new.commit(THIRD, rubric("A teacher’s clear “guide”."))
    assert [wording.text for wording in life(new).wordings] == [
        "A teacher’s “guide”.",
        "A teacher’s clear “guide”.",
    ]


def test_edits_that_are_not_committed_are_not_history(bank: Repository) -> None:
    before = history(bank)
    write_tree(bank.content, {**rubric("Quite another."), "terms/new.md": record("title: New")})
    assert history(bank).records == before.records


def test_the_last_of_several_wordings_on_one_day_counts(bank: Repository) -> None:
    bank.commit("2020-03-03T10:00:00Z", rubric("Hasty."))
    bank.commit("2020-03-03T11:00:00Z", rubric("Considered."))
    assert [wording.text for wording in life(bank).wordings][1:] == [
        "A clear guide to levels.",
        "Considered.",
    ]


def test_a_day_that_ends_as_it_began_has_no_revision(bank: Repository) -> None:
    bank.commit("2020-03-03T10:00:00Z", rubric("Hasty."))
    bank.commit("2020-03-03T11:00:00Z", rubric("A clear guide to levels."))
    assert life(bank).refined == SECOND


def test_a_renamed_file_keeps_its_past(bank: Repository) -> None:
    bank.git("mv", "content/terms/rubric.md", "content/terms/scoring-guide.md")
    bank.commit(THIRD)
    renamed = life(bank, Key("term", "scoring-guide"))
    assert (renamed.added, renamed.changed, renamed.refined) == (FIRST, SECOND, SECOND)


def test_a_reused_file_name_does_not_bring_old_history(bank: Repository) -> None:
    bank.git("mv", "content/terms/rubric.md", "content/terms/scoring-guide.md")
    bank.commit(THIRD)
    bank.commit(
        "2020-04-04T10:00:00Z", {"terms/rubric.md": record("title: Rubric", "Something else entirely.")}
    )
    assert life(bank).added == "2020-04-04T10:00:00Z"
    assert life(bank, Key("term", "scoring-guide")).added == FIRST


def test_a_file_rewritten_under_another_name_is_recognized_by_its_former_slug(bank: Repository) -> None:
    (bank.content / "terms" / "rubric.md").unlink()
    words = record("title: Scoring Guide\nformerly:\n  - rubric", "Nothing is as it was before, not a word.")
    bank.commit(THIRD, {"terms/scoring-guide.md": words})
    found = life(bank, Key("term", "scoring-guide"))
    assert (found.added, found.refined, len(found.wordings)) == (FIRST, THIRD, 3)


_TEMPLATE = """
## Designer's Tips

- Plan it with the team before the unit begins.
- Tell the learners what it is for.
- Look at the results together within a week.
"""


@pytest.mark.parametrize("front", ["category: assessment\nstatus: working", "principles:\n  - choice"])
def test_a_term_that_is_added_where_another_one_is_dropped_has_a_history_of_its_own(
    front: str, bank: Repository
) -> None:
    ticket = record(f"title: Exit Ticket\n{front}", f"A question at the door of a lesson.\n{_TEMPLATE}")
    defense = record(
        f"title: Portfolio Defense\n{front}", f"A talk that shows what works prove.\n{_TEMPLATE}"
    )
    bank.commit("2020-02-03T10:00:00Z", {"terms/exit-ticket.md": ticket})
    (bank.content / "terms" / "exit-ticket.md").unlink()
    bank.commit(THIRD, {"terms/portfolio-defense.md": defense})
    # Git itself takes them for one file that was renamed.
    assert "\nR0" in bank.git("log", "--raw", "--find-renames", "-1").replace(" R", "\nR")
    found = life(bank, Key("term", "portfolio-defense"))
    assert (found.added, found.wordings) == (THIRD, ())


@pytest.mark.parametrize(
    ("title", "definition"),
    [
        ("Exit Ticket", "A short talk at the end, which shows what was learned."),
        ("Door Ticket", "A question at the very door of a lesson."),
    ],
    ids=["title", "definition"],
)
def test_a_renamed_file_keeps_its_past_if_its_title_or_its_definition_agrees(
    title: str, definition: str, bank: Repository
) -> None:
    ticket = record("title: Exit Ticket", f"A question at the door of a lesson.\n{_TEMPLATE}")
    bank.commit("2020-02-03T10:00:00Z", {"terms/exit-ticket.md": ticket})
    (bank.content / "terms" / "exit-ticket.md").unlink()
    bank.commit(THIRD, {"terms/ticket.md": record(f"title: {title}", f"{definition}\n{_TEMPLATE}")})
    found = life(bank, Key("term", "ticket"))
    assert (found.added, len(found.wordings)) == ("2020-02-03T10:00:00Z", 2)


@pytest.mark.parametrize("broken", [b"---\ntitle: [\n---\n\xff\xfe", b"", b"no front matter\n"])
def test_a_broken_earlier_version_is_skipped(bank: Repository, broken: bytes) -> None:
    bank.commit(THIRD, {"terms/rubric.md": broken})
    bank.commit("2020-04-04T10:00:00Z", rubric("Mended."))
    assert [wording.text for wording in life(bank).wordings][1:] == ["A clear guide to levels.", "Mended."]


def test_merged_changes_have_the_date_of_the_merge(bank: Repository) -> None:
    bank.git("checkout", "--quiet", "-b", "side")
    bank.commit("2020-02-10T10:00:00Z", {"terms/new.md": record("title: New")})
    bank.git("checkout", "--quiet", "main")
    bank.commit("2020-02-20T10:00:00Z", rubric("A guide."))
    bank.git("merge", "--quiet", "--no-ff", "-m", "Merged", "side", date=THIRD)
    assert life(bank, Key("term", "new")).added == THIRD
    assert [wording.date for wording in life(bank).wordings] == [FIRST, SECOND, "2020-02-20T10:00:00Z"]


def test_a_second_working_tree_has_the_same_history(bank: Repository) -> None:
    other = Repository(bank.folder.with_name("other"))
    bank.git("worktree", "add", "--quiet", "-b", "other", str(other.folder))
    assert history(other).records == history(bank).records
    other.commit(THIRD, rubric("Another."))
    assert life(other).refined == THIRD


def test_content_at_the_root_of_the_repository_has_its_history(tmp_path: Path) -> None:
    new = repository(tmp_path / "content")
    write_tree(new.folder, rubric("A guide."))
    new.git("add", "--all")
    new.git("commit", "--quiet", "-m", "A change", date=FIRST)
    assert read(load(new.folder), new.folder).records[RUBRIC].added == FIRST


@pytest.mark.parametrize("step", ["no repository", "no commit", "turned off"])
def test_without_a_repository_there_is_neither_history_nor_a_problem(tmp_path: Path, step: str) -> None:
    if step == "no repository":
        write_tree(tmp_path / "content", rubric("A guide."))
    else:
        new = repository(tmp_path)
        write_tree(new.content, rubric("A guide."))
    if step == "turned off":
        new.commit(FIRST, {"site.yaml": "history: false\n"})
    assert history(Repository(tmp_path)) == History()


def test_a_shallow_clone_is_reported_and_gives_no_dates(bank: Repository, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    bank.git("clone", "--quiet", "--depth=1", f"file://{bank.folder}", str(shallow))
    result = build_project(shallow)
    (problem,) = result.diagnostics
    assert problem.code == "no-history"
    assert "shallow clone" in problem.message
    assert not (shallow / "site" / "changes.html").exists()


def test_a_shallow_clone_is_published_even_with_strict_unless_the_site_says_otherwise(
    bank: Repository, tmp_path: Path
) -> None:
    shallow = tmp_path / "shallow"
    bank.git("clone", "--quiet", "--depth=1", f"file://{bank.folder}", str(shallow))
    assert build_project(shallow, strict=True).published
    write_tree(shallow / "content", {"site.yaml": "checks:\n  no-history: error\n"})
    assert not build_project(shallow).published


def cited(folder: Path) -> str:
    """The citation on the freshly built page of Rubric."""
    assert build_project(folder).published
    return text(with_class(html(folder / "site/terms/rubric.html"), "cite")[0])


def test_a_term_is_cited_with_the_date_of_its_last_commit_or_of_a_later_review(bank: Repository) -> None:
    assert "Rubric. (2020, February 2). In" in cited(bank.folder)
    assert "year = {2020}" in (bank.folder / "site/data/terms.bib").read_text(encoding="utf-8")
    bank.commit(THIRD, rubric("A clear guide to levels.", "reviewed: 2021-04-05"))
    assert "Rubric. (2021, April 5). In" in cited(bank.folder)
    bank.commit("2022-05-06T10:00:00Z", rubric("A good guide.", "reviewed: 2021-04-05"))
    assert "Rubric. (2022, May 6). In" in cited(bank.folder)


def test_a_term_in_a_shallow_clone_is_cited_without_a_date_or_with_that_of_its_review(
    bank: Repository, tmp_path: Path
) -> None:
    shallow = tmp_path / "shallow"
    bank.git("clone", "--quiet", "--depth=1", f"file://{bank.folder}", str(shallow))
    assert "Rubric. (n.d.). In" in cited(shallow)
    write_tree(shallow / "content", rubric("A guide.", "reviewed: 2021-04-05"))
    assert "Rubric. (2021, April 5). In" in cited(shallow)


def test_a_commit_does_not_render_pages_of_unchanged_terms(bank: Repository, tmp_path: Path) -> None:
    bank.commit(THIRD, {"terms/other.md": record("title: Other", "Another.")})
    build_project(bank.folder, cache=tmp_path / "cache")
    bank.commit("2022-05-06T10:00:00Z", {"terms/other.md": record("title: Other", "Quite another.")})
    made = build_project(bank.folder, cache=tmp_path / "cache").rendered
    assert "terms/other.html" in made
    assert "terms/rubric.html" not in made


def test_fetching_the_rest_of_a_shallow_clone_restores_the_dates(bank: Repository, tmp_path: Path) -> None:
    shallow = Repository(tmp_path / "shallow")
    bank.git("clone", "--quiet", "--depth=1", f"file://{bank.folder}", str(shallow.folder))
    build_project(shallow.folder, cache=tmp_path / "cache")
    shallow.git("fetch", "--quiet", "--unshallow")
    result = build_project(shallow.folder, cache=tmp_path / "cache")
    assert result.diagnostics == ()
    assert (shallow.folder / "site" / "changes.html").exists()


def test_a_missing_git_is_reported(bank: Repository) -> None:
    done = run(
        "build", "--content", bank.content, "--site", bank.folder / "site", "--no-cache", env={"PATH": ""}
    )
    assert done.returncode == 0
    assert "warning[no-history]: git cannot be run" in done.stderr + done.stdout


def test_a_damaged_repository_is_reported(bank: Repository) -> None:
    shutil.rmtree(bank.folder / ".git" / "objects")
    problem = history(bank).problem
    assert problem
    assert problem.message.startswith("git gives no history: ")


def test_programs_named_by_a_repository_are_not_run(bank: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    script = write_tree(tmp_path, {"trap.sh": f"#!/bin/sh\ntouch '{trap}'\n"}) / "trap.sh"
    script.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "gpg.program",
        "core.sshCommand",
        "diff.x.textconv",
    ):
        bank.git("config", name, str(script))
    bank.git("config", "log.showSignature", "true")
    (bank.folder / ".gitattributes").write_text("*.md diff=x\n")
    assert life(bank).refined == SECOND
    assert not trap.exists()


def test_a_variable_for_another_repository_is_not_followed(
    bank: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", os.devnull)
    assert life(bank).added == FIRST


def test_the_output_of_git_is_cached_until_there_is_a_new_commit(bank: Repository, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = history(bank, cache)
    objects, aside = bank.folder / ".git" / "objects", tmp_path / "objects"
    objects.rename(aside)
    assert history(bank, cache) == first
    aside.rename(objects)
    bank.commit(THIRD, rubric("Anew."))
    assert history(bank, cache).records[RUBRIC].refined == THIRD


def test_rewritten_history_is_read_again(bank: Repository, tmp_path: Path) -> None:
    history(bank, tmp_path / "cache")
    bank.git("reset", "--quiet", "--hard", "HEAD~1")
    bank.commit(THIRD, rubric("Another past."))
    assert [wording.date for wording in history(bank, tmp_path / "cache").records[RUBRIC].wordings] == [
        FIRST,
        THIRD,
    ]


# --- pages ---


def test_the_page_of_changes_lists_the_latest_first(bank: Repository) -> None:
    bank.commit(THIRD, {"resources/study.md": record("title: A Study")})
    build_project(bank.folder)
    page = html(bank.folder / "site" / "changes.html")
    assert [text(heading) for heading in page.iter("h2")] == ["March 2020", "February 2020", "January 2020"]
    assert [text(line) for line in with_class(page, "changes-day")] == [
        "March 3, 2020 1 new resource",
        "February 2, 2020 1 definition revised",
        "January 1, 2020 1 new term",
    ]


def test_changed_words_are_marked(bank: Repository) -> None:
    bank.commit(THIRD, rubric("A clear way to tell levels."))
    build_project(bank.folder)
    page = html(bank.folder / "site" / "changes" / "rubric.html")
    assert [text(wording) for wording in with_class(page, "wording")] == [
        "A clear guide to way to tell levels.",
        "A clear guide to levels.",
        "A guide to levels.",
    ]
    assert [text(mark) for mark in page.iter("ins")] == ["added words", "way to tell", "clear"]
    assert [text(mark) for mark in page.iter("del")] == ["removed words", "guide to"]


def test_a_term_says_when_it_was_added_and_links_to_its_wordings(bank: Repository) -> None:
    build_project(bank.folder)
    foot = with_class(html(bank.folder / "site" / "terms" / "rubric.html"), "entry-foot")[0]
    assert text(foot) == "Working definition Added January 1, 2020, revised February 2, 2020"
    assert [link.get("href") for link in foot.iter("a")] == ["../changes/rubric.html"]


def test_the_home_page_lists_each_recent_change_once(bank: Repository) -> None:
    bank.commit(THIRD, {f"terms/t{n}.md": record(f"title: T{n}") for n in range(3)})
    build_project(bank.folder)
    (lately,) = with_class(html(bank.folder / "site" / "index.html"), "changes-lately")
    assert [text(item) for item in lately] == [
        "March 3, 2020 T0 new", "March 3, 2020 T1 new", "March 3, 2020 T2 new", "February 2, 2020 Rubric revised",
    ]  # fmt: skip


def test_long_lists_of_changes_continue_on_pages_with_stable_entries(tmp_path: Path) -> None:
    new = repository(tmp_path)
    new.commit(FIRST, {f"terms/t{n:03}.md": record(f"title: T{n:03}") for n in range(350)})
    build_project(new.folder)
    older = listed(new.folder / "site" / "changes-1.html")
    assert len(older) == 200
    assert not (new.folder / "site" / "changes-2.html").exists()
    new.commit(SECOND, {f"terms/u{n}.md": record(f"title: U{n}") for n in range(30)})
    build_project(new.folder)
    assert listed(new.folder / "site" / "changes-1.html") == older
    assert len(listed(new.folder / "site" / "changes.html")) == 180


def listed(page: Path) -> list[str]:
    """The records that a page of changes lists as new."""
    return [text(item) for run in with_class(html(page), "changes-added") for item in run]


def test_no_page_names_who_made_a_change(bank: Repository) -> None:
    build_project(bank.folder, base_url="https://example.org/")
    site = b"".join(snapshot(bank.folder / "site").values())
    assert AUTHOR.encode() not in site
    assert MAIL.encode() not in site


def test_a_commit_makes_only_the_pages_that_it_touches(bank: Repository, tmp_path: Path) -> None:
    bank.commit(THIRD, {"terms/other.md": record("title: Other"), **rubric("Anew.")})
    write_tree(bank.content, rubric("Once more."))
    build_project(bank.folder, cache=tmp_path / "cache")
    bank.commit("2020-04-04T10:00:00Z")
    result = build_project(bank.folder, cache=tmp_path / "cache")
    assert set(result.rendered) == {"index.html", "changes.html", "changes/rubric.html", "terms/rubric.html"}
    again = build_project(bank.folder, cache=tmp_path / "cache")
    assert again.rendered == {}


def test_a_site_built_step_by_step_equals_one_built_at_once(bank: Repository, tmp_path: Path) -> None:
    build_project(bank.folder, cache=tmp_path / "cache")
    bank.commit(THIRD, rubric("Anew."))
    build_project(bank.folder, cache=tmp_path / "cache")
    build_project(bank.folder, site=tmp_path / "whole")
    assert snapshot(bank.folder / "site") | {".termbank": b""} == snapshot(tmp_path / "whole") | {
        ".termbank": b""
    }


def test_a_page_of_earlier_wordings_shows_the_qualifier_as_part_of_the_title(tmp_path: Path) -> None:
    bank = repository(tmp_path / "bank")
    front = 'title: "Transfer <&>"\nqualifier: of learning'
    bank.commit(FIRST, {"terms/transfer.md": record(front, "To use it.")})
    bank.commit(SECOND, {"terms/transfer.md": record(front, "To use it elsewhere.")})
    build_project(bank.folder)
    title = next(html(bank.folder / "site" / "changes" / "transfer.html").iter("h1"))
    assert text(title) == "History of “Transfer <&> (of learning)”"
    assert [text(part) for part in with_class(title, "qualifier")] == ["(of learning)"]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "January 1, 2020"),
        ("en-GB", "1 January 2020"),
        ("de", "1. Januar 2020"),
        ("ja", "2020年1月1日"),
        ("qaa", "2020-01-01"),
    ],
)
def test_dates_are_written_as_in_the_language_of_the_site(
    language: str, written: str, bank: Repository
) -> None:
    write_tree(bank.content, {"site.yaml": f"language: {language}\n"})
    build_project(bank.folder)
    times = [*html(bank.folder / "site/terms/rubric.html").iter("time")]
    assert (times[0].get("datetime"), text(times[0])) == ("2020-01-01", written)


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("", "Working definition"),
        ("reviewed: 2026-11-22", "Working definition Reviewed November 22, 2026"),
        ("status: reviewed\nreviewed: 2026-11-22", "Reviewed November 22, 2026"),
        ("status: reviewed", "Reviewed"),
    ],
)
def test_a_term_says_how_far_its_definition_is(front: str, said: str, tmp_path: Path) -> None:
    build_project(
        write_tree(tmp_path, {f"content/{path}": text for path, text in rubric("A", front).items()})
    )
    (foot,) = with_class(html(tmp_path / "site/terms/rubric.html"), "entry-foot")
    assert text(foot) == said


def test_an_editorial_commit_mends_the_words_and_refines_nothing(bank: Repository) -> None:
    write_tree(bank.content, rubric("A clear guide to all levels."))
    bank.git(
        "commit",
        "--quiet",
        "--all",
        "--message=Mend a slip\n\nchange: Editorial",
        date="2020-03-03T10:00:00Z",
    )
    assert [tuple(wording) for wording in life(bank).wordings] == [
        (FIRST, "A guide to levels."),
        (SECOND, "A clear guide to all levels."),
    ]
    assert (life(bank).changed, life(bank).refined) == (THIRD, SECOND)


def test_a_definition_that_was_only_mended_was_never_refined(tmp_path: Path) -> None:
    new = repository(tmp_path)
    new.commit(FIRST, rubric("A giude."))
    write_tree(new.content, rubric("A guide."))
    new.git("commit", "--quiet", "--all", "--message=Typo\n\nChange: editorial", date="2020-02-02T10:00:00Z")
    assert life(new).refined is None
