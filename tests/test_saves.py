"""A save in the preview: an edited body is followed without a build, and the site is that of a clean one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repositories import repository
from trees import Tree, build_project, project, record, snapshot, write_tree

from termbank import Config
from termbank.builder.result import Result
from termbank.preview import follow

FRONTS = {
    "terms/rubric.md": "title: Rubric\naliases:\n  - Scoring Guide\nsummary: A guide.\nrelated:\n  - goal",
    "terms/goal.md": "title: Goal\nconfused_with:\n  target: One is far.\ncategory: aims",
    "terms/target.md": "title: Target\nbroader:\n  - goal\ncategory: aims",
    "resources/study.md": "title: Study\nauthor: Ada Writer\nyear: 1990\nterms:\n  - rubric\n  - goal\n"
    "resource_type: Book",
    "resources/report.md": "title: Report\nterms:\n  - goal",
}
FIRST = "Here it begins, with a [goal](../terms/goal.md) and a rubric."
FOLLOWED = (
    "More of the rubric, said with *stress*.",
    "A goal and a rubric.\n\nOnce more, the goal.",
    "A list:\n\n1. one\n2. two",
    "> Quoted: a scoring guide.",
)
FURTHER = (
    "## Designer's Tips\n\n- Begin with the end.\n- Then the rubric.",
    "## Designer's Tips\n\n- End with a beginning.",
    "## Notes\n\nA list.",
    "A target is named here.",
    "This leads [nowhere](nowhere.md).",
    "And [there](https://example.org/).",
    "So says [@study, p. 4].",
    "So says [@nobody].",
    "Writer (1990) says so.",
)
TAILS = ("", *FOLLOWED, *FURTHER)
TEMPLATE = '{% extends "default/term.html" %}\n{% block title %}{{ nothing.at.all }}{% endblock %}\n'


def text_of(path: str, tail: str = "") -> str:
    return record(FRONTS[path], f"{FIRST}\n\n{tail}")


class Preview:
    """The preview of a bank, built once, and the clean builds that it is compared with."""

    def __init__(self, folder: Path, site: str = "title: Bank\n", allow: tuple[str, ...] = ()) -> None:
        self.folder = project(folder, {"site.yaml": site, **{path: text_of(path) for path in FRONTS}})
        self.config = Config(folder / "content", folder / "preview", folder / "cache", allow=allow)
        self.preview = follow.Preview(self.config)
        assert self.preview.build().published
        # The first build of a site is not one in place.
        assert self.preview.build().published

    def save(self, files: Tree) -> Result | None:
        """Save files of the content and let the preview follow."""
        write_tree(self.folder / "content", files)
        return self.follow({self.folder / "content" / path for path in files})

    def edit(self, path: str, tail: str) -> Result | None:
        """Save another end of one record's body."""
        return self.save({path: text_of(path, tail)})

    def follow(self, saved: set[Path]) -> Result | None:
        result = self.preview.follow(saved)
        self.preview.settle()
        return result

    def build(self) -> Result:
        return self.preview.build()

    def is_clean(self, shown: Result) -> bool:
        """Whether the preview is what a clean build makes, with the same problems."""
        site = self.folder / "clean"
        clean = build_project(self.folder, site=site, allow=self.config.allow)
        assert shown.diagnostics == clean.diagnostics
        assert shown.published == clean.published
        if not clean.published:
            return True
        wanted, found = snapshot(site), snapshot(self.folder / "preview")
        assert sorted(wanted) == sorted(found)
        return all(data == found[path] for path, data in wanted.items() if path != ".termbank")


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from([*FRONTS]), st.sampled_from(TAILS)), min_size=1, max_size=3),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=12)
def test_any_series_of_saves_gives_the_same_bytes_as_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, series: list[list[tuple[str, str]]]
) -> None:
    preview = Preview(tmp_path_factory.mktemp("saves"))
    for edits in series:
        shown = preview.save({path: text_of(path, tail) for path, tail in edits}) or preview.build()
        assert preview.is_clean(shown)


