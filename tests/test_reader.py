"""Reading a content folder: what the documents in cases/ can't show, because it isn't text."""

from __future__ import annotations

from pathlib import Path

from termbank import check, load
from termbank.text.report import as_text

TERM = "---\ntitle: A\n---\nText.\n"


def _bank(folder: Path) -> Path:
    (folder / "content/terms").mkdir(parents=True)
    (folder / "content/terms/a.md").write_text(TERM, encoding="utf-8")
    return folder / "content"


def test_a_link_is_refused_and_its_target_is_not_shown(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    (tmp_path / "secret").write_text("a secret of this machine\n", encoding="utf-8")
    (content / "terms/b.md").symlink_to(tmp_path / "secret")
    diagnostics = check(load(content))
    assert [item.code for item in diagnostics] == ["not-a-file"]
    assert "secret" not in as_text(diagnostics, content)


def test_a_file_over_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    with open(content / "terms/b.md", "wb") as file:
        file.truncate(2**31)
    assert [item.code for item in check(load(content))] == ["too-large"]


def test_a_folder_instead_of_a_file_is_named(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    (content / "site.yaml").mkdir()
    assert [item.code for item in check(load(content))] == ["not-a-file"]


def test_loading_writes_nothing(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    load(content)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.md", "content", "terms"]


def test_deep_nesting_is_refused_at_once(tmp_path: Path) -> None:
    content = _bank(tmp_path)
    (content / "terms/b.md").write_text(
        f"---\ntitle: B\nrelated: {'[' * 7_000}\n---\nText.\n", encoding="utf-8"
    )
    assert {item.code for item in check(load(content))} <= {"yaml-feature", "front-matter-syntax"}
