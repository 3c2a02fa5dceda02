"""How much room text takes where no browser sets it: in drawings made at build time."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
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
