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
    """The scores of a page by category, from 0 to 100; one line per failed audit; and all measurements."""

    scores: dict[str, int]
    failures: list[str]
    audits: dict[str, Any]


def judge(url: str, *categories: str) -> Verdict:
    """Lighthouse's verdict on the page at `url`, on its simulated phone."""
    chrome = " ".join(["--headless=new", *(flag for flag in FLAGS if " " not in flag)])
    choices = (
        "--quiet",
        "--output=json",
        f"--chrome-flags={chrome}",
        f"--only-categories={','.join(categories)}",
    )
    environment = {**os.environ, "CHROME_PATH": program()}
    done = finish([COMMAND, url, *choices], cwd=COMMAND.parent, env=environment, seconds=4 * LIMIT)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    audits, groups = report["audits"], report["categories"]
    counted = [(name, ref["id"]) for name in categories for ref in groups[name]["auditRefs"] if ref["weight"]]
    failures = [
        f"{name}: {audits[audit]['title']}"
        for name, audit in counted
        if (audits[audit]["score"] or 0) < 1
        and audits[audit]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
    scores = {name: round(100 * (groups[name]["score"] or 0)) for name in categories}
    return Verdict(scores, failures, audits)
