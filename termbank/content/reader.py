"""The content folder as a Glossary, with every problem of every file."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from termbank.config import content_problem
from termbank.content.intake import Found, fetch, parse_files
from termbank.content.key import Key, Kind
from termbank.content.model import Glossary, Resource, Term
from termbank.content.parser import decode
from termbank.content.root_files import FOLDER, read_root
from termbank.content.routes import slug_problem
from termbank.content.schema import REFERENCES, SiteFields, Status
from termbank.content.validation import Validation
from termbank.system.pool import ALONE, Pool
from termbank.system.store import Store
from termbank.text import yaml_nodes, yaml_reader
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Severity
from termbank.text.source import Span
from termbank.text.suggest import nearest, quote
from termbank.text.urls import slugify

MEDIA = (".avif", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".webp")
SITE_DEPTH = 5

_FOLDERS = ("terms", "resources")

_NEAR_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_DOCUMENTS = (".doc", ".docx", ".odt", ".rtf", ".pages", ".html", ".htm")
# What stands in folders for people and programs, not for readers: how a folder is meant, and what Office leaves open.
# In lower case alone it is a term: a glossary of research has `license.md`, one of programming `readme.md`.
_PASSED_OVER = re.compile(
    r"(?!(?-i:[a-z.]+)$)(?:readme|license|licence|contributing|changelog)(?:\.\w+)?|~\$.*", re.IGNORECASE
)
# `.net.md` is a term that somebody wrote; `._net.md` and `.#net.md` are what macOS and Emacs leave there.
_DOTTED = re.compile(r"\.[^._#].*\.md", re.IGNORECASE)
# How Windows, iCloud, Dropbox and Syncthing name the second copy of a file.
_COPY = re.compile(
    r" (?:\d{1,2}|\(\d{1,2}\)|- Copy(?: \(\d+\))?|copy(?: \d+)?)$|\.sync-conflict-[\w-]+$| \(.*conflicted copy.*\)$"
)


@dataclass
class _Reading:
    """What has been read so far."""

    content: Path
    problems: list[Diagnostic] = field(default_factory=list)
    hidden: set[Key] = field(default_factory=set)
    renamed: dict[tuple[str, str], Key] = field(default_factory=dict)

    def report(self, code: str, message: str, span: Span, *hints: str) -> None:
        """Note a problem."""
        self.problems.append(diagnostic(code, message, span, *hints))

    def report_unreadable(self, folder: str, error: OSError) -> None:
        """Note that nobody may look into a folder."""
        message = f"the folder cannot be read: {error.strerror}"
        self.report("not-a-file", message, Span(folder, 1, 1, 0, 0), "check its permissions")


def read(
    content: Path,
    drafts: bool = False,
    store: Store | None = None,
    pool: Pool = ALONE,
    allow: Collection[str] = (),
) -> Glossary:
    """Read `content` (site.yaml, terms/, resources/). Side effects: reads files, adds to `store`.

    Problems are collected in the result. Records with problems keep what could be read of them. Files that
    `store` knows are not parsed again; `pool` parses the others. Bodies beyond the usual limit are read where `allow`
    has their code, or `all`.
    """
    reading = _Reading(content)
    site, site_front = _read_site(reading)
    terms, resources, digests = dict[str, Term](), dict[str, Resource](), dict[Key, str]()
    _report_strays(reading)
    found = [*_content_files(reading, "term", "terms"), *_content_files(reading, "resource", "resources")]
    large = not {"too-large", "all"}.isdisjoint(allow)
    parsed = parse_files(content, found, site.language, store or Store(), pool, large)
    for (key, _), file in zip(found, parsed, strict=True):
        record = file.parsed.record
        reading.problems += file.parsed.problems
        digests[key] = file.digest
        draft = isinstance(record, Term) and record.fields.status is Status.DRAFT and not drafts
        if record is None or draft:
            reading.hidden.add(key)
        elif isinstance(record, Term):
            terms[key.slug] = _following(record, reading.renamed)
        else:
            resources[key.slug] = _following(record, reading.renamed)
    # Who may not read the folder of terms need not hear that no terms were found.
    if not terms and not any(item.span.path == "terms" for item in reading.problems):
        if not os.path.isdir(content / "terms"):
            message = "there is no folder `terms`"
            cure = content_problem(content) or "put one file per term into it, such as `terms/rubric.md`"
        elif reading.hidden and not drafts:
            message = "there is no term that can be published"
            cure = "mend the files named, or build drafts with `--drafts`"
        else:
            message, cure = "the folder `terms` holds no terms", "add a file such as `terms/rubric.md`"
        reading.report("empty-content", message, Span("terms", 1, 1, 0, 0), cure)
    files = frozenset(_media(reading))
    root = read_root(content, reading.problems)
    return Glossary(
        site, terms, resources, hidden=frozenset(reading.hidden), files=files, renamed=reading.renamed, root=root,
        diagnostics=tuple(reading.problems), site_front=site_front, digests=digests,
    )  # fmt: skip


R = TypeVar("R", Term, Resource)


def _report_strays(reading: _Reading) -> None:
    """Name folders with Markdown files that nothing reads, such as `ressources/`, and such files beside the folders."""
    for name, is_folder in _entries(reading, ""):
        message, cure = (
            f"{quote(name)} is not read: it stands beside the folders",
            f"move it to {quote(f'terms/{name}')}",
        )
        names = [name]
        if is_folder:
            near = nearest(name, _FOLDERS, 1)
            message = f"the folder {quote(name)} is not read"
            cure = f"rename it to `{near[0]}`" if near else "move its files into `terms` or `resources`"
            names = [inner for inner, _ in _entries(reading, name)] if name not in (*_FOLDERS, FOLDER) else []
        if any(inner.endswith(".md") and not _PASSED_OVER.fullmatch(inner) for inner in names):
            found = diagnostic("file-name", message, Span(name, 1, 1, 0, 0), cure)
            # Notes of the authors may well lie in a folder of their own.
            severity = Severity.WARNING if is_folder and not nearest(name, _FOLDERS, 1) else found.severity
            reading.problems.append(replace(found, severity=severity))


def _following(record: R, renamed: Mapping[tuple[str, str], Key]) -> R:
    """`record` with the slugs of the files that it names as they are written: `related: [Scoring Guide]`."""
    if not renamed:
        return record
    slugs = {written: key.slug for (kind, written), key in renamed.items() if kind == "term"}
    changes: dict[str, object] = {}
    for name in REFERENCES[record.key.kind]:
        value = getattr(record.fields, name)
        if any(slug in slugs for slug in value):
            follow = ((slugs.get(slug, slug), slug) for slug in value)
            is_map = isinstance(value, Mapping)
            changes[name] = (
                {new: value[old] for new, old in follow} if is_map else tuple(new for new, _ in follow)
            )
    return replace(record, fields=record.fields.model_copy(update=changes)) if changes else record


def _read_site(reading: _Reading) -> tuple[SiteFields, yaml_nodes.Mapping | None]:
    path = reading.content / "site.yaml"
    if not os.path.lexists(path):
        for other in ("site.yml", "Site.yaml", "_site.yaml"):
            if os.path.lexists(reading.content / other):
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


def _content_files(reading: _Reading, kind: Kind, folder: str) -> list[Found]:
    """Every file of `folder` that is content, in the order of their slugs."""
    claimed: dict[str, str] = {}
    found: list[Found] = []
    for name, is_folder in _entries(reading, folder):
        path, stem = f"{folder}/{name}", name.removesuffix(".md")
        place = Span(path, 1, 1, 0, 0)
        if is_folder:
            _report_nested(reading, path, kind)
            continue
        if _PASSED_OVER.fullmatch(name):
            continue
        if refused := _refusal(reading.content / folder, name):
            reading.report("file-name", refused[0], place, refused[1])
            # Other files may refer to it: one message is enough.
            reading.hidden.add(Key(kind, slugify(name.rpartition(".")[0])))
            continue
        if not name.endswith(".md"):
            continue
        slug = stem
        if problem := slug_problem(stem):
            slug = slugify(stem)
            if not slug or slug_problem(slug):
                slug = f"{slug}-{kind}".lstrip("-")
            hint = f"rename it to {quote(f'{slug}.md')}"
            reading.report("invalid-slug", f"the file name {quote(stem)} {problem}", place, hint)
            # Where the site allows it, `terms/Exit Ticket.md` is `exit-ticket`, by whatever name others refer to it.
            reading.renamed[kind, stem] = Key(kind, slug)
        same = unicodedata.normalize("NFC", slug).casefold()
        if (other := claimed.setdefault(same, path)) != path:
            message = f"{quote(stem)} is the same name as {quote(other)}"
            reading.report("duplicate-slug", message, place, "rename one of the two")
        else:
            found.append(Found(Key(kind, slug), path))
    return found


def _refusal(folder: Path, name: str) -> tuple[str, str] | None:
    """Why a file that looks like content is not read, and the cure; None for what is read, or is no content."""
    stem, _, ending = name.rpartition(".")
    original = f"{_COPY.sub('', stem)}.{ending}"
    better = quote(f"{slugify(stem)}.md")
    if f".{ending}".lower() in _DOCUMENTS:
        return f"{quote(name)} is not read: it is no Markdown file", f"save its text as {better}"
    if ending != "md" and f".{ending}".lower() in _NEAR_MARKDOWN:
        return f"{quote(name)} is not read: its name must end in `.md`", f"rename it to {quote(f'{stem}.md')}"
    if ending != "md":
        return None
    if _COPY.search(stem) and (folder / original).exists():
        return f"{quote(name)} is not read: it is a copy of {quote(original)}", "delete one of the two"
    if name.startswith("."):
        return f"{quote(name)} is not read: a name that begins with a dot is hidden", f"rename it to {better}"
    if "." in stem:
        return f"{quote(name)} is not read: a dot in a name is kept for languages", f"rename it to {better}"
    return None


def _entries(reading: _Reading, folder: str) -> list[tuple[str, bool]]:
    """The names in a folder, and whether each is a folder itself; hidden ones are passed over."""
    try:
        with os.scandir(reading.content / folder) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        reading.report_unreadable(folder, error)
        return []
    return sorted(entry for entry in found if not entry[0].startswith(".") or _DOTTED.fullmatch(entry[0]))


def _report_nested(reading: _Reading, path: str, kind: Kind) -> None:
    if path.endswith(".md"):
        message = f"{quote(path.rpartition('/')[2])} is a folder, not a file"
        reading.report("file-name", message, Span(path, 1, 1, 0, 0), "move what is in it up, and remove it")
    for found in sorted((reading.content / path).rglob("*.md")):
        inner = found.relative_to(reading.content).as_posix()
        if _PASSED_OVER.fullmatch(found.name):
            continue
        target = f"{path.split('/', maxsplit=1)[0]}/{found.name}"
        reading.hidden.add(Key(kind, found.stem))
        reading.report(
            "file-name",
            f"{quote(inner)} is not read: folders inside folders are passed over",
            Span(inner, 1, 1, 0, 0),
            f"move it to {quote(target)}",
        )


def _media(reading: _Reading) -> Iterator[str]:
    """Images and documents below the content folder, as paths relative to it. Links are not followed."""
    content = reading.content

    # A folder that nobody may read holds pictures that pages need; those of terms are named where they are read.
    def report(error: OSError) -> None:
        path = os.path.relpath(error.filename, content)
        if path not in ("terms", "resources"):
            reading.report_unreadable(path, error)

    for folder, subfolders, names in os.walk(content, onerror=report):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        if folder == str(content) and FOLDER in subfolders:
            # These have an address of their own in the site.
            subfolders.remove(FOLDER)
        for name in names:
            full = os.path.join(folder, name)
            if name.lower().endswith(MEDIA) and stat.S_ISREG(os.lstat(full).st_mode):
                yield PurePosixPath(os.path.relpath(full, content).replace(os.sep, "/")).as_posix()
