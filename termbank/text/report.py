"""Diagnostics as text for people, one line each, JSON, and annotations."""

from __future__ import annotations

import json
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from termbank.text.diagnostics import Diagnostic
from termbank.text.rules import FINAL, FIXED, Severity
from termbank.text.source import Source, Span, is_regular
from termbank.text.suggest import printable

MAX_EXCERPTED = 2_000_000
"""Bytes of a file from which on problems in it are shown without its line."""
SHOWN = 50
# A slip that a script or a template made is in every file: from this many on, one block stands for all.
_ALIKE = 3
_NAMED = 3
# Fewer problems than these are counted at a glance.
_COUNTED = 10

Style = Callable[[str, str], str]
"""Colors a text for a role (`error`, `warning`, `hint`, `gutter`); returns it as it is where there are no colors."""


def plain_style(text: str, role: str) -> str:
    """No colors."""
    return text


def as_text(diagnostics: Iterable[Diagnostic], content: Path, style: Style = plain_style) -> str:
    """Blocks with the line, a mark under the place, and hints; the first `SHOWN` of them, the gravest first.

    What is wrong in the same way in several files is one block that names the others. More than one kind of problem
    is counted at the end.
    """
    kinds: dict[tuple[str, ...], list[Diagnostic]] = {}
    for item in _gravest_first(diagnostics):
        alone = (item.span.path, str(item.span.start)) if item.related else ()
        kinds.setdefault((item.code, item.message, *alone), []).append(item)
    blocks, lines = [], _Lines(content)
    for alike in list(kinds.values())[:SHOWN]:
        first, *others = alike
        if len(alike) < _ALIKE:
            blocks += [_block(item, lines, style) for item in alike]
            continue
        places = [f"{shown_path(item.span.path, content)}:{item.span.line}" for item in others]
        more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
        also = f"the same in {len(places)} other places: {', '.join(places[:_NAMED])}{more}"
        blocks.append(f"{_block(first, lines, style)}  {style('note', 'hint')}: {also}\n")
    left = sum(map(len, list(kinds.values())[SHOWN:]))
    if left:
        blocks.append(f"… and {left} more; `--format concise` lists all of them\n")
    counts = Counter((item.severity, item.code) for alike in kinds.values() for item in alike)
    if len(counts) > 1 and counts.total() > _COUNTED:
        for severity in (Severity.ERROR, Severity.WARNING):
            of_it = [f"{count} {code}" for (its, code), count in counts.most_common() if its is severity]
            if of_it:
                blocks.append(f"{style(f'{severity}s', severity)}: {', '.join(of_it)}\n")
    return "\n".join(blocks)


def _gravest_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors that no site can lower, then other errors, then warnings; otherwise in the order given."""
    # What stopped the build must not be behind the cut of a list, here or in the 10 annotations that GitHub shows.
    # An unreadable file comes before the lack of terms that it causes.
    return sorted(
        diagnostics,
        key=lambda item: (
            item.severity is not Severity.ERROR,
            item.code not in FIXED,
            item.code not in FINAL,
        ),
    )


def as_concise(diagnostics: Iterable[Diagnostic], content: Path, style: Style = plain_style) -> str:
    """One line each."""
    return "".join(f"{_head(item, content, style)}\n" for item in _gravest_first(diagnostics))


def as_json(diagnostics: Iterable[Diagnostic], content: Path, style: Style = plain_style) -> str:
    """A list of objects: code, severity, message, file, line, column, hints, related."""
    objects = [
        {
            "code": item.code,
            "severity": str(item.severity),
            "message": printable(item.message),
            **_json_place(item.span, content),
            "length": item.span.end - item.span.start,
            "hints": [printable(hint) for hint in item.hints],
            "related": [
                {"message": related.message, **_json_place(related.span, content)} for related in item.related
            ],
        }
        for item in _gravest_first(diagnostics)
    ]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _json_place(span: Span, content: Path) -> dict[str, object]:
    return {"file": shown_path(span.path, content), "line": span.line, "column": span.column}


def as_github(diagnostics: Iterable[Diagnostic], content: Path, style: Style = plain_style) -> str:
    """Workflow commands that annotate a pull request."""
    commands = []
    for item in _gravest_first(diagnostics):
        level = "error" if item.severity is Severity.ERROR else "warning"
        file = _property(shown_path(item.span.path, content))
        lines = [item.message, *(f"hint: {hint}" for hint in item.hints)]
        message = _escape("\n".join(map(printable, lines)))
        place = f"file={file},line={item.span.line},col={item.span.column}"
        commands.append(f"::{level} {place},title={_property(item.code)}::{message}\n")
    return "".join(commands)


FORMATS: Mapping[str, Callable[[Iterable[Diagnostic], Path, Style], str]] = MappingProxyType(
    {"text": as_text, "concise": as_concise, "json": as_json, "github": as_github}
)


def shown_path(path: str, content: Path) -> str:
    """A span's path as a person would type it from the working folder; nothing invisible in it."""
    # A name in a pull request may hold line breaks or escapes that would forge lines of a log.
    joined = os.path.normpath(content / path)
    return "".join(char if char.isprintable() else "�" for char in Path(joined).as_posix())


