"""Mentions: where prose says a name of a term, and what each mention means."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from termbank.content.model import Passage
from termbank.linking.names import Name, Names, normalize
from termbank.text.markdown.body import Body, Part

# Addresses, e-mail addresses and paths: their text is not prose.
_ADDRESS = re.compile(
    r"""
    [A-Za-z][A-Za-z0-9+.-]*://\S+            # https://example.org/rubric
    | \bwww\.\S+
    | [^\s@<>()]+@[^\s@<>()]+\.\w+           # rubric@example.org
    | \b[\w-]+(?:\.[\w-]+)+/\S*              # example.org/rubric
    | (?<![\w)])(?:\.{1,2}|~)?/[\w.~-]+(?:/[\w.~-]*)*   # /srv/rubric, ./rubric, ~/rubric
    | \b\S+/\S+\.[A-Za-z]\w{0,4}\b           # docs/rubric.md
    | \b[A-Za-z]:\\\S+ | \\\\\S+             # C:\\rubric
    """,
    re.VERBOSE,
)
_MATH = re.compile(r"\$\$.+?\$\$|\$(?=\S)(?:[^$\\]|\\.)+?(?<=\S)\$(?!\d)", re.DOTALL)
# HTML is shown as text, but what was meant as a tag or a link is no prose.
_TAGS = re.compile(r"<a\b[^<>]*>.*?</a>|</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
# One of these is in every text that `_ADDRESS`, `_MATH` or `_TAGS` finds something in.
_SIGNS = ("/", "@", "\\", "$", "<", "www.")
_PLURAL_IN_PARENTHESES = re.compile(r"\((?:e?s|en)\)(?!\w)")
# Control characters, which no file may hold: ASCII, so that prose in ASCII stays ASCII.
BARRIER = "\x1a"
_BREAK = "\0"


class Prose(NamedTuple):
    """The prose of a body in one string: what may not be linked is a `BARRIER`, blocks are kept apart.

    `starts[i]` is where part `parts[i]` of the body begins in `text`.
    """

    text: str
    starts: Sequence[int]
    parts: Sequence[int]


class Mention(NamedTuple):
    """A place in a body that says a name. `start` and `end` are offsets in the prose.

    `names` is what it may mean: one name, or several where terms share it. `reason` says why it cannot be
    linked, wherever it is; empty if it can.
    """

    start: int
    end: int
    names: tuple[Name, ...]
    reason: str = ""


# Makes named tuples without binding their arguments by name: there are millions of them.
_make = tuple.__new__


def prose_of(body: Body) -> Prose:
    """The prose of `body`."""
    pieces: list[str] = []
    starts: list[int] = []
    parts: list[int] = []
    length = 0
    for index, (kind, text, _, _) in enumerate(body.parts):
        if kind == "text":
            starts.append(length)
            parts.append(index)
            pieces.append(text)
            length += len(text)
        elif kind != "mark":
            pieces.append(_BREAK if kind == "block" else BARRIER)
            length += 1
    return Prose("".join(pieces), starts, parts)


def find(prose: Prose, names: Names, language: str) -> list[Mention]:
    """The mentions in `prose`, leftmost first, of those that overlap the longest."""
    text = normalize(prose.text, language)
    whole = _whole(text.folded, names)
    if not whole:
        return []
    single, exact = names.single, text.offsets is None
    # A name in an address, a path, a formula or a tag is part of that, not of the sentence.
    closed = [
        match.span()
        for pattern in (_ADDRESS, _MATH, _TAGS)
        if any(sign in text.common for sign in _SIGNS)
        for match in pattern.finditer(text.common)
    ]
    after = 0
    mentions: list[Mention] = []
    for start, back, pattern in whole:
        if start < after:
            continue
        end = -back
        meant = single[pattern] or names.resolve(names.texts[pattern], text.common[start:end])
        if not meant:
            continue
        # A plural in parentheses belongs to the name: "rubric(s)".
        after = end
        if text.folded.startswith("(", end) and (plural := _PLURAL_IN_PARENTHESES.match(text.folded, end)):
            after = plural.end()
        reason = "shared" if len(meant) > 1 else ""
        if meant[0].kind == "unlinked":
            reason = "unlinked"
        if closed and any(first < after and start < last for first, last in closed):
            reason = "address"
        place = (start, after) if exact else text.original(start, after)
        mentions.append(_make(Mention, (*place, meant, reason)))
    return mentions


def _whole(folded: str, names: Names) -> list[tuple[int, int, int]]:
    """The names that are whole words, as (start, -end, pattern): in order, the longer first."""
    padded = f" {folded} "
    return sorted(
        [
            (start, -end, pattern)
            for pattern, start, end in names.matcher.find_matches_as_indexes(folded, overlapping=True)
            # `padded[start]` is the character before the name, `padded[end]` its last.
            if (padded[start] in _BEFORE and padded[end + 1] in _BEHIND)
            or not (
                (padded[start] in _LETTERS and padded[start + 1] in _LETTERS)
                or (padded[end + 1] in _LETTERS and padded[end] in _LETTERS)
                or not is_whole(folded, start, end)
            )
        ]
    )


# Between two of these no word ends, whatever else the rules say.
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
# The most common neighbors of a word, which leave no doubt that it is whole.
_BEFORE = frozenset(' \0(“"')
_BEHIND = frozenset(' \0),;:!?”"')


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is whole: no part of a longer word or of a chain of words."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    first, last = text[start], text[end - 1]
    if _is_word(before):
        if not _unspaced(first, before):
            return False
    # `@rubric` and `#rubric` are handles; "self-assessment" is another word than "assessment" (L04, M17).
    elif before in "@#$\\" or (before in "-.&+" and start > 1 and _is_word(text[start - 2])):
        return False
    if after in " \0":
        return True
    if _is_word(after):
        # Korean words carry their particles: 학습 목표를.
        return _unspaced(last, after) or _script(last) == _script(after) == "hangul"
    following = text[end + 1] if end + 1 < len(text) else " "
    # The possessive belongs to the sentence, "o'clock" to a longer word (L05, M07).
    if after == "'":
        ends = end + 2 >= len(text) or not _is_word(text[end + 2])
        return not _is_word(following) or (following == "s" and ends)
    if after in "+#" and last not in "+#":
        return False
    return not (after in "-.&@+\\" and _is_word(following))


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _unspaced(inside: str, outside: str) -> bool:
    """Whether a word may end between two characters without a space: not within katakana, nor within alphabets."""
    script = _script(inside)
    if script in ("han", "hiragana", "thai"):
        return True
    return script == "katakana" != _script(outside)


def _script(char: str) -> str:
    code = ord(char)
    for name, ranges in _SCRIPTS:
        if any(first <= code <= last for first, last in ranges):
            return name
    return ""


# Scripts written without spaces between words, and Korean (Unicode blocks).
_SCRIPTS = (
    ("han", ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))),
    ("hiragana", ((0x3041, 0x309F),)),
    ("katakana", ((0x30A0, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F))),
    ("thai", ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))),
    ("hangul", ((0x1100, 0x11FF), (0xAC00, 0xD7AF))),
)


def place_of(prose: Prose, start: int, end: int) -> Passage:
    """Where the passage of a body's prose from `start` to `end` is in the parts of the body."""
    _, starts, parts = prose
    first = last = bisect_right(starts, start) - 1
    if last + 1 < len(starts) and starts[last + 1] < end:
        last = bisect_right(starts, end - 1) - 1
    return _make(Passage, (parts[first], start - starts[first], parts[last], end - starts[last]))


