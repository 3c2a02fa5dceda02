"""What a change does to the site: `review` compares the content with a commit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repositories import Repository, repository
from trees import record, run, write_tree

BEFORE = {
    "terms/rubric.md": record(
        "title: Rubric\nrelated:\n  - exit-slip", "A guide to several levels of quality of work."
    ),
    "terms/exit-slip.md": record("title: Exit Slip", "A short answer at the end of a lesson."),
    "terms/feedback.md": record("title: Feedback", "What a [rubric](rubric.md) and a lab report may give."),
    "terms/old.md": record("title: Old Word", "Nobody says it."),
}
CHANGE = {
    "terms/rubric.md": record("title: Rubric\nrelated:\n  - exit-ticket", "A guide to four levels of quality of work."),
    "terms/exit-ticket.md": record(
        "title: Exit Ticket\nformerly:\n  - exit-slip", "A short answer at the end of a lesson."
    ),
    "terms/lab-report.md": record("title: Lab Report", "See [nothing](nothing.md)."),
}  # fmt: skip


@pytest.fixture
def changed(tmp_path: Path) -> Repository:
    """A glossary of four terms that somebody is changing."""
    new = repository(tmp_path / "bank")
    new.commit("2020-01-01T10:00:00Z", BEFORE)
    for slug in ("exit-slip", "old"):
        (new.content / f"terms/{slug}.md").unlink()
    write_tree(new.content, CHANGE)
    return new


def test_a_review_as_text(changed: Repository) -> None:
    done = run("review", cwd=changed.folder)
    commit = changed.git("rev-parse", "HEAD")[:10]
    assert done.stdout.split("\nnew problems\n")[0].splitlines() == [
        f"compared with HEAD ({commit}): 1 term added, 1 term removed, 1 term renamed, 1 term changed, "
        "1 term linked differently, 1 new problem",
        "",
        "added",
        "  terms/lab-report  Lab Report",
        "",
        "removed",
        "  terms/old  Old Word",
        "",
        "changed",
        "  terms/exit-slip → terms/exit-ticket  Exit Ticket",
        "    title: Exit Slip → Exit Ticket",
        "  terms/rubric  Rubric",
        "    definition: A guide to [-several-] {+four+} levels of quality of work.",
        "",
        "linked differently",
        "  terms/feedback  Feedback",
        "    gains links to: terms/lab-report (automatic)",
    ]
    assert "content/terms/lab-report.md:4:5: error[dead-link]: `nothing.md` leads to no page" in done.stdout
    assert "content/terms/old.md" not in done.stdout
    assert done.returncode == 1


def test_a_review_as_markdown_and_json(changed: Repository) -> None:
    shown = run("review", "--format", "markdown", cwd=changed.folder).stdout
    assert "- definition: A guide to ~~several~~ **four** levels of quality of work." in shown
    assert "### New problems" in shown
    told = json.loads(run("review", "--format", "json", "--base", "main", cwd=changed.folder).stdout)
    assert [each["path"] for each in told["added"]] == ["terms/lab-report"]
    assert [each["renamed_from"] for each in told["changed"]] == ["terms/exit-slip", None]
    assert told["affected"][0]["gained"] == [{"target": "terms/lab-report", "automatic": True}]
    assert {each["file"] for each in told["problems"]} == {"content/terms/lab-report.md"}


def test_a_review_builds_both_sites_and_a_page_that_shows_them(changed: Repository) -> None:
    done = run("review", "--html", "out", cwd=changed.folder)
    assert "both sites, side by side: out/index.html" in done.stderr
    page = (changed.folder / "out/index.html").read_text()
    assert 'src="before/terms/exit-slip.html"' in page
    assert 'src="now/terms/exit-ticket.html"' in page
    assert (changed.folder / "out/before/terms/old.html").exists()
    assert not (changed.folder / "out/now/terms/old.html").exists()
    # A folder that holds anything else is not written to.
    (changed.folder / "mine").mkdir()
    (changed.folder / "mine/notes.txt").write_text("mine")
    refused = run("review", "--html", "mine", cwd=changed.folder)
    assert (refused.returncode, [file.name for file in (changed.folder / "mine").iterdir()]) == (
        2,
        ["notes.txt"],
    )


def test_what_readers_cannot_see_is_no_change(tmp_path: Path) -> None:
    new = repository(tmp_path / "bank")
    new.commit("2020-01-01T10:00:00Z", BEFORE)
    text = (new.content / "terms/old.md").read_text()
    (new.content / "terms/old.md").write_text(text.replace("title:", "# a comment\ntitle:"))
    assert run("review", cwd=new.folder).stdout.endswith("): readers would notice no change\n")


def test_a_review_needs_a_repository_and_a_commit(changed: Repository, tmp_path: Path) -> None:
    for revision in ("nowhere", "--output=x"):
        said = run("review", f"--base={revision}", cwd=changed.folder)
        assert (said.returncode, said.stdout) == (1, "")
        assert f"Error: git knows no commit `{revision}` that holds this content folder" in said.stderr
    write_tree(tmp_path / "other/content", BEFORE)
    said = run("review", cwd=tmp_path / "other")
    assert "Error: the content is not in a git repository" in said.stderr


def test_links_of_a_commit_are_not_followed(changed: Repository) -> None:
    (changed.content / "terms/secret.md").symlink_to("/etc/hostname")
    changed.git("add", "--all")
    changed.git("commit", "--quiet", "--message=A link")
    (changed.content / "terms/secret.md").unlink()
    assert "secret" not in run("review", "--html", "out", cwd=changed.folder).stdout
    assert not (changed.folder / "out/before/terms/secret.html").exists()
