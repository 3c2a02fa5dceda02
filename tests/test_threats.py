"""What files of strangers must not do: take long, take much memory, or reach outside the site."""

from __future__ import annotations

import os
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import helpers
from repositories import repository
from trees import build_project, project, record, run, snapshot, write_tree

from termbank import Config, Glossary, build, load
from termbank.builder import pipeline
from termbank.content.parser import parse
from termbank.content.routes import compare_path
from termbank.content.schema import Setting
from termbank.linking import mentions
from termbank.linking.names import collect
from termbank.system.publish import PublishError, publish
from termbank.text.markdown.parser import BodyParser
from termbank.text.urls import slug_problem

SIZE = 8192
FAMILIES = (
    "![[]()", "[", "[[", "![", "[a](", "[a[", "[a][", "[[a|", "![a](", "](", "[](", "*a ", "**a ", "*_", "_a* ",
    "<", "<a ", "<!--", "<sup>a", "`", "``a` ", "~a~~", "|", "\\", "&", "{{", "{% a ", "[^a]", "(a)[http://a",
    "a**b_c", "[a](b c ",
)  # fmt: skip
WHOLE = (
    "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "![" * (SIZE // 3) + "]" * (SIZE // 3),
    "![" * (SIZE // 6) + "](a)" * (SIZE // 6),
    ">" * SIZE + "a",
    "".join(f"{'`' * length}a" for length in range(1, 120)),
)


@pytest.mark.parametrize("body", [*(sign * (SIZE // len(sign)) for sign in FAMILIES), *WHOLE])
def test_a_body_of_nothing_but_signs_takes_few_steps(body: str) -> None:
    data = record("title: Rubric", body).encode()
    parse("term", "rubric", "terms/rubric.md", data, "en")
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        parse("term", "rubric", "terms/rubric.md", data, "en")
    finally:
        sys.setprofile(None)
    assert steps < 400 * len(data)


@pytest.mark.parametrize("body", ["`" * 500_000 + "\n<!--", "```a\n" * 100_000 + "<!--", "<!-- " * 100_000])
def test_looking_for_comments_takes_time_in_proportion_to_the_text(body: str) -> None:
    data = record("title: Rubric", body).encode()
    begin = time.process_time()
    parse("term", "rubric", "terms/rubric.md", data, "en", Setting(large=True))
    # Some seconds, where a search that begins anew at each sign takes minutes.
    assert time.process_time() - begin < 60


@given(st.text(alphabet="[]()!*`\\a\n^", max_size=60))
@settings(max_examples=300)
def test_link_texts_end_where_markdown_it_says(text: str) -> None:
    ours, plain = BodyParser(), BodyParser()
    plain._markdown.helpers = helpers
    assert ours.blocks(text, {}) == plain.blocks(text, {})


def _glossary(folder: Path, *aliases: str) -> Glossary:
    front = "title: Rubric\naliases: [" + ", ".join(aliases) + "]"
    return load(project(folder, {"terms/rubric.md": record(front)}) / "content")


def test_long_texts_have_the_mentions_that_they_have_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    glossary = _glossary(tmp_path, "single-point rubric", "point", "rubric scale", "check-list", "checklist")
    text = "A single-point rubric, a rubric scale, a check-list, a single point and a point rubric. " * 3
    names = collect(glossary)
    whole = list(mentions.find(mentions.Prose(text, [0], [0]), names, "en"))
    monkeypatch.setattr(mentions, "WINDOW", 7)
    assert list(mentions.find(mentions.Prose(text, [0], [0]), names, "en")) == whole


def test_a_former_slug_never_leads_out_of_the_site(tmp_path: Path) -> None:
    outside = ("../../evil", "../evil", "a/../../../evil", "/evil", "a\\..\\evil", "index", "Evil")
    front = "title: Rubric\nformerly:\n" + "".join(f"  - {name}\n" for name in (*outside, "scoring-guide"))
    project(tmp_path, {"terms/rubric.md": record(front)})
    before = set(tmp_path.rglob("*"))
    assert [item.code for item in build_project(tmp_path, allow=("all",)).diagnostics].count(
        "invalid-slug"
    ) == len(outside)
    made = {path for path in tmp_path.rglob("*") if path not in before}
    assert all(tmp_path / "site" in (path, *path.parents) for path in made)
    assert not [path for path in made if "evil" in path.name.lower()]
    assert (tmp_path / "site/terms/scoring-guide.html").is_file()


@pytest.mark.parametrize("path", ["../evil", "a/../../evil", "/evil", "a//b", "", ".", "a/.", "a\\b"])
def test_publishing_writes_nothing_outside_the_site(path: str, tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="would not lie inside the site"):
        publish(tmp_path / "site", [("index.html", b""), (path, b"evil")])
    assert snapshot(tmp_path) == {}


def test_names_in_scripts_of_three_bytes_a_letter_fit_into_names_of_files(tmp_path: Path) -> None:
    long, other = "学" * 66, "習" * 66
    tree = {
        f"terms/{long}.md": record(
            f"title: A\nconfused_with:\n  {other}: They differ.\ncategory: {'語' * 99}"
        ),
        f"terms/{other}.md": record("title: B"),
    }
    assert build_project(project(tmp_path, tree)).published
    assert (tmp_path / "site" / compare_path(long, other)).is_file()


def test_a_name_of_a_file_that_is_too_long_for_an_address_is_shortened_if_allowed(tmp_path: Path) -> None:
    project(tmp_path, {f"terms/{'学' * 80}.md": record("title: A")})
    result = build_project(tmp_path, allow=("all",))
    assert [item.message.partition("` ")[2] for item in result.diagnostics] == [
        "is longer than 200 bytes in UTF-8"
    ]
    assert (tmp_path / f"site/terms/{'学' * 66}.html").is_file()


@pytest.mark.parametrize("char", ["\u115f", "\u3164", "\uffa0", "\u034f", "\ufe0f", "\U000e0100"])
def test_an_address_has_no_letters_that_nobody_sees(char: str) -> None:
    assert slug_problem(f"rubric{char}")


def test_a_title_of_thousands_of_letters_is_refused(tmp_path: Path) -> None:
    project(tmp_path, {"terms/rubric.md": record(f"title: {'rubric ' * 2000}", "rubric " * 9000)})
    [problem] = build_project(tmp_path, allow=("all",)).diagnostics
    assert problem.message.endswith("is longer than 300 characters")


def test_a_phrase_of_thousands_of_words_is_no_jargon(tmp_path: Path) -> None:
    body = record("title: A", "The " + "Rubric of " * 1000 + "Rubric (ABC) is.")
    project(tmp_path, {"site.yaml": "editorial: true", "terms/a.md": body, "terms/b.md": body})
    assert "undefined-jargon" not in [item.code for item in build_project(tmp_path).diagnostics]


def test_pictures_are_copied_in_pieces(tmp_path: Path) -> None:
    shown = "\n".join(f"![a](../{number}.png)" for number in range(6))
    project(tmp_path, {"terms/a.md": record("title: A", shown)})
    for number in range(6):
        with open(tmp_path / f"content/{number}.png", "wb") as file:
            file.write(b"%d" % number)
            # Nothing but a length: no disk is filled for it.
            file.truncate(40_000_000)
    tracemalloc.start()
    try:
        result = build_project(tmp_path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result.published
    assert most < 80_000_000
    assert (tmp_path / "site/media/5.png").read_bytes()[:2] == b"5\0"
    assert (tmp_path / "site/media/5.png").stat().st_size == 40_000_000


def test_a_picture_is_published_up_to_50_megabytes_and_never_through_a_link(tmp_path: Path) -> None:
    body = "![a](../large.png) ![b](../large.png) ![c](../link.png) ![d](../fine.png) Text."
    project(tmp_path, {"terms/a.md": record("title: A", body), "fine.png": b"fine", "unused.png": b""})
    for name in ("large.png", "unused.png"):
        os.truncate(write_tree(tmp_path / "content", {name: b""}) / name, 50_000_001)
    (tmp_path / "content/link.png").symlink_to("/etc/hostname")
    assert not build_project(tmp_path).published
    result = build_project(tmp_path, allow=("all",))
    assert [(item.span.path, item.message) for item in result.diagnostics] == [
        ("large.png", "the file is larger than 50 MB"),
        ("link.png", "this is a link or a device, not a file"),
    ]
    assert [path for path in snapshot(tmp_path / "site") if path.startswith("media/")] == ["media/fine.png"]


def test_a_picture_that_goes_while_a_site_is_built_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, {"terms/a.md": record("title: A", "![a](../a.png) Text."), "a.png": b"a"})
    assert build_project(tmp_path).published
    before = snapshot(tmp_path / "site")
    check = pipeline.examine

    def and_then_it_goes(*given: Any) -> Any:
        (tmp_path / "content/a.png").unlink()
        return check(*given)

    monkeypatch.setattr(pipeline, "examine", and_then_it_goes)
    result = build_project(tmp_path)
    [problem] = result.diagnostics
    assert problem.message == f"`{tmp_path}/content/a.png` cannot be read: No such file or directory"
    assert snapshot(tmp_path / "site") == before


@pytest.mark.parametrize("version", ["2", "4"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_cache_that_is_part_of_the_repository_is_never_used(
    linked: bool, version: str, tmp_path: Path
) -> None:
    project(tmp_path, {"terms/a.md": record("title: A")})
    repo = repository(tmp_path)
    (tmp_path / ".cache").mkdir()
    config = Config(tmp_path / "content", tmp_path / "site", tmp_path / ".cache")
    # What a stranger commits: a result that would be taken for that of the last build, and is unpickled for it.
    assert build(config).published
    if linked:
        (tmp_path / ".cache").rename(tmp_path / "payload")
        (tmp_path / ".cache").symlink_to("payload")
    repo.git("add", "--all", "--force")
    repo.git("update-index", "--index-version", version)
    before = snapshot(tmp_path / ".cache")
    assert build(config).seconds
    assert build(config).seconds
    assert snapshot(tmp_path / ".cache") == before
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0
    assert "is part of the git repository and not used, because it can hold code that runs" in done.stderr
    assert run("serve", cwd=tmp_path).returncode == 1
    repo.git("rm", "-r", "-q", "--cached", ".cache", *(["payload"] if linked else []))
    assert build(config).published
    assert not build(config).seconds
