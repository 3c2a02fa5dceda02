"""One content file as a record, with every problem of it."""

from __future__ import annotations

import re
from functools import cache

from termbank.content.key import Kind
from termbank.content.model import OwnPage, Parsed, Resource, Term
from termbank.content.schema import PLAIN, RECORD_FIELDS, PageFields, ResourceFields, Setting, TermFields
from termbank.content.validation import Validation
from termbank.text import front_matter, yaml_nodes
from termbank.text.diagnostics import Diagnostic, diagnostic, forbidden_character
from termbank.text.invisible import find_forbidden, without_forbidden
from termbank.text.markdown.parser import BodyParser
from termbank.text.source import Source, Span
from termbank.text.suggest import quote

_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)


def parse(kind: Kind, slug: str, path: str, data: bytes, language: str, setting: Setting = PLAIN) -> Parsed:
    """The record that a file's bytes hold. Depends on nothing but the arguments; never raises for what they hold.

    `path` is relative to the content folder; `language` is the site's. A record with problems keeps what could be read
    of it.
    """
    problems: list[Diagnostic] = []
    source = decode(problems, path, data)
    if source is None:
        return Parsed(None, tuple(problems))
    front = front_matter.read(source)
    # The text of the home page has the site's title, so a few lines of plain Markdown are enough.
    is_home = (kind, slug) == ("page", "index")
    problems += [item for item in front.diagnostics if not (is_home and item.code == "missing-front-matter")]
    # Also where the front matter is refused: one run reports the mistakes of both.
    title = front.root.entries.get("title") if front.root else None
    written = title[1].text if title and isinstance(title[1], yaml_nodes.Scalar) else slug.replace("-", " ")
    body, found = _bodies().parse(source, front.body_start, setting.large, written)
    problems += found
    root, broken = front.root, front.broken
    if any(
        problem.code == "too-deep" or (problem.code == "too-large" and not setting.large)
        for problem in problems
    ):
        # One message for the file: nothing about fields that the file may well have.
        return Parsed(None, tuple(problems))
    if root is None and any(problem.code == "missing-front-matter" for problem in front.diagnostics):
        root, broken = yaml_nodes.Mapping({}, source.span(0, 0)), frozenset(["title"])
    if root is None:
        return Parsed(None, tuple(problems))
    broken |= {"title"} if is_home else set()
    fields, extra = Validation(
        RECORD_FIELDS[kind], root, broken, f"a {kind}", slug, problems, setting.own
    ).run()
    if isinstance(fields, TermFields):
        return Parsed(Term(slug, path, language, fields, extra, body, root), tuple(problems))
    if isinstance(fields, PageFields):
        return Parsed(OwnPage(slug, path, language, fields, extra, body, root), tuple(problems))
    assert isinstance(fields, ResourceFields)
    home = fields.language or language
    return Parsed(Resource(slug, path, home, fields, extra, body, root), tuple(problems))


@cache
def _bodies() -> BodyParser:
    return BodyParser()


def decode(problems: list[Diagnostic], path: str, data: bytes) -> Source | None:
    """A file's bytes as text; None, with the reason added to `problems`, where they are not fit to be shown."""
    try:
        source = Source.from_bytes(path, data)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        old = data[error.start : error.start + 1].decode("cp1252", "replace")
        meant = f": in an older encoding it is {quote(old)}" if old.isprintable() and old != "\ufffd" else ""
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 text{meant}"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            message = "the file is UTF-16 text, which some programs call Unicode"
        place = Span(path, line, column, error.start, error.start + 1)
        problems.append(diagnostic("not-utf-8", message, place, "save the file with the encoding UTF-8"))
        return None
    if found := find_forbidden(source.text):
        problems.append(forbidden_character(found[0][0], source.span(found[0].start()), len(found)))
        # For those who allow it: the text goes on without them.
        source = Source(path, without_forbidden(source.text))
    if ("<<<<<<<" in source.text or ">>>>>>>" in source.text) and (mark := _CONFLICT.search(source.text)):
        message = "a merge left both versions of this place in the file"
        cure = "keep one version, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`"
        problems.append(diagnostic("merge-conflict", message, source.span(*mark.span()), cure))
        return None
    return source
