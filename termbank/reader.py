"""The content folder as a Glossary, with every problem of every file."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from termbank import frontmatter
from termbank.diagnostics import FORBIDDEN, Diagnostic, diagnostic, did_you_mean, forbidden_character, quote
from termbank.frontmatter import Scalar, plain
from termbank.markdown import BodyParser
from termbank.model import (
    Fields,
    Glossary,
    Key,
    Kind,
    Resource,
    ResourceFields,
    SiteFields,
    Status,
    Term,
    TermFields,
    slug_problem,
)
from termbank.source import Source, Span
from termbank.urls import slugify

MAX_FILE = 160_000
MEDIA = (".avif", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".webp")
SITE_DEPTH = 5

_NEAR_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")


@dataclass
class _Reading:
    """What has been read so far."""

    content: Path
    problems: list[Diagnostic] = field(default_factory=list)
    parser: BodyParser = field(default_factory=BodyParser)

    def report(self, code: str, message: str, span: Span, *hints: str) -> None:
        """Note a problem."""
        self.problems.append(diagnostic(code, message, span, *hints))


def read(content: Path, drafts: bool = False) -> Glossary:
    """Read `content` (site.yaml, terms/, resources/). Side effect: reads files; writes nothing.

    Problems are collected in the result. Records with problems keep what could be read of them.
    """
    reading = _Reading(content)
    site, site_front = _read_site(reading)
    terms: dict[str, Term] = {}
    resources: dict[str, Resource] = {}
    hidden: set[Key] = set()
    for kind, folder in (("term", "terms"), ("resource", "resources")):
        for slug, path, data in _content_files(reading, folder):
            record = _read_record(reading, kind, slug, path, data, site.language)  # type: ignore[arg-type]
            if record is None or _is_hidden(record, drafts):
                hidden.add(Key(kind, slug))  # type: ignore[arg-type]
            elif isinstance(record, Term):
                terms[slug] = record
            else:
                resources[slug] = record
    if not terms:
        _report_empty(reading, drafts, hidden)
    files = frozenset(_media(reading))
    return Glossary(
        site, terms, resources, hidden=frozenset(hidden), files=files,
        diagnostics=tuple(reading.problems), site_front=site_front,
    )  # fmt: skip


def _is_hidden(record: Term | Resource, drafts: bool) -> bool:
    return isinstance(record, Term) and record.fields.status is Status.DRAFT and not drafts


def _report_empty(reading: _Reading, drafts: bool, hidden: set[Key]) -> None:
    if not (reading.content / "terms").is_dir():
        message, cure = (
            "there is no folder `terms`",
            "put one file per term into it, such as `terms/rubric.md`",
        )
    elif hidden and not drafts:
        message, cure = (
            "there is no term that can be published",
            "mend the files named, or build drafts with `--drafts`",
        )
    else:
        message, cure = "the folder `terms` holds no terms", "add a file such as `terms/rubric.md`"
    reading.report("empty-content", message, Span("terms", 1, 1, 0, 0), cure)


def _read_site(reading: _Reading) -> tuple[SiteFields, frontmatter.Mapping | None]:
    path = reading.content / "site.yaml"
    if not os.path.lexists(path):
        for other in ("site.yml", "Site.yaml", "_site.yaml"):
            if (reading.content / other).exists():
                reading.report(
                    "file-name",
                    f"{quote(other)} is not read",
                    Span(other, 1, 1, 0, 0),
                    "rename it to `site.yaml`",
                )
        return SiteFields.model_validate({}), None
    data = _bytes(reading, "site.yaml")
    source = _decode(reading, "site.yaml", data) if data is not None else None
    if source is None:
        return SiteFields.model_validate({}), None
    root, broken, problems = frontmatter.read_block(source, 0, len(source.text), SITE_DEPTH)
    reading.problems += problems
    if root is None:
        return SiteFields.model_validate({}), None
    fields, _ = _validate(reading, SiteFields, root, broken, "the site")
    assert isinstance(fields, SiteFields)
    return fields, root


def _content_files(reading: _Reading, folder: str) -> Iterator[tuple[str, str, bytes]]:
    """Slug, path and bytes of every file of `folder` that is content, in the order of their slugs."""
    claimed: dict[str, str] = {}
    names = _names(reading, folder)
    for name in names:
        path = f"{folder}/{name}"
        stem, _, ending = name.rpartition(".")
        place = Span(path, 1, 1, 0, 0)
        if (reading.content / path).is_dir() and not (reading.content / path).is_symlink():
            _report_nested(reading, path)
        elif ending != "md":
            if f".{ending}".lower() in _NEAR_MARKDOWN:
                reading.report(
                    "file-name",
                    f"{quote(name)} is not read: its name must end in `.md`",
                    place,
                    f"rename it to {quote(f'{stem}.md')}",
                )
        elif "." in stem:
            reading.report(
                "file-name",
                f"{quote(name)} is not read: a dot in a name is kept for languages",
                place,
                f"rename it to {quote(slugify(stem) + '.md')}",
            )
        elif problem := slug_problem(stem):
            reading.report(
                "invalid-slug",
                f"the file name {quote(stem)} {problem}",
                place,
                f"rename it to {quote(_better(stem) + '.md')}",
            )
        elif (other := claimed.setdefault(_same_file(stem), path)) != path:
            reading.problems.append(
                diagnostic(
                    "duplicate-slug",
                    f"{quote(stem)} is the same name as {quote(other)}",
                    place,
                    "rename one of the two",
                )
            )
        elif (data := _bytes(reading, path)) is not None:
            yield stem, path, data


def _better(stem: str) -> str:
    slug = slugify(stem)
    return slug if slug and not slug_problem(slug) else f"{slug}-term".lstrip("-")


def _same_file(stem: str) -> str:
    return unicodedata.normalize("NFC", stem).casefold()


def _names(reading: _Reading, folder: str) -> list[str]:
    try:
        names = os.listdir(reading.content / folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(name for name in names if not name.startswith("."))


def _report_nested(reading: _Reading, path: str) -> None:
    for found in sorted((reading.content / path).rglob("*.md")):
        inner = found.relative_to(reading.content).as_posix()
        target = f"{path.split('/', maxsplit=1)[0]}/{found.name}"
        reading.report(
            "file-name",
            f"{quote(inner)} is not read: folders inside folders are passed over",
            Span(inner, 1, 1, 0, 0),
            f"move it to {quote(target)}",
        )


def _bytes(reading: _Reading, path: str) -> bytes | None:
    """The bytes of a regular file of reasonable size; None, with a problem noted, for anything else."""
    full, place = reading.content / path, Span(path, 1, 1, 0, 0)
    try:
        status = os.lstat(full)
        if not stat.S_ISREG(status.st_mode):
            reading.report(
                "not-a-file",
                "this is a link, a device or a folder, not a file",
                place,
                "put the file itself here",
            )
            return None
        if status.st_size > MAX_FILE:
            reading.report(
                "too-large", f"the file is larger than {MAX_FILE // 1000} kB", place, "split it in two"
            )
            return None
        with open(os.open(full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            return file.read()
    except OSError as error:
        reading.report(
            "not-a-file", f"the file cannot be read: {error.strerror}", place, "check its permissions"
        )
        return None


def _decode(reading: _Reading, path: str, data: bytes) -> Source | None:
    try:
        source = Source.from_bytes(path, data)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        place = Span(path, line, column, error.start, error.start + 1)
        reading.report(
            "not-utf-8",
            f"byte 0x{data[error.start]:02x} is not UTF-8 text",
            place,
            "save the file with the encoding UTF-8",
        )
        return None
    if found := FORBIDDEN.search(source.text):
        reading.problems.append(forbidden_character(found[0], source.span(found.start())))
        return None
    return source


def _read_record(
    reading: _Reading, kind: Kind, slug: str, path: str, data: bytes, language: str
) -> Term | Resource | None:
    source = _decode(reading, path, data)
    if source is None:
        return None
    front = frontmatter.read(source)
    reading.problems += front.diagnostics
    body, problems = reading.parser.parse(source, front.body_start)
    reading.problems += problems
    if front.root is None:
        return None
    declared = TermFields if kind == "term" else ResourceFields
    fields, extra = _validate(reading, declared, front.root, front.broken, f"a {kind}", slug)
    if isinstance(fields, TermFields):
        return Term(slug, path, language, fields, extra, body, front.root)
    assert isinstance(fields, ResourceFields)
    return Resource(slug, path, fields.language or language, fields, extra, body, front.root)


def _validate(
    reading: _Reading,
    declared: type[Fields],
    root: frontmatter.Mapping,
    broken: frozenset[str],
    owner: str,
    slug: str = "",
) -> tuple[Fields, Mapping[str, Any]]:
    """The declared fields of `root`, and those that begin with `x_`. What is wrong is reported and left out."""
    data: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, (key, node) in root.entries.items():
        if name in declared.model_fields:
            required = declared.model_fields[name].is_required()
            if required or not (isinstance(node, Scalar) and not node.text.strip()):
                data[name] = plain(node)
        elif name.startswith("x_"):
            extra[name] = plain(node)
        else:
            reading.problems.append(_unknown_field(name, key.span, declared, owner, root))
    for _ in range(10):
        try:
            return declared.model_validate(data), extra
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                _report_fault(reading, fault, declared, root, broken)
            _leave_out(data, [fault["loc"] for fault in error.errors(include_url=False)], slug)
    return declared.model_construct(title=slug), extra


def _unknown_field(
    name: str, span: Span, declared: type[Fields], owner: str, root: frontmatter.Mapping
) -> Diagnostic:
    free = [field for field in declared.model_fields if field not in root.entries]
    hints = did_you_mean(name, free) or ("a field of your own begins with `x_`",)
    return diagnostic("unknown-field", f"{quote(name)} is not a field of {owner}", span, *hints)


def _report_fault(
    reading: _Reading, fault: Any, declared: type[Fields], root: frontmatter.Mapping, broken: frozenset[str]
) -> None:
    path = [step for step in fault["loc"] if step != "[key]"]
    name = str(path[0])
    if fault["type"] == "missing":
        if name not in broken:
            reading.report(
                "missing-field",
                f"`{'.'.join(map(str, path))}` is missing",
                _first_line(root, path),
                f"add `{path[-1]}: …`",
            )
        return
    context = fault.get("ctx", {})
    span = root.key_place(*map(str, path)) if "[key]" in fault["loc"] else root.place(*path)
    if (
        len(path) == 1
        and isinstance(root.entries[name][1], Scalar)
        and not plain(root.entries[name][1]).strip()
    ):
        # An empty value has no width: show the name of the field instead.
        reading.report("missing-field", f"`{name}` is empty", root.key_place(name), f"write `{name}: …`")
        return
    if fault["type"] == "extra_forbidden":
        return
    label = ".".join(str(step) for step in path if isinstance(step, str))
    message = f"`{label}`: {context.get('message', fault['msg'])}"
    reading.report(_code(fault["type"]), message, span, *context.get("hints", ()))


def _code(kind: str) -> str:
    return kind if "-" in kind else "wrong-type"


def _first_line(root: frontmatter.Mapping, path: list[Any]) -> Span:
    place = root.place(*path)
    return Span(place.path, place.line, place.column, place.start, place.start)


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


def _media(reading: _Reading) -> Iterator[str]:
    """Images and documents below the content folder, as paths relative to it. Links are not followed."""
    content = reading.content
    for folder, subfolders, names in os.walk(content):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in names:
            full = os.path.join(folder, name)
            if name.lower().endswith(MEDIA) and stat.S_ISREG(os.lstat(full).st_mode):
                yield PurePosixPath(os.path.relpath(full, content).replace(os.sep, "/")).as_posix()
