"""Traces: what spreadsheets and wrong encodings leave in texts that came through them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from termbank.content.model import Glossary
from termbank.content.spans import span_at, span_in
from termbank.linking.mentions import file_offsets, place_of, prose_of
from termbank.linking.names import Names
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
from termbank.text.suggest import quote
from termbank.text.yaml_nodes import Mapping, Node, Scalar

EXPORT_TRACE = Rule(
    "export-trace",
    "a trace of a spreadsheet or of a wrong encoding",
    Severity.WARNING,
    editorial=True,
    why=r"""
        Texts that came out of a spreadsheet, or were read in a wrong encoding, carry marks of it: doubled
        quotation marks, `_x000D_`, a leading apostrophe, `\n` written out, several fixed spaces in a row,
        `#REF!`, or `â€™` where an apostrophe was. Fields and prose are searched; code is not.
        """,
    cure="""
        Type the text that was meant. Put text that belongs there in backticks.
        """,
)
RULES = (EXPORT_TRACE,)

_HEXADECIMAL = re.compile(r"x[0-9A-Fa-f]{4}")


class _Trace(NamedTuple):
    """Something that is left behind: what it is, how it is cured, and strings of which one is in every case of it.

    To look for these first takes a tenth of the time.
    """

    what: str
    pattern: re.Pattern[str]
    cure: str
    signs: tuple[str, ...]

    def finds(self, text: str) -> Iterator[re.Match[str]]:
        """Every case of it in `text`."""
        if any(sign in text for sign in self.signs):
            yield from self.pattern.finditer(text)


_WRITTEN_OUT = _Trace(
    "a control character written out", re.compile(r"_x[0-9A-Fa-f]{4}_"), "delete it", ("_x",)
)
# Commands of TeX that begin with `\n`, without it.
_TEX = "abla|atural|e|earrow|eg|eq|ew[a-z]*|exists|geq|i|leq|mid|o[a-z]*|parallel|sim|subseteq|u|warrow"
_ANYWHERE = (
    # Not between blanks or brackets, where two are an empty text of some program.
    _Trace(
        "doubled quotation marks",
        re.compile(r'(?<!")(?:(?<=[\w.,;:!?])""|""(?=\w))(?!")'),
        "keep one",
        ('""',),
    ),
    _WRITTEN_OUT,
    _Trace(
        "a line break written out",
        re.compile(rf"(?<![\\:])(?:\\r)?\\n(?!(?:{_TEX})\b)|\\r\\n"),
        "write a real line break, or a space",
        ("\\n",),
    ),
    _Trace(
        "several fixed spaces in a row",
        re.compile("\u00a0[ \u00a0]+| +\u00a0[ \u00a0]*"),
        "keep one space",
        ("\u00a0",),
    ),
    _Trace(
        "text in a wrong encoding",
        # UTF-8 that was read as Windows-1252: ’ “ – … and letters with accents.
        re.compile(
            "â€[\u0080-\u009f\u02dc™šœž“”¢¦°]?|[ÃÂ][\u0080-\u009f\u00a0-\u00a8\u00aa\u00ac-\u00ba\u00bc-\u00bf‰\u02c6€„†‡Ÿœ]|Ã[©«–]|\ufffd"
        ),
        "type the character that was meant",
        ("â€", "Ã", "Â", "\ufffd"),
    ),
    _Trace(
        "an error of a spreadsheet",
        re.compile(r"#(?:REF!|N/A\b|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)"),
        "write what was meant",
        ("#",),
    ),
)
# A spreadsheet's mark for "this is text": no quotation, and not the apostrophe of ’90s or ’tis.
_APOSTROPHE = re.compile(r"'(?=[^\W\d])(?![^']*')(?!(?:tis|twas|til|em|cause)\b)")


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Traces in any field and in the prose of any body; code may hold what it likes."""
    for record in glossary.records:
        for path, scalar in _scalars(record.front, ()):
            text = scalar.text
            if first := _APOSTROPHE.match(text):
                yield _found(
                    "a leading apostrophe", first[0], "delete it", span_in(record, text, 0, 1, *path)
                )
            for trace in _ANYWHERE:
                for found in trace.finds(text):
                    place = span_in(record, text, *found.span(), *path)
                    yield _found(trace.what, found[0], trace.cure, place)
        prose, parts = prose_of(record.body), record.body.parts
        for trace in _ANYWHERE:
            for found in trace.finds(prose.text):
                place = span_at(record, *file_offsets(place_of(prose, *found.span()), parts))
                yield _found(trace.what, found[0], trace.cure, place)
        # "old_x000D_ and" comes out of Excel, where a cell held a carriage return.
        for before, part in pairwise(parts):
            # Markdown takes the underscores of a character written out for emphasis.
            if before.text == "<em>" and part.kind == "text" and _HEXADECIMAL.fullmatch(part.text):
                place = span_at(record, part.start - 1, part.end + 1)
                yield _found(_WRITTEN_OUT.what, f"_{part.text}_", _WRITTEN_OUT.cure, place)


def _found(what: str, text: str, cure: str, place: Span) -> Diagnostic:
    return diagnostic(EXPORT_TRACE, f"{what}: {quote(text)}", place, cure)


def _scalars(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    """Every value below `node`, with the way to it."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Mapping):
        for name, (_, value) in node.entries.items():
            yield from _scalars(value, (*path, name))
    else:
        for index, item in enumerate(node.items):
            yield from _scalars(item, (*path, index))
