"""Signs of word processors and of other scripts that look like YAML's and are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Source
from termbank.text.suggest import CURLY, in_quotes

# What looks like a space or like nothing, in an indent or behind `-` and `name:`, and what looks like a dash: word
# processors and web pages put them there. Inside of values they are the author's.
_DASHES = "\u2010-\u2015\u2022\u2043\u2212\uff0d"
_BLANK = r"[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000]"
_LOOK_ALIKE = re.compile(
    # An indent counts before a field or an item only: in a folded text, Japanese paragraphs begin with a wide space.
    rf"(?P<before>^[ ]*(?=[^\S\n]*{_BLANK}*[ ]*(?:- |[\w-]+:))|^[ ]*-|^[ ]*(?:- +)?[\w-]+:)"
    rf"(?P<sign>{_BLANK})(?P<more>(?:{_BLANK}|[ ])*)"
    rf"|^(?P<lead> *)(?P<dash>[{_DASHES}])(?= )",
    re.MULTILINE,
)
# A list in brackets without quotes, and the commas of other scripts.
_BRACKETS = re.compile(r"^[ ]*[\w-]+:[ ]*\[(?P<items>[^\[\]\n\"']*)\][ ]*$", re.MULTILINE)
_COMMA = re.compile("[\u060c\u3001\uff0c]")
# A plain value, or an item, that stands as a whole in curly quotes.
_QUOTED = re.compile(
    rf"(?:^[ ]*(?:- +)?(?:[\w-]+:[ ]+)?|[\[,][ ]*)(?P<value>{CURLY.pattern})(?=[ ]*(?:[,\]]|$))", re.MULTILINE
)


def find(block: str) -> Iterator[tuple[int, str]]:
    """Offsets of signs that YAML does not know, each with the sign that was meant."""
    for match in _LOOK_ALIKE.finditer(block):
        if match["dash"]:
            yield match.start("dash"), "-"
        else:
            yield from ((at, " ") for at in range(match.start("sign"), match.end("more")) if block[at] != " ")
    for match in _BRACKETS.finditer(block):
        # Beside commas of YAML's own, those of Chinese or Arabic may well be part of an item.
        if "," not in match["items"]:
            yield from (
                (match.start("items") + comma.start(), ",") for comma in _COMMA.finditer(match["items"])
            )


def replaced(block: str, signs: Collection[tuple[int, str]]) -> str:
    """`block` with the signs that were meant."""
    letters = list(block)
    for at, sign in signs:
        letters[at] = sign
    return "".join(letters)


def problem(source: Source, start: int, signs: Collection[tuple[int, str]]) -> Diagnostic:
    """The problem of look-alikes, at the first of them."""
    at, meant = min(signs)
    noun, key = {"-": ("dash", "`-`"), " ": ("space", "the space bar"), ",": ("comma", "`,`")}[meant]
    name = unicodedata.name(source.text[start + at], "a control character").lower()
    places = len({source.span(start + at).line for at, _ in signs})
    more = f" ({places} places in this file)" if places > 1 else ""
    message = f"this is no {noun} but a look-alike: {name}{more}"
    return diagnostic("front-matter-syntax", message, source.span(start + at), f"delete it and press {key}")


def curly_quotes(source: Source, start: int, end: int) -> list[Diagnostic]:
    """The problem of a value in curly quotes, which would stand on the page: a warning, since they may be meant."""
    block = source.text[start:end]
    if block.isascii() or not (found := _QUOTED.search(block)):
        return []
    place, text = source.span(start + found.start("value"), start + found.end("value")), found["value"]
    return [
        diagnostic(
            "leftover-markup",
            "curly quotes are no quotes to YAML, so these will stand on the page",
            place,
            f"type straight ones, {in_quotes(text[1:-1])}, or none",
            f"if they belong to the text, put straight ones around them: {in_quotes(text)}",
        )
    ]