def offset_of(prose: Prose, part: int) -> int:
    """The offset in the prose of the first text at or behind a part of the body."""
    index = bisect_left(prose.parts, part)
    return prose.starts[index] if index < len(prose.starts) else len(prose.text)


def around_emphasis(place: Passage, parts: Sequence[Part]) -> Passage | None:
    """`place` widened by the emphasis that begins or ends right at its edges; None where emphasis cuts through.

    Widened places begin or end at a part that is a mark: before it (offset 0), or behind it.
    """
    if place.first == place.last:
        return place
    # A name over "</em> <strong>" closes one element from outside and opens one: 1 to take in before, 1 behind.
    depth = lowest = 0
    for part in parts[place.first : place.last + 1]:
        if part.kind == "mark":
            depth += -1 if part.text.startswith("</") else 1
            lowest = min(lowest, depth)
    opened, closed = -lowest, depth - lowest
    first, offset, last, end = place.first, place.offset, place.last, place.end
    if opened:
        if (
            offset
            or not all(_is_mark(part, closing=False) for part in parts[max(first - opened, 0) : first])
            or first < opened
        ):
            return None
        first -= opened
    if closed:
        if end < len(parts[last].text) or not all(
            _is_mark(part, closing=True) for part in parts[last + 1 : last + 1 + closed]
        ):
            return None
        last += closed
        end = len(parts[last].text)
    return Passage(first, offset, last, end)


def _is_mark(part: Part, closing: bool) -> bool:
    return part.kind == "mark" and part.text.startswith("</") is closing


def file_offsets(place: Passage, parts: Sequence[Part]) -> tuple[int, int]:
    """The offsets in the file of a mention's first and last character, end exclusive."""
    _, text, start, stop = parts[place.first]
    exact = stop - start == len(text)
    # An entity or an escape stands for its character as a whole.
    first = start + place.offset if exact else start
    if place.last != place.first:
        _, text, start, stop = parts[place.last]
        exact = stop - start == len(text)
    return first, start + place.end if exact else stop


def fixed_mentions(body: Body, names: Names, language: str) -> Iterator[tuple[Mention, int, str]]:
    """Mentions in text that is never linked: with each the part's index and what the text is."""
    zone = "table heading"
    for index, part in enumerate(body.parts):
        if part.kind == "heading":
            zone = "heading"
        elif part.kind == "open":
            zone = "link"
        elif part.kind in ("close", "endheading", "block"):
            zone = "table heading"
        elif part.kind == "fixed":
            code = body.parts[index - 1].text == "<code>"
            text = normalize(part.text, language)
            for pattern, start, end in names.matcher.find_matches_as_indexes(text.folded, overlapping=True):
                meant = names.resolve(names.texts[pattern], text.common[start:end])
                if meant and is_whole(text.folded, start, end):
                    yield Mention(*text.original(start, end), meant), index, "code" if code else zone
