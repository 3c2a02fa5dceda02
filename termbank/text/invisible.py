"""Characters that cannot be seen: those that no file may hold, and texts that consist of nothing else."""

from __future__ import annotations

import re

# Noncharacters (U+FDD0 and its kin, the last two of each plane) stand for nothing, and XML refuses some of them.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_TAGS = "\U000e0020-\U000e007f"
# The flag of England is a black flag and `gbeng` in tags: up to six of them, closed by U+E007F, hide nothing.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
# Fillers are blanks that count as letters. In old Korean they stand in for a part of a syllable, and Braille has an
# empty cell between its words; so these are honest beside signs of their own, and a title of nothing else is not.
_JAMO = "[\u1100-\u115e\u1161-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]"
_BRAILLE = "[\u2801-\u28ff]"
_FILLERS = "\u3164\uffa0\u115f\u1160\u2800"
_FORBIDDEN = re.compile(
    rf"(?P<flag>{_FLAG})"
    rf"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufeff\ufff0-\ufffb{_NONCHARACTERS}]"
    rf"|[\U000e0000-\U000e001f{_TAGS}\u3164\uffa0]"
    rf"|(?<!{_JAMO})[\u115f\u1160](?!{_JAMO})|(?<!{_BRAILLE})\u2800(?!{_BRAILLE})"
)
# Unicode's Default_Ignorable_Code_Point, spaces, and what is empty by itself: honest within a text, but no text alone.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_VISIBLE = re.compile(rf"[^\s\x00-\x1f\x7f-\x9f{_IGNORABLE}]")
_HIDDEN = re.compile(f"[{_IGNORABLE}]")


def find_forbidden(text: str) -> list[re.Match[str]]:
    """The characters of `text` that hide or reorder text, so that readers see something else than the file."""
    # `isprintable` is quick and nearly always true; only fillers, which count as letters, pass it.
    if text.replace("\n", "").isprintable() and (text.isascii() or not any(map(text.__contains__, _FILLERS))):
        return []
    return [found for found in _FORBIDDEN.finditer(text) if not found["flag"]]


def without_forbidden(text: str) -> str:
    """`text` without those characters. What separates words, such as U+2028, becomes a space."""
    return _FORBIDDEN.sub(lambda found: found["flag"] or (" " if found[0].isspace() else ""), text)


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of `text`."""
    return _VISIBLE.search(text) is not None


def visible(text: str) -> str:
    """`text` without the characters that cannot be seen, to compare names as readers do."""
    return text if text.isascii() else _HIDDEN.sub("", text)
