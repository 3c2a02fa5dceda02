"""Case documents: small content trees with the expected problems written under their lines.

Automatic links are marked in the bodies: `⟦rubrics⟧`, and `⟦rubrics→rubric⟧` where the slug is not the text's.

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

from termbank import Config, Diagnostic, Glossary, check, load
from termbank.content.model import AutoLink
from termbank.text.report import as_concise
from termbank.text.urls import slugify

CASES = Path(__file__).parent / "cases"

_FILE = re.compile(r"^=== (?P<path>\S.*?)(?P<escapes> \(escapes\))?$")
_EXPECTED = re.compile(r"^ *\^+ (?:error|warning)\[[a-z0-9-]+\]: ")
_LINK = re.compile(r"⟦([^→⟧]*)(?:→[^⟧]*)?⟧")
_DETAIL = re.compile(r"^ +(?:hint|note): ")


@dataclass
class CaseFile:
    """One file of a case: its lines without expectations and link marks."""

    path: str
    lines: list[str]
    escapes: bool = False

    def data(self) -> bytes:
        """The bytes of the file on disk."""
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
        """Write the content tree of the case to `folder`."""
        for file in self.files:
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data())

    def annotated(self, diagnostics: tuple[Diagnostic, ...], glossary: Glossary) -> str:
        """The document with links marked, and with `diagnostics` written under their lines."""
        links = {record.path: glossary.links.automatic[record.key] for record in glossary.records}
        placed: defaultdict[tuple[str, int], list[Diagnostic]] = defaultdict(list)
        for item in diagnostics:
            placed[item.span.path, item.span.line].append(item)
        out = list(self.preamble)
        for file in self.files:
            out.append(f"=== {file.path}" + (" (escapes)" if file.escapes else ""))
            for number, line in enumerate(_marked(file, links.get(file.path, ())), 1):
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
    for file in files:
        file.lines = _LINK.sub(r"\1", "\n".join(file.lines)).split("\n") if file.lines else []
    return Case(preamble, [file for file in files if file.path != "elsewhere"])


def run(folder: Path) -> tuple[tuple[Diagnostic, ...], Glossary]:
    """Load and check the content tree in `folder`."""
    config = Config(content=folder, cache=None)
    glossary = load(config)
    return check(glossary, config), glossary


def _marked(file: CaseFile, links: tuple[AutoLink, ...]) -> list[str]:
    """The lines of a file with its links marked."""
    text = "\n".join(file.lines)
    for link in () if file.escapes else reversed(links):
        said = text[link.start : link.stop]
        target = "" if slugify(said) == link.target else f"→{link.target}"
        text = f"{text[: link.start]}⟦{said}{target}⟧{text[link.stop :]}"
    return text.split("\n") if file.lines else []


def _expectation(item: Diagnostic) -> list[str]:
    indent = " " * (item.span.column - 1)
    marks = "^" * max(item.span.end - item.span.start, 1)
    lines = [f"{indent}{marks} {item.severity}[{item.code}]: {item.message}"]
    behind = " " * (len(indent) + len(marks) + 1)
    for related in item.related:
        span = related.span
        lines.append(f"{behind}note: {related.message}: {span.path}:{span.line}:{span.column}")
    return lines + [f"{behind}hint: {hint}" for hint in item.hints]
