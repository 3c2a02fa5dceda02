"""Every case document matches the engine's output."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from casefiles import CASES, read_case, run

DOCUMENTS = sorted(CASES.rglob("*.md"))


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[path.relative_to(CASES).with_suffix("").as_posix() for path in DOCUMENTS]
)
def test_problems_are_reported_where_the_case_says(document: Path, tmp_path: Path) -> None:
    text = document.read_text(encoding="utf-8")
    case = read_case(text)
    case.write(tmp_path)
    said = case.annotated(*run(tmp_path))
    if os.environ.get("REWRITE_CASES"):
        document.write_text(said, encoding="utf-8")
    assert said == text
