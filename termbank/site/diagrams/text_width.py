"""How much room text takes where no browser sets it: in drawings made at build time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

CUT = "…"

# In hundredths of an em, rounded up from DejaVu Sans, which is wider than the sans that most systems show.
_CLASSES = (
    (35, "'IJijl ,./:;\\|’"),
    (40, "()-[]ft"),
    (45, "!r"),
    (50, '"*_`–'),
    (55, "?csz“”"),
    (60, "FLkvxy"),
    (65, "0123456789$EPSTYabdeghnopqu{}"),
    (70, "ABCKRVXZ"),
    (80, "NU&DGHOQ"),
    (85, "#+<=>^w~"),
    (100, "M%@Wm…—"),
)
_KNOWN: Mapping[str, int] = MappingProxyType({char: size for size, chars in _CLASSES for char in chars})
_WIDE = ("W", "F")
_WITHOUT_ROOM = ("Mn", "Me", "Cf")
_BREAKS = re.compile(r"[^\s-]*-|[^\s-]+\s?|\s")


def width(text: str) -> float:
    """The most room that one line of `text` takes, in ems of a common sans."""
    return sum(_KNOWN.get(char) or _other(char) for char in text) / 100


def _other(char: str) -> int:
    """The width of a letter that is not in the table: that of its base, or of its script's widest kind."""
    base = unicodedata.normalize("NFD", char)[0]
    if base in _KNOWN:
        return _KNOWN[base]
    if unicodedata.category(char) in _WITHOUT_ROOM:
        return 0
    return 105 if unicodedata.east_asian_width(char) in _WIDE or char.isupper() else 85


def fit(text: str, room: float) -> str:
    """`text`, or as much of it as goes into `room` ems, with an ellipsis for the rest."""
    if width(text) <= room:
        return text
    return text[: _fitting(text, room - width(CUT))].rstrip(" -") + CUT


@lru_cache(maxsize=65_536)
def wrap(text: str, room: float, most: int) -> tuple[str, ...]:
    """`text` as at most `most` lines of `room` ems; what goes into none is cut from the last one.

    Lines break after spaces and hyphens, and within a word only where it is wider than the room.
    """
    if width(text) <= room:
        return (text,)
    lines = list(_lines(text, room))
    if len(lines) > most:
        lines[most - 1 :] = [fit(" ".join(lines[most - 1 :]), room)]
    return tuple(lines)


def _lines(text: str, room: float) -> Iterator[str]:
    line = ""
    for piece in _pieces(text, room):
        if line and width((line + piece).rstrip()) > room:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def _pieces(text: str, room: float) -> Iterator[str]:
    """What may not be torn apart, each with the space that follows it."""
    for piece in _BREAKS.findall(text):
        rest = piece
        while width(rest.rstrip()) > room:
            count = max(_fitting(rest, room), 1)
            yield rest[:count]
            rest = rest[count:]
        yield rest


def _fitting(text: str, room: float) -> int:
    """How many of the first characters go into `room`; marks stay with their letter."""
    count, taken = 0, 0.0
    for number, char in enumerate(text, 1):
        taken += width(char)
        if taken > room:
            break
        count = number
    return count
