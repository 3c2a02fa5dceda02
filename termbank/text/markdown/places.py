"""Where the text of a body's blocks stands in its file, character by character."""

from __future__ import annotations

import re
from bisect import bisect_right

from markdown_it.token import Token

from termbank.text.source import Source, Span

_NEWLINE = re.compile("\n")


class Locator:
    """Locates the blocks of one body, which begins at offset `base` of `source`.

    markdown-it gives a block's lines, and its text without indents, list markers and the bars of tables: where in
    its line each piece of text stands has to be found again.
    """

    def __init__(self, source: Source, base: int) -> None:
        self.source, self.base = source, base
        self.first_line = source.span(base).line
        # By line, the end of the last table cell that was found there: `| a | a |` has two blocks with one text.
        self._cells: dict[int, int] = {}

    def block(self, token: Token) -> BlockText:
        """The text of an inline token, to look for its pieces in."""
        if not token.map:
            return BlockText(self, [None] * (token.content.count("\n") + 1), token.content, 0)
        first = self.first_line + token.map[0]
        return BlockText(self, self._lines(token, first), token.content, first)

    def _lines(self, token: Token, first: int) -> list[int | None]:
        """For each line of an inline token's text, the offset in the file at which it begins; None if unknown."""
        starts = self.source.line_starts
        begin = starts[first - 1]
        # Nearly all blocks are whole lines, or the text behind `- `.
        if self._is_rest_of_line(begin, token.content):
            return [*starts[first - 1 : first + token.content.count("\n")]]
        if self.source.text.startswith("- ", begin) and self._is_rest_of_line(begin + 2, token.content):
            return [begin + 2, *starts[first : first + token.content.count("\n")]]
        offsets: list[int | None] = []
        for number, text in enumerate(token.content.split("\n"), first):
            found = self._find(number, text) if number <= len(starts) else -1
            offsets.append(starts[number - 1] + found if found >= 0 else None)
        return offsets

    def _is_rest_of_line(self, start: int, content: str) -> bool:
        """Whether the file has `content` at offset `start`, and a line ends there."""
        end = start + len(content)
        return self.source.text.startswith(content, start) and self.source.text[end : end + 1] in "\n"

    def _find(self, number: int, text: str) -> int:
        """The column (from 0) of `text` in line `number`, after the table cells found before; -1 if it is not there."""
        line = self.source.line(number)
        # From the end of the line first: list markers, quote bars and indents stand before the text, nothing behind it.
        begin = self._cells.get(number, 0)
        if not begin and line.rstrip().endswith(text.rstrip()):
            return len(line.rstrip()) - len(text.rstrip())
        found = line.find(text, begin)
        self._cells[number] = found + len(text) if found >= 0 else begin
        return found


class BlockText:
    """Finds, in order, where the pieces of one block's text stand in the file; `cursor` is where to look next.

    `lines` gives the file's offset of each line of `text`, None if unknown; `line` is the number of the line on which
    the text begins, 0 if unknown.
    """

    def __init__(self, body: Locator, lines: list[int | None], text: str, line: int) -> None:
        self.body, self.lines, self.text, self.line = body, lines, text, line
        self.cursor = 0
        self.starts = [0, *(match.end() for match in _NEWLINE.finditer(text))] if len(lines) > 1 else [0]

    def find(self, piece: str) -> tuple[int, int]:
        """The file's offsets of the next occurrence of `piece`; (-1, -1) if unknown."""
        # In order: the same word may come before, and it was found already.
        found = self.text.find(piece, self.cursor)
        if found < 0:
            return -1, -1
        self.cursor = found + len(piece)
        start = self._offset(found)
        return (start, self._offset(self.cursor - 1) + 1) if start >= 0 else (-1, -1)

    def find_code(self, ticks: str) -> tuple[int, int]:
        """The file's offsets between the next pair of runs of backticks as long as `ticks`."""
        run = re.compile(rf"(?<!`){ticks}(?!`)")
        opening = run.search(self.text, self.cursor)
        closing = run.search(self.text, opening.end()) if opening else None
        if not opening or not closing:
            return -1, -1
        self.cursor = closing.end()
        return self._offset(opening.end()), self._offset(closing.start() - 1) + 1

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`; if unknown, of the line the text begins on, or the body's first character."""
        source, first, last = self.body.source, self._offset(start), self._offset(end - 1)
        if first < 0:
            # Better a whole line than a wrong place in it.
            return source.line_span(self.line) if self.line else source.span(self.body.base)
        return source.span(first, last + 1 if last >= first else first + 1)

    def _offset(self, position: int) -> int:
        line = bisect_right(self.starts, position) - 1
        begin = self.lines[line]
        return -1 if begin is None else begin + position - self.starts[line]
