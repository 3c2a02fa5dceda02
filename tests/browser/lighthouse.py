"""Lighthouse, which audits pages for accessibility, good practice, and search engines."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from programs import LIMIT, finish

from .chromium import FLAGS, program

COMMAND = Path(__file__).parent.parent / "node_modules/.bin/lighthouse"


@dataclass(frozen=True)
class Verdict:
    """What Lighthouse reports on a page."""

    report: dict[str, Any]

    @classmethod
    def load(cls, file: Path) -> Verdict:
        """The verdict that was saved in `file`."""
        return cls(json.loads(file.read_text(encoding="utf-8")))

    def save(self, file: Path) -> None:
        """Write the report into `file`."""
        file.write_text(json.dumps(self.report), encoding="utf-8")

    @property
    def audits(self) -> dict[str, Any]:
        """All that was measured, by the names of the audits."""
        audits: dict[str, Any] = self.report["audits"]
        return audits

    def score(self, category: str) -> int:
        """The score in a category, from 0 to 100."""
        return round(100 * (self.report["categories"][category]["score"] or 0))

    def failures(self, category: str) -> list[str]:
        """The audits that take from the score of a category, a line each."""
        counted = [ref["id"] for ref in self.report["categories"][category]["auditRefs"] if ref["weight"]]
        return [
            f"{category}: {self.audits[audit]['title']}"
            for audit in counted
            if (self.audits[audit]["score"] or 0) < 1
            and self.audits[audit]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
        ]


def judge(url: str, *categories: str) -> Verdict:
    """Lighthouse's verdict on the page at `url`, on its simulated phone."""
    chrome = " ".join(["--headless=new", *(flag for flag in FLAGS if " " not in flag)])
    asked = f"--only-categories={','.join(categories)}"
    words: list[str | Path] = [COMMAND, url, "--quiet", "--output=json", f"--chrome-flags={chrome}", asked]
    environment = {**os.environ, "CHROME_PATH": program()}
    done = finish(words, cwd=COMMAND.parent, env=environment, seconds=4 * LIMIT)
    assert done.returncode == 0, done.stderr
    return Verdict(json.loads(done.stdout))
