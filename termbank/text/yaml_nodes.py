"""YAML values, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from termbank.text.source import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written, without its quotes."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named values in the order in which they were written; no name twice."""

    entries: dict[str, tuple[Scalar, Node]]
    span: Span

    def place(self, *path: str | int) -> Span:
        """The span of the value at `path`, of its nearest existing parent otherwise."""
        node: Node = self
        for step in path:
            if isinstance(node, Mapping) and step in node.entries:
                node = node.entries[str(step)][1]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                break
        return node.span

    def key_place(self, *path: str) -> Span:
        """The span of the name of the entry at `path`, of its nearest existing parent otherwise."""
        # The span of the last name that exists on the way: the path of a misspelled one ends before it.
        node, span = self, self.span
        for step in path:
            if not isinstance(node, Mapping) or step not in node.entries:
                break
            key, node = node.entries[step]  # type: ignore[assignment]
            span = key.span
        return span


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """The value without its places: text, list or dict."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {name: plain(value) for name, (_, value) in node.entries.items()}
