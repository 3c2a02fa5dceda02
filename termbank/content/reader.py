"""The content folder as a Glossary, with every problem of every file."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from termbank.config import content_problem
from termbank.content.intake import Found, fetch, parse_files
from termbank.content.key import Key, Kind
from termbank.content.model import Glossary, Resource, Term
from termbank.content.parser import decode
from termbank.content.routes import slug_problem
from termbank.content.schema import SiteFields, Status
from termbank.content.validation import Validation
from termbank.system.pool import ALONE, Pool
from termbank.system.store import Store
from termbank.text import yaml_nodes, yaml_reader
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import quote
from termbank.text.urls import slugify

MEDIA = (".avif", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".webp")
SITE_DEPTH = 5

_NEAR_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")


@dataclass
class _Reading:
    """What has been read so far."""

    content: Path
    problems: list[Diagnostic] = field(default_factory=list)

    def report(self, code: str, message: str, span: Span, *hints: str) -> None:
        """Note a problem."""
        self.problems.append(diagnostic(code, message, span, *hints))


def read(content: Path, drafts: bool = False, store: Store | None = None, pool: Pool = ALONE) -> Glossary:
    """Read `content` (site.yaml, terms/, resources/). Side effects: reads files, adds to `store`.

    Problems are collected in the result. Records with problems keep what could be read of them. Files that
    `store` knows are not parsed again; `pool` parses the others.
    """
    reading = _Reading(content)
    site, site_front = _read_site(reading)
    terms: dict[str, Term] = {}
    resources: dict[str, Resource] = {}
    hidden: set[Key] = set()
    digests: dict[Key, str] = {}
    found = [*_content_files(reading, "term", "terms"), *_content_files(reading, "resource", "resources")]
    parsed = parse_files(content, found, site.language, store or Store(), pool)
    for (key, _), file in zip(found, parsed, strict=True):
        record = file.parsed.record
        reading.problems += file.parsed.problems
        digests[key] = file.digest
        if record is None or _is_hidden(record, drafts):
            hidden.update([key] if file.digest else [])
        elif isinstance(record, Term):
            terms[key.slug] = record
        else:
            resources[key.slug] = record
    if not terms:
        _report_empty(reading, drafts, hidden)
    files = frozenset(_media(reading))
    return Glossary(
        site, terms, resources, hidden=frozenset(hidden), files=files,
        diagnostics=tuple(reading.problems), site_front=site_front, digests=digests,
    )  # fmt: skip


def _is_hidden(record: Term | Resource, drafts: bool) -> bool:
    return isinstance(record, Term) and record.fields.status is Status.DRAFT and not drafts


def _report_empty(reading: _Reading, drafts: bool, hidden: set[Key]) -> None:
    if not (reading.content / "terms").is_dir():
        message = "there is no folder `terms`"
        cure = content_problem(reading.content) or "put one file per term into it, such as `terms/rubric.md`"
    elif hidden and not drafts:
        message, cure = (
            "there is no term that can be published",
            "mend the files named, or build drafts with `--drafts`",
        )
    else:
        message, cure = "the folder `terms` holds no terms", "add a file such as `terms/rubric.md`"
    reading.report("empty-content", message, Span("terms", 1, 1, 0, 0), cure)


def _read_site(reading: _Reading) -> tuple[SiteFields, yaml_nodes.Mapping | None]:
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
    data = fetch(reading.content, "site.yaml")
    if isinstance(data, Diagnostic):
        reading.problems.append(data)
        return SiteFields.model_validate({}), None
    source = decode(reading.problems, "site.yaml", data)
    if source is None:
        return SiteFields.model_validate({}), None
    root, broken, problems = yaml_reader.read(source, 0, len(source.text), SITE_DEPTH)
    reading.problems += problems
    if root is None:
        return SiteFields.model_validate({}), None
    fields, _ = Validation(SiteFields, root, broken, "the site", problems=reading.problems).run()
    assert isinstance(fields, SiteFields)
    return fields, root


def _content_files(reading: _Reading, kind: Kind, folder: str) -> Iterator[Found]:
    """Every file of `folder` that is content, in the order of their slugs."""
    claimed: dict[str, str] = {}
    for name, is_folder in _entries(reading, folder):
        path = f"{folder}/{name}"
        stem, _, ending = name.rpartition(".")
        place = Span(path, 1, 1, 0, 0)
        if is_folder:
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
        else:
            yield Found(Key(kind, stem), path)


def _better(stem: str) -> str:
    slug = slugify(stem)
    return slug if slug and not slug_problem(slug) else f"{slug}-term".lstrip("-")


def _same_file(stem: str) -> str:
    return unicodedata.normalize("NFC", stem).casefold()


def _entries(reading: _Reading, folder: str) -> list[tuple[str, bool]]:
    """The names in a folder, and whether each is a folder itself; hidden ones are passed over."""
    try:
        with os.scandir(reading.content / folder) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(entry for entry in found if not entry[0].startswith("."))


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


def _media(reading: _Reading) -> Iterator[str]:
    """Images and documents below the content folder, as paths relative to it. Links are not followed."""
    content = reading.content
    for folder, subfolders, names in os.walk(content):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in names:
            full = os.path.join(folder, name)
            if name.lower().endswith(MEDIA) and stat.S_ISREG(os.lstat(full).st_mode):
                yield PurePosixPath(os.path.relpath(full, content).replace(os.sep, "/")).as_posix()
