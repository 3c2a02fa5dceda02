"""The Markdown that most bodies are, read line by line: paragraphs, `#` headings and flat lists with `-`.

The reference is `BodyParser.blocks`: markdown-it itself. With it, parsing bodies takes 369 ms per 1,000 files, with
this 211, in a glossary of 1,000 terms; 438 and 245 in one of 10,000 (`bench/stages.py`, with and without
TERMBANK_PLAIN=1).

The tokens are those that markdown-it makes of the same text, which tests compare. What a block holds is left to
markdown-it's own inline parser unless it is words, emphasis around words, and links with words.
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
# What the inline rules look for.
_MARKUP = re.compile(r"[\\`*_~\[\]!<&]")
# One piece of a block; its kind is its group. Emphasis begins only after `_BEFORE` and ends only before `_AFTER`.
_WORDS = r"[^\W_](?:[^\\`*_~\[\]!<&\n]*[^\W_])?"
_BEFORE, _AFTER = r"(?<![^ \n(\"'“‘—–])", r"(?![^ \n.,;:!?)\"'”’—–])"
_PIECE = re.compile(
    r"(?P<text>(?:[^\\`*_~\[\]!<&\n]|!(?!\[))+)"
    r"|(?P<softbreak>\n)"
    rf"|{_BEFORE}\*(?P<em>{_WORDS})\*{_AFTER}"
    rf"|{_BEFORE}\*\*(?P<strong>{_WORDS})\*\*{_AFTER}"
    r"|\[(?P<label>[^\\`*_~\[\]!<&\n^][^\\`*_~\[\]!<&\n]*)\]\((?P<link>[^\s()<>\\&\x00-\x1f\x7f]+)\)"
)


def tokens(text: str, inline: Inline) -> list[Token] | None:
    """The block tokens of `text`; None if it is not plain. `inline` parses the text of a block that has markup."""
    # Footnotes and the targets of references are blocks of their own and change how other blocks are read.
    if "]:" in text or "\t" in text or "\0" in text:
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
        if len(places) == 1 or line:
            return False
        # The empty lines that follow belong to the list and to its last item.
        # markdown-it counts them in, and places of problems come from these numbers.
        while not line and self.number < len(self.lines):
            line = self._advance()
        places[0][1] = places[-1][1] = self.number
        # A further item after an empty line makes the list loose, with paragraphs in its items: for the reference.
        return not line.startswith("-")

    def _advance(self) -> str:
        """Go to the next line, and return it; an empty one at the end."""
        self.number += 1
        return self.lines[self.number] if self.number < len(self.lines) else ""

    def _block(self, lines: list[str], begin: int, level: int, hidden: bool = False) -> None:
        place = [begin, begin + len(lines)]
        self._open("paragraph", "p", level, "", map=place, hidden=hidden)
        self._text("\n".join(lines).strip(), place, level + 1)
        self._close("paragraph", "p", level, "", hidden=hidden)

    def _text(self, content: str, place: list[int], level: int) -> None:
        children = simple(content)
        if children is None:
            children = self.inline(content)
        self.tokens.append(
            Token("inline", "", 0, map=place, level=level, content=content, children=children, block=True)
        )

    def _open(self, kind: str, tag: str, level: int, markup: str, **more: Any) -> None:
        self.tokens.append(Token(f"{kind}_open", tag, 1, level=level, markup=markup, block=True, **more))

    def _close(self, kind: str, tag: str, level: int, markup: str, **more: Any) -> None:
        self.tokens.append(Token(f"{kind}_close", tag, -1, level=level, markup=markup, block=True, **more))


def simple(content: str) -> list[Token] | None:
    """The inline tokens of words with simple emphasis and links; None where there is more to it."""
    # Two spaces at a line's end are a break, and one is dropped.
    if " \n" in content or "\n " in content:
        return None
    if not _MARKUP.search(content):
        pairs = (
            (Token("softbreak", "br", 0), Token("text", "", 0, content=line)) for line in content.split("\n")
        )
        return [token for pair in pairs for token in pair][1:]
    children: list[Token] = []
    position, end = 0, len(content)
    while position < end:
        piece = _PIECE.match(content, position)
        if not piece:
            return None
        position = piece.end()
        kind = piece.lastgroup
        if kind == "text":
            # What is left of the second asterisk behind strong emphasis is a text without characters.
            if children and children[-1].type == "text":
                children[-1].content += piece[0]
            else:
                children.append(Token("text", "", 0, content=piece[0]))
        elif kind == "softbreak":
            children.append(Token("softbreak", "br", 0))
        elif kind == "em":
            children += _around("em", "em", piece["em"], markup="*")
        elif kind == "strong":
            if not children or children[-1].type != "text":
                children.append(Token("text", "", 0))
            children += (*_around("strong", "strong", piece["strong"], markup="**"), Token("text", "", 0))
        else:
            opening, label, closing = _around("link", "a", piece["label"], meta={"at": piece.span()})
            opening.attrs = {"href": piece["link"]}
            children += (opening, label, closing)
    return children


def _around(kind: str, tag: str, text: str, **more: Any) -> tuple[Token, Token, Token]:
    """The tokens of `text` in emphasis or a link."""
    return (
        Token(f"{kind}_open", tag, 1, **more),
        Token("text", "", 0, content=text, level=1),
        Token(f"{kind}_close", tag, -1, **more),
    )
