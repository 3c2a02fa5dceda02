"""Mending what has exactly one right answer, as the hints of the checks say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from termbank.content.key import Key
from termbank.content.model import Glossary, Record
from termbank.edit.changes import Change, Edit
from termbank.edit.fields import FrontEditor
from termbank.edit.links import readdress
from termbank.linking.references import known_names
from termbank.text.diagnostics import Diagnostic
from termbank.text.invisible import find_forbidden
from termbank.text.source import Source
from termbank.text.suggest import nearest
from termbank.text.yaml_nodes import Mapping, Node, Scalar, Sequence

SURE = 80
"""From here on, in percent, the nearest name is what was meant: `learning-taget` reaches 97 of `learning-target`."""

_REPLACED = frozenset(["unknown-term", "unknown-value", "unknown-resource"])
_REMOVED = frozenset(["duplicate-reference", "self-reference", "related-is-broader", "idle-exception"])
# Two candidates, "did you mean `a` or `b`?", are for a person to choose from.
_ONE = re.compile(r"(?:did you mean|it is now) `([^`]+)`\??|write `([^`]+)`, the name of its file")
_HEADING = re.compile(r"write `#+ ([^`]+)`")

Names = dict[str, Key]
"""The records by everything that they are called."""


def fix(glossary: Glossary, diagnostics: Iterable[Diagnostic], content: Path) -> Change:
    """The change that mends those of `diagnostics` that have one right answer. Reads files.

    Of two that would change the same place, the first is mended; the other one shows at the next check.
    """
    change, records = Change(), {record.path: record for record in glossary.records}
    names = known_names(glossary)
    editors: dict[str, FrontEditor] = {}
    for item in diagnostics:
        record = records.get(item.span.path)
        if record is None:
            continue
        if record.path not in editors:
            source = Source.from_bytes(record.path, (content / record.path).read_bytes())
            editors[record.path] = FrontEditor.of(record, source)
        editor = editors[record.path]
        # The parser reads a text without these characters, so its places are others than those of the file.
        if find_forbidden(editor.source.text):
            continue
        edit = _mended(glossary, names, record, editor, item)
        if edit and all(
            edit.end <= other.start or other.end <= edit.start for other in change.edits.get(record.path, ())
        ):
            change.edit(record.path, edit)
    return change


def _mended(
    glossary: Glossary, names: Names, record: Record, editor: FrontEditor, item: Diagnostic
) -> Edit | None:
    """The edit that mends one problem; None where that is not for a program to decide."""
    answers = [found[1] or found[2] for hint in item.hints if (found := _ONE.fullmatch(hint))]
    meant = answers[0] if len(answers) == 1 else ""
    if item.code == "dead-link":
        links = [link for link in record.body.links if link.span == item.span]
        sure = links and meant and _is_sure(glossary, names, links[0].href, meant)
        return readdress(editor.source, links[0], meant) if sure else None
    if item.code == "near-role":
        heading = next((found[1] for hint in item.hints if (found := _HEADING.fullmatch(hint))), "")
        return Edit(item.span.start, item.span.end, heading) if heading else None
    for path, scalar in _scalars(editor.front, ()):
        if scalar.span != item.span:
            continue
        # A key's path ends with the key itself, a value's with its field or its number in a list.
        *_, last = path
        is_key = isinstance(last, str) and last == scalar.text
        if item.code == "unknown-field":
            free = meant and meant not in editor.front.entries
            return (
                editor.replace(scalar, meant)
                if free and _is_sure(glossary, names, scalar.text, meant)
                else None
            )
        if item.code in _REPLACED and meant and _is_sure(glossary, names, scalar.text, meant):
            return editor.replace(scalar, meant)
        if item.code in _REMOVED and len(path) == 2:
            return (
                editor.remove_key(str(path[0]), str(last))
                if is_key
                else editor.remove(str(path[0]), int(last))
            )
    return None


def _is_sure(glossary: Glossary, names: Names, written: str, meant: str) -> bool:
    """Whether `meant` is a name of what was written, or nearly the same text; not merely the nearest there is."""
    slug = meant.rpartition("/")[2].removesuffix(".md")
    stem = written.partition("#")[0].rpartition("/")[2].removesuffix(".md").removesuffix(".html")
    if key := names.get(stem.casefold()):
        named = key.slug == slug
    else:
        # An earlier slug is no slip: the hint names the term that it is today.
        named = slug in glossary.terms and stem in glossary.terms[slug].fields.formerly
    return named or bool(nearest(stem, [slug], 1, SURE))


def _scalars(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    """Every scalar below `node`, keys included, with the path to it."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _scalars(item, (*path, index))
    elif isinstance(node, Mapping):
        for name, (key, value) in node.entries.items():
            yield (*path, name), key
            yield from _scalars(value, (*path, name))
