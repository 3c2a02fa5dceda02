"""Word by word, how one text became another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal["same", "gone", "new", "gap"]

LONGEST = 5000
"""Texts with more words and marks than this are not compared: the whole text is gone, and another is new."""

# A mark or a word, with the space before it. A word is whatever is not a mark, so hyphens, apostrophes and the signs
# of any script stay in it.
_MARKS = re.escape("""!"#%&()*,./:;<=>?@[\\]{|}“”„«»…–—،؛؟。、，！？：；（）""")
_TOKEN = re.compile(rf"\s*(?:[{_MARKS}]|[^\s{_MARKS}]+)")

_AS_TYPED = MappingProxyType(str.maketrans("‘’“”‑\u00a0", "''\"\"- "))


class Segment(NamedTuple):
    """Text that stayed the `same`, is `gone`, or is `new`; a `gap` stands for words left out."""

    kind: Kind
    text: str

    @property
    def space(self) -> str:
        """The white space that the segment begins with."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


def as_typed(text: str) -> str:
    """`text` with a keyboard's quotes, hyphens and spaces. Texts that are then equal look the same to readers."""
    return text.translate(_AS_TYPED)


def compare(before: str, after: str) -> list[Segment]:
    """How `before` became `after`, word by word; neither ends in white space.

    The segments that are not gone make up `after`, those that are not new make up `before` as typed, each with a space
    before it, so that every word has one. What both have in common is written as in `after`.
    """
    old, new = _TOKEN.findall(f" {before}"), _TOKEN.findall(f" {after}")
    # Comparing takes time that grows with the square, and nobody reads a comparison of twenty pages.
    if max(len(old), len(new)) > LONGEST:
        return [Segment("gone", f" {before}"), Segment("new", f" {after}")]
    segments: list[Segment] = []
    left = right = 0
    for a, b, size in _matches(old, new):
        pieces: tuple[tuple[Kind, Sequence[str]], ...] = (
            ("gone", old[left:a]),
            ("new", new[right:b]),
            ("same", new[b : b + size]),
        )
        segments += [Segment(kind, "".join(tokens)) for kind, tokens in pieces if tokens]
        left, right = a + size, b + size
    return segments


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where both texts agree: the start in each, and the length; at last their ends, with length 0.

    A single word between two changes counts as changed: "the [big] {small} dog [barked] {slept}" reads worse than
    "the [big dog barked] {small dog slept}".
    """
    from difflib import SequenceMatcher

    typed = [*map(as_typed, old)], [*map(as_typed, new)]
    for a, b, size in SequenceMatcher(None, *typed, autojunk=False).get_matching_blocks():
        outer = not (a or b) or (a + size, b + size) == (len(old), len(new))
        words = sum(any(map(str.isalnum, token)) for token in old[a : a + size])
        if outer or words > 1:
            # Both ends of the texts count as borders of their own: "the" at the start of both has no change before it.
            yield a, b, size


def changes_in_context(segments: Sequence[Segment], words: int = 8) -> list[Segment]:
    """The changes, each with at most `words` unchanged words of its line on either side."""
    found: list[Segment] = []
    for number, segment in enumerate(segments):
        if segment.kind == "same":
            after_change, before_change = number > 0, number + 1 < len(segments)
            found += _shortened(segment.text, words * after_change, words * before_change)
        else:
            found.append(segment)
    return found


def _shortened(text: str, first: int, last: int) -> list[Segment]:
    """The `first` words of a text's first line and the `last` of its last line, and a gap if that leaves words out."""
    if "\n" not in text and len(text.split()) <= first + last + 1:
        return [Segment("same", text)]
    words = [*re.finditer(r"\s*\S+", text.partition("\n")[0])][:first]
    head = text[: words[-1].end()] if words else ""
    words = [*re.finditer(r"\S+\s*", text.rpartition("\n")[2])][-last:] if last else []
    tail = text[-sum(len(word[0]) for word in words) :] if words else ""
    segments = (
        Segment("same", head),
        Segment("gap", f"{' ' if head else ''}…{' ' if head and tail else ''}"),
        Segment("same", tail),
    )
    return [segment for segment in segments if segment.text]
