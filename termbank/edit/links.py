"""Edits of the links in bodies: another slug in place of the one that is written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from termbank.content.key import Key
from termbank.content.model import Glossary, Record
from termbank.edit.changes import Edit
from termbank.text.markdown.body import WrittenLink
from termbank.text.source import Source

# The name ends at the anchor or at the text: `[[rubric#levels|a level]]`.
_WIKI = re.compile(r"\[\[\s*([^\]|#]*?)\s*(?=[\]|#])")


def relink(glossary: Glossary, record: Record, source: Source, old: Key, new: str) -> Iterator[Edit]:
    """Edits that let every link of the record's body to `old` name the slug `new`.

    A link by a title or an alias stays as it is. `source` is the record's file.
    """
    targets = glossary.links.written.get(record.key, ())
    for link, target in zip(record.body.links, targets, strict=True):
        if target and target.key == old and (edit := _edit(source, link, old.slug, new)):
            yield edit


def _edit(source: Source, link: WrittenLink, old: str, new: str) -> Edit | None:
    start, end = link.span.start, link.span.end
    if link.kind == "cite":
        # Behind the sign: `@bloom-1984, p. 4`.
        return Edit(start + 1, start + 1 + len(old), new) if link.href == old else None
    if link.kind in ("wiki", "embed"):
        found = _WIKI.search(source.text, start, end)
        return _of_slug(found.start(1), found[1], old, new) if found else None
    for place in _addresses(source.text, link, start, end):
        if edit := _of_slug(place, source.text[place : place + len(link.href)], old, new):
            return edit
    return None


def _addresses(text: str, link: WrittenLink, start: int, end: int) -> Iterator[int]:
    """Where the address of a link is written: behind its text, or in the definition that it refers to."""
    written = text.rfind(f"]({link.href}", start, end)
    angled = text.rfind(f"](<{link.href}", start, end)
    if max(written, angled) >= 0:
        yield written + 2 if written >= 0 else angled + 3
        return
    definition = re.compile(rf"^ {{0,3}}\[[^\]]+\]:\s*<?({re.escape(link.href)})(?=[\s>]|$)", re.MULTILINE)
    for found in definition.finditer(text):
        yield found.start(1)


def _of_slug(start: int, address: str, old: str, new: str) -> Edit | None:
    """The edit of the slug in `address`, which begins at the offset `start`; None if it names something else."""
    path = address.partition("#")[0]
    name = posixpath.basename(path)
    stem = name.removesuffix(".md")
    if unquote(stem) != old:
        return None
    begin = start + len(path) - len(name)
    return Edit(begin, begin + len(stem), new)


def readdress(source: Source, link: WrittenLink, target: str) -> Edit | None:
    """The edit that lets one written link lead to `target`, a slug or a path; None where its address is not found."""
    start, end = link.span.start, link.span.end
    if link.kind in ("wiki", "embed"):
        found = _WIKI.search(source.text, start, end)
        slug = posixpath.basename(target).removesuffix(".md")
        return Edit(found.start(1), found.end(1), slug) if found else None
    for place in _addresses(source.text, link, start, end):
        path = link.href.partition("#")[0]
        # A slug takes the place of the last part, so that the folder and the ending stay as they were written.
        name = posixpath.basename(path)
        if "/" in target or "." not in name:
            return Edit(place, place + len(path), target)
        return Edit(place + len(path) - len(name), place + len(path), f"{target}.md")
    return None