@pytest.mark.parametrize("tail", FOLLOWED)
@pytest.mark.parametrize("path", FRONTS)
def test_added_text_is_followed(path: str, tail: str, tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    shown = preview.edit(path, tail)
    assert shown
    assert preview.is_clean(shown)
    assert {path.replace(".md", ".html"), "everything.html"} <= shown.rendered.keys()
    assert "404.html" not in shown.rendered


def test_text_below_a_heading_is_followed(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    first, second, *_ = FURTHER
    assert preview.edit("terms/goal.md", first) is None
    assert preview.build().published
    shown = preview.edit("terms/goal.md", second.replace("with a beginning", "with a rubric"))
    assert shown
    assert preview.is_clean(shown)
    assert "tips/designers-tips.html" in shown.rendered


@pytest.mark.parametrize("said", ["The target, at the end.", "At the end, a target."])
def test_a_moved_link_is_followed_where_it_is_and_where_it_is_quoted(said: str, tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    assert preview.edit("resources/report.md", "A target is there.") is None
    assert preview.build().published
    shown = preview.edit("resources/report.md", said)
    assert shown
    assert preview.is_clean(shown)
    assert "terms/target.html" in shown.rendered


def test_a_save_without_changes_renders_no_page(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    shown = preview.edit("terms/goal.md", "")
    assert shown
    assert not shown.rendered


@pytest.mark.parametrize(
    "files",
    [
        {"terms/goal.md": record("title: Aim", FIRST)},
        {"terms/goal.md": record(FRONTS["terms/goal.md"], "Another beginning.")},
        {"terms/goal.md": text_of("terms/goal.md", "A target.")},
        {"terms/new.md": record("title: New")},
        {"site.yaml": "title: Other\n"},
        {"images/plan.png": "no picture"},
        {"terms/goal.md": text_of("terms/goal.md", "More."), "site.yaml": "title: Other\n"},
    ],
    ids=["title", "beginning", "link", "new", "settings", "image", "both"],
)
def test_an_edit_with_wider_effects_takes_a_build_and_is_followed_afterwards(
    files: Tree, tmp_path: Path
) -> None:
    preview = Preview(tmp_path)
    assert preview.save(files) is None
    assert preview.is_clean(preview.build())
    shown = preview.edit("terms/target.md", "More words.")
    assert shown
    assert preview.is_clean(shown)


def test_a_deleted_record_takes_a_build(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    gone = preview.folder / "content/resources/report.md"
    gone.unlink()
    assert preview.follow({gone}) is None
    assert preview.is_clean(preview.build())


def test_a_mistake_is_reported_and_the_fix_is_followed(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    assert preview.edit("terms/goal.md", "This leads [nowhere](nowhere.md).") is None
    assert not preview.build().published
    other = preview.edit("terms/target.md", "Meanwhile, elsewhere.")
    assert other is None
    assert not preview.build().published
    shown = preview.edit("terms/goal.md", "This leads nowhere.")
    assert shown
    assert preview.is_clean(shown)


def test_fixed_front_matter_is_followed(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    assert preview.save({"terms/goal.md": "---\ntitle: [\n---\nText."}) is None
    assert not preview.build().published
    shown = preview.edit("terms/goal.md", "Mended.")
    assert shown
    assert preview.is_clean(shown)


def test_a_title_that_was_undone_leaves_no_link_behind(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    assert preview.edit("resources/report.md", "A target is there.") is None
    assert preview.build().published
    broken = {"terms/target.md": record("title: Bull's Eye", FIRST), "resources/study.md": "no front matter"}
    assert preview.save(broken) is None
    assert not preview.build().published
    saved = {path: text_of(path) for path in broken}
    shown = preview.save(
        {**saved, "resources/report.md": text_of("resources/report.md", "Nothing is there.")}
    )
    assert shown is None
    assert preview.is_clean(preview.build())


def test_a_build_after_a_failed_and_fixed_glossary_is_clean(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    assert preview.edit("resources/report.md", "A target is there.") is None
    assert preview.build().published
    target = preview.folder / "content/terms/target.md"
    target.unlink()
    assert preview.save({"resources/study.md": "no front matter"}) is None
    assert not preview.build().published
    back = {
        "terms/target.md": text_of("terms/target.md"),
        "resources/study.md": text_of("resources/study.md"),
    }
    assert preview.save({**back, "resources/report.md": text_of("resources/report.md", "There is a target.")})
    target.unlink()
    write_tree(preview.folder / "content", {"terms/goal.md": record("title: Goal", FIRST)})
    assert preview.follow({target, preview.folder / "content/terms/goal.md"}) is None
    assert preview.is_clean(preview.build())


def test_a_deleted_folder_takes_a_build(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    folder = preview.folder / "content/resources"
    shutil.rmtree(folder)
    assert preview.follow({folder}) is None
    assert preview.is_clean(preview.build())


def test_temporary_files_of_editors_are_ignored(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    write_tree(preview.folder / "content", {"terms/goal.md": text_of("terms/goal.md", "More.")})
    content = preview.folder / "content"
    shown = preview.follow({content / "terms/goal.md", content / "terms/4913"})
    assert shown
    assert preview.is_clean(shown)


def test_a_commit_takes_a_build(tmp_path: Path) -> None:
    bank = repository(tmp_path)
    bank.commit("2024-05-01T09:00:00Z", {path: text_of(path) for path in FRONTS})
    preview = Preview(tmp_path)
    bank.commit("2024-06-01T09:00:00Z", {"terms/target.md": text_of("terms/target.md", "Said anew.")})
    assert preview.edit("terms/goal.md", "More.") is None
    assert preview.is_clean(preview.build())
    shown = preview.edit("terms/goal.md", "Still more.")
    assert shown
    assert preview.is_clean(shown)


def test_a_template_that_fails_on_the_text_is_reported_by_a_build(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    file = preview.folder / "templates/term.html"
    write_tree(preview.folder, {"templates/term.html": TEMPLATE})
    assert preview.follow({file}) is None
    assert [item.code for item in preview.build().diagnostics] == ["template-error"]
    file.unlink()
    assert preview.follow({file}) is None
    assert preview.is_clean(preview.build())


def test_advice_on_the_text_appears_and_disappears(tmp_path: Path) -> None:
    preview = Preview(tmp_path, site="title: Bank\neditorial: true\n", allow=("all",))
    for tail in ("It doesnâ€™t stop.", "It does not stop."):
        shown = preview.edit("terms/goal.md", tail)
        assert shown
        assert any(item.code == "export-trace" for item in shown.diagnostics) == ("â€" in tail)
        assert preview.is_clean(shown)


def test_an_edit_reaches_the_pages_that_show_the_text(tmp_path: Path) -> None:
    first, second = list(FRONTS)[:2]
    preview = Preview(tmp_path)
    slug = first.rpartition("/")[2].removesuffix(".md")
    assert preview.edit(second, f"![[{slug}]]") is None
    assert preview.is_clean(preview.build())
    shown = preview.edit(first, "Something else stands here.")
    assert shown
    assert second.replace(".md", ".html") in shown.rendered
    assert preview.is_clean(shown)
