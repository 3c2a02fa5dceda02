"""Sentences and plain text cut out of the parts of a body."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from termbank.text.markdown.body import Part
from termbank.text.sentences import ends

_BORDERS = frozenset({"block", "heading", "endheading"})


def plain_blocks(parts: Sequence[Part]) -> list[str]:
    """The text of each paragraph, heading and list item among `parts`, without markup, white space made single."""
    blocks = [""]
    for part in parts:
        if part.kind in _BORDERS:
            blocks.append("")
        elif part.kind in ("text", "fixed"):
            blocks[-1] += part.text
    return [" ".join(block.split()) for block in blocks if block.strip()]


def sentence_around(
    parts: Sequence[Part], first: int, offset: int, last: int, end: int
) -> tuple[str, str, str]:
    """The text before, in and after a passage, cut to its sentence.

    The passage begins at `offset` in the text of part `first` and ends before `end` in that of part `last`.
    """
    # Where the passage begins or ends with emphasis, the mark itself is no text.
    head, tail = ("" if parts[n].kind != "text" else parts[n].text for n in (first, last))
    match = head[offset:end] if first == last else head[offset:] + _text(parts, first + 1, last) + tail[:end]
    begin, stop = first, last + 1
    # A sentence never crosses the border of its block: an item of a list may have no full stop.
    while begin and parts[begin - 1].kind not in _BORDERS:
        begin -= 1
    while stop < len(parts) and parts[stop].kind not in _BORDERS:
        stop += 1
    before, after = _text(parts, begin, first), _text(parts, last + 1, stop)
    return cut_to_sentence(before + head[:offset], match, tail[end:] + after)


def _text(parts: Sequence[Part], start: int, end: int) -> str:
    return "".join(part.text for part in parts[start:end] if part.kind in ("text", "fixed"))


def cut_to_sentence(before: str, match: str, after: str, reach: int = 90) -> tuple[str, str, str]:
    """Cut the text around `match` to its sentence, and to `reach` characters on either side, never inside a word."""
    before, after = before.replace("\n", " "), after.replace("\n", " ")
    # In the whole text: whether "et al." ends a sentence depends on what follows, be it the passage itself.
    borders = [*ends(before + match + after)]
    behind = len(before) + len(match)
    begin = max((following for _, following in borders if following <= len(before)), default=0)
    stop = min((end for end, _ in borders if end > behind), default=behind + len(after))
    left = before[begin:].lstrip()
    right = after[: stop - behind].rstrip()
    if len(left) > reach:
        cut = left[-reach:]
        # Combining marks at the front have lost their base.
        marks = "".join({char for char in cut if unicodedata.combining(char)})
        left = "… " + (cut.partition(" ")[2] or cut.lstrip(marks))
    if len(right) > reach:
        cut = right[:reach]
        right = (cut.rpartition(" ")[0] or cut) + " …"
    return left, match.replace("\n", " "), right
