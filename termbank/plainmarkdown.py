"""The Markdown that most bodies are, read line by line: paragraphs, `#` headings and flat lists with `-`.

The tokens are those that markdown-it makes of the same text, which tests compare. What a line holds is left to
markdown-it's own inline parser unless it has no character that could mean anything to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markdown_it.token import Token

Inline = Callable[[str], list[Token]]

# A line that begins like this is text: no list, quote, heading, code, table, definition or rule begins so.
_TEXT = re.compile(r"""(?:[^\W\d_]|["'(“‘„«]|\[|\d+(?![\d.)])|[*_]{1,2}[^*_\s]|`(?!`)).*""")
_HEADING = re.compile(r"(?P<markup>#{1,6}) (?P<text>[^#\s](?:[^#]*[^#\s])?) *")
_ITEM = re.compile(rf"- (?P<text>{_TEXT.pattern})")
# What the inline rules look for; a space before a line's end is dropped or breaks the line.
_MARKUP = re.compile(r"[\\`*_~\[\]!<&]|[ \t]\n|\n[ \t]")
# Footnotes and the targets of references are blocks of their own and change how other blocks are read.
_BEYOND = re.compile(r"\]:|[\0\t]")


def tokens(text: str, inline: Inline) -> list[Token] | None:
    """The block tokens of `text`; None if it is not plain. `inline` parses the text of a block that has markup."""
    if _BEYOND.search(text):
        return None
    reader = _Lines(text.removesuffix("\n").split("\n"), inline)
    return reader.tokens if reader.read() else None


class _Lines:
    """Reads blocks from the top; `number` is the line that comes next."""

    def __init__(self, lines: list[str], inline: Inline) -> None:
        self.lines, self.inline = lines, inline
        self.number = 0
        self.tokens: list[Token] = []

    def read(self) -> bool:
        """Read all lines; False where one is not plain."""
        while self.number < len(self.lines):
            line = self.lines[self.number]
            if not line:
                self.number += 1
            elif not (self._heading(line) or self._paragraph(line) or self._list(line)):
                return False
        return True

    def _heading(self, line: str) -> bool:
        match = _HEADING.fullmatch(line)
        if not match:
            return False
        markup = match["markup"]
        place = [self.number, self.number + 1]
        self._open("heading", f"h{len(markup)}", 0, markup, map=place)
        self._text(match["text"], place, 1)
        self._close("heading", f"h{len(markup)}", 0, markup)
        self.number += 1
        return True

    def _paragraph(self, line: str) -> bool:
        begin = self.number
        while line and _TEXT.fullmatch(line):
            line = self._advance()
        if self.number == begin or (line and not _HEADING.fullmatch(line)):
            return False
        self._block([*self.lines[begin : self.number]], begin, 0)
        return True

    def _list(self, line: str) -> bool:
        """A list that ends with an empty line which no further item follows: it is tight."""
        places = [[self.number, self.number]]
        self._open("bullet_list", "ul", 0, "-", map=places[0])
        while match := _ITEM.fullmatch(line):
            places.append([self.number, self.number + 1])
            self._open("list_item", "li", 1, "-", map=places[-1])
            self._block([match["text"]], self.number, 2, hidden=True)
            self._close("list_item", "li", 1, "-")
            line = self._advance()
        self._close("bullet_list", "ul", 0, "-")
        return len(places) > 1 and not line and self._ends(places)

    def _ends(self, places: list[list[int]]) -> bool:
        """Whether what follows is no item; the empty lines before it belong to the list and its last item."""
        while self.number < len(self.lines) and not self.lines[self.number]:
            self.number += 1
        places[0][1] = places[-1][1] = self.number
        return not self._line().startswith("-")

    def _line(self) -> str:
        """The line that comes next; an empty one at the end."""
        return self.lines[self.number] if self.number < len(self.lines) else ""

    def _advance(self) -> str:
        self.number += 1
        return self._line()

    def _block(self, lines: list[str], begin: int, level: int, hidden: bool = False) -> None:
        place = [begin, begin + len(lines)]
        self._open("paragraph", "p", level, "", map=place, hidden=hidden)
        self._text("\n".join(lines).strip(), place, level + 1)
        self._close("paragraph", "p", level, "", hidden=hidden)

    def _text(self, content: str, place: list[int], level: int) -> None:
        children = self.inline(content) if _MARKUP.search(content) else _plain(content)
        self.tokens.append(
            Token("inline", "", 0, map=place, level=level, content=content, children=children, block=True)
        )

    def _open(self, kind: str, tag: str, level: int, markup: str, **more: Any) -> None:
        self.tokens.append(Token(f"{kind}_open", tag, 1, level=level, markup=markup, block=True, **more))

    def _close(self, kind: str, tag: str, level: int, markup: str, **more: Any) -> None:
        self.tokens.append(Token(f"{kind}_close", tag, -1, level=level, markup=markup, block=True, **more))


def _plain(content: str) -> list[Token]:
    """The inline tokens of text without markup."""
    children: list[Token] = []
    for number, line in enumerate(content.split("\n")):
        if number:
            children.append(Token("softbreak", "br", 0))
        children.append(Token("text", "", 0, content=line))
    return children
