"""Sentences and plain text cut out of the parts of a body."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from termbank.text.markdown.body import CITATION_END, CITED, Part
from termbank.text.sentences import ends
from termbank.text.source import unwrapped

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


def plain(tokens: Sequence[Token], of_page: bool = True) -> str:
    """Inline tokens as plain text without markup.

    With images as their alternative text, and without citations, for what stands on the page itself, such as headings;
    elsewhere without images, and with citations as they were written, between `CITED`.
    """
    text = ""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif token.type == "image" and of_page:
            text += plain(token.children or [])
        elif token.type == "citation" and not of_page:
            text += token.content.join(CITED)
        elif token.type in ("text", "text_special", "code_inline", "element"):
            text += token.content
    return unwrapped(text).replace("\n", " ")


def split_first_sentence(parts: list[Part]) -> int:
    """Split the text that holds the end of the first sentence in two; how many parts make up the sentence then.

    0, and nothing is split, where there is one sentence only, or emphasis or a link is open at its end.
    """
    depth = 0
    for index, part in enumerate(parts):
        if part.kind in ("open", "close", "mark"):
            depth += -1 if part.kind == "close" or part.text.startswith("</") else 1
        # A full stop right behind a citation ends what was said before it.
        before = "cited]" if index and parts[index - 1] == CITATION_END else ""
        end = next(ends(before + part.text), None) if part.kind == "text" and not depth else None
        if end and part.end - part.start == len(part.text):
            cut = end[1] - len(before)
            middle = part.start + cut
            following = any(
                later.text.strip() for later in parts[index + 1 :] if later.kind in ("text", "fixed")
            )
            if not part.text[cut:].strip() and not following:
                return 0
            parts[index : index + 1] = [
                Part("text", part.text[:cut], part.start, middle),
                Part("text", part.text[cut:], middle, part.end),
            ]
            return index + 1
    return 0
