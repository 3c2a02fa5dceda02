"""Parsed files as bytes and back: for the disk and for other processes."""

from __future__ import annotations

import datetime
import marshal
import sys
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any, TypeVar

import markdown_it
import mdit_py_plugins
import pydantic
import yaml

from termbank import __version__
from termbank.content.model import Record, Resource, Term
from termbank.content.parser import Parsed
from termbank.content.schema import Access, Fields, LinkBudget, ResourceFields, Status, TermFields
from termbank.system.files import engine
from termbank.text import front_matter
from termbank.text.diagnostics import Diagnostic, Related
from termbank.text.front_matter import Scalar, Sequence
from termbank.text.markdown import Body, Part, Section, WrittenLink
from termbank.text.rules import Severity
from termbank.text.source import Span

F = TypeVar("F", bound=Fields)

# Fields whose values are no plain text, numbers, tuples or dicts: how they come out of the text they are kept as.
_TYPED: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "status": Status,
        "link": LinkBudget,
        "access": Access,
        "reviewed": datetime.date.fromisoformat,
        "checked": datetime.date.fromisoformat,
    }
)
_DEFAULTS: Mapping[type[Fields], Mapping[str, object]] = MappingProxyType(
    {kind: MappingProxyType(kind.model_construct(title="").__dict__) for kind in (TermFields, ResourceFields)}
)
_CHECKSUM = 4


@cache
def codec_version() -> str:
    """What bytes of `dumps` depend on besides the file they were parsed from.

    Two engines that have this in common read each other's bytes, and would make the same of the same file.
    """
    libraries = (markdown_it.__version__, mdit_py_plugins.__version__, pydantic.VERSION, yaml.__version__)
    python = (f"{sys.hexversion:x}", str(marshal.version), unicodedata.unidata_version)
    return " ".join((__version__, engine(), *python, *libraries))


def dumps(parsed: Parsed) -> bytes:
    """`parsed` as bytes, for `loads` of an engine with the same `codec_version`.

    Every span of a record is taken to be in the record's file.
    """
    record = parsed.record and _pack_record(parsed.record)
    packed: Any = (record, tuple(map(_pack_problem, parsed.problems)))
    data = marshal.dumps(packed)
    return zlib.crc32(data).to_bytes(_CHECKSUM, "big") + data


def loads(data: bytes) -> Parsed:
    """What `dumps` was given. Raises ValueError for bytes that are damaged.

    The record's fields are there at once, and of its body the first paragraph, the anchors, the links and the
    sections; the rest of the body and the places of the front matter are decoded when they are first asked for.
    """
    checksum, packed = data[:_CHECKSUM], data[_CHECKSUM:]
    if not packed or zlib.crc32(packed).to_bytes(_CHECKSUM, "big") != checksum:
        raise ValueError("a parsed file is damaged")
    record, problems = _unpacked(packed)
    return Parsed(record and _record(record), tuple(map(_problem, problems)))


def _unpacked(data: bytes) -> Any:
    # Nothing in these bytes is run; what a store holds is as trusted as the engine's own files beside it.
    return marshal.loads(data)  # noqa: S302


def _pack_record(record: Record) -> tuple[Any, ...]:
    return (
        isinstance(record, Term),
        record.slug,
        record.path,
        record.language,
        _pack_fields(record.fields),
        record.extra,
        *_pack_body(record.body),
        marshal.dumps(_pack_node(record.front)),
    )


def _record(packed: tuple[Any, ...]) -> Record:
    is_term, slug, path, language, fields, extra, head, rest, front = packed
    body = _body(path, head, rest)
    places = front_matter.Mapping.deferred(partial(_front, path, front))
    if is_term:
        return Term(slug, path, language, _fields(TermFields, fields), extra, body, places)
    return Resource(slug, path, language, _fields(ResourceFields, fields), extra, body, places)


def _pack_fields(fields: Fields) -> dict[str, object]:
    """The fields that were set, in the order they are declared in."""
    chosen = fields.model_fields_set
    values = {name: value for name, value in fields.__dict__.items() if name in chosen}
    return {
        name: str(value) if name in _TYPED and value is not None else value for name, value in values.items()
    }


