"""Edits of front matter: values set, added and taken out, in the style in which the file is written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import yaml

from termbank.content.model import Record
from termbank.edit.changes import Edit
from termbank.text.source import Source
from termbank.text.yaml_nodes import Mapping, Node, Scalar, Sequence

_BULLET = re.compile(r"[ \t]*-[ \t]+")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class FrontEditor:
    """Edits of the front matter `front` of one file, whose text is `source`."""

    source: Source
    front: Mapping

    @classmethod
    def of(cls, record: Record, source: Source) -> FrontEditor:
        """The editor of a record's file."""
        return cls(source, record.front)

    def set(self, name: str, value: str) -> Edit:
        """The field `name` with `value`, whether or not the file has it."""
        node = self._node(name)
        if isinstance(node, Scalar) and node.span.end > node.span.start:
            return self.replace(node, value)
        if node is None:
            return self._insert(f"{name}: {styled(value)}\n")
        return self._after_key(name, f" {styled(value)}")

    def replace(self, scalar: Scalar, value: str) -> Edit:
        """`value` in place of a scalar, with its quotes."""
        written = self.source.text[scalar.span.start : scalar.span.end]
        return Edit(scalar.span.start, scalar.span.end, styled(value, written[:1]))

    def add(self, name: str, *values: str) -> list[Edit]:
        """`values` at the end of the list `name`, without those that it has."""
        node = self._node(name)
        items = (
            node.items
            if isinstance(node, Sequence)
            else (node,)
            if isinstance(node, Scalar) and node.text
            else ()
        )
        known = {item.text for item in items if isinstance(item, Scalar)}
        new = [value for value in dict.fromkeys(values) if value not in known]
        if not new:
            return []
        if node is None:
            return [self._insert("".join([f"{name}:\n", *(f"  - {styled(value)}\n" for value in new)]))]
        if isinstance(node, Scalar) and node.text:
            # A single value may stand for a list of one.
            both = ", ".join(styled(value, flow=True) for value in (node.text, *new))
            return [Edit(node.span.start, node.span.end, f"[{both}]")]
        if not items:
            flow = f"[{', '.join(styled(value, flow=True) for value in new)}]"
            if self._is_flow(node):
                return [Edit(node.span.start, self.source.text.index("]", node.span.start) + 1, flow)]
            return [self._after_key(name, f" {flow}")]
        if self._is_flow(node):
            end = items[-1].span.end
            return [Edit(end, end, "".join(f", {styled(value, flow=True)}" for value in new))]
        bullet = _BULLET.match(self.source.text, self._line_start(items[0].span.start))
        end = self._line_end(items[-1].span.end)
        before = bullet[0] if bullet else "  - "
        return [Edit(end, end, "".join(f"\n{before}{styled(value)}" for value in new))]

    def remove(self, name: str, index: int) -> Edit:
        """The list `name` without its value number `index`; without the field if that was the only one."""
        node = self._node(name)
        if not isinstance(node, Sequence) or len(node.items) == 1:
            return self.remove_field(name)
        span = node.items[index].span
        if self._is_flow(node):
            if index:
                return Edit(node.items[index - 1].span.end, span.end, "")
            return Edit(span.start, node.items[1].span.start, "")
        return Edit(self._line_start(span.start), self._line_end(span.end) + 1, "")

    def remove_key(self, name: str, key: str) -> Edit:
        """The map `name` without its entry `key`; without the field if that was the only one."""
        node = self._node(name)
        assert isinstance(node, Mapping)
        if len(node.entries) == 1:
            return self.remove_field(name)
        scalar, value = node.entries[key]
        start, text = self._line_start(scalar.span.start), self.source.text
        later = [each.span.start for each, _ in node.entries.values() if each.span.start > scalar.span.start]
        if text[start : scalar.span.start].strip():
            # A map on one line: `{a: …, b: …}`.
            names = list(node.entries)
            before = node.entries[names[names.index(key) - 1]][1].span.end
            return Edit(scalar.span.start, later[0], "") if later else Edit(before, value.span.end, "")
        return Edit(start, self._line_start(later[0]) if later else self._line_end(value.span.end) + 1, "")

    def rename_key(self, name: str, key: str, new: str) -> Edit:
        """The map `name` with `new` for its key `key`."""
        node = self._node(name)
        assert isinstance(node, Mapping)
        return self.replace(node.entries[key][0], new)

    def remove_field(self, name: str) -> Edit:
        """No field `name`."""
        key, node = self.front.entries[name]
        last = node.items[-1] if isinstance(node, Sequence) and node.items else node
        if isinstance(node, Mapping) and node.entries:
            last = [*node.entries.values()][-1][1]
        end = max(key.span.end, last.span.end)
        return Edit(self._line_start(key.span.start), self._line_end(end) + 1, "")

    def _node(self, name: str) -> Node | None:
        return self.front.entries[name][1] if name in self.front.entries else None

    def _is_flow(self, node: Node) -> bool:
        return self.source.text.startswith("[", node.span.start)

    def _insert(self, lines: str) -> Edit:
        """`lines` as the last fields."""
        text = self.source.text
        last = max((node.span.end for _, node in self.front.entries.values()), default=text.index("---") + 3)
        fence = _FENCE.search(text, self._line_end(max(last - 1, 0)))
        at = fence.start() if fence else len(text)
        return Edit(at, at, lines)

    def _after_key(self, name: str, text: str) -> Edit:
        end = self.source.text.index(":", self.front.entries[name][0].span.end) + 1
        return Edit(end, end, text)

    def _line_start(self, offset: int) -> int:
        return self.source.text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        """Where the line ends that the character before `offset` is on."""
        end = self.source.text.find("\n", max(offset - 1, 0))
        return len(self.source.text) if end < 0 else end


def styled(value: str, quotes: str = "", flow: bool = False) -> str:
    """`value` as YAML: in the `quotes` given, otherwise plain where it stays the same text that way."""
    if quotes == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    # What is plain text behind a field's name may begin a map or a comment as an item of a list: `? why`, `- a`.
    forms = (f"[{value}]",) if flow else (f"key: {value}", f"- {value}")
    try:
        composed = [yaml.compose(form) for form in forms] if quotes != '"' and " #" not in value else []
    except yaml.YAMLError:
        composed = []
    nodes = [node for node in composed if isinstance(node, yaml.CollectionNode) and node.value]
    inner = [node.value[0][1] if isinstance(node, yaml.MappingNode) else node.value[0] for node in nodes]
    if len(inner) == len(forms) and all(
        isinstance(node, yaml.ScalarNode) and node.value == value for node in inner
    ):
        return value
    # JSON's strings are YAML's as well, with the same escapes.
    return json.dumps(value, ensure_ascii=False)
