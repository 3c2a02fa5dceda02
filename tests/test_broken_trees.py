"""Broken trees are published with every check lowered, and lose nothing that no message names."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import unquote

import pytest
from casefiles import CASES, read_case
from trees import CORPORA, CORPUS_NAMES, build_project, needs_corpora, record, snapshot, write_tree

from termbank import Diagnostic, check, load

BROKEN = sorted((CASES / "broken").glob("*.md"))
_WORD = re.compile(r"[^\W_]{4,}")
# What is no text: front matter's own lines, names of its fields, and comments.
_NO_TEXT = re.compile(r"^(?:---|\s*[\w-]+:(?= |$)|<!--.*-->$)")
_HOST = re.compile(r"\bxn--[a-z0-9-]+")
# Said of a file or a folder as a whole.
_WHOLE = {"file-name", "unread-file", "merge-conflict", "not-utf-8", "root-file", "too-large"}


@pytest.fixture(params=BROKEN, ids=[path.stem for path in BROKEN])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project with a broken tree, and a body beyond all limits in it."""
    path: Path = request.param
    read_case(path.read_text(encoding="utf-8")).write(tmp_path / "content")
    write_tree(tmp_path / "content" / "terms", {"huge.md": record("title: Huge", "Many words. " * 100_000)})
    return tmp_path


def shown(site: Path) -> str:
    """All that the site says, in pages and data, in lower case."""
    text = b"\n".join(snapshot(site).values()).decode("utf-8", "replace")
    text = _HOST.sub(lambda host: host[0].encode().decode("idna"), text)
    return unquote(html.unescape(text)).casefold()


def lost(content: Path, site: Path, diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Lines of the content with a word that the site says nowhere, and no message either."""
    said = shown(site)
    places = {(item.span.path, item.span.line): item.code for item in diagnostics}
    whole = tuple(item.span.path for item in diagnostics if item.code in _WHOLE)
    named = " ".join(item.message for item in diagnostics)
    missing = []
    for file in sorted(content.rglob("*")):
        path = file.relative_to(content).as_posix()
        # The settings are no text, and hidden files are nobody's content.
        if not file.is_file() or path == "site.yaml" or file.name.startswith("."):
            continue
        if path.startswith(whole) or path in named:
            continue
        unread = False
        for number, line in enumerate(file.read_bytes().decode("utf-8-sig", "replace").split("\n"), 1):
            # What is said of front matter that cannot be read holds for the lines up to its end.
            unread = (unread and line != "---") or places.get((path, number)) == "front-matter-syntax"
            words = _WORD.findall(unquote(html.unescape(_NO_TEXT.sub("", line))).casefold())
            if not unread and (path, number) not in places and any(word not in said for word in words):
                missing.append(f"{path}:{number}: {line}")
    return missing


def test_a_broken_tree_is_published_and_loses_only_what_a_message_names(tree: Path) -> None:
    result = build_project(tree, allow=("all",))
    assert result.published
    assert lost(tree / "content", tree / "site", result.diagnostics) == []


@needs_corpora
@pytest.mark.parametrize("name", CORPUS_NAMES)
def test_a_corpus_loses_only_what_a_message_names(name: str, corpus_site: Callable[[str], Path]) -> None:
    content = CORPORA / name / "content"
    assert lost(content, corpus_site(name), check(load(content))) == []
