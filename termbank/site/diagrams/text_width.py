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
# Combining and enclosing marks stand above or around their letter; format characters are not seen.
_WITHOUT_ROOM = ("Mn", "Me", "Cf")
_BREAKS = re.compile(r"[^\s-]*-|[^\s-]+\s?|\s")


def width(text: str) -> float:
    """The most room that one line of `text` takes, in ems of a common sans."""
    return sum(_KNOWN.get(char) or _other(char) for char in text) / 100


def _other(char: str) -> int:
    """The width of a letter that is not in the table: that of its base, or of its script's widest kind."""
    # "é" is as wide as "e". Scripts that the table lacks differ too much for one figure: too wide a guess wraps a line
    # early, too narrow a one lets names run into each other.
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
    # "self-…" would look like a word of its own.
    return text[: _fitting(text, room - width(CUT))].rstrip(" -") + CUT


# One title stands on the maps of all terms around it.
@lru_cache(maxsize=65_536)
def wrap(text: str, room: float, most: int) -> tuple[str, ...]:
    """`text` as at most `most` lines of `room` ems; what goes into none is cut from the last one.

    Lines break after spaces and hyphens, and within a word only where it is wider than the room.
    """
    if width(text) <= room:
        return (text,)
    lines = [""]
    for piece in _pieces(text, room):
        if lines[-1] and width((lines[-1] + piece).rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    lines = [line.rstrip() for line in lines]
    if len(lines) > most:
        lines[most - 1 :] = [fit(" ".join(lines[most - 1 :]), room)]
    return tuple(lines)


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
    # A mark takes no room, so it never is what goes over: it stays with the letter before it.
    count, taken = 0, 0.0
    for number, char in enumerate(text, 1):
        taken += width(char)
        if taken > room:
            break
        count = number
    return count
