"""Markdown files with or without front matter: Hugo, Obsidian, Docusaurus, Jekyll, MDN, or a plain folder."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from termbank.importers.fields import STATUS, mapped
from termbank.importers.found import Found, ImportFileError, Options, files_of, read_text
from termbank.importers.markup import from_markdown
from termbank.text.urls import slugify

_ENDINGS = (".md", ".mdx", ".markdown")
# What stands in such folders for people and programs.
_NO_TERMS = re.compile(
    r"readme|license|licence|contributing|changelog|code[_-]of[_-]conduct|_.*|\..*|index|style-?guide|.*template",
    re.IGNORECASE,
)
_YAML = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*$\n?", re.MULTILINE)
_UNDERLINED = re.compile(r"\A\s*(\S.*)\n=+[ \t]*$\n?", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_TITLES = ("title", "term", "name")
_WORKS = frozenset(["resource_type", "author", "authors", "doi", "isbn"])
_SEVERAL = 5
"""Headings of one level from which a single file is a glossary of its own."""


def read(path: Path, options: Options) -> Found:
    """The entries of a folder with a file for each, or of one file with a heading for each."""
    found = Found()
    root = path.parent if path.is_file() else path
    for file in files_of(path, _ENDINGS):
        place = file.relative_to(root).as_posix()
        if any(part.startswith(".") for part in Path(place).parts[:-1]) or "node_modules" in place:
            continue
        fields, body = _parted(file, place, found)
        titled = any(fields.get(key) for key in _TITLES)
        if path.is_file() and (several := _of_headings(body, place, found, options)):
            found.entries += several
            continue
        # `closure/index.md` is a page about closures; `terms/index.md` lists what the folder holds.
        # A page of the folder itself is no term; a folder with nothing but a page is one.
        is_index = file.stem.lower() in ("index", "_index")
        alone = is_index and not [
            each for each in file.parent.iterdir() if each.suffix in _ENDINGS and each != file
        ]
        if (is_index and not (alone and file.parent != root and body.strip())) or (
            not is_index and not titled and _NO_TERMS.fullmatch(file.stem)
        ):
            found.lose("no term, but a page about the folder: not imported", place)
            continue
        name = file.parent.name if is_index else file.stem
        _add(found, options, place, fields, body, name)
    if not found.entries:
        raise ImportFileError(
            f"no term was found in {path.name}: its files need a title, or a heading with text below it"
        )
    return found


def _add(found: Found, options: Options, place: str, fields: dict[str, Any], body: str, name: str) -> None:
    # Many write the title as the first heading only, or once more there.
    heading = _TITLE.match(body) or _UNDERLINED.match(body)
    titled = next((key for key in _TITLES if fields.get(key)), None)
    if heading:
        body = body[: heading.start()] + body[heading.end() :]
    title = " ".join(str(fields[titled]).split()) if titled else _plain(heading[1]) if heading else ""
    if not title:
        title = name.replace("-", " ").replace("_", " ").strip()
        title = title[:1].upper() + title[1:]
    written = from_markdown(body, place, found)
    kept = {key: value for key, value in fields.items() if key.lower() not in _OURS and key != titled}
    status = "draft" if str(kept.pop("draft", "")).lower() == "true" else ""
    status = status or STATUS.get(str(kept.pop("status", "")).lower(), "")
    kind = options.kind or (
        "resource" if not _WORKS.isdisjoint(kept) and "definition" not in kept else "term"
    )
    entry = mapped({"title": title, **kept}, kind, place, found, options, "markdown")
    assert entry, "it has a title"
    summary = entry.body if entry.body and written else ""
    entry.body = written or entry.body
    if summary and "summary" not in entry.fields:
        entry.fields["summary"] = " ".join(from_markdown(summary, place, found).split())
    elif isinstance(given := entry.fields.get("summary"), str):
        entry.fields["summary"] = from_markdown(given, place, found)
    if status:
        entry.fields["status"] = status
    entry.names |= {name, place, place.rpartition(".")[0]}
    entry.base = place.rpartition("/")[0]
    entry.slug = slugify(name)
    found.entries.append(entry)


# What other tools need for their own pages, and no reader misses.
_OURS = frozenset(
    [
        "layout",
        "template",
        "weight",
        "order",
        "position",
        "sidebar_label",
        "sidebar_position",
        "nav_order",
        "slug",
        "permalink",
        "url",
        "type",
        "page-type",
        "toc",
        "date",
        "lastmod",
        "modified",
        "created",
        "updated",
        "full_link",
        "no_list",
        "hide_title",
        "pagination_next",
        "pagination_prev",
        "cssclass",
        "cssclasses",
        "publish",
        "css",
        "browser-compat",
        "id_number",
        "shortlink",
        "custom_edit_url",
    ]
)


def _plain(heading: str) -> str:
    return re.sub(r"[*_`]|\{#[^}]*\}", "", heading).strip()


def _parted(file: Path, place: str, found: Found) -> tuple[dict[str, Any], str]:
    """The front matter of a file, whatever its form, and its body."""
    text = read_text(file, found)
    fields: Any = {}
    body = text
    try:
        if match := _YAML.match(text):
            # Everything stays the text that was written: a date, `no`, or 1.10 is not turned into something else.
            fields, body = yaml.load(match[1], yaml.BaseLoader), text[match.end() :]  # noqa: S506  makes text alone
        elif match := _TOML.match(text):
            fields, body = tomllib.loads(match[1]), text[match.end() :]
        elif text.lstrip().startswith("{\n"):
            start = len(text) - len(text.lstrip())
            fields, end = json.JSONDecoder().raw_decode(text[start:])
            body = text[start + end :]
    except (yaml.YAMLError, tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        reason = str(error).partition("\n")[0]
        found.lose(f"front matter that cannot be read ({reason}): its fields are left out", place)
        match = _YAML.match(text) or _TOML.match(text)
        body = text[match.end() :] if match else text
    if not isinstance(fields, dict):
        fields = {}
    return fields, body


def _of_headings(text: str, place: str, found: Found, options: Options) -> list[Any]:
    """The terms of a file that is a glossary by itself: one for each heading of the level that has most."""
    headings = list(_HEADING.finditer(text))
    levels = [len(match[1]) for match in headings]
    if not levels or levels.count(level := max(set(levels), key=levels.count)) < _SEVERAL:
        return []
    entries, part = Found(), found
    for number, match in enumerate(headings):
        if len(match[1]) != level:
            continue
        later = (each for each in headings[number + 1 :] if len(each[1]) <= level)
        end = next(later, None)
        body = text[match.end() : end.start() if end else len(text)]
        line = text.count("\n", 0, match.start()) + 1
        if body.strip():
            _add(
                entries,
                options,
                f"{place}:{line}",
                {"title": _plain(match[2])},
                body,
                slugify(_plain(match[2])),
            )
        else:
            part.lose("a heading without text", f"{place}:{line}")
    found.total += entries.total
    for what, places in entries.losses.items():
        for each in places:
            found.lose(what, each)
    return entries.entries
