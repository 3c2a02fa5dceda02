"""The Nu HTML checker finds nothing in any page or style sheet."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import quote

from conftest import Once
from programs import LIMIT, finish
from trees import ROOT

from .kinds import Sites

CHECKER = ROOT / "tests/node_modules/vnu-jar/build/dist/vnu.jar"


def addresses(sites: Sites, server: str) -> list[str]:
    """The address of every file that can be checked."""
    return [
        f"{server}{name}/{quote(file.relative_to(site).as_posix())}"
        for name, site in sites.items()
        for file in sorted(site.rglob("*"))
        if file.suffix in (".html", ".css")
    ]


def check(report: Path, urls: list[str]) -> None:
    """Write the checker's report on `urls`. Side effect: runs Java."""
    assert shutil.which("java"), "install Java; `make test` does"
    assert CHECKER.exists(), "run `npm ci` in tests/; `make test` does"
    # Over HTTP, because the checker thinks that the policy 'self' forbids a local file's own style sheet.
    options = ("--also-check-css", "--format", "json", "--stdout", "--exit-zero-always")
    java = ("java", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", str(CHECKER))
    said = finish([*java, *options, *urls], cwd=report.parent, seconds=8 * LIMIT)
    assert said.returncode == 0, said.stderr
    report.write_text(said.stdout, encoding="utf-8")


def test_the_checker_has_neither_errors_nor_warnings(sites: Sites, server: str, once: Once) -> None:
    report = once("vnu.json", lambda file: check(file, addresses(sites, server)))
    messages = json.loads(report.read_text(encoding="utf-8"))["messages"]
    # The checker takes JSON-LD for a script that the security policy blocks. Browsers never run a block of data, and
    # tests/test_pages.py sees to it that pages hold no other script.
    messages = [
        said for said in messages if not said["message"].startswith("Inline script violates Content Security")
    ]
    problems = [f"{said.get('url')}:{said.get('lastLine')}: {said['message']}" for said in messages]
    assert not problems, "\n".join(problems)
