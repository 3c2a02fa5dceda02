"""Content trees for tests: written to disk, built by the library or the command, and read back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from programs import finish

from termbank import Config, Result, build

ROOT = Path(__file__).parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
CORPUS_NAMES = ("hugo", "keri", "solana", "turing-way")
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")
COMMAND = (sys.executable, str(ROOT / "build.py"))

Tree = Mapping[str, str | bytes]


def record(front: str, body: str = "Text.") -> str:
    """A content file's text from the lines of its front matter and its body."""
    return f"---\n{front.strip()}\n---\n{body}\n"


def write_tree(folder: Path, tree: Tree) -> Path:
    """Write `tree` (path: text or bytes) to `folder`, and return `folder`."""
    for path, data in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def project(folder: Path, content: Tree) -> Path:
    """A project in `folder` whose `content/` is `content`."""
    write_tree(folder / "content", content)
    return folder


def build_project(folder: Path, **choices: Any) -> Result:
    """Build `folder/content` into `folder/site`, without a cache by default."""
    settings = {"content": folder / "content", "site": folder / "site", "cache": None} | choices
    return build(Config(**settings))


def run(
    *words: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `python build.py WORDS` in `cwd`; `env` is added to an environment without colors or settings."""
    return finish([*COMMAND, *map(str, words)], cwd=cwd, env=environment(env))


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without settings that change our output, plus `changes`."""
    unwanted = ("CI", "NO_COLOR", "FORCE_COLOR", "TERMBANK_DEBUG")
    return {name: value for name, value in os.environ.items() if name not in unwanted} | dict(changes or {})


def snapshot(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in `folder`, by path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def html(file: Path) -> Element:
    """The page in `file`, parsed as a browser would parse it."""
    return parse(file.read_text(encoding="utf-8"))


@cache
def parse(page: str) -> Element:
    """A page, parsed as a browser would parse it. Do not modify: pages with the same text share the result."""
    root = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    assert isinstance(root, Element)
    return root


def text(element: Element) -> str:
    """The text in `element`, with white space collapsed."""
    return " ".join("".join(element.itertext()).split())


def with_class(root: Element, name: str) -> list[Element]:
    """The elements in `root` with the class `name`."""
    return [element for element in root.iter() if name in element.get("class", "").split()]


def by_id(root: Element, name: str) -> Element:
    """The one element with the id `name`."""
    (found,) = (element for element in root.iter() if element.get("id") == name)
    return found


def links(root: Element) -> list[str]:
    """The addresses of all links in `root`, in order."""
    return [element.attrib["href"] for element in root.iter("a") if "href" in element.attrib]


# A small glossary with one of everything.
RICH: Tree = {
    "site.yaml": """\
title: Bank
description: A bank of words.
repository: https://github.com/example/bank
edit_url: https://github.com/example/bank/edit/main/content/{path}
vocabularies:
  category:
    assessment:
      label: Assessment
      description: Finding out.
    feedback:
      label: Feedback
    unused:
      label: Unused
  principles:
    on-mastery:
      label: On Mastery
""",
    "images/level.png": b"\x89PNG not really",
    "terms/rubric.md": record(
        """\
title: Rubric
category: assessment
summary: A guide to levels.
aliases:
  - Scoring Guide
abbreviations:
  - RB
principles:
  - on-mastery
broader:
  - assessment-tool
related:
  - feedback
confused_with:
  checklist: A rubric names levels; a checklist names parts.
formerly:
  - scoring-guide
reviewed: 2026-03-31
same_as:
  - https://example.org/rubric
""",
        """\
A rubric names levels of quality. It stays short.[^1] See [feedback](feedback.md) and ![levels](../images/level.png).

[^1]: Four levels are enough.

## Designer's Tips

- Write the middle level first.

## Where it came from

From [a study](../resources/study.md#findings).""",
    ),
    "terms/checklist.md": record("title: Checklist\ncategory: assessment", "A list of parts."),
    "terms/assessment-tool.md": record("title: Assessment Tool\ncategory: assessment", "A tool."),
    "terms/feedback.md": record(
        "title: Feedback\nqualifier: to learners\ncategory: feedback",
        "News of what to do next, often by a [rubric](rubric).\n\n## Tips for a Short Time-Line\n\n- Begin small.",
    ),
    "terms/grade.md": record(
        "title: Grade\nstatus: deprecated\nreplaced_by:\n  - feedback\n  - rubric", "A mark."
    ),
    "terms/portfolio.md": record("title: Portfolio\nstatus: draft", "A draft."),
    "resources/study.md": record(
        """\
title: A Study of Rubrics
url: https://example.org/study
author: Ada Lovelace
resource_type: report
organization_type:
  - university
  - publisher
publisher: Example Press
year: 2014
access: free
terms:
  - rubric
  - feedback
""",
        "Reads well beside [rubric](../terms/rubric.md).\n\n## Findings\n\nMany.",
    ),
    "resources/guide.md": record(
        "title: The Guide\nresource_type:\n  - report\n  - toolkit\nterms:\n  - rubric", "A guide."
    ),
}
