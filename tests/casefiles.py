"""Case documents: small content trees with the expected problems written under the lines they are about.

A case begins with a heading and a few sentences. `=== terms/rubric.md` begins a file; a line of carets marks
the place of a problem on the line above, with the message behind it and hints below. `(escapes)` behind a
file's name means that backslash escapes in it stand for bytes. Problems without a line come last, under
`=== elsewhere`. Run the tests with REWRITE_CASES=1 to write down what the engine says today.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from termbank import Config, Diagnostic, check, load
from termbank.report import as_concise

CASES = Path(__file__).parent / "cases"

_FILE = re.compile(r"^=== (?P<path>\S.*?)(?P<escapes> \(escapes\))?$")
_EXPECTED = re.compile(r"^ *\^+ (?:error|warning)\[[a-z0-9-]+\]: ")
_DETAIL = re.compile(r"^ +(?:hint|note): ")


@dataclass
class CaseFile:
    """One file of a case: its lines without the expectations."""

    path: str
    lines: list[str]
    escapes: bool = False

    def data(self) -> bytes:
        """The bytes that go to disk."""
        text = "\n".join(self.lines) + "\n" if self.lines else ""
        return (
            text.encode("latin-1").decode("unicode_escape").encode("latin-1")
            if self.escapes
            else text.encode()
        )


@dataclass
class Case:
    """A parsed case document."""

    preamble: list[str]
    files: list[CaseFile]

    def write(self, folder: Path) -> None:
        """Write the content tree of the case below `folder`."""
        for file in self.files:
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data())

    def annotated(self, diagnostics: tuple[Diagnostic, ...]) -> str:
        """The document with `diagnostics` written under the lines they are about."""
        placed: defaultdict[tuple[str, int], list[Diagnostic]] = defaultdict(list)
        for item in diagnostics:
            placed[item.span.path, item.span.line].append(item)
        out = list(self.preamble)
        for file in self.files:
            out.append(f"=== {file.path}" + (" (escapes)" if file.escapes else ""))
            for number, line in enumerate(file.lines, 1):
                out.append(line)
                for item in placed.pop((file.path, number), ()):
                    out += _expectation(item)
        left = [item for items in placed.values() for item in items]
        if left:
            out += ["=== elsewhere", *as_concise(left, Path()).splitlines()]
        return "\n".join(out) + "\n"


def read_case(text: str) -> Case:
    """Parse a case document."""
    preamble: list[str] = []
    files: list[CaseFile] = []
    after_expectation = False
    for line in text.splitlines():
        heading = _FILE.match(line)
        if heading:
            files.append(CaseFile(heading["path"], [], bool(heading["escapes"])))
        elif not files:
            preamble.append(line)
        elif _EXPECTED.match(line):
            after_expectation = True
            continue
        elif not (after_expectation and _DETAIL.match(line)):
            files[-1].lines.append(line)
            after_expectation = False
    return Case(preamble, [file for file in files if file.path != "elsewhere"])


def problems(folder: Path) -> tuple[Diagnostic, ...]:
    """What the engine says of the content tree in `folder`."""
    config = Config(content=folder)
    return check(load(config), config)


def _expectation(item: Diagnostic) -> list[str]:
    indent = " " * (item.span.column - 1)
    marks = "^" * max(item.span.end - item.span.start, 1)
    lines = [f"{indent}{marks} {item.severity}[{item.code}]: {item.message}"]
    behind = " " * (len(indent) + len(marks) + 1)
    for related in item.related:
        span = related.span
        lines.append(f"{behind}note: {related.message}: {span.path}:{span.line}:{span.column}")
    return lines + [f"{behind}hint: {hint}" for hint in item.hints]
