"""Where the values of a record's fields stand in its file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial

from termbank.content.model import Record
from termbank.content.schema import RECORD_FIELDS, Setting, SiteFields
from termbank.text import yaml_nodes
from termbank.text.source import Span


def span_of(record: Record, *path: str | int) -> Span:
    """The place of a field's value in the record's file."""
    return record.front.place(*path)


def values_of(record: Record, field: str) -> Iterator[tuple[str, Callable[[], Span]]]:
    """The values of a field of a vocabulary, each with the way to its place, which few ask for."""
    value = getattr(record.fields, field) if hasattr(record.fields, field) else record.extra.get(field)
    if isinstance(value, str):
        yield value, partial(record.front.place, field)
    else:
        for index, item in enumerate(value or ()):
            yield item, partial(record.front.place, field, index)


def span_at(record: Record, start: int, end: int) -> Span:
    """The span between two offsets of the record's file."""
    starts = record.body.line_starts
    line = bisect_right(starts, start)
    return Span(record.path, line, start - starts[line - 1] + 1, start, end)


def span_in(record: Record, text: str, start: int, end: int, *path: str | int) -> Span:
    """The place of `text[start:end]`, where `text` is the value of the field at `path`.

    The whole value where it is not written in the file character by character, as with escapes or several lines.
    """
    span = record.front.place(*path)
    # As many characters in the file as in the value, or two more: then they are the same ones, within quotes or not.
    quotes, rest = divmod(span.end - span.start - len(text), 2)
    one_line = span_at(record, span.end, span.end).line == span.line
    if rest or quotes not in (0, 1) or not one_line or _scalar(record.front, path) != text:
        return span
    return span_at(record, span.start + quotes + start, span.start + quotes + end)


def _scalar(node: yaml_nodes.Node, path: tuple[str | int, ...]) -> str | None:
    """The text of the value at `path` as it was read; None where there is none."""
    for step in path:
        if isinstance(node, yaml_nodes.Mapping) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, yaml_nodes.Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node.text if isinstance(node, yaml_nodes.Scalar) else None


def names_below(node: yaml_nodes.Node | None, *path: str) -> tuple[str, ...]:
    """The names that are written below the one at `path`, be their values right or wrong."""
    for name in path:
        node = (
            node.entries[name][1] if isinstance(node, yaml_nodes.Mapping) and name in node.entries else None
        )
    return tuple(node.entries) if isinstance(node, yaml_nodes.Mapping) else ()


def setting_of(site: SiteFields, front: yaml_nodes.Node | None, kind: str, large: bool = False) -> Setting:
    """How records of `kind` are read on this site. A field that it declares with a mistake has no type."""
    named = names_below(front, "fields", kind)
    taken = (*RECORD_FIELDS[kind].model_fields, "model_config")
    broken = {name: "" for name in named if name not in taken and not name.startswith("_")}
    types = broken | {name: field.type.value for name, field in site.own(kind).items()}
    return Setting(large, tuple(types.items()))