class _Lines:
    """The lines of files, read when a block shows them. A file that cannot be read has none."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self._sources: dict[str, Source | None] = {}

    def get(self, span: Span) -> str | None:
        if span.path not in self._sources:
            file = self.content / span.path
            self._sources[span.path] = None
            # A link could lead anywhere on this machine: what it leads to does not belong into a log.
            with suppress(OSError, UnicodeDecodeError):
                # A file that was refused for its size would be read after all, and doubled as text: 4 GB for 2.
                if is_regular(file) and file.stat().st_size <= MAX_EXCERPTED:
                    self._sources[span.path] = Source.from_bytes(span.path, file.read_bytes())
        source = self._sources[span.path]
        if source is None or span.line > len(source.line_starts):
            return None
        return source.line(span.line)


def _head(item: Diagnostic, content: Path, style: Style) -> str:
    place = f"{shown_path(item.span.path, content)}:{item.span.line}:{item.span.column}"
    kind = style(f"{item.severity}[{item.code}]", item.severity)
    return f"{place}: {kind}: {printable(item.message)}"


def _block(item: Diagnostic, lines: _Lines, style: Style) -> str:
    out = [_head(item, lines.content, style)]
    # What is wrong with a file or folder as such is at none of its lines.
    text = lines.get(item.span) if item.span.end or item.span.line > 1 else None
    if text is not None and text.strip():
        out += _excerpt(item.span, text, style)
    for related in item.related:
        where = f"{shown_path(related.span.path, lines.content)}:{related.span.line}:{related.span.column}"
        out.append(f"  {style('note', 'hint')}: {related.message}: {where}")
    out += [f"  {style('hint', 'hint')}: {printable(hint)}" for hint in item.hints]
    return "\n".join(out) + "\n"


def _excerpt(span: Span, text: str, style: Style, width: int = 100) -> list[str]:
    """The line and a mark under the place; a long line is cut around the place."""
    column = span.column - 1
    # Paragraphs are one long line: what is around the place is enough to find it.
    begin = max(0, column - width // 2) if len(text) > width else 0
    shown = "".join(char if char.isprintable() else " " for char in text[begin : begin + width])
    number = str(span.line)
    marked = text[column : min(column + max(span.end - span.start, 1), begin + width)]
    mark = "^" * max(_columns(marked), 1)
    gutter = style(f"  {' ' * len(number)} |", "gutter")
    return [
        f"{style(f'  {number} |', 'gutter')} {shown}",
        f"{gutter} {' ' * _columns(shown[: column - begin])}{mark}",
    ]


def _columns(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    # Accents that combine and characters that are never seen take none, those of East Asia two.
    seen = (char for char in text if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in seen)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
