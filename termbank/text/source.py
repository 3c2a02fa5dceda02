"""A file's text, and places in it as spans."""

from __future__ import annotations

import hashlib
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a file.

    `path` is relative to the content folder, with `/`. `line` and `column` count from 1, in characters;
    `start` and `end` are character offsets into `Source.text`, end exclusive.
    """

    path: str
    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """One file as text: decoded, without byte-order mark, every line end a line feed.

    The parser also takes out forbidden characters, once it has reported them: offsets do not count them.

    `path` is relative to the content folder, with `/`.
    """

    path: str
    text: str

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Decode `data` as UTF-8. Raises UnicodeDecodeError, whose `start` is a byte offset into `data`."""
        # Editors on Windows begin files with a byte-order mark, and to YAML it would be part of the first field's name.
        text = data.decode("utf-8-sig")
        if "\r" in text:
            # Offsets count these characters from here on; nobody sees the bytes of the file again.
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return cls(path, text)

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which the lines start. Only a line feed ends a line."""
        # `splitlines` also ends lines at U+2028 and form feeds, where no editor does: numbers would be off.
        starts = [0]
        position = self.text.find("\n")
        while position != -1:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return starts

    def span(self, start: int, end: int | None = None) -> Span:
        """The span from `start` to `end` (one character if not given), kept within the text."""
        # libyaml and markdown-it point behind the end of a text now and then: a place must be one that can be shown.
        start = min(max(start, 0), len(self.text))
        end = min(max(start + 1 if end is None else end, start), len(self.text))
        line = bisect_right(self.line_starts, start)
        return Span(self.path, line, start - self.line_starts[line - 1] + 1, start, end)

    def line_span(self, line: int) -> Span:
        """The whole text of line `line` (from 1), without its line end."""
        return self.span(self.line_starts[line - 1], self.line_end(line))

    def line_end(self, line: int) -> int:
        """The offset at which line `line` (from 1) ends, before its line break."""
        starts = self.line_starts
        return starts[line] - 1 if line < len(starts) else len(self.text)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1)."""
        return self.text[self.line_starts[number - 1] : self.line_end(number)]


# Scripts without spaces between words. Korean has them, so Hangul is not among these.
_SPACELESS = "\u2e80-\u303f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60"
_WRAP = re.compile(rf"(?<=[{_SPACELESS}])[ \t]*\n[ \t]*(?=[{_SPACELESS}])")


def unwrapped(text: str) -> str:
    """`text` without the line breaks between Chinese or Japanese signs, which an editor put there."""
    return _WRAP.sub("", text) if "\n" in text and not text.isascii() else text


def is_wrapped(text: str, at: int) -> bool:
    """Whether the line break at offset `at` is one of those that `unwrapped` leaves out."""
    return not text.isascii() and bool(_WRAP.match(text, at))


def is_regular(file: Path) -> bool:
    """Whether `file` is a file itself, not a link, folder or device."""
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def digest(data: bytes) -> str:
    """The BLAKE2b digest of `data`: 32 hexadecimal digits."""
    # Not for secrets: it tells versions of a file apart, and is the quickest in the standard library.
    return hashlib.blake2b(data, digest_size=16).hexdigest()
