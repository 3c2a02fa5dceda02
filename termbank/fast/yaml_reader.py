"""The front matter that most files have, read line by line: names with plain values, flat lists and flat maps.

The reference is `termbank.text.yaml_reader.read_events`: libyaml's events. It takes 142 ms per 1,000 files, this 56,
in a glossary of 1,000 terms; 171 and 70 in one of 10,000 (`bench/stages.py`, with and without TERMBANK_PLAIN=1).

What is read here is a part of YAML that libyaml reads the same way, which tests compare: `name: value`, and `name:`
with `- value` or `name: value` lines below it, all in one column, where no value has escapes, or outside of quotes
signs that mean something to YAML.
"""

from __future__ import annotations

import re

from termbank.text.source import Span
from termbank.text.yaml_nodes import Mapping, Node, Scalar, Sequence

# A value, or one in quotes without escapes. It is the last group of a match; a name stands alone without it.
_VALUE = r"""(?P<plain>[^-?:,\[\]{}#&*!|>'"%@` ](?:.*[^: ])?)|"(?P<double>[^"\\]*)"|'(?P<single>[^']*)'"""
_FIELD = re.compile(rf"(?P<indent> *)(?P<key>[^\W_][\w-]{{0,99}}):(?: (?:{_VALUE}|(?P<none>\[\])))?")
_ITEM = re.compile(rf"(?P<indent> *)- (?:{_VALUE})")


def read(path: str, block: str, base: int, line: int) -> Mapping | None:
    """The fields of `block`, which begins at offset `base` and line `line` of the file; None if it is not plain."""
    # What cannot be printed may be refused, and the reference names it.
    if not block.endswith("\n") or not block.replace("\n", "").isprintable():
        return None
    root = Mapping({}, Span(path, line, 1, base, base))
    reader = _Lines(path, root, base, line)
    plain = all(map(reader.take, block.split("\n")[:-1]))
    return root if plain and reader.finish() else None


class _Lines:
    """Reads lines in order; `key` holds a name without a value until the list or map below it is complete."""

    def __init__(self, path: str, root: Mapping, offset: int, line: int) -> None:
        self.path, self.root, self.offset, self.line = path, root, offset, line
        self.key: Scalar | None = None
        self._empty()

    def _empty(self) -> None:
        self.items: list[Node] = []
        self.fields: dict[str, tuple[Scalar, Node]] = {}
        self.start: Span | None = None

    def take(self, text: str) -> bool:
        """Read one line; False where it is not plain."""
        match = _FIELD.fullmatch(text) or _ITEM.fullmatch(text)
        if not match or (match["plain"] and (": " in match["plain"] or " #" in match["plain"])):
            return False
        plain = self._field(match) if match.re is _FIELD else self._item(match)
        self.offset += len(text) + 1
        self.line += 1
        return plain

    def _field(self, match: re.Match[str]) -> bool:
        key = Scalar(match["key"], self._span(*match.span("key")))
        value = None if match.lastgroup == "key" else self._value(match)
        if match["indent"]:
            below = not self.items and self._nest(match, 0)
            return below and isinstance(value, Scalar) and self._enter(self.fields, key, value)
        if not self.finish():
            return False
        if value is None:
            self.key = key
            return key.text not in self.root.entries
        return self._enter(self.root.entries, key, value)

    def _item(self, match: re.Match[str]) -> bool:
        self.items.append(self._value(match))
        return not self.fields and self._nest(match, 0 if match["indent"] else 1)

    def _nest(self, match: re.Match[str], width: int) -> bool:
        """Keep where the list or map below a name begins; False where this line is in another column."""
        # Below `a:`, an item `- b` and then one with a deeper indent is one value to YAML: `b - c`.
        column = match.end("indent")
        place = self._span(column, column + width)
        self.start = self.start or place
        return self.key is not None and self.start.column == place.column

    def finish(self) -> bool:
        """Enter the list or map that was read last; False where a name has nothing below it."""
        if self.key is None:
            return True
        if self.start is None:
            return False
        below: Node = (
            Mapping(self.fields, self.start) if self.fields else Sequence(tuple(self.items), self.start)
        )
        entered = self._enter(self.root.entries, self.key, below)
        self.key = None
        self._empty()
        return entered

    def _enter(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node) -> bool:
        # A name that comes twice is a problem, and the reference reports problems.
        new = key.text not in entries
        entries[key.text] = (key, value)
        return new

    def _value(self, match: re.Match[str]) -> Node:
        group = match.lastgroup or ""
        begin, end = match.span(group)
        if group == "none":
            return Sequence((), self._span(begin, begin + 1))
        quotes = group != "plain"
        return Scalar(match[group], self._span(begin - quotes, end + quotes))

    def _span(self, begin: int, end: int) -> Span:
        """The place of a piece of the line that is being read."""
        return Span(self.path, self.line, begin + 1, self.offset + begin, self.offset + end)
