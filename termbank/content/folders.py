"""The files of the content folder: which of them are content, and what is named because nothing reads it."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from termbank.config import content_problem
from termbank.content.intake import Found, fetch
from termbank.content.key import Key, Kind
from termbank.content.model import Picture
from termbank.content.routes import MEDIA, address_problem
from termbank.text import yaml_nodes
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Severity
from termbank.text.source import Span, is_regular
from termbank.text.suggest import did_you_mean, nearest, quote
from termbank.text.urls import slugify

_FOLDERS = ("terms", "resources", "pages")

_NEAR_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")

_DOCUMENTS = (".doc", ".docx", ".odt", ".rtf", ".pages", ".html", ".htm")

# What stands in folders for people and programs, not for readers: how a folder is meant, and what Office leaves open.
# In lower case alone it is a term: a glossary of research has `license.md`, one of programming `readme.md`.
_PASSED_OVER = re.compile(
    r"(?!(?-i:[a-z.]+)$)(?:readme|license|licence|contributing|changelog)(?:\.\w+)?|~\$.*", re.IGNORECASE
)

# What people keep beside content in every repository, whatever its ending.
_NOTES = frozenset(
    [
        "authors",
        "changelog",
        "codeowners",
        "contributing",
        "copying",
        "license",
        "licence",
        "notice",
        "readme",
    ]
)

# `.net.md` is a term that somebody wrote; `._net.md` and `.#net.md` are what macOS and Emacs leave there.
_DOTTED = re.compile(r"\.[^._#].*\.md", re.IGNORECASE)

# How Windows, iCloud, Dropbox and Syncthing name the second copy of a file.
_COPY = re.compile(
    r" (?:\d{1,2}|\(\d{1,2}\)|- Copy(?: \(\d+\))?|copy(?: \d+)?)$|\.sync-conflict-[\w-]+$| \(.*conflicted copy.*\)$"
)

MAX_MEDIA = 50_000_000
"""Bytes of a picture or document at most: readers on phones wait for it, and hosts refuse larger ones."""
ROOT_FOLDER = "root"
ROOT_ENDINGS = ("", ".html", ".ico", ".json", ".png", ".txt", ".webmanifest", ".xml")

_ROOT_NAME = re.compile(r"(?:\.well-known/)?(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
# What a browser would run or render as a page of this site. Contributors are strangers: a script in a file beside the
# pages could do all that the pages may do, and no security policy would stand in its way.
_ACTIVE = re.compile(rb"<\s*[a-zA-Z!]", re.IGNORECASE)
_ACTIVE_XML = re.compile(rb"xmlns|<\?xml-stylesheet|<!(?:doctype|entity)", re.IGNORECASE)


@dataclass
class Reading:
    """What has been read so far."""

    content: Path
    problems: list[Diagnostic] = field(default_factory=list)
    hidden: set[Key] = field(default_factory=set)
    renamed: dict[tuple[str, str], Key] = field(default_factory=dict)
    unfit: dict[str, Diagnostic] = field(default_factory=dict)

    def report(self, code: str, message: str, span: Span, *hints: str) -> None:
        """Note a problem."""
        self.problems.append(diagnostic(code, message, span, *hints))

    def report_unreadable(self, folder: str, error: OSError) -> None:
        """Note that nobody may look into a folder."""
        message = f"the folder cannot be read: {error.strerror}"
        self.report("not-a-file", message, Span(folder, 1, 1, 0, 0), "check its permissions")


def content_files(reading: Reading, kind: Kind, folder: str) -> list[Found]:
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
        if problem := address_problem(kind, stem):
            slug = slugify(stem)
            if not slug or address_problem(kind, slug):
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
    # Nearly all of many thousand names: a better name is sought for the others alone.
    if ending == "md" and stem and "." not in stem and not _COPY.search(stem):
        return None
    fenced = False
    if ending.lower() == "txt" and is_regular(folder / name):
        with suppress(OSError), (folder / name).open("rb") as file:
            fenced = file.read(8).removeprefix(b"\xef\xbb\xbf").startswith((b"---\n", b"---\r\n"))
    # Windows shows `rubric.md.txt` as `rubric.md`; other texts may be notes.
    if ending.lower() == "txt" and (stem.endswith(".md") or fenced):
        better = quote(f"{slugify(stem.removesuffix('.md'))}.md")
        return f"{quote(name)} is not read: its name must end in `.md`", f"rename it to {better}"
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


def _entries(reading: Reading, folder: str) -> list[tuple[str, bool]]:
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


def _report_nested(reading: Reading, path: str, kind: Kind) -> None:
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


def report_strays(reading: Reading) -> None:
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
            names = (
                [inner for inner, _ in _entries(reading, name)]
                if name not in (*_FOLDERS, ROOT_FOLDER)
                else []
            )
        if any(inner.endswith(".md") and not _PASSED_OVER.fullmatch(inner) for inner in names):
            found = diagnostic("file-name", message, Span(name, 1, 1, 0, 0), cure)
            # Notes of the authors may well lie in a folder of their own.
            severity = Severity.WARNING if is_folder and not nearest(name, _FOLDERS, 1) else found.severity
            reading.problems.append(replace(found, severity=severity))


def report_no_terms(reading: Reading, drafts: bool) -> None:
    """Say that there is nothing to publish, and why."""
    # Who may not read the folder of terms need not hear that no terms were found.
    if any(item.span.path == "terms" for item in reading.problems):
        return
    place = Span("terms", 1, 1, 0, 0)
    if not os.path.isdir(reading.content):
        # Another branch is checked out, and the preview runs on.
        message, place = f"there is no folder {quote(str(reading.content))}", Span("", 1, 1, 0, 0)
        cure = "put it back, or name the folder that holds `terms/` with `--content`"
    elif not os.path.isdir(reading.content / "terms"):
        message = "there is no folder `terms`"
        cure = content_problem(reading.content) or "put one file per term into it, such as `terms/rubric.md`"
    elif reading.hidden and not drafts:
        message = "there is no term that can be published"
        cure = "mend the files named, or build drafts with `--drafts`"
    else:
        message, cure = "the folder `terms` holds no terms", "add a file such as `terms/rubric.md`"
    reading.report("empty-content", message, place, cure)


def other_files(reading: Reading) -> frozenset[str]:
    """The files that are neither text nor settings, as paths below the content folder. Links are not followed.

    Files that no rule reads are named, once for each folder; those that are problems already are not named again.
    Side effect: `reading` learns which of the files cannot be published.
    """
    content, found = reading.content, set[str]()
    named = {item.span.path for item in reading.problems}

    # A folder that nobody may read holds pictures that pages need; those of records are named where they are read.
    def report(error: OSError) -> None:
        path = os.path.relpath(error.filename, content)
        # Of a folder that is gone, nothing is known but what is missing: who needs it says so.
        if path not in _FOLDERS and not isinstance(error, FileNotFoundError):
            reading.report_unreadable(path, error)

    for folder, subfolders, names in os.walk(content, onerror=report):
        here = "" if folder == str(content) else os.path.relpath(folder, content).replace(os.sep, "/") + "/"
        links = [name for name in subfolders if os.path.islink(f"{folder}/{name}")]
        subfolders[:] = sorted(
            name
            for name in subfolders
            # Those of the root have an address of their own in the site.
            if not name.startswith(".") and name not in links and f"{here}{name}" != ROOT_FOLDER
        )
        unread = [f"{here}{name}" for name in links]
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = f"{here}{name}"
            if not name.endswith((".md", ".yaml")):
                found.add(path)
                if problem := _unfit(content, path):
                    reading.unfit[path] = problem
            is_note = name.partition(".")[0].lower() in _NOTES or _PASSED_OVER.fullmatch(name)
            # One that is too large, or a link, is named where a page shows it.
            is_shown = name.lower().endswith(MEDIA)
            if not (is_note or is_shown or (name.endswith(".md") and here[:-1] in _FOLDERS)):
                unread.append(path)
        # `drafts/` is named as a whole: nothing is said of each file in it.
        steps = here[:-1].split("/")
        inside = {"/".join(steps[:number]) for number in range(1, len(steps) + 1)}
        left = [path for path in unread if path not in named and path != "site.yaml"]
        if left and inside.isdisjoint(named):
            _report_unread(reading, here, left)
    return frozenset(found)


def _unfit(content: Path, path: str) -> Diagnostic | None:
    """Why a file is not published, although its name would fit; None if it can be."""
    place = Span(path, 1, 1, 0, 0)
    try:
        status = os.lstat(content / path)
        if not stat.S_ISREG(status.st_mode):
            message = "this is a link or a device, not a file"
            return diagnostic("not-a-file", message, place, "put the file itself here")
        if status.st_size > MAX_MEDIA:
            message = f"the file is larger than {MAX_MEDIA // 1_000_000} MB"
            return diagnostic(
                "too-large", message, place, "save it smaller, or link to it where it is published"
            )
        if not os.access(content / path, os.R_OK):
            return diagnostic("not-a-file", "the file cannot be read", place, "check its permissions")
    except FileNotFoundError:
        # Gone since the folder was listed.
        return diagnostic("not-a-file", "the file is gone", place, "put it there again")
    return None


def _report_unread(reading: Reading, folder: str, paths: list[str]) -> None:
    first, more = paths[0], len(paths) - 1
    others = f" and {more} other files in {quote(folder[:-1] or 'content')}"
    if more == 1:
        others = f" and {quote(paths[1])}"
    verb = f"{others} are" if more else " is"
    it, belongs = ("them", "they belong") if more else ("it", "it belongs")
    hint = f"move {it} out of the content folder, or into `root` if {belongs} to the published site"
    if folder[:-1] in _FOLDERS and first.endswith(".txt"):
        hint = (
            f"if it is content, rename it to {quote(first.rpartition('/')[2].removesuffix('.txt') + '.md')}"
        )
    elif first.lower().endswith(".svg"):
        hint = "save the picture as a `.png` file: an SVG picture may hold scripts"
    elif os.path.islink(reading.content / first):
        hint = "links are not followed: put the file itself here"
    reading.report("unread-file", f"{quote(first)}{verb} not read", Span(first, 1, 1, 0, 0), hint)


def read_picture(
    reading: Reading, field: str, path: str | None, files: Collection[str], front: yaml_nodes.Mapping | None
) -> Picture | None:
    """The picture that a `field` of the site names, with its size; None where there is none, or where it is no PNG.

    Side effect: reads the file.
    """
    if path is None or front is None:
        return None
    if path not in files:
        message = f"`{field}`: there is no image {quote(path)}"
        reading.report("missing-image", message, front.place(field), *did_you_mean(path, files))
        return None
    data = fetch(reading.content, path)
    # The PNG specification: a signature of eight bytes, then the first chunk, with width and height of four each.
    if isinstance(data, bytes) and data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
        return Picture(path, int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
    message, cure = f"`{field}`: {quote(path)} is no PNG picture", "save the picture as a `.png` file"
    reading.report("missing-image", message, front.place(field), cure)
    return None


def read_root(content: Path, problems: list[Diagnostic]) -> tuple[str, ...]:
    """The paths below `content/root/` that are copied to the site's root. Side effect: reads files.

    What is wrong with the others is added to `problems`.
    """
    paths = []
    for path in sorted(_root_paths(content / ROOT_FOLDER)):
        place = Span(f"{ROOT_FOLDER}/{path}", 1, 1, 0, 0)
        data = fetch(content, f"{ROOT_FOLDER}/{path}")
        ending = os.path.splitext(path)[1].lower()
        if isinstance(data, Diagnostic):
            problems.append(data)
        elif not _ROOT_NAME.fullmatch(path) or ending not in ROOT_ENDINGS:
            kinds = ", ".join(f"`{name}`" for name in ROOT_ENDINGS if name)
            message = f"{quote(path)} is no name for a file of the site's root"
            cure = f"use letters, digits, `-`, `_` and one of {kinds}, or no ending, as in `CNAME`"
            problems.append(diagnostic("root-file", message, place, cure))
        elif (ending == ".html" and _ACTIVE.search(data)) or (ending == ".xml" and _ACTIVE_XML.search(data)):
            message = f"{quote(path)} holds markup that browsers would render as a page of this site"
            problems.append(
                diagnostic("root-file", message, place, "keep to the line that the service gives you")
            )
        else:
            paths.append(path)
    return tuple(paths)


def _root_paths(folder: Path) -> Iterator[str]:
    """The files below `folder`; hidden ones are left out, except for the folder that standards ask for."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") or name == ".well-known"]
        inside = os.path.relpath(parent, folder).replace(os.sep, "/")
        yield from (
            name if inside == "." else f"{inside}/{name}" for name in names if not name.startswith(".")
        )