def _fields(kind: type[F], packed: dict[str, Any]) -> F:
    """Fields that were valid when they were packed: they are not validated again."""
    values = {
        name: _TYPED[name](value) if name in _TYPED and value is not None else value
        for name, value in packed.items()
    }
    fields = kind.__new__(kind)
    state = {"__dict__": {**_DEFAULTS[kind], **values}, "__pydantic_fields_set__": set(packed)}
    fields.__setstate__({**state, "__pydantic_extra__": None, "__pydantic_private__": None})
    return fields


def _pack_body(body: Body) -> tuple[tuple[Any, ...], bytes]:
    """What other pages ask of a body, and all the rest."""
    links = tuple((link.kind, link.href, link.text, *_pack_place(link.span)) for link in body.links)
    sections = tuple((section.id, section.text, section.title, section.content) for section in body.sections)
    ends = (body.sentence, body.lead, body.definition, body.notes)
    rest: Any = (tuple(map(tuple, body.parts)), *ends, body.line_starts)
    return (body.first_paragraph, body.anchors, links, sections), marshal.dumps(rest)


def _body(path: str, head: tuple[Any, ...], rest: bytes) -> Body:
    first_paragraph, anchors, links, sections = head
    return Body.deferred(
        partial(_rest_of_body, rest),
        first_paragraph=first_paragraph,
        anchors=anchors,
        links=tuple(WrittenLink(kind, href, text, Span(path, *place)) for kind, href, text, *place in links),
        sections=tuple(Section(*section) for section in sections),
    )


def _rest_of_body(data: bytes) -> dict[str, object]:
    parts, sentence, lead, definition, notes, line_starts = _unpacked(data)
    return {
        "parts": tuple(map(Part._make, parts)),
        "sentence": sentence,
        "lead": lead,
        "definition": definition,
        "notes": notes,
        "line_starts": line_starts,
    }


def _pack_node(node: front_matter.Node) -> tuple[Any, ...]:
    """A value of front matter: text, a tuple of nodes or a dict; then its place."""
    if isinstance(node, Scalar):
        return (node.text, *_pack_place(node.span))
    if isinstance(node, Sequence):
        return (tuple(map(_pack_node, node.items)), *_pack_place(node.span))
    entries = {
        name: (_pack_place(key.span), _pack_node(value)) for name, (key, value) in node.entries.items()
    }
    return (entries, *_pack_place(node.span))


def _node(path: str, packed: tuple[Any, ...]) -> front_matter.Node:
    content, *place = packed
    span = Span(path, *place)
    if isinstance(content, str):
        return Scalar(content, span)
    if isinstance(content, tuple):
        return Sequence(tuple(_node(path, item) for item in content), span)
    return front_matter.Mapping(_entries(path, content), span)


def _entries(path: str, packed: dict[str, Any]) -> dict[str, tuple[Scalar, front_matter.Node]]:
    return {name: (Scalar(name, Span(path, *key)), _node(path, node)) for name, (key, node) in packed.items()}


def _front(path: str, data: bytes) -> dict[str, object]:
    entries, *place = _unpacked(data)
    return {"entries": _entries(path, entries), "span": Span(path, *place)}


def _pack_place(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.start, span.end


def _pack_problem(problem: Diagnostic) -> tuple[Any, ...]:
    related = tuple((other.message, _pack_span(other.span)) for other in problem.related)
    place = _pack_span(problem.span)
    return problem.code, problem.message, place, problem.hints, related, str(problem.severity)


def _problem(packed: tuple[Any, ...]) -> Diagnostic:
    code, message, place, hints, related, severity = packed
    others = tuple(Related(text, Span(*where)) for text, where in related)
    return Diagnostic(code, message, Span(*place), hints, others, Severity(severity))


def _pack_span(span: Span) -> tuple[str, int, int, int, int]:
    return span.path, *_pack_place(span)
