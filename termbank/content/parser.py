"""One content file as a record, with every problem of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import ValidationError

from termbank.content.model import Kind, Parsed, Resource, Term
from termbank.content.schema import Fields, ResourceFields, TermFields
from termbank.text import front_matter, yaml_nodes
from termbank.text.diagnostics import FORBIDDEN, Diagnostic, diagnostic, forbidden_character
from termbank.text.markdown.parser import BodyParser
from termbank.text.source import Source, Span
from termbank.text.suggest import did_you_mean, quote
from termbank.text.yaml_nodes import Scalar, plain


def parse(kind: Kind, slug: str, path: str, data: bytes, language: str) -> Parsed:
    """The record that a file's bytes hold. Depends on nothing but the arguments; never raises for what they hold.

    `path` is relative to the content folder; `language` is the site's. A record with problems keeps what could
    be read of it.
    """
    problems: list[Diagnostic] = []
    source = decode(problems, path, data)
    if source is None:
        return Parsed(None, tuple(problems))
    front = front_matter.read(source)
    problems += front.diagnostics
    body, found = _bodies().parse(source, front.body_start)
    problems += found
    if front.root is None:
        return Parsed(None, tuple(problems))
    declared = TermFields if kind == "term" else ResourceFields
    fields, extra = Validation(declared, front.root, front.broken, f"a {kind}", slug, problems).run()
    if isinstance(fields, TermFields):
        return Parsed(Term(slug, path, language, fields, extra, body, front.root), tuple(problems))
    assert isinstance(fields, ResourceFields)
    home = fields.language or language
    return Parsed(Resource(slug, path, home, fields, extra, body, front.root), tuple(problems))


@cache
def _bodies() -> BodyParser:
    return BodyParser()


def decode(problems: list[Diagnostic], path: str, data: bytes) -> Source | None:
    """A file's bytes as text; None, with the reason added to `problems`, where they are not fit to be shown."""
    try:
        source = Source.from_bytes(path, data)
    except UnicodeDecodeError as error:
        problems.append(_not_utf_8(path, data, error.start))
        return None
    printable = source.text.replace("\n", "").isprintable()
    if not printable and (found := FORBIDDEN.search(source.text)):
        problems.append(forbidden_character(found[0], source.span(found.start())))
        return None
    return source


def _not_utf_8(path: str, data: bytes, start: int) -> Diagnostic:
    before = data[:start].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return diagnostic(
        "not-utf-8",
        f"byte 0x{data[start]:02x} is not UTF-8 text",
        Span(path, line, column, start, start + 1),
        "save the file with the encoding UTF-8",
    )


@dataclass
class Validation:
    """The values of front matter against the fields that are `declared`.

    `broken` names fields whose text could not be read; `owner` is what has the fields, for messages; from `slug`
    a title is made where none can be used. What is wrong is added to `problems` and left out.
    """

    declared: type[Fields]
    root: yaml_nodes.Mapping
    broken: frozenset[str]
    owner: str
    slug: str = ""
    problems: list[Diagnostic] = field(default_factory=list)

    def run(self) -> tuple[Fields, Mapping[str, Any]]:
        """The declared fields, and those that begin with `x_`."""
        data, extra = self._sorted()
        for _ in range(10):
            try:
                return self.declared.model_validate(data), extra
            except ValidationError as error:
                faults = error.errors(include_url=False)
            for fault in faults:
                self._report(fault)
            _leave_out(data, [fault["loc"] for fault in faults], self.slug)
        return self.declared.model_construct(title=self.slug), extra

    def _sorted(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of declared fields, and of the site's own."""
        data: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, (key, node) in self.root.entries.items():
            if declared := self.declared.model_fields.get(name):
                if declared.is_required() or not (isinstance(node, Scalar) and not node.text.strip()):
                    data[name] = plain(node)
            elif name.startswith("x_"):
                extra[name] = plain(node)
            else:
                self.problems.append(self._unknown(name, key.span))
        return data, extra

    def _unknown(self, name: str, span: Span) -> Diagnostic:
        free = [field for field in self.declared.model_fields if field not in self.root.entries]
        hints = did_you_mean(name, free) or ("a field of your own begins with `x_`",)
        return diagnostic("unknown-field", f"{quote(name)} is not a field of {self.owner}", span, *hints)

    def _report(self, fault: Any) -> None:
        path = [step for step in fault["loc"] if step != "[key]"]
        if fault["type"] == "missing":
            self._report_missing(path)
        elif len(path) == 1 and self._is_empty(str(path[0])):
            # An empty value has no width: show the name of the field instead.
            name = str(path[0])
            place = self.root.key_place(name)
            self._add("missing-field", f"`{name}` is empty", place, f"write `{name}: …`")
        elif fault["type"] != "extra_forbidden":
            context = fault.get("ctx", {})
            key = "[key]" in fault["loc"]
            span = self.root.key_place(*map(str, path)) if key else self.root.place(*path)
            label = ".".join(str(step) for step in path if isinstance(step, str))
            message = f"`{label}`: {context.get('message', fault['msg'])}"
            self._add(_code(fault["type"]), message, span, *context.get("hints", ()))

    def _report_missing(self, path: list[Any]) -> None:
        if str(path[0]) not in self.broken:
            place = self.root.place(*path)
            first = Span(place.path, place.line, place.column, place.start, place.start)
            name = ".".join(map(str, path))
            self._add("missing-field", f"`{name}` is missing", first, f"add `{path[-1]}: …`")

    def _is_empty(self, name: str) -> bool:
        node = self.root.entries[name][1]
        return isinstance(node, Scalar) and not node.text.strip()

    def _add(self, code: str, message: str, span: Span, *hints: str) -> None:
        self.problems.append(diagnostic(code, message, span, *hints))


def _code(kind: str) -> str:
    return kind if "-" in kind else "wrong-type"


def _leave_out(data: dict[str, Any], faults: list[tuple[Any, ...]], slug: str) -> None:
    """Take the faulty values out of `data`, so that the rest can be used; a title is made from the slug."""
    for loc in sorted(faults, key=lambda path: [str(step) for step in path], reverse=True):
        holder: Any = data
        for step in loc[:-1]:
            inside = holder[step] if isinstance(holder, dict | list) and _has(holder, step) else None
            if not isinstance(inside, dict | list):
                break
            holder = inside
        else:
            if _has(holder, loc[-1]):
                del holder[loc[-1]]
                continue
        if loc[0] in data and len(loc) > 1:
            del data[loc[0]]
    if slug and "title" not in data:
        data["title"] = slug.replace("-", " ")


def _has(holder: dict[Any, Any] | list[Any], step: Any) -> bool:
    return step in holder if isinstance(holder, dict) else isinstance(step, int) and step < len(holder)
