"""Differences: which words of a text went and which came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal["same", "gone", "new", "gap"]

LONGEST = 5000
"""Words and marks up to which two texts are compared; beyond it, the whole text went and another came."""

# A mark or a word, with the space before it. A word is all that is no mark, so that hyphens, apostrophes and the
# signs of any script stay in it.
_MARKS = re.escape("""!"#%&()*,./:;<=>?@[\\]{|}“”„«»…–—،؛؟。、，！？：；（）""")
_TOKEN = re.compile(rf"\s*(?:[{_MARKS}]|[^\s{_MARKS}]+)")

_AS_TYPED = MappingProxyType(str.maketrans("‘’“”‑\u00a0", "''\"\"- "))


class Piece(NamedTuple):
    """A passage that stayed the `same`, is `gone`, or is `new`; a `gap` stands for words left out."""

    kind: Kind
    text: str

    @property
    def space(self) -> str:
        """The white space that the passage begins with."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


def as_typed(text: str) -> str:
    """`text` with the signs of a keyboard: texts that have this in common differ in no way that a reader sees."""
    return text.translate(_AS_TYPED)


def compare(before: str, after: str) -> list[Piece]:
    """How `before` became `after`, word by word; neither ends in white space.

    The texts of the pieces that are not gone are `after`, those of the pieces that are not new are `before`, as typed,
    each with a space before it, so that every word has one. Where both say the same, it is told as in `after`.
    Single words that stayed between two changes are told as part of the change, which reads better.
    """
    old, new = _TOKEN.findall(f" {before}"), _TOKEN.findall(f" {after}")
    if max(len(old), len(new)) > LONGEST:
        return [Piece("gone", f" {before}"), Piece("new", f" {after}")]
    return list(_pieces(old, new, _shared(old, new)))


def _shared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where both texts agree: starts in both, and length; at last their ends.

    Agreement in the middle that is no more than a word is passed over.
    """
    from difflib import SequenceMatcher

    typed = [*map(as_typed, old)], [*map(as_typed, new)]
    for a, b, size in SequenceMatcher(None, *typed, autojunk=False).get_matching_blocks():
        outer = not (a or b) or (a + size, b + size) == (len(old), len(new))
        if outer or _weight(old[a : a + size]) > 1:
            yield a, b, size


def _weight(tokens: Iterable[str]) -> int:
    """How many words there are."""
    return sum(any(map(str.isalnum, token)) for token in tokens)


def _pieces(
    old: Sequence[str], new: Sequence[str], matches: Iterable[tuple[int, int, int]]
) -> Iterator[Piece]:
    left = right = 0
    for a, b, size in matches:
        yield from _filled(("gone", old[left:a]), ("new", new[right:b]), ("same", new[b : b + size]))
        left, right = a + size, b + size


def _filled(*passages: tuple[Kind, Sequence[str]]) -> Iterator[Piece]:
    return (Piece(kind, "".join(tokens)) for kind, tokens in passages if tokens)


def excerpt(pieces: Sequence[Piece], reach: int = 8) -> list[Piece]:
    """The changes with at most `reach` words of their line that stayed on either side of each."""
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.kind == "same":
            found += _shortened(piece.text, reach if number else 0, reach if number + 1 < len(pieces) else 0)
        else:
            found.append(piece)
    return found


def _shortened(text: str, first: int, last: int) -> list[Piece]:
    """The `first` words of the first line of a text and the `last` of its last, and a gap where more lies between."""
    if "\n" not in text and len(text.split()) <= first + last + 1:
        return [Piece("same", text)]
    words = [*re.finditer(r"\s*\S+", text.partition("\n")[0])][:first]
    head = text[: words[-1].end()] if words else ""
    words = [*re.finditer(r"\S+\s*", text.rpartition("\n")[2])][-last:] if last else []
    tail = text[-sum(len(word[0]) for word in words) :] if words else ""
    pieces = (
        Piece("same", head),
        Piece("gap", f"{' ' if head else ''}…{' ' if head and tail else ''}"),
        Piece("same", tail),
    )
    return [piece for piece in pieces if piece.text]
